"""The people of one place: what stays the same about them, and how records say it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from evenground.counting.made.chance import Codes, old_ages, pick, stream, wheel
from evenground.counting.made.geography import MADE, Place, joint
from evenground.counting.made.margins import BANDS, Margins
from evenground.counting.made.planted import CATEGORIES, ETHNIC_GROUPS, PEOPLE, TENURES

RECORDS = ("ethnic_category_gp", "ethnic_category_hospital")
RECORDED = [*CATEGORIES, "Z", "99"]  # what a record says; one code more is an empty field
NOT_STATED, NOT_KNOWN, EMPTY = (len(CATEGORIES) + n for n in range(3))
GROUPS = [*ETHNIC_GROUPS, "Not stated", "Not known"]  # of the chosen category; one code more: none
SOCIAL = TENURES.index("Social rented")
ASSOCIATIONS: list[str] = PEOPLE["tenure"]["housing_associations"]
LASTING = 0  # the year of the streams of what lasts


@dataclass(frozen=True)
class Residents:
    """Codes of everybody in a place, in the order of their numbers. `age` is that of the last year.

    `category` and `group` are the person's own, from which chances follow; `records` and `chosen`
    are what is written down.
    """

    place: Place
    area: NDArray[np.uint16]
    age: NDArray[np.int16]
    sex: Codes
    category: Codes
    group: Codes
    tenure: Codes
    practice: NDArray[np.uint16]
    association: Codes
    records: dict[str, Codes]
    chosen: Codes

    @property
    def quintile(self) -> Codes:
        """The national fifth of deprivation, from 0 for the most deprived."""
        return ((self.place.deciles - 1) // 2)[self.area].astype(np.uint8)


def residents(place: Place, margins: Margins, seed: int) -> Residents:
    """Draw everybody of a place, in no order."""

    def rng(name: str) -> np.random.Generator:
        return stream(seed, place.number, LASTING, name)

    area, group, band = _who_lives_where(place, margins, rng("area"))
    years = rng("years").integers(0, 5, len(area), np.int16)
    old = pick(rng("old"), old_ages(), np.zeros(len(area), np.uint8))
    age = np.where(band < BANDS - 1, band * np.int16(5) + years, np.int16(85) + old)
    category = pick(rng("category"), _categories(), group)
    quintile = ((place.deciles - 1) // 2)[area]
    tenure = pick(rng("tenure"), _tenures(), quintile)
    records = {name: pick(rng(name), _confusion(name), category) for name in RECORDS}
    return Residents(
        place=place,
        area=area.astype(np.uint16),
        age=age.astype(np.int16),
        sex=(rng("sex").random(len(area), np.float32) >= margins.female[band]).astype(np.uint8),
        category=category,
        group=group.astype(np.uint8),
        tenure=tenure,
        practice=_practices(place, area, rng("practice")),
        association=_associations(tenure, rng("housing_association")),
        records=records,
        chosen=chosen(*(records[name] for name in RECORDS)),
    )


def _who_lives_where(
    place: Place, margins: Margins, rng: np.random.Generator
) -> tuple[NDArray[np.int64], ...]:
    """Small area, ethnic group and band of age of each person, in no order."""
    mix = joint(place, margins)
    counts = rng.multinomial(place.people, mix)
    people = np.repeat(np.arange(counts.size), counts.ravel())
    rng.shuffle(people)
    return np.unravel_index(people, (len(place.areas), len(ETHNIC_GROUPS), BANDS))


def chosen(practice: Codes, hospital: Codes) -> Codes:
    """The category that is used: the practice's, else the hospital's, else what both say of not knowing."""
    empty = np.minimum(practice, hospital)  # not stated before not known before nothing
    return np.where(
        practice < NOT_STATED, practice, np.where(hospital < NOT_STATED, hospital, empty)
    )


def _practices(
    place: Place, area: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.uint16]:
    nearest = area * place.practices // len(place.areas)
    anywhere = rng.integers(0, place.practices, len(area), np.int64)
    stays = rng.random(len(area), np.float32) < MADE["at_nearest_practice"]
    return np.where(stays, nearest, anywhere).astype(np.uint16)


def _associations(tenure: Codes, rng: np.random.Generator) -> Codes:
    """The housing association that lets a home; one code more than there are for other homes."""
    let = PEOPLE["tenure"]["let_by_housing_association"]
    count = len(ASSOCIATIONS)
    turned = wheel([*[let / count] * count, 1 - let])
    drawn = pick(rng, turned, np.zeros(len(tenure), np.uint8))
    return np.where(tenure == SOCIAL, drawn, np.uint8(count))


@cache
def _categories() -> Codes:
    """The categories of each ethnic group, as they are in England."""
    return wheel(
        [
            [c["people"] * (c["group"] == group) for c in CATEGORIES.values()]
            for group in ETHNIC_GROUPS
        ]
    )


@cache
def _tenures() -> Codes:
    return wheel(PEOPLE["tenure"]["by_deprivation"])


@cache
def _confusion(record: str) -> Codes:
    """What a record says of each category, as declared under [recording]."""
    said = PEOPLE["recording"][record]
    rows = []
    for code, category in CATEGORIES.items():
        group = ETHNIC_GROUPS.index(category["group"])
        different, unknown = said["different"][group], [said[name][group] for name in ("not_stated", "not_known", "missing")]  # fmt: skip
        others = _others(code)
        scale = different / sum(others)
        row = [scale * share for share in others] + unknown
        row[list(CATEGORIES).index(code)] = 1 - sum(row)
        rows.append(row)
    return wheel(rows)


def _others(code: str) -> list[float]:
    """The weight of each other category when a record does not say `code`."""
    weights = PEOPLE["recording"]["different"]
    group = CATEGORIES[code]["group"]
    shares = dict.fromkeys(CATEGORIES, 0.0)
    for other, category in CATEGORIES.items():
        if category.get("other") and category["group"] == group:
            shares[other] += weights["other_of_the_group"]
    shares["S"] += weights["any_other_group"]
    shares["A"] += weights["white_british"]
    shares[code] = 0.0
    return list(shares.values())
