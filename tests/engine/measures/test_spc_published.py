"""XmR charts agree with NHSRplotthedots 0.2.2 on the waiting times of its examples."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from evenground.measures import xmr

CAUSE = {
    "Above UCL": ("outside limits", 1),
    "Below LCL": ("outside limits", -1),
    "7 Point Trend (Increasing)": ("trend", 1),
    "7 Point Trend (Decreasing)": ("trend", -1),
    "2 in 3 Above CL": ("two of three", 1),
    "2 in 3 Below CL": ("two of three", -1),
    "7 Points Above CL": ("shift", 1),
    "7 Points Below CL": ("shift", -1),
    "Common Cause": ("common cause", 0),
}
VARIATION = {
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "common_cause": "common cause",
}
CASES = {"breaches_decrease": ("lower", ()), "within4h_rebase201804": ("higher", ("2018-04-01",))}


def attendances(shared_data, case, trusts):
    data = pl.read_csv(shared_data / "spc/ae_attendances.csv", schema_overrides={"type": pl.String})
    data = data.filter(pl.col("org_code").is_in(trusts), pl.col("type") == "1")
    data = data.sort("org_code", "period")
    seen = 1 - pl.col("breaches") / pl.col("attendances")
    value = pl.col("breaches") if case == "breaches_decrease" else seen
    return data.select(value).to_series().to_numpy().reshape(len(trusts), -1), data["period"]


@pytest.mark.real_data
@pytest.mark.parametrize("case", CASES)
def test_limits_and_labels_agree_with_nhsrplotthedots(shared_data, case):
    better_when, starts = CASES[case]
    expected = pl.read_csv(
        shared_data / "spc/nhsrplotthedots_expected_points.csv", infer_schema_length=None
    )
    expected = expected.filter(pl.col("case_id") == case).sort("f", "x")
    trusts = expected["f"].unique(maintain_order=True).to_list()
    values, periods = attendances(shared_data, case, trusts)
    months = periods[: values.shape[-1]].to_list()
    assert expected["x"].to_list() == periods.to_list()
    chart = xmr(
        values,
        better_when=better_when,
        rebase=[months.index(start) for start in starts],
        rules="nhsrplotthedots",
    )
    for field, column in [("mean", "mean_col"), ("lower", "lpl"), ("upper", "upl")]:
        ours = getattr(chart, field).ravel()
        np.testing.assert_allclose(ours, expected[column], rtol=1e-9, atol=1e-12)
    told = [CAUSE[one] for one in expected["special_cause_type"]]
    assert [*zip(chart.cause.ravel(), chart.direction.ravel(), strict=True)] == told
    assert chart.variation.ravel().tolist() == [VARIATION[one] for one in expected["point_type"]]
    assert [*np.tile(chart.part, len(trusts))] == expected["rebase_group"].to_list()
    assert [*np.tile(chart.short, len(trusts))] == expected["short_group_warning"].to_list()
    assert len(told) == 360
