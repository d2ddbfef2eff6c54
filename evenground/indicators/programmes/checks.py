"""What a definition names must be there: columns, places, a standard, a policy, sound conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evenground import declared
from evenground.errors import EvengroundError
from evenground.indicators.conditions.condition import checked, shown
from evenground.indicators.conditions.rule import checked_rule
from evenground.indicators.definitions.columns import Columns, Kind, dimension_of
from evenground.indicators.definitions.files import meant
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.programmes.sets import IndicatorSet

Mistake = tuple[tuple[str | int, ...], str]  # the key where it stands, and what is wrong
GROUPED: tuple[Kind, ...] = ("boolean", "whole", "text")


def misnamed(path: Path, indicator: Indicator) -> list[str]:
    """The mistakes of a definition that only show beside the declared columns, with their lines."""
    mistakes = [*wrong_columns(indicator), *wrong_places(indicator), *wrong_names(indicator)]
    mistakes += [(("count", key), said) for key, said in checked_rule(indicator)[1]]
    return placed(path, mistakes)


def placed(path: Path, mistakes: list[Mistake]) -> list[str]:
    """Mistakes in words: file, line, key, what is wrong."""
    text = path.read_text(encoding="utf-8") if mistakes else ""
    lines = []
    for key, said in mistakes:
        line = declared.line_of(text, key)
        where = f"{path.name}, line {line}" if line else path.name
        names = ".".join(str(part + 1) if isinstance(part, int) else part for part in key)
        lines.append(f"{where}: {names}: {said}")
    return lines


def wrong_columns(indicator: Indicator) -> Iterator[Mistake]:
    """Columns that are not declared, or cannot be used so."""
    count, method, known = indicator.count, indicator.method, indicator.columns
    if count is None:
        return
    wanted: list[tuple[tuple[str, str], str, tuple[Kind, ...]]] = [
        (("count", "groups"), name, GROUPED) for name in count.groups
    ]
    wanted += [(("count", "plus"), name, ("boolean",)) for name in count.plus]
    wanted += [(("method", "by"), name, GROUPED) for name in (method.by if method else ())]
    wanted += [(("count", "events"), name, ("whole",)) for name in [count.events] if name]
    for key, name, kinds in wanted:
        if name not in known:
            yield key, f"there is no column `{name}`{meant(name, known)}"
        elif known[name].kind not in kinds:
            needed = " or ".join(kinds)
            yield key, f"`{name}` is declared as {known[name].kind}, and {needed} is needed here"
        elif key == ("count", "plus"):
            yield from ((key, said) for said in not_plus(name, known))


def not_plus(name: str, known: Columns) -> Iterator[str]:
    """Why a true or false column does not tell a PLUS group from everybody else."""
    column = known[name]
    dimension = dimension_of(column)
    if column.kind != "boolean":
        yield f"`{name}` is declared as {column.kind}, and boolean is needed here"
    elif dimension is None:
        yield f"`{name}` has no dimension that says what its two groups are called"
    elif not dimension.find("true") or not (
        dimension.is_everybody_else("false") and dimension.find("false") is dimension.compared_with
    ):
        yield (
            f"the dimension {dimension.key} of `{name}` has no group also called true, or its reference "
            'is not also called false and "Not recorded"'
        )


def wrong_places(indicator: Indicator) -> Iterator[Mistake]:
    ladder = indicator.columns.places
    places = indicator.count.places if indicator.count else ()
    steps = [ladder.index(place) for place in places if place in ladder]
    for place in places:
        if place not in ladder:
            yield ("count", "places"), f"`{place}` is not of the places: {', '.join(ladder)}"
    if steps != sorted(steps):
        yield ("count", "places"), f"the finest comes first: {', '.join(ladder)}"


def wrong_names(indicator: Indicator) -> Iterator[Mistake]:
    """A standard population or a disclosure policy that is not there."""
    from evenground.disclosure import policy  # loads numbers: only where definitions are checked
    from evenground.measures import standard

    try:
        policy(indicator.policy)
    except EvengroundError as refusal:
        yield ("policy",), str(refusal)
    if indicator.method and indicator.method.standard:
        try:
            standard(indicator.method.standard)
        except EvengroundError as refusal:
            yield ("method", "standard"), str(refusal)


def misnamed_in_set(
    path: Path, one: IndicatorSet, known: Mapping[str, Indicator], columns: Columns
) -> list[str]:
    """Indicators, breakdowns and columns that a set names and that are not there, with their lines."""
    mistakes: list[Mistake] = [
        (
            ("areas", a, "items", i, "indicators"),
            f"there is no indicator {name}{meant(name, known)}",
        )
        for a, area in enumerate(one.areas)
        for i, item in enumerate(area.items)
        for name in item.indicators
        if name not in known
    ]
    mistakes += [
        (("breakdowns",), f"there is no column `{name}`{meant(name, columns)}")
        for name in one.breakdowns
        if name not in columns
    ]
    mistakes += [
        (("plus", p, "column"), said)
        for p, group in enumerate(one.plus)
        if group.column
        for said in (
            not_plus(group.column, columns)
            if group.column in columns
            else [f"there is no column `{group.column}`{meant(group.column, columns)}"]
        )
    ]
    mistakes += [
        (("plus", p, "condition"), f"{said} (in `{shown(group.condition)}`)")
        for p, group in enumerate(one.plus)
        if group.condition
        for said in checked(group.condition, columns)[1]
    ]
    return placed(path, mistakes)
