"""Voices: written down at a gathering, told from outside, taken back; read by members as allowed."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from evenground_web.demo.story import chapter
from tests.journeys.steps import follow, main, menu, press, stop, type_date, unfold
from tests.journeys.walking import walk

pytestmark = pytest.mark.browser
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b")
PRIVATE = [
    voice["text"]
    for voice in chapter("gatherings")["voice"]
    if voice["consent"] not in {"quote", "public"}
]

THEIR_OWN = re.compile(  # what a member may say, ask, sign and choose for themselves
    r"/join/(mine/)?$|/paper/$|/voices/(tell-us|mine)/|/account/mail/|/demo/"
    r"|/partnership/interests/mine/"
    r"|/gatherings/questions/mine/|/gatherings/public/\d+/ask/|/commitments/pledges/(own|signed|\d+)/"
    r"|/reports/(\d+/formats|published/\d+)/ask/"
    r"|/gatherings/(certificate|claims/mine|public/places/\d+|sessions/mine)/"
)


def test_the_facilitator_writes_down_a_voice_and_adds_a_gathering(visit):
    page = visit("Abdi Warsame")
    menu(page, "Gatherings")
    unfold(page, "Upcoming or past, and which kind")
    page.get_by_label("Past").check()
    press(page, "Show")
    stop(page)
    follow(page, "Maternity voices workshop")
    follow(page, "Write down what somebody says")
    press(page, "Keep these words")
    expect(page.get_by_role("alert")).to_contain_text("Write what you want to say")
    stop(page)
    page.get_by_label("What did they say?").fill("The night midwife sat down and listened.")
    page.get_by_label("Something that works well").check()
    page.get_by_label("Topic").select_option(label="Being listened to")
    page.get_by_label("Show my words to members of the partnership, without my name").check()
    page.get_by_label("I have left out names").check()
    press(page, "Keep these words")
    assert CODE.search(main(page).inner_text())
    stop(page)
    follow(page, "Back to Maternity voices workshop")
    expect(main(page)).to_contain_text("The night midwife sat down and listened.")
    stop(page)

    menu(page, "Gatherings")
    follow(page, "Add a gathering")
    page.get_by_label("Title").fill("Fathers' breakfast")
    page.get_by_label("Forum").check()
    page.get_by_label("In person", exact=True).check()
    type_date(page, "First day", localdate() + timedelta(days=40))
    page.get_by_label("Place").select_option(label="Millhaven (place)")
    page.get_by_label("Topics").fill("What fathers were told\nTime off work")
    stop(page)
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("Time off work")
    stop(page)


def test_a_member_reads_everything_public_changes_nothing_and_finds_no_private_words(visit):
    page = visit("Marcia Bennett")
    menu(page, "Gatherings")
    unfold(page, "Upcoming or past, and which kind")
    page.get_by_label("Past").check()
    press(page, "Show")
    follow(page, "Maternity voices workshop")
    expect(main(page)).to_contain_text("all mums feel like that")
    stop(page)
    pages = 0
    changing = []
    for found in walk(page):
        for private in PRIVATE:
            assert private not in unescape(found.html), found.address
        if 'method="post"' in found.main:
            changing.append(found.address)
        pages += 1
    others = [address for address in changing if not THEIR_OWN.match(address)]
    assert not others, others
    assert pages > 30
    for number in range(1, len(chapter("gatherings")["voice"]) + 1):
        words = page.request.get(f"/voices/{number}/").text()
        assert not any(private in words for private in PRIVATE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_without_an_account_speaks_comes_back_and_takes_it_back(visit, scripts):
    page = visit(scripts=scripts)
    stop(page)
    follow(page, "tell us what happened to you")
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("Write what you want to say")
    stop(page)
    page.get_by_label("What do you want to say?").fill("The letter came after the appointment.")
    page.get_by_label("Something that gets in the way").check()
    page.get_by_label("Which place is it about?").select_option(label="Larkstow (place)")
    page.get_by_label("Show my words to members of the partnership, without my name").check()
    press(page, "Send")
    found = CODE.search(main(page).inner_text())
    assert found
    stop(page)

    page.goto("/")
    follow(page, "see what became of what you said")
    page.get_by_label("Your code").fill("BCDF-2345-GHJK")
    press(page, "Open")
    expect(page.get_by_role("alert")).to_contain_text("We do not know this code")
    stop(page)
    page.get_by_label("Your code").fill(found[0].lower().replace("-", " "))
    press(page, "Open")
    expect(main(page)).to_contain_text("The letter came after the appointment.")
    stop(page)
    page.get_by_label("Use what I said in themes, but do not show my words").check()
    press(page, "Change my choice")
    expect(page.get_by_role("status")).to_contain_text("Your choice was changed")
    unfold(page, "I want my words to be erased")
    press(page, "Erase my words")
    expect(main(page)).to_contain_text("Your words were erased")
    expect(main(page)).not_to_contain_text("The letter came")
    stop(page)
