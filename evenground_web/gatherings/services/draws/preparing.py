"""The pool and the mix are frozen, and their digests public, before the seed is known."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground import draws
from evenground.errors import DataError
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.tables import restored
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Draw, Gathering, Pooled
from evenground_web.gatherings.pools import can_be_asked, people_of
from evenground_web.people.models import Person

FROM_A_FILE = "file"
MOST_PEOPLE, MOST_PLACES = 20_000, 500
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
DIGEST = re.compile(r"[0-9a-f]{64}")
LINE = re.compile(
    r"(?P<characteristic>[^:]+):(?P<group>.+)=\s*(?P<least>\d+)(\s*-\s*(?P<most>\d+))?\s*"
)


@audit.in_turn()
def prepare_draw(
    *,
    by: Person,
    title: str,
    places: int,
    mix: Iterable[draws.Quota],
    source: str = FROM_A_FILE,
    pool: dict[str, dict[str, str]] | None = None,
    gathering: Gathering | None = None,
    seed_from: str,
    seed_digest: str = "",
    now: datetime | None = None,
) -> Draw:
    """Freeze whom a panel is drawn from and with which mix; refused where there is no such panel."""
    title, seed_digest, mix = one_line(title), seed_digest.strip().lower(), list(mix)
    if not title or Draw.objects.filter(title__iexact=title).exists():
        raise RuleBroken("Give the draw a name that no other draw has.")
    if not seed_from.strip():
        raise RuleBroken("Say how the seed comes about, so that nobody can choose it.")
    if seed_digest and not DIGEST.fullmatch(seed_digest):
        raise RuleBroken("This is no SHA-256: it has 64 digits, 0 to 9 and a to f.")
    if places > MOST_PLACES:
        raise RuleBroken(f"A panel has at most {MOST_PLACES} places.")
    salt = secrets.token_hex(16)
    if source != FROM_A_FILE:
        if not can_be_asked(source):
            raise RuleBroken("Choose where the pool is from.")
        pool = _as_asked(people_of(source, salt), mix)
    pool = pool or {}
    _check(pool, mix, places)
    draw = Draw.objects.create(
        title=title, gathering=gathering, source=source, salt=salt, places=places, people=len(pool),
        mix=[vars(quota) for quota in mix], pool_digest=draws.digest(pool, salt=salt),
        seed_from=one_line(seed_from), seed_digest=seed_digest, prepared_at=now or timezone.now(),
    )  # fmt: skip
    Pooled.objects.bulk_create(
        [Pooled(draw=draw, person=person, said=said) for person, said in pool.items()]
    )
    audit.record(
        "draw.prepared", draw, by=by, now=now, pool_sha256=draw.pool_digest,
        sentence=f"froze the pool and the mix of the draw {draw}",
    )  # fmt: skip
    return draw


def _as_asked(
    people: dict[str, dict[str, str]], mix: Iterable[draws.Quota]
) -> dict[str, dict[str, str]]:
    """Of people who spoke only what the mix asks for."""
    asked = {quota.characteristic for quota in mix}
    return {
        person: {name: words for name, words in said.items() if name in asked}
        for person, said in people.items()
    }


def _check(pool: dict[str, dict[str, str]], mix: list[draws.Quota], places: int) -> None:
    try:
        draws.check(pool, mix, places=places)
    except DataError as problem:
        raise RuleBroken(str(problem)) from None


def seed_digest(seed: str) -> str:
    """What is published beforehand of a seed that is chosen already."""
    return hashlib.sha256(seed.strip().encode()).hexdigest()


def read_pool(content: bytes) -> dict[str, dict[str, str]]:
    """The pool from a CSV file: a column `id`, and one for each characteristic."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = [row for _, row in zip(range(MOST_PEOPLE + 1), reader, strict=False)]
    except (UnicodeDecodeError, csv.Error):
        raise RuleBroken("This is not a CSV file. Save the table as CSV (UTF-8).") from None
    if "id" not in (reader.fieldnames or []):
        raise RuleBroken("There is no column “id”. Give each person an id that says no name.")
    if len(rows) > MOST_PEOPLE:
        raise RuleBroken(f"A pool has at most {MOST_PEOPLE:,} people.")
    pool: dict[str, dict[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        person = (row.pop("id") or "").strip()
        if not ID.fullmatch(person):
            raise RuleBroken(
                f"Line {number}: an id has up to 40 letters, digits and hyphens, and no name or address."
            )
        if person in pool:
            raise RuleBroken(f"Line {number}: this id stands there before. Leave one out.")
        pool[person] = {restored(name): _cell(value) for name, value in row.items() if name}
    return pool


def _cell(value: Any) -> str:
    """What a spreadsheet program might run came with an apostrophe, which is taken off again."""
    return restored(value.strip()) if isinstance(value, str) else ""


def read_mix(lines: Iterable[str]) -> list[draws.Quota]:
    """The mix from lines such as “place: Hills = 4-6”, or “place: Hills = 5”."""
    mix = []
    for number, line in enumerate(lines, start=1):
        found = LINE.fullmatch(line.strip())
        if not found:
            raise RuleBroken(
                f"Line {number} of the mix cannot be read. Write it as: place: Hills = 4-6"
            )
        least = int(found["least"])
        most = int(found["most"] or least)
        mix.append(
            draws.Quota(found["characteristic"].strip(), found["group"].strip(), least, most)
        )
    return mix
