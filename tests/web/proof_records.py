"""What the tests of results stand on: a gap over several years, with a promise in the middle."""

from __future__ import annotations

from datetime import UTC, date, datetime

from evenground_web.commitments import services
from tests.web.commitment_records import add_figures, add_pledge, make_gap, make_release

PROMISED, NOW = date(2021, 6, 1), datetime(2026, 5, 1, 9, tzinfo=UTC)
BEFORE = {"2016/17": 15.0, "2017/18": 15.8, "2018/19": 16.4, "2019/20": 17.3, "2020/21": 17.9}
LEAST = 16.0


def figures(gap, release, period, size, *, half=0.5, least=LEAST):
    """A period in which the gap is this large: the group stands `size` above the reference."""
    most = least + size
    ratio = most / least
    return add_figures(
        gap, release, period, (most, most - half, most + half), (least, least - half, least + half),
        (size, size - 1.41 * half, size + 1.41 * half), (ratio, ratio - 0.06, ratio + 0.06),
    )  # fmt: skip


def tied_gap(universe, *, before=BEFORE, **given):
    """A gap that widened year after year, and the pledge that froze it in 2020/21."""
    gap, release = make_gap(universe, **given), make_release()
    for period, size in before.items():
        figures(gap, release, period, size)
    pledge = add_pledge(universe)
    return services.name_gap(pledge, by=universe.alice, gap=gap, on=PROMISED)


def later(baseline, period="2024/25", size=12.0, **given):
    """A newer release with one figure."""
    release = make_release(title=f"Later, {period}", digest=period[2:4] * 32)
    return figures(baseline.gap, release, period, size, **given)


def result(baseline, *, on=date(2026, 5, 1), public=False):
    return services.result_of(type(baseline).objects.get(pk=baseline.pk), on=on, public=public)
