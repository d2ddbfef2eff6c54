"""From promise to result in the demonstration: a survey over years, targets, stories, own work,
statements, and the releases that everybody may read."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from evenground.measures import proportion
from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Baseline
from evenground_web.demo.services.timeline import EVENTS, RECORDS
from evenground_web.demo.story import chapter, months_from
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from evenground_web.people.models import Place

NO_NUMBER = dict.fromkeys(("lower_998", "upper_998", "count", "denominator"), None)


def tell(year: Any) -> None:
    """Put the chapter into the timeline of the year."""
    story, at = chapter("proof"), year.timeline.on
    survey = story["survey"]
    for month, known in zip(survey["months"], (survey["first"], survey["years"]), strict=True):
        at(month, RECORDS, partial(keep_survey, year, known))
        at(month, EVENTS, partial(publish, year))
    for entry in story["target"]:
        at(entry["month"], EVENTS, partial(set_target, year, entry))
    for entry in story["story"]:
        at(entry["month"], EVENTS, partial(tell_story, year, entry))
    for entry in story["measure"]:
        at(entry["values"][0][0], EVENTS, partial(count_work, year, entry))
        for month, value, note in entry["values"]:
            at(month, EVENTS, partial(write_down, year, entry, value, note))
    for entry in story["statement"]:
        at(entry["month"], EVENTS, partial(state, year, entry))


def keep_survey(year: Any, known: int, now: datetime) -> Release:
    """The survey as it was known after so many of its years."""
    survey = chapter("proof")["survey"]
    last = year.gaps.years[-1]
    periods = [last - survey["years"] + number + 1 for number in range(survey["years"])][:known]
    names = dict(Place.objects.values_list("code", "name"))
    rows = [
        row
        for place in survey["place"]
        for row in _rows(survey, place, periods, names[place["code"]])
    ]
    table = pl.DataFrame(rows, infer_schema_length=None)
    return insight.keep_measured(
        table,
        by=year.cast.people["Tomasz Zielinski"],
        title=f"{survey['title']}, {_period(periods[0])} to {_period(periods[-1])}",
        source=survey["source"],
        disclosure="3,000 answers or more in each group: nothing had to be hidden",
        now=now,
    )


def _rows(
    survey: dict[str, Any], place: dict[str, Any], periods: list[int], name: str
) -> list[dict[str, Any]]:
    found = []
    for (group, order), values in zip(survey["groups"], place["values"], strict=True):
        shares = np.array(values[: len(periods)]) / 100
        limits = proportion(np.round(shares * place["answers"]), place["answers"])
        for number, first in enumerate(periods):
            found.append(
                {
                    "indicator_id": survey["indicator"], "indicator": "Physically inactive adults",
                    "area_code": place["code"], "area": name, "area_type": "", "sex": "Persons",
                    "age": "19+ yrs", "dimension": survey["dimension"],
                    "dimension_title": "Deprivation (national fifths)", "group": group,
                    "order": order, "period": _period(first),
                    "period_start": date(first, 4, 1), "period_end": date(first + 1, 3, 31),
                    "value": 100 * float(limits.value[number]),
                    "lower": 100 * float(limits.lower[number]),
                    "upper": 100 * float(limits.upper[number]),
                    **NO_NUMBER, "status": "value", "note": "", "line": 0,
                }
            )  # fmt: skip
    return found


def _period(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02}"


def publish(year: Any, now: datetime) -> None:
    """The analyst lets everybody read what was kept so far."""
    for release in Release.objects.filter(state=Release.State.KEPT, public_since=None):
        insight.make_public(release, by=year.cast.people["Tomasz Zielinski"], now=now)


def baseline_of(year: Any, entry: dict[str, Any]) -> Baseline:
    gap = year.gaps.find(entry["gap"])
    return Baseline.objects.get(commitment=year.commitments[entry["ref"]], gap=gap)


def set_target(year: Any, entry: dict[str, Any], now: datetime) -> None:
    baseline = baseline_of(year, entry)
    commitments.set_target(
        baseline,
        by=baseline.commitment.owner_person,
        measure=entry["measure"],
        value=entry["value"],
        level=entry.get("level"),
        by_day=months_from(year.cast.today, entry["due"]),
        reason=entry["reason"],
        now=now,
    )


def tell_story(year: Any, entry: dict[str, Any], now: datetime) -> None:
    gap = year.gaps.find(entry["gap"])
    parts = {name: text for name, text in entry.items() if name not in ("gap", "month")}
    seen = commitments.stories_of(gap).count()
    commitments.tell_story(gap, by=year.lead, seen=seen, now=now, **parts)


def count_work(year: Any, entry: dict[str, Any], now: datetime) -> None:
    commitments.add_measure(
        year.commitments[entry["ref"]],
        by=year.cast.somebody_at(entry["owner"]),
        asks=entry["asks"],
        title=entry["title"],
        unit=entry["unit"],
        counts_people=entry.get("counts_people", True),
        owner=year.cast.organisations[entry["owner"]],
        now=now,
    )


def write_down(year: Any, entry: dict[str, Any], value: float, note: str, now: datetime) -> None:
    measure = year.commitments[entry["ref"]].performance_measures.get(title=entry["title"])
    commitments.record_value(
        measure,
        by=year.cast.somebody_at(entry["owner"]),
        on=now.date(),
        value=value,
        note=note,
        now=now,
    )


def state(year: Any, entry: dict[str, Any], now: datetime) -> None:
    """Written by somebody at the owner; signed by somebody else, or still waiting for it."""
    baseline = baseline_of(year, entry)
    parts = {name: entry[name] for name in ("did", "also_happened", "why", "unknown")}
    statement = commitments.write_contribution(
        baseline, by=year.cast.somebody_at(str(baseline.commitment.owner)), now=now, **parts
    )
    if "signed_by" in entry:
        signer = year.cast.people[entry["signed_by"]]
        commitments.sign_contribution(statement, by=signer, revision=statement.revision, now=now)
