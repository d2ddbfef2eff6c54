"""The scale by which risks are scored, as a file says it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Self

from django.utils import timezone
from pydantic import Field, model_validator

from evenground.declared import Declared
from evenground_web.commitments.models import Escalation, RiskScale
from evenground_web.commitments.services.risks.loading import HERE, from_house, load
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.templatetags.evenground import COLOURS
from evenground_web.people.models import Person

DEFAULT = "scales/five_by_five.toml"
LARGEST = 10


class Level(Declared):
    name: str = Field(min_length=1, max_length=60)
    meaning: str = Field(default="", max_length=300)


class Band(Declared):
    up_to: int = Field(ge=1)
    name: str = Field(min_length=1, max_length=40)
    colour: str

    @model_validator(mode="after")
    def the_colour_is_one_of_the_nhs(self) -> Self:
        if self.colour not in COLOURS:
            raise ValueError(f"the colour must be one of {', '.join(sorted(COLOURS))}")
        return self


class Category(Declared):
    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    name: str = Field(min_length=1, max_length=80)
    appetite: str = Field(min_length=1, max_length=40)
    tolerated: int = Field(ge=0)
    statement: str = Field(default="", max_length=500)


class Scale(Declared):
    """Levels count from 1 in the order of the file; a score is likelihood times impact."""

    name: str = Field(min_length=1, max_length=120)
    version: str = Field(min_length=1, max_length=20)
    source: str = ""
    likelihood: tuple[Level, ...] = Field(min_length=2, max_length=LARGEST)
    impact: tuple[Level, ...] = Field(min_length=2, max_length=LARGEST)
    band: tuple[Band, ...] = Field(min_length=1, max_length=LARGEST)
    category: tuple[Category, ...] = ()

    @model_validator(mode="after")
    def every_score_has_one_band(self) -> Self:
        ends, highest = [band.up_to for band in self.band], self.highest
        if ends != sorted(set(ends)):
            raise ValueError("the bands must go up: each up_to is more than the one before it")
        if ends[-1] != highest:
            raise ValueError(
                f"the last band must end at {highest}, the highest score there is, not at {ends[-1]}"
            )
        return self

    @model_validator(mode="after")
    def names_are_told_apart(self) -> Self:
        for what, names in (
            ("likelihood", [level.name for level in self.likelihood]),
            ("impact", [level.name for level in self.impact]),
            ("band", [band.name for band in self.band]),
            ("category", [category.key for category in self.category]),
        ):
            if len(set(names)) < len(names):
                raise ValueError(f"every {what} needs a name of its own")
        return self

    @property
    def highest(self) -> int:
        return len(self.likelihood) * len(self.impact)


@cache
def _default() -> RiskScale:
    return from_house(RiskScale, Scale, DEFAULT)


def scale_in_use() -> RiskScale:
    """The newest scale that was loaded; until one is, that of Evenground, which is not saved yet."""
    return RiskScale.objects.first() or _default()


def scale_file() -> str:
    """The file that comes with Evenground, to be changed and loaded."""
    return (HERE / DEFAULT).read_text(encoding="utf-8")


def bands_of(scale: RiskScale) -> list[tuple[str, str, str]]:
    """Each band: its scores in words, its name and its colour."""
    bands, lowest = [], 1
    for band in scale.content["band"]:
        scores = f"{lowest} to {band['up_to']}" if lowest < band["up_to"] else str(lowest)
        bands.append((scores, band["name"], band["colour"]))
        lowest = band["up_to"] + 1
    return bands


def kept_scale(now: datetime | None = None) -> RiskScale:
    """The scale in use, saved, so that a risk can say what it was scored on."""
    if (kept := RiskScale.objects.first()) is not None:
        return kept
    default = _default()
    return RiskScale.objects.create(
        name=default.name, version=default.version, content=default.content,
        loaded_at=now or timezone.now(),
    )  # fmt: skip


@audit.in_turn()
def load_scale(
    text: str, *, by: Person | None, file: str = "scale.toml", now: datetime | None = None
) -> RiskScale:
    """Use another scale from now on. Risks keep the one they were scored on until scored again."""
    loaded = load(
        text, model=RiskScale, shape=Scale, file=file, what="risk scale", by=by, now=now
    )  # fmt: skip
    outside = Escalation.objects.filter(threshold__gt=loaded.highest).select_related("group")
    if outside:
        groups = ", ".join(f"{one.group} ({one.threshold})" for one in outside)
        raise RuleBroken(
            f"The highest score of {loaded} is {loaded.highest}, and risks of these groups are "
            f"passed on from a higher one: {groups}. Lower those thresholds first, then load the "
            "scale again."
        )
    return loaded
