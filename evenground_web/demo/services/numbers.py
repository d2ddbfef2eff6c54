"""The made population of the demonstration, measured: people, cells, protected profile, release."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

import polars as pl

from evenground import indicators, profile
from evenground.counting import count, made
from evenground.disclosure import policy
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
        """The protected table. The people themselves are forgotten on the way."""
        people = made.make_people(
            self.people,
            seed=self.seed,
            places=[place["code"] for place in chapter("partnership")["place"]],
            system=chapter("partnership")["system"]["code"],
            years=self.years,
        )
        counted = [i for i in indicators.library().values() if i.count]
        cells = count(people.drop("region", "nation"), counted, available=True)
        names = dict(Place.objects.values_list("code", "name"))
        return profile.measure(cells, policy=policy(), areas=names)

    def release(self, years: int, now: datetime) -> Release:
        """Keep what was known when `years` years had been counted."""
        periods = [made.period_of(year) for year in self.years[:years]]
        return insight.keep_measured(
            self.measured.filter(pl.col("period").is_in(periods)),
            by=self.cast.people["Tomasz Zielinski"],
            title=f"Ambermoor's ten indicators, {periods[0]} to {periods[-1]}",
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
