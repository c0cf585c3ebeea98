"""The summary of a night to people (通知): webhooks and e-mail through apprise, which Prefect's own notifications use as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def notify(addresses: Sequence[str], title: str, text: str, page: Path) -> bool:
    """Send the text, with the page attached where the way of sending has attachments. False when one address did not take it.

    Addresses are in apprise's notation (``mailto://…``, ``jsons://…``); they hold passwords and are never printed.
    """
    if not addresses:
        return True
    from apprise import Apprise

    messenger = Apprise()
    understood = [bool(messenger.add(address)) for address in addresses]
    delivered = bool(messenger.notify(title=title, body=text, attach=str(page))) if any(understood) else False
    return delivered and all(understood)
