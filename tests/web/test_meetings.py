from datetime import date

import pytest
from django.urls import reverse

from evenground_web.core.permissions import Permission, RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import Gathering
from evenground_web.people import services as people
from evenground_web.reports import services as reports
from tests.web.pages import page, press, words


@pytest.fixture
def meeting(universe):
    return services.plan_meeting(
        universe.board, by=universe.secretary, on=date(2026, 9, 17), items=["Minutes", "Questions"]
    )


def titles(meeting) -> list[str]:
    return [item.title for item in meeting.agenda.all()]


def test_the_standing_items_of_a_group_are_on_each_meetings_agenda(universe, meeting):
    assert meeting.title == "Ambermoor Board, 17 September 2026"
    assert titles(meeting) == ["Progress on race and inequalities", "Minutes", "Questions"]
    assert meeting.agenda.first().standing_item == universe.standing_item
    again = services.plan_meeting(universe.board, by=universe.secretary, on=date(2026, 11, 19))
    assert titles(again) == ["Progress on race and inequalities"]


def test_an_item_that_is_no_longer_standing_is_left_off_the_next_agenda(universe, meeting):
    people.end_standing_item(universe.standing_item, by=universe.administrator)
    again = services.plan_meeting(universe.board, by=universe.secretary, on=date(2026, 11, 19))
    assert titles(again) == []
    assert "Progress on race and inequalities" in titles(meeting)


def test_the_secretary_plans_a_meeting_from_the_groups_page(universe, client):
    group_page = page(client, universe.board.get_absolute_url(), as_=universe.secretary)
    url = reverse("gatherings:plan_meeting", args=[universe.board.pk])
    assert url in group_page
    answer = press(client, url, on=date(2026, 9, 17), format="hybrid", items="Minutes\nQuestions")
    assert "Progress on race and inequalities" in words(answer)
    assert titles(Gathering.objects.get())[1:] == ["Minutes", "Questions"]
    assert "17 September 2026" in page(client, universe.board.get_absolute_url())


def test_a_meeting_is_planned_once_however_often_the_button_is_pressed(universe, client):
    url = reverse("gatherings:plan_meeting", args=[universe.board.pk])
    typed = {"on": date(2026, 9, 17), "format": "online"}
    press(client, url, as_=universe.secretary, **typed)
    assert "already has a meeting" in words(press(client, url, **typed))
    assert Gathering.objects.count() == 1


def test_a_meeting_without_a_date_is_asked_for_one(universe, client):
    url = reverse("gatherings:plan_meeting", args=[universe.board.pk])
    answer = press(client, url, as_=universe.secretary, format="online", title="Extra meeting")
    assert "Enter date of the meeting" in words(answer)
    assert "Extra meeting" in words(answer)


def test_an_agenda_says_what_is_asked_and_who_presents(universe, meeting, client):
    press(
        client,
        reverse("gatherings:add_agenda_item", args=[meeting.pk]),
        as_=universe.secretary,
        title="The action plan",
        action="approve",
        presenter=universe.lead.pk,
    )
    text = page(client, meeting.get_absolute_url(), as_=universe.alice)
    assert "To approve" in text
    assert "Programme lead" in text


def test_agenda_items_are_edited_moved_and_taken_off(universe, meeting, client):
    minutes, questions = meeting.agenda.all()[1:]
    client.force_login(universe.secretary)
    client.post(reverse("gatherings:raise_agenda_item", args=[questions.pk]))
    client.post(reverse("gatherings:remove_agenda_item", args=[minutes.pk]))
    answer = press(
        client,
        reverse("gatherings:edit_agenda_item", args=[questions.pk]),
        title="Questions from the public",
        action="discuss",
    )
    assert titles(meeting) == ["Progress on race and inequalities", "Questions from the public"]
    assert "took “Minutes” off the agenda" in words(answer)


def test_an_item_with_a_paper_shows_it_to_those_who_may_read_it_and_stays(
    universe, meeting, client
):
    item = meeting.agenda.first()
    paper = reports.start_paper(item, by=universe.secretary)
    assert universe.secretary.has_perm(Permission.EDIT_PAPERS)
    link = f'Paper: <a href="{paper.get_absolute_url()}">'
    assert link in page(client, meeting.get_absolute_url(), as_=universe.secretary)
    assert link not in page(client, meeting.get_absolute_url(), as_=universe.alice)
    with pytest.raises(RuleBroken, match="it stays on the agenda"):
        services.remove_agenda_item(item, by=universe.secretary)


def test_only_the_meeting_of_a_group_has_an_agenda(universe):
    summit = services.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=date(2026, 5, 12)
    )
    with pytest.raises(RuleBroken, match="has no agenda"):
        services.add_agenda_item(summit, by=universe.lead, title="Welcome")
