import pytest
from django.forms import ModelForm
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.forms import PlaceForm
from evenground_web.people.models import Place
from tests.web.pages import page, press, words


def test_the_partnership_shows_its_places_as_a_tree_with_codes(universe, client):
    text = page(client, reverse("people:partnership"), as_=universe.alice)
    assert text.index("England") < text.index("Westmoor") < text.index("Harbour")
    assert "ZZ3" in text


def test_a_place_says_what_it_is_part_of_and_what_is_in_it(universe, client):
    text = page(client, universe.system.get_absolute_url(), as_=universe.alice)
    for name in ("England", "Westmoor", "Harbour", "Hills", "Ambermoor ICB"):
        assert name in text


def test_an_administrator_adds_and_moves_a_place(universe, client):
    typed = {"name": "Quay", "code": "ZZ5", "kind": "neighbourhood"}
    url = reverse("people:add_place")
    press(client, url, as_=universe.administrator, **typed, parent=universe.hills.pk)
    quay = Place.objects.get(code="ZZ5")
    answer = press(
        client, reverse("people:edit_place", args=[quay.pk]), **typed, parent=universe.harbour.pk
    )
    assert "changed the parent from “Hills” to “Harbour”" in words(answer)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "zz4"}, "The code zz4 belongs to Hills"),
        ({"parent": None}, "Choose the place this one is part of"),
        ({"kind": "nation"}, "A nation is at the top of the tree"),
    ],
)
def test_a_place_that_does_not_fit_the_tree_is_refused_in_words(universe, changes, said):
    with pytest.raises(RuleBroken, match=said):
        services.edit_place(universe.harbour, by=universe.administrator, **changes)


def test_a_place_cannot_be_part_of_its_own_part(universe):
    with pytest.raises(RuleBroken, match="Harbour is part of Ambermoor"):
        services.edit_place(universe.system, by=universe.administrator, parent=universe.harbour)


def test_a_refused_form_keeps_what_was_typed(universe, client):
    answer = press(
        client,
        reverse("people:add_place"),
        as_=universe.administrator,
        name="A name worth keeping",
        code="ZZ3",
        kind="place",
        parent=universe.system.pk,
    )
    assert "The code ZZ3 belongs to Harbour" in words(answer)
    assert "A name worth keeping" in words(answer)


def test_when_two_people_edit_one_place_the_second_is_told(universe, client):
    url = reverse("people:edit_place", args=[universe.harbour.pk])
    client.force_login(universe.administrator)
    seen = client.get(url).context["form"]["seen"].value()
    services.edit_place(universe.harbour, by=universe.administrator, name="Harbourside")
    typed = {
        "name": "Harbour Town",
        "code": "ZZ3",
        "kind": "place",
        "parent": universe.system.pk,
        "seen": seen,
    }
    answer = press(client, url, **typed)
    assert "Somebody else changed Harbourside" in words(answer)
    assert answer.context["form"].differences == [("Name", "Harbourside", "Harbour Town")]
    assert "What is saved now, and what you wrote" in words(answer)
    assert Place.objects.get(pk=universe.harbour.pk).name == "Harbourside"
    typed["seen"] = answer.context["form"]["seen"].value()
    press(client, url, **typed)
    assert Place.objects.get(pk=universe.harbour.pk).name == "Harbour Town"


def test_a_place_that_changes_while_the_form_is_checked_is_not_written_over(
    universe, client, monkeypatch
):
    """The other editor saves between the check of the form and the turn of the service."""

    def checked_and_overtaken(form):
        valid = ModelForm.is_valid(form)
        services.edit_place(universe.harbour, by=universe.administrator, name="Harbourside")
        return valid

    monkeypatch.setattr(PlaceForm, "is_valid", checked_and_overtaken)
    typed = {"name": "Harbour Town", "code": "ZZ3", "kind": "place", "parent": universe.system.pk}
    answer = press(
        client,
        reverse("people:edit_place", args=[universe.harbour.pk]),
        as_=universe.administrator,
        **typed,
    )
    assert "Somebody else changed Harbourside" in words(answer)
    assert answer.context["form"].differences == [("Name", "Harbourside", "Harbour Town")]
    assert Place.objects.get(pk=universe.harbour.pk).name == "Harbourside"


def test_the_partnership_gets_its_name_and_stays_fictional(universe, client):
    press(
        client,
        reverse("people:edit_partnership"),
        as_=universe.administrator,
        name="Ambermoor and Hills Partnership",
    )
    text = page(client, reverse("people:partnership"))
    assert "Ambermoor and Hills Partnership" in text
    assert "This partnership is fictional" in text
