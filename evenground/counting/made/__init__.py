"""A made population: fictional people whose inequalities were planted, so that measures can be checked.

The same arguments give the same people, byte for byte. Everything planted is in population.toml.
"""

from evenground.counting.made.population import make_people, period_of
from evenground.counting.made.truth import truth

__all__ = ["make_people", "period_of", "truth"]
