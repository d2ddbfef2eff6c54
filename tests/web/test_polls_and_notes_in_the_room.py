"""Statements, polls, the wall, and the notes of tables."""

from __future__ import annotations

from collections import Counter
from datetime import time
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.models import Choice, Floor, Note, NoteRevision, Prompt, Vote
from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.services.programme.sessions import add_session
from tests.web.room import DAY, ask, phone, room

BUS, TRAIN = "The bus", "The train"


@pytest.fixture
def r(universe):
    cache.clear()
    return room(universe)


def poll(r, **details) -> Prompt:
    return ask(r.floor, by=r.lead, words="Which?", kind="poll", lines=[BUS, TRAIN], **details)


def statements(r, **details) -> Prompt:
    lines = ["Nurses are heard", "Patients are heard"]
    return ask(r.floor, by=r.lead, words="How far?", kind="statements", lines=lines, **details)


def wall(client, r) -> str:
    return client.get(f"/join/{r.floor.code}/wall/").content.decode()


def test_a_phone_answers_a_poll_once_and_may_change_it(r):
    asked = poll(r)
    mine, (bus, train) = phone(r.floor), asked.options.all()
    path = f"/join/{r.floor.code}/{asked.pk}/"
    for option in (bus, bus, train):
        page = mine.post(path, {"option": option.pk}, follow=True)
    assert "Your answer is counted" in page.content.decode()
    assert Choice.objects.get().option == train


def test_a_poll_without_an_answer_says_so(r):
    asked = poll(r)
    page = phone(r.floor).post(f"/join/{r.floor.code}/{asked.pk}/", {})
    assert "Choose an answer" in page.content.decode()


def test_a_phone_goes_through_the_statements_one_by_one(r):
    asked, mine = statements(r), phone(r.floor)
    path = f"/join/{r.floor.code}/{asked.pk}/"
    for statement, value in zip(asked.statements.all(), (1, -1), strict=True):
        assert statement.words in mine.get(path).content.decode()
        mine.post(path, {"statement": statement.pk, "value": value})
    assert "You voted on every statement" in mine.get(path).content.decode()
    assert list(Vote.objects.order_by("pk").values_list("value", flat=True)) == [1, -1]


@pytest.mark.parametrize("typed", [{}, {"value": "2"}, {"statement": "999999", "value": "1"}])
def test_a_vote_that_is_none_of_the_three_is_not_counted(r, typed):
    asked = statements(r)
    sent = {"statement": asked.statements.first().pk} | typed
    page = phone(r.floor).post(f"/join/{r.floor.code}/{asked.pk}/", sent)
    assert "Press one of the three buttons" in page.content.decode()
    assert not Vote.objects.exists()


def test_a_closed_question_counts_nothing_more(r):
    asked = poll(r)
    services.close_prompt(asked, by=r.lead)
    with pytest.raises(RuleBroken, match="not counted"):
        services.choose(asked.options.first(), phone="late")


def test_small_counts_stay_hidden_and_others_are_rounded(r, client):
    asked = poll(r)
    bus, train = asked.options.all()
    for number in range(7):
        services.choose(bus, phone=f"{number}")
    assert f"{BUS}</dt>" not in wall(client, r)
    assert "Answered: fewer than 8" in wall(client, r)
    for number in range(7, 24):
        services.choose(bus, phone=f"{number}")
    services.choose(train, phone="one")
    assert "about 25" in wall(client, r)
    assert "fewer than 8" in wall(client, r)


def test_results_are_nobodys_before_closing_where_that_was_said(r, client):
    asked = poll(r, results_when_closed=True)
    for number in range(20):
        services.choose(asked.options.first(), phone=f"{number}")
    client.force_login(r.lead)
    path = f"/join/{r.floor.code}/{asked.pk}/"
    for page in (wall(client, r), client.get(path).content.decode()):
        assert "about 20" not in page
        assert "shown when the question is closed" in page
    services.close_prompt(asked, by=r.lead)
    assert "about 20" in wall(client, r)


def test_the_wall_refreshes_without_a_script_until_somebody_stops_it(r, client):
    page = client.get(f"/join/{r.floor.code}/wall/")
    assert page["Refresh"] == "8"
    assert "<script" not in page.content.decode()
    assert r.floor.code in page.content.decode()
    assert "Refresh" not in client.get(f"/join/{r.floor.code}/wall/?still=yes")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"words": " "}, "Write the question"),
        ({"words": "What gets in  the WAY?"}, "there already"),
        ({"kind": "poll", "lines": ["Only one"]}, "two answers"),
        ({"kind": "statements"}, "Write the statements"),
        ({"lines": ["A line"]}, "in their own words"),
        ({"kind": "poll", "lines": ["c" * 301, "d"]}, "too much for a phone"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(r, typed, told):
    with pytest.raises(RuleBroken, match=told):
        services.add_prompt(r.floor, by=r.lead, **({"kind": "words", "words": "Well?"} | typed))


def test_a_question_that_was_asked_stays_as_it_was(r):
    with pytest.raises(RuleBroken, match="asked this already"):
        services.edit_prompt(r.prompt, by=r.lead, words="Something else?")


class TestNotes:
    def write(self, r, words="Letters in two languages", **details):
        return services.write_note(
            r.floor, by=r.facilitator, **({"table": "Table 7", "words": words} | details)
        )

    def test_one_press_writes_one_note_and_the_next_form_knows_the_table(self, r, client):
        client.force_login(r.facilitator)
        typed = {"table": "Table 7", "words": "Letters in two languages", "press": str(uuid4())}
        path = f"/floor/{r.floor.pk}/notes/write/"
        page = client.post(path, typed, follow=True)
        client.post(path, typed)
        assert 'value="Table 7"' in page.content.decode()
        assert Note.objects.count() == 1

    def test_notes_of_several_tables_stand_together_live(self, r, client):
        for number in range(3):
            self.write(r, f"Said at {number}", table=f"Table {number}")
        client.force_login(r.lead)
        page = client.get(f"/floor/{r.floor.pk}/notes/?live=yes")
        assert page["Refresh"]
        assert all(f"Said at {number}" in page.content.decode() for number in range(3))

    def test_how_a_note_stood_before_is_kept_for_good(self, r, client):
        note = self.write(r)
        services.edit_note(note, by=r.lead, table="Table 8", words="Letters in three languages")
        client.force_login(r.lead)
        page = client.get(note.get_absolute_url()).content.decode()
        assert "Letters in two languages" in page
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            NoteRevision.objects.update(words="Never said")

    def test_the_second_of_two_who_change_a_note_sees_both_texts(self, r, client):
        note = self.write(r)
        client.force_login(r.lead)
        path = f"/floor/notes/{note.pk}/edit/"
        seen = client.get(path).context["form"]["seen"].value()
        services.edit_note(note, by=r.facilitator, table="Table 7", words="By Facilitator")
        page = client.post(path, {"table": "Table 7", "words": "By Lead", "seen": seen})
        assert "By Facilitator" in page.content.decode()
        assert "By Lead" in page.content.decode()

    @pytest.mark.parametrize("typed", [{"words": " "}, {"table": " "}, {"words": "e" * 5_001}])
    def test_a_note_that_says_nothing_or_too_much_is_refused(self, r, typed):
        with pytest.raises(RuleBroken):
            self.write(r, **typed)


PRESSES = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1, 0, -1])), max_size=25)


class TestVotes(TestCase):
    @settings(max_examples=25)
    @given(PRESSES)
    def test_however_often_a_phone_votes_its_last_press_counts_once(self, presses) -> None:
        summit = Gathering.objects.create(title="Summit", kind="summit", starts=DAY, ends=DAY)
        floor = Floor.objects.create(gathering=summit, code="BCDFG")
        asked = ask(floor, by=None, kind="statements", words="How far?", lines=["A"])
        for whose, value in presses:
            services.vote(asked.statements.get(), phone=f"{whose}", value=value)
        cast = Counter(Vote.objects.values_list("value", flat=True))
        assert cast == Counter(dict(presses).values())


def test_a_question_and_its_notes_know_the_session_and_its_topic(r):
    session = add_session(
        r.summit, by=r.lead, title="Work in the morning", topic=r.summit.topics.get(title="Work"),
        day=DAY, begins=time(10), ends=time(11),
    )  # fmt: skip
    asked = ask(r.floor, by=r.lead, words="At work?", session=session)
    note = services.write_note(
        r.floor, by=r.facilitator, table="Table 7", words="Shifts end late", prompt=asked
    )
    assert note.session == asked.session == session
    assert note.topic == asked.topic == session.topic


def test_a_session_of_another_gathering_is_refused(r):
    other = Gathering.objects.create(title="Forum", kind="forum", starts=DAY, ends=DAY)
    elsewhere = add_session(
        other, by=r.lead, title="Elsewhere", day=DAY, begins=time(10), ends=time(11)
    )
    with pytest.raises(RuleBroken, match="not a session of Summit"):
        ask(r.floor, by=r.lead, words="There?", session=elsewhere)
