"""Series for the tests of control charts: a quiet one, and any others."""

from __future__ import annotations

from hypothesis import strategies as st

# a stable process that breaks no rule
QUIET = [10.0, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 11, 10, 12]
series = st.lists(st.integers(-20, 20), min_size=2, max_size=30)
rule_sets = st.sampled_from(["announced", "nhsrplotthedots"])
