"""Cards are printed: each with a number and, where words are asked for, a private code to tear off.

A code is nowhere but on the paper, so a pile cannot be printed a second time: print another one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Card, Pile, Prompt
from evenground_web.floor.services.consent import CURRENT
from evenground_web.gatherings.models import Gathering
from evenground_web.people.models import Person
from evenground_web.voices.services import CODES, asked_today

MOST_CARDS = 200


@dataclass(frozen=True)
class Printed:
    """What stands on one card and nowhere else."""

    number: str
    code: str


def new_cards(
    *,
    by: Person,
    count: int,
    prompt: Prompt | None = None,
    gathering: Gathering | None = None,
    large: bool = False,
    on: date | None = None,
) -> tuple[Pile, list[Printed]]:
    """Cards for a question to the room; without one, forms for anything that people want to say.

    They are kept nowhere yet: `keep_cards` does that once they are set.
    """
    if not 1 <= count <= MOST_CARDS:
        raise RuleBroken(f"Print between 1 and {MOST_CARDS} at once.")
    if prompt:
        gathering = prompt.floor.gathering
    pile = Pile(
        prompt=prompt, gathering=gathering, count=count, large=large, by=by,
        consent_words=CURRENT if prompt else asked_today().number,
        on=on or timezone.localdate(),
    )  # fmt: skip
    has_words = prompt is None or prompt.kind == Prompt.Kind.WORDS
    made = [Printed(_number(), codes.new_code(of=CODES) if has_words else "") for _ in range(count)]
    return pile, made


@audit.in_turn()
def keep_cards(pile: Pile, made: Iterable[Printed]) -> None:
    """From now on these cards can come back."""
    pile.save()
    Card.objects.bulk_create(
        Card(
            pile=pile,
            number=one.number,
            claim_digest=codes.digest(one.code, of=CODES) if one.code else "",
        )
        for one in made
    )
    subject = pile.prompt.floor if pile.prompt else pile
    audit.record(
        "floor.cards_printed", subject, by=pile.by, pile=pile.pk,
        sentence=f"printed {pile.count} card{'' if pile.count == 1 else 's'} for “{pile}”",
    )  # fmt: skip


def _number() -> str:
    """Such as K7PD-2XQM. It opens nothing for whoever finds the paper: it only tells cards apart."""
    letters = "".join(secrets.choice(codes.LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
