"""What those who claim and those who pay see; everybody else sees nothing of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import pdf
from evenground_web.core.outbox import daily
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import Claim
from evenground_web.gatherings.services.payments import claiming, deciding, keeping, totals
from evenground_web.people.roles import ROLES
from tests.repo.routes import routes
from tests.web.checkers import faults_of
from tests.web.pages import everything_kept, page, press, words
from tests.web.payment_records import AFTER, ON, checked, claimed, paid, paid_summit, rate
from tests.web.place_records import come, link_in, written_to

MARK = "Quillibrand"


@pytest.fixture
def offer(universe):
    return paid_summit(universe)


@pytest.fixture
def mine(universe, offer):
    """The page of somebody who registered, while claims are taken."""
    offer.gathering.starts = offer.gathering.ends = timezone.localdate()
    offer.gathering.save()
    come(offer.gathering, MARK)
    return link_in(written_to(f"{MARK}@example.org".lower())[0])


def test_somebody_claims_from_the_page_of_their_place_and_comes_back_with_the_code(
    offer, mine, client
):
    assert "Claim a payment" in page(client, mine)
    form = words(client.get(f"{mine}claim/"))
    assert f'value="{MARK}"' in form
    assert "can change the benefits you get and the tax you pay" in form
    typed = {
        "name": MARK, "email": "q@example.org", "pay": "cash",
        f"rate_{rate(offer, 'Taxi').pk}": "£12.50", "booked": [rate(offer, "Bus").pk],
    }  # fmt: skip
    assert "Select how would you like" in words(
        press(client, f"{mine}claim/", **{**typed, "pay": ""})
    ) or "Answer the question" in words(press(client, f"{mine}claim/", **{**typed, "pay": ""}))
    shown = press(client, f"{mine}claim/", **typed)
    code = shown.context["code"]
    assert code in words(shown)
    own = words(press(client, reverse("gatherings:my_claim"), code=code.lower()))
    assert "£12.50" in own
    assert "To be booked" in own
    assert "taken back" in words(press(client, reverse("gatherings:take_back_mine"), code=code))
    assert Claim.objects.get().state == "withdrawn"
    assert "We do not know this code" in words(
        press(client, reverse("gatherings:my_claim"), code=code)
    )


def test_what_was_typed_comes_back_when_a_claim_cannot_be_kept(offer, mine, client):
    typed = {
        "name": MARK,
        "email": "q@example.org",
        "pay": "cash",
        "about": "Card 4929123456789012",
    }
    shown = words(
        press(client, f"{mine}claim/", **typed, **{f"rate_{rate(offer, 'Taxi').pk}": "5"})
    )
    assert "number of a bank account or a card" in shown
    assert "Card 4929123456789012" in shown
    assert not Claim.objects.exists()


def test_staff_write_down_a_form_on_paper_and_hand_over_the_code(universe, offer, client):
    host = universe.by_role["host"]
    url = reverse("gatherings:add_claim", args=[offer.gathering_id])
    typed = {"how": "paper", "name": MARK, "pay": "ask", f"rate_{rate(offer, 'Your own').pk}": "10"}
    shown = press(client, url, as_=host, **typed)
    claim = Claim.objects.get()
    assert claiming.find_by_code(shown.context["code"]) == claim
    assert "On paper, by Host for the person" in page(client, claim.get_absolute_url())
    again = press(client, reverse("gatherings:renew_claim_code", args=[claim.pk]))
    assert claiming.find_by_code(again.context["code"]) == claim


def test_one_checks_and_another_agrees_in_the_browser(universe, offer, client):
    claim, _ = claimed(offer, MARK)
    host, finance = universe.by_role["host"], universe.by_role["finance"]
    usual = {f"line_{line.pk}": claiming.payable(line) for line in claim.lines.all()}
    seen = {f"seen_{line.pk}": "on" for line in claim.lines.all()}
    url = reverse("gatherings:check_claim", args=[claim.pk])
    assert "asks for a receipt" in words(press(client, url, as_=host, **usual))
    shown = words(press(client, url, **usual, **seen))
    assert "Receipt seen" in shown
    assert "Agree it" not in shown
    assert press(client, reverse("gatherings:agree_claim", args=[claim.pk])).status_code == 404
    agree = reverse("gatherings:agree_claim", args=[claim.pk])
    read = client.get(claim.get_absolute_url()).context["mark"]
    assert "Note that it is paid" in words(press(client, agree, as_=finance, seen=read))
    paid_on = press(
        client, reverse("gatherings:claim_paid", args=[claim.pk]), on=timezone.localdate()
    )
    assert "Paid" in words(paid_on)
    of_gathering = page(client, f"{reverse('gatherings:claims')}?gathering={offer.gathering_id}")
    assert "£57.50 on 1 claim" in of_gathering


@pytest.mark.parametrize("anew", [{"amounts": {}}, {"reason": "More"}, {"receipts": []}])
def test_a_claim_checked_anew_is_not_agreed_by_somebody_who_read_it_before(
    universe, offer, client, anew
):
    claim, _ = claimed(offer, MARK)
    checked(claim, universe, reason="As asked")
    client.force_login(universe.by_role["finance"])
    read = client.get(claim.get_absolute_url()).context["mark"]
    checked(claim, universe, **{"reason": "As asked", **anew})
    agree = reverse("gatherings:agree_claim", args=[claim.pk])
    for seen in ({"seen": read}, {}):
        assert "checked again while you read it" in words(press(client, agree, **seen))
        assert Claim.objects.get().state == "checked"
    read = client.get(claim.get_absolute_url()).context["mark"]
    press(client, agree, seen=read)
    assert Claim.objects.get().state == "agreed"


def test_a_claim_that_looks_like_another_is_shown_beside_it(universe, offer, client):
    first, _ = claimed(offer, MARK)
    second, _ = claimed(offer, MARK.lower(), email="other@example.org")
    shown = page(client, second.get_absolute_url(), as_=universe.by_role["host"])
    assert f"{first}, to be checked" in shown


def test_nobody_but_those_who_keep_claims_sees_a_name(universe, offer, client):
    claim, _ = claimed(offer, MARK)
    checked(claim, universe)
    addresses = [
        route.address({})
        for route in routes()
        if route.name.startswith("gatherings:")
        and set(route.pattern.pattern.regex.groupindex) <= {"pk"}
        and (route.record or "pk" not in route.pattern.pattern.regex.groupindex)
    ]
    seen = 0
    for role, visitor in {**universe.by_role, "nobody": None, "stranger": universe.charlie}.items():
        if visitor and visitor.has_perm(Permission.KEEP_CLAIMS):
            continue
        client.logout()
        if visitor:
            client.force_login(visitor)
        for where in addresses:
            seen += 1
            told = bytes(client.get(where).getvalue()).lower()
            assert MARK.lower().encode() not in told, f"{role}: {where}"
    assert seen > 500


def test_whoever_reads_private_voices_does_not_keep_claims():
    for role in ROLES.values():
        both = {Permission.SEE_PRIVATE_VOICES, Permission.KEEP_CLAIMS}
        assert not both <= role.permissions, role.name


def test_no_claim_refers_to_a_voice_or_to_a_registration():
    joined = {field.related_model for field in Claim._meta.get_fields()} - {None}
    assert {one._meta.label for one in joined} == {
        "gatherings.PaymentOffer", "gatherings.ClaimLine", "people.Person",
    }  # fmt: skip


def test_no_field_is_meant_for_an_account_number():
    names = {
        field.name
        for model in apps.get_app_config("gatherings").get_models()
        for field in model._meta.get_fields()
    }
    assert not {one for one in names if "account" in one or "sort_code" in one or "iban" in one}


def test_who_claimed_is_removed_on_the_day_and_what_was_paid_stays(universe, offer):
    claim = paid(claimed(offer, MARK, about=f"{MARK} needs a ramp")[0], universe)
    assert keeping.remove_on(claim) == ON + timedelta(30)
    for days, there in ((29, True), (30, False)):
        daily.run(on=ON + timedelta(days), now=AFTER + timedelta(days))
        assert (MARK.lower() in everything_kept()) == there
    claim.refresh_from_db()
    assert (claim.state, claim.removed) == ("paid", True)
    assert claim.lines.filter(paid__gt=0).count() == 2


def test_who_takes_a_claim_back_is_erased_at_once(universe, offer):
    claim, _ = claimed(offer, MARK)
    deciding.withdraw(claim, now=AFTER)
    assert MARK.lower() not in everything_kept()


def test_a_claim_that_nobody_settles_in_a_year_ends(universe, offer):
    claim, _ = claimed(offer, MARK)
    for days, state in ((365, "claimed"), (366, "lapsed")):
        daily.run(on=ON + timedelta(days), now=AFTER + timedelta(days))
        assert Claim.objects.get(pk=claim.pk).state == state


def test_the_list_of_claims_costs_no_more_for_many(
    universe, offer, client, django_assert_max_num_queries
):
    for number in range(12):
        claimed(offer, f"{MARK}{number}")
    client.force_login(universe.by_role["host"])
    with django_assert_max_num_queries(10):
        shown = client.get(f"{reverse('gatherings:claims')}?gathering={offer.gathering_id}")
    assert len(shown.content) < 60_000


def test_the_letter_and_the_form_on_paper_are_for_everybody_who_reads_pdfs(
    universe, offer, client, tmp_path
):
    claim, code = claimed(offer, MARK)
    letter = press(client, reverse("gatherings:my_letter"), code=code)
    assert letter["Content-Type"] == "application/pdf"
    assert faults_of(letter.content, tmp_path) == []
    form = client.get(reverse("gatherings:claim_form", args=[offer.gathering_id]))
    assert form.status_code == 404
    client.force_login(universe.by_role["host"])
    form = client.get(reverse("gatherings:claim_form", args=[offer.gathering_id]))
    assert faults_of(form.content, tmp_path) == []
    letter = client.get(reverse("gatherings:claim_letter", args=[claim.pk]))
    assert faults_of(letter.content, tmp_path) == []


def test_everybody_reads_one_sum_once_all_is_settled_and_none_where_few_were_paid(
    universe, offer, client
):
    settled = [paid(claimed(offer, f"{MARK}{number}")[0], universe) for number in range(7)]
    closed = offer.last_day + timedelta(1)
    told = partial(totals.paid_to_people, on=closed)
    assert [row["paid"] for row in told()] == ["fewer than 8 claims, so how much is not told"]
    assert told(on=offer.last_day) == []
    waits, _ = claimed(offer, f"{MARK}7")
    assert told() == []
    settled.append(paid(waits, universe))
    assert [row["paid"] for row in told()] == ["£460 on about 10 claims"]
    assert told(after=closed + timedelta(1)) == []
    assert len(settled) == 8


def test_a_letter_or_form_that_cannot_be_made_is_told_of_in_words(
    universe, offer, client, monkeypatch
):
    claim, code = claimed(offer)
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    told = "The PDF could not be made just now"
    assert told in words(press(client, reverse("gatherings:my_letter"), code=code))
    client.force_login(universe.by_role["host"])
    for name, key in (("claim_letter", claim.pk), ("claim_form", offer.gathering_id)):
        shown = client.get(reverse(f"gatherings:{name}", args=[key]), follow=True)
        assert told in words(shown)


def test_a_sum_that_was_told_stays_when_staff_write_down_a_late_claim(universe, offer):
    for number in range(8):
        paid(claimed(offer, f"{MARK}{number}")[0], universe)
    told = partial(totals.paid_to_people, on=offer.last_day + timedelta(60))
    before = told()
    assert [row["paid"] for row in before] == ["£460 on about 10 claims"]
    late = AFTER + timedelta(60)
    host = universe.by_role["host"]
    claim, _ = claimed(offer, f"{MARK}8", by=host, how="paper", now=late)
    assert told() == before
    checked(claim, universe, now=late)
    deciding.agree(claim, by=universe.by_role["finance"], now=late)
    deciding.note_paid(claim, by=universe.by_role["finance"], on=late.date(), now=late)
    assert told() == before
    everything = totals.totals([offer.gathering_id])[offer.gathering_id]
    assert (everything.people, everything.paid) == (9, 9 * Decimal("57.50"))
