"""The outbox: the one way by which the product writes to people."""

from evenground_web.core.outbox.services.addresses import failures, is_stopped
from evenground_web.core.outbox.services.bounces import Read, read_reports, tell, write_again
from evenground_web.core.outbox.services.digests import digest_sections, write_digests
from evenground_web.core.outbox.services.keeping import call_off, forget, forget_address, try_again
from evenground_web.core.outbox.services.preferences import (
    choose,
    how_for,
    preferences_of,
)
from evenground_web.core.outbox.services.sending import Sent, deliver, sender
from evenground_web.core.outbox.services.writing import Letter, html, send, send_all

__all__ = [
    "Letter",
    "Read",
    "Sent",
    "call_off",
    "choose",
    "deliver",
    "digest_sections",
    "failures",
    "forget",
    "forget_address",
    "how_for",
    "html",
    "is_stopped",
    "preferences_of",
    "read_reports",
    "send",
    "send_all",
    "sender",
    "tell",
    "try_again",
    "write_again",
    "write_digests",
]
