from datetime import date

import pytest
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.models import Organisation
from tests.web.pages import page, press, words


@pytest.fixture
def charity(universe):
    return services.add_organisation(
        by=None, name="Shoreline Voices", sector="vcse", place=universe.harbour
    )


def test_the_list_says_which_organisations_use_evenground(universe, charity, client):
    text = page(client, reverse("people:organisations"), as_=universe.alice)
    rows = {row.split("</a>")[0].split(">")[-1]: row for row in text.split("<tr")[2:]}
    assert ">Yes<" in rows["Harbour NHS Trust"]
    assert ">No<" in rows["Shoreline Voices"]


@pytest.mark.parametrize(
    "query", ["sector=vcse", "text=shoreline", "text=SV1", "text=Old+Quay", "sector=vcse&text=oice"]
)
def test_the_list_is_narrowed_by_sector_name_code_and_former_name(universe, charity, client, query):
    services.edit_organisation(charity, by=universe.administrator, code="SV1")
    services.add_alias(charity, by=universe.administrator, name="Old Quay Friends")
    text = page(client, f"{reverse('people:organisations')}?{query}", as_=universe.alice)
    assert "1 organisation" in text
    assert "Shoreline Voices" in text


def test_the_list_is_narrowed_by_place(universe, client):
    url = f"{reverse('people:organisations')}?place={universe.hills.pk}"
    table = page(client, url, as_=universe.alice).split("<table")[1]
    assert "Hills Housing" in table
    assert "Harbour NHS Trust" not in table


def test_an_organisation_shows_its_names_people_and_groups(universe, client):
    services.add_alias(
        universe.trust,
        by=universe.administrator,
        name="Harbour Infirmary",
        starts=date(2001, 4, 1),
        ends=date(2013, 3, 31),
    )
    text = page(client, universe.trust.get_absolute_url(), as_=universe.alice)
    assert "Harbour Infirmary, 1 April 2001 to 31 March 2013" in text
    assert "Organisation lead" in text
    assert "Ambermoor Board" in text


def test_an_organisation_that_is_renamed_keeps_its_old_name_and_is_found_by_it(universe):
    renamed = services.edit_organisation(
        universe.housing, by=universe.administrator, name="Hills Homes", on=date(2026, 5, 1)
    )
    alias = renamed.aliases.get()
    assert (alias.name, alias.dates) == ("Hills Housing", "until 1 May 2026")
    assert services.find_organisation("hills housing") == renamed


def test_many_names_find_what_each_finds_alone(universe):
    services.add_organisation(by=None, name="Moor,  Hills and Sea", sector="vcse", code="ZM1")
    services.add_alias(universe.trust, by=None, name="Hills Hospital")
    found = services.organisations_by_name()
    assert len(found) == 8
    for name, organisation in found.items():
        assert services.find_organisation(name.upper()) == organisation


def test_an_organisation_can_take_its_old_name_back(universe):
    for name in ("Hills Homes", "Hills Housing"):
        services.edit_organisation(universe.housing, by=universe.administrator, name=name)
    assert [a.name for a in universe.housing.aliases.all()] == ["Hills Homes"]


def test_a_name_or_code_that_is_taken_is_refused_in_words(universe):
    with pytest.raises(RuleBroken, match="already an organisation called harbour nhs trust"):
        services.add_organisation(by=None, name="harbour nhs trust", sector="nhs_trust")
    with pytest.raises(RuleBroken, match="already an organisation called ZH1"):
        services.edit_organisation(universe.housing, by=universe.administrator, code="ZH1")


def test_a_name_that_ends_before_it_starts_is_refused_in_words(universe, client):
    answer = press(
        client,
        reverse("people:add_alias", args=[universe.trust.pk]),
        as_=universe.administrator,
        name="Harbour Infirmary",
        starts=date(2013, 4, 1),
        ends=date(2001, 4, 1),
    )
    assert "The last day of the name is before its first day" in words(answer)
    assert not universe.trust.aliases.exists()


def test_the_dates_of_another_name_can_be_changed(universe, client):
    alias = services.add_alias(universe.trust, by=universe.administrator, name="Infirmary")
    url = reverse("people:edit_alias", args=[alias.pk])
    press(client, url, as_=universe.administrator, name="Infirmary", starts=date(2001, 4, 1))
    assert "Infirmary, since 1 April 2001" in page(client, universe.trust.get_absolute_url())


def test_an_administrator_adds_and_edits_an_organisation(universe, client):
    typed = {"name": "Hope Temple", "sector": "faith", "code": "", "place": universe.hills.pk}
    press(client, reverse("people:add_organisation"), as_=universe.administrator, **typed)
    temple = Organisation.objects.get(name="Hope Temple")
    answer = press(
        client,
        reverse("people:edit_organisation", args=[temple.pk]),
        **{**typed, "sector": "vcse"},
    )
    said = "changed the sector from “Faith group” to “Voluntary, community and social enterprise”"
    assert said in words(answer)


def test_two_organisations_without_a_code_live_beside_each_other(universe, client):
    for name in ("Hope Temple", "Faith House"):
        press(
            client,
            reverse("people:add_organisation"),
            as_=universe.administrator,
            name=name,
            sector="faith",
        )
    assert Organisation.objects.filter(sector="faith", code=None).count() == 2


def test_a_name_of_two_hundred_letters_fits_every_page(universe, client):
    name = "Confederation " * 14 + "ABCD"
    long = services.add_organisation(by=None, name=name, sector="other", place=universe.hills)
    services.edit_group(universe.board, by=universe.administrator, organisations=[long])
    for record in (long, universe.hills, universe.board):
        assert name in page(client, record.get_absolute_url(), as_=universe.alice)


def test_a_page_of_organisations_costs_at_most_ten_queries(
    universe, client, django_assert_max_num_queries
):
    for number in range(60):
        services.add_organisation(by=None, name=f"Partner {number}", sector="vcse")
    client.force_login(universe.alice)
    with django_assert_max_num_queries(10):
        text = client.get(reverse("people:organisations")).content.decode()
    assert "63 organisations" in text
