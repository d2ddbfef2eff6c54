"""A panel drawn by lot, with a mix that was asked for, so that anybody can draw it again.

Everybody in the pool has a ticket: the SHA-256 of the seed and their id. Tickets in order are the order of
the draw. Going down it, each person is taken while the mix can still be completed with those who come
after. So people who are alike in what the mix names have the same chance, and a panel is found whenever
there is one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from evenground.errors import DataError

Pool = Mapping[str, Mapping[str, str]]  # by id, what the mix asks for: {"A7": {"place": "Hills"}}


@dataclass(frozen=True)
class Quota:
    """Between `least` and `most` of the panel have this group of this characteristic."""

    characteristic: str
    group: str
    least: int
    most: int

    def fits(self, person: Mapping[str, str]) -> bool:
        return person.get(self.characteristic) == self.group

    def __str__(self) -> str:
        return f"{self.characteristic}: {self.group}"


def digest(pool: Pool, *, salt: str) -> str:
    """What a pool is known by, in whatever order it comes; without a secret salt a small one can be guessed."""
    rows = sorted((person, sorted(said.items())) for person, said in pool.items())
    return hashlib.sha256(f"{salt}\n{json.dumps(rows, ensure_ascii=False)}".encode()).hexdigest()


def ticket(seed: str, person: str) -> str:
    return hashlib.sha256(f"{seed}\n{person}".encode()).hexdigest()


def draw(
    pool: Pool,
    mix: Sequence[Quota],
    *,
    places: int,
    seed: str,
    staying: Sequence[str] = (),
    out: Collection[str] = (),
) -> list[str]:
    """Who is on the panel, in the order of the draw; those who are `staying` first, none who is `out`.

    The same pool, mix, seed and people who stay or are out give the same panel, whatever the order of rows.
    Raises DataError where no panel can have this mix.
    """
    check(pool, mix, places=places, staying=staying, out=out)
    panel = list(staying)
    waiting = sorted(
        (person for person in pool if person not in {*staying, *out}),
        key=lambda person: (ticket(seed, person), person),
    )
    left = Counter(_kind(pool[person], mix) for person in waiting)
    never: set[tuple[bool, ...]] = set()  # once a kind does not fit, it never fits again
    for person in waiting:
        if len(panel) == places:
            break
        kind = _kind(pool[person], mix)
        left[kind] -= 1
        if kind in never:
            continue
        if _can_be_completed([*_kinds(panel, pool, mix), kind], left, mix, places):
            panel.append(person)
        else:
            never.add(kind)
    return panel


def next_in_line(
    pool: Pool,
    mix: Sequence[Quota],
    panel: Sequence[str],
    *,
    places: int,
    seed: str,
    said_no: Collection[str],
) -> list[str]:
    """The next are drawn in place of all who `said_no` so far; everybody else on the panel stays.

    Of an empty panel it is the first draw.
    """
    stay = [person for person in panel if person not in said_no]
    return draw(pool, mix, places=places, seed=seed, staying=stay, out=said_no)


def check(
    pool: Pool,
    mix: Sequence[Quota],
    *,
    places: int,
    staying: Sequence[str] = (),
    out: Collection[str] = (),
) -> None:
    """Refuse a panel that cannot be drawn, and say where it lacks people."""
    _check_mix(mix, places)
    if unknown := [person for person in (*staying, *out) if person not in pool]:
        raise DataError(f"{unknown[0]} is not in the pool. Check the id.")
    there = [said for person, said in pool.items() if person not in out]
    if len(there) < places:
        raise DataError(
            f"The pool has fewer than {places} people. Ask more, or draw a smaller panel."
        )
    for quota in mix:
        if sum(quota.fits(said) for said in there) < quota.least:
            raise DataError(
                f"The pool has fewer than {quota.least} people with {quota}. Ask more of them, "
                "or ask for fewer in the mix."
            )
    left = Counter(_kind(pool[person], mix) for person in pool if person not in {*staying, *out})
    if not _can_be_completed(_kinds(staying, pool, mix), left, mix, places):
        raise DataError(
            "No panel from this pool has this whole mix at once. Let some of its numbers be wider."
        )


def _check_mix(mix: Sequence[Quota], places: int) -> None:
    if places < 1:
        raise DataError("A panel has at least one place.")
    for quota in mix:
        if not 0 <= quota.least <= quota.most:
            raise DataError(f"“{quota}” asks for at least {quota.least} and at most {quota.most}.")
    asked = Counter((quota.characteristic, quota.group) for quota in mix)
    if twice := [named for named, count in asked.items() if count > 1]:
        raise DataError(f"“{': '.join(twice[0])}” is in the mix twice. Leave one out.")


def _kind(person: Mapping[str, str], mix: Sequence[Quota]) -> tuple[bool, ...]:
    return tuple(quota.fits(person) for quota in mix)


def _kinds(people: Iterable[str], pool: Pool, mix: Sequence[Quota]) -> list[tuple[bool, ...]]:
    return [_kind(pool[person], mix) for person in people]


def _can_be_completed(
    taken: Sequence[tuple[bool, ...]],
    left: Counter[tuple[bool, ...]],
    mix: Sequence[Quota],
    places: int,
) -> bool:
    """Whether some of those who are left fill the places that are free and keep to the mix."""
    free = places - len(taken)
    have = [sum(kind[number] for kind in taken) for number in range(len(mix))]
    least = np.array([free, *(quota.least - n for quota, n in zip(mix, have, strict=True))])
    most = np.array([free, *(quota.most - n for quota, n in zip(mix, have, strict=True))])
    kinds = [kind for kind, count in left.items() if count]
    if not free or not kinds:
        return bool((least <= 0).all() and (most >= 0).all())
    rows = np.array([[True, *kind] for kind in kinds], dtype=float).T
    found = milp(
        np.zeros(len(kinds)),
        integrality=np.ones(len(kinds)),
        bounds=Bounds(0, np.array([left[kind] for kind in kinds])),
        constraints=LinearConstraint(rows, least, most),
    )
    return bool(found.success)
