"""We asked, you said, we did: written by one, published by another, frozen; quotes go when taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Reply, ReplyVersion
from evenground_web.commitments.services.replies import replies
from evenground_web.commitments.services.replies.heard import RUN, _runs, voices_of
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services as voices
from evenground_web.voices.models import News, Voice
from tests.conftest import person
from tests.web.commitment_records import complete
from tests.web.pages import page, words
from tests.web.post import letters, text_of
from tests.web.reply_records import (
    DUE,
    PUBLISHED,
    QUOTE,
    WORDS,
    forum,
    publish,
    published,
    say,
    written,
)

LATER = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def scene(universe):
    return forum(universe)


def test_a_published_reply_says_all_its_parts_to_everybody(client, scene):
    done = published(
        scene, could_not="Landlords need not answer.", will="Visit each home", by_day=DUE
    )
    shown = page(client, done.reply.get_absolute_url())
    for text in (
        *WORDS.values(), "What is it like to live here?", QUOTE, "Landlords need not answer.",
        "Not yet: we will, by 1 May 2026", "Visit each home", "One form for damp homes",
        "Others who said something about it, and whose words are counted but not shown: fewer than",
    ):  # fmt: skip
        assert (text in shown) == (text != WORDS["short"]), text
    assert "laughed" not in shown
    assert "coughs" not in shown
    assert "Damp homes, Housing forum" in page(client, reverse("commitments:replies"))


def test_nobody_publishes_what_they_wrote_any_part_of(scene):
    u = scene.universe
    draft = written(scene, by=u.lead)
    with pytest.raises(RuleBroken, match="You wrote this reply or part of it"):
        publish(draft, u.lead)
    draft = replies.write_reply(draft, by=u.secretary, said="Homes are damp.")
    for writer in (u.lead, u.secretary):
        with pytest.raises(RuleBroken, match="somebody else must publish it"):
            publish(draft, writer)
    somebody_else = person("Second lead", u.icb, "programme_lead")
    assert publish(draft, somebody_else).published_by == somebody_else


def test_what_changed_while_it_was_read_is_read_again_before_it_is_published(scene):
    draft = written(scene)
    read = draft.revision
    replies.write_reply(draft, by=scene.universe.lead, did="We did something else.")
    with pytest.raises(RuleBroken, match="changed while you were reading"):
        replies.publish_reply(draft, by=scene.universe.secretary, revision=read)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"said": ""}, "Write what people said"),
        ({"did": "", "commitments": []}, "what was done, why it could not be done"),
        ({"commitments": []}, "Name the commitment that shows it"),
        ({"will": "Visit each home"}, "needs a day by when"),
        ({"by_day": date(2027, 1, 1)}, "a day needs what will be done"),
        ({"will": "Visit each home", "by_day": date(2026, 4, 19)}, "has passed"),
        ({"short": ""}, "as a text message too"),
        ({"short": "a" * 450}, "At most 3 are sent"),
        ({"short": "ł" * 190}, "At most 3 are sent"),
    ],
)
def test_an_unfinished_reply_is_not_published(scene, changes, why):
    draft = written(scene, **changes)
    with pytest.raises(RuleBroken, match=why):
        publish(draft, scene.universe.secretary)
    assert not Reply.objects.published().exists()
    assert not News.objects.exists()


def test_only_those_who_allow_it_are_quoted_and_at_most_two(scene):
    draft = written(scene)
    lead = scene.universe.lead
    for voice in (scene.for_members, scene.counted):
        with pytest.raises(RuleBroken, match="does not allow that everybody reads it"):
            replies.write_reply(draft, by=lead, quotes=[voice])
    others = [say(scene, f"Mould again, room {n}", "public")[0] for n in range(2)]
    with pytest.raises(RuleBroken, match="at most 2 quotes"):
        replies.write_reply(draft, by=lead, quotes=[scene.quote, *others])
    elsewhere, _ = voices.record_voice(
        by=None, text="Parking", kind="idea", consent="public", source="open_page"
    )
    with pytest.raises(RuleBroken, match="not about this"):
        replies.write_reply(draft, by=lead, quotes=[elsewhere])


def test_nothing_is_repeated_word_for_word_whoever_said_it(scene):
    draft = written(scene)
    for said in (scene.quote, scene.for_members, scene.counted):
        copied = f"People told us: {said.text.upper()}!"
        for name in ("said", "did", "short"):
            with pytest.raises(RuleBroken, match="word for word"):
                replies.write_reply(draft, by=scene.universe.lead, **{name: copied})


def test_a_quote_that_is_taken_back_is_gone_at_once_and_the_version_says_so(client, scene):
    done = published(scene)
    address = done.reply.get_absolute_url()
    assert QUOTE in page(client, address)
    voices.withdraw(scene.quote)
    for shown in (
        page(client, address),
        page(client, reverse("commitments:reply_words", args=[done.reply_id])),
    ):
        assert QUOTE not in shown
    assert "1 quote was taken back" in page(client, done.get_absolute_url())
    assert WORDS["said"] in page(client, address)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["none", "themes", "quote", "public", "withdraw"]), max_size=4))
def test_words_are_shown_to_everybody_only_while_their_author_allows_that(client, scene, choices):
    with transaction.atomic():
        done = published(scene)
        voice, allowed = Voice.objects.get(pk=scene.quote.pk), True
        for choice in choices:
            if voice.withdrawn_at:
                break
            if choice == "withdraw":
                voice = voices.withdraw(voice)
            else:
                voice = voices.change_consent(voice, consent=choice)
            allowed = not voice.withdrawn_at and choice == "public"
            assert (QUOTE in page(client, done.reply.get_absolute_url())) == allowed
        gone = "quote was taken back" in page(client, done.get_absolute_url())
        assert gone == (not allowed)
        transaction.set_rollback(True)


@given(st.text(alphabet="ab ,.", max_size=60), st.text(alphabet="ab ,.", max_size=30))
def test_a_copy_of_a_long_sentence_is_always_found_and_a_short_one_never(said, before):
    runs = _runs(said)
    assert bool(runs) == (len(said.replace(",", " ").replace(".", " ").split()) >= RUN)
    assert runs <= _runs(f"{before} {said.upper()} {before}")


def test_a_quote_taken_back_before_publication_is_not_published(scene):
    draft = written(scene)
    voices.change_consent(scene.quote, consent="quote")
    assert not publish(draft, scene.universe.secretary).quotes.exists()


def test_published_words_never_change_and_the_next_version_says_what_is_different(client, scene):
    first = published(scene)
    for field in ("said", "short", "note"):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            ReplyVersion.objects.filter(pk=first.pk).update(**{field: "Other words"})
    with pytest.raises(RuleBroken, match="its words stay"):
        replies.write_reply(first, by=scene.universe.lead, said="Other words")
    with pytest.raises(RuleBroken, match="what will be different"):
        replies.renew_reply(first, by=scene.universe.lead, note=" ")
    second = replies.renew_reply(first, by=scene.universe.lead, note="More was done")
    assert replies.renew_reply(first, by=scene.universe.secretary, note="Again") == second
    assert list(second.quotes.all()) == [scene.quote]
    second = replies.write_reply(second, by=scene.universe.lead, did="Two people answer.")
    publish(second, scene.universe.secretary, PUBLISHED + timedelta(days=30))
    now = page(client, first.reply.get_absolute_url())
    assert "Two people answer." in now
    assert "version 2. What is different: More was done" in now
    before = page(client, first.get_absolute_url())
    assert WORDS["did"] in before
    assert "There is a newer version" in before


def test_commitments_are_shown_as_they_stand_and_as_they_stood(client, scene):
    done = published(scene)
    assert "When this was published" not in page(client, done.reply.get_absolute_url())
    complete(scene.pledge, by=scene.universe.alice)
    shown = page(client, done.reply.get_absolute_url())
    assert "Complete" in shown
    assert "When this was published: not started" in shown


def test_those_who_asked_are_told_once_and_again_when_not_yet_becomes_we_did(client, scene):
    voices.ask_to_be_told(scene.counted, email="somebody@example.org")
    voices.ask_to_be_told(scene.for_members, email="other@example.org")
    voices.withdraw(scene.for_members)
    will = {"did": "", "commitments": [], "will": "Share one form", "by_day": DUE}
    first = published(scene, **will)
    with pytest.raises(RuleBroken, match="its words stay"):
        publish(first, scene.universe.secretary)
    (letter,) = letters()
    assert letter.to == ["somebody@example.org"]
    assert "There is a reply to what you told us" in letter.subject
    for secret in ("Damp", "Housing", "form", "coughs"):
        assert secret not in letter.subject + text_of(letter)

    def renew(first, now, **changes):
        draft = replies.renew_reply(first, by=scene.universe.lead, note="News")
        draft = replies.write_reply(draft, by=scene.universe.lead, **changes)
        return publish(draft, scene.universe.secretary, now)

    second = renew(first, PUBLISHED + timedelta(days=2), said="Homes are damp.")
    assert len(letters()) == 1
    renew(
        second, PUBLISHED + timedelta(days=3), did="One form", will="", by_day=None,
        commitments=[scene.pledge],
    )  # fmt: skip
    assert len(letters()) == 2
    assert News.objects.count() == 2


def test_whoever_has_the_code_sees_the_reply(client, scene):
    done = published(scene)
    shown = words(client.post(reverse("voices:mine"), {"code": scene.code}))
    assert "What the partnership replied" in shown
    assert f'href="{done.reply.get_absolute_url()}"' in shown
    assert "About Damp homes, Housing forum: we did" in shown


def test_a_gap_and_a_gathering_have_replies_of_their_own(client, scene):
    whole = publish(written(scene, about=scene.held), scene.universe.secretary)
    assert str(whole.reply) == "Housing forum"
    with pytest.raises(RuleBroken, match="published reply already"):
        replies.start_reply(scene.held, by=scene.universe.lead, asked="What?")
    with pytest.raises(IntegrityError, match="about_one_thing|CHECK"), transaction.atomic():
        Reply.objects.create(gathering=scene.held, topic=scene.topic)


def test_the_record_of_who_did_what_holds_no_words_of_a_reply_or_a_quote(scene):
    published(scene)
    for event in AuditEvent.objects.filter(verb__startswith="reply."):
        said = f"{event.sentence} {event.details}"
        assert QUOTE not in said
        assert WORDS["said"] not in said
    assert AuditEvent.objects.filter(verb="reply.published").count() == 1


def test_starting_twice_opens_one_draft_and_a_draft_is_thrown_away(scene):
    draft = written(scene)
    again = replies.start_reply(scene.topic, by=scene.universe.lead, asked="Something else?")
    assert again == draft
    replies.throw_reply_away(draft, by=scene.universe.lead)
    assert not ReplyVersion.objects.exists()
    assert voices_of(Reply.objects.get()).count() == 3


def test_those_who_spoke_hear_of_each_state_of_what_was_promised_once(client, scene):
    voices.ask_to_be_told(scene.quote, email="somebody@example.org", on=date(2026, 2, 3))
    published(scene)
    letters(now=PUBLISHED)
    for status in ("off_track", "on_track", "off_track"):
        commitments.change_delivery_status(
            scene.pledge, by=scene.universe.lead, status=status, reason="A builder left", now=LATER
        )
    told = [one.sentence for one in News.objects.order_by("pk")]
    assert told[1:] == [
        "About Damp homes, Housing forum: “One form for damp homes” is now off track",
        "About Damp homes, Housing forum: “One form for damp homes” is now on track",
    ]
    sent = [letter.subject for letter in letters(now=LATER)]
    assert sent[1:] == ["A promise made because of what you told us has moved"] * 2
    shown = words(client.post(reverse("voices:mine"), {"code": scene.code}))
    assert "“One form for damp homes” is now on track" in shown


def test_a_draft_that_names_a_commitment_tells_nobody_how_it_stands(scene):
    written(scene)
    commitments.change_delivery_status(
        scene.pledge, by=scene.universe.lead, status="off_track", reason="A builder left", now=LATER
    )
    assert not News.objects.exists()
