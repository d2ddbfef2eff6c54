"""Groups of opinion from agreeing, disagreeing and passing: looked for, and published.

The seed is made from the words of the question, so that nobody can try seeds until they like the answer.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import datetime
from typing import Any

import numpy as np
from django.utils import timezone

from evenground.disclosure import policy
from evenground.measures import (
    OpinionGroups,
    StatementsOfGroups,
    defining_statements,
    group_aware_consensus,
    opinion_groups,
)
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Opinions, Prompt, Statement, Vote
from evenground_web.floor.models.opinions import is_hidden
from evenground_web.people.models import Person
from evenground_web.people.services.small_numbers import is_small, told

FEWEST_STATEMENTS = 7
FEW_VOTERS = "Too few people voted to say anything without pointing at somebody."
FEW_STATEMENTS = (
    f"There are fewer than {FEWEST_STATEMENTS} statements, which is too few to look for groups."
)
A_SMALL_GROUP = "One of the groups is so small that showing it could point at somebody."


def look_for_groups(prompt: Prompt, *, by: Person | None, now: datetime | None = None) -> Opinions:
    """Say what the votes on a closed question say together; the same votes give the same answer.

    The looking takes a while, so others can write meanwhile; votes that came in between are noticed.
    """
    prompt = Prompt.objects.get(pk=prompt.pk)
    _check_closed(prompt)
    statements = list(prompt.statements.all())
    votes, digest = _votes(statements)
    if before := prompt.opinions.filter(votes_digest=digest).first():
        return before
    found = _found(statements, votes, seed_of(prompt))
    return _keep(prompt, found, digest, by=by, now=now)


@audit.in_turn()
def _keep(
    prompt: Prompt, found: dict[str, Any], digest: str, *, by: Person | None, now: datetime | None
) -> Opinions:
    prompt = (
        Prompt.objects.select_for_update(of=("self",)).select_related("floor").get(pk=prompt.pk)
    )
    _check_closed(prompt)
    if _votes(list(prompt.statements.all()))[1] != digest:
        raise RuleBroken("Somebody voted while the votes were looked at. Look again.")
    opinions, new = Opinions.objects.get_or_create(
        prompt=prompt, votes_digest=digest,
        defaults={"seed": seed_of(prompt), "found": found, "looked_at": now or timezone.now()},
    )  # fmt: skip
    if new:
        audit.record(
            "floor.looked_for_groups", prompt.floor, by=by, now=now, question=prompt.pk,
            sentence=f"looked for groups of opinion in the votes on “{prompt}”",
        )  # fmt: skip
    return opinions


def _check_closed(prompt: Prompt) -> None:
    if prompt.kind != Prompt.Kind.STATEMENTS:
        raise RuleBroken("Groups of opinion are looked for in votes on statements. This has none.")
    if prompt.opened_at is None or prompt.is_open:
        raise RuleBroken("People can still vote on this. Close the question first, then look.")


@audit.in_turn()
def publish_opinions(opinions: Opinions, *, by: Person, now: datetime | None = None) -> Opinions:
    """Let everybody read it; what was public about the same question is public no more."""
    opinions = _there(opinions)
    if opinions.prompt.is_open:
        raise RuleBroken(
            "People can vote on this again. Close the question first, then look again."
        )
    if opinions.found["voters"] is None:
        raise RuleBroken(f"{FEW_VOTERS} It cannot be made public.")
    if opinions.published_at is None:
        opinions.prompt.opinions.public().update(published_at=None)
        opinions.published_at = now or timezone.now()
        opinions.save(update_fields=["published_at"])
        _record("made public", opinions, by=by, now=now)
    return opinions


@audit.in_turn()
def take_opinions_off(opinions: Opinions, *, by: Person, now: datetime | None = None) -> Opinions:
    """Take it off the public pages."""
    opinions = _there(opinions)
    if opinions.published_at:
        opinions.published_at = None
        opinions.save(update_fields=["published_at"])
        _record("took off the public pages", opinions, by=by, now=now)
    return opinions


def seed_of(prompt: Prompt) -> int:
    """The first eight hexadecimal digits of the SHA-256 of the question's words, as a number."""
    return int(hashlib.sha256(prompt.words.encode()).hexdigest()[:8], 16)


def _votes(statements: list[Statement]) -> tuple[Any, str]:
    """Phones by statements, NaN where a phone did not vote; and what the table is known by."""
    column = {statement.pk: number for number, statement in enumerate(statements)}
    rows: dict[str, list[float]] = {}
    cast = Vote.objects.filter(statement__in=statements).order_by("pk")
    for phone, statement, value in cast.values_list("phone", "statement", "value"):
        rows.setdefault(phone, [float("nan")] * len(column))[column[statement]] = value
    table = np.array(list(rows.values()), dtype=float).reshape(len(rows), len(column))
    named = [[str(statement) for statement in statements], sorted(map(str, table.tolist()))]
    return table, hashlib.sha256(json.dumps(named).encode()).hexdigest()


def _found(statements: list[Statement], votes: Any, seed: int) -> dict[str, Any]:
    voters = told(len(votes))
    everybody = [0] * len(votes)
    nothing: dict[str, Any] = {
        "voters": voters, "threshold": policy().threshold, "real": False, "apart": False,
        "groups": [], "over_noise": None, "stability": None,
    }  # fmt: skip
    if voters is None:
        return nothing | {"why": FEW_VOTERS, "statements": []}
    if len(statements) < FEWEST_STATEMENTS:
        rows = _statements(statements, votes, everybody)
        return nothing | {"why": FEW_STATEMENTS, "statements": rows}
    groups = opinion_groups(votes, seed=seed)
    nothing |= {"over_noise": _number(groups.over_noise), "stability": _number(groups.stability)}
    if not groups.real:
        rows = _statements(statements, votes, everybody)
        return nothing | {"why": groups.why, "statements": rows}
    sizes = Counter(label for label in groups.labels.tolist() if label >= 0)
    if any(is_small(size) for size in sizes.values()):
        rows = _statements(statements, votes, everybody)
        return nothing | {"why": A_SMALL_GROUP, "statements": rows}
    return nothing | _of_groups(statements, votes, groups, sizes)


def _of_groups(
    statements: list[Statement], votes: Any, groups: OpinionGroups, sizes: Counter[int]
) -> dict[str, Any]:
    return {
        "real": True,
        "apart": bool(groups.apart),
        "why": groups.why,
        "groups": [told(sizes[group]) for group in sorted(sizes)],
        "statements": _statements(statements, votes, groups.labels.tolist()),
    }


def _statements(statements: list[Statement], votes: Any, labels: list[int]) -> list[dict[str, Any]]:
    """Each statement with protected counts, of everybody and of each group, those shared first.

    How strongly it is shared is not kept, since a hidden count could be worked out from it; of a
    statement with a hidden count nothing but the counts is told, and it comes last.
    """
    of_groups = defining_statements(votes, labels)
    several = len(of_groups.agreed) > 1
    consensus = group_aware_consensus(votes, labels), group_aware_consensus(-votes, labels)
    strength = np.maximum(*consensus)
    rows = []
    for number, statement in enumerate(statements):
        groups = [
            _counts(votes[np.array(labels) == group, number])
            | {"sets_apart": int(of_groups.defining[group, number])}
            for group in range(len(of_groups.agreed))
            if several
        ]
        row = _counts(votes[:, number]) | {
            "number": number + 1,
            "words": str(statement),
            "shared": _side(of_groups, number),
            "groups": groups,
        }
        if is_hidden(row):
            row["shared"] = 0
            for group in groups:
                group["sets_apart"] = 0
        rows.append(row)
    return sorted(rows, key=lambda row: (is_hidden(row), -strength[row["number"] - 1]))


def _side(of_groups: StatementsOfGroups, number: int) -> int:
    """1 where more than half of every group agree, -1 where they disagree."""
    seen = of_groups.seen[:, number] + 2
    agree, disagree = (
        bool(((side[:, number] + 1) / seen > 0.5).all())
        for side in (of_groups.agreed, of_groups.disagreed)
    )
    return agree - disagree


def _counts(votes: Any) -> dict[str, int | None]:
    """How many agreed, disagreed and passed: rounded, and None where it is small or all would be."""
    counts = {
        "agree": int((votes == 1).sum()),
        "disagree": int((votes == -1).sum()),
        "pass": int((votes == 0).sum()),
    }
    total = sum(counts.values())
    kept = {name: None if is_small(total) else told(count) for name, count in counts.items()}
    return {**kept, "voted": told(total)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 3)


def _there(opinions: Opinions) -> Opinions:
    found = Opinions.objects.select_for_update(of=("self",))
    return found.select_related("prompt__floor__gathering").get(pk=opinions.pk)


def _record(did: str, opinions: Opinions, *, by: Person, now: datetime | None) -> None:
    audit.record(
        "floor.opinions_published" if did == "made public" else "floor.opinions_taken_off",
        opinions.prompt.floor, by=by, now=now, question=opinions.prompt_id,
        sentence=f"{did} what the votes on “{opinions.prompt}” say together",
    )  # fmt: skip
