"""The real Active Lives file, from its upload to the result of a promise that names its gap."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from evenground_web.commitments import services
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap, GapPoint
from tests.web.commitment_records import add_pledge
from tests.web.pages import page

pytestmark = pytest.mark.real_data
FILE = "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv"
PROMISED = "2019/20"


def keep(universe, content: bytes, name: str, now: datetime):
    file = BytesIO(content)
    file.name = name
    preview = insight.preview_file(file, by=universe.analyst, now=now)
    return insight.keep(preview, by=universe.analyst, now=now)


def as_it_was(content: bytes) -> bytes:
    """The file without what was not yet published when the promise was made."""
    table = pl.read_csv(content, infer_schema=False)
    return table.filter(pl.col("Time period") <= PROMISED).write_csv().encode()


def test_the_gap_in_inactivity_since_a_promise_of_2020(universe, shared_data, client):
    content = (shared_data / "fingertips" / FILE).read_bytes()
    keep(universe, as_it_was(content), "then.csv", datetime(2020, 6, 1, 9, tzinfo=UTC))
    gap = Gap.objects.get(
        indicator__key="physically-inactive-adults", dimension="deprivation_decile_lsoa11"
    )
    baseline = services.name_gap(
        add_pledge(universe), by=universe.alice, gap=gap, on=date(2020, 6, 2)
    )
    target = services.set_target(
        baseline, by=universe.alice, measure="percent", value=20, by_day=date(2025, 3, 31),
        reason="A fifth less in five years",
    )  # fmt: skip
    keep(universe, content, FILE, datetime(2026, 3, 1, 9, tzinfo=UTC))
    baseline = type(baseline).objects.get(pk=baseline.pk)
    found = services.result_of(baseline, on=date(2026, 3, 2))

    points = {
        p.period: p
        for p in GapPoint.objects.filter(gap=gap, release=gap.points.latest("pk").release)
    }
    assert [point.period for point in found.before] == [
        "2015/16", "2016/17", "2017/18", "2018/19", "2019/20",
    ]  # fmt: skip
    assert found.outcome.now_period == "2024/25"
    assert found.outcome.absolute_now.value == pytest.approx(20.9, abs=0.05)
    assert found.outcome.verdict == "Widened"
    assert found.expected.figure.lower < found.expected.figure.value < found.expected.figure.upper
    sizes = [points[point.period].absolute for point in found.before]
    line = np.polynomial.Polynomial.fit(range(5), sizes, 1)
    assert found.expected.figure.value == pytest.approx(line(9), abs=0.3)
    assert found.aim.target == target
    assert "the target is not reached. The day has passed." in found.aim.reached

    shown = page(client, baseline.get_absolute_url(), as_=universe.bob)
    assert "Over all 6 periods from 2019/20 to 2024/25" in shown
    assert "The trend before the promise, over 5 periods from 2015/16 to 2019/20" in shown
    assert client.get(f"{baseline.get_absolute_url()}curve-narrow.svg").status_code == 200
