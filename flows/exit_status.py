"""How a command ends (退出状态): the numbers of the contract, and the one way in which a person is told what is wrong."""

from __future__ import annotations

import sys

from flows.messages import message
from flows.settings import Settings

DONE, FAILED, WRONG_USAGE, SOME_QUARANTINED = 0, 1, 2, 3


def complain(settings: Settings, status: int, key: str, **values: object) -> int:
    """Tell the person on standard error what is wrong; gives the exit status back."""
    print(message(key, settings.language, **values), file=sys.stderr)
    return status
