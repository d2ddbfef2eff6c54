"""Gaps: what they say, how they change, and the list of them."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from evenground_web.commitments import services as commitments
from evenground_web.core.models import Partnership
from evenground_web.core.panels import panels
from evenground_web.insight import charts, pages, services
from evenground_web.insight.models import Gap, Indicator
from tests.web.commitment_records import WHY
from tests.web.pages import words
from tests.web.published import LEAST, MOST, pair, row, upload

UNKNOWN = ("424242", "Share of people who are content")
HIDDEN = {"Value note": "Value suppressed for disclosure control due to small count"}


@pytest.fixture
def keep(universe):
    def add(*rows, **references):
        preview = services.preview_file(upload(*rows), by=universe.analyst)
        return services.keep(preview, by=universe.analyst, references=references)

    return add


@pytest.fixture
def member(universe, client):
    client.force_login(universe.by_role["member"])
    return client


def the_gap() -> Gap:
    return Gap.objects.with_standing().get()


def over_time(first, latest, **other):
    return [*pair(*first, period="2015/16", **other), *pair(*latest, period="2024/25", **other)]


@pytest.mark.parametrize(
    ("first", "latest", "change"),
    [
        ((30, 20), (40, 20), "Widened since 2015/16"),
        ((40, 20), (30, 20), "Narrowed since 2015/16"),
        ((20, 40), (20, 30), "Narrowed since 2015/16"),
        ((20, 30), (20, 40), "Widened since 2015/16"),
        ((30, 20), (20, 30), "Turned round since 2015/16"),
        ((30, 20), (30.5, 20), "No clear change since 2015/16"),
        ((21, 20), (20, 24), "Widened since 2015/16"),
        ((24, 20), (20, 21), "Narrowed since 2015/16"),
        ((21.2, 20), (20, 21.2), "No clear change since 2015/16"),
    ],
)
def test_a_change_is_said_only_as_far_as_its_limits_support_it(keep, member, first, latest, change):
    keep(*over_time(first, latest))
    assert change in words(member.get("/gaps/"))


def test_a_gap_without_limits_has_no_judgement_and_no_change(keep, member):
    keep(*over_time((30, 20), (40, 20), half=None))
    gap = the_gap()
    assert (gap.standing, gap.get_change_display()) == ("unjudged", "Too little data to say")
    page = words(member.get(gap.get_absolute_url()))
    assert "cannot be said, because limits are not published" in page


def test_one_period_is_too_little_to_speak_of_change(keep, member):
    keep(*pair(30, 20))
    assert "Too little data to say" in words(member.get("/gaps/"))
    assert "There is no earlier period" in words(member.get(the_gap().get_absolute_url()))


def test_a_gap_that_was_nil_reads_well_within_a_sentence(keep, member):
    keep(*over_time((20, 20), (40, 20)))
    page = words(member.get(the_gap().get_absolute_url()))
    assert "The gap widened: about the same in 2015/16, 20.0 percentage points higher" in page


def test_years_are_not_compared_with_pooled_years(keep):
    keep(*pair(30, 20, period="2015/16"), *pair(40, 20, period="2022/23 - 24/25"))
    assert the_gap().get_change_display() == "Too little data to say"


@pytest.mark.parametrize(
    ("most", "least", "standing"),
    [(30, 20, "worse"), (20, 30, "better"), (20.5, 20, "unclear")],
)
def test_a_gap_is_judged_by_the_declared_polarity_and_its_limits(keep, most, least, standing):
    keep(*pair(most, least))
    assert the_gap().standing == standing


def test_an_indicator_where_higher_is_better_is_judged_the_other_way(keep):
    keep(*pair(30, 20, indicator=("93014", "Percentage of physically active adults")))
    assert the_gap().standing == "better"


def test_polarity_is_never_guessed(keep, member):
    keep(*pair(30, 20, indicator=UNKNOWN))
    gap = the_gap()
    assert gap.standing == "unjudged"
    page = words(member.get(gap.get_absolute_url()))
    assert "No definition declares whether higher or lower is better" in page
    assert "Worse" not in page


@pytest.mark.parametrize(
    ("most", "least"), [(30, 20), (20, 30), (20.6, 20), (20.04, 20), (20, 20), (21.42, 20)]
)
def test_the_sentence_and_the_page_of_a_gap_give_the_same_digits(keep, member, most, least):
    keep(*pair(most, least))
    gap = the_gap()
    size, limits = pages.absolute(gap.latest, gap.indicator)
    assert size[0].lower() + size[1:] in gap.latest.sentence
    assert limits in gap.latest.sentence
    page = words(member.get(gap.get_absolute_url()))
    assert f"{size}<br>{limits}" in page


def test_suppressed_missing_and_zero_stay_apart(keep, member):
    keep(
        row(MOST, None, period="2015/16", **HIDDEN), row(LEAST, 20, period="2015/16"),
        row(MOST, None, period="2016/17"), row(LEAST, 20, period="2016/17"),
        row(MOST, 0, period="2017/18", half=None), row(LEAST, 20, period="2017/18"),
    )  # fmt: skip
    page = words(member.get(the_gap().get_absolute_url()))
    hidden, missing, zero = (
        page.split(f">{year}</th>")[1] for year in ("2015/16", "2016/17", "2017/18")
    )
    assert hidden.startswith(' <td class="nhsuk-table__cell">Hidden to protect people</td>')
    assert missing.startswith(' <td class="nhsuk-table__cell">Not published</td>')
    assert zero.startswith(' <td class="nhsuk-table__cell">0.0%</td>')


def test_the_latest_period_without_a_number_says_why(keep, member):
    keep(
        *pair(30, 20), row(MOST, None, period="2024/25", **HIDDEN), row(LEAST, 20, period="2024/25")
    )
    assert the_gap().standing == "no_number"
    page = words(member.get("/gaps/"))
    assert "No number" in page
    assert "the figure for Most deprived decile is hidden to protect people" in page
    assert f"No number. {MOST}: hidden" in words(member.get(the_gap().get_absolute_url()))


def test_a_revised_number_supersedes_and_the_old_one_stays(keep):
    old = keep(*over_time((30, 20), (40, 20)))
    new = keep(*pair(35, 20, period="2024/25"))
    gap = the_gap()
    assert (gap.latest.release, gap.latest.absolute) == (new, 15)
    assert gap.points.filter(release=old, period="2024/25").get().absolute == 20
    assert [(p.period, p.absolute) for p in services.series(gap)] == [
        ("2015/16", 10),
        ("2024/25", 15),
    ]


def test_a_newer_period_becomes_the_latest(keep):
    keep(*pair(30, 20, period="2023/24"))
    keep(*pair(34, 20, period="2024/25"))
    gap = the_gap()
    assert (gap.first.period, gap.latest.period, gap.latest.absolute) == ("2023/24", "2024/25", 14)


def test_an_older_file_added_later_does_not_become_the_latest(keep):
    keep(*pair(34, 20, period="2024/25"))
    keep(*pair(30, 20, period="2023/24"))
    assert the_gap().latest.period == "2024/25"


def test_a_gap_in_the_file_in_another_order_is_the_same_gap(keep):
    rows = over_time((30, 20), (40, 20))
    keep(*rows)
    before = list(the_gap().points.values_list("period", "absolute", "sentence"))
    keep(*reversed(rows))
    points = the_gap().points.filter(release=the_gap().latest.release)
    assert list(points.values_list("period", "absolute", "sentence")) == before


def test_the_page_says_the_sentence_and_shows_every_group(keep, member):
    keep(*over_time((30, 20), (40, 20)), row("Second most deprived decile", 33, period="2024/25"))
    gap = the_gap()
    page = words(member.get(gap.get_absolute_url()))
    assert "Inactivity was 20.0 percentage points higher" in page
    assert "The gap widened: 10.0 percentage points higher in 2015/16" in page
    assert "Levels: Most deprived decile from 30.0% to 40.0%" in page
    assert "Second most deprived decile" in page
    assert "physically-inactive-adults, version 1" in page


def test_the_chart_is_an_image_that_needs_no_script_and_no_style(keep, member):
    keep(*over_time((30, 20), (40, 20)))
    gap = the_gap()
    for name in ("chart.svg", "chart-narrow.svg"):
        answer = member.get(f"{gap.get_absolute_url()}{name}")
        svg = answer.content.decode()
        assert answer["Content-Type"] == "image/svg+xml"
        assert svg.startswith("<svg")
        assert "2024/25" in svg
        assert "Most deprived decile (%)" in svg
        for needs_more in ("<script", "<style", " style=", " href=", " onload="):
            assert needs_more not in svg


def test_a_revised_gap_has_another_chart(keep):
    keep(*over_time((30, 20), (40, 20)))
    before = services.chart(the_gap())
    assert services.chart(the_gap()) == before
    keep(*pair(35, 20, period="2024/25"))
    assert services.chart(the_gap()) != before


def test_a_group_with_markup_in_its_name_is_only_text_in_the_chart(keep, member):
    evil = "<script>alert(1)</script>"
    keep(row(evil, 30, kind="Part"), row("South", 20, kind="Part"), part="South")
    gap = the_gap()
    assert evil not in member.get(f"{gap.get_absolute_url()}chart.svg").content.decode()
    assert evil not in member.get(gap.get_absolute_url()).content.decode()


def test_labels_of_periods_are_spaced_and_include_the_last():
    periods = [str(year) for year in range(2000, 2025)]
    shown = charts.spaced(periods, 8)
    assert len(shown) <= 8
    assert shown[-1] == "2024"
    assert charts.spaced(["2024"], 3) == ["2024"]


def test_the_download_has_every_period_and_where_it_comes_from(keep, member):
    release = keep(*over_time((30, 20), (40, 20)))
    answer = member.get(f"{the_gap().get_absolute_url()}gap.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [(r["period"], float(r["absolute_gap"])) for r in rows] == [
        ("2015/16", 10),
        ("2024/25", 20),
    ]
    assert {r["release_sha256"] for r in rows} == {release.digest}
    assert 'attachment; filename="gap-' in answer["Content-Disposition"]


def test_the_list_filters_and_sorts(keep, member):
    keep(
        *pair(30, 20),
        *pair(60, 20, indicator=("93014", "Percentage of physically active adults")),
        *pair(5, 1, indicator=UNKNOWN),
    )

    def titles(query: str) -> list[str]:
        page = member.get(f"/gaps/?{query}").context
        return [row.gap.indicator.title for row in page["rows"]]

    inactive, active, content = "Physically inactive adults", "Physically active adults", UNKNOWN[1]
    assert titles("") == [active, content, inactive]
    assert titles("sort=relative") == [content, active, inactive]
    assert titles("sort=title") == [active, inactive, content]
    assert titles("q=inactive") == [inactive]
    assert titles("q=england+most+content") == [content]
    assert titles("judgement=worse") == [inactive]
    assert titles("judgement=better") == [active]
    assert titles("judgement=unjudged") == [content]
    assert titles(f"indicator={Indicator.objects.get(title=content).pk}") == [content]
    assert titles("place=999999") == titles("sort=password") == titles("page=zzz") == titles("")


def test_a_large_gap_of_few_people_stands_behind_a_smaller_one_that_is_sure(keep, member):
    keep(*pair(60, 20, half=27), *pair(35, 20, indicator=UNKNOWN))
    titles = [row.gap.indicator.title for row in member.get("/gaps/").context["rows"]]
    assert titles == [UNKNOWN[1], "Physically inactive adults"]


def test_gaps_in_different_units_never_stand_in_one_order_of_size(keep, member):
    """40 points of a percentage, 700 per 100,000 and 9 years: each unit is ordered by itself."""
    for number, (unit, most, least) in enumerate(
        [("percent", 60, 20), ("percent", 30, 20), ("per 100,000", 900, 200), ("years", 9, 1)]
    ):
        keep(*pair(most, least, indicator=(f"9{number:05}", f"Indicator {number}")))
        Indicator.objects.filter(title=f"Indicator {number}").update(unit=unit)

    def units(query: str) -> list[str]:
        return [r.gap.indicator.unit for r in member.get(f"/gaps/?{query}").context["rows"]]

    assert units("sort=absolute") == ["per 100,000", "percent", "percent", "years"]
    assert units("sort=people")[:2] == ["percent", "percent"]
    assert units("unit=per+100%2C000") == ["per 100,000"]
    largest = next(row for row in member.get("/gaps/?sort=absolute&unit=percent").context["rows"])
    assert largest.gap.indicator.title == "Indicator 0"


def test_gaps_that_nobody_owns_can_be_found(keep, member, universe):
    keep(*pair(30, 20), *pair(60, 20, indicator=UNKNOWN))
    owned = Gap.objects.get(indicator__key="physically-inactive-adults")
    for title in ("Free swimming", "Walks"):
        commitment = commitments.add_commitment(
            by=universe.lead, kind="action", title=title, owner=universe.trust, **WHY
        )
        commitments.name_gap(commitment, by=universe.lead, gap=owned)

    def found(query: str) -> set[Gap]:
        return {row.gap for row in member.get(f"/gaps/?owner={query}").context["rows"]}

    assert found("owned") == {owned}
    assert found("nobody") == set(Gap.objects.exclude(pk=owned.pk))
    for query in ("", "owner=owned"):
        assert "2 commitments" in words(member.get(f"/gaps/?{query}"))
    assert "Nobody owns this gap" in words(member.get("/gaps/?owner=nobody"))
    shown = [panel.render() for panel in panels(Partnership.objects.get(), universe.lead)]
    assert any("2 gaps are measured" in " ".join(panel.split()) for panel in shown)


def test_the_empty_list_says_what_to_do(universe, client, member):
    assert "An analyst of the partnership can add data" in words(member.get("/gaps/"))
    client.force_login(universe.analyst)
    assert "Add a published file" in words(client.get("/gaps/"))


def test_a_stranger_sees_nothing(keep, universe, client):
    keep(*pair(30, 20))
    client.force_login(universe.charlie)
    gap = the_gap().get_absolute_url()
    for address in ("/gaps/", gap, f"{gap}chart.svg", f"{gap}gap.csv", "/gaps/releases/"):
        assert client.get(address).status_code == 404


def test_a_page_of_five_hundred_gaps_is_light(keep, member, django_assert_max_num_queries):
    rows = [
        other
        for number in range(500)
        for other in pair(
            30 + number / 50, 20, indicator=(f"9{number:05}", f"Indicator number {number}")
        )
    ]
    keep(*rows)
    with django_assert_max_num_queries(10):
        answer = member.get("/gaps/?sort=relative&q=indicator")
    assert "500 gaps" in words(answer)
    assert len(answer.context["rows"]) == 50
    assert len(answer.content) <= 60 * 1024
