"""Cells to protected numbers with limits: shares, rates, and rates standardised for age."""

from evenground.profile.measurement.made_from import provenance
from evenground.profile.measurement.measuring import measure

__all__ = ["measure", "provenance"]
