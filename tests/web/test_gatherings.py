from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import Gathering
from evenground_web.people import services as people
from evenground_web.voices import services as voices
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words


@pytest.fixture
def summit(universe):
    return services.add_gathering(
        by=universe.lead,
        title="Race and Inequalities Summit",
        kind="summit",
        starts=date(2026, 5, 12),
        ends=date(2026, 5, 13),
        venue="Harbour Stadium",
        place=universe.harbour,
        organisations=[universe.trust, universe.housing],
        topics=["Workforce", "Involving communities", "Digital exclusion"],
    )


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (date(2026, 5, 12), date(2026, 5, 12), "12 May 2026"),
        (date(2026, 5, 12), date(2026, 5, 13), "12 to 13 May 2026"),
        (date(2026, 4, 30), date(2026, 5, 1), "30 April to 1 May 2026"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 to 1 January 2026"),
    ],
)
def test_dates_are_said_as_people_say_them(starts, ends, said):
    assert Gathering(starts=starts, ends=ends).dates == said


def test_a_gathering_shows_when_where_what_and_who_took_part(universe, summit, client):
    text = page(client, summit.get_absolute_url(), as_=universe.alice)
    for said in (
        "12 to 13 May 2026",
        "Harbour Stadium",
        "Workforce",
        "NHS trust",
        "Hills Housing",
        "Programme lead added the gathering",
    ):
        assert said in text
    assert "Agenda" not in text


def test_organisations_that_took_part_stand_under_their_sector(universe, summit, client):
    text = page(client, summit.get_absolute_url(), as_=universe.alice)
    housing, trust = text.index(">Housing</dt>"), text.index(">NHS trust</dt>")
    assert housing < text.index(">Hills Housing<") < trust < text.index(">Harbour NHS Trust<")


def test_facilitators_add_gatherings_and_members_do_not(universe, client):
    typed = {
        "title": "Health and Housing Forum",
        "kind": "forum",
        "format": "hybrid",
        "starts": date(2026, 11, 29),
        "topics": "Damp\n\nCold homes\ndamp",
    }
    url = reverse("gatherings:add")
    assert press(client, url, as_=universe.alice, **typed).status_code == 404
    press(client, url, as_=universe.by_role["facilitator"], **typed)
    forum = Gathering.objects.get()
    assert forum.ends == date(2026, 11, 29)
    assert [topic.title.lower() for topic in forum.topics.all()] == ["damp", "cold homes"]


def test_a_gathering_that_ends_before_it_starts_is_refused_in_words(universe, client):
    answer = press(
        client,
        reverse("gatherings:add"),
        as_=universe.lead,
        title="A summit with a long name",
        kind="summit",
        format="online",
        starts=date(2026, 5, 13),
        ends=date(2026, 5, 12),
    )
    assert "The last day is before the first day" in words(answer)
    assert "A summit with a long name" in words(answer)
    assert not Gathering.objects.exists()


def test_the_database_refuses_it_too(summit):
    with pytest.raises(IntegrityError, match="a_gathering_ends_after_it_starts|CHECK"):
        Gathering.objects.filter(pk=summit.pk).update(ends=date(2026, 5, 1))


def test_a_meeting_of_no_group_is_refused_in_words(universe, summit):
    with pytest.raises(RuleBroken, match="Choose the group"):
        services.edit_gathering(summit, by=universe.lead, kind="meeting")


def test_an_edited_gathering_says_what_changed(universe, summit, client):
    answer = press(
        client,
        reverse("gatherings:edit", args=[summit.pk]),
        as_=universe.lead,
        title=summit.title,
        kind="summit",
        format="in_person",
        starts=date(2026, 5, 12),
        ends=date(2026, 5, 12),
        venue="Town Hall",
        place=universe.harbour.pk,
    )
    assert "changed the ends from “13 May 2026” to “12 May 2026”" in words(answer)
    assert "the venue from “Harbour Stadium” to “Town Hall”" in words(answer)


def test_who_took_part_is_chosen_afterwards(universe, summit, client):
    url = reverse("gatherings:edit_organisations", args=[summit.pk])
    press(client, url, as_=universe.lead, organisations=[universe.icb.pk])
    assert list(summit.organisations.all()) == [universe.icb]


def test_topics_are_added_renamed_and_ordered(universe, summit, client):
    press(
        client,
        reverse("gatherings:add_topic", args=[summit.pk]),
        as_=universe.lead,
        title="Children and young people",
    )
    children = summit.topics.get(title="Children and young people")
    client.post(reverse("gatherings:raise_topic", args=[children.pk]))
    press(client, reverse("gatherings:rename_topic", args=[children.pk]), title="Young people")
    assert [topic.title for topic in summit.topics.all()] == [
        "Workforce",
        "Involving communities",
        "Young people",
        "Digital exclusion",
    ]


def test_moving_the_first_topic_up_changes_nothing(universe, summit):
    first = summit.topics.first()
    services.move_topic(first, by=universe.lead, up=True)
    assert summit.topics.first() == first


def test_a_topic_is_named_once(universe, summit):
    with pytest.raises(RuleBroken, match="already a topic"):
        services.add_topic(summit, by=universe.lead, title="workforce")
    with pytest.raises(RuleBroken, match="already a topic"):
        services.rename_topic(summit.topics.last(), by=universe.lead, title="Workforce")


def test_the_list_parts_what_is_ahead_from_what_is_past(universe, client):
    today = timezone.localdate()
    for title, days in (("Over", -1), ("On now", 0), ("Ahead", 1)):
        services.add_gathering(
            by=universe.lead, title=title, kind="workshop", starts=today + timedelta(days=days)
        )
    url = reverse("gatherings:gatherings")
    ahead = page(client, url, as_=universe.alice).split("<table")[1]
    assert ahead.index("On now") < ahead.index("Ahead")
    assert "Over" not in ahead
    past = page(client, url + "?when=past").split("<table")[1]
    assert "Over" in past
    assert "Ahead" not in past


def test_the_list_is_narrowed_by_kind(universe, summit, client):
    url = reverse("gatherings:gatherings") + "?when=past&kind="
    assert "Summit" in page(client, url + "summit", as_=universe.alice)
    assert "No past gatherings" in page(client, url + "forum")


def test_the_page_of_a_full_summit_costs_at_most_eight_queries_and_thirty_kilobytes(
    universe, client, django_assert_max_num_queries
):
    partners = [
        people.add_organisation(by=None, name=f"Partner of the summit {number}", sector="vcse")
        for number in range(60)
    ]
    summit = services.add_gathering(
        by=universe.lead,
        title="Summit",
        kind="summit",
        starts=date(2026, 5, 12),
        place=universe.hills,
        organisations=partners,
        topics=[f"Topic {number}" for number in range(5)],
    )
    for number in range(10):
        voices.record_voice(
            by=universe.lead,
            text=f"Said at the summit, {number}",
            kind="idea",
            consent="quote",
            source="gathering",
            gathering=summit,
            cleared=True,
        )
        add_pledge(universe, reference=f"P{number}", gathering=summit)
    client.force_login(universe.alice)
    with django_assert_max_num_queries(8):
        content = client.get(summit.get_absolute_url()).content
    assert content.count(b"Partner of the summit") == 60
    assert content.count(b"Said at the summit") >= 5
    assert len(content) <= 30_000


def test_a_list_of_twenty_costs_at_most_ten_queries(
    universe, client, django_assert_max_num_queries
):
    for number in range(25):
        services.add_gathering(
            by=universe.lead,
            title=f"Workshop {number}",
            kind="workshop",
            starts=timezone.localdate(),
            place=universe.hills,
        )
    client.force_login(universe.alice)
    with django_assert_max_num_queries(10):
        text = client.get(reverse("gatherings:gatherings")).content.decode()
    assert text.count("Workshop ") == 20


def test_a_title_of_two_hundred_letters_fits(universe, client):
    title = "Reconciliation " * 13 + "12345"
    gathering = services.add_gathering(
        by=universe.lead, title=title, kind="summit", starts=date(2026, 5, 12), topics=[title]
    )
    assert title in page(client, gathering.get_absolute_url(), as_=universe.alice)
