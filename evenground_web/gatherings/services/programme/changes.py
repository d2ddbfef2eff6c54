"""What is different between two versions of a programme, in words."""

from __future__ import annotations

from collections.abc import Iterator

from evenground_web.core.dates import nhs_date, nhs_time
from evenground_web.gatherings.services.programme.content import (
    Names,
    Row,
    clock,
    day_of,
    ends,
    when,
)

WHERE_AND_WHEN = ("day", "begins", "room")


def changes(before: list[Row], after: list[Row], names: Names) -> list[str]:
    """Each change in one sentence, in the order of the programme; people are named as `names` says."""
    return [words for _, words in by_session(before, after, names)]


def by_session(before: list[Row], after: list[Row], names: Names) -> list[tuple[int, str]]:
    """The same, each with the key of its session."""
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    told = [
        (key, f"“{row['title']}” on {when(row)} was taken out")
        for key, row in old.items()
        if key not in new
    ]
    for key, row in new.items():
        said = _differences(old[key], row, names) if key in old else [_new(row)]
        told += [(key, words) for words in said]
    return told


def _new(row: Row) -> str:
    where = f" in {row['room']}" if row["room"] else ""
    return f"“{row['title']}” is new: {when(row)}{where}"


def _differences(old: Row, new: Row, names: Names) -> list[str]:
    called = f"“{new['title']}”"
    return [
        f"{called} {words}"
        for part in (_called, _state, _moved, _about)
        for words in part(old, new)
    ] + [f"{called} {words}" for words in _parts(old, new, names)]


def _called(old: Row, new: Row) -> Iterator[str]:
    if old["title"] != new["title"]:
        yield f"was called “{old['title']}”"


def _state(old: Row, new: Row) -> Iterator[str]:
    if new["cancelled"] and not old["cancelled"]:
        yield f"on {when(new)} is cancelled: {new['cancelled']}"
    elif old["cancelled"] and not new["cancelled"]:
        yield "is held after all"
    elif old["cancelled"] != new["cancelled"]:
        yield f"is cancelled for another reason: {new['cancelled']}"


def _moved(old: Row, new: Row) -> Iterator[str]:
    longer = old["ends"] != new["ends"]
    if any(old[name] != new[name] for name in WHERE_AND_WHEN):
        until = f", and ends at {nhs_time(ends(new))}" if longer else ""
        yield f"moved from {_place(old, new)} to {_place(new, old)}{until}"
    elif longer:
        yield f"now ends at {nhs_time(ends(new))}"
    if old["way"] != new["way"] and old["room"] == new["room"]:
        yield f"is reached another way: {new['way'] or 'not said yet'}"


def _place(row: Row, other: Row) -> str:
    """Hall at 10am, and the day where the two differ in it."""
    parts = []
    if row["room"] != other["room"]:
        parts.append(row["room"] or "no room")
    if row["day"] != other["day"]:
        parts.append(f"{nhs_date(day_of(row))} at {clock(row)}")
    elif row["begins"] != other["begins"]:
        parts.append(f"at {clock(row)}" if parts else clock(row))
    return (" on " if row["day"] != other["day"] else " ").join(parts)


def _about(old: Row, new: Row) -> Iterator[str]:
    if old["kind"] != new["kind"]:
        yield f"is now: {new['kind'].lower()}"
    if old["track"] != new["track"]:
        yield f"is now in the track {new['track']}" if new["track"] else "is in no track any more"
    if old["topic"] != new["topic"]:
        yield (
            f"now belongs to the topic {new['topic']}" if new["topic"] else "has no topic any more"
        )
    if old["about"] != new["about"]:
        yield "is described in other words"
    if old["sign_up"] != new["sign_up"]:
        yield "now asks people to sign up" if new["sign_up"] else "asks nobody to sign up any more"
    elif old["places"] != new["places"] and old["room"] == new["room"]:
        limit = f"{new['places']} places" if new["places"] else "as many places as people want"
        yield f"now has {limit}"


def _parts(old: Row, new: Row, names: Names) -> Iterator[str]:
    """Somebody who is not named to the reader is told of by the part alone."""
    before = [(part["speaker"], part["role"]) for part in old["parts"]]
    after = [(part["speaker"], part["role"]) for part in new["parts"]]
    for speaker, role in after:
        if (speaker, role) not in before:
            name = names.get(speaker)
            yield f"has a new {role.lower()}{f': {name}' if name else ''}"
    for speaker, role in before:
        if (speaker, role) not in after:
            name = names.get(speaker)
            yield (
                f"no longer has {name} as {role.lower()}"
                if name
                else f"has one {role.lower()} fewer"
            )
