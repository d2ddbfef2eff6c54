"""Where made people live: small areas and practices within places, places within systems, regions, a nation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.counting.made.margins import Margins, RealAreas
from evenground.counting.made.planted import PEOPLE
from evenground.errors import DataError

MADE = PEOPLE["geography"]
GOLDEN = 0.6180339887


@dataclass(frozen=True)
class Place:
    """One place: its number, the levels above it, and its small areas with their people.

    `mix` holds for each small area its row in the table of margins. Places under names of somebody's
    own lie in a system, and in no region or nation.
    """

    number: int
    code: str
    system: str
    region: str | None
    nation: str | None
    areas: tuple[str, ...]
    people: NDArray[np.int64]
    deciles: NDArray[np.uint8]
    mix: NDArray[np.int64]
    first: int  # how many people live in the places before this one

    @property
    def size(self) -> int:
        return int(self.people.sum())

    @property
    def practices(self) -> int:
        return max(1, round(self.size / MADE["people_in_practice"]))


@dataclass(frozen=True)
class Levels:
    """The place, system, region and nation of each place, by their codes."""

    places: tuple[str, ...]
    systems: tuple[str, ...]
    regions: tuple[str | None, ...]
    nation: str | None = "ZZN"

    @property
    def system_numbers(self) -> NDArray[np.int64]:
        known = list(dict.fromkeys(self.systems))
        return np.array([known.index(system) for system in self.systems])


def levels(people: int) -> Levels:
    """As many places, systems and regions as so many people have; four places in one system at least."""
    count = max(MADE["fewest_places"], round(people / MADE["people_in_place"]))
    if people < 8 * MADE["people_in_place"]:
        count = MADE["fewest_places"]
    systems = max(1, round(count / MADE["places_in_system"]))
    regions = max(1, round(systems / MADE["systems_in_region"]))
    of_place = np.arange(count) * systems // count
    of_system = np.arange(systems) * regions // systems
    return Levels(
        places=tuple(f"ZZP{n + 1:03}" for n in range(count)),
        systems=tuple(f"ZZS{n + 1:02}" for n in of_place),
        regions=tuple(f"ZZR{of_system[n] + 1}" for n in of_place),
    )


def named(places: Sequence[str], system: str) -> Levels:
    """Places of one system, under the codes given."""
    if not places or len(set(places)) < len(places):
        raise DataError("Name at least one place, and each place once.")
    return Levels(tuple(places), (system,) * len(places), (None,) * len(places), None)


def made_up(people: int, where: Levels, rng: np.random.Generator) -> list[Place]:
    """Small areas for so many people. Their tenths of deprivation are ranks in the made nation."""
    count = len(where.places)
    sizes = apportioned(people, np.resize(MADE["size_of_place"], count))
    areas = [
        max(MADE["fewest_small_areas"], round(n / MADE["people_in_small_area"])) for n in sizes
    ]
    lived = [apportioned(n, rng.lognormal(0, 0.2, k)) for n, k in zip(sizes, areas, strict=True)]
    deprived = np.resize(MADE["deprivation_of_place"], count) + _systems_differ(where)
    score = np.repeat(deprived, areas) + rng.standard_normal(sum(areas))
    deciles = _tenths(score, np.concatenate(lived))
    ends = np.cumsum([0, *areas])
    first = np.cumsum([0, *sizes])
    return [
        Place(
            number=n,
            code=where.places[n],
            system=where.systems[n],
            region=where.regions[n],
            nation=where.nation,
            areas=tuple(f"ZZ{number + 1:07}" for number in range(start, end)),
            people=lived[n],
            deciles=deciles[start:end],
            mix=(deciles[start:end].astype(np.int64) - 1) // 2,
            first=int(first[n]),
        )
        for n, (start, end) in enumerate(pairwise(ends))
    ]


def _tenths(score: NDArray[np.float64], people: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The tenth of all people that each area is in, from 1 for the highest scores."""
    order = np.argsort(-score, kind="stable")
    before = np.cumsum(people[order]) - people[order] / 2
    tenths = np.empty(len(score), np.uint8)
    tenths[order] = np.minimum(before * 10 // max(people.sum(), 1), 9) + 1
    return tenths


def _systems_differ(where: Levels) -> NDArray[np.float64]:
    number = where.system_numbers
    if number.max() == 0:
        return np.zeros(len(number))
    return (2 * ((number + 1) * GOLDEN % 1) - 1) * MADE["spread_between_systems"]


def real(people: int, areas: RealAreas) -> list[Place]:
    """The real small areas, with so many people in proportion to those who live there."""
    lived = apportioned(people, areas.table["people"].to_numpy())
    table = areas.table.with_row_index("mix")
    places, first = [], 0
    for number, (_, part) in enumerate(table.group_by("place", maintain_order=True)):
        rows = part["mix"].to_numpy().astype(np.int64)
        top = part.row(0, named=True)
        places.append(
            Place(
                number=number,
                code=top["place"],
                system=top["system"],
                region=top["region"],
                nation=top["nation"],
                areas=tuple(part["lsoa"]),
                people=lived[rows],
                deciles=part["decile"].to_numpy(),
                mix=rows,
                first=first,
            )
        )
        first += places[-1].size
    return places


def apportioned(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """`total` divided in proportion to `weights` into whole numbers, by largest remainders."""
    exact = np.asarray(weights, float) / np.sum(weights) * total
    whole = np.floor(exact).astype(np.int64)
    left = total - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
    return whole


def joint(place: Place, margins: Margins) -> NDArray[np.float64]:
    """The chance of each ethnic group and band of age (flat) in each small area of a place."""
    mix = margins.mix[place.mix].reshape(len(place.areas), -1)
    return mix / mix.sum(axis=1, keepdims=True)
