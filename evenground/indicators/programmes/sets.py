"""Sets: what a programme asks to be measured, in areas and items, and groups that a partnership chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field, PositiveInt, model_validator

from evenground.declared import Declared
from evenground.indicators.definitions.files import Key, Name, Text
from evenground.indicators.definitions.indicator import Assurance, Certain, Source


class Item(Declared):
    """One thing to measure: by these indicators, or not measurable yet and why. Never zero.

    `lacking` says what of it the indicators do not give yet.
    """

    number: PositiveInt
    title: Text
    aim: Text | None = None
    indicators: tuple[Key, ...] = ()
    not_yet: Text | None = None
    lacking: Text | None = None

    @model_validator(mode="after")
    def measured_or_not_yet(self) -> Self:
        if bool(self.indicators) == bool(self.not_yet):
            raise ValueError("give indicators, or not_yet with the reason: one of the two")
        if self.lacking and self.not_yet:
            raise ValueError("lacking is for an item with indicators: say all in not_yet")
        return self


class Area(Declared):
    number: PositiveInt
    title: Text
    items: tuple[Item, ...] = Field(min_length=1)


class PlusGroup(Declared):
    """A group of people that a partnership chose to look at (the PLUS of Core20PLUS5)."""

    id: Key
    name: Text
    definition: Text
    source: Text  # where the need was shown
    condition: Text | None = None  # who is in it
    column: Name | None = (
        None  # true for who is in it: what the set asks is counted beside everybody else
    )
    not_yet: Text | None = None
    could_be_measured: Text | None = None
    chosen_from: date
    chosen_until: date | None = None

    @model_validator(mode="after")
    def counted_or_not_yet(self) -> Self:
        if sum(map(bool, (self.condition, self.column, self.not_yet))) != 1:
            raise ValueError("give column, condition, or not_yet with the reason: one of the three")
        if self.not_yet and not self.could_be_measured:
            raise ValueError("a group that is not measurable yet says how it could_be_measured")
        if self.chosen_until and self.chosen_until <= self.chosen_from:
            raise ValueError("chosen_until must be after chosen_from")
        return self

    def chosen_on(self, day: date) -> bool:
        return self.chosen_from <= day and (self.chosen_until is None or day < self.chosen_until)


class IndicatorSet(Certain):
    """What a programme asks to be measured. `breakdowns` are the dimensions it asks for at least."""

    id: Key
    version: Text
    title: Text
    source: Source
    breakdowns: tuple[Text, ...] = ()
    areas: tuple[Area, ...] = ()
    plus: tuple[PlusGroup, ...] = ()
    assurance: Assurance

    @model_validator(mode="after")
    def it_holds_something(self) -> Self:
        if not self.areas and not self.plus:
            raise ValueError("a set has areas, or plus groups, or both")
        return self

    @model_validator(mode="after")
    def numbers_are_used_once(self) -> Self:
        areas = [str(area.number) for area in self.areas]
        items = [str(item.number) for item in self.items()]
        names = [group.id for group in self.plus]
        for what, used in (("area", areas), ("item", items), ("plus group", names)):
            if twice := sorted({one for one in used if used.count(one) > 1}):
                raise ValueError(f"two have the same number or id: {what} {', '.join(twice)}")
        return self

    def items(self) -> Iterator[Item]:
        """The items of all areas, in their order."""
        for area in self.areas:
            yield from area.items

    @property
    def indicators(self) -> tuple[str, ...]:
        """The ids of its indicators, each once, in the order of the items."""
        return tuple(dict.fromkeys(one for item in self.items() for one in item.indicators))

    @property
    def plus_columns(self) -> tuple[str, ...]:
        """The columns of its PLUS groups that are counted beside everybody else."""
        return tuple(dict.fromkeys(group.column for group in self.plus if group.column))

    @property
    def not_yet(self) -> tuple[Item, ...]:
        """The items that cannot be measured yet."""
        return tuple(item for item in self.items() if item.not_yet)
