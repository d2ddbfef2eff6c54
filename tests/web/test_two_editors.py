"""Whoever saves second sees what was saved meanwhile beside what they wrote, and loses neither."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.core.models import AuditEvent
from tests.conftest import person
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.pledge_records import make_summit, promised

SEEN = re.compile(r'name="seen" value="(\w+)"')
SOURCE = {"kind": "review", "title": "Fair Care"}


class Form(NamedTuple):
    address: str
    first: dict[str, Any]
    second: dict[str, Any]
    shown: tuple[str, str]


def status(u) -> Form:
    return Form(
        reverse("commitments:delivery_status", args=[add_pledge(u).pk]),
        {"status": "on_track", "reason": "Six groups walk"},
        {"status": "at_risk", "reason": "Nobody leads them"},
        ("On track", "Nobody leads them"),
    )


def impact(u) -> Form:
    return Form(
        reverse("commitments:impact_status", args=[add_pledge(u).pk]),
        {"status": "improving", "reason": "People say so"},
        {"status": "no_change", "reason": "Nothing was measured"},
        ("Improving", "Nothing was measured"),
    )


def due(u) -> Form:
    return Form(
        reverse("commitments:due_date", args=[add_pledge(u).pk]),
        {"due": date(2027, 3, 31), "reason": "A late start"},
        {"due": date(2028, 6, 30), "reason": "No money"},
        ("31 March 2027", "30 June 2028"),
    )


def milestone(u) -> Form:
    step = services.add_milestone(
        add_pledge(u), by=u.alice, title="Six groups", due=date(2026, 9, 1)
    )
    return Form(
        reverse("commitments:move_milestone", args=[step.pk]),
        {"due": date(2026, 10, 1), "reason": "Rain"},
        {"due": date(2026, 11, 1), "reason": "Snow"},
        ("1 October 2026", "1 November 2026"),
    )


def progress(u) -> Form:
    return Form(
        reverse("commitments:progress", args=[add_pledge(u).pk]),
        {"percent": 40, "reason": "Counted by hand"},
        {"percent": 60, "reason": "Counted again"},
        ("Counted by hand", "Counted again"),
    )


def response(u) -> Form:
    recommendation = services.add_recommendation(
        by=u.lead, title="Offer interpreters", owner=u.trust, priority_population="Deaf people",
        source=SOURCE, addressees=[u.trust], response_due=date(2026, 3, 1),
    )  # fmt: skip
    return Form(
        reverse("commitments:respond", args=[recommendation.addressees.get().pk]),
        {"answer": "in_part", "reason": "In maternity first"},
        {"answer": "not_accepted", "reason": "There is no money"},
        ("In maternity first", "There is no money"),
    )


def effect(u) -> Form:
    draft = services.start_assessment(add_pledge(u), by=u.alice)
    return Form(
        reverse("commitments:effect", args=[draft.pk]) + "?group=Women",
        {"group": "Women", "harm": "Dark paths"},
        {"group": "women", "harm": "Nobody walks at night"},
        ("Dark paths", "Nobody walks at night"),
    )


@pytest.mark.parametrize("begin", [status, impact, due, milestone, progress, response, effect])
def test_the_second_sees_both_and_saves_when_they_press_again(universe, client, begin):
    form, other = begin(universe), Client()
    other.force_login(person("Amina", universe.trust, "organisation_lead"))
    seen = seen_on(page(client, form.address, as_=universe.alice))
    press(other, form.address, seen=seen_on(words(other.get(form.address))), **form.first)
    events = AuditEvent.objects.count()

    answer = press(client, form.address, seen=seen, **form.second)
    assert "Somebody else changed this while you were writing" in words(answer)
    for text in form.shown:
        assert text in words(answer)
    assert AuditEvent.objects.count() == events
    answer = press(client, form.address, seen=seen_on(words(answer)), **form.second)
    assert "while you were writing" not in words(answer)
    assert AuditEvent.objects.count() > events


@pytest.mark.parametrize("begin", [status, due, progress, response, effect])
def test_pressing_twice_meets_nobody_else(universe, client, begin):
    form = begin(universe)
    seen = seen_on(page(client, form.address, as_=universe.alice))
    for _ in range(2):
        answer = press(client, form.address, seen=seen, **form.first)
        assert "while you were writing" not in words(answer)


def seen_on(said: str) -> str:
    found = SEEN.search(said)
    assert found, said
    return found[1]


def test_two_who_give_a_pledge_other_words_see_both_texts(universe, client):
    pledge, other = promised(universe, make_summit(universe)), Client()
    other.force_login(person("Amina", universe.trust, "programme_lead"))
    address = reverse("commitments:reword_pledge", args=[pledge.pk])
    first = {"title": "We will answer in Urdu", "reason": "Asked for in Ambermoor"}
    second = {"title": "We will answer in sign language", "reason": "Asked for at the summit"}
    seen = seen_on(page(client, address, as_=universe.lead))
    press(other, address, seen=seen_on(words(other.get(address))), **first)
    answer = words(press(client, address, seen=seen, **second))
    assert first["title"] in answer
    assert second["title"] in answer
    assert pledge.rewordings.count() == 1
    press(client, address, seen=seen_on(answer), **second)
    assert pledge.rewordings.count() == 2
