"""Who sits in a group, with or without a vote, from when until when."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.models import MeetingRules, Seat
from tests.web.pages import page, press, words


def seat(universe, person, **given):
    return services.give_seat(universe.board, by=universe.secretary, person=person, **given)


def test_a_seat_names_the_organisation_that_somebody_works_for(universe):
    assert seat(universe, universe.alice).organisation == universe.trust


def test_a_seat_counts_from_its_first_day_until_the_day_before_its_end(universe):
    alice = seat(universe, universe.alice, starts=date(2026, 1, 5))
    services.end_seat(alice, by=universe.secretary, ends=date(2026, 3, 1))
    current = [
        Seat.objects.current(on=day).exists()
        for day in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert current == [False, True, True, False]


def test_nobody_sits_twice_and_there_is_one_chair(universe):
    chair = seat(universe, universe.alice, role="chair")
    with pytest.raises(RuleBroken, match="has a seat in Ambermoor Board already"):
        seat(universe, universe.alice)
    with pytest.raises(RuleBroken, match="Alice is the chair of Ambermoor Board"):
        seat(universe, universe.bob, role="chair")
    services.end_seat(chair, by=universe.secretary, ends=chair.starts)
    assert seat(universe, universe.bob, role="chair").role == "chair"


def test_somebody_in_attendance_has_no_vote(universe):
    assert not seat(universe, universe.alice, role="in_attendance").votes
    with pytest.raises(IntegrityError, match="does_not_vote"), transaction.atomic():
        Seat.objects.update(votes=True)


def test_nobody_is_their_own_deputy(universe):
    with pytest.raises(RuleBroken, match="own deputy"):
        seat(universe, universe.alice, deputy=universe.alice)


def test_a_seat_does_not_end_before_it_begins(universe):
    with pytest.raises(RuleBroken, match="began on 5 January 2026"):
        services.end_seat(
            seat(universe, universe.alice, starts=date(2026, 1, 5)),
            by=universe.secretary,
            ends=date(2026, 1, 4),
        )


def test_the_secretary_seats_people_and_sets_the_rules_from_the_groups_page(universe, client):
    text = page(client, universe.board.get_absolute_url(), as_=universe.secretary)
    assert reverse("people:give_seat", args=[universe.board.pk]) in text
    press(
        client, reverse("people:give_seat", args=[universe.board.pk]), person=universe.alice.pk,
        role="deputy_chair", votes="on", deputy=universe.bob.pk, starts=date(2026, 1, 5),
    )  # fmt: skip
    kept = Seat.objects.get()
    press(
        client, reverse("people:edit_seat", args=[kept.pk]), role="chair", votes="on",
        deputy=universe.bob.pk, starts=date(2026, 1, 5), organisation=universe.icb.pk,
    )  # fmt: skip
    answer = press(
        client, reverse("people:rules", args=[universe.board.pk]), fewest="5",
        sectors=["council", "vcse"], in_public="on", question_days="4",
    )  # fmt: skip
    for said in ("Chair", "Deputy: Bob", "Ambermoor ICB", "5 or more people with a vote", "Council",
                 "close 4 days before"):  # fmt: skip
        assert said in words(answer)
    assert MeetingRules.objects.get().sectors == ["council", "vcse"]
    page(client, reverse("people:rules", args=[universe.board.pk]), as_=universe.alice, status=404)


def test_a_standing_item_says_how_agendas_show_it(universe, client):
    answer = press(
        client, reverse("people:edit_standing_item", args=[universe.standing_item.pk]),
        as_=universe.secretary, title="Progress", action="approve", minutes="25",
        presenter_role="Chair", builds_paper="on",
    )  # fmt: skip
    for said in ("To approve", "25 minutes", "Chair"):
        assert said in words(answer)
