"""Numbers in, numbers out: every measure with its limits, over whole arrays at once."""

from evenground.measures.annual_change import AnnualChange, annual_change, annual_change_of
from evenground.measures.change import gap_change, gap_change_of
from evenground.measures.coding import CodingQuality, GapBounds, coding_quality, gap_bounds
from evenground.measures.comparators import (
    Compared,
    ComparedWithBest,
    against_the_best,
    against_the_rest,
    against_the_whole,
)
from evenground.measures.concentration import concentration_curve, concentration_index
from evenground.measures.decomposition import Arriaga, Kitagawa, arriaga, kitagawa
from evenground.measures.discoveries import (
    Detectable,
    Discoveries,
    false_discovery,
    gap_p_value,
    minimum_detectable_gap,
    minimum_detectable_rate_gap,
    rate_gap_p_value,
)
from evenground.measures.funnels import Funnel, FunnelLimits, funnel, funnel_limits
from evenground.measures.gap_trends import gap_trend
from evenground.measures.gradients import (
    SlopeIndex,
    lack_of_fit,
    slope_index,
    standard_error,
)
from evenground.measures.gradients_of_events import slope_index_of_events
from evenground.measures.groups import difference, difference_of, ratio, ratio_of
from evenground.measures.indirect import (
    indirectly_standardised_rate,
    indirectly_standardised_ratio,
)
from evenground.measures.inequality import inequality
from evenground.measures.interrupted import comparative_interrupted_series, interrupted_gap
from evenground.measures.intersections import maihda
from evenground.measures.life import healthy_life_expectancy, life_expectancy
from evenground.measures.misclassification import (
    classification_matrix,
    misclassification_correction,
    misclassified_proportions,
)
from evenground.measures.oaxaca import OaxacaBlinder, oaxaca_blinder
from evenground.measures.opinions import (
    OpinionGroups,
    StatementsOfGroups,
    defining_statements,
    group_aware_consensus,
    opinion_groups,
)
from evenground.measures.panels import difference_in_differences
from evenground.measures.people import people_to_best, people_to_close, people_to_target
from evenground.measures.quantiles import quantiles
from evenground.measures.rate_comparisons import rate_difference, rate_ratio
from evenground.measures.rates import mean, mean_of, proportion, rate
from evenground.measures.shapes import Estimate
from evenground.measures.small_areas import Smoothed, empirical_bayes
from evenground.measures.spc import Latest, assurance, latest, xmr
from evenground.measures.spc_chart import Chart, PrimeChart
from evenground.measures.spc_counts import p_prime, u_prime
from evenground.measures.spc_gaps import gap_chart
from evenground.measures.spc_rules import Signals
from evenground.measures.standardised import (
    comparative_mortality_figure,
    directly_standardised_rate,
)
from evenground.measures.standards import Standard, standard
from evenground.measures.synthetic_controls import synthetic_control
from evenground.measures.trends import Trend, trend, trend_of
from evenground.measures.years_lost import (
    years_of_life_lost,
    years_of_life_lost_rate,
    years_to,
)

__all__ = [
    "maihda",
    "AnnualChange",
    "Arriaga",
    "Chart",
    "CodingQuality",
    "Compared",
    "ComparedWithBest",
    "Detectable",
    "Discoveries",
    "Estimate",
    "Funnel",
    "FunnelLimits",
    "GapBounds",
    "Kitagawa",
    "Latest",
    "OaxacaBlinder",
    "OpinionGroups",
    "PrimeChart",
    "Signals",
    "SlopeIndex",
    "Smoothed",
    "Standard",
    "StatementsOfGroups",
    "Trend",
    "against_the_best",
    "against_the_rest",
    "against_the_whole",
    "annual_change",
    "annual_change_of",
    "arriaga",
    "assurance",
    "classification_matrix",
    "coding_quality",
    "comparative_interrupted_series",
    "comparative_mortality_figure",
    "concentration_curve",
    "concentration_index",
    "defining_statements",
    "difference",
    "difference_in_differences",
    "difference_of",
    "directly_standardised_rate",
    "empirical_bayes",
    "false_discovery",
    "funnel",
    "funnel_limits",
    "gap_bounds",
    "gap_change",
    "gap_change_of",
    "gap_chart",
    "gap_p_value",
    "gap_trend",
    "group_aware_consensus",
    "healthy_life_expectancy",
    "indirectly_standardised_rate",
    "indirectly_standardised_ratio",
    "inequality",
    "interrupted_gap",
    "kitagawa",
    "lack_of_fit",
    "latest",
    "life_expectancy",
    "mean",
    "mean_of",
    "minimum_detectable_gap",
    "minimum_detectable_rate_gap",
    "misclassification_correction",
    "misclassified_proportions",
    "oaxaca_blinder",
    "opinion_groups",
    "p_prime",
    "people_to_best",
    "people_to_close",
    "people_to_target",
    "proportion",
    "quantiles",
    "rate",
    "rate_difference",
    "rate_gap_p_value",
    "rate_ratio",
    "ratio",
    "ratio_of",
    "slope_index",
    "slope_index_of_events",
    "standard",
    "standard_error",
    "synthetic_control",
    "trend",
    "trend_of",
    "u_prime",
    "xmr",
    "years_of_life_lost",
    "years_of_life_lost_rate",
    "years_to",
]
