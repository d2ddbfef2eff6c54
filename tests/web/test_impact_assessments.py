"""Whom a commitment may help or harm: written by some, signed by somebody else, looked at again."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import ImpactAssessment, Risk
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.test_risks import fields

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WRITTEN = {
    "evidence": "Who walks today, by place and ethnic group",
    "said": "Women said that they do not walk where it is dark",
    "decision": "change",
    "reason": "Walks by day first",
    "review_on": date(2027, 3, 1),
}


@pytest.fixture
def pledge(universe):
    return add_pledge(universe)


@pytest.fixture
def draft(universe, pledge):
    """Written by Alice."""
    draft = services.start_assessment(pledge, by=universe.alice, now=NOW)
    services.say_effect(
        draft, by=universe.alice, group="Women", benefit="Company", harm="Dark paths", now=NOW
    )
    return services.edit_assessment(draft, by=universe.alice, now=NOW, **WRITTEN)


def sign(draft, universe, **given):
    return services.sign_assessment(draft, by=universe.lead, **{"now": NOW, **given})


def test_who_wrote_it_does_not_sign_it(universe, draft):
    with pytest.raises(RuleBroken, match="somebody else must sign it"):
        services.sign_assessment(draft, by=universe.alice, now=NOW)
    services.say_effect(draft, by=universe.lead, group="Men", benefit="Company")
    with pytest.raises(RuleBroken, match="You wrote this assessment"):
        sign(draft, universe)
    signed = services.sign_assessment(draft, by=universe.secretary, now=NOW)
    assert (signed.signed_by, signed.signed_on) == (universe.secretary, date(2026, 3, 2))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("an_assessment_is_not_signed_by_who_wrote_it", {"by": "alice"}),
        ("a_signed_assessment_is_whole", {"by": "lead", "decision": ""}),
        ("a_signed_assessment_is_whole", {"by": "lead", "review_on": None}),
        ("a_signed_assessment_is_whole", {"by": "lead", "reason": ""}),
    ],
)
def test_the_database_refuses_it_too(universe, draft, name, wrong):
    signer = getattr(universe, wrong.pop("by"))
    found = ImpactAssessment.objects.filter(pk=draft.pk)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        found.update(signed_by=signer, signed_on=date(2026, 3, 2), **wrong)


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"evidence": " "}, "what you looked at"),
        ({"said": ""}, "what people said"),
        ({"decision": "", "reason": ""}, "a decision, the reason for the decision"),
        ({"review_on": None}, "the day by which it is looked at again"),
        ({"review_on": date(2026, 3, 2)}, "must be after today"),
    ],
)
def test_it_is_whole_before_it_is_signed(universe, draft, lacking, said):
    services.edit_assessment(draft, by=universe.alice, **lacking)
    with pytest.raises(RuleBroken, match=said):
        sign(draft, universe)
    services.edit_assessment(draft, by=universe.alice, **WRITTEN)
    services.leave_out_group(draft, by=universe.alice, group="women")
    with pytest.raises(RuleBroken, match="a group that it may help or harm"):
        sign(draft, universe)


def test_a_signed_assessment_never_changes(universe, draft, pledge):
    sign(draft, universe)
    for attempt in (
        lambda: services.edit_assessment(draft, by=universe.alice, said="Nobody was asked"),
        lambda: services.say_effect(draft, by=universe.alice, group="Men", harm="None found"),
        lambda: services.ask_for_action(draft, by=universe.alice, commitment=pledge),
        lambda: services.leave_out_group(draft, by=universe.alice, group="Women"),
    ):
        with pytest.raises(RuleBroken, match="stays as it is"):
            attempt()
    with pytest.raises(RuleBroken, match="Begin another to change it"):
        sign(draft, universe)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ImpactAssessment.objects.filter(pk=draft.pk).update(said="")


def test_it_is_written_again_from_the_last_and_there_is_one_draft(universe, draft, pledge):
    assert services.start_assessment(pledge, by=universe.lead) == draft
    services.ask_for_action(draft, by=universe.alice, commitment=pledge)
    sign(draft, universe)
    again = services.start_assessment(pledge, by=universe.bob)
    assert again != draft
    assert (again.effects, again.said, again.decision) == (draft.effects, draft.said, "")
    assert list(again.actions.all()) == [pledge]


def test_a_group_is_said_once_in_its_newest_words(universe, draft):
    with pytest.raises(RuleBroken, match="When you looked and found nothing, write that"):
        services.say_effect(draft, by=universe.alice, group="Men")
    services.say_effect(draft, by=universe.alice, group=" women ", harm="None found")
    draft.refresh_from_db()
    assert [(one["group"], one["harm"]) for one in draft.effects] == [("women", "None found")]


def test_a_risk_of_harm_comes_from_an_assessment(client, universe, draft, pledge):
    sign(draft, universe)
    page(client, f"/commitments/assessments/{draft.pk}/risk/", as_=universe.alice, status=404)
    typed = {name: getattr(value, "pk", value) for name, value in fields(universe).items()}
    filled = page(
        client, f"/commitments/assessments/{draft.pk}/risk/?group=Women", as_=universe.secretary
    )
    assert "Dark paths" in filled
    press(client, f"/commitments/assessments/{draft.pk}/risk/", **typed)
    risk = Risk.objects.get()
    assert (risk.kind, risk.assessment) == ("harm", draft)
    for address in (risk, draft, pledge):
        assert "Leaders leave" in page(client, address.get_absolute_url())
    assert "Impact assessment of" in page(client, risk.get_absolute_url())
    assert [r.pk for r in services.find_risks(on=date(2026, 3, 2), kind="harm")] == [risk.pk]
    for wrong in ({"assessment": None}, {"kind": "work"}):
        with (
            pytest.raises(IntegrityError, match="a_risk_of_harm_comes_from_an_assessment"),
            transaction.atomic(),
        ):
            Risk.objects.filter(pk=risk.pk).update(**wrong)


def test_what_is_missing_or_overdue_is_found(client, universe, draft, pledge):
    other = add_pledge(universe, title="Warm homes", kind="action", owner=universe.housing)
    today = date(2026, 3, 2)

    def found(state: str, on: date = today) -> list[str]:
        return [one.title for one in services.find_assessed(on=on, state=state)]

    assert found("missing") == [other.title]
    assert found("draft") == [pledge.title]
    sign(draft, universe)
    assert found("signed") == [pledge.title]
    assert found("overdue", on=date(2027, 3, 2)) == [pledge.title]
    assert found("") == [other.title, pledge.title]
    listed = page(client, "/commitments/assessments/?state=missing", as_=universe.bob)
    assert "Warm homes" in listed
    assert pledge.title not in listed
    services.change_delivery_status(other, by=None, status="stopped", reason="No money")
    assert found("missing") == []


def test_the_lead_of_the_owner_writes_and_another_signs(client, universe, pledge):
    start = f"/commitments/{pledge.pk}/assess/"
    page(client, start, as_=universe.bob, status=404)
    answer = press(client, start, as_=universe.alice)
    draft = ImpactAssessment.objects.get()
    assert "Not signed yet" in words(answer)
    base = draft.get_absolute_url()
    press(client, f"{base}groups/", group="Women", benefit="Company", harm="Dark paths", basis="")
    press(client, f"{base}edit/", **WRITTEN)
    press(client, f"{base}actions/", commitment=pledge.reference.lower())
    assert "somebody else must sign it" in words(press(client, f"{base}sign/", read="on"))
    answer = press(client, f"{base}actions/", commitment="Z99")
    assert "No commitment has the reference Z99" in words(answer)
    signed = words(press(client, f"{base}sign/", as_=universe.secretary, read="on"))
    for text in ("Signed", "Dark paths", "Go ahead with changes", "Walks by day first"):
        assert text in signed
    assert "Impact assessment signed by Board secretary" in page(client, pledge.get_absolute_url())
    page(client, base, as_=universe.charlie, status=404)


def test_official_words_are_loaded_and_drafts_keep_theirs(client, universe, draft, pledge):
    ours = services.wording_file().replace(
        "How may it harm them", "Could there be detriment to them"
    )
    ours = ours.replace('version = "1"', 'version = "trust 3"')
    file = SimpleUploadedFile("ours.toml", ours.encode())
    load = "/commitments/assessments/wording/load/"
    page(client, load, as_=universe.alice, status=404)
    assert "trust 3" in words(press(client, load, as_=universe.secretary, file=file))
    assert "How may it harm them" in page(client, draft.get_absolute_url())
    sign(draft, universe)
    again = services.start_assessment(pledge, by=universe.lead)
    assert "Could there be detriment" in page(client, again.get_absolute_url())
    with pytest.raises(RuleBroken, match="questions.harm: this key is missing"):
        services.load_wording(ours.replace("[questions.harm]", "[questions.damage]"), by=None)
