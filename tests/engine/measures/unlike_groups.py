"""Groups for the tests of the measures of inequality: any, and WHO's ordered example."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

ANY_GROUPS = [
    "difference",
    "ratio",
    "bgv",
    "bgsd",
    "cov",
    "mdmu",
    "mdmw",
    "mdbu",
    "mdbw",
    "idisu",
    "idisw",
    "theil",
    "mld",
    "par",
    "paf",
]
LAW = settings(max_examples=15, deadline=None)  # each example is 21 measures
RELATIVE = ["ratio", "cov", "idisu", "idisw", "theil", "mld", "paf"]

# births attended by skilled staff, by wealth: the ordered example of WHO's package healthequal
QUINTILES = {
    "value": [75.60530, 91.01997, 96.03959, 97.04223, 99.22405],
    "population": [2072.436, 2112.204, 1983.059, 2052.124, 1884.510],
    "se": [1.5996131, 1.1351504, 0.6461946, 0.5676206, 0.2237683],
}


def numbers_of(result):
    return {name: [float(part) for part in estimate] for name, estimate in result.items()}


@st.composite
def settings_of_groups(draw, least=2, most=7):
    n = draw(st.integers(least, most))
    value = draw(st.lists(st.integers(1, 1_000), min_size=n, max_size=n))
    people = draw(st.lists(st.integers(1, 10_000), min_size=n, max_size=n))
    percent = draw(st.lists(st.integers(1, 40), min_size=n, max_size=n))
    return np.array(value) / 10, np.array(people), np.array(value) * percent / 1_000
