"""The made population of the demonstration, measured: people, cells, protected profile, release."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from evenground import indicators, profile
from evenground.counting import count
from evenground.disclosure import policy
from evenground.indicators import Indicator
from evenground_web.demo.services.partnership import Cast
from evenground_web.demo.story import chapter
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap, Release
from evenground_web.people.models import Place

YEARS = 3


class Gaps:
    """Three years of figures, kept in two releases: the first years early, all of them later."""

    def __init__(self, cast: Cast, *, people: int, seed: int) -> None:
        self.cast, self.people, self.seed = cast, people, seed
        first = cast.today.year - YEARS - (cast.today.month < 4)
        self.years = [first + number for number in range(YEARS)]

    @cached_property
    def measured(self) -> pl.DataFrame:
        """The protected table, made as `evenground synth`, `count` and `profile` make one.

        The people themselves are forgotten on the way.
        """
        from evenground.counting.made.population import population  # needed to build, not to serve
        from evenground.counting.made.writing import write_only_people

        made = population(
            self.people,
            seed=self.seed,
            places=[place["code"] for place in chapter("partnership")["place"]],
            system=chapter("partnership")["system"]["code"],
            years=self.years,
        )
        with TemporaryDirectory() as folder:
            people = Path(folder) / "people.parquet"
            write_only_people(made, people, years=YEARS)
            cells = count(people, self.indicators)
        names = dict(Place.objects.values_list("code", "name"))
        return profile.measure(cells, policy=policy(), areas=names)

    @cached_property
    def indicators(self) -> list[Indicator]:
        """What the partnership measures: a set, what it added to it, and its PLUS groups."""
        named = chapter("partnership")["measured"]
        known = [
            indicators.library()[one] for one in (*indicators.chosen(named["set"]), *named["also"])
        ]
        return [
            one.with_plus(one.columns[name] for name in named["plus"].get(one.id, []))
            for one in known
        ]

    def release(self, years: int, now: datetime) -> Release:
        """Keep what was known when `years` years had been counted."""
        periods = self.measured["period"].unique().sort()[:years].to_list()
        return insight.keep_measured(
            self.measured.filter(pl.col("period").is_in(periods)),
            by=self.cast.people["Tomasz Zielinski"],
            title=f"Ambermoor's {len(self.indicators)} indicators, {periods[0]} to {periods[-1]}",
            source=f"A made population of {self.people:,} people: no real person is in it",
            disclosure=policy().title,
            now=now,
        )

    def find(self, key: str) -> Gap:
        """One of the gaps that the story speaks of, in the whole system."""
        named = chapter("commitments")["gap"][key]
        return Gap.objects.get(
            indicator__key=named["indicator"],
            dimension=named["dimension"],
            group=named["group"],
            place__name=chapter("partnership")["system"]["name"],
        )
