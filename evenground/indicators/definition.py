"""The shape of a definition file: what an indicator and a dimension must declare."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, PrivateAttr, model_validator

from evenground.declared import Declared
from evenground.indicators.columns import Columns, Key, Text, columns

Certainty = Literal["published", "usual", "ours"]
Measure = Literal["proportion", "rate", "directly_standardised_rate"]
Unit = Literal["percent", "per 1,000", "per 100,000", "years"]

ALL, EVERYONE = "all", "Everyone"  # the dimension of rows about everybody, and its one group
SCALE: dict[str, float] = {"percent": 100, "per 1,000": 1_000, "per 100,000": 100_000}


class Source(Declared):
    """Where the numbers, or the rule, come from."""

    publisher: Text
    title: Text
    fingertips_id: PositiveInt | None = None


class Count(Declared):
    """How to count it from a table of people. `denominator` and `numerator` are conditions: the numerator
    is counted among the denominator. Or `events`, a whole number that is added up among the denominator."""

    denominator: Text
    numerator: Text | None = None
    events: Text | None = None
    groups: tuple[Text, ...] = Field(min_length=1)
    places: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def one_thing_is_counted(self) -> Self:
        if (self.numerator is None) == (self.events is None):
            raise ValueError("give numerator, a condition, or events, a column: one of the two")
        return self

    @model_validator(mode="after")
    def each_group_and_place_is_named_once(self) -> Self:
        for named in (self.groups, self.places):
            if twice := sorted({name for name in named if named.count(name) > 1}):
                raise ValueError(f"named twice: {', '.join(twice)}")
        return self


class Method(Declared):
    """What is made of the counts. A standardised rate says the standard, and the columns it stands on."""

    measure: Measure
    standard: Key | None = None
    by: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def only_a_standardised_rate_has_a_standard(self) -> Self:
        standardised = self.measure == "directly_standardised_rate"
        if standardised and not (self.standard and self.by):
            raise ValueError('a standardised rate needs standard and by, such as by = ["age_band"]')
        if not standardised and (self.standard or self.by):
            raise ValueError(f"a {self.measure} has no standard and no by")
        return self


class Minimum(Declared):
    """A number is shown only from so many events, and so many people counted, up."""

    events: NonNegativeInt = 0
    denominator: NonNegativeInt = 0


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


class Certain(Declared):
    """How sure we are of the wording: the published one, how it is usually done, or ours."""

    certainty: Certainty
    certainty_note: Text | None = None

    @model_validator(mode="after")
    def what_is_not_published_says_why(self) -> Self:
        if self.certainty != "published" and self.certainty_note is None:
            raise ValueError(f'certainty "{self.certainty}" needs certainty_note, in a sentence')
        return self


class Indicator(Certain):
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
    method: Method | None = None
    minimum: Minimum = Minimum()
    policy: Key = "evenground-safe"
    assurance: Assurance
    _columns: Columns | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def what_is_counted_has_a_method(self) -> Self:
        if (self.count is None) != (self.method is None):
            raise ValueError("[count] and [method] go together: give both, or none")
        if self.count is None or self.method is None:
            return self
        if self.count.events and self.method.measure == "proportion":
            raise ValueError("events can be more than people: they make a rate, not a proportion")
        if self.method.measure != "proportion" and self.unit == "percent":
            raise ValueError(
                f"a {self.method.measure} is not in percent: give per 1,000 or per 100,000"
            )
        if self.scale is None:
            raise ValueError(f"the unit {self.unit!r} cannot be made from counts alone")
        return self

    @property
    def columns(self) -> Columns:
        """The columns that its conditions may name."""
        return columns() if self._columns is None else self._columns

    def with_columns(self, known: Columns) -> Self:
        """The same definition, read with other declared columns."""
        same = self.model_copy()
        same._columns = known
        return same

    @property
    def digest(self) -> str:
        """A fingerprint of all that the file says (SHA-256): two definitions are the same if theirs are."""
        said = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()

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
