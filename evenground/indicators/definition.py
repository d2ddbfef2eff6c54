"""The shape of a definition file: what an indicator and a dimension must declare."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, StringConstraints, model_validator

from evenground.declared import Declared

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Unit = Literal["percent", "per 1,000", "per 100,000", "years"]

ALL, EVERYONE = "all", "Everyone"  # the dimension of rows about everybody, and its one group
SCALE: dict[str, float] = {"percent": 100, "per 1,000": 1_000, "per 100,000": 100_000}


class Source(Declared):
    """Where the numbers, or the rule, come from."""

    publisher: Text
    title: Text
    fingertips_id: PositiveInt | None = None


class Count(Declared):
    """How to count it from a table with a row for each person: names of columns, no expressions."""

    numerator: Text
    denominator: Text
    groups: tuple[Text, ...] = Field(min_length=1)
    places: tuple[Text, ...] = ()


class Assurance(Declared):
    written_by: Text
    checked_by: Text
    reviewed: date
    next_review: date

    @model_validator(mode="after")
    def somebody_else_checked_it(self) -> Self:
        if self.written_by.casefold() == self.checked_by.casefold():
            raise ValueError("checked_by must be somebody other than written_by")
        return self

    @model_validator(mode="after")
    def the_next_review_is_later(self) -> Self:
        if self.next_review <= self.reviewed:
            raise ValueError("next_review must be after reviewed")
        return self


class Indicator(Declared):
    """What is measured, why, and which direction is better. `better_when` may be left out:
    the indicator is then shown without a judgement."""

    id: Key
    version: Text
    title: Text
    subject: Text
    question: Text
    why: Text
    unit: Unit
    better_when: Literal["higher", "lower"] | None = None
    decimals: int = Field(default=1, ge=0, le=4)
    caveats: tuple[Text, ...] = ()
    source: Source
    count: Count | None = None
    assurance: Assurance

    @property
    def scale(self) -> float | None:
        """What a count divided by its denominator is multiplied with; None for other units."""
        return SCALE.get(self.unit)

    @property
    def fingertips_id(self) -> int | None:
        return self.source.fingertips_id


class Group(Declared):
    label: Text
    phrase: Text = ""
    aliases: tuple[Text, ...] = ()
    compared: bool = True


class Use(Declared):
    """One classification that uses the groups of the file."""

    key: Key
    title: Text
    fingertips: tuple[Text, ...] = ()


class Scheme(Declared):
    """One file: groups in order, and the dimensions that are divided into them."""

    ordered: bool
    reference: Text | None = None
    why_reference: Text | None = None
    dimensions: tuple[Use, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()

    @model_validator(mode="after")
    def the_reference_is_a_group(self) -> Self:
        labels = [group.label for group in self.groups]
        if self.reference and self.reference not in labels:
            raise ValueError(f"reference {self.reference!r} is not the label of a group")
        if self.ordered and self.reference not in labels[:1] + labels[-1:]:
            raise ValueError("the reference of an ordered dimension is its first or last group")
        if bool(self.reference) != bool(self.why_reference):
            raise ValueError("a reference needs why_reference, in a sentence")
        return self

    @model_validator(mode="after")
    def every_name_means_one_group(self) -> Self:
        names = [plain(name) for group in self.groups for name in (group.label, *group.aliases)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two groups have the name {', '.join(twice)}")
        return self


class Dimension(Declared):
    """A way to divide people into groups. Two editions of a classification are two dimensions."""

    key: Key
    title: Text
    ordered: bool
    groups: tuple[Group, ...]
    reference: str | None
    fingertips: tuple[str, ...]

    def find(self, name: str) -> Group | None:
        """The group that a publisher calls `name`, whatever its spaces and capitals."""
        wanted = plain(name)
        names = ((group, text) for group in self.groups for text in (group.label, *group.aliases))
        return next((group for group, text in names if plain(text) == wanted), None)

    def order_of(self, label: str) -> int | None:
        labels = [group.label for group in self.groups]
        return labels.index(label) + 1 if label in labels else None

    def pairs(self) -> list[tuple[str, str]] | None:
        """The comparisons to make: most with least for an ordered dimension, each group with
        the reference for others; None while nobody has named a reference."""
        if self.reference is None:
            return None
        labels = [group.label for group in self.groups if group.compared]
        if self.ordered:
            return [(labels[0] if self.reference == labels[-1] else labels[-1], self.reference)]
        return [(label, self.reference) for label in labels if label != self.reference]


def plain(name: str) -> str:
    return " ".join(name.split()).casefold()
