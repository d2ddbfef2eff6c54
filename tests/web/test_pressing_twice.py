"""One button pressed twice, or by many at once, has one effect."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.http import Http404
from django.test import RequestFactory

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment, Risk, Update
from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import AgendaItem, Gathering
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from evenground_web.people import services as people
from evenground_web.people.models import Organisation, Person, StandingItem
from tests.web.commitment_records import WHY
from tests.web.published import pair, upload

AT_ONCE = 8
DAY = {"starts_day": "3", "starts_month": "3", "starts_year": "2027"}


@pytest.mark.parametrize(
    ("role", "path", "typed", "counted"),
    [
        ("administrator", "/partnership/people/add/", {"name": "Asha Rao"}, Person),
        (
            "programme_lead",
            "/gatherings/add/",
            {"title": "Summit", "kind": "summit", "format": "online", **DAY},
            Gathering,
        ),
    ],
)
def test_sending_a_form_twice_adds_one_record(universe, client, role, path, typed, counted):
    client.force_login(universe.by_role[role])
    before = counted.objects.count()
    first, second = client.post(path, typed), client.post(path, typed)
    assert (first.status_code, second.status_code) == (302, 200)
    assert "already" in second.content.decode()
    assert counted.objects.count() == before + 1


def test_two_people_of_one_name_are_told_apart_by_their_job(universe):
    people.add_person(by=universe.administrator, name="Asha Rao", job_title="Nurse")
    people.add_person(by=universe.administrator, name="Asha Rao", job_title="Midwife")
    with pytest.raises(RuleBroken, match="already here"):
        people.add_person(by=universe.administrator, name="asha rao", job_title="nurse")


def test_a_risk_and_an_agenda_item_are_added_once(universe):
    risk = {
        "title": "Interpreters leave", "cause": "Pay", "event": "They go", "effect": "Harm",
        "mitigation": "Contract", "likelihood": 3, "impact": 4, "owner": universe.icb,
        "group": universe.board,
    }  # fmt: skip
    closed = commitments.add_risk(by=universe.lead, **risk)
    with pytest.raises(RuleBroken, match="already an open risk"):
        commitments.add_risk(by=universe.lead, **risk)
    commitments.close_risk(closed, by=universe.lead, reason="Contract signed")
    commitments.add_risk(by=universe.lead, **risk)
    assert Risk.objects.count() == 2
    meeting = gatherings.plan_meeting(universe.board, by=universe.lead, on=date(2027, 3, 3))
    gatherings.add_agenda_item(meeting, by=universe.lead, title="Minutes")
    with pytest.raises(RuleBroken, match="already on the agenda"):
        gatherings.add_agenda_item(meeting, by=universe.lead, title="minutes")


def test_the_same_evidence_is_kept_once_and_a_corrected_file_again(universe):
    action = an_action(universe)
    for content in (b"One", b"One", b"Two"):
        file = SimpleUploadedFile("notes.txt", content)
        commitments.add_update(action, by=universe.lead, text="Done", evidence_file=file)
    assert Update.objects.count() == 2


def test_closing_a_risk_twice_does_not_open_it_again(universe, client):
    risk = commitments.add_risk(
        by=universe.lead, title="A", cause="b", event="c", effect="d", mitigation="e",
        likelihood=1, impact=1, owner=universe.icb, group=universe.board,
    )  # fmt: skip
    client.force_login(universe.lead)
    for _ in range(2):
        client.post(f"/commitments/risks/{risk.pk}/close/", {"reason": "It is over"})
    risk.refresh_from_db()
    assert risk.closed_on
    for _ in range(2):
        client.post(f"/commitments/risks/{risk.pk}/reopen/", {"reason": "It is back"})
    risk.refresh_from_db()
    assert risk.closed_on is None


def test_what_was_removed_a_moment_ago_is_removed_once(universe):
    meeting = gatherings.plan_meeting(
        universe.board, by=universe.lead, on=date(2027, 3, 3), items=["Minutes"]
    )
    again = [AgendaItem.objects.get(title="Minutes") for _ in range(2)]
    for item in again:
        gatherings.remove_agenda_item(item, by=universe.lead)
    ended = [StandingItem.objects.get() for _ in range(2)]
    for item in ended:
        people.end_standing_item(item, by=universe.administrator)
    verbs = list(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs.count("gathering.agenda_item_removed") == 1
    assert verbs.count("group.standing_item_ended") == 1
    assert meeting.agenda.count() == 1


def test_moving_a_standing_item_that_was_ended_changes_nothing(universe, client):
    people.end_standing_item(universe.standing_item, by=universe.administrator)
    client.force_login(universe.administrator)
    address = f"/partnership/standing-items/{universe.standing_item.pk}/up/"
    assert client.post(address).status_code == 302


def test_a_record_that_goes_while_its_button_is_pressed_is_not_found(universe):
    @requires(Permission.SEE, on=Risk)
    def looks_again(request, risk):
        Risk.objects.all().delete()
        return Risk.objects.get(pk=risk.pk)

    risk = commitments.add_risk(
        by=universe.lead, title="A", cause="b", event="c", effect="d", mitigation="e",
        likelihood=1, impact=1, owner=universe.icb, group=universe.board,
    )  # fmt: skip
    request = RequestFactory().get("/")
    request.user = universe.lead
    with pytest.raises(Http404):
        looks_again(request, pk=risk.pk)


def test_a_made_up_reference_does_not_stop_the_counting(universe):
    an_action(universe, reference="A" + "9" * 39)
    an_action(universe, reference="A999999")
    assert an_action(universe).reference == "A1000000"
    assert an_action(universe).reference == "A1000001"


def an_action(universe, **typed) -> Commitment:
    title = f"Train interpreters {Commitment.objects.count()}"
    return commitments.add_commitment(
        by=universe.lead, kind="action", owner=universe.icb, title=title, **WHY, **typed
    )


# Several transactions at once need PostgreSQL: the tests' SQLite lives in memory, where one
# writer at a time is all there is. benchmarks/writes.py presses a SQLite file.


def presses(universe):
    """What many do at once: each a service, and what must be there once afterwards."""
    lead, administrator, icb = universe.lead, universe.administrator, universe.icb
    return {
        "an organisation": (
            lambda: people.add_organisation(by=administrator, name="New", sector="other"),
            lambda: Organisation.objects.filter(name="New"),
        ),
        "a person": (
            lambda: people.add_person(by=administrator, name="Asha", email="a@example.org"),
            lambda: Person.objects.filter(name="Asha"),
        ),
        "a role": (
            lambda: people.give_role(
                universe.charlie, by=administrator, organisation=icb, role="member"
            ),
            lambda: universe.charlie.memberships.all(),
        ),
        "a meeting": (
            lambda: gatherings.plan_meeting(universe.board, by=lead, on=date(2027, 3, 3)),
            lambda: Gathering.objects.all(),
        ),
        "a commitment": (
            lambda: commitments.add_commitment(
                by=lead, kind="action", title="Train", owner=icb, **WHY
            ),
            lambda: Commitment.objects.all(),
        ),
        "a file": (
            lambda: insight.preview_file(upload(*pair(30.0, 20.0)), by=universe.analyst),
            lambda: Release.objects.all(),
        ),
    }


NAMES = ["an organisation", "a person", "a role", "a meeting", "a commitment", "a file"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
@pytest.mark.parametrize("name", NAMES)
def test_many_who_add_the_same_at_once_add_it_once(universe, name):
    press, there = presses(universe)[name]
    before, events = there().count(), AuditEvent.objects.count()
    together = Barrier(AT_ONCE)

    def one(_: int) -> str:
        together.wait()
        try:
            press()
        except RuleBroken as rule:
            return str(rule)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))
    assert there().count() == before + 1
    assert AuditEvent.objects.count() > events
    assert list(audit.faults()) == []
    for release in Release.objects.all():
        assert release.table.storage.exists(release.table.name)
