"""The use case: cells or a tidy table to the gaps between groups, with limits and in words."""

from evenground.profile.comparison import gaps
from evenground.profile.measurement import measure
from evenground.profile.sentences import sentence

__all__ = ["gaps", "measure", "sentence"]
