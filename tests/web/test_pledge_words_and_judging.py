"""Words of an agreed pledge change openly; who made a pledge of their own says whether they kept it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Rewording
from evenground_web.commitments.services.pledges import pledge_outcomes, pledges, signatures
from evenground_web.commitments.services.pledges.rewording import reword_pledge
from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from tests.web.pages import page, press, words
from tests.web.pledge_records import PROOF, THAT_DAY, make_summit, personal, promised, propose

LATER = datetime(2026, 8, 1, 9, tzinfo=UTC)
NEW = {
    "title": "We will answer in every language",
    "text": "",
    "reason": "Sign language was missing",
}


@pytest.fixture
def summit(universe):
    return make_summit(universe)


@pytest.fixture
def pledge(universe, summit):
    return promised(universe, summit)


def own(universe, **given):
    return signatures.make_own_pledge(
        by=universe.bob, naming="public", title="I will bring five families", promised_to="families",
        success_measure="They came", owner=universe.housing, due=THAT_DAY.date(),
        review_on=THAT_DAY.date(), now=THAT_DAY, **given,
    )  # fmt: skip


def test_the_words_of_an_agreed_pledge_cannot_be_edited_silently(universe, pledge, client):
    one = pledge.commitment
    with pytest.raises(RuleBroken, match="People agreed to the words of"):
        commitments.edit_commitment(
            one, by=universe.alice, revision=one.revision, title="We may answer"
        )
    commitments.edit_commitment(
        one, by=universe.alice, revision=one.revision, success_measure="Fewer complaints"
    )
    proposed = propose(universe, title="We will listen").commitment
    commitments.edit_commitment(
        proposed, by=universe.alice, revision=proposed.revision, title="We will ask"
    )


def test_new_words_have_a_reason_and_the_old_ones_stay(universe, pledge, client):
    url = reverse("commitments:reword_pledge", args=[pledge.pk])
    answer = press(client, url, as_=universe.alice, **NEW | {"reason": ""})
    assert "Why the words change" in words(answer)
    assert "every language" in answer.content.decode()
    press(client, url, **NEW)
    shown = page(client, pledge.get_absolute_url())
    assert "We will answer in every language" in shown
    assert "Sign language was missing" in shown
    assert "Before, signed by 1: “We will answer in your language" in shown
    public = page(client, reverse("commitments:public_pledge", args=[pledge.pk]))
    assert "We will answer in your language" in public
    assert "Sign language was missing" in public
    assert "gave it other words" in AuditEvent.objects.first().sentence
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Rewording.objects.update(reason="Another")


def test_those_who_signed_are_told_once_and_not_who_wrote_it(universe, pledge):
    signatures.sign(pledge, by=universe.bob, naming="members", now=THAT_DAY)
    for _ in range(2):
        reword_pledge(pledge, by=universe.lead, **NEW)
    told = Message.objects.filter(kind="reworded")
    assert sorted(message.person.name for message in told) == ["Alice", "Bob"]
    assert "It now says:" in told[0].text
    assert Rewording.objects.count() == 1


def test_what_is_judged_or_only_proposed_has_no_new_words(universe, pledge):
    with pytest.raises(RuleBroken, match="a proposed one is edited"):
        reword_pledge(propose(universe, title="We will listen"), by=universe.lead, now=LATER, **NEW)
    pledge_outcomes.review_pledge(
        pledge, by=universe.alice, outcome="not_kept", reason="No money", now=LATER
    )
    with pytest.raises(RuleBroken, match="is not judged yet"):
        reword_pledge(pledge, by=universe.alice, now=LATER, **NEW)


def test_only_the_person_of_a_personal_pledge_gives_it_other_words(universe, client):
    pledge = own(universe)
    with pytest.raises(RuleBroken, match="Only the person who made it"):
        reword_pledge(pledge, by=universe.lead, now=LATER, **NEW)
    url = reverse("commitments:reword_own_pledge", args=[pledge.pk])
    page(client, url, as_=universe.alice, status=404)
    press(client, url, as_=universe.bob, **NEW)
    pledge.commitment.refresh_from_db()
    assert pledge.commitment.title == NEW["title"]
    events = AuditEvent.objects.filter(verb__startswith="pledge.")
    assert "Bob" not in str(list(events.values("actor_name", "sentence")))


def test_a_member_judges_their_own_pledge_and_somebody_else_checks_it(universe, client):
    pledge = own(universe)
    shown = page(client, pledge.get_absolute_url(), as_=universe.bob)
    url = reverse("commitments:review_own_pledge", args=[pledge.pk])
    assert url in shown
    typed = {"outcome": "kept", "reason": "Seven families came"}
    answer = press(client, url, **typed)
    assert "give a link to evidence" in words(answer)
    assert "Seven families came" in words(answer)
    press(client, url, **typed, evidence_link=PROOF)
    pledge.refresh_from_db()
    assert pledge.state == "kept"
    (review,) = pledge.reviews.all()
    assert review.by is None  # the record does not name who made a pledge of their own
    with pytest.raises(RuleBroken, match="somebody else has to check it"):
        pledge_outcomes.check_review(review, by=universe.bob, agrees=True)
    pledge_outcomes.check_review(review, by=universe.alice, agrees=True)
    review.refresh_from_db()
    assert review.checked_by == universe.alice


def test_nobody_judges_the_pledge_of_somebody_else_as_their_own(universe, client, pledge):
    mine = own(universe)
    for one in (mine, pledge):
        url = reverse("commitments:review_own_pledge", args=[one.pk])
        page(client, url, as_=universe.alice, status=404)


def test_somebody_without_an_account_judges_their_pledge_with_their_code(universe, client):
    pledge, _, code = personal(universe)
    opened = client.post(reverse("commitments:signed"), {"code": code})
    assert "Say whether you kept it" in words(opened)
    url = reverse("commitments:review_by_code")
    assert "Did you keep your pledge?" in words(client.post(url, {"code": code}))
    typed = {"code": code, "outcome": "partly_kept", "reason": "Three families came"}
    answer = client.post(url, typed)
    assert "give a link to evidence" in words(answer)
    assert "Three families came" in words(answer)
    answer = client.post(url, typed | {"evidence_link": PROOF})
    assert "Somebody of another organisation looks at it" in words(answer)
    pledge.refresh_from_db()
    assert pledge.state == "partly_kept"
    assert "We do not know this code" in words(client.post(url, {"code": "BCDF-2345-GHJK"}))


def test_many_pledges_are_agreed_a_page_at_a_time(universe, summit, client):
    made = []
    for n in range(30):
        one = propose(universe, gathering=summit, title=f"We will do thing {n}")
        signatures.sign_for_organisation(
            one, by=universe.alice, organisation=universe.trust, now=THAT_DAY
        )
        made.append(one)
    url = reverse("commitments:agree_pledges", args=[summit.pk])
    first = page(client, url, as_=universe.lead)
    assert "Pledges 1 to 25 of 30 that wait" in first
    html = client.get(url + "?page=2").content.decode()
    listed = re.findall(r'name="pledges" [^>]*value="(\d+)"|value="(\d+)"[^>]*name="pledges"', html)
    assert len(listed) == 5
    chosen = [a or b for a, b in listed]
    client.post(url + "?page=2", {"pledges": chosen, "words": "Read out"})
    assert sorted(str(one.pk) for one in made if _state(one) == "agreed") == sorted(chosen)
    answer = client.post(url, {"pledges": [made[0].pk, "x"], "words": "Kept words"})
    assert "Kept words" in words(answer)


def _state(pledge) -> str:
    pledge.refresh_from_db()
    return pledge.state


def test_a_card_of_a_public_pledge_has_the_square_of_its_address(
    universe, summit, client, settings
):
    settings.SITE = "https://example.org"
    public = promised(universe, summit)
    url = reverse("commitments:cards")
    client.force_login(universe.lead)
    cards = client.get(url).content.decode()
    assert cards.count('class="eg-qr"') == 1
    assert f"Address of {public.commitment.reference} on the web" in cards
    pledges.unpublish_pledge(public, by=universe.lead, reason="Wrong words")
    assert 'class="eg-qr"' not in client.get(url).content.decode()
    blank = client.get(reverse("commitments:blank_cards", args=[summit.pk])).content.decode()
    assert blank.count('class="eg-qr"') == 4
    assert "style=" not in blank.split("<main", 1)[1].split("</main>")[0]
