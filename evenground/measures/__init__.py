"""Numbers in, numbers out: every measure with its limits, over whole arrays at once."""

from evenground.measures.groups import difference, difference_of, ratio, ratio_of
from evenground.measures.rates import mean, mean_of, proportion, rate
from evenground.measures.shapes import Estimate

__all__ = [
    "Estimate",
    "difference",
    "difference_of",
    "mean",
    "mean_of",
    "proportion",
    "rate",
    "ratio",
    "ratio_of",
]
