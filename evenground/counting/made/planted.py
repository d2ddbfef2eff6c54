"""What is planted in a made population, read from population.toml."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

from numpy.typing import NDArray

QUINTILES = 5
MADE: dict[str, Any] = tomllib.loads(
    files("evenground.counting.made").joinpath("population.toml").read_text("utf-8")
)
ETHNIC_GROUPS: list[str] = MADE["people"]["ethnic_groups"]
TENURES: list[str] = MADE["people"]["tenures"]
SEXES = ["Female", "Male"]
AGE_BANDS = [f"{age} to {age + 9}" for age in range(0, 80, 10)] + ["80 and over"]

Codes = dict[str, NDArray[Any]]
