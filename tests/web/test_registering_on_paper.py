"""Registering on paper: a form with a number, typed in on behalf of whoever filled it in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Registration
from evenground_web.gatherings.services.places import keeping, on_paper, pages
from tests.web.pages import page, words
from tests.web.place_records import AT, come, open_summit, page_of
from tests.web.programme_records import summit


@pytest.fixture
def soon(universe):
    today = timezone.localdate()
    starts = today + timedelta(30)
    gathering = summit(universe, starts=starts, ends=starts, format="hybrid")
    host = universe.by_role["host"]
    pages.set_places(gathering, by=host, capacity=2, opens=today, contact="ring 0113 496 0000")
    return gathering


def printed(client, gathering, monkeypatch):
    """What the PDF was set from."""
    seen = []

    def note(template, data, *, day):
        seen.append(data)
        return b"%PDF"

    monkeypatch.setattr(on_paper, "set_or_refuse", note)
    url = reverse("gatherings:print_registration_forms", args=[gathering.pk])
    answer = client.post(url, {"count": "2"})
    assert answer["Content-Type"] == "application/pdf"
    return seen[0]


def test_a_form_asks_what_the_page_asks_and_says_what_becomes_of_it(
    soon, universe, client, monkeypatch
):
    client.force_login(universe.by_role["host"])
    made = printed(client, soon, monkeypatch)
    asked = [field["label"] for field in made["fields"]]
    assert asked[:6] == [
        "1. Your name", "2. Name on your badge", "3. Pronouns on your badge", "4. Your email address",
        "5. Telephone number", "6. How will you take part?",
    ]  # fmt: skip
    ways = next(field for field in made["fields"] if "take part?" in field["label"])
    assert ways["choices"] == ["In person", "Online"]
    assert "removed on" in made["intro"][1]
    assert "0113 496 0000" in made["after"][0]
    assert len({one["number"] for one in made["cards"]}) == 2
    last = AuditEvent.objects.order_by("-pk").first()
    assert last.sentence == "printed 2 forms to register on paper"


def test_a_form_is_an_accessible_pdf(universe):
    gathering = open_summit(universe)
    made = on_paper.forms_pdf(
        page_of(gathering), by=universe.by_role["host"], count=1, large=True, typed_at="/x/?paper=",
        fields=[{"label": "1. Your name", "hint": "", "kind": "line", "choices": []}],
        remove_on=gathering.ends, on=AT.date(),
    )  # fmt: skip
    assert made.startswith(b"%PDF")
    assert b"StructTreeRoot" in made


def test_a_form_is_typed_in_on_behalf_of_somebody_once(soon, universe, client, monkeypatch):
    host = universe.by_role["host"]
    client.force_login(host)
    number = printed(client, soon, monkeypatch)["cards"][0]["number"]
    url = reverse("gatherings:register_somebody", args=[soon.pk])
    shown = page(client, f"{url}?paper={number}")
    assert number in shown
    assert "1. Name of the person" in shown
    typed = {
        "paper": number.lower().replace("-", " "), "name": "Ama", "telephone": "0113 496 0000",
        "attends": "room",
    }  # fmt: skip
    client.post(url, typed)
    one = Registration.objects.get()
    assert (one.paper, one.written_by, one.how) == (number, host, "staff")
    shown = page(client, one.get_absolute_url())
    assert f"by {host} on their behalf, from form {number}" in shown
    again = words(client.post(url, {**typed, "name": "Bo"}))
    assert f"Form {number} was typed in already, by {host}" in again
    assert Registration.objects.count() == 1


def test_a_mistyped_number_or_one_of_another_gathering_is_refused(universe):
    gathering = open_summit(universe)
    number = on_paper.new_number(page_of(gathering))
    wrong = ("3" if number[-1] == "2" else "2").join([number[:-1], ""])
    with pytest.raises(RuleBroken, match="No form of this gathering has this number"):
        come(gathering, "Ama", how="staff", paper=wrong)
    other = page_of(gathering)
    other.pk += 1
    with pytest.raises(RuleBroken, match="No form of this gathering"):
        on_paper.check_number(other, number)
    assert come(gathering, "Ama", how="staff", paper=number).paper == number


def test_who_registered_somebody_and_from_which_form_goes_with_the_names(universe):
    gathering, host = open_summit(universe), universe.by_role["host"]
    number = on_paper.new_number(page_of(gathering))
    ama = come(gathering, "Ama", how="staff", paper=number, by=host)
    late = gathering.ends + timedelta(60)
    keeping.forget_people(on=late, now=AT + timedelta(200))
    ama.refresh_from_db()
    assert (ama.removed, ama.paper, ama.written_by) == (True, "", None)


def test_whoever_registers_on_the_page_was_written_down_by_nobody(universe):
    gathering = open_summit(universe)
    assert come(gathering, "Ama").written_by is None


def test_only_those_who_keep_places_print_forms(universe, client):
    gathering = open_summit(universe)
    url = reverse("gatherings:print_registration_forms", args=[gathering.pk])
    page(client, url, as_=universe.by_role["door"], status=404)
    page(client, url, as_=universe.by_role["host"])
