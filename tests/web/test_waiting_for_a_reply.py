"""Who still waits for a reply, and since when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments.services import with_heard
from evenground_web.commitments.services.replies import replies
from evenground_web.commitments.services.replies.waiting import (
    days_late,
    gaps_waiting,
    gatherings_waiting,
    promised_replies,
    with_how_long,
)
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.voices import services as voices
from tests.web.commitment_records import measured_gap
from tests.web.pages import page, press
from tests.web.reply_records import DUE, HELD, PUBLISHED, forum, publish, published, written

TODAY = date(2026, 5, 11)


@pytest.fixture
def scene(universe):
    return forum(universe)


def waits(scene, on=TODAY):
    return list(gatherings_waiting(scene.universe.lead, on=on))


def test_a_gathering_waits_from_its_end_until_all_of_it_or_each_topic_is_answered(scene):
    assert waits(scene, on=HELD) == []
    assert waits(scene) == [scene.held]
    assert days_late(scene.held, on=TODAY) == 10
    assert days_late(scene.held, on=DUE) == 0
    published(scene)
    assert waits(scene) == [scene.held]
    other = written(scene, about=scene.held.topics.get(title="Parking"))
    assert waits(scene) == [scene.held]
    publish(other, scene.universe.secretary)
    assert waits(scene) == []


def test_one_reply_about_the_whole_is_enough(scene):
    publish(written(scene, about=scene.held), scene.universe.secretary)
    assert waits(scene) == []


def heard(person):
    return [one.heard for one in with_heard(gatherings_waiting(person, on=TODAY), person)]


def test_without_a_promise_it_waits_only_where_somebody_spoke_whom_one_may_read(scene):
    gatherings.edit_gathering(scene.held, by=scene.universe.lead, reply_due=None)
    assert not promised_replies(on=TODAY).exists()
    assert heard(scene.universe.lead) == [3]
    reader = scene.universe.alice
    assert heard(reader) == [2]
    for voice in (scene.quote, scene.for_members):
        voices.change_consent(voice, consent="themes")
    assert not gatherings_waiting(reader, on=TODAY).exists()


def test_a_day_before_the_end_cannot_be_promised(scene):
    with pytest.raises(RuleBroken, match="before it is over"):
        gatherings.edit_gathering(scene.held, by=scene.universe.lead, reply_due=date(2026, 2, 1))


def test_a_gap_waits_until_it_its_topic_or_its_gathering_is_answered(scene):
    gap, lead = measured_gap(scene.universe), scene.universe.lead
    voices.link_to_gap(scene.counted, by=lead, gap=gap, reason="It is about damp")
    found = with_how_long(gaps_waiting(lead), lead).get()
    assert (found, found.heard, found.since) == (gap, 1, date(2026, 2, 1))
    assert not gaps_waiting(scene.universe.alice).exists()
    published(scene)
    assert not gaps_waiting(lead).exists()
    voices.record_voice(
        by=None, text="The stairs are steep", kind="barrier", consent="quote", gap=gap,
        source="open_page", on=date(2026, 3, 9),
    )  # fmt: skip
    assert with_how_long(gaps_waiting(lead), lead).get().since == date(2026, 3, 1)
    publish(written(scene, about=gap), scene.universe.secretary)
    assert not gaps_waiting(lead).exists()


def test_everybody_reads_what_was_promised_and_is_overdue(client, scene):
    shown = page(client, reverse("commitments:replies"))
    days = (timezone.localdate() - DUE).days
    assert "A reply was promised by 1 May 2026. " in shown
    assert f"{days} day" in shown or days <= 0
    done = published(
        scene, did="", commitments=[], will="Visit each home", by_day=date(2026, 4, 21)
    )
    shown = page(client, reverse("commitments:replies"))
    assert "We said we would do something by 21 April 2026" in shown
    late = page(client, done.reply.get_absolute_url())
    assert "That day has passed" in late


def test_what_waits_hangs_loose_with_the_next_step(client, scene):
    gap = measured_gap(scene.universe)
    voices.link_to_gap(scene.quote, by=scene.universe.lead, gap=gap, reason="It is about damp")
    shown = page(client, "/commitments/orphans/gatherings/", as_=scene.universe.lead)
    assert "Housing forum" in shown
    assert "1 May 2026" in shown
    assert reverse("commitments:reply_to_gathering", args=[scene.held.pk]) in shown
    shown = page(client, "/commitments/orphans/replies/", as_=scene.universe.alice)
    assert "Inactive adults" in shown
    assert "February 2026" in shown
    assert reverse("commitments:reply_to_gap", args=[gap.pk]) not in shown


def test_the_reply_is_started_written_and_published_on_pages(client, scene):
    u = scene.universe
    writer = u.by_role["facilitator"]
    there = reverse("commitments:replies_of_gathering", args=[scene.held.pk])
    assert there in page(client, scene.held.get_absolute_url(), as_=writer)
    shown = page(client, there)
    start = reverse("commitments:reply_to_topic", args=[scene.topic.pk])
    assert start in shown
    assert "Write what people were asked" in press(client, start, asked="").content.decode()
    press(client, start, asked="What is it like to live here?")
    draft = scene.topic.reply.versions.get()
    edit = reverse("commitments:write_reply", args=[draft.pk])
    answer = press(
        client, edit, asked=draft.asked, said="Homes are damp.", did="One form.", commitments="P99",
        short="Short.",
    ).content.decode()  # fmt: skip
    assert "No commitment has the reference P99" in answer
    assert "Homes are damp." in answer
    press(
        client, edit, asked=draft.asked, said="Homes are damp.", quotes=[scene.quote.pk],
        did="One form.", commitments=f"{scene.pledge.reference.lower()}, ", short="Short.",
    )  # fmt: skip
    publishing = reverse("commitments:publish_reply", args=[draft.pk])
    page(client, publishing, status=404)
    draft.refresh_from_db()
    assert "Everybody" not in page(client, draft.get_absolute_url())
    page(client, publishing, as_=u.secretary)
    answer = press(client, publishing, revision=draft.revision, checked="on").content.decode()
    assert "The reply was published" in answer
    assert "Everybody" not in answer


def test_the_second_of_two_editors_sees_both_texts(client, scene):
    draft = written(scene)
    edit = reverse("commitments:write_reply", args=[draft.pk])
    form = page(client, edit, as_=scene.universe.lead)
    seen = form.split('name="seen" value="')[1].split('"')[0]
    replies.write_reply(draft, by=scene.universe.secretary, said="Theirs.", now=PUBLISHED)
    mine = {
        "asked": draft.asked, "said": "Mine.", "did": draft.did, "short": draft.short,
        "commitments": scene.pledge.reference, "quotes": [scene.quote.pk],
    }  # fmt: skip
    answer = press(client, edit, seen=seen, **mine).content.decode()
    assert "Somebody else changed" in answer
    assert "Theirs." in answer
    assert "Mine." in answer
    draft.refresh_from_db()
    assert draft.said == "Theirs."


def test_drafts_are_for_those_who_write_and_a_published_reply_for_everybody(client, scene):
    draft = written(scene)
    for name in ("reply_draft", "write_reply", "throw_reply_away"):
        page(
            client,
            reverse(f"commitments:{name}", args=[draft.pk]),
            as_=scene.universe.alice,
            status=404,
        )
    page(client, draft.reply.get_absolute_url(), status=404)
    page(client, reverse("commitments:reply_drafts"), as_=scene.universe.lead)
    publish(draft, scene.universe.secretary, PUBLISHED + timedelta(hours=1))
    client.logout()
    page(client, draft.reply.get_absolute_url())
    message = page(client, reverse("commitments:reply_words", args=[draft.reply_id]))
    assert "1 text message" in message
    assert "WE DID" in message
