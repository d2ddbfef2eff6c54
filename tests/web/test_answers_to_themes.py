"""A theme of what people said: tied to gaps and promises, answered, and told to those who spoke of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.commitments.models import Reply, ThemeTie
from evenground_web.commitments.services.replies import replies
from evenground_web.commitments.services.replies.heard import voices_of
from evenground_web.commitments.services.themes.answers import answers, without_answer
from evenground_web.commitments.services.themes.ties import themes_tied_to, tie_theme, untie_theme
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.themes import services as themes
from evenground_web.voices import services as voices
from evenground_web.voices.models import News
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.post import letters
from tests.web.published import LEAST, MOST, pair, upload
from tests.web.theme_records import DAY, both_found, codebook, said

NOW, LATER = datetime(2026, 6, 2, 9, tzinfo=UTC), datetime(2026, 7, 2, 9, tzinfo=UTC)
WHY = "Those who were not believed asked for somebody who speaks their language"


@pytest.fixture
def c(universe, client):
    c = codebook(universe)
    c.u, c.client = universe, client
    c.pledge = add_pledge(universe, title="An interpreter at every visit", gathering=c.summit)
    return c


@pytest.fixture
def gap(universe):
    preview = insight.preview_file(
        upload(*pair(30.0, 20.0, period="2022/23")), by=universe.analyst, now=NOW
    )
    insight.keep(preview, by=universe.analyst, now=NOW)
    return Gap.objects.get(group=MOST, reference_group=LEAST)


def tie(c, to, theme=None):
    return tie_theme(theme or c.disbelief, by=c.lead, to=to, why=WHY, now=NOW)


def answered(c, theme=None, **changes):
    """A published reply about a theme."""
    draft = replies.start_reply(
        theme or c.disbelief, by=c.facilitator, asked="What gets in the way?", now=NOW
    )
    said_in_it = {
        "said": "Many were not taken seriously.",
        "will": "Book interpreters for whole visits.",
        "by_day": date(2026, 12, 1),
        "short": "You were not taken seriously. We will book interpreters.",
        **changes,
    }
    draft = replies.write_reply(draft, by=c.facilitator, now=NOW, **said_in_it)
    return replies.publish_reply(draft, by=c.u.secretary, revision=draft.revision, now=NOW)


def test_a_theme_is_tied_to_a_gap_and_to_a_promise_with_who_when_and_why(c, gap):
    for to in (gap, c.pledge):
        assert tie(c, to) == tie(c, to)
    c.client.force_login(c.u.alice)
    shown = page(c.client, reverse("commitments:theme", args=[c.disbelief.pk]))
    for text in (str(gap), "An interpreter at every visit", WHY, str(c.lead), "2 June 2026"):
        assert text in shown
    for record in (gap, c.pledge):
        there = page(c.client, record.get_absolute_url())
        assert "What people spoke of" in there
        assert "Not believed" in there


def test_a_tie_without_a_reason_or_to_a_merged_theme_is_refused(c, gap):
    with pytest.raises(RuleBroken, match="Write why they belong together"):
        tie_theme(c.disbelief, by=c.lead, to=gap, why="  ")
    themes.merge(c.disbelief, by=c.lead, into=c.interpreters)
    with pytest.raises(RuleBroken, match="was merged into “No interpreter”"):
        tie(c, gap)
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemeTie.objects.create(
            theme=c.interpreters, gap=gap, commitment=c.pledge, why=WHY, by=c.lead, at=NOW
        )


def test_what_is_untied_says_why_and_stays_in_the_history(c):
    made = tie(c, c.pledge)
    with pytest.raises(RuleBroken, match="Write why they do not belong"):
        untie_theme(made, by=c.lead, reason="")
    untie_theme(made, by=c.lead, reason="It is about buses")
    assert not themes_tied_to(commitment=c.pledge).exists()
    c.client.force_login(c.lead)
    shown = page(c.client, reverse("commitments:theme", args=[c.disbelief.pk]))
    assert "because: It is about buses" in shown


def test_ties_and_replies_go_with_a_theme_that_is_merged_and_come_back_when_it_is_undone(c):
    tie(c, c.pledge)
    answered(c)
    change = themes.merge(c.disbelief, by=c.lead, into=c.interpreters)
    (one,) = answers(c.book)
    assert (one.theme, one.ties, one.states) == (c.interpreters, 1, [("Not yet", "yellow")])
    for address in (
        c.interpreters.get_absolute_url(),
        reverse("commitments:theme", args=[c.interpreters.pk]),
    ):
        assert "Not yet" in page(c.client, address, as_=c.u.alice)
    themes.undo(change, by=c.lead)
    rows = {row.theme: (row.ties, row.states) for row in answers(c.book)}
    assert rows == {
        c.disbelief: (1, [("Not yet", "yellow")]),
        c.interpreters: (0, [("No reply yet", "grey")]),
    }


def test_a_reply_about_a_theme_is_about_the_voices_in_which_it_was_found(c):
    spoken = both_found(c, said(c, consent="public"), c.disbelief)
    both_found(c, said(c, "The bus stops at six."), c.interpreters)
    part = themes.add_theme(c.book, by=c.lead, name="Not believed at night", parent=c.disbelief)
    deeper = both_found(c, said(c, "At night nobody came."), part)
    reply = answered(c).reply
    assert set(voices_of(reply)) == {spoken, deeper}
    shown = page(c.client, reply.get_absolute_url())
    assert "Not believed" in shown
    assert "Book interpreters for whole visits." in shown
    assert "Not believed" in page(c.client, f"{reverse('commitments:replies')}?words=believed")


def test_quotes_in_it_are_of_voices_with_the_theme_and_go_when_they_are_taken_back(c):
    spoken = both_found(c, said(c), c.disbelief)
    other = both_found(c, said(c, "The bus stops at six."), c.interpreters)
    with pytest.raises(RuleBroken, match="One of these quotes is not about this"):
        answered(c, quotes=[other])
    Reply.objects.all().delete()
    reply = answered(c, quotes=[spoken]).reply
    assert "My daughter interpreted for me" in page(c.client, reply.get_absolute_url())
    voices.withdraw(spoken)
    assert "My daughter interpreted" not in page(c.client, reply.get_absolute_url())


def test_everybody_who_agreed_to_be_told_is_told_and_told_again_when_the_state_changes(c):
    spoken, code = voices.record_voice(
        by=c.lead, text="Nobody believed me when it hurt.", kind="barrier", consent="themes",
        source="gathering", gathering=c.summit, on=DAY, cleared=True,
    )  # fmt: skip
    both_found(c, spoken, c.disbelief)
    silent = both_found(c, said(c, "Nobody believed my mother either."), c.disbelief)
    voices.ask_to_be_told(spoken, email="somebody@example.org", on=DAY)
    version = answered(c)
    again = replies.renew_reply(version, by=c.facilitator, note="It is done", now=LATER)
    replies.write_reply(
        again, by=c.facilitator, did="Interpreters are booked.", will="", by_day=None,
        commitments=[c.pledge], now=LATER,
    )  # fmt: skip
    again.refresh_from_db()
    replies.publish_reply(again, by=c.u.secretary, revision=again.revision, now=LATER)
    told = [letter.to for letter in letters(now=LATER)]
    assert told.count(["somebody@example.org"]) == 2
    shown = words(c.client.post(reverse("voices:mine"), {"code": code}))
    assert "About Not believed: not yet" in shown
    assert "About Not believed: we did" in shown
    assert {one.sentence for one in voices.news_for(silent)} == {
        "About Not believed: not yet", "About Not believed: we did",
    }  # fmt: skip


def test_whoever_took_words_back_or_speaks_of_something_else_hears_nothing_of_a_theme(c):
    gone = both_found(c, said(c), c.disbelief)
    other = both_found(c, said(c, "The bus stops at six."), c.interpreters)
    voices.ask_to_be_told(other, email="other@example.org", on=DAY)
    voices.withdraw(gone)
    answered(c)
    assert News.objects.get().subject == f"themes.theme:{c.disbelief.pk}"
    assert not voices.news_for(other).exists()
    assert letters(now=NOW) == []


def test_a_theme_that_many_speak_of_waits_for_a_reply_and_one_that_few_speak_of_is_not_named(c):
    for n in range(8):
        both_found(c, said(c, f"Nobody believed me, time {n}."), c.disbelief)
    both_found(c, said(c, "The bus stops at six."), c.interpreters)
    assert without_answer() == [c.disbelief]
    c.client.force_login(c.lead)
    drafts = page(c.client, reverse("commitments:reply_drafts"))
    assert reverse("commitments:reply_to_theme", args=[c.disbelief.pk]) in drafts
    assert reverse("commitments:reply_to_theme", args=[c.interpreters.pk]) not in drafts
    answered(c)
    assert without_answer() == []


def test_a_lead_ties_a_theme_on_its_page_and_a_member_may_not(c, gap):
    c.client.force_login(c.lead)
    where = reverse("commitments:tie_theme_to_commitment", args=[c.disbelief.pk])
    press(c.client, where, to=c.pledge.reference, why=WHY)
    press(
        c.client,
        reverse("commitments:tie_theme_to_gap", args=[c.disbelief.pk]),
        gap=gap.pk,
        why=WHY,
    )
    assert {one.to for one in c.disbelief.ties.all()} == {gap, c.pledge}
    undo = reverse("commitments:untie_theme", args=[c.disbelief.ties.first().pk])
    press(c.client, undo, reason="Not about this")
    assert c.disbelief.ties.count() == 1
    c.client.force_login(c.u.alice)
    assert c.client.get(where).status_code == 404


def test_the_page_of_a_codebook_costs_the_same_whatever_its_themes(
    c, django_assert_max_num_queries
):
    for n in range(30):
        theme = themes.add_theme(c.book, by=c.lead, name=f"Theme {n}")
        tie_theme(theme, by=c.lead, to=c.pledge, why=WHY)
    c.client.force_login(c.u.alice)
    with django_assert_max_num_queries(10):
        shown = c.client.get(reverse("commitments:themes", args=[c.book.pk]))
    assert len(shown.content) < 30_000
