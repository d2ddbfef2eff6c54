"""People in the room speak by phone: a code, no account, nothing lost and nothing doubled."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.tongues import COOKIE
from evenground_web.floor import services
from evenground_web.floor.models import Contribution
from evenground_web.floor.services.speaking import MOST_FROM_ONE_PHONE
from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.services.closing import cancel_gathering
from evenground_web.voices import services as voices
from tests.web.room import CODE, ask, phone, room, said, send

AT_ONCE = 8
WORDS = [
    "نحتاج إلى مترجمين في العيادة",
    "Mae angen mwy o nyrsys 👩🏾‍⚕️🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "<script>window.x = 1</script> ' OR 1=1; --",
    "a" * 5_000,
    "two\n\nparagraphs",
]


@pytest.fixture
def r(universe):
    cache.clear()
    return room(universe)


def test_the_code_on_the_screen_leads_a_phone_to_the_open_question(r, client):
    page = client.post(
        "/join/", {"code": f" {r.floor.code[:2].lower()}-{r.floor.code[2:]} "}, follow=True
    )
    assert "What gets in the way?" in page.content.decode()
    assert "phone" in page.cookies or "phone" in client.cookies


def test_a_code_that_nobody_has_is_told_in_words(r, client):
    page = client.post("/join/", {"code": "AAAAA"})
    assert "Look at the screen" in page.content.decode()
    assert client.get("/join/ZZZZZ/").status_code == 404


@pytest.mark.parametrize("words", WORDS)
def test_what_somebody_types_arrives_as_it_was_typed(r, words):
    page = send(phone(r.floor), r.prompt, words)
    assert CODE.search(page.content.decode())
    assert Contribution.objects.get().words == words
    assert "<script>window" not in page.content.decode()


def test_a_form_sent_twice_is_one_contribution_with_one_code(r):
    joined, press = phone(r.floor), str(uuid4())
    pages = [send(joined, r.prompt, "Once", press=press) for _ in range(3)]
    assert len({CODE.search(page.content.decode())[0] for page in pages}) == 1
    assert Contribution.objects.count() == 1


def test_words_changed_before_the_second_press_are_said_not_to_have_come(r):
    joined, press = phone(r.floor), str(uuid4())
    send(joined, r.prompt, "First", press=press)
    page = send(joined, r.prompt, "Second", press=press).content.decode()
    assert "What was sent first is what we kept: “First”" in page


def test_where_support_is_stands_where_words_are_typed_and_after_in_one_query(
    r, universe, client, django_assert_num_queries
):
    joined, path = phone(r.floor), f"/join/{r.floor.code}/{r.prompt.pk}/"
    with CaptureQueriesContext(connection) as before:
        joined.get(path)
    for name in ("Listening Line", "Night Line", "Somebody To Call"):
        voices.keep_support(None, by=universe.lead, name=name, what="Listens", reach="01632 960111")
    with django_assert_num_queries(len(before)):
        asked = joined.get(path).content.decode()
    sent = send(joined, r.prompt, "It was a hard night").content.decode()
    services.keep(Contribution.objects.get(), by=r.lead)
    mine = client.post("/voices/mine/", {"code": CODE.search(sent)[0]}).content.decode()
    assert "It was a hard night" in mine
    assert all("Listening Line" in page for page in (asked, sent, mine))


def test_what_is_written_has_the_language_of_the_page_or_the_one_its_author_chose(r, client):
    joined = phone(r.floor)
    joined.cookies[COOKIE] = "cy"
    page = joined.get(f"/join/{r.floor.code}/{r.prompt.pk}/").content.decode()
    assert '<option value="cy" selected>' in page
    send(joined, r.prompt, "Mae'r bws yn hwyr")
    send(joined, r.prompt, "تأخرت الحافلة", language="ar")
    send(phone(r.floor), r.prompt, "The bus is late")
    client.force_login(r.facilitator)
    queue = client.get(f"/floor/{r.floor.pk}/queue/").content.decode()
    assert '<div class="eg-said" lang="ar" dir="rtl">' in queue
    assert "In Welsh" in queue
    welsh, arabic, english = (
        services.keep(one, by=r.facilitator) for one in Contribution.objects.all()
    )
    assert [one.voice.language for one in (welsh, arabic, english)] == ["cy", "ar", "en"]
    assert '<li lang="cy" dir="ltr">' in client.get(f"/join/{r.floor.code}/wall/").content.decode()
    voices.translate(welsh.voice, by=r.lead, translation="The bus is late", translated_by="speaker")
    with pytest.raises(RuleBroken, match="do not know this language"):
        said(r.prompt, language="xx")


def test_somebody_elses_press_does_not_give_away_their_code(r):
    press = str(uuid4())
    mine, theirs = (send(phone(r.floor), r.prompt, "Hello", press=press) for _ in range(2))
    assert CODE.search(mine.content.decode())[0] != CODE.search(theirs.content.decode())[0]
    assert Contribution.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": " "}, "Write what you want to say"),
        ({"words": "b" * 5_001}, "5000 characters or fewer"),
        ({"consent": ""}, "Choose what we may do with your words"),
        ({"language": "xx"}, "There is a problem"),
    ],
)
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(r, typed, told):
    page = send(phone(r.floor), r.prompt, **({"words": "Kept in the box"} | typed)).content.decode()
    assert told in page
    assert typed.get("words", "Kept in the box").strip() in page
    assert not Contribution.objects.exists()


def test_a_phone_that_never_joined_is_let_in_and_keeps_its_words(r):
    stranger = Client()
    page = send(stranger, r.prompt, "Typed already").content.decode()
    assert "Press the button once more" in page
    assert "Typed already" in page
    assert CODE.search(send(stranger, r.prompt, "Typed already").content.decode())


def test_a_pass_that_somebody_made_up_counts_for_nothing(r):
    forger = Client()
    forger.cookies["phone"] = "anything:at-all"
    assert "Press the button once more" in send(forger, r.prompt, "Junk").content.decode()
    assert not Contribution.objects.exists()


def test_a_thousand_posts_from_one_phone_are_twenty_and_its_neighbours_go_on(r):
    junk = str(uuid4())
    for number in range(MOST_FROM_ONE_PHONE):
        said(r.prompt, f"Junk {number}", phone=junk)
    with pytest.raises(RuleBroken, match="20 times"):
        said(r.prompt, "Junk again", phone=junk)
    assert CODE.search(send(phone(r.floor), r.prompt, "Mine").content.decode())
    assert Contribution.objects.count() == MOST_FROM_ONE_PHONE + 1


def test_a_hall_behind_one_address_gets_in_and_a_flood_of_new_phones_does_not(r, universe):
    services.expect(r.floor, by=universe.lead, expected=3)
    pages = [send(phone(r.floor), r.prompt, f"Number {number}") for number in range(8)]
    assert [page.status_code for page in pages] == [200] * 6 + [429] * 2
    assert Contribution.objects.count() == 6


def test_a_question_that_closed_meanwhile_says_so_and_keeps_the_words(r, universe):
    joined = phone(r.floor)
    services.close_prompt(r.prompt, by=universe.lead)
    page = send(joined, r.prompt, "Just too late").content.decode()
    assert "This question is closed, so your words were not sent" in page
    assert "Just too late" in page


def test_a_poll_takes_no_words(r, universe):
    poll = ask(r.floor, by=universe.lead, words="Which?", kind="poll", lines=["Bus", "Train"])
    with pytest.raises(RuleBroken, match="answered by choosing"):
        said(poll)


def test_nothing_in_the_record_says_who_spoke_or_when_or_what(r):
    said(r.prompt, "Something private", phone="a phone")
    event = AuditEvent.objects.get(verb="floor.received")
    assert (event.actor_name, event.at.strftime("%H:%M"), event.details) == (
        "Evenground", "00:00", {"dated_to": "day"},
    )  # fmt: skip
    assert "private" not in event.sentence
    assert list(audit.faults()) == []


def test_the_history_of_a_floor_tells_what_was_done_with_it_and_not_each_contribution(
    r, universe, client
):
    send(phone(r.floor), r.prompt, "The clinic is far")
    client.force_login(universe.lead)
    page = client.get(f"/floor/{r.floor.pk}/").content.decode()
    assert "opened the floor" in page
    assert "received a contribution" not in page
    assert (
        'aria-current="true"><strong class="nhsuk-header__navigation-item-current-fallback">Gath'
        in page
    )


def test_closing_the_floor_forgets_which_words_came_from_one_phone(r, universe):
    said(r.prompt, phone="a phone")
    services.close_floor(r.floor, by=universe.lead)
    assert set(Contribution.objects.values_list("phone", flat=True)) == {""}
    with pytest.raises(RuleBroken, match="closed"):
        said(r.prompt)


class TestWithTheCode:
    def opened(self, client, code, path="mine/", **typed):
        return client.post(f"/join/{path}", {"code": code, **typed}).content.decode()

    @pytest.fixture
    def code(self, r):
        return CODE.search(send(phone(r.floor), r.prompt, "My own words").content.decode())[0]

    def test_its_author_sees_that_it_waits_and_changes_the_choice(self, client, code):
        assert "Until then nobody sees them" in self.opened(client, code)
        assert "Your choice was changed" in self.opened(client, code, "mine/allow/", consent="none")
        assert Contribution.objects.get().consent == "none"

    def test_its_author_takes_it_back_and_the_words_are_gone(self, client, code):
        assert "Your words were erased" in self.opened(client, code, "mine/take-back/")
        assert Contribution.objects.get().words == ""
        assert "they are erased" in self.opened(client, code)
        assert "Nothing more can be done" in self.opened(client, code, "mine/take-back/")

    def test_its_author_reads_why_it_was_not_kept(self, r, client, code):
        services.decline(Contribution.objects.get(), by=r.lead, reason="It names a nurse")
        assert "They say why: <span>It names a nurse" in self.opened(client, code)

    def test_once_kept_the_same_code_opens_the_voice(self, r, client, code):
        services.keep(Contribution.objects.get(), by=r.lead)
        assert "The same code opens them" in self.opened(client, code)
        assert voices.find_by_code(code) == Contribution.objects.get().voice
        assert "kept a moment ago" in self.opened(client, code, "mine/take-back/")

    def test_a_wrong_code_opens_nothing(self, client, r):
        assert "We do not know this code" in self.opened(client, "BBBB-BBBB-BBBB")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
def test_one_press_sent_many_times_at_once_is_one_contribution(r):
    together, press, whose = Barrier(AT_ONCE), str(uuid4()), str(uuid4())

    def once(_: int) -> str:
        try:
            together.wait()
            return services.say(
                r.prompt, phone=whose, words="At once", consent="public", press=press
            )[1]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        given = set(pool.map(once, range(AT_ONCE)))
    assert len(given) == Contribution.objects.count() == 1


def test_the_floor_of_a_cancelled_gathering_closes_with_it_and_opens_no_more(r):
    joined, today = phone(r.floor), timezone.localdate()
    Gathering.objects.filter(pk=r.summit.pk).update(starts=today, ends=today)
    cancel_gathering(r.summit, by=r.lead, why="The hall is flooded")
    send(joined, r.prompt, "Too late")
    assert not r.prompt.contributions.filter(words="Too late").exists()
    with pytest.raises(RuleBroken, match="is cancelled, so nobody can write to it"):
        services.reopen_floor(r.floor, by=r.lead)
