"""People who took part, beside the mix of the partnership: protected counts, ratios with limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evenground.measures import Estimate, proportion, ratio_of
from evenground_web.core.numbers import number
from evenground_web.people.services.mix import Parts
from evenground_web.people.services.small_numbers import most_hidden, told, worded


class Standing(StrEnum):
    FEWER = "Fewer than their share"
    MORE = "More than their share"
    CHANCE = "No more than chance"
    UNKNOWN = "Too few to say"

    @property
    def colour(self) -> str:
        return {"FEWER": "red", "MORE": "blue"}.get(self.name, "grey")


@dataclass(frozen=True)
class Beside:
    """One part of the mix: how many there were of it, and how that compares."""

    key: str
    name: str
    share: float
    count: int | None
    standing: Standing
    times: str = ""

    @property
    def counted(self) -> str:
        return worded(self.count)

    @property
    def percent(self) -> str:
        return f"{number(100 * self.share, 1)}%"


OTHERS = "\n"  # no key is a line


def within(parts: Parts, counts: Mapping[str, int]) -> Counter[str]:
    """People by part of the mix; a smaller place counts for the one it is part of. Those in no part
    are `OTHERS`, those of whom nothing is known are under nothing."""
    found: Counter[str] = Counter()
    for key, people in counts.items():
        part = parts.inside.get(key, key)
        found[part if part in parts.shares or not part else OTHERS] += people
    return found


def beside(parts: Parts, counts: Mapping[str, int]) -> list[Beside]:
    """Each part of the mix with its protected count, and its share against the share of the mix.

    Everything is made from what may be told. Who is hidden is in no total, so that one person more
    in a small group changes nothing; the limits hold whatever the hidden counts are.
    """
    shown = {key: told(counts.get(key, 0)) for key in parts.shares}
    least = sum(n or 0 for n in shown.values())
    most = least + most_hidden() * list(shown.values()).count(None)
    return [
        Beside(key, parts.names[key], share, shown[key], *_against(shown[key], least, most, share))
        for key, share in parts.shares.items()
    ]


def _against(count: int | None, least: int, most: int, share: float) -> tuple[Standing, str]:
    if count is None:
        few = most_hidden()
        fewer = least and float(proportion(few, least + few).upper) < share
        return (Standing.FEWER if fewer else Standing.UNKNOWN), ""
    widest, narrowest = proportion(count, most), proportion(count, least)
    found = Estimate(narrowest.value, widest.lower, narrowest.upper)
    exactly = np.array(share)
    times = ratio_of(found, Estimate(exactly, exactly, exactly))
    value, lower, upper = (float(one) for one in times)
    standing = Standing.FEWER if upper < 1 else Standing.MORE if lower > 1 else Standing.CHANCE
    return standing, f"{number(value, 2)} ({number(lower, 2)} to {number(upper, 2)})"
