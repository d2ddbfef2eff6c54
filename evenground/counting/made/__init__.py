"""A made population: fictional people whose inequalities were planted, so that measures can be checked.

The same arguments give the same people, byte for byte. Everything planted is in the TOML files beside this.
"""

from evenground.counting.made.population import (
    make_people,
    make_people_and_truth,
    period_of,
)
from evenground.counting.made.writing import write_only_people, write_people

__all__ = [
    "make_people",
    "make_people_and_truth",
    "period_of",
    "write_only_people",
    "write_people",
]
