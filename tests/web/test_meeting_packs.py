"""One document for a whole meeting; minutes reach the members; papers stand on the public page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evenground_web.core.outbox.models import Message
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import AgendaItem
from evenground_web.people import services as people
from evenground_web.reports import services
from tests.web import board
from tests.web.checkers import faults_of
from tests.web.meeting_records import came, seated_board
from tests.web.pages import page


@pytest.fixture
def issued(universe):
    scene = board.set_scene(universe)
    scene.meeting = scene.first.item.gathering
    scene.secret = gatherings.add_agenda_item(
        scene.meeting, by=universe.secretary, title="Pay of one person", private=True
    )
    gatherings.add_agenda_item(scene.meeting, by=universe.secretary, title="Any other business")
    board.issue_first(scene)
    return scene


def test_a_pack_holds_the_agenda_and_every_paper_of_the_public_part(issued, client):
    url = reverse("reports:pack", args=[issued.meeting.pk])
    shown = page(client, url, as_=issued.universe.alice)
    assert "Any other business" in shown
    assert "No paper was issued for this item." in shown
    assert "Note the progress" in shown
    assert "A1" in shown
    assert "Pay of one person" not in shown
    html = client.get(url).content.decode().split("<main", 1)[1]
    assert html.count("<h1") == 1
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    for part in html.split('href="#')[1:]:
        assert part.split('"')[0] in ids, part[:40]


def test_the_private_part_is_a_document_of_its_own_for_those_who_sit_there(issued, client):
    u = issued.universe
    private = reverse("reports:private_pack", args=[issued.meeting.pk])
    for url in (private, reverse("reports:private_pack_file", args=[issued.meeting.pk])):
        page(client, url, as_=u.alice, status=404)
    inside = page(client, private, as_=u.secretary)
    assert "Pay of one person" in inside
    assert "Note the progress" not in inside
    page(client, reverse("reports:pack", args=[issued.meeting.pk]), as_=u.charlie, status=404)


def test_a_pack_is_one_pdf_that_passes_both_checkers(issued, client, tmp_path):
    client.force_login(issued.universe.alice)
    answer = client.get(reverse("reports:pack_file", args=[issued.meeting.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert faults_of(answer.content, tmp_path) == []
    assert "papers of the public part.pdf" in answer["Content-Disposition"]


def test_a_withdrawn_draft_is_in_no_pack(issued):
    board.start(issued.universe, board.SECOND)
    second = issued.universe.board.meetings.get(starts=board.SECOND)
    text = str(services.pack(second, private=False, on=board.PREPARED).blocks)
    assert "No paper was issued for this item." in text


def test_the_public_page_of_a_meeting_leads_to_its_published_paper(issued, client):
    u = issued.universe
    people.set_rules(u.board, by=u.secretary, fewest=1, in_public=True, question_days=3)
    type(issued.meeting.meeting).objects.update(in_public=True)
    url = reverse("gatherings:public_meeting", args=[issued.meeting.pk])
    address = reverse("reports:public_paper", args=[issued.first.pk])
    assert address not in page(client, url)
    services.publish(issued.first, by=u.secretary)
    assert address in page(client, url)
    AgendaItem.objects.filter(pk=issued.first.item_id).update(private=True)
    assert address not in page(client, url)


def test_approved_minutes_reach_everybody_who_sits_in_the_group_once(universe):
    u = seated_board(universe)
    came(u, u.first)
    minutes = gatherings.send_to_chair(u.first.meeting, by=u.secretary)
    came(u, u.second)
    item = u.second.agenda.get(title="Minutes of the last meeting")
    gatherings.approve_minutes(minutes, by=u.secretary, item=item, confirmed_by=u.bob)
    told = Message.objects.filter(kind="minutes")
    assert sorted(one.person.name for one in told) == ["Alice", "Analyst", "Bob"]
    assert reverse("gatherings:minutes", args=[u.first.pk]) in told[0].text
