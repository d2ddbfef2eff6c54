"""Numbers in, numbers out: every measure with its limits, over whole arrays at once."""

from evenground.measures.change import gap_change, gap_change_of
from evenground.measures.funnels import Funnel, FunnelLimits, funnel, funnel_limits
from evenground.measures.gap_trends import gap_trend
from evenground.measures.groups import difference, difference_of, ratio, ratio_of
from evenground.measures.life import healthy_life_expectancy, life_expectancy
from evenground.measures.quantiles import quantiles
from evenground.measures.rates import mean, mean_of, proportion, rate
from evenground.measures.shapes import Estimate
from evenground.measures.standardised import (
    comparative_mortality_figure,
    directly_standardised_rate,
)
from evenground.measures.standards import Standard, standard

__all__ = [
    "Estimate",
    "Funnel",
    "FunnelLimits",
    "Standard",
    "comparative_mortality_figure",
    "difference",
    "difference_of",
    "directly_standardised_rate",
    "funnel",
    "funnel_limits",
    "gap_change",
    "gap_change_of",
    "gap_trend",
    "healthy_life_expectancy",
    "life_expectancy",
    "mean",
    "mean_of",
    "proportion",
    "quantiles",
    "rate",
    "ratio",
    "ratio_of",
    "standard",
]
