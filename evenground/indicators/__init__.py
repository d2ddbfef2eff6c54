"""What to measure, and how to divide people into groups: definitions as reviewed data."""

from evenground.indicators.definition import ALL, EVERYONE, Dimension, Group, Indicator
from evenground.indicators.loader import (
    chosen,
    dimension_for_fingertips,
    dimensions,
    find,
    for_fingertips,
    library,
    read_dimensions,
    read_indicators,
)

__all__ = [
    "ALL",
    "EVERYONE",
    "Dimension",
    "Group",
    "Indicator",
    "chosen",
    "dimension_for_fingertips",
    "dimensions",
    "find",
    "for_fingertips",
    "library",
    "read_dimensions",
    "read_indicators",
]
