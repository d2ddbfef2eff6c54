"""What hangs loose: gaps, commitments, topics and voices, each with its count and the next step."""

from datetime import date

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.gatherings import services as gatherings
from evenground_web.insight.models import Gap
from evenground_web.voices import services as voices
from tests.web.commitment_records import (
    add_figures,
    add_pledge,
    make_gap,
    make_release,
    measured_gap,
)
from tests.web.pages import page

ORPHANS = "/commitments/orphans/"


@pytest.fixture
def forum(universe):
    """Two topics; four voices about the first, of which two may be shown."""
    forum = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=date(2026, 2, 1),
        ends=date(2026, 2, 1), topics=["Damp homes", "Parking"],
    )  # fmt: skip
    topic = forum.topics.get(title="Damp homes")
    for number, consent in enumerate(["quote", "quote", "themes", "none"]):
        voices.record_voice(
            by=universe.lead, text=f"Mould is back, {number}", kind="barrier", consent=consent,
            source="gathering", gathering=forum, topic=topic, on=date(2026, 2, 1),
            cleared=True,
        )  # fmt: skip
    return forum


def test_a_gap_shows_its_size_without_a_unit_and_the_next_step(client, universe):
    gap = measured_gap(universe)
    words = page(client, ORPHANS, as_=universe.alice)
    assert "Gaps nobody owns</b> (1)" in words
    assert f"/commitments/gaps/{gap.pk}/" in words
    assert "17.9 percentage points higher" in words
    found = services.with_sizes(services.unowned(Gap.objects.with_standing().sorted_by("apart")))
    assert found.get().apart == pytest.approx(17.9 / 0.9)
    assert found.get().people is None
    side = gap.latest.group
    side.denominator = 2_000
    side.save()
    assert found.get().people == pytest.approx(358)
    assert "About 358" in page(client, ORPHANS)


def test_gaps_are_narrowed_to_one_unit_and_sorted_within_it(client, universe):
    release = make_release()
    for title, size in (("Inactive adults", 5), ("Smoking", 9)):
        gap = make_gap(universe, title=title)
        add_figures(
            gap, release, "2019/20", (20 + size, 20, 40), (20, 19, 21), (size, size - 1, size + 1)
        )
    rates = make_gap(universe, title="Deaths")
    rates.indicator.unit = "per 100,000"
    rates.indicator.save()
    add_figures(rates, release, "2019/20", (900, 890, 910), (100, 90, 110), (800, 790, 810))

    def titles(query: str) -> list[str]:
        client.force_login(universe.lead)
        return [r.gap.indicator.title for r in client.get(f"{ORPHANS}?{query}").context["rows"]]

    assert titles("unit=percent&sort=absolute") == ["Smoking", "Inactive adults"]
    assert titles("sort=absolute") == ["Deaths", "Smoking", "Inactive adults"]
    assert titles("sort=apart") == ["Deaths", "Smoking", "Inactive adults"]
    assert titles("q=deaths") == ["Deaths"]
    assert "Nothing fits" in page(client, f"{ORPHANS}?q=teeth")


def test_commitments_are_narrowed_and_only_those_who_may_are_sent_on(client, universe):
    own = add_pledge(universe)
    other = add_pledge(universe, title="Warm homes", owner=universe.housing, kind="action")
    words = page(client, f"{ORPHANS}commitments/", as_=universe.alice)
    assert f"/commitments/{own.pk}/gap/" in words
    assert f"/commitments/{other.pk}/gap/" not in words
    assert "Its owner ties it" in words
    words = page(client, f"{ORPHANS}commitments/?kind=action&text=warm")
    assert str(other) in words
    assert str(own) not in words


def test_a_topic_that_people_spoke_about_waits_for_a_commitment(client, universe, forum):
    topic = forum.topics.get(title="Damp homes")
    words = page(client, f"{ORPHANS}topics/", as_=universe.alice)
    assert "without a commitment</b> (1)" in words
    assert f"/commitments/add/?gathering={forum.pk}&topic={topic.pk}" in words
    assert "Parking" not in words
    for person, heard in ((universe.alice, 2), (universe.lead, 4)):
        (found,) = services.with_heard(services.topics_without_commitment(person), person)
        assert found.heard == heard
    promise = add_pledge(universe, gathering=forum, topic=topic)
    assert list(services.topics_without_commitment(universe.lead)) == []
    services.change_delivery_status(promise, by=universe.lead, status="stopped", reason="No money")
    assert list(services.topics_without_commitment(universe.lead)) == [topic]


def test_voices_without_a_gap_are_those_a_person_may_read(client, universe, forum):
    assert "Voices without a gap</b> (2)" in page(client, f"{ORPHANS}voices/", as_=universe.alice)
    words = page(client, f"{ORPHANS}voices/?kind=barrier", as_=universe.lead)
    assert "Voices without a gap</b> (4)" in words
    voice = services.voices_without_gap(universe.lead).first()
    assert f"/voices/{voice.pk}/" in words
    voices.link_to_gap(voice, by=universe.lead, gap=measured_gap(universe), reason="About it")
    assert services.voices_without_gap(universe.lead).count() == 3
    assert "Nothing fits" in page(client, f"{ORPHANS}voices/?kind=idea")


@pytest.mark.parametrize("path", ["", "commitments/", "topics/", "voices/"])
def test_an_empty_list_says_so_and_a_stranger_sees_none(client, universe, path):
    assert "(0)" in page(client, ORPHANS + path, as_=universe.lead)
    page(client, ORPHANS + path, as_=universe.charlie, status=404)


@pytest.mark.parametrize("path", ["", "commitments/", "topics/", "voices/"])
def test_the_lists_cost_no_more_with_many_rows(
    client, universe, forum, path, django_assert_max_num_queries
):
    measured_gap(universe)
    first = add_pledge(universe)
    Commitment.objects.bulk_create(
        Commitment(
            kind="action", reference=f"B{n}", title=f"Do the thing that number {n} is about",
            owner=universe.trust, created=first.created,
        )
        for n in range(500)
    )  # fmt: skip
    client.force_login(universe.lead)
    with django_assert_max_num_queries(12):
        answer = client.get(ORPHANS + path)
    assert len(answer.content) <= 60 * 1024
