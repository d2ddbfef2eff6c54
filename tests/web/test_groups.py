import pytest
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.models import Group
from tests.web.pages import page, press, words


def test_a_group_shows_its_lead_members_terms_and_standing_items(universe, client):
    services.edit_group(
        universe.board,
        by=universe.administrator,
        terms_of_reference="Meets in public.",
    )
    services.give_seat(universe.board, by=universe.secretary, person=universe.bob)
    text = page(client, universe.board.get_absolute_url(), as_=universe.alice)
    for said in (
        "Led by",
        "Programme lead",
        "Meets in public.",
        "Harbour NHS Trust",
        "Bob",
        "Progress on race and inequalities",
        "Paper from live records",
    ):
        assert said in text


def test_an_administrator_adds_a_group_with_both_kinds_of_members(universe, client):
    answer = press(
        client,
        reverse("people:add_group"),
        as_=universe.administrator,
        name="Housing Forum",
        kind="forum",
        lead=universe.alice.pk,
        people=[universe.bob.pk],
        organisations=[universe.housing.pk],
    )
    group = Group.objects.get(name="Housing Forum")
    assert answer.redirect_chain[-1][0] == group.get_absolute_url()
    assert (group.seats.get().person, group.organisations.get()) == (universe.bob, universe.housing)


def test_a_change_of_members_is_in_the_history(universe, client):
    url = reverse("people:edit_group", args=[universe.board.pk])
    answer = press(
        client,
        url,
        as_=universe.administrator,
        name="Ambermoor Board",
        kind="board",
        lead=universe.lead.pk,
        organisations=[universe.icb.pk],
    )
    said = "changed the organisations from “Ambermoor ICB, Harbour NHS Trust” to “Ambermoor ICB”"
    assert said in words(answer)


def test_two_groups_do_not_share_a_name(universe):
    with pytest.raises(RuleBroken, match="already a group called ambermoor board"):
        services.add_group(by=None, name="ambermoor board", kind="board")


def test_standing_items_are_ordered_by_the_administrator(universe, client):
    finance = services.add_standing_item(universe.board, by=None, title="Finance")
    client.force_login(universe.administrator)
    client.post(reverse("people:raise_standing_item", args=[finance.pk]))
    assert [item.title for item in universe.board.standing_items.current()] == [
        "Finance",
        "Progress on race and inequalities",
    ]


def test_a_standing_item_can_end_and_come_back(universe):
    services.end_standing_item(universe.standing_item, by=universe.administrator)
    assert not universe.board.standing_items.current().exists()
    again = services.add_standing_item(
        universe.board, by=universe.administrator, title=universe.standing_item.title
    )
    assert again.pk == universe.standing_item.pk
    with pytest.raises(RuleBroken, match="already a standing item"):
        services.add_standing_item(
            universe.board, by=universe.administrator, title=universe.standing_item.title
        )
