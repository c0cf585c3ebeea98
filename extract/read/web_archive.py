"""Single-file web pages (MHTML, 网页归档), which Word, WPS and many systems save under the name .doc or .mht."""

from __future__ import annotations

import email
import email.policy

from extract.errors import TruncatedDocument


def main_page(content: bytes) -> bytes:
    """The bytes of the first HTML part, decoded from its transfer encoding. Raises :class:`TruncatedDocument`
    when there is none."""
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                return payload
    raise TruncatedDocument("网页归档中没有网页", "the web archive holds no page")
