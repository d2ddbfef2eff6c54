"""Reading what mail systems report: delivery reports (RFC 3464) and complaints (RFC 5965).

Pure functions of the bytes of one letter. Anybody can write such a letter, so that nothing in it is
believed but the Message-ID of ours that it names; what the report says is kept as short words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Letter
from enum import StrEnum
from typing import Any

LONGEST_WORDS = 200
ADDRESS = re.compile(r"\S+@\S+")
CODE = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}")


class What(StrEnum):
    FAILED = "failed"
    COMPLAINT = "complaint"
    DELAYED = "delayed"
    NO_REPORT = "no report"


@dataclass(frozen=True)
class Report:
    """What one letter reports: about which message of ours, and in which words without addresses."""

    what: What
    message_id: str = ""
    words: str = ""
    identity: str = ""


def read(content: bytes) -> Report:
    """What a letter reports; a letter that is no report, or is broken, says so."""
    letter = message_from_bytes(content, policy=policy.compat32)
    parts = list(letter.walk())
    kinds = {part.get_content_type(): part for part in parts}
    about = next(filter(None, map(_original, parts)), "")
    identity = hashlib.sha256(_header(letter, "Message-ID").encode() or content).hexdigest()
    if "message/feedback-report" in kinds:
        return Report(What.COMPLAINT, about, "", identity)
    if "message/delivery-status" not in kinds:
        return Report(What.NO_REPORT)
    recipients = [
        block for block in _blocks(kinds["message/delivery-status"]) if block.get("Action")
    ]
    failed = [one for one in recipients if _header(one, "Action").lower() == "failed"]
    if not failed:
        return Report(What.DELAYED, about)
    return Report(What.FAILED, about, _words(failed[0]), identity)


def _blocks(part: Letter) -> Iterator[Letter]:
    found: Any = part.get_payload()
    if isinstance(found, list):
        yield from (block for block in found if isinstance(block, Letter))


def _original(part: Letter) -> str:
    """The Message-ID of the letter that a report gives back, whole or in headers."""
    if part.get_content_type() == "message/rfc822":
        inner: Any = part.get_payload()
        return _header(inner[0], "Message-ID") if isinstance(inner, list) and inner else ""
    if part.get_content_type() == "text/rfc822-headers":
        content: Any = part.get_payload(decode=True)
        return _header(message_from_bytes(content or b""), "Message-ID")
    return ""


def _words(recipient: Letter) -> str:
    """5.1.1, unknown user: the code and what the far side said, without anybody's address."""
    code = CODE.match(_header(recipient, "Status"))
    said = _header(recipient, "Diagnostic-Code").partition(";")[2].strip()
    words = ", ".join(filter(None, [code[0] if code else "", ADDRESS.sub("…", said)]))
    return "".join(c if c.isprintable() else " " for c in words)[:LONGEST_WORDS]


def _header(letter: Letter, name: str) -> str:
    return " ".join(str(letter.get(name, "")).split())
