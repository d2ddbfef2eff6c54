"""Pages for everybody in the language that a reader chooses; what members see stays in English."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import translation

from evenground_web.core.audit import history
from evenground_web.core.tongues import COOKIE, day_in_words, time_in_words
from evenground_web.floor.services import close_prompt
from evenground_web.gatherings.services.places import pages
from tests.web.pages import page, press
from tests.web.place_records import AT, come, link_in, written_to
from tests.web.pledge_records import make_summit, personal, promised
from tests.web.programme_records import summit
from tests.web.room import room


@pytest.fixture
def welsh(client):
    client.cookies[COOKIE] = "cy"
    return client


def test_a_reader_chooses_welsh_by_a_link_and_a_cookie_keeps_it(universe, client):
    front = page(client, "/")
    assert '<html lang="en-GB">' in front
    assert 'href="/in/cy/?next=/"' in front
    answer = client.get("/in/cy/?next=/accessibility/")
    assert answer["Location"] == "/accessibility/"
    assert answer.cookies[COOKIE]["samesite"] == "Lax"
    shown = page(client, "/accessibility/")
    assert '<html lang="cy">' in shown
    assert "Datganiad hygyrchedd" in shown
    assert "Nid oes neb sy'n siarad Cymraeg wedi gwirio" in shown
    client.get("/in/en-gb/")
    assert '<html lang="en-GB">' in page(client, "/accessibility/")


def test_the_choice_leads_to_no_other_site_and_to_no_other_language(universe, client):
    assert client.get("/in/cy/?next=https://example.org/")["Location"] == "/"
    assert client.get("/in/xx/").status_code == 404
    client.cookies[COOKIE] = "xx"
    assert '<html lang="en-GB">' in page(client, "/")


PAGES = (
    "front", "accessibility", "account_login", "account_reset_password", "voices:tell_us",
    "voices:mine", "commitments:wall", "commitments:signed", "commitments:public_results",
    "gatherings:public_meetings", "gatherings:public_decisions", "gatherings:my_question",
    "people:public_register", "reports:public_papers", "translations:languages",
    "gatherings:open_gatherings", "floor:join", "floor:mine",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_for_everybody_are_in_welsh(universe, welsh, name):
    shown = page(welsh, reverse(name))
    assert '<html lang="cy">' in shown
    assert "Neidio i'r prif gynnwys" in shown
    welsh.cookies[COOKIE] = "en-gb"
    assert said_in(shown) != said_in(page(welsh, reverse(name)))


def test_somebody_registers_and_looks_after_their_place_in_welsh(universe, welsh):
    gathering = summit(universe, starts=date(2099, 5, 12), ends=date(2099, 5, 13))
    pages.set_places(
        gathering, by=universe.by_role["host"], opens=date(2026, 1, 1), contact="ring us", now=AT
    )
    come(gathering, "Ifan")
    place = link_in(written_to("ifan@example.org")[0])
    registering = page(welsh, reverse("gatherings:register", args=[gathering.pk]))
    mine = page(welsh, place)
    for shown, said in ((registering, "O ble rydych chi’n dod?"), (mine, "Mae gennych le")):
        assert '<html lang="cy">' in shown
        assert said in shown
    assert f'lang="en-GB">{gathering}</span>' in mine
    press(welsh, f"{place}give-up/")
    assert "Dywedoch wrthym nad ydych yn dod" in page(welsh, place)


def test_a_phone_in_the_room_reads_and_is_refused_in_welsh(universe, welsh):
    r = room(universe)
    asked = r.prompt
    address = reverse("floor:answer", args=[r.floor.code, asked.pk])
    assert "Gadewch enwau allan" in page(welsh, address)
    close_prompt(asked, by=r.facilitator)
    assert "Mae’r cwestiwn hwn wedi cau." in page(welsh, address)


def said_in(shown: str) -> str:
    """The main part of a page, without the notice about its language."""
    return shown.split("<h1")[1].split("</main>")[0]


def test_a_pledge_is_shown_in_welsh_with_its_own_words_marked_as_english(universe, welsh):
    pledge = promised(universe, make_summit(universe))
    shown = page(welsh, reverse("commitments:public_pledge", args=[pledge.pk]))
    assert "Erbyn pryd" in shown
    assert "31 Mai 2027" in shown
    assert '<span lang="en-GB">We will answer in your language</span>' in shown


def test_what_members_see_is_in_english_and_says_so(universe, welsh):
    shown = page(welsh, reverse("commitments:commitments"), as_=universe.alice)
    assert '<html lang="en-GB">' in shown
    assert '<p class="nhsuk-body-s" lang="cy">Yn Saesneg yn unig y mae' in shown
    assert "Commitments" in shown


def test_the_problems_of_a_form_are_told_in_welsh(universe, welsh):
    shown = press(welsh, reverse("voices:mine"), code="").content.decode()
    assert "Rhowch: eich cod" in shown
    assert "Mae problem" in shown
    shown = press(welsh, reverse("voices:mine"), code="nothing").content.decode()
    assert "Nid ydym yn adnabod y cod hwn" in shown


def test_what_is_recorded_is_in_english_whatever_the_language_of_the_page(universe, welsh):
    pledge, signature, code = personal(universe, naming="counted")
    shown = press(welsh, reverse("commitments:signed_naming"), code=code, naming="public")
    assert "Newidiwyd eich dewis." in shown.content.decode()
    assert signature.pledge.signatures.named_in_public().count() == 1
    told = " ".join(event.sentence for event in history(pledge.commitment))
    assert "was told by a person who signed who may read their name" in told


@pytest.mark.parametrize(
    ("value", "words"),
    [(time(9), "9yb"), (time(14, 15), "2:15yp"), (time(12), "canol dydd"), (None, "")],
)
def test_times_are_written_as_welsh_writes_them(value, words):
    with translation.override("cy"):
        assert time_in_words(value) == words


def test_days_are_written_as_welsh_writes_them():
    with translation.override("cy"):
        assert day_in_words(date(2026, 7, 1)) == "1 Gorffennaf 2026"
    assert day_in_words(date(2026, 7, 1)) == "1 July 2026"
