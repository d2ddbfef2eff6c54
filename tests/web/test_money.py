"""The register of money, exact to the penny, and money set beside gaps."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import FundingLine
from evenground_web.core import audit
from evenground_web.core.numbers import pounds
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap
from tests.web.commitment_records import add_figures, add_pledge, make_gap, measured_gap
from tests.web.pages import page, press, words

TODAY = date(2026, 3, 2)
amounts = st.decimals(Decimal("0.01"), Decimal("9999999999.99"), places=2)


def line(universe, **given):
    values = {
        "by": universe.lead, "title": "Walking groups", "source": "Lottery", "kind": "one_off",
        "amount": Decimal("12500.50"), "starts": date(2025, 4, 1), "ends": date(2099, 3, 31),
        "holder": universe.trust, **given,
    }  # fmt: skip
    return services.add_funding(**values)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": Decimal(0)}, "more than £0"),
        ({"amount": Decimal("-5")}, "more than £0"),
        ({"amount": Decimal("1.005")}, "whole pence"),
        ({"ends": date(2025, 3, 31)}, "before it starts"),
        ({"ends": None}, "by which day one-off money is spent"),
        ({"title": " "}, "what the money is for"),
        ({"source": ""}, "who gives the money"),
    ],
)
def test_what_cannot_be_is_refused_in_words(universe, wrong, said):
    with pytest.raises(RuleBroken, match=said):
        line(universe, **wrong)
    kept = line(universe)
    with pytest.raises(RuleBroken, match=said):
        services.edit_funding(kept, by=universe.lead, **wrong)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("money_is_more_than_nothing", {"amount": 0}),
        ("money_ends_after_it_starts", {"ends": date(2020, 1, 1)}),
        ("one_off_money_has_an_end", {"ends": None}),
    ],
)
def test_the_database_refuses_it_too(universe, name, wrong):
    line(universe)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        FundingLine.objects.update(**wrong)


@given(st.lists(st.tuples(amounts, st.sampled_from(["one_off", "recurring"]))))
def test_sums_are_exact_and_the_two_kinds_stay_apart(sums):
    """In any order, to the penny."""
    lines = [FundingLine(pk=n, amount=a, kind=k) for n, (a, k) in enumerate(sums, start=1)]
    there, back = services.total(lines), services.total(lines[::-1])
    assert (there.one_off, there.recurring) == (back.one_off, back.recurring)
    pence = {"one_off": 0, "recurring": 0}
    for amount, kind in sums:
        pence[kind] += int(amount * 100)
    assert (there.one_off * 100, there.recurring * 100) == (pence["one_off"], pence["recurring"])


@given(amounts)
def test_pounds_are_told_to_the_penny(amount):
    assert Decimal(pounds(amount).removeprefix("£").replace(",", "")) == amount


def test_the_same_money_is_added_once_and_its_history_is_exact(universe):
    kept = line(universe)
    with pytest.raises(RuleBroken, match="already in the register"):
        line(universe, title="walking GROUPS")
    services.edit_funding(kept, by=universe.lead, amount=Decimal("12500.51"))
    event = audit.history(kept).first()
    assert event.details["amount"] == ["12500.50", "12500.51"]
    first = audit.history(kept).last()
    assert first.sentence == "added £12,500.50 once from Lottery: Walking groups"


def test_money_stands_beside_the_gap_it_names_and_those_its_commitments_name(universe):
    gap, pledge = measured_gap(universe), add_pledge(universe)
    services.name_gap(pledge, by=universe.lead, gap=gap)
    direct, through = line(universe), line(universe, title="Leaders", kind="recurring", ends=None)
    both = line(universe, title="Both", amount=Decimal("0.01"))
    ended = line(universe, title="Ended", ends=date(2025, 5, 1))
    for one in (direct, both, ended):
        services.fund(one, by=universe.lead, gap=gap)
    for one in (through, both):
        services.fund(one, by=universe.lead, commitment=pledge)
    money = services.money_of([gap], on=TODAY)[gap.pk]
    assert (money.one_off, money.recurring) == (Decimal("12500.51"), Decimal("12500.50"))
    assert {one.title for one in money.lines} == {"Walking groups", "Leaders", "Both"}


def test_gaps_without_money_and_money_without_a_gap_are_found(universe):
    rich, poor = measured_gap(universe), make_gap(universe, title="Smoking")
    add_figures(
        poor, rich.latest.release, "2019/20", (30, 29, 31), (20, 19, 21), (10, 9, 11), (1.5, 1.4, 1.6)
    )  # fmt: skip
    kept, loose = line(universe), line(universe, title="Loose")
    services.fund(kept, by=universe.lead, gap=rich)

    def without(on=TODAY):
        judged = Gap.objects.with_standing().sorted_by("sure")
        return set(services.gaps_for_money(judged, on=on, without=True))

    assert without() == {poor}
    assert without(on=date(2020, 1, 1)) == {rich, poor}
    assert list(services.find_funding(on=TODAY, show="no_gap")) == [loose]
    pledge = add_pledge(universe)
    services.fund(loose, by=universe.lead, commitment=pledge)
    assert list(services.find_funding(on=TODAY, show="no_gap")) == [loose]
    services.name_gap(pledge, by=universe.lead, gap=poor)
    assert list(services.find_funding(on=TODAY, show="no_gap")) == []
    assert without() == set()


def test_the_programme_lead_keeps_the_register(client, universe):
    gap, pledge = measured_gap(universe), add_pledge(universe)
    typed = {
        "title": "Walking groups", "source": "Lottery", "amount": "12500.50", "kind": "one_off",
        "starts": date(2025, 4, 1), "ends": timezone.localdate(), "holder": universe.trust.pk,
        "population": "", "places": [universe.harbour.pk],
    }  # fmt: skip
    page(client, "/commitments/money/add/", as_=universe.alice, status=404)
    answer = press(client, "/commitments/money/add/", as_=universe.lead, **typed)
    assert "£12,500.50 once" in words(answer)
    assert "Harbour" in words(answer)
    base = FundingLine.objects.get().get_absolute_url()
    bad = words(press(client, f"{base}edit/", **typed | {"amount": "12.345"}))
    assert "12.345" in bad
    assert "Error" in bad
    press(client, f"{base}commitments/", commitment=pledge.reference)
    assert str(gap) in page(client, f"{base}gaps/?words=inactive")
    assert str(gap) in words(press(client, f"{base}gaps/?words=inactive", gap=gap.pk))
    beside = page(client, "/commitments/money/gaps/", as_=universe.alice)
    assert "£12,500.50" in beside
    assert "No cost of a point closed is shown" in beside
    assert "12,500.50 one-off, and £0 a year" in page(client, "/commitments/money/")
    press(client, f"{base}gaps/{gap.pk}/take-off/", as_=universe.lead)
    press(client, f"{base}commitments/{pledge.pk}/take-off/")
    assert "No money" in page(client, "/commitments/money/gaps/?money=none")
    assert "said that it is not for" in page(client, base)
    page(client, base, as_=universe.charlie, status=404)
