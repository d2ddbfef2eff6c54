"""Those who were drawn are asked, without anybody learning who they are."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Draw
from evenground_web.gatherings.pools import ask_those, can_be_asked
from evenground_web.people.models import Person


@audit.in_turn()
def ask_panel(draw: Draw, *, by: Person, answer_to: str, now: datetime | None = None) -> int:
    """Write to those who are on the panel and were not written to before; how many that were.

    They answer where `answer_to` says, apart from all that they told.
    """
    draw = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if not can_be_asked(draw.source):
        raise RuleBroken("The pool came in a file. Whoever made it knows how to reach its people.")
    if not draw.drawn_at:
        raise RuleBroken("Nobody was drawn yet.")
    if not (answer_to := one_line(answer_to)):
        raise RuleBroken("Say how they reach you, so that they can answer.")
    asked = ask_those(
        draw.source, draw.salt, draw.panel,
        title=draw.title, answer_to=answer_to, now=now or timezone.now(),
    )  # fmt: skip
    if not asked:
        raise RuleBroken(
            "Nobody was written to: they have been, or they no longer want to be asked. Draw the next in place of those who do not answer."
        )
    audit.record(
        "draw.asked", draw, by=by, now=now, sentence="had those who were drawn asked to take part"
    )
    return asked
