"""The shape of a definition file: what an indicator and a dimension must declare."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, PrivateAttr, model_validator

from evenground.declared import Declared
from evenground.indicators.definitions.columns import Column, Columns, columns
from evenground.indicators.definitions.files import Key, Text

Certainty = Literal["published", "usual", "ours"]
Measure = Literal["proportion", "rate", "directly_standardised_rate"]
Unit = Literal["percent", "per 1,000", "per 100,000", "years"]

SCALE: dict[str, float] = {"percent": 100, "per 1,000": 1_000, "per 100,000": 100_000}


class Source(Declared):
    """Where the numbers, or the rule, come from."""

    publisher: Text
    title: Text
    fingertips_id: PositiveInt | None = None


class Count(Declared):
    """How to count it from a table of people. `denominator` and `numerator` are conditions: the numerator
    is counted among the denominator. Or `events`, a whole number that is added up among the denominator.
    `plus` are true or false columns: the group against everybody else, where the table has the column."""

    denominator: Text
    numerator: Text | None = None
    events: Text | None = None
    groups: tuple[Text, ...] = Field(min_length=1)
    places: tuple[Text, ...] = ()
    plus: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def one_thing_is_counted(self) -> Self:
        if (self.numerator is None) == (self.events is None):
            raise ValueError("give numerator, a condition, or events, a column: one of the two")
        return self

    @model_validator(mode="after")
    def each_group_and_place_is_named_once(self) -> Self:
        for named in ((*self.groups, *self.plus), self.places):
            if twice := sorted({name for name in named if named.count(name) > 1}):
                raise ValueError(f"named twice: {', '.join(twice)}")
        return self


class Method(Declared):
    """What is made of the counts. A standardised rate says the standard, and the columns it stands on;
    a rate its limits, exact unless the published method is Byar's."""

    measure: Measure
    standard: Key | None = None
    by: tuple[Text, ...] = ()
    limits: Literal["exact", "byar"] | None = None

    @model_validator(mode="after")
    def only_a_standardised_rate_has_a_standard(self) -> Self:
        standardised = self.measure == "directly_standardised_rate"
        if standardised and not (self.standard and self.by):
            raise ValueError('a standardised rate needs standard and by, such as by = ["age_band"]')
        if not standardised and (self.standard or self.by):
            raise ValueError(f"a {self.measure} has no standard and no by")
        if self.limits and self.measure != "rate":
            raise ValueError(f"a {self.measure} has limits of its own: leave limits out")
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

    def with_plus(self, columns: Iterable[Column]) -> Self:
        """The same definition, counted also for these PLUS groups against everybody else."""
        if self.count is None:
            return self
        there = {*self.count.groups, *self.count.plus}
        more = tuple(column for column in columns if column.name not in there)
        plus = (*self.count.plus, *(column.name for column in more))
        known = {**self.columns, **{column.name: column for column in more}}
        same = self.model_copy(update={"count": self.count.model_copy(update={"plus": plus})})
        return same.with_columns(Columns(known, self.columns.places))

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
