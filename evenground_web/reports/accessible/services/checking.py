"""Checking and publishing: what must be there, who looked at it, and honest words about both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row, lower_first, one_line
from evenground_web.people.models import Person
from evenground_web.reports.accessible.models import AccessibleVersion, Form, Pair, Review, State
from evenground_web.reports.accessible.originals import KINDS
from evenground_web.reports.accessible.services import lists
from evenground_web.reports.accessible.services.sentences import numbers_in
from evenground_web.reports.accessible.services.tracking import (
    changed,
    locked,
    move,
    record,
    to_change,
)


@audit.in_turn()
def tick(
    version: AccessibleVersion, *, by: Person, ticked: list[str], now: datetime | None = None
) -> AccessibleVersion:
    """Say which points of the checklist are met."""
    version = to_change(version)
    met = [key for key in lists.checklist() if key in ticked]
    if met == version.checklist:
        return version
    version.checklist = met
    if version.state == State.CHECKED and missing_points(version):
        changed(version, by=by, now=now)
    version.save()
    record(
        "checklist", version, by=by, now=now,
        sentence=f"ticked {len(met)} of {len(lists.checklist())} points of the checklist",
    )  # fmt: skip
    return version


def missing_points(version: AccessibleVersion) -> list[str]:
    """What the checklist still asks for."""
    if version.form != Form.EASY_READ:
        return []
    return [text for key, text in lists.checklist().items() if key not in version.checklist]


@audit.in_turn()
def write_down_review(
    version: AccessibleVersion,
    *,
    by: Person,
    by_those_it_is_for: bool,
    who: str = "",
    may_name: bool = False,
    said: str = "",
    on: date | None = None,
    now: datetime | None = None,
) -> Review:
    """Keep who looked at a version and what they said; a name is kept with consent alone."""
    version, today = locked(version), timezone.localdate(now)
    who, on = one_line(who), on or today
    if who and not may_name:
        raise RuleBroken("Leave the name out, or say that they agreed to be named.")
    if may_name and not who:
        raise RuleBroken("Write the name that may be shown, or say that nobody is named.")
    if on > today:
        raise RuleBroken(f"{nhs_date(on)} has not been yet. When did they look at it?")
    review = Review.objects.create(
        version=version, revision=version.revision, by_those_it_is_for=by_those_it_is_for,
        who=who, may_name=may_name, said=said.strip(), on=on,
    )  # fmt: skip
    people = version.people if by_those_it_is_for else "somebody else"
    record(
        "reviewed", version, by=by, now=now,
        sentence=f"wrote down that {people} looked at the {version}",
    )  # fmt: skip
    return review


@audit.in_turn()
def mark_checked(
    version: AccessibleVersion, *, by: Person, now: datetime | None = None
) -> AccessibleVersion:
    """Say that it is checked, which it is only once those it is for have said so."""
    version = to_change(version)
    if version.state == State.CHECKED:
        return version
    refuse_unfinished(version)
    if missing := missing_points(version):
        raise RuleBroken(f"The checklist still asks: {lower_first(missing[0])}.{_more(missing)}")
    if not version.is_checked:
        raise RuleBroken(f"{not_checked(version)} Write down who looked at it, then mark it.")
    return move(version, State.CHECKED, by=by, now=now, sentence=f"marked the {version} as checked")


def _more(missing: list[str]) -> str:
    return f" {len(missing) - 1} more points are open." if len(missing) > 1 else ""


def not_checked(version: AccessibleVersion) -> str:
    """That those it is for have not looked at it, or not at it as it is now."""
    if version.last_check:
        return (
            f"It was checked by {version.people} on {nhs_date(version.last_check.on)}, and was changed "
            "since."
        )
    return f"It was not yet checked by {version.people}."


def check_in_words(version: AccessibleVersion) -> str:
    """Who looked at it and when, or honestly that nobody did whom it is for."""
    if version.pk is None:
        return f"Not yet checked by {version.people}."
    check = version.last_check
    if check is None or not version.is_checked:
        return not_checked(version)
    who = f"{check.who}, {version.people}," if check.who else check.named
    return f"Checked by {who} on {nhs_date(check.on)}."


@audit.in_turn()
def publish(
    version: AccessibleVersion,
    *,
    by: Person,
    other_numbers: str = "",
    now: datetime | None = None,
) -> AccessibleVersion:
    """Let everybody read it who may read the paper; pressing twice publishes once."""
    version = locked(version)
    if version.is_published:
        return version
    refuse_unfinished(version)
    version.other_numbers = one_line(other_numbers)
    if (strange := strange_numbers(version)) and not version.other_numbers:
        raise RuleBroken(
            f"The paper does not hold {in_a_row(strange)}. Use the numbers of the paper, or say "
            "where these are from: readers see that."
        )
    return move(version, State.PUBLISHED, by=by, now=now, sentence=f"published the {version}")


@audit.in_turn()
def take_back(
    version: AccessibleVersion, *, by: Person, now: datetime | None = None
) -> AccessibleVersion:
    """Take it off the pages, to change it or for good."""
    version = locked(version)
    if version.form == Form.LARGE_PRINT:
        raise RuleBroken("Large print is made of the paper itself and is there as long as it is.")
    if not version.is_published:
        return version
    sentence = f"took the {version} off the pages"
    return move(version, State.BEING_MADE, by=by, now=now, sentence=sentence)


def refuse_unfinished(version: AccessibleVersion) -> None:
    """Nobody reads what is not finished: all that is missing is said at once."""
    if problems := list(unfinished(version)):
        raise RuleBroken(" ".join(problems))


def unfinished(version: AccessibleVersion) -> Iterator[str]:
    """What is missing before anybody should read it."""
    if not version.made_by:
        yield "Say who makes it."
    if version.form == Form.EASY_READ:
        yield from _unfinished_easy_read(list(version.pairs.all()), version)
    if version.form == Form.BSL and not hasattr(version, "video"):
        yield "There is no video yet. Give the link to it."


def _unfinished_easy_read(pairs: list[Pair], version: AccessibleVersion) -> Iterator[str]:
    if not pairs:
        yield "There are no sentences yet. Write the first, or start from the draft."
    bare = [pair for pair in pairs if not pair.has_picture]
    if bare:
        yield f"{_count(bare, 'sentence has', 'sentences have')} no picture: “{bare[0]}”."
    if words := unexplained(version):
        yield f"The word bank does not explain: {', '.join(words)}."


def _count(rows: list[Pair], one: str, many: str) -> str:
    return f"{len(rows)} {one if len(rows) == 1 else many}"


def unexplained(version: AccessibleVersion) -> list[str]:
    """Hard words of the sentences that the word bank does not explain."""
    explained = {row.word.casefold() for row in version.explanations.all()}
    said = " . ".join(f"{pair.heading} . {pair.sentence}" for pair in version.pairs.all())
    return [word for word in lists.hard_words_in(said) if word.casefold() not in explained]


def strange_numbers(version: AccessibleVersion) -> list[str]:
    """Numbers of the sentences that the frozen paper does not hold."""
    if version.form != Form.EASY_READ:
        return []
    said = [f"{pair.heading} . {pair.sentence}" for pair in version.pairs.all()]
    said += [row.meaning for row in version.explanations.all()]
    return sorted(numbers_in(said) - KINDS[version.kind].numbers(version.report))
