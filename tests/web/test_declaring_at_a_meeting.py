"""An interest is declared against an item, and whoever is in the chair answers for theirs."""

import pytest
from django.db import IntegrityError, transaction

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import Declaration
from evenground_web.people import services as people
from tests.web.meeting_records import FIRST, approve, came, decide, seated_board


@pytest.fixture
def u(universe):
    return seated_board(universe)


def interest_of(person, **given):
    return people.declare_interest(
        person, by=person, kind="financial", description="Owns an interpreting agency", arose=FIRST,
        on=FIRST, **given,
    )  # fmt: skip


def declare(u, person, **given):
    values = {"by": u.secretary, "item": u.item, "managed": "left", **given}
    return services.declare_at_meeting(u.first.meeting, person=person, **values)


def test_a_chair_who_says_nothing_of_an_interest_decides_nothing(u):
    came(u, u.first)
    interest = interest_of(u.alice)
    with pytest.raises(RuleBroken, match="Alice is in the chair and has 1 interest"):
        decide(u)
    with pytest.raises(RuleBroken, match="Alice is in the chair and has 1 interest"):
        services.send_to_chair(u.first.meeting, by=u.secretary)
    declare(u, u.alice, interest=interest, managed="handed_over", how="Bob took the chair")
    assert decide(u).reference == "D1"


def test_an_interest_may_touch_no_item(u):
    came(u, u.first)
    interest = interest_of(u.alice)
    declare(u, u.alice, interest=interest, item=None, managed="touches_none")
    assert decide(u)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"managed": "chair_decided", "what": "Shares", "how": "May stay"},
            "does not decide about",
        ),
        ({"managed": "left"}, "Say what the interest is"),
        ({"managed": "left", "what": "Shares", "item": None}, "Choose the item"),
        ({"managed": "touches_none", "what": "Shares"}, "Choose the item"),
    ],
)
def test_what_cannot_be_declared_like_this_is_refused(u, given, said):
    came(u, u.first)
    with pytest.raises(RuleBroken, match=said):
        declare(u, u.alice, **given)


def test_what_the_chair_decided_is_written(u):
    came(u, u.first)
    with pytest.raises(RuleBroken, match="Write what the chair decided"):
        declare(u, u.bob, what="A tenant", managed="chair_decided")
    with pytest.raises(RuleBroken, match="Bob is not in the chair"):
        declare(u, u.bob, what="A tenant", managed="handed_over")


def test_somebody_who_is_not_there_declares_nothing(u):
    came(u, u.first, member="apologies")
    with pytest.raises(RuleBroken, match="Analyst is not recorded as present"):
        declare(u, u.analyst, what="Shares")


def test_an_interest_is_declared_once_against_an_item(u):
    came(u, u.first)
    interest = interest_of(u.bob)
    declared = declare(u, u.bob, interest=interest)
    with pytest.raises(RuleBroken, match="written down already: left the room"):
        declare(u, u.bob, interest=interest)
    with pytest.raises(IntegrityError), transaction.atomic():
        Declaration.objects.create(
            meeting=u.first.meeting, item=u.item, person=u.bob, interest=interest, managed="left"
        )
    services.withdraw_declaration(declared, by=u.secretary)
    assert not Declaration.objects.exists()


def test_the_minutes_say_what_was_declared_and_not_what_the_register_withholds(u):
    came(u, u.first)
    declare(u, u.bob, interest=interest_of(u.bob, withheld="Would show where he lives"))
    declare(u, u.analyst, what="A friend works there", managed="no_vote")
    content = approve(u, confirmed_by=u.bob).content
    item = next(row for row in content["items"] if row["id"] == u.item.pk)
    assert [(row["person"], row["what"]) for row in item["declarations"]] == [
        ("Analyst", "A friend works there"),
        ("Bob", "an interest that is on record and not published"),
    ]
