"""What to measure, and how to divide people into groups: definitions as reviewed data."""

from evenground.indicators.asked import chosen
from evenground.indicators.definitions.dimension import (
    ALL,
    EVERYONE,
    Dimension,
    Group,
    dimension_for_fingertips,
    dimensions,
    read_dimensions,
)
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.definitions.library import find, for_fingertips, library
from evenground.indicators.programmes.whole import (
    Definitions,
    read_definitions,
    read_indicators,
    sets,
)

__all__ = [
    "ALL",
    "EVERYONE",
    "Definitions",
    "Dimension",
    "Group",
    "Indicator",
    "chosen",
    "dimension_for_fingertips",
    "dimensions",
    "find",
    "for_fingertips",
    "library",
    "read_definitions",
    "read_dimensions",
    "read_indicators",
    "sets",
]
