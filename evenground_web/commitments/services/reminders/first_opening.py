"""Opening a link for the first time, by a code that goes to the address the link was meant for.

A link alone opens nothing: whoever it was forwarded to can ask for a code, and does not get it. A
code works in the browser that asked for it, once, for an hour, and is tried five times at most.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from evenground_web.commitments.models import LinkCode, UpdateLink
from evenground_web.commitments.services.reminders.links import Opened, browser_digest, opened
from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken

LIFETIME = timedelta(hours=1)
A_MOMENT = timedelta(minutes=1)
MOST_TRIES = 5
MOST_AN_HOUR = 6

CODE = kinds.register(
    kinds.Kind(key="code", name="A code that opens a link for the first time", disturbs=True)
)


@audit.in_turn()
def send_code(link: UpdateLink, *, browser: str, now: datetime | None = None) -> str:
    """Send a code to the address of the link; the secret that the browser which asked keeps."""
    now = now or timezone.now()
    link = _locked(link)
    found = opened(link, browser=browser, now=now)
    if found is Opened.MINE:
        return browser
    if found not in {Opened.NEW, Opened.CODE}:
        raise RuleBroken("This link was opened in another browser already.")
    kept = _newest(link, browser)
    if kept and now - kept.sent_at < A_MOMENT and kept.tries < MOST_TRIES:
        return browser
    if link.codes.filter(sent_at__gt=now - timedelta(hours=1)).count() >= MOST_AN_HOUR:
        raise RuleBroken(
            "Many codes were sent to this address within an hour. Use the newest of them, wait an "
            f"hour, or ask {link.asked_by} of the partnership."
        )
    secret = browser or secrets.token_urlsafe(32)
    _send(link, secret, now=now)
    audit.record(
        "commitment.link_code_sent", link.commitment, by=None, now=now,
        sentence=f"sent {link.who} a code, as asked on the page of their link",
    )  # fmt: skip
    return secret


def _send(link: UpdateLink, browser: str, *, now: datetime) -> None:
    code = f"{secrets.randbelow(1_000_000):06}"
    made = LinkCode.objects.create(
        link=link, browser_digest=browser_digest(browser), digest=code_digest(link, code),
        sent_at=now, expires_at=now + LIFETIME,
    )  # fmt: skip
    made.message = outbox.send(
        to=link.email, kind=CODE.key, template="commitments/mail/code.txt", now=now,
        key=f"link-code:{made.pk}", about=link.commitment, private=True, expires=made.expires_at,
        context={"link": link, "code": code},
    )  # fmt: skip
    made.save(update_fields=["message"])


def code_digest(link: UpdateLink, code: str) -> str:
    return salted_hmac("commitments.link.code", f"{link.pk} {code}", algorithm="sha256").hexdigest()


def confirm(link: UpdateLink, *, browser: str, code: str, now: datetime | None = None) -> None:
    """Tie a link to the browser in which the code was typed. A wrong try counts and is kept."""
    if refused := _confirm(link, browser=browser, code=code, now=now or timezone.now()):
        raise RuleBroken(refused)


@audit.in_turn()
def _confirm(link: UpdateLink, *, browser: str, code: str, now: datetime) -> str:
    """What is wrong with the code, or nothing."""
    link = _locked(link)
    found = opened(link, browser=browser, now=now)
    if found is Opened.MINE:
        return ""
    kept = _newest(link, browser)
    if found is not Opened.CODE or kept is None:
        return "This link no longer waits for a code in this browser. Load the page again."
    if kept.expires_at <= now:
        return "This code has expired: it worked for an hour. Ask for another below."
    if kept.tries >= MOST_TRIES:
        return "This code was typed wrongly too often. Ask for another below."
    kept.tries += 1
    kept.save(update_fields=["tries"])
    if not constant_time_compare(kept.digest, code_digest(link, "".join(code.split()))):
        return _wrong(MOST_TRIES - kept.tries)
    link.browser_digest, link.opened_at = browser_digest(browser), now
    link.save(update_fields=["browser_digest", "opened_at"])
    audit.record(
        "commitment.link_opened", link.commitment, by=None, now=now,
        sentence=f"opened the page for {link.who}, by link and a code sent to them",
    )  # fmt: skip
    return ""


def _wrong(left: int) -> str:
    if not left:
        return "This is not the code we sent. Ask for another below."
    tries = "1 more try" if left == 1 else f"{left} more tries"
    return f"This is not the code we sent. Check each number: you have {tries}."


def _newest(link: UpdateLink, browser: str) -> LinkCode | None:
    mine = link.codes.filter(browser_digest=browser_digest(browser), sent_at__gte=link.sent_at)
    return mine.first() if browser else None


def _locked(link: UpdateLink) -> UpdateLink:
    return (
        UpdateLink.objects.select_for_update(of=("self",))
        .select_related("commitment", "asked_by")
        .get(pk=link.pk)
    )
