"""Coding in the browser: what each coder sees, types and is refused."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenground_web.themes import services
from evenground_web.themes.models import Agreed, Coding, Settlement
from tests.web.pages import page, signed_in
from tests.web.theme_records import WORDS, both_found, codebook, done, found, said


@pytest.fixture
def c(universe):
    return codebook(universe)


def at(c, voice, name: str = "code", more: str = "") -> str:
    return f"/voices/themes/{c.book.pk}/{name}/{voice.pk}/{more}"


def test_a_coder_ticks_sentences_and_goes_on_to_the_next_voice(c) -> None:
    voice, other = said(c), said(c, "The lift is broken.")
    client = signed_in(c.lead)
    typed = {"themes": [c.disbelief.pk, c.interpreters.pk], "sentences": ["0-19", "20-51"]}
    client.post(at(c, voice), typed)
    assert {(one.theme, one.words) for one in Coding.objects.all()} == {
        (theme, words)
        for theme in (c.disbelief, c.interpreters)
        for words in ("Nobody believed me.", "My daughter interpreted for me.")
    }
    response = client.post(at(c, voice, more="finish/"), {"memo": "Clear"}, follow=True)
    assert response.redirect_chain == [(at(c, other), 302)]
    assert "What is this voice about?" in response.content.decode()


def test_words_that_are_copied_are_coded_where_they_stand(c) -> None:
    voice = said(c, "😀 Late. Late again, always late.")
    client = signed_in(c.lead)
    client.post(at(c, voice), {"themes": [c.disbelief.pk], "words": "late", "at": "27"})
    assert (Coding.objects.get().start, Coding.objects.get().words) == (27, "late")
    refused = client.post(at(c, voice), {"themes": [c.disbelief.pk], "words": "never late"})
    text = refused.content.decode()
    assert "Copy the words as they stand above" in text
    assert ">never late</textarea>" in text
    assert Coding.objects.count() == 1


def test_nothing_chosen_is_refused_in_words(c) -> None:
    text = signed_in(c.lead).post(at(c, said(c)), {}).content.decode()
    assert "Choose a theme" in text
    assert "Choose the sentences, or copy the words" in text


def test_words_that_changed_while_somebody_read_come_back_with_what_was_chosen(c) -> None:
    voice = said(c)
    typed = {"themes": [c.disbelief.pk], "sentences": ["0-19"], "seen": "older", "memo": "Why"}
    text = signed_in(c.lead).post(at(c, voice), typed).content.decode()
    assert "These words were changed while you read them" in text
    assert ">Why</textarea>" in text


def test_coders_are_blind_until_all_are_done(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.facilitator)
    done(c.book, voice, c.facilitator)
    assert "What others found" not in page(signed_in(c.lead), at(c, voice))
    done(c.book, voice, c.lead)
    text = page(signed_in(c.lead), at(c, voice))
    assert "What others found" in text
    assert "Talk about the differences" in text


def test_two_coders_settle_their_difference_also_with_what_neither_found(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.facilitator)
    done(c.book, voice, c.facilitator, c.lead)
    assert WORDS.split(".")[0] in page(signed_in(c.lead), f"/voices/themes/{c.book.pk}/talk/")
    typed = {
        "passages": [f"{c.disbelief.pk}-0-19"], "themes": [c.interpreters.pk],
        "sentences": ["20-51"], "reason": "Both are there",
    }  # fmt: skip
    signed_in(c.lead).post(at(c, voice, "talk"), typed)
    assert {one.theme for one in Agreed.objects.all()} == {c.disbelief, c.interpreters}
    assert "Both are there" in page(signed_in(c.facilitator), at(c, voice))
    signed_in(c.lead).post(f"/voices/themes/settlements/{Settlement.objects.get().pk}/take-back/")
    assert Settlement.objects.get().taken_back_at


def test_who_may_not_read_a_voice_does_not_find_it_to_code(c) -> None:
    voice = said(c, consent="themes")
    assert signed_in(c.analyst).get(at(c, voice)).status_code == 404
    assert signed_in(c.analyst).post(at(c, voice, more="finish/")).status_code == 404
    assert signed_in(c.lead).get(at(c, voice)).status_code == 200


def test_members_read_themes_with_protected_counts_and_only_words_that_may_be_shown(c) -> None:
    both_found(c, said(c, "Nobody asked me."), c.disbelief)
    both_found(c, said(c, "They laughed at us.", consent="themes"), c.disbelief)
    text = page(signed_in(c.analyst), f"/voices/themes/theme/{c.disbelief.pk}/")
    assert "fewer than 8" in text
    assert "Nobody asked me." in text
    assert "They laughed at us." not in text
    assert "fewer than 8" in page(signed_in(c.analyst), f"/voices/themes/{c.book.pk}/")


def test_a_theme_with_its_parts_counts_each_voice_once(c) -> None:
    part = services.add_theme(c.book, by=c.lead, name="Pain", parent=c.disbelief)
    for number in range(8):
        both_found(c, said(c, f"It hurts, {number}."), c.disbelief, part)
    assert services.how_many(c.book) == {c.disbelief.pk: 8, part.pk: 8}
    text = page(signed_in(c.lead), f"/voices/themes/theme/{c.disbelief.pk}/")
    assert "about 10, with its parts" in text


def test_agreement_is_told_by_theme_from_how_each_coded_alone(c) -> None:
    both_found(c, said(c), c.disbelief)
    voice = said(c, "One. Two. Three.")
    found(voice, c.disbelief, by=c.lead)
    done(c.book, voice, c.lead, c.facilitator)
    measured = services.measure(c.book)
    assert (measured.coders, measured.voices, measured.sentences) == (2, 2, 6)
    by_theme = {one.theme: one for one in measured.themes}
    assert by_theme[c.disbelief].kappa == pytest.approx(0.571, abs=0.001)
    assert not by_theme[c.interpreters].is_known
    text = page(signed_in(c.lead), f"/voices/themes/{c.book.pk}/agreement/")
    assert "0.57" in text
    assert "This is little to judge by" in text


def test_a_list_of_themes_asks_as_much_for_many_as_for_few(c) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(signed_in(c.lead), f"/voices/themes/{c.book.pk}/")
        return len(queries)

    both_found(c, said(c), c.disbelief)
    before = asked()
    for number in range(10):
        theme = services.add_theme(c.book, by=c.lead, name=f"Theme {number}", parent=c.disbelief)
        both_found(c, said(c, f"Words {number}."), theme)
    assert asked() <= before


def test_themes_are_split_merged_and_put_back_in_the_browser(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    client = signed_in(c.lead)
    typed = {"name": "Pain", "passages": [f"{voice.pk}-0-19"]}
    client.post(f"/voices/themes/theme/{c.disbelief.pk}/split/", typed)
    pain = c.book.themes.get(name="Pain")
    client.post(f"/voices/themes/theme/{pain.pk}/merge/", {"into": c.interpreters.pk})
    assert services.how_many(c.book) == {c.interpreters.pk: 1}
    text = page(signed_in(c.lead), f"/voices/themes/{c.book.pk}/history/")
    assert "“Pain” was merged into “No interpreter”" in text
    for change in list(pain.changes.all()):
        client.post(f"/voices/themes/changes/{change.pk}/undo/")
    assert services.how_many(c.book) == {pain.pk: 1}
    assert "Nobody has found" in page(
        signed_in(c.lead), f"/voices/themes/theme/{c.disbelief.pk}/split/"
    )
