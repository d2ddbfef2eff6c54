"""How many people a gap stands for; who is no longer asked; what people said in an assessment."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.models import Addressee
from evenground_web.commitments.services.proof.feasibility import in_people
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.insight.words import NOT_PLAIN, stands_for
from evenground_web.voices import services as voices
from tests.web.commitment_records import WHY, add_figures, add_pledge, make_gap, make_release
from tests.web.pages import page, press, words


def gap_of(universe, unit, *, value=300.0, count=None, people=None, size=100.0):
    """A gap in this unit, whose group has this count among so many people."""
    gap = make_gap(universe)
    gap.indicator.unit = unit
    gap.indicator.save()
    point = add_figures(
        gap, make_release(), "2024/25", (value, value - 20, value + 20),
        (value - size, value - size - 20, value - size + 20), (size, size - 30, size + 30),
    )  # fmt: skip
    point.group.count, point.group.denominator = count, people
    point.group.save()
    return gap


@pytest.mark.parametrize(
    ("unit", "fields", "said"),
    [
        ("percent", {"value": 40.0, "size": 10.0, "people": 5000}, "About 500 people"),
        ("percent", {"value": 40.0, "size": 10.0}, "does not say how many people"),
        ("per 100,000", {"count": 600, "people": 200_000}, "About 200 events in 2024/25"),
        ("per 1,000", {"count": 600, "people": 2_000}, "About 200 events in 2024/25"),
        ("per 100,000", {"count": 500, "people": 200_000}, NOT_PLAIN),
        ("per 100,000", {"people": 200_000}, "the source gives no counts"),
        ("years", {"count": 600, "people": 2_000}, "an average, a ratio or an index counts nobody"),
        ("", {"count": 600, "people": 2_000}, "an average, a ratio or an index counts nobody"),
    ],
)
def test_a_gap_tells_people_or_events_where_they_can_be_counted_and_else_why_not(
    universe, unit, fields, said
):
    assert said in stands_for(gap_of(universe, unit, **fields))


def test_lists_and_money_tell_why_there_is_no_number_of_people(universe, client):
    gap_of(universe, "years")
    for name in ("orphans", "money_and_gaps"):
        shown = page(client, reverse(f"commitments:{name}"), as_=universe.lead)
        assert "an average, a ratio or an index counts nobody" in shown


def test_a_target_says_how_many_people_or_why_not(universe):
    gap = gap_of(universe, "percent", value=40.0, size=10.0, people=5000)
    assert "about 250 people" in in_people(gap.latest, 5.0, "percent", ratio=False)
    assert "a ratio moves" in in_people(gap.latest, 0.2, "percent", ratio=True)
    assert "in per 1,000, not in a share" in in_people(gap.latest, 5.0, "per 1,000", ratio=False)
    assert "does not say how many" in in_people(None, 5.0, "percent", ratio=False)


@pytest.fixture
def recommendation(universe):
    return services.add_recommendation(
        by=universe.lead, reference="R1", title="Publish the waiting list", owner=universe.trust,
        addressees=[universe.trust, universe.housing], response_due=date(2026, 6, 1),
        source={"kind": "report", "title": "A review"}, **WHY,
    )  # fmt: skip


def test_an_addressee_is_taken_off_with_a_reason_before_it_answered(
    universe, recommendation, client
):
    wrong = recommendation.addressees.get(organisation=universe.housing)
    url = reverse("commitments:stop_asking", args=[recommendation.pk])
    answer = press(client, url, as_=universe.alice, addressee=wrong.pk, reason="")
    assert "There is a problem" in words(answer)
    press(client, url, addressee=wrong.pk, reason="It does not own the list")
    assert [one.organisation for one in recommendation.addressees.all()] == [universe.trust]
    sentence = AuditEvent.objects.first().sentence
    assert sentence == "no longer asks Hills Housing to answer: It does not own the list"
    services.stop_asking(
        recommendation, by=universe.alice, addressee=wrong, reason="Pressed twice"
    )  # nothing more happens
    assert Addressee.objects.count() == 1


def test_an_answer_is_never_taken_away(universe, recommendation, client):
    kept = recommendation.addressees.get(organisation=universe.trust)
    services.respond(kept, by=universe.alice, answer="accepted")
    with pytest.raises(RuleBroken, match="so it stays an addressee"):
        services.stop_asking(recommendation, by=universe.lead, addressee=kept, reason="Not theirs")
    url = reverse("commitments:stop_asking", args=[recommendation.pk])
    assert "Harbour NHS Trust</label>" not in page(client, url, as_=universe.alice)
    page(client, url, as_=universe.bob, status=404)


@pytest.fixture
def forum(universe):
    return gatherings.add_gathering(
        by=universe.lead, title="Housing forum", kind="forum", starts=date(2026, 2, 3),
        topics=["Damp homes"],
    )  # fmt: skip


@pytest.fixture
def assessment(universe, forum):
    topic = forum.topics.get()
    promise = add_pledge(universe, kind="action", gathering=forum, topic=topic)
    return services.start_assessment(promise, by=universe.alice)


def hear(universe, forum, text, consent="quote"):
    voice, _ = voices.record_voice(
        by=universe.lead, text=text, kind="barrier", consent=consent, source="gathering", gathering=forum,
        topic=forum.topics.get(), on=date(2026, 2, 1), cleared=True,
    )  # fmt: skip
    return voice


def test_an_assessment_shows_topics_and_quotes_that_were_tied(universe, forum, assessment, client):
    quote = hear(universe, forum, "Mould is back every winter")
    hear(universe, forum, "Only count me", consent="themes")
    url = reverse("commitments:tie_said", args=[assessment.pk])
    offered = page(client, url, as_=universe.alice)
    assert "Mould is back every winter" in offered
    assert "Only count me" not in offered
    press(client, url, voices=[quote.pk], topics=[forum.topics.get().pk])
    shown = page(client, assessment.get_absolute_url())
    assert "Mould is back every winter" in shown
    assert "They spoke about:" in shown
    assert AuditEvent.objects.first().sentence == "tied what people said: topics 1, quotes 1"


def test_whoever_ties_words_second_sees_what_the_first_tied(universe, forum, assessment, client):
    first, second = (hear(universe, forum, text) for text in ("Mould is back", "Nobody came"))
    url = reverse("commitments:tie_said", args=[assessment.pk])
    client.force_login(universe.alice)
    seen = client.get(url).context["form"]["seen"].value()
    services.tie_what_people_said(assessment, by=universe.lead, topics=[], voices=[first])
    answer = press(client, url, voices=[second.pk], seen=seen)
    assert "Somebody else changed this while you were writing" in words(answer)
    assert "“Mould is back”</td><td>“Nobody came”" in words(answer)
    press(client, url, voices=[second.pk], seen=answer.context["form"]["seen"].value())
    assert list(assessment.voices.all()) == [second]


def test_words_that_are_taken_back_leave_an_assessment(universe, forum, assessment, client):
    quote = hear(universe, forum, "Mould is back every winter")
    services.tie_what_people_said(assessment, by=universe.alice, topics=[], voices=[quote])
    voices.withdraw(quote)
    shown = page(client, assessment.get_absolute_url(), as_=universe.alice)
    assert "Mould is back every winter" not in shown
    assert "1 quote that stood here was taken back" in shown
    with pytest.raises(RuleBroken, match="no longer wants to be quoted"):
        services.tie_what_people_said(assessment, by=universe.alice, topics=[], voices=[quote])
