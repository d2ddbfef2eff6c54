"""The use case: cells or a table to the gaps between groups, with limits and in words.

`table` makes any long table tidy; `tidy_profile` puts `compared`, `people`, `over_time` and
`summaries` together; `words` says each row. `comparison` and `measurement` serve published tables
and cells.
"""

from evenground.profile.comparison import gaps
from evenground.profile.measurement import measure, provenance
from evenground.profile.tidy_profile import profile
from evenground.profile.words.sentences import sentence

__all__ = ["gaps", "measure", "profile", "provenance", "sentence"]
