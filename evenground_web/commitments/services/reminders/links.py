"""Asking somebody without an account how a commitment is going, by a link for them alone.

The link holds a random token, of which only a keyed digest is kept. To open it for the first time
somebody types a code that is sent to the address it was meant for (`first_opening.py`); that ties
it to their browser. In any other browser it opens nothing, and offers to send a new link to that
address. Whoever it was forwarded to gets neither. Nothing personal is in the address.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import Enum

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from evenground_web.commitments.models import CLOSED, Commitment, Update, UpdateLink
from evenground_web.commitments.services.records.updates import add_update
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Person

LIFETIME = timedelta(days=30)
RENEWABLE = timedelta(days=90)
A_MOMENT = timedelta(minutes=5)
MOST_SENT = 10
MOST_A_DAY = 20

ASK = kinds.register(kinds.Kind(key="ask", name="Asking a partner for an update"))
AGAIN = kinds.register(kinds.Kind(key="link", name="A new link for a partner", disturbs=True))
ANSWER = kinds.register(
    kinds.Kind(
        key="answer", name="What partners answer when you ask for an update", choices=kinds.MUST_ACT
    )
)


class Opened(Enum):
    """What somebody finds who opens a link."""

    NEW = "new"
    CODE = "code"
    MINE = "mine"
    ELSEWHERE = "elsewhere"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"


@audit.in_turn()
def ask_for_update(
    commitment: Commitment,
    *,
    by: Person,
    name: str,
    organisation: str,
    email: str,
    now: datetime | None = None,
) -> UpdateLink:
    """Send a link to one person; asking the same address while its link works sends no second."""
    now, email = now or timezone.now(), email.strip().lower()
    commitment = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    if commitment.delivery_status in CLOSED:
        raise RuleBroken(f"{commitment.reference} is closed. Open it again before you ask.")
    link = commitment.update_links.filter(email=email, revoked_at=None).first()
    if link and link.is_live(now=now):
        return link
    link = link or UpdateLink(commitment=commitment, email=email)
    link.name, link.organisation = one_line(name), one_line(organisation)
    link.asked_by, link.asked_at = by, now
    _send(link, kind=ASK, now=now)
    audit.record(
        "commitment.update_asked", commitment, by=by, now=now,
        sentence=f"asked {link.who} for an update, by a link that works until "
        f"{nhs_date(link.expires_at)}",
    )  # fmt: skip
    return link


def _send(link: UpdateLink, *, kind: kinds.Kind, now: datetime) -> None:
    """A new token in a new message; the link sent before opens nothing from now on."""
    token = secrets.token_urlsafe(32)
    link.token_digest, link.browser_digest, link.opened_at = token_digest(token), "", None
    link.sent_at, link.expires_at = now, now + LIFETIME
    if link.pk:
        link.times_sent += 1
    link.save()
    if link.message and link.message.state == Message.State.WAITING:
        Message.objects.waiting().filter(pk=link.message.pk, lease=None).update(
            state=Message.State.CALLED_OFF, settled_at=now, text="", why="A newer link was sent"
        )
    link.message = outbox.send(
        to=link.email, kind=kind.key, template="commitments/mail/link.txt", now=now,
        key=f"link:{link.pk}:{link.times_sent}", about=link.commitment, private=True,
        expires=link.expires_at,
        context={"link": link, "path": reverse("commitments:by_link", args=[token])},
    )  # fmt: skip
    link.save(update_fields=["message"])


def token_digest(token: str) -> str:
    return salted_hmac("commitments.link", token, algorithm="sha256").hexdigest()


def browser_digest(secret: str) -> str:
    return salted_hmac("commitments.link.browser", secret, algorithm="sha256").hexdigest()


def find_link(token: str) -> UpdateLink | None:
    """The link with this token; a link that was replaced by a newer one is not found."""
    return (
        UpdateLink.objects.select_related("commitment__owner", "asked_by")
        .filter(token_digest=token_digest(token))
        .first()
    )


def opened(link: UpdateLink, *, browser: str, now: datetime) -> Opened:
    """What the link is to this browser, which holds a secret once it was tied to a link."""
    if link.revoked_at:
        return Opened.REVOKED
    if link.commitment.delivery_status in CLOSED:
        return Opened.CLOSED
    if link.expires_at <= now:
        return Opened.EXPIRED
    if link.opened_at is None:
        waits = link.codes.filter(browser_digest=browser_digest(browser), sent_at__gte=link.sent_at)
        return Opened.CODE if browser and waits.exists() else Opened.NEW
    mine = browser and constant_time_compare(browser_digest(browser), link.browser_digest)
    return Opened.MINE if mine else Opened.ELSEWHERE


@audit.in_turn()
def send_again(link: UpdateLink, *, now: datetime | None = None) -> None:
    """Send a new link to the address the old one was meant for, because somebody asked for it."""
    now = now or timezone.now()
    link = UpdateLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at or link.commitment.delivery_status in CLOSED:
        raise RuleBroken("This link was ended. Ask the person who sent it for another.")
    if now - link.sent_at < A_MOMENT:
        return
    if link.times_sent >= MOST_SENT or now - link.asked_at > RENEWABLE:
        raise RuleBroken(
            f"No more links can be sent from here. Ask {link.asked_by} of the partnership for one."
        )
    _send(link, kind=AGAIN, now=now)
    audit.record(
        "commitment.link_sent_again", link.commitment, by=None, now=now,
        sentence=f"sent {link.who} a new link, as asked on the page of the old one",
    )  # fmt: skip


@audit.in_turn()
def ask_to_be_asked(link: UpdateLink, *, now: datetime | None = None) -> None:
    """Tell whoever sent a link that was revoked that its holder would like another; once."""
    if link.revoked_at:
        outbox.send(
            to=link.asked_by, kind=ANSWER.key, template="commitments/mail/another.txt", now=now,
            key=f"another:{link.pk}", about=link.commitment, context={"link": link},
        )  # fmt: skip


@audit.in_turn()
def revoke_link(link: UpdateLink, *, by: Person, now: datetime | None = None) -> UpdateLink:
    """End a link at once; its message is called off when it still waits."""
    now = now or timezone.now()
    link = UpdateLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.revoked_at:
        return link
    link.revoked_at, link.revoked_by = now, by
    link.save(update_fields=["revoked_at", "revoked_by"])
    if link.message:
        Message.objects.waiting().filter(pk=link.message.pk).update(
            state=Message.State.CALLED_OFF, settled_at=now, text="", why="The link was revoked",
            lease=None, leased_until=None,
        )  # fmt: skip
    audit.record(
        "commitment.link_revoked", link.commitment, by=by, now=now,
        sentence=f"revoked the link of {link.who}",
    )  # fmt: skip
    return link


@audit.in_turn()
def answer_by_link(
    link: UpdateLink,
    *,
    browser: str,
    text: str,
    evidence_link: str = "",
    status: str = "",
    now: datetime | None = None,
) -> Update:
    """Keep what somebody said by link. A status is proposed with it, and waits for a member."""
    now = now or timezone.now()
    link = UpdateLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if opened(link, browser=browser, now=now) is not Opened.MINE:
        raise RuleBroken("This link no longer works in this browser. Load the page again.")
    said_by = f"{link.who}, by link"
    today = link.commitment.updates.filter(said_by=said_by, at__gt=now - timedelta(days=1))
    if today.count() >= MOST_A_DAY:
        raise RuleBroken("This link was used many times today. Come back tomorrow.")
    update = add_update(
        link.commitment, by=None, text=text, evidence_link=evidence_link, said_by=said_by, now=now
    )
    if update.said_by == said_by:
        _tell(link, update, status=status, now=now)
    return update


def _tell(link: UpdateLink, update: Update, *, status: str, now: datetime) -> None:
    """The proposal, once for each update, and word of it to whoever asked."""
    proposal = None
    if status and status != link.commitment.delivery_status:
        proposal, _ = link.proposals.get_or_create(
            update=update, defaults={"commitment": link.commitment, "status": status, "at": now}
        )
    outbox.send(
        to=link.asked_by, kind=ANSWER.key, template="commitments/mail/answer.txt", now=now,
        key=f"answer:{update.pk}", about=link.commitment,
        context={"link": link, "update": update, "proposal": proposal},
    )  # fmt: skip
