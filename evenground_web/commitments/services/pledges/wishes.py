"""Wishes: what people hope for, and nobody has promised yet."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Pledge, Wish
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Person

LONGEST_WISH = 1_000


@audit.in_turn()
def add_wish(
    *,
    by: Person | None,
    text: str,
    gathering: Gathering,
    topic: Topic | None = None,
    now: datetime | None = None,
) -> Wish:
    """Write down what people hope for. The same words at one gathering are kept once."""
    text = one_line(text)
    if not text:
        raise RuleBroken("Write what people wish for.")
    if len(text) > LONGEST_WISH:
        raise RuleBroken(
            f"This wish is {len(text):,} characters long and we can keep {LONGEST_WISH:,}. Shorten "
            "it, or write it down as two wishes."
        )
    if topic and topic.gathering_id != gathering.pk:
        raise RuleBroken(f"“{topic}” is not a topic of {gathering}. Choose one of its topics.")
    if same := Wish.objects.filter(gathering=gathering, text__iexact=text).first():
        return same
    wish = Wish.objects.create(
        text=text, gathering=gathering, topic=topic, written_on=timezone.localdate(now)
    )
    audit.record("wish.added", wish, by=by, sentence=f"wrote down a wish at {gathering}", now=now)
    return wish


@audit.in_turn()
def take_up(wish: Wish, *, by: Person | None, pledge: Pledge, now: datetime | None = None) -> Wish:
    """Say which pledge takes a wish up; the chain from the wish to the pledge is kept."""
    wish = Wish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
    if wish.pledge_id == pledge.pk:
        return wish
    if wish.pledge_id:
        raise RuleBroken(
            f"{wish.pledge} took this wish up already. Open it to see what became of it."
        )
    wish.pledge = pledge
    wish.save(update_fields=["pledge"])
    reference = pledge.commitment.reference
    audit.record("wish.taken_up", wish, by=by, sentence=f"took it up in {reference}", now=now)
    return wish


def find_wishes(*, gathering: Gathering | None = None, show: str = "") -> QuerySet[Wish]:
    """Wishes, the newest first; `show` is open, taken or empty for all."""
    found = Wish.objects.select_related("gathering", "topic", "pledge__commitment")
    if gathering:
        found = found.filter(gathering=gathering)
    return found.filter(pledge__isnull=show == "open") if show else found
