"""Answers to a survey become voices: nobody's name is kept, and nobody's consent is guessed."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Place
from evenground_web.voices.models import ConsentGiven, Sealed, SelfDescription, Voice
from evenground_web.voices.services import loading
from tests.web.pages import page, words
from tests.web.programme_records import summit

pytestmark = pytest.mark.django_db
HEADINGS = ["Respondent ID", "Your name", "Email", "What would you like to tell us?", "Consent"]
SAID = (
    "My name is Ifrah Daud. Dr Patel sent me to LS1 4AP. Ring 0113 496 0000 or write to i@x.org; "
    "my NHS number is 943 476 5919."
)
ROWS = [
    ["R-1001", "Ifrah Daud", "ifrah@example.org", SAID, "public"],
    ["R-1002", "Bo Nowak", "bo@example.org", "The bus stops at six", "Use what I said in themes, but do not show my words"],
    ["R-1003", "", "", "", "quote"],
]  # fmt: skip
ROLES = ("respondent", "identity", "identity", "words", "consent")


def csv_of(rows, headings=HEADINGS):
    out = io.StringIO()
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def table(rows=ROWS, headings=HEADINGS):
    return loading.receive("survey.csv", csv_of(rows, headings))


def reading(columns=ROLES, **given):
    return loading.Reading(columns=columns, **{"kind": "experience", **given})


def certain(found):
    return {row.number: [one.words for one in row.marks if one.is_certain] for row in found.rows}


def loaded(universe, rows=ROWS, **given):
    found = loading.preview(table(rows), reading(**given))
    return loading.load(
        found.rows, by=universe.lead, reading=reading(**given), taken_out=certain(found),
        on=date(2026, 5, 14),
    )  # fmt: skip


def everything_kept():
    """Every text of the database, but for what is sealed."""
    tables = [name for name in connection.introspection.table_names() if name != "voices_sealed"]
    with connection.cursor() as cursor:
        kept = ""
        for name in tables:
            cursor.execute(f'SELECT * FROM "{name}"')
            kept += str(cursor.fetchall())
    return kept


def test_the_columns_are_guessed_by_their_headings_and_by_what_is_in_them():
    assert loading.guess(table()) == list(ROLES)
    odd = table([["i@x.org", "words"]], ["Q1", "Q2"])
    assert loading.guess(odd) == ["identity", ""]


def test_names_addresses_and_numbers_are_suggested_and_taken_out(universe):
    assert loaded(universe) == 2
    first = Voice.objects.get(consent="public")
    for secret in ("Ifrah", "Patel", "LS1", "0113", "i@x.org", "943 476"):
        assert secret not in first.text
    assert first.text.startswith("My name is [name]. [name] sent me to [postcode].")
    assert Sealed.objects.get().text == SAID
    assert (first.state, first.channel) == ("waiting", "survey")


def test_the_name_in_a_column_is_found_wherever_the_words_have_it():
    rows = [["1", "Daud, Ifrah", "", "They call ifrah lazy, and Daud too", "public"]]
    (row,) = loading.preview(table(rows), reading()).rows
    assert [one.words for one in row.marks] == ["ifrah", "Daud"]
    assert all(one.is_certain for one in row.marks)


def test_who_answered_is_kept_nowhere(universe):
    loaded(universe)
    kept = everything_kept()
    for secret in (
        "R-1001",
        "R-1002",
        "Nowak",
        "bo@example.org",
        "ifrah@example.org",
        "survey.csv",
    ):
        assert secret not in kept


def test_consent_is_kept_in_the_words_of_the_survey(universe):
    loaded(universe)
    assert set(ConsentGiven.objects.values_list("layer", "words")) == {
        ("public", "public"),
        ("themes", "Use what I said in themes, but do not show my words"),
    }


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        ("", "does not say what they allowed"),
        ("yes", "‘yes’ does not say what they allowed"),
        ("named", "names are not loaded"),
    ],
)
def test_nobodys_consent_is_guessed(consent, words):
    found = loading.preview(table([["1", "", "", "Words", consent]]), reading())
    assert found.rows == []
    assert re.match(f"Row 2: .*{words}", found.faults[0])


def test_a_row_is_loaded_once_however_often_its_file_is(universe):
    loaded(universe)
    again = loading.preview(table(), reading())
    assert (again.rows, again.before, again.without_words) == ([], 2, 1)
    with pytest.raises(RuleBroken, match="There is nothing to load"):
        loaded(universe)
    assert Voice.objects.count() == 2


def test_two_people_who_say_the_same_are_two_voices_and_one_sent_twice_is_one():
    said = [[one, "", "", "Too far", "quote"] for one in ("1", "2", "2")]
    assert len(loading.preview(table(said), reading()).rows) == 2
    nobody = ("", "", "", "words", "consent")
    assert len(loading.preview(table(said), reading(nobody)).rows) == 3


def test_the_helper_is_on_record_and_no_day_nor_word(universe):
    loaded(universe)
    event = AuditEvent.objects.get(verb="voices.loaded")
    assert (event.actor_name, event.sentence) == (
        str(universe.lead),
        "loaded 2 voices from a survey",
    )
    assert timezone.localtime(event.at).day == 1
    assert "bus" not in str(list(AuditEvent.objects.values()))


def test_place_topic_community_and_language_go_where_they_belong(universe):
    gathering = summit(universe)
    topic = Topic.objects.create(gathering=gathering, title="Getting there")
    place = Place.objects.exclude(kind__in=["nation", "region"]).first()
    headings = ["Comment", "Topic", "Borough", "Community", "Language"]
    roles = ("words", "topic", "place", "community", "language")
    rows = [["Za daleko", "getting THERE", place.name, "Polish and proud", "Polish"]]
    given = reading(roles, consent="quote", gathering=gathering)
    found = loading.preview(table(rows, headings), given)
    loading.load(found.rows, by=universe.lead, reading=given, taken_out={})
    voice = Voice.objects.get()
    assert (voice.topic, voice.place, voice.language) == (topic, place, "pl")
    assert (voice.source, voice.gathering) == ("gathering", gathering)
    assert SelfDescription.objects.get().own_words == "Polish and proud"
    wrong = loading.preview(table([["A", "Bread", "", "", ""]], headings), given)
    assert "we know no topic of this gathering called ‘Bread’" in wrong.faults[0]


def test_too_long_a_file_and_one_that_is_no_table_are_refused():
    with pytest.raises(RuleBroken, match="501 rows, and 500 can be looked through"):
        table([["1", "", "", "Words", "quote"]] * 501)
    with pytest.raises(RuleBroken, match="larger than 1 MB"):
        loading.receive("a.csv", b"a,b\n" * 300_000)
    with pytest.raises(RuleBroken, match="PDF"):
        loading.receive("a.pdf", b"%PDF-1.7")


def test_a_table_that_was_changed_or_waited_too_long_is_refused(monkeypatch):
    packed = loading.packed(table())
    assert loading.unpacked(packed) == table()
    with pytest.raises(RuleBroken, match="Choose it again"):
        loading.unpacked(packed + "x")
    monkeypatch.setattr(loading.tables, "STANDS", timedelta(seconds=-1))
    with pytest.raises(RuleBroken, match="Choose it again"):
        loading.unpacked(packed)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abcÄé中 '\n,;\"=", min_size=1, max_size=40))
def test_law_a_pseudonym_tells_rows_apart_and_is_the_same_each_time(universe, text):
    one = loading.reading.pseudonym("R-1", text)
    assert one == loading.reading.pseudonym("R-1", text)
    assert one != loading.reading.pseudonym("R-2", text)
    assert re.fullmatch("[0-9a-f]{64}", one)


def hidden(shown):
    return unescape(re.search(r'name="table" value="([^"]+)"', shown)[1])


def test_a_file_is_chosen_read_looked_at_and_loaded(universe, client):
    client.force_login(universe.lead)
    url = reverse("voices:load")
    assert "The file is not kept" in page(client, url)
    file = SimpleUploadedFile("survey.csv", csv_of(ROWS))
    shown = words(client.post(url, {"file": file}))
    assert "Column “Your name”" in shown
    columns = {f"column_{place}": role for place, role in enumerate(ROLES)}
    typed = {"table": hidden(shown), "step": "look", "kind": "barrier", **columns}
    assert "Say what everybody allowed" in words(client.post(url, {**typed, "column_4": ""}))
    assert "which column holds what somebody said" in words(
        client.post(url, {**typed, "column_3": ""})
    )
    shown = words(client.post(url, typed))
    assert "Answers that can be loaded: 2. Rows without words, which are left out: 1." in shown
    assert re.search(r'value="LS1 4AP"[^>]* checked', shown)
    assert Voice.objects.count() == 0
    marks = loading.preview(table(), reading()).rows[0].marks
    sent = {**typed, "step": "load", "take_2": [one.words for one in marks]}
    done = words(client.post(url, sent, follow=True))
    assert "2 voices were loaded, and wait for somebody to look at them" in done
    assert "Ifrah" not in done
    assert Voice.objects.filter(kind="barrier").count() == 2
    assert "every row was loaded before" in words(client.post(url, sent, follow=True))


def test_a_file_with_a_row_that_cannot_be_loaded_is_not_loaded(universe, client):
    client.force_login(universe.lead)
    rows = [*ROWS, ["R-4", "", "", "Words", "maybe"]]
    columns = {f"column_{place}": role for place, role in enumerate(ROLES)}
    typed = {"table": loading.packed(table(rows)), "step": "load", "kind": "idea", **columns}
    shown = words(client.post(reverse("voices:load"), typed))
    assert "Row 5: ‘maybe’ does not say what they allowed" in shown
    assert not Voice.objects.exists()


def test_an_answer_is_taken_back_for_whoever_asks_and_stays_so(universe, client):
    loaded(universe)
    client.force_login(universe.lead)
    voice = Voice.objects.get(consent="public")
    assert "Whoever answered takes it back" in page(
        client, reverse("voices:check", args=[voice.pk])
    )
    client.post(reverse("voices:withdraw_for", args=[voice.pk]))
    voice.refresh_from_db()
    assert (voice.text, voice.withdrawn_at is not None) == ("", True)
    assert not Sealed.objects.exists()
    assert loading.preview(table(), reading()).rows == []
    other = Voice.objects.get(consent="themes")
    Voice.objects.filter(pk=other.pk).update(channel="web")
    refused = client.post(reverse("voices:withdraw_for", args=[other.pk]), follow=True)
    assert "has a code, with which they alone take it back" in words(refused)


def test_only_the_small_team_loads_a_survey(universe, client):
    page(client, reverse("voices:load"), as_=universe.analyst, status=404)
