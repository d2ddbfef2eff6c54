"""Everybody reads what was pledged: the wall, in frames of other sites, on cards; and wishes."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evenground_web.commitments.models import Commitment, Pledge, Signature, Wish
from evenground_web.commitments.services.pledges import pledges, signatures, wishes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from tests.web.commitment_records import WHY
from tests.web.pages import page, press, words
from tests.web.pledge_records import make_summit, personal, promised, propose

HEAVIEST = 60_000


@pytest.fixture
def summit(universe):
    return make_summit(universe)


def url(name: str, *args) -> str:
    return reverse(f"commitments:{name}", args=args)


def test_the_wall_shows_public_pledges_and_no_others(universe, summit, client):
    shown = promised(universe, summit)
    promised(universe, summit, public=False, title="We will listen")
    propose(universe, title="We may do something")
    wall = page(client, url("wall"))
    assert shown.commitment.title in wall
    assert "We will listen" not in wall
    assert "We may do something" not in wall
    assert "Harbour NHS Trust" in wall


def test_a_pledge_that_is_not_public_has_no_public_page(universe, summit, client):
    page(client, url("public_pledge", promised(universe, summit, public=False).pk), status=404)
    page(client, url("public_pledge", 999), status=404)


def test_the_organisation_that_keeps_a_personal_pledge_is_not_shown_with_it(universe, client):
    pledge, _, _ = personal(universe)
    pledges.publish_pledge(pledge, by=universe.lead)
    assert "Harbour NHS Trust" not in page(client, url("wall"))
    assert "Harbour NHS Trust" not in page(client, url("public_pledge", pledge.pk))


def test_the_wall_is_narrowed_by_level_gathering_topic_place_and_state(universe, summit, client):
    at_summit = promised(universe, summit)
    forum = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=date(2026, 5, 1), topics=["Damp"]
    )
    other = promised(
        universe, forum, level="system", title="We will dry homes", owner=universe.housing
    )
    both = {at_summit, other}
    for query, left in {
        "level=system": other,
        f"gathering={summit.pk}": at_summit,
        f"topic={forum.topics.get().pk}": other,
        f"place={universe.hills.pk}": other,
        f"place={universe.harbour.pk}": at_summit,
    }.items():
        shown = page(client, f"{url('wall')}?{query}")
        found = {one for one in both if f"/{one.pk}/" in shown}
        assert found == {left}, query
    assert "No pledges fit" in page(client, f"{url('wall')}?state=kept")


def test_the_wall_in_a_frame_has_no_script_no_form_and_nothing_of_who_is_signed_in(
    universe, summit, client
):
    pledge = promised(universe, summit)
    client.force_login(universe.alice)
    shown = page(client, url("wall_embed"))
    assert pledge.commitment.title in shown
    assert f'href="{url("public_pledge", pledge.pk)}" target="_blank"' in shown
    for absent in ("<script", "<form", "Alice", "csrf"):
        assert absent not in shown


def test_five_hundred_public_pledges_with_signatories_are_light(
    universe, summit, client, django_assert_max_num_queries
):
    first = promised(universe, summit)
    Commitment.objects.bulk_create(
        Commitment(
            kind="pledge", reference=f"Q{n}", title=f"A pledge of ordinary length, number {n}",
            owner=universe.trust, due=first.commitment.due, original_due=first.commitment.due,
            created=first.commitment.created, gathering=summit, topic=first.commitment.topic,
        )
        for n in range(500)
    )  # fmt: skip
    made = Pledge.objects.bulk_create(
        Pledge(
            commitment=one, level="system", promised_to="everybody who lives here",
            state="public", published_on=date(2026, 6, 1),
        )
        for one in Commitment.objects.filter(pledge=None)
    )  # fmt: skip
    Signature.objects.bulk_create(
        Signature(
            pledge=made[n % 500], name=f"Person {n}", naming="public",
            consented_on=date(2026, 6, 1), signed_on=date(2026, 6, 1),
        )
        for n in range(5_000)
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        answer = client.get(url("wall"))
    assert "and 5 others" in words(answer)
    assert len(answer.content) <= HEAVIEST
    client.force_login(universe.alice)
    for name in ("pledges", "cards"):
        with django_assert_max_num_queries(12):
            answer = client.get(url(name))
        assert len(answer.content) <= HEAVIEST


def test_cards_carry_the_words_and_the_names_that_may_be_public(universe, summit, client):
    pledge = promised(universe, summit)
    signatures.write_down_signature(pledge, by=universe.lead, name="Ama", naming="members")
    shown = page(client, f"{url('cards')}?pledge={pledge.pk}&size=a5&sheet=one", as_=universe.bob)
    card = shown.split("eg-card ")[-1] if "eg-card " in shown else shown
    assert "eg-cards--a5 eg-cards--one" in shown
    assert pledge.commitment.reference in card
    assert "Harbour NHS Trust" in card
    assert "Ama" not in card
    assert "and 1 other" in card


def test_blank_cards_ask_for_consent(universe, summit, client):
    shown = page(client, url("blank_cards", summit.pk) + "?size=a6", as_=universe.bob)
    assert shown.count("How we will know:") == 4
    assert shown.count("Show my name in public") == 4


def test_a_wish_has_no_owner_and_becomes_a_pledge_with_the_chain_kept(universe, summit, client):
    press(
        client, url("add_wish", summit.pk), as_=universe.lead, text="A dentist we can walk to",
        topic=summit.topics.first().pk,
    )  # fmt: skip
    wish = Wish.objects.get()
    assert str(wish) in page(client, summit.get_absolute_url())
    press(
        client, url("pledge_from_wish", wish.pk), level="organisation", title="We will open one",
        promised_to="families", success_measure="It is open", due=date(2027, 1, 1),
        owner=universe.trust.pk, gathering=summit.pk, **WHY,
    )  # fmt: skip
    wish.refresh_from_db()
    assert wish.pledge
    assert "“A dentist we can walk to”" in page(client, wish.pledge.get_absolute_url())
    assert str(wish.pledge) in page(client, url("wishes"))
    assert "No wishes fit" in page(client, url("wishes") + "?show=open")


def test_a_wish_is_tied_to_one_pledge(universe, summit):
    wish = wishes.add_wish(by=universe.lead, text="Ask us once", gathering=summit)
    first, second = propose(universe), propose(universe, title="We will remember")
    for _ in range(2):
        wishes.take_up(wish, by=universe.lead, pledge=first)
    with pytest.raises(RuleBroken, match="took this wish up already"):
        wishes.take_up(wish, by=universe.lead, pledge=second)


def test_the_same_wish_is_kept_once_and_an_empty_one_or_one_of_another_topic_is_refused(
    universe, summit
):
    for text in ("Ask us once", "ask us  once"):
        wishes.add_wish(by=universe.lead, text=text, gathering=summit)
    assert Wish.objects.count() == 1
    with pytest.raises(RuleBroken, match="Write what people wish for"):
        wishes.add_wish(by=universe.lead, text=" ", gathering=summit)
    with pytest.raises(RuleBroken, match="characters long"):
        wishes.add_wish(by=universe.lead, text="a" * 1_001, gathering=summit)
    forum = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=date(2026, 6, 1), topics=["Damp"]
    )
    with pytest.raises(RuleBroken, match="is not a topic of Race Summit"):
        wishes.add_wish(by=universe.lead, text="Dry", gathering=summit, topic=forum.topics.get())
