"""People sign pledges; their names are shown where they allow it, and go when they take them back."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from evenground_web.commitments.models import Pledge, Signature
from evenground_web.commitments.services.pledges import pledges, signatures
from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from tests.web.pages import page, press, words
from tests.web.pledge_records import judge, make_summit, personal, promised, propose

NAME = "Comfort Asante"
OWN_WORDS = "Nobody told us it was free."
AT_ONCE = 8


@pytest.fixture
def summit(universe):
    return make_summit(universe)


def url(name: str, *args) -> str:
    return reverse(f"commitments:{name}", args=args)


def everywhere(pledge) -> list[str]:
    """Every page, for members and for everybody, that shows who signed."""
    return [
        pledge.get_absolute_url(), url("pledges"), url("cards"), url("wall"), url("wall_embed"),
    ]  # fmt: skip


def test_an_organisation_signs_with_words_of_its_own_beneath(universe, summit, client):
    pledge = propose(universe)
    press(
        client, url("sign_for_organisation", pledge.pk), as_=universe.bob,
        organisation=universe.housing.pk, words="We begin with damp.",
    )  # fmt: skip
    shown = page(client, pledge.get_absolute_url())
    assert "Hills Housing" in shown
    assert "We begin with damp." in shown


def test_nobody_signs_for_an_organisation_of_others(universe, client):
    pledge = propose(universe)
    press(
        client, url("sign_for_organisation", pledge.pk), as_=universe.bob,
        organisation=universe.trust.pk,
    )  # fmt: skip
    assert not Signature.objects.exists()


def test_a_member_signs_a_pledge_once_and_says_who_may_read_their_name(universe, client):
    pledge = propose(universe)
    answer = press(client, url("sign", pledge.pk), as_=universe.bob, words="Me too")
    assert "Answer the question: Who may read your name?" in words(answer)
    assert "Me too" in words(answer)
    for _ in range(2):
        signatures.sign(pledge, by=universe.bob, naming="members", words="Me too")
    assert pledge.signatures.count() == 1
    shown = page(client, pledge.get_absolute_url(), as_=universe.alice)
    assert "Bob" in shown
    press(client, url("sign", pledge.pk), as_=universe.bob, naming="counted")
    shown = page(client, pledge.get_absolute_url(), as_=universe.alice)
    assert "Bob" not in shown
    assert "1 person who wants to be named nowhere" in shown
    assert "Bob (you)" in page(client, pledge.get_absolute_url(), as_=universe.bob)


@pytest.mark.parametrize(
    ("naming", "members", "public"),
    [("counted", False, False), ("members", True, False), ("public", True, True)],
)
def test_a_name_is_read_by_those_whom_its_person_allowed(
    universe, summit, client, naming, members, public
):
    pledge = promised(universe, summit)
    signatures.write_down_signature(
        pledge, by=universe.lead, name=NAME, naming=naming, words=OWN_WORDS
    )
    inside = page(client, pledge.get_absolute_url(), as_=universe.bob)
    client.logout()
    outside = page(client, url("public_pledge", pledge.pk))
    assert (NAME in inside, OWN_WORDS in inside) == (members, members)
    assert (NAME in outside, OWN_WORDS in outside) == (public, public)
    assert (NAME in page(client, url("wall"))) == public
    assert ("1 person who is not named here" in outside) != public


def test_a_personal_pledge_is_public_only_with_consent(universe, client):
    pledge, _, code = personal(universe, naming="members")
    with pytest.raises(RuleBroken, match="has not allowed their name in public"):
        pledges.publish_pledge(pledge, by=universe.lead)
    press(client, url("signed_naming"), code=code, naming="public")
    pledges.publish_pledge(pledge, by=universe.lead)
    assert NAME in page(client, url("wall"))
    press(client, url("signed_naming"), code=code, naming="members")
    assert pledge.commitment.title not in page(client, url("wall"))
    page(client, url("public_pledge", pledge.pk), status=404)


def test_whoever_makes_a_personal_pledge_agrees_to_it_by_signing(universe):
    pledge, _, _ = personal(universe)
    assert pledge.state == "agreed"
    assert pledge.steps.get().by is None


def test_a_code_takes_name_and_words_away_from_every_page_at_once(universe, client):
    pledge, signature, code = personal(universe)
    pledges.publish_pledge(pledge, by=universe.lead)
    client.force_login(universe.bob)
    assert any(NAME in page(client, address) for address in everywhere(pledge))
    client.logout()
    assert "erased" in words(press(client, url("signed_take_back"), code=code.lower()))
    client.force_login(universe.lead)
    for address in everywhere(pledge):
        shown = page(client, address)
        assert NAME not in shown, address
        assert OWN_WORDS not in shown, address
    signature.refresh_from_db()
    assert (signature.name, signature.words, signature.person) == ("", "", None)
    pledge.refresh_from_db()
    assert pledge.state == "withdrawn", "nobody stands behind it any more"
    assert "taken back" in words(press(client, url("signed"), code=code))
    with pytest.raises(RuleBroken, match="was taken back"):
        signatures.change_naming(signature, naming="public")


def test_a_member_takes_a_signature_back_and_the_record_never_named_them(universe, client):
    press(
        client, url("own_pledge"), as_=universe.bob, title="I will listen", promised_to="tenants",
        success_measure="Six visits", due_day="1", due_month="6", due_year="2027",
        owner=universe.housing.pk, naming="members",
    )  # fmt: skip
    pledge = Pledge.objects.get()
    assert pledge.state == "agreed"
    assert "Bob" in page(client, pledge.get_absolute_url(), as_=universe.alice)
    press(client, url("take_mine_back", pledge.pk), as_=universe.bob)
    assert "Bob" not in page(client, pledge.get_absolute_url(), as_=universe.alice)
    events = AuditEvent.objects.filter(subject_id=str(pledge.pk))
    assert {event.actor_name for event in events} == {"Evenground"}
    assert not any("Bob" in event.sentence for event in events)


def test_the_database_forgets_whoever_took_a_signature_back(universe):
    _, signature, _ = personal(universe)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(withdrawn_on="2026-06-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(consented_on=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=signature.pk).update(organisation=universe.trust)


def test_an_organisation_takes_its_signature_back_with_a_reason_and_may_sign_again(
    universe, summit, client
):
    pledge = promised(universe, summit)
    signature = pledge.signatures.get()
    address = url("take_signature_back", signature.pk)
    assert "Enter reason" in words(press(client, address, as_=universe.alice, reason=""))
    press(client, address, reason="The board decided otherwise")
    assert "The board decided otherwise" in page(client, pledge.get_absolute_url())
    assert not pledge.signatures.standing().exists()
    signatures.sign_for_organisation(pledge, by=universe.alice, organisation=universe.trust)
    assert pledge.signatures.standing().count() == 1


def test_only_a_lead_for_all_erases_the_signature_of_a_person_who_asked(universe, summit, client):
    pledge = promised(universe, summit)
    signature, _ = signatures.write_down_signature(
        pledge, by=universe.lead, name=NAME, naming="public"
    )
    client.force_login(universe.alice)
    assert (
        client.post(url("take_signature_back", signature.pk), {"reason": "No"}).status_code == 404
    )
    press(client, url("take_signature_back", signature.pk), as_=universe.lead, reason="They asked")
    signature.refresh_from_db()
    assert signature.name == ""


@pytest.mark.parametrize("why", ["withdrawn", "judged"])
def test_what_was_withdrawn_or_judged_is_signed_no_more(universe, summit, client, why):
    pledge = promised(universe, summit)
    if why == "withdrawn":
        pledges.withdraw_pledge(pledge, by=universe.alice, reason="No money")
    else:
        judge(pledge, universe.alice)
    answer = press(client, url("sign", pledge.pk), as_=universe.bob, naming="public")
    assert f"was {why}" in words(answer)
    with pytest.raises(RuleBroken):
        signatures.sign_for_organisation(pledge, by=universe.bob, organisation=universe.housing)
    assert pledge.signatures.count() == 1


def test_pressing_twice_keeps_one_signature_and_gives_the_same_code(universe, client):
    pledge = propose(universe)
    address = url("write_down_signature", pledge.pk)
    press_ = re.search(r'name="press" value="([^"]+)"', page(client, address, as_=universe.lead))
    assert press_
    typed = {"press": press_[1], "name": NAME, "naming": "members"}
    codes = [
        re.search(r"[B-Z2-9]{4}-[B-Z2-9]{4}-[B-Z2-9]{4}", words(press(client, address, **typed)))
        for _ in range(2)
    ]
    assert codes[0]
    assert codes[1]
    assert codes[0][0] == codes[1][0]
    assert pledge.signatures.count() == 1
    again = press(client, address, name=NAME.lower(), naming="members")
    assert "signed this pledge already" in words(again)


def test_an_unknown_code_opens_nothing(universe, client):
    personal(universe)
    assert "We do not know this code" in words(press(client, url("signed"), code="BCDF-2345-GHJK"))
    press(client, url("signed_take_back"), code="BCDF-2345-GHJK")
    assert Signature.objects.standing().count() == 1


def test_a_code_is_never_kept_and_never_part_of_an_address(universe, client):
    _, signature, code = personal(universe)
    assert code.replace("-", "") not in signature.claim_digest
    answer = press(client, url("signed"), code=code)
    assert code not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]


def test_the_record_of_signing_holds_no_name_of_a_person(universe):
    pledge, _, code = personal(universe)
    found = signatures.find_signature(code)
    assert found
    signatures.take_signature_back(found)
    told = " ".join(
        f"{event.sentence} {event.details}"
        for event in AuditEvent.objects.filter(subject_id=str(pledge.pk))
    )
    assert NAME not in told
    assert not list(audit.faults())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
def test_many_presses_at_once_make_one_signature(universe):
    pledge = propose(universe)
    gate = Barrier(AT_ONCE)

    def sign(number: int) -> None:
        gate.wait()
        try:
            signatures.sign(pledge, by=universe.bob, naming="public")
            signatures.sign_for_organisation(pledge, by=universe.bob, organisation=universe.housing)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(sign, range(AT_ONCE)))
    assert pledge.signatures.count() == 2
    assert AuditEvent.objects.filter(verb="pledge.signed").count() == 2
