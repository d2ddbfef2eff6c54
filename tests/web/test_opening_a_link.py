"""A link is opened first by a code that only the person it was sent to gets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from evenground_web.commitments.models import LinkCode, Update, UpdateLink
from evenground_web.commitments.services.reminders import first_opening as services
from evenground_web.commitments.services.reminders.links import ask_for_update
from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, words
from tests.web.post import code_of, letters, open_link, token_of


@pytest.fixture
def link(universe):
    cache.clear()
    return ask_for_update(
        add_pledge(universe), by=universe.alice, name="Jo Bloggs", organisation="Saltmere Families",
        email="jo@example.org",
    )  # fmt: skip


def later(**by: float) -> datetime:
    return datetime.now(UTC) + timedelta(**by)


def address(link) -> str:
    return reverse("commitments:by_link", args=[token_of(link)])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_whoever_got_a_link_before_it_was_opened_cannot_take_it_up(link):
    here, friend, jo = address(link), Client(), Client()
    assert "the code goes to Jo Bloggs" in page(friend, here)
    friend.post(here + "begin/")
    (letter,) = [one for one in letters(now=later(minutes=2)) if "code" in one.subject]
    assert letter.to == ["jo@example.org"]
    assert "Type the code we sent you" in page(friend, here)
    answer = friend.post(here, {"code": "000000", "text": "I say that I am Jo"})
    assert "I say that I am Jo" in words(answer)
    assert not Update.objects.exists()
    jo.get(here)
    jo.post(here + "begin/")
    jo.post(here, {"code": code_of(link)})
    assert "How is it going?" in page(jo, here)
    assert "opened in another browser" in words(friend.get(here))


def test_a_code_opens_nothing_in_another_browser_than_the_one_that_asked(link):
    here, friend, jo = address(link), Client(), Client()
    for browser in (friend, jo):
        browser.get(here)
        browser.post(here + "begin/")
    code_of_jo = code_of(link)
    friend.post(here, {"code": code_of_jo})
    assert UpdateLink.objects.get().opened_at is None
    jo.post(here, {"code": code_of_jo})
    assert UpdateLink.objects.get().opened_at


def test_a_wrong_code_comes_back_with_what_was_typed_and_five_tries_end_it(link):
    here, jo = address(link), Client()
    jo.get(here)
    jo.post(here + "begin/")
    code = code_of(link)
    answer = jo.post(here, {"code": wrong(code)})
    assert "you have 4 more tries" in words(answer)
    assert wrong(code) in answer.content.decode()
    for _ in range(4):
        answer = jo.post(here, {"code": wrong(code)})
    assert "Ask for another below" in words(answer)
    assert "typed wrongly too often" in words(jo.post(here, {"code": code}))
    jo.post(here + "begin/")
    jo.post(here, {"code": code_of(link)})
    assert UpdateLink.objects.get().opened_at


@pytest.mark.parametrize("how", ["{}", " {} ", "{}\u00a0"])
def test_a_code_copied_with_spaces_is_the_code(link, how):
    here, jo = address(link), Client()
    jo.post(here + "begin/")
    code = code_of(link)
    jo.post(here, {"code": how.format(code[:3] + " " + code[3:])})
    assert UpdateLink.objects.get().opened_at


def test_a_code_that_came_late_has_expired_and_another_is_sent(link):
    browser = services.send_code(link, browser="", now=link.sent_at)
    late = link.sent_at + timedelta(hours=1)
    with pytest.raises(RuleBroken, match="This code has expired"):
        services.confirm(link, browser=browser, code=code_of(link), now=late)
    services.send_code(link, browser=browser, now=late)
    services.confirm(link, browser=browser, code=code_of(link), now=late)
    assert UpdateLink.objects.get().opened_at == late


def test_pressing_twice_sends_one_code_and_many_codes_are_refused_in_words(link):
    here, jo = address(link), Client()
    jo.get(here)
    for _ in range(3):
        jo.post(here + "begin/")
    assert LinkCode.objects.count() == 1
    for _ in range(services.MOST_AN_HOUR):
        answer = Client().post(here + "begin/", follow=True)
    assert "Many codes were sent to this address within an hour" in words(answer)
    assert LinkCode.objects.count() == services.MOST_AN_HOUR


def test_a_new_link_makes_the_codes_of_the_old_one_worthless(link):
    browser = services.send_code(link, browser="", now=link.sent_at)
    code = code_of(link)
    UpdateLink.objects.update(sent_at=later(days=1), expires_at=later(days=2))
    with pytest.raises(RuleBroken, match="no longer waits for a code"):
        services.confirm(link, browser=browser, code=code, now=later(days=1))


def test_the_code_is_kept_nowhere_once_it_was_sent(link):
    browser = services.send_code(link, browser="")
    code = code_of(link)
    letters(now=later(minutes=2))
    kept = f"{list(LinkCode.objects.values())}{list(Message.objects.values('subject', 'text'))}"
    kept += str(list(AuditEvent.objects.values("sentence", "details")))
    assert code not in kept
    services.confirm(link, browser=browser, code=code)
    assert AuditEvent.objects.first().sentence.endswith("by link and a code sent to them")


def test_opening_again_in_the_same_browser_needs_no_second_code(link):
    browser = open_link(link)
    assert services.send_code(link, browser=browser) == browser
    services.confirm(link, browser=browser, code="")
    assert LinkCode.objects.count() == 1


def test_the_database_holds_the_rules_of_codes(link):
    services.send_code(link, browser="")
    for broken in ({"tries": 6}, {"expires_at": link.asked_at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkCode.objects.update(**broken)
