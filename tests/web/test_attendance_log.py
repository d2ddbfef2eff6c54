"""Who came to the meetings of a group over the year, who sent apologies, and who stayed away."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evenground_web.gatherings.services import attendance_log
from evenground_web.people import services as people
from tests.web.meeting_records import came, seated_board
from tests.web.pages import page


@pytest.fixture
def board(universe):
    return seated_board(universe)


def lines(board):
    group = board.universe.board
    meetings = list(attendance_log.meetings_of(group, on=date(2026, 6, 1)))
    return {line.seat.person: line for line in attendance_log.attendance_log(group, meetings)}


def test_each_seat_stands_beside_the_meetings_the_last_one_first(board):
    came(board, board.first, housing="deputy", member="absent")
    came(board, board.second, housing="apologies", member="absent")
    found = lines(board)
    assert found[board.bob].cells == ["Apologies", "Deputy came"]
    assert found[board.bob].summary == "Came to 0 of 2, apologies for 2 (a deputy came to 1)"
    assert found[board.alice].summary == "Came to 2 of 2"
    assert found[board.analyst].is_away
    assert not found[board.bob].is_away


def test_what_nobody_recorded_is_not_called_absent(board):
    came(board, board.second)
    assert lines(board)[board.analyst].cells == ["Present", "Not recorded"]


def test_a_seat_that_began_later_has_no_part_in_earlier_meetings(board):
    people.give_seat(
        board.universe.board, by=None, person=board.universe.lead, starts=date(2026, 4, 1)
    )
    came(board, board.first)
    assert lines(board)[board.universe.lead].cells == ["Not recorded", "No seat then"]


def test_members_read_the_log_and_take_it_away(board, client):
    came(board, board.first, member="apologies")
    group = board.universe.board
    shown = page(client, reverse("gatherings:attendance_log", args=[group.pk]), as_=board.bob)
    assert "Came to 0 of 1, apologies for 1" in shown
    file = client.get(reverse("gatherings:attendance_file", args=[group.pk])).content.decode()
    assert "2026-05-14,2026-03-12" in file
    assert "Analyst,Member,Ambermoor ICB,Not recorded,Apologies" in file
    page(client, group.get_absolute_url(), as_=board.bob)


def test_a_group_that_never_met_says_so(universe, client):
    address = reverse("gatherings:attendance_log", args=[universe.board.pk])
    assert "Nothing to show yet" in page(client, address, as_=universe.alice)


def test_the_log_of_many_seats_asks_no_more_often(board, django_assert_num_queries):
    came(board, board.first)
    with django_assert_num_queries(3):
        lines(board)
