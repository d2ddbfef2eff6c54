"""Reports on duties are papers too: of any agenda item, from live records, with what is lacking and why."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.insight.models import Indicator
from evenground_web.reports import services
from evenground_web.reports.blocks import all_runs
from evenground_web.reports.models import Paper
from tests.web import board
from tests.web.pages import page, press
from tests.web.reply_records import forum, publish, written
from tests.web.test_impact_assessments import WRITTEN

DUTIES = ("annual-report-inequalities", "statement-on-information", "equality-information")


@pytest.fixture
def scene(universe):
    return board.set_scene(universe)


@pytest.fixture
def item(universe, scene):
    meeting = scene.first.item.gathering
    return gatherings.add_agenda_item(meeting, by=universe.secretary, title="Our duties")


def report(universe, item, template: str) -> Paper:
    return services.start_paper(
        item, by=universe.secretary, template=template, now=board.at(board.ISSUED)
    )


def said(paper: Paper) -> str:
    reading, _ = services.live(paper, on=board.ISSUED)
    return " ".join(" ".join(run["text"] for run in all_runs(reading.blocks)).split())


def fill(paper: Paper, by) -> None:
    """All that the template wants in somebody's own words."""
    board.ask(paper, by, "Approve it")
    for part in (services.COVER, services.INTRODUCTIONS):
        wanted = services.fields_of(paper, part)
        texts = {key: "In our words" for key, field in wanted.items() if field.required}
        services.edit_part(
            paper, part, by=by, revision=services.revision_of(paper, part), texts=texts
        )


@pytest.mark.parametrize("template", DUTIES)
def test_a_report_is_issued_once_its_own_words_are_there(universe, item, template):
    paper = report(universe, item, template)
    board.ask(paper, universe.secretary, "Approve it")
    with pytest.raises(RuleBroken, match="Nobody has written yet: "):
        services.issue(paper, by=universe.secretary, now=board.at(board.ISSUED))
    fill(paper, universe.secretary)
    issued = services.issue(
        Paper.objects.get(pk=paper.pk), by=universe.secretary, now=board.at(board.ISSUED)
    )
    assert issued.is_issued
    assert issued.content["template"]["key"] == template
    for made in services.FORMATS.values():
        assert made.make(services.reading(issued))


def test_the_statement_says_what_is_held_what_is_lacking_and_why(universe, scene, item):
    board.release(universe, 2024, {"emergency-attendances": (700.0, 400.0)}, on=board.BEFORE)
    title = Indicator.objects.get(key="emergency-attendances").title
    text = said(report(universe, item, "statement-on-information"))
    assert f"{title} by deprivation, 1 gap measured up to 31 December 2024, not published" in text
    assert f"{title} is not broken down by ethnic group or age or sex" in text
    assert "No figures are held for waiting list" in text
    assert "1 of 24 items of " in text


def test_objectives_are_commitments_and_say_what_they_lack(universe, scene, item):
    text = said(report(universe, item, "equality-information"))
    assert "Open stop-smoking clinics" in text
    assert "A2 Lead walks from mosques lacks a measured gap" in text
    assert "A1 Open stop-smoking clinics lacks" not in text
    assert "This system holds no figures about employees" in text
    commitments.edit_commitment(
        scene.training, by=universe.lead, revision=scene.training.revision, title="Train all staff"
    )
    assert "Train all staff" in said(Paper.objects.get(template="equality-information"))


def test_an_annual_report_names_the_assessments_signed_in_its_time(universe, scene, item):
    draft = commitments.start_assessment(scene.training, by=universe.alice)
    commitments.say_effect(draft, by=universe.alice, group="Women", benefit="Company", harm="")
    draft = commitments.edit_assessment(draft, by=universe.alice, **WRITTEN)
    commitments.sign_assessment(draft, by=universe.secretary, now=board.at(board.ISSUED))
    told = said(report(universe, item, "annual-report-inequalities"))
    assert "Go ahead with changes 28 January 2026" in told


def test_an_annual_report_tells_of_the_replies_of_its_time(universe, item):
    paper = report(universe, item, "annual-report-inequalities")
    assert "No reply to people who spoke was published" in said(paper)
    scene = forum(universe)
    publish(written(scene), universe.secretary, board.at(board.ISSUED, hour=8))
    assert "Damp homes, Housing forum" in said(paper)


def test_a_board_paper_needs_its_standing_item_and_a_report_does_not(client, universe, item):
    with pytest.raises(RuleBroken, match="not a standing item"):
        services.start_paper(item, by=universe.secretary)
    with pytest.raises(RuleBroken, match="no house template"):
        services.start_paper(item, by=universe.secretary, template="annual")
    meeting = item.gathering
    shown = page(client, reverse("reports:items", args=[meeting.pk]), as_=universe.secretary)
    assert reverse("reports:start", args=[item.pk]) in shown
    assert "Equality information and objectives, version 1" in shown
    form = page(client, reverse("reports:start", args=[item.pk]))
    assert "Board paper" not in form
    press(client, reverse("reports:start", args=[item.pk]), title="Our duties", template=DUTIES[2])
    assert Paper.objects.get(item=item).template == DUTIES[2]
    assert "Our duties" in page(client, meeting.get_absolute_url())


def test_what_changed_is_counted_from_the_last_report_of_the_same_kind(universe, scene, item):
    paper = report(universe, item, "statement-on-information")
    fill(paper, universe.secretary)
    services.issue(
        Paper.objects.get(pk=paper.pk), by=universe.secretary, now=board.at(board.ISSUED)
    )
    second = gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.SECOND)
    later = gatherings.add_agenda_item(second, by=universe.secretary, title="Our duties")
    again = report(universe, later, "statement-on-information")
    _, content = services.live(again, on=board.PREPARED)
    assert content["since"]["paper"] == paper.pk
    other = gatherings.add_agenda_item(second, by=universe.secretary, title="Equality")
    _, content = services.live(report(universe, other, "equality-information"), on=board.PREPARED)
    assert content["since"]["paper"] is None
