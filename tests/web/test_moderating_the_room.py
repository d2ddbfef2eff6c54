"""Nothing reaches the screen before a moderator kept it, and two of them never decide about one thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, connections, transaction

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.models import Contribution
from evenground_web.voices import services as voices
from evenground_web.voices.models import Concern, Voice
from tests.web.room import ask, room, said

NOW = datetime(2026, 11, 24, 11, 40, tzinfo=UTC)
State = Contribution.State


@pytest.fixture
def r(universe):
    cache.clear()
    return room(universe)


def on_the_wall(client, r) -> str:
    return client.get(f"/join/{r.floor.code}/wall/").content.decode()


def test_what_waits_is_on_no_page_that_needs_no_account(r, client):
    said(r.prompt, "Only for moderators yet")
    for path in ("", "wall/", f"{r.prompt.pk}/"):
        page = client.get(f"/join/{r.floor.code}/{path}").content.decode()
        assert "Only for moderators yet" not in page


@pytest.mark.parametrize("role", ["board_secretary", "board_member", "analyst", "auditor"])
def test_other_roles_do_not_find_the_queue(r, universe, client, role):
    client.force_login(universe.by_role[role])
    waiting = said(r.prompt)
    for path in (f"{r.floor.pk}/queue/", f"{r.floor.pk}/decided/", f"said/{waiting.pk}/"):
        assert client.get(f"/floor/{path}").status_code == 404


def test_a_moderator_puts_words_on_the_screen_with_one_press(r, client):
    waiting = said(r.prompt, "The bus stops at six")
    client.force_login(r.facilitator)
    assert "The bus stops at six" in client.get(f"/floor/{r.floor.pk}/queue/").content.decode()
    client.post(f"/floor/said/{waiting.pk}/keep/")
    assert "The bus stops at six" in on_the_wall(client, r)


def test_what_is_kept_is_a_voice_with_its_consent_its_topic_and_no_day(r, universe):
    topic = r.summit.topics.get(title="Work")
    prompt = ask(r.floor, by=r.lead, words="And at work?", topic=topic, asks_for="barrier")
    services.keep(said(prompt, "No answer", consent="themes"), by=r.facilitator, now=NOW)
    voice = Voice.objects.get()
    assert (voice.text, voice.consent, voice.kind) == ("No answer", "themes", "barrier")
    assert (voice.gathering, voice.topic, voice.received.day) == (r.summit, topic, 1)
    assert Contribution.objects.get().words == ""


@pytest.mark.parametrize("consent", ["quote", "themes", "none"])
def test_only_what_may_be_read_by_everybody_is_on_the_screen(r, client, consent):
    services.keep(said(r.prompt, "Not for the screen", consent=consent), by=r.facilitator)
    assert "Not for the screen" not in on_the_wall(client, r)


def test_words_leave_the_screen_when_their_author_or_a_moderator_says_so(r, client):
    first, second, third = (
        services.keep(said(r.prompt, words), by=r.facilitator) for words in ("One", "Two", "Three")
    )
    assert all(f">{words}<" in on_the_wall(client, r) for words in ("One", "Two", "Three"))
    voices.withdraw(first.voice)
    voices.change_consent(second.voice, consent="themes")
    services.show(third, by=r.facilitator, shown=False)
    assert not any(f">{words}<" in on_the_wall(client, r) for words in ("One", "Two", "Three"))
    services.show(third, by=r.facilitator, shown=True)
    assert ">Three<" in on_the_wall(client, r)


def test_words_stay_on_the_screen_when_their_author_allows_more(r, client):
    kept = services.keep(said(r.prompt, "Mine, with my name"), by=r.facilitator)
    voices.change_consent(kept.voice, consent="named", name="Dilys")
    wall = on_the_wall(client, r)
    assert "Mine, with my name" in wall
    assert "Dilys" not in wall
    client.force_login(r.facilitator)
    assert "On the screen" in client.get(f"/floor/{r.floor.pk}/decided/").content.decode()
    assert "with the name" in client.get(f"/floor/said/{kept.pk}/").content.decode()
    voices.change_consent(kept.voice, consent="themes")
    assert "On the screen" not in client.get(f"/floor/{r.floor.pk}/decided/").content.decode()


def test_a_moderator_says_what_it_is_and_racism_met_at_work_goes_to_the_circle_first(r, client):
    idea, racism = said(r.prompt, "A later bus"), said(r.prompt, "My manager laughed at my name")
    client.force_login(r.facilitator)
    queue = client.get(f"/floor/{r.floor.pk}/queue/").content.decode()
    assert f'<option value="{r.prompt.asks_for}" selected>' in queue
    client.post(f"/floor/said/{idea.pk}/keep/", {"kind": "nonsense"})
    assert not Voice.objects.exists()
    client.post(f"/floor/said/{idea.pk}/keep/", {"kind": "wish", "at_work": "yes"})
    client.post(f"/floor/said/{racism.pk}/keep/", {"kind": "racism", "at_work": "yes"})
    kept = {one.voice.kind: one for one in Contribution.objects.select_related("voice")}
    assert kept["wish"].is_on_screen
    assert kept["wish"].voice.setting == kept["racism"].voice.setting == "work"
    assert (kept["racism"].voice.state, kept["racism"].shown) == (Voice.State.CIRCLE, False)
    assert Concern.objects.get().kind == Concern.Kind.RACISM_AT_WORK
    assert "laughed" not in on_the_wall(client, r)


def test_what_somebody_else_took_cannot_be_decided_about_until_they_let_it_lie(r):
    waiting = said(r.prompt)
    services.take(waiting, by=r.lead, now=NOW)
    for act in (services.keep, services.take):
        with pytest.raises(RuleBroken, match="Programme lead is deciding about this now"):
            act(waiting, by=r.facilitator, now=NOW + timedelta(minutes=4))
    services.keep(waiting, by=r.facilitator, now=NOW + timedelta(minutes=6))
    with pytest.raises(RuleBroken, match="Facilitator decided about this a moment ago"):
        services.decline(waiting, by=r.lead, reason="Junk", now=NOW + timedelta(minutes=6))


def test_each_moderator_takes_other_ones_the_oldest_first(r):
    sent = [said(r.prompt, f"Number {number}") for number in range(7)]
    mine = services.take_next(r.floor, by=r.lead, now=NOW)
    theirs = services.take_next(r.floor, by=r.facilitator, now=NOW)
    assert [one.pk for one in mine + theirs] == [one.pk for one in sent]
    with pytest.raises(RuleBroken, match="Nothing waits"):
        services.take_next(r.floor, by=r.facilitator, now=NOW)
    listed = services.queue(r.floor, by=r.facilitator, now=NOW)
    assert list(listed)[:2] == theirs


def test_declining_says_why_and_the_words_can_wait_again(r, client):
    client.force_login(r.facilitator)
    waiting = said(r.prompt)
    page = client.post(f"/floor/said/{waiting.pk}/decline/", {"reason": " "})
    assert "Say why it is not kept" in page.content.decode()
    client.post(f"/floor/said/{waiting.pk}/decline/", {"reason": "It names a nurse"})
    assert Contribution.objects.get().state == State.DECLINED
    client.post(f"/floor/said/{waiting.pk}/back/")
    assert Contribution.objects.get().state == State.WAITING


def test_stopping_a_phone_declines_all_of_it_and_lets_nothing_more_in(r):
    for number in range(3):
        said(r.prompt, f"Abuse {number}", phone="bad")
    neighbour = said(r.prompt, "Not abuse", phone="good")
    first = Contribution.objects.first()
    services.decline(first, by=r.lead, reason="Abuse", stop_phone=True)
    assert list(Contribution.objects.waiting()) == [neighbour]
    with pytest.raises(RuleBroken, match="stopped this phone"):
        said(r.prompt, "More abuse", phone="bad")


def test_a_double_is_kept_for_its_author_and_shown_once(r, client):
    services.keep(said(r.prompt, "The bus stops at six"), by=r.facilitator)
    double = said(r.prompt, "the bus stops at six!!")
    said(r.prompt, "Something else entirely")
    first = Contribution.objects.first()
    assert services.much_alike(double, by=r.facilitator) == [first]
    client.force_login(r.facilitator)
    assert "It says the same" in client.get(f"/floor/said/{double.pk}/").content.decode()
    client.post(f"/floor/said/{double.pk}/keep/", {"same_as": first.pk})
    double.refresh_from_db()
    assert (double.state, double.same_as, double.voice.text) == (
        "kept",
        first,
        "the bus stops at six!!",
    )
    assert "!!" not in on_the_wall(client, r)


def test_words_that_show_who_somebody_is_are_not_put_on_the_screen(r, client):
    waiting = said(r.prompt, "Ring me on 07700 900123")
    with pytest.raises(RuleBroken, match="shows who somebody is"):
        services.keep(waiting, by=r.facilitator)
    services.keep(waiting, by=r.facilitator, shown=False)
    assert "07700" not in on_the_wall(client, r)


def test_a_moderator_takes_a_name_out_seals_it_and_shows_the_rest(r, client):
    waiting = said(r.prompt, "Dr Osei never listened on Ward 4")
    client.force_login(r.facilitator)
    path = f"/floor/said/{waiting.pk}/take-out/"
    assert "Dr Osei, as [name]" in client.get(path).content.decode()
    client.post(path, {"chosen": ["Dr Osei"], "others": "Ward 4 = [a ward]"})
    assert "[name] never listened on [a ward]" in on_the_wall(client, r)
    voice = Contribution.objects.get().voice
    assert voice.sealed.text == "Dr Osei never listened on Ward 4"
    assert voice.state == Voice.State.CLEARED


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, "Choose what to take out"),
        ({"others": "Ward 5"}, "“Ward 5” is not in these words"),
        ({"others": "Ward 4"}, "“Dr Osei” shows who somebody is"),
    ],
)
def test_words_wait_unchanged_when_not_all_that_shows_somebody_is_taken_out(
    r, client, typed, wrong
):
    waiting = said(r.prompt, "Dr Osei never listened on Ward 4")
    client.force_login(r.facilitator)
    page = client.post(f"/floor/said/{waiting.pk}/take-out/", typed).content.decode()
    assert wrong in page
    waiting.refresh_from_db()
    assert (waiting.state, waiting.words) == ("waiting", "Dr Osei never listened on Ward 4")
    assert not Voice.objects.filter(gathering=r.summit, text__contains="never listened").exists()


def test_what_somebody_must_act_on_goes_to_the_circle_and_out_of_sight(r, client):
    waiting = said(r.prompt, "He hits me at home")
    client.force_login(r.facilitator)
    path = f"/floor/said/{waiting.pk}/circle/"
    client.post(path, {"kind": "at_risk", "why": "Said in the room"})
    assert Concern.objects.get().voice == Contribution.objects.get().voice
    for page in ("queue", "decided"):
        assert "hits me" not in client.get(f"/floor/{r.floor.pk}/{page}/").content.decode()
    assert "hits me" not in on_the_wall(client, r)
    assert services.much_alike(said(r.prompt, "He hits me at home"), by=r.facilitator) == []


def test_what_its_author_took_back_cannot_be_kept(r):
    waiting = said(r.prompt)
    services.take_back(waiting)
    with pytest.raises(RuleBroken, match="took it back"):
        services.keep(waiting, by=r.facilitator)


def test_no_event_joins_the_words_to_the_minute_in_which_they_were_kept(r):
    services.keep(said(r.prompt, "At 11:40"), by=r.facilitator, now=NOW)
    found = AuditEvent.objects.filter(subject_type="voices.voice").get()
    assert (found.at.day, found.details) == (1, {"dated_to": "month"})
    services.keep(
        said(r.prompt, "At 12:40 by Dr Osei"), by=r.facilitator, now=NOW, without=[("Dr Osei", "")]
    )
    for event in AuditEvent.objects.filter(subject_type="voices.voice"):
        assert (event.at.day, event.details["dated_to"]) == (1, "month")


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "kept"}, {"state": "declined"}, {"state": "withdrawn"}, {"shown": True},
    ],
)  # fmt: skip
def test_the_database_refuses_what_was_decided_by_halves(r, changes):
    waiting = said(r.prompt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=waiting.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
def test_two_who_decide_at_once_keep_one_voice_and_the_second_is_told(r):
    waiting, together = said(r.prompt), Barrier(2)

    def decide(by) -> str:
        try:
            together.wait()
            services.keep(waiting, by=by)
        except RuleBroken as rule:
            return str(rule)
        finally:
            connections.close_all()
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(decide, [r.lead, r.facilitator]))
    assert told[0] == ""
    assert "decided about this a moment ago" in told[1]
    assert Voice.objects.count() == 1
