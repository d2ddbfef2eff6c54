"""The demonstration: the same every time, true to its story, and nowhere else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from django.http import Http404
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from evenground.cli import main
from evenground_web.commitments.models import Baseline, Commitment, Pledge
from evenground_web.core import audit
from evenground_web.core.models import AuditEvent, Partnership
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.demo import services, views
from evenground_web.demo.services.door import came_to
from evenground_web.demo.story import months_from
from evenground_web.floor.models import Prompt
from evenground_web.gatherings.models import Closing, Gathering
from evenground_web.insight.models import Gap
from evenground_web.people import services as people
from evenground_web.people.models import Organisation, Person, Place
from evenground_web.reports.models import Paper
from evenground_web.themes.models import Codebook, Suggestion
from evenground_web.themes.services import agreement
from evenground_web.themes.services.agreeing import to_talk_about
from evenground_web.voices.models import Voice
from evenground_web.voices.services import heard

TODAY = date(2026, 11, 20)


def test_a_real_site_has_no_way_to_become_somebody(universe, client) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post(f"/demo/continue-as/{universe.alice.pk}/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo:personas")


def test_the_view_itself_refuses_outside_the_demonstration(universe, rf) -> None:
    with pytest.raises(Http404):
        views.continue_as(rf.post("/"), pk=universe.alice.pk)


@override_settings(DEMO=True)
def test_nobody_but_a_persona_of_the_story_can_be_chosen(universe, rf) -> None:
    with pytest.raises(Http404):
        views.continue_as(rf.post("/"), pk=universe.alice.pk)


def test_the_story_is_not_told_into_a_real_partnership(db) -> None:
    people.name_partnership("A real partnership", by=None)
    with pytest.raises(RuleBroken, match="not of the demonstration"):
        services.is_built()


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_where_something_answers_is_left_alone(
    command, capsys, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main([command, "--port", str(port)]) == 2
    assert "--port" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_too_few_people_are_refused_in_words(db) -> None:
    with pytest.raises(RuleBroken, match="at least 300,000 people"):
        services.build(today=TODAY, people=1_000)
    assert not Partnership.objects.exists()


@pytest.fixture(scope="module")
def told_once(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        services.build(today=TODAY, people=services.FEWEST_PEOPLE)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def told(told_once, db) -> None:
    """The whole story, for tests that read it."""


def test_the_partnership_is_as_large_as_its_story_says(told) -> None:
    assert Partnership.objects.get().fictional
    assert Place.objects.filter(kind="place").count() == 4
    assert 55 <= Organisation.objects.count() <= 65
    assert set(Organisation.objects.values_list("sector", flat=True)) == set(
        Organisation.Sector.values
    )
    assert 140 <= Person.objects.count() <= 160
    summit = Gathering.objects.get(title="Ambermoor Race and Inequalities Summit")
    assert summit.topics.count() == 5
    assert summit.commitments.filter(pledge__level="system").count() == 4


def test_some_promises_were_kept_some_not_and_some_hang_loose(told) -> None:
    statuses = set(Commitment.objects.values_list("delivery_status", flat=True))
    assert {"complete", "off_track", "at_risk", "on_track", "stopped"} <= statuses
    assert Commitment.objects.overdue(on=TODAY).count() >= 3
    assert Commitment.objects.filter(baselines=None).exists()
    assert Gap.objects.filter(baselines=None).exists()


def test_the_board_met_three_times_and_prepares_for_the_next(told) -> None:
    papers = Paper.objects.filter(template="board-paper").order_by(
        "item__gathering__starts", "version"
    )
    assert [(paper.version, paper.is_issued) for paper in papers] == [
        (1, True), (1, True), (2, True), (1, True), (1, False)
    ]  # fmt: skip


def test_a_plus_group_stands_beside_everybody_else(told) -> None:
    gaps = Gap.objects.filter(dimension="homeless", place__code="DEMO-S1")
    assert {gap.reference_group for gap in gaps} == {"Everybody else"}
    assert {gap.indicator.key for gap in gaps} == {
        "smoking-adults",
        "high-blood-pressure-at-target",
    }


def test_baselines_were_frozen_before_the_newest_figures(told) -> None:
    for baseline in Baseline.objects.select_related("gap__latest"):
        assert baseline.period < baseline.gap.latest.period


def test_the_record_is_whole_and_in_the_order_of_days(told) -> None:
    assert not list(audit.faults())
    days = [
        event.at.date()
        for event in AuditEvent.objects.order_by("position")
        if event.subject_type == "commitments.commitment"
    ]
    assert days == sorted(days)
    assert (days[-1] - days[0]).days > 300


def test_todays_summit_is_one_event_from_the_door_to_a_pledge(told) -> None:
    today = Gathering.objects.get(starts=TODAY)
    assert today.sessions.held().count() >= 3
    assert today.sessions.exclude(cancelled_at=None).count() == 1
    assert today.programme_versions.filter(public=True).exists()
    assert {prompt.kind for prompt in today.floor.prompts.open()} == set(Prompt.Kind.values)
    assert today.floor.on_wall
    assert today.floor.notes.exclude(session=None).count() >= 3
    pledge = Pledge.objects.exclude(commitment__room_source=None).get()
    assert pledge.commitment.gathering == today
    assert came_to(today) > 0


def test_no_more_people_answer_than_came_and_the_close_says_how_many_did(told) -> None:
    for prompt in Prompt.objects.all():
        votes = [statement.votes.count() for statement in prompt.statements.all()]
        answers = max([prompt.choices.count(), prompt.contributions.count(), *votes])
        assert answers <= came_to(prompt.floor.gathering), prompt
    closes = {close.gathering: close for close in Closing.objects.order_by("number")}
    assert len(closes) == 2
    for gathering, close in closes.items():
        assert close.came == came_to(gathering)


def test_a_gathering_was_cancelled_and_those_who_registered_were_told(told) -> None:
    cancelled = Gathering.objects.exclude(cancelled_at=None).get()
    registered = cancelled.registration_page.registrations.count()
    assert registered > 0
    told_so = Message.objects.filter(subject=f"Cancelled: {cancelled}")
    assert told_so.values("to").distinct().count() == registered


def test_a_crowd_spoke_and_two_coders_agree_well_enough_to_suggest_themes(told) -> None:
    assert Voice.objects.standing().count() > 150
    texts = list(Voice.objects.exclude(text="").values_list("text", flat=True))
    assert len(set(texts)) == len(texts)
    _, tables = heard()
    assert all(table.is_told for table in tables)
    codebook = Codebook.objects.get()
    together = agreement.measure(codebook).together
    assert together.alpha > 0.7
    assert codebook.readings.values("coder").distinct().count() == 2
    assert to_talk_about(codebook)
    assert Suggestion.objects.values("theme").distinct().count() >= 3


def test_today_is_today_also_on_a_weekend() -> None:
    assert months_from(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_a_month_from_a_long_month_ends_on_a_working_day() -> None:
    assert months_from(date(2026, 3, 31), -1) == date(2026, 2, 27)
    assert months_from(date(2026, 11, 20), 3) == date(2027, 2, 19)
