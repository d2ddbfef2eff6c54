"""What the owner thinks it contributed: written, signed by somebody else, and then never changed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Contribution
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from tests.web.pages import page, press, words
from tests.web.proof_records import later, tied_gap

WORDS = {
    "did": "Walking groups in 14 neighbourhoods",
    "also_happened": "A new park opened",
    "why": "Those who walked with us moved more; others may have too",
    "unknown": "Whether they would have walked anyway",
}


@pytest.fixture
def baseline(universe):
    found = tied_gap(universe)
    later(found)
    return type(found).objects.get(pk=found.pk)


@pytest.fixture
def draft(universe, baseline):
    return services.write_contribution(baseline, by=universe.alice, **WORDS)


def sign(statement, by):
    return services.sign_contribution(statement, by=by, revision=statement.revision)


def test_a_signed_statement_keeps_what_the_figures_said(universe, draft):
    signed = sign(draft, universe.lead)
    assert (signed.signed_by, signed.version) == (universe.lead, 1)
    assert "it narrowed by 5.9 percentage points" in signed.result
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Contribution.objects.update(why="We did it all")


def test_whoever_wrote_it_does_not_sign_it(universe, draft):
    with pytest.raises(RuleBroken, match="somebody else must sign it"):
        sign(draft, universe.alice)
    edited = services.write_contribution(
        draft.baseline, by=universe.lead, revision=1, **{**WORDS, "did": "Fewer groups"}
    )
    for writer in (universe.alice, universe.lead):
        with pytest.raises(RuleBroken, match="You wrote this statement or part of it"):
            sign(edited, writer)


def test_it_is_signed_once(universe, draft):
    sign(draft, universe.lead)
    with pytest.raises(RuleBroken, match="cannot be signed again"):
        sign(draft, universe.lead)


def test_what_changed_while_somebody_read_is_not_signed(universe, draft):
    services.write_contribution(
        draft.baseline, by=universe.alice, revision=1, **{**WORDS, "did": "Other words"}
    )
    with pytest.raises(RuleBroken, match="was changed while you were reading"):
        services.sign_contribution(draft, by=universe.lead, revision=1)


def test_a_new_version_leaves_the_signed_one_readable(universe, draft, client):
    sign(draft, universe.lead)
    again = services.write_contribution(
        draft.baseline, by=universe.alice, **{**WORDS, "why": "We no longer think so"}
    )
    assert (again.version, again.is_signed) == (2, False)
    shown = page(client, draft.baseline.get_absolute_url(), as_=universe.bob)
    assert "We no longer think so" in shown
    old = page(client, f"/commitments/statements/{draft.pk}/")
    assert WORDS["why"] in old
    assert f"Signed by {universe.lead}" in old


def test_every_part_is_needed_and_the_same_words_change_nothing(universe, baseline, draft):
    for part in WORDS:
        with pytest.raises(RuleBroken, match="Write what|Write why"):
            services.write_contribution(baseline, by=universe.alice, **{**WORDS, part: " "})
    assert services.write_contribution(baseline, by=universe.alice, **WORDS) == draft
    assert Contribution.objects.get().revision == 1


def test_the_second_of_two_writers_sees_both_texts(universe, baseline, draft, client):
    newer = {**WORDS, "did": "Walking groups in 15 neighbourhoods"}
    services.write_contribution(baseline, by=universe.lead, revision=1, **newer)
    with pytest.raises(Conflict):
        services.write_contribution(
            baseline, by=universe.alice, revision=1, **{**WORDS, "why": "x"}
        )
    address = f"{baseline.get_absolute_url()}statement/"
    mine = {**WORDS, "did": "Walking groups in 16 neighbourhoods", "revision": "1"}
    answer = press(client, address, as_=universe.alice, **mine)
    assert "in 15 neighbourhoods" in words(answer)
    assert "in 16 neighbourhoods" in words(answer)
    saved = press(
        client, address, **{**mine, "revision": answer.context["form"]["revision"].value()}
    )
    assert "The statement was saved" in words(saved)
    assert Contribution.objects.get().did == mine["did"]


def test_the_page_offers_the_signature_to_somebody_else(universe, draft, client):
    address = f"/commitments/statements/{draft.pk}/sign/"
    assert WORDS["unknown"] in page(client, address, as_=universe.lead)
    assert "You signed the statement" in words(press(client, address, revision="1"))
    page(client, address, as_=universe.bob, status=404)
