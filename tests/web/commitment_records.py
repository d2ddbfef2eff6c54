"""What the tests of commitments stand on: gaps with figures made up for the test."""

from __future__ import annotations

from datetime import UTC, date, datetime

from evenground_web.commitments import services
from evenground_web.insight.models import Gap, GapPoint, Indicator, Measurement, Release

WHY = {
    "mechanism": "People who walk together keep walking",
    "priority_population": "Adults in Harbour",
}
MIDDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_release(title: str = "Active lives, made up", digest: str = "a" * 64) -> Release:
    return Release.objects.create(
        title=title, kind="published_file", state="kept", source="A made-up survey",
        file_name="survey.csv", digest=digest, table="survey.parquet", rows_read=4, rows_kept=4,
        disclosure="None needed", made_at=MIDDAY,
    )  # fmt: skip


def make_gap(universe, *, better_when: str = "lower", title: str = "Inactive adults") -> Gap:
    indicator, _ = Indicator.objects.get_or_create(
        key=title.lower().replace(" ", "-"),
        defaults={
            "title": title, "unit": "percent", "better_when": better_when,
            "definition_version": "1",
        },
    )  # fmt: skip
    return Gap.objects.create(
        indicator=indicator, place=universe.system, dimension="deprivation",
        group="Most deprived", reference_group="Least deprived",
    )  # fmt: skip


def add_figures(
    gap: Gap, release: Release, period: str, group, reference, gap_figures, relative=None
) -> GapPoint:
    """One period of a gap: (value, lower, upper) of both groups and of the gap, now the latest."""
    end = date(int(period[:4]) + 1, 3, 31)

    def side(name: str, figures) -> Measurement:
        value, lower, upper = figures or (None, None, None)
        return Measurement.objects.create(
            release=release, indicator=gap.indicator, place=gap.place, dimension=gap.dimension,
            group=name, period=period, period_start=end.replace(year=end.year - 1, month=4, day=1),
            period_end=end, status="suppressed" if figures is None else "value",
            value=value, lower=lower, upper=upper,
        )  # fmt: skip

    absolute, ratio = gap_figures or (None,) * 3, relative or (None,) * 3
    point = GapPoint.objects.create(
        gap=gap, release=release, period=period, period_end=end,
        group=side(gap.group, group), reference=side(gap.reference_group, reference),
        absolute=absolute[0], absolute_lower=absolute[1], absolute_upper=absolute[2],
        relative=ratio[0], relative_lower=ratio[1], relative_upper=ratio[2],
    )  # fmt: skip
    gap.latest = point
    gap.save()
    return point


def measured_gap(universe, **given) -> Gap:
    """A gap of 17.9 points in 2019/20."""
    gap = make_gap(universe, **given)
    add_figures(
        gap, make_release(), "2019/20", (33.9, 33.2, 34.6), (16.0, 15.4, 16.6), (17.9, 17.0, 18.8),
        (2.12, 2.03, 2.21),
    )  # fmt: skip
    return gap


def add_pledge(universe, **given):
    """A pledge of Harbour NHS Trust, due at the end of 2026."""
    values = {
        "by": universe.lead, "kind": "pledge", "title": "Walking groups in every neighbourhood",
        "owner": universe.trust, "starts": date(2026, 1, 1), "due": date(2026, 12, 31),
        "created": date(2026, 1, 1), **WHY, **given,
    }  # fmt: skip
    return services.add_commitment(**values)


def complete(
    commitment, *, by, reason: str = "Done", link: str = "https://example.org/done", **given
):
    """Evidence from one person, who then says that it is complete."""
    update = services.add_update(commitment, by=by, text=reason, evidence_link=link, **given)
    services.change_delivery_status(commitment, by=by, status="complete", reason=reason, **given)
    return update
