"""A recipe: which columns of an extract give what about people. Declared data, so that anybody can read it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evenground.counting.prepare.ethnicity import Choice
from evenground.declared import Declared
from evenground.indicators.codes import deprivation
from evenground.indicators.codes.place_lookups import EndIs
from evenground.indicators.definitions.columns import Column
from evenground.indicators.definitions.files import Key, Name, Text

Kind = Literal["boolean", "whole", "number", "text", "date"]
Share = Annotated[float, Field(ge=0, le=1)]


class ExtractColumn(Declared):
    """A column of the extract under a name of our own: its kind, and which of its values stand for what.

    `means` puts one value for another (7001 is age 0), `missing` lists values that stand for nothing.
    """

    name: Name
    called: Text = Field(alias="from")
    kind: Kind
    missing: tuple[Text, ...] = ()
    means: dict[Text, Text] = {}
    written: Text | None = None  # how dates are written in text, such as %d/%m/%Y
    yes: tuple[Text, ...] = ()
    no: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def only_what_its_kind_needs(self) -> Self:
        if self.written and self.kind != "date":
            raise ValueError("`written` is for dates")
        if (self.yes or self.no) and self.kind != "boolean":
            raise ValueError("`yes` and `no` are for true or false columns")
        if bool(self.yes) != bool(self.no):
            raise ValueError("give `yes` and `no` together: neither is whatever the other is not")
        return self

    def as_column(self) -> Column:
        return Column(name=self.name, kind=self.kind, title=self.called)


class Extract(Declared):
    """`extracted`: the day on which the extract was made, after which no date can be."""

    extracted: date
    where: Text | None = None
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    encoding: Literal["utf-8", "latin-1"] = "utf-8"


class Person(Declared):
    column: Name


class Period(Declared):
    """The year that a record belongs to: by its date, or always the same for a picture of one day.

    `day` is when ages and places are taken: the first or the last day of the year.
    """

    date: Name | None = None
    always: Text | None = None
    year: Literal["financial", "calendar"]
    only: tuple[Text, ...] = ()
    day: Literal["first", "last"]

    @model_validator(mode="after")
    def by_a_date_or_always(self) -> Self:
        if bool(self.date) == bool(self.always):
            raise ValueError("give `date`, a column, or `always`, a period: one of them")
        if self.always and self.only:
            raise ValueError("`only` is for periods that come from a date")
        return self


class Age(Declared):
    date_of_birth: Name | None = None
    age: Name | None = None
    bands: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def from_one_column(self) -> Self:
        if bool(self.date_of_birth) == bool(self.age):
            raise ValueError("give `date_of_birth` or `age`: one of them")
        return self


class Sex(Declared):
    column: Name
    codes: tuple[Key, ...] = Field(min_length=1)


class Recorded(Declared):
    """One column that holds an ethnic code: who wrote it, and the column of the day it was written."""

    column: Name
    source: Text
    date: Name | None = None


class Ethnicity(Choice):
    """Which code lists, which groups, and how one code is chosen (see `Choice`)."""

    codes: tuple[Key, ...] = Field(min_length=1)
    groups: tuple[Name, ...] = Field(min_length=1)
    columns: tuple[Recorded, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def sources_are_those_of_the_columns(self) -> Self:
        recorded = {one.source for one in self.columns}
        if self.sources and set(self.sources) != recorded:
            raise ValueError(
                f"`sources` names every source of the columns, and no other: {', '.join(sorted(recorded))}"
            )
        return self


class DeprivationFile(Declared):
    """The small area of a person, and the file that gives its deprivation, with its direction declared.

    With `by_edition` the columns are there twice: plain, and under the name of the edition.
    """

    column: Name
    edition: Key
    file: Text
    area: Text
    value: Text
    kind: deprivation.Kind
    one_is: deprivation.Direction
    by_edition: bool = False

    @property
    def columns(self) -> dict[str, str]:
        """The columns of people that come from it, each with the column of the look-up."""
        plain = {"deprivation_decile": "decile", "deprivation_quintile": "quintile"}
        if self.kind == "quintile":
            del plain["deprivation_decile"]
        suffix = "_" + self.edition.replace("-", "")
        return plain | ({n + suffix: of for n, of in plain.items()} if self.by_edition else {})


class PlaceColumn(Declared):
    """A place of the ladder: a column of the extract, or what an earlier place lies in by a look-up file."""

    name: Name
    column: Name | None = None
    within: Name | None = None
    file: Text | None = None
    code: Text | None = None
    parent: Text | None = None
    first: Text | None = None
    last: Text | None = None
    dates: Text = "%Y-%m-%d"
    end_is: EndIs = "last day"

    @model_validator(mode="after")
    def from_a_column_or_by_a_look_up(self) -> Self:
        lookup = (self.within, self.file, self.code, self.parent)
        if bool(self.column) == any(lookup) or (any(lookup) and not all(lookup)):
            raise ValueError(
                "give `column`; or else `within`, `file`, `code` and `parent` together"
            )
        return self


class Limits(Declared):
    """From which share on a problem stops the work: of records, or of people for areas and places."""

    set_aside: Share = 0.5
    unreadable: Share = 0.05
    unknown_codes: Share = 0.05
    wrong_areas: Share = 0.05
    unknown_places: Share = 0.2


class Recipe(Declared):
    """How one kind of extract becomes people. Lists, editions and rules are named, never guessed."""

    id: Key
    title: Text
    version: Text
    notes: tuple[Text, ...] = ()
    extract: Extract
    columns: tuple[ExtractColumn, ...] = Field(min_length=1)
    person: Person
    period: Period
    age: Age | None = None
    sex: Sex | None = None
    ethnicity: Ethnicity | None = None
    deprivation: DeprivationFile | None = None
    places: tuple[PlaceColumn, ...] = ()
    flags: dict[Name, Text] = {}
    events: dict[Name, Text] = {}
    latest: dict[Name, Name] = {}
    limits: Limits = Limits()

    @model_validator(mode="after")
    def every_column_has_one_name(self) -> Self:
        names = [column.name for column in self.columns]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two columns are named {', '.join(twice)}")
        return self

    @property
    def given(self) -> dict[str, Kind]:
        """The columns of people that the recipe gives, in order, and their kinds."""
        found: dict[str, Kind] = {"person_id": "whole", "period": "text"}
        if self.age:
            found |= {"age": "whole", **dict.fromkeys(self.age.bands, "text")}
        if self.sex:
            found["sex"] = "text"
        if self.ethnicity:
            found |= dict.fromkeys(self.ethnicity.groups, "text")
        if self.deprivation:
            found |= dict.fromkeys(self.deprivation.columns, "whole")
        found |= dict.fromkeys((place.name for place in self.places), "text")
        own = {column.name: column.kind for column in self.columns}
        found |= {name: own[of] for name, of in self.latest.items() if of in own}
        found |= dict.fromkeys(self.flags, "boolean")
        return found | dict.fromkeys(self.events, "whole")
