"""Fictional people: who they are, where they live, what care they had, and what was planted among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from evenground.counting.made import geography, margins
from evenground.counting.made.chance import stream
from evenground.counting.made.events import kinds, monthly
from evenground.counting.made.geography import Place
from evenground.counting.made.margins import Margins
from evenground.counting.made.outcomes import Lives, Moment, lives
from evenground.counting.made.residents import residents
from evenground.counting.made.tables import as_table, person_ids
from evenground.errors import DataError

if TYPE_CHECKING:
    import polars as pl

    from evenground.counting.made.truth import Finest, Question, Truth
    from evenground.indicators import Indicator

YEARS = (2023, 2024, 2025)
SYSTEM = "ZZS01"
NOWHERE = 0  # the year and place of what is drawn before there are places
THREADS = 2
MADE_UP = "a made nation"  # whose small areas the tenths of deprivation rank


def period_of(year: int) -> str:
    """The financial year that starts in `year`: 2025 is 2025/26."""
    return f"{year}/{(year + 1) % 100:02d}"


@dataclass(frozen=True)
class Population:
    """People who can be made: the same ones every time. What is planted changes over `years`; the last
    year has everybody, earlier ones lack those not yet born. Nobody moves or dies. `deprivation` is the
    edition of their small areas, or that these are made."""

    places: tuple[Place, ...]
    margins: Margins
    seed: int
    years: tuple[int, ...]
    deprivation: str

    def moment(self, year: int) -> Moment:
        """Where a year stands among the years."""
        span = self.years[-1] - self.years[0]
        time = (year - self.years[0]) / span if span else 1.0
        return Moment(year, self.years[-1] - year, time)


@dataclass(frozen=True)
class Part:
    """What was made of one place: people and sums of the years asked for, events of all years."""

    place: Place
    people: list[pa.Table]
    events: list[pa.Table]
    finest: dict[str, list[Finest]]


def population(
    people: int,
    *,
    seed: int,
    places: Sequence[str] | None = None,
    system: str = SYSTEM,
    years: Sequence[int] = YEARS,
    folder: Path | None = None,
) -> Population:
    """A population of so many people, before anybody is made.

    Places   `places` of one `system`, when they are named; else as many as so many people have, with
             systems, regions and a nation; or the real ones, with the real margins of `folder`.
    Raises   DataError for nobody, no place, no year, a place or year given twice, or a file of
             margins that is missing.
    """
    if people < 1 or not years or list(years) != sorted(set(years)):
        raise DataError("Make at least one person, and give each year once in rising order.")
    if folder is not None:
        areas = margins.from_folder(folder)
        found, mix, edition = geography.real(people, areas), areas.margins, margins.EDITION
    else:
        where = geography.levels(people) if places is None else geography.named(places, system)
        rng = stream(seed, NOWHERE, NOWHERE, "geography")
        found, mix, edition = geography.made_up(people, where, rng), margins.built_in(), MADE_UP
    return Population(tuple(found), mix, seed, tuple(years), edition)


def parts(
    made: Population,
    *,
    rows: Sequence[int],
    questions: Sequence[Question] = (),
    events: bool = False,
    ordered: bool = False,
) -> Iterator[Part]:
    """The people of each place in the years `rows`, in order, made by two threads.

    With `ordered`, all places of a year come before those of the next, each in the order of cells.
    """
    years = made.years if events else tuple(rows)
    rounds = [(year,) for year in years] if ordered else [tuple(years)]
    jobs = [(place, some) for some in rounds for place in made.places]
    waiting: list[Future[Part]] = []
    with ThreadPoolExecutor(THREADS) as threads:
        try:
            for place, of in jobs:
                if len(waiting) > THREADS:
                    yield waiting.pop(0).result()
                waiting.append(
                    threads.submit(_part, made, place, of, rows, questions, events, ordered)
                )
            while waiting:
                yield waiting.pop(0).result()
        finally:
            for one in waiting:
                one.cancel()


def _part(
    made: Population,
    place: Place,
    years: Sequence[int],
    rows: Sequence[int],
    questions: Sequence[Question],
    events: bool,
    ordered: bool,
) -> Part:
    part = Part(place, [], [], {})
    everybody = residents(place, made.margins, made.seed)
    for year in years:
        wanted = () if year in rows else kinds()
        people = lives(everybody, made.moment(year), made.seed, wanted)
        if year in rows:
            _keep(part, people, period_of(year), questions, ordered)
        if events:
            part.events.append(monthly(people, person_ids(people), list(made.years)))
    return part


def _keep(
    part: Part, people: Lives, period: str, questions: Sequence[Question], ordered: bool
) -> None:
    if questions:
        from evenground.counting.made.truth import weigh

        part.finest[period] = weigh(people, questions)
    part.people.append(as_table(people, period, ordered=ordered))


def make_people(
    people: int,
    *,
    seed: int,
    places: Sequence[str] | None = None,
    system: str = SYSTEM,
    years: Sequence[int] = YEARS,
) -> pl.DataFrame:
    """One row for each person in each year: who they are, where they live, what care they had.

    The last year holds all the people; earlier years lack those not yet born. Nobody moves or dies.
    Outcomes of a person in different years are independent given who they are.

    Shapes   a row for each person in each of `years`, which rise; `places` differ.
    Raises   DataError for nobody, no place, no year, or a place or year given twice.
    Checked  what was planted comes back: tests/engine/counting/test_made_recovery.py.
    """
    made = population(people, seed=seed, places=places, system=system, years=years)
    return _frame([part.people for part in parts(made, rows=made.years)])


def make_people_and_truth(
    people: int,
    indicators: Iterable[Indicator],
    *,
    seed: int,
    places: Sequence[str] | None = None,
    system: str = SYSTEM,
    years: Sequence[int] = YEARS,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The people that `make_people` makes, and what was planted among them for each indicator."""
    from evenground.counting.made.truth import Truth, questions

    made = population(people, seed=seed, places=places, system=system, years=years)
    truth, tables = Truth(questions(indicators)), []
    for part in parts(made, rows=made.years, questions=truth.asked):
        tables.append(part.people)
        add(truth, part)
    return _frame(tables), truth.table()


def add(truth: Truth, part: Part) -> None:
    for period, finest in part.finest.items():
        truth.add(part.place, period, finest)


def _frame(by_place: Sequence[Sequence[pa.Table]]) -> pl.DataFrame:
    import polars as pl

    by_year = [table for year in zip(*by_place, strict=True) for table in year]
    return pl.DataFrame(pl.from_arrow(pa.concat_tables(by_year).unify_dictionaries()))
