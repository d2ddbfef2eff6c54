"""A report made of voices: themes, quotes with their chain of custody, recommendations; issued, frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.commitments.services.records import recommendations
from evenground_web.commitments.services.themes.ties import tie_theme
from evenground_web.core import pdf
from evenground_web.core.permissions import RuleBroken
from evenground_web.reports.accessible import services as formats
from evenground_web.reports.blocks import voices_in
from evenground_web.reports.listening import services
from evenground_web.reports.listening.models import ListeningReport, ListeningVersion
from evenground_web.reports.services import FORMATS
from evenground_web.themes import services as themes
from evenground_web.voices import services as voices
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.theme_records import DAY, both_found, codebook, done, found, said

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
QUOTE = "They sent me home twice and wrote that I was anxious."
OURS = "Many were sent home with pain."


@pytest.fixture
def c(universe, client):
    """A report of two themes: one with a quote, a recommendation and a promise; one with neither."""
    c = codebook(universe)
    c.u, c.client, c.writer = universe, client, c.facilitator
    c.quoted = both_found(c, said(c, QUOTE), c.disbelief)
    c.counted = both_found(c, said(c, "Nobody believed my mother.", consent="themes"), c.disbelief)
    c.members = both_found(c, said(c, "My son translated it all.", consent="quote"), c.interpreters)
    c.asked = add_pledge(universe, kind="recommendation", title="Believe pain", mechanism="")
    c.pledge = add_pledge(universe, title="An interpreter at every visit", gathering=c.summit)
    for to in (c.asked, c.pledge):
        tie_theme(c.disbelief, by=c.lead, to=to, why="It is what people asked for", now=NOW)
    return c


def written(c, **changes):
    """A draft that could be issued."""
    version = services.start_report(c.book, by=c.writer, title="What mothers told us", now=NOW)
    services.edit_words(
        version, by=c.writer, summary="People are not believed.", listened="We asked at a summit."
    )
    first, second = version.chapters.all()
    services.edit_chapter(
        first, by=c.writer, words=OURS, **{"quotes": [c.quoted],
        "commitments": first.commitments.all(), **changes},
    )  # fmt: skip
    services.edit_chapter(second, by=c.writer, words="Families interpret.")
    version.refresh_from_db()
    return version


def issued(c, **changes):
    version = written(c, **changes)
    return services.issue(
        version, by=c.u.secretary, revision=version.revision, looked=True, now=NOW
    )


def published(c):
    version = issued(c)
    services.publish(version, by=c.u.secretary, now=NOW)
    return ListeningVersion.objects.get(pk=version.pk)


def test_a_report_begins_with_each_theme_that_was_spoken_of_and_what_answers_it(c):
    themes.add_theme(c.book, by=c.lead, name="Nobody spoke of this")
    version = services.start_report(c.book, by=c.writer, title="What mothers told us")
    assert services.start_report(c.book, by=c.lead, title="Again") == version
    first, second = version.chapters.all()
    assert (first.theme, second.theme) == (c.disbelief, c.interpreters)
    assert set(first.commitments.all()) == {c.asked, c.pledge}


def test_everybody_reads_a_published_report_and_nobody_a_draft_or_a_count_that_is_small(c):
    version = published(c)
    shown = page(c.client, version.public_url)
    for text in (
        QUOTE, OURS, "Believe pain", "An interpreter at every visit", "Families interpret.",
        "Voices that speak of it: fewer than 8.", "We asked at a summit.",
    ):  # fmt: skip
        assert text in shown
    for hidden in ("Nobody believed my mother", "My son translated", str(c.lead), "coded by"):
        assert hidden not in shown
    draft = services.correct(version, by=c.writer, note="More themes")
    for address in (draft.get_absolute_url(), draft.public_url):
        assert c.client.get(address).status_code == 404
    page(c.client, draft.get_absolute_url(), as_=c.u.alice, status=404)


def test_recommendations_stand_with_whom_they_are_addressed_to_and_what_was_answered(c):
    recommendations.address(
        c.asked, by=c.lead, organisation=c.u.trust, response_due=date(2026, 9, 1), now=NOW
    )
    shown = page(c.client, published(c).public_url)
    row = shown.partition("All that is recommended</h2>")[2]
    assert str(c.u.trust) in row
    assert "No response yet" in row


@pytest.mark.parametrize("key", list(FORMATS))
def test_every_file_holds_the_quote_until_it_is_taken_back(c, key):
    version = published(c)
    where = reverse("listening:public_file", args=[version.pk, key])
    first = c.client.get(where)
    assert first.status_code == 200
    voices.withdraw(c.quoted)
    again = c.client.get(where)
    assert again.status_code == 200
    if key == "text":
        assert "wrote that I was anxious" in " ".join(first.content.decode().split())
        assert "wrote that I was anxious" not in again.content.decode()
        assert "taken their words back" in " ".join(again.content.decode().split())


def test_a_file_that_takes_too_long_is_told_of_in_words(c, monkeypatch):
    version = published(c)
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    told = c.client.get(reverse("listening:public_file", args=[version.pk, "pdf"]))
    assert told.status_code == 503
    assert "The PDF could not be made just now" in words(told)


def test_an_issued_report_never_changes_and_withdrawn_words_are_in_none_of_it(c):
    version = published(c)
    assert voices_in(version.document) == [c.quoted.pk]
    for held in (version.document, version.content):
        assert "anxious" not in str(held)
    with pytest.raises(RuleBroken, match="can no longer change"):
        services.edit_words(version, by=c.writer, summary="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        ListeningVersion.objects.filter(pk=version.pk).update(title="Other")
    (use,) = voices.uses_of(c.quoted)
    assert use.words == "What mothers told us, version 1, a report of what people said"
    assert use.url == version.public_url
    assert use.is_printed
    voices.withdraw(c.quoted)
    shown = page(c.client, version.public_url)
    assert "anxious" not in shown
    assert "has taken their words back" in shown
    assert voices.uses_taken_back()[0][1] == 1


def test_whoever_allows_less_than_everybody_goes_from_the_report_too(c):
    version = published(c)
    voices.change_consent(c.quoted, consent="quote")
    assert "anxious" not in page(c.client, version.get_absolute_url(), as_=c.u.alice)
    (row,) = services.custody_of(version, on=DAY)
    assert not row["stands"]


def test_the_chain_of_custody_leads_from_the_quote_to_consent_coders_and_redaction(c):
    spoken = said(c, "Doctor Meadow sent me home with my pain.")
    voices.take_out(spoken, by=c.lead, words=[("Doctor Meadow", "a doctor")])
    voices.clear(spoken, by=c.u.by_role["facilitator"], looked=True)
    spoken.refresh_from_db()
    both_found(c, spoken, c.disbelief)
    version = issued(c, quotes=[spoken])
    (row,) = services.custody_of(version, on=DAY)
    assert row["theme"] == "Not believed"
    assert row["consent"]["words"] == "Show my words to everybody, without my name"
    assert row["coders"] == sorted([str(c.lead), str(c.facilitator)])
    assert row["agreed"] == "All coders found the same"
    assert (row["is_redacted"], row["taken_out"]) == (True, [str(c.lead)])
    assert row["cleared"] == [str(c.facilitator)]
    shown = page(c.client, reverse("listening:custody", args=[version.pk]), as_=c.lead)
    assert f"Taken out by {c.lead}" in shown
    assert "Meadow" not in shown
    page(c.client, reverse("listening:custody", args=[version.pk]), as_=c.u.alice, status=404)


def test_what_was_agreed_by_talking_says_who_wrote_that_down(c):
    spoken = said(c, "They laughed when I cried.")
    found(spoken, c.disbelief, by=c.lead)
    done(c.book, spoken, c.lead, c.facilitator)
    themes.settle(
        c.book, spoken, by=c.lead, agreed=[themes.Passage(c.disbelief, 0, 11)], reason="Yes"
    )
    version = issued(c, quotes=[spoken])
    (row,) = services.custody_of(version, on=DAY)
    assert row["coders"] == [str(c.lead)]
    assert row["agreed"] == f"Agreed after talking, written down by {c.lead}"


@pytest.mark.parametrize("which", ["counted", "members", "other_theme"])
def test_only_voices_of_the_theme_that_everybody_may_read_are_quoted(c, which):
    c.other_theme = both_found(c, said(c, "The bus stops at six."), c.interpreters)
    with pytest.raises(RuleBroken, match="One of these quotes does not speak of this theme"):
        written(c, quotes=[getattr(c, which)])


def test_words_that_somebody_said_are_quoted_or_not_there(c):
    with pytest.raises(RuleBroken, match="word for word"):
        services.edit_words(written(c), by=c.writer, summary=f"One said: {QUOTE}")


def test_a_report_that_lacks_something_or_was_written_by_whoever_presses_is_not_issued(c):
    version = services.start_report(c.book, by=c.writer, title="What mothers told us")
    with pytest.raises(RuleBroken, match="Nobody has written a summary"):
        services.issue(version, by=c.u.secretary, revision=version.revision)
    version = written(c)
    with pytest.raises(RuleBroken, match="somebody else must issue it"):
        services.issue(version, by=c.writer, revision=version.revision, looked=True)
    with pytest.raises(RuleBroken, match="changed while you were reading"):
        services.issue(version, by=c.u.secretary, revision=version.revision - 1, looked=True)


def test_a_quote_of_a_role_a_place_and_an_event_is_looked_at_before_it_is_issued(c):
    spoken = voices.record_voice(
        by=c.lead, text="As a midwife I saw it at the ward that night.", kind="barrier",
        consent="public", source="gathering", gathering=c.summit, on=DAY, cleared=True,
        about=voices.About(speaking_as="resident", setting="hospital"),
    )[0]  # fmt: skip
    both_found(c, spoken, c.disbelief)
    version = written(c, quotes=[spoken])
    assert services.flagged(version) == [spoken]
    with pytest.raises(RuleBroken, match="say that they do not show who spoke"):
        services.issue(version, by=c.u.secretary, revision=version.revision)


def test_a_next_version_begins_with_the_words_and_the_quotes_that_still_stand(c):
    first = published(c)
    voices.withdraw(c.quoted)
    with pytest.raises(RuleBroken, match="Say what will be different"):
        services.correct(first, by=c.writer, note=" ")
    second = services.correct(first, by=c.writer, note="One theme was told wrongly")
    assert services.correct(first, by=c.lead, note="Again") == second
    chapter = second.chapters.first()
    assert (chapter.words, chapter.quotes.count(), chapter.commitments.count()) == (OURS, 0, 2)
    services.issue(second, by=c.u.secretary, revision=second.revision, now=NOW)
    assert "There is a newer version" in page(c.client, first.public_url)
    assert ListeningReport.objects.count() == 1
    services.take_back(second, by=c.u.secretary)
    assert c.client.get(first.public_url).status_code == 404


def test_a_report_is_also_read_in_easy_words_made_of_its_own(c):
    version = published(c)
    easy = formats.want(version, by=c.u.secretary, form="easy_read")
    assert "We recommend: Believe pain." in formats.first_draft(easy)
    listed = page(c.client, reverse("listening:forms", args=[version.pk]), as_=c.u.secretary)
    assert "Formats of this report" in listed
    made = page(c.client, reverse("accessible:make", args=[easy.pk]), as_=c.u.secretary)
    assert version.get_absolute_url() in made
    assert "Easy read" in page(c.client, version.public_url)
    script = words(c.client.get(reverse("accessible:make", args=[easy.pk])))
    assert "anxious" not in script


def test_a_facilitator_writes_a_report_by_its_pages_and_the_secretary_issues_it(c):
    c.client.force_login(c.writer)
    press(c.client, reverse("listening:start"), codebook=c.book.pk, title="What mothers told us")
    version = ListeningVersion.objects.get()
    press(
        c.client, reverse("listening:words", args=[version.pk]), title=version.title,
        summary="People are not believed.", listened="We asked at a summit.",
    )  # fmt: skip
    for chapter in version.chapters.all():
        quotes = [c.quoted.pk] if chapter.theme == c.disbelief else []
        press(
            c.client, reverse("listening:chapter", args=[chapter.pk]), words=OURS, quotes=quotes,
            commitments=c.asked.reference,
        )  # fmt: skip
    second = version.chapters.last()
    press(c.client, reverse("listening:move_chapter", args=[second.pk]), way="up")
    assert version.chapters.first() == second
    press(c.client, reverse("listening:remove_chapter", args=[second.pk]))
    press(c.client, reverse("listening:add_theme", args=[version.pk]), theme=c.interpreters.pk)
    press(c.client, reverse("listening:remove_chapter", args=[version.chapters.last().pk]))
    version.refresh_from_db()
    c.client.force_login(c.u.secretary)
    press(
        c.client, reverse("listening:issue", args=[version.pk]), revision=version.revision,
        checked="on", looked="on",
    )  # fmt: skip
    version.refresh_from_db()
    assert version.is_issued
    press(c.client, reverse("listening:publish", args=[version.pk]))
    assert "What mothers told us" in page(c.client, reverse("listening:public_reports"))


def test_a_draft_that_is_thrown_away_leaves_no_empty_report(c):
    services.throw_away(written(c), by=c.writer)
    assert not ListeningReport.objects.exists()
