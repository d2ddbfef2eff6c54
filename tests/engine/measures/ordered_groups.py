"""Ordered groups for the tests of gradients: an example, and any others."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy.special import expit, logit

VALUES = np.array([0.31, 0.27, 0.28, 0.19, 0.16, 0.17, 0.11])
PEOPLE = np.array([410.0, 520, 380, 450, 500, 470, 390])
ERRORS = np.sqrt(VALUES * (1 - VALUES) / PEOPLE)
SCALES = {"log": (np.log, np.exp), "logit": (logit, expit)}
WAYS = [
    {},
    {"transform": "log"},
    {"transform": "logit"},
    {"error_scale": "log"},
    {"error_scale": "logit"},
]


@st.composite
def gradients(draw):
    """Shares of 3 to 12 ordered groups, their people, and standard errors that fit both."""
    groups = draw(st.integers(3, 12))

    def each(least, most):
        return np.array(draw(st.lists(st.floats(least, most), min_size=groups, max_size=groups)))

    value, people = each(0.05, 0.6), each(100, 900)
    return value, people, each(0.3, 1.5) * np.sqrt(value * (1 - value) / people)


ways = st.sampled_from(WAYS)


def close(one, other, **tolerance):
    for part, same in zip(one, other, strict=True):
        np.testing.assert_allclose(part, same, **({"rtol": 1e-6, "atol": 1e-9} | tolerance))
