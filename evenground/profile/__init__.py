"""The use case: cells or a table to the gaps between groups, with limits and in words."""

from evenground.profile.comparison import gaps
from evenground.profile.measurement import measure
from evenground.profile.sentences import sentence
from evenground.profile.tidy_profile import profile

__all__ = ["gaps", "measure", "profile", "sentence"]
