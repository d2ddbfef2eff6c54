"""Code lists are checked against published look-ups, and by what they refuse to say."""

from __future__ import annotations

import polars as pl
import pytest

from evenground.errors import DefinitionError
from evenground.indicators.codes import WIDER, code_lists, codes_of, read_code_lists

NHS, OLD = "nhs-ethnic-category", "hes-ethnic-category-before-2001"
FIVE = {
    "Asian": "Asian or Asian British",
    "Black": "Black or Black British",
    "Mixed": "Mixed or multiple ethnic groups",
    "White": "White",
    "Other": "Other ethnic group",
}
SHORT = {  # the words of Ethnicity facts and figures for the groups of 2001, 2011 and 2021
    "Asian other": "Any other Asian background",
    "Black African": "African",
    "Black Caribbean": "Caribbean",
    "Black other": "Any other Black background",
    "Mixed White/Asian": "White and Asian",
    "Mixed White/Black African": "White and Black African",
    "Mixed White/Black Caribbean": "White and Black Caribbean",
    "Mixed other": "Any other mixed background",
    "White other": "Any other White background",
    "White Gypsy/Traveller": "Gypsy or Irish Traveller",
    "Any other": "Any other ethnic group",
    "Any Other Ethnic Background": "Any other ethnic group",
}


def group(name: str, code: str, dimension: str) -> str:
    found = code_lists()[name].find(code)
    assert found is not None
    return code_lists()[name].group(found, dimension)


def test_every_list_that_comes_with_evenground_is_whole():
    assert {NHS, OLD, "census-2011", "census-2021", "ethnic-groups-5"} <= set(code_lists())
    assert len(code_lists()[NHS].known) == 16
    assert len(code_lists()["census-2011"].known) == 18
    assert len(code_lists()["census-2021"].known) == 19


def test_chinese_people_are_with_asian_in_five_groups_and_apart_in_six():
    """The five groups of 2001 had them with Other: the map says what it does with them."""
    assert group(NHS, "R", "ethnic_group") == "Asian or Asian British"
    assert group(NHS, "R", "ethnic_group_6") == "Chinese"
    assert "Chinese" in code_lists()[NHS].maps["ethnic_group"]


def test_white_of_before_2001_does_not_become_white_british():
    assert group(OLD, "0", "ethnic_group") == "White"
    assert group(OLD, "0", "ethnic_group_16") == WIDER


def test_any_other_group_of_before_2001_held_mixed_groups_and_has_no_group_today():
    assert group(OLD, "8", "ethnic_group") == group(OLD, "8", "ethnic_group_16") == WIDER


@pytest.mark.parametrize(
    ("name", "dimension", "why"),
    [
        (NHS, "ethnic_group_18", "Gypsy or Irish Traveller"),
        (NHS, "ethnic_group_19", "Roma"),
        ("census-2011", "ethnic_group_19", "Roma"),
        ("ethnic-groups-5-of-2001", "ethnic_group", "Chinese"),
        ("ethnic-groups-5", "ethnic_group_6", "Chinese"),
        ("ethnic-groups-5", "ethnic_group_16", "cannot be divided"),
    ],
)
def test_a_map_that_would_be_wrong_does_not_exist(name, dimension, why):
    with pytest.raises(DefinitionError, match=why):
        codes_of(name).check(dimension)


def test_not_stated_not_known_and_another_code_are_told_apart():
    codes = codes_of(NHS)
    states = {value: codes.find(value).code.state for value in ("Z", "99", "X", "A")}
    assert states == {"Z": "not stated", "99": "not known", "X": "not known", "A": "known"}
    assert group(NHS, "Z", "ethnic_group") == "Not stated"
    assert group(NHS, "99", "ethnic_group") == "Not known"
    assert codes.find("Q") is None


def test_the_second_character_of_an_nhs_code_is_for_local_use():
    codes = codes_of(NHS)
    assert codes.find("A1").code.code == "A"
    assert codes.find(" a ").code.code == "A"
    assert codes.find("99").code.code == "99"
    assert codes.find("AB1") is None
    assert codes_of("ethnic-groups-16").find("17") is None


def test_two_lists_may_share_a_column_when_no_code_means_two_things():
    both = codes_of(NHS, OLD)
    assert both.find("0").of.id == OLD
    assert both.find("A").of.id == NHS
    with pytest.raises(DefinitionError, match="code 1 means"):
        codes_of(OLD, "ethnic-groups-16")


def test_an_unknown_list_is_refused_with_those_that_there_are():
    with pytest.raises(DefinitionError, match="census-2021"):
        codes_of("census-2031")


def test_every_mistake_of_a_list_is_told_at_once(tmp_path):
    (tmp_path / "wrong.toml").write_text(
        'id = "wrong"\ntitle = "t"\nversion = "1"\ncertainty = "ours"\n'
        '[source]\npublisher = "p"\ntitle = "t"\n[maps]\nethnic_group = "x"\nsize = "y"\n'
        '[[codes]]\ncode = "1"\nlabel = "One"\nto = { ethnic_group = "Green", size = "Big" }\n'
    )
    with pytest.raises(DefinitionError) as refusal:
        read_code_lists(tmp_path)
    assert "no group called Green" in str(refusal.value)
    assert "no dimension called size" in str(refusal.value)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ('[[codes]]\ncode = "1"\nlabel = "One"\n', "does not say its group of ethnic_group"),
        (
            '[[codes]]\ncode = "1"\nlabel = "One"\nstate = "not known"\nto = { ethnic_group = "White" }\n',
            "a code that is not known belongs to no group",
        ),
        (
            (
                '[[codes]]\ncode = "1"\nlabel = "One"\nto = { ethnic_group = "White" }\n'
                '[[codes]]\ncode = "2"\nlabel = "one"\nto = { ethnic_group = "White" }\n'
            ),
            "two codes have the name one",
        ),
    ],
)
def test_a_list_that_leaves_something_open_is_refused(tmp_path, codes, said):
    (tmp_path / "wrong.toml").write_text(
        'id = "wrong"\ntitle = "t"\nversion = "1"\ncertainty = "ours"\n'
        f'[source]\npublisher = "p"\ntitle = "t"\n[maps]\nethnic_group = "x"\n{codes}'
    )
    with pytest.raises(DefinitionError, match=said):
        read_code_lists(tmp_path)


def test_census_2011_agrees_with_a_published_look_up(shared_data):
    table = pl.read_csv(shared_data / "ethnicity/census2011_to_nhs_ethnic_category_lookup.csv")
    rows = table.filter(pl.col("ethnicity_nhse") != "NA", ~pl.col("ethnicity").is_in(["NA"]))
    assert rows.height == 18
    nhs = codes_of(NHS)
    renamed = {"British": "White British", "Irish": "White Irish"}
    for label, category, broad in rows.select("ethnicity", "ethnicity_nhse", "group").iter_rows():
        assert group("census-2011", label, "ethnic_group") == FIVE[broad]
        wording = category.split(" (")[0]
        sixteen = group("census-2011", label, "ethnic_group_16")
        assert sixteen.casefold() == renamed.get(wording, wording).casefold()
        assert sixteen in {nhs.group(listed, "ethnic_group_16") for listed in nhs}


def test_rows_of_totals_are_no_group(shared_data):
    table = pl.read_csv(shared_data / "ethnicity/census2011_to_nhs_ethnic_category_lookup.csv")
    totals = table.filter(pl.col("ethnicity").str.contains("Total|All categories"))["ethnicity"]
    assert len(totals) == 6
    assert [code_lists()["census-2011"].find(label) for label in totals] == [None] * 6


@pytest.mark.parametrize(
    ("scheme", "name", "dimension"),
    [
        ("16A", "ethnic-groups-16", "ethnic_group_16"),
        ("18A", "census-2011", "ethnic_group_18"),
        ("19A", "census-2021", "ethnic_group_19"),
    ],
)
def test_broad_groups_agree_with_ethnicity_facts_and_figures(shared_data, scheme, name, dimension):
    """In the scheme of 2001 the published parent of Chinese is Other: there, and only there, ours differs."""
    table = pl.read_csv(shared_data / "ethnicity/eff_classification_definitions.csv")
    fine = table.filter(Code=scheme).filter(pl.col("Standard") != pl.col("Parent"))
    ours = {code_lists()[name].group(c, dimension): c for c in code_lists()[name].known}
    compared = 0
    for standard, parent in fine.select("Standard", "Parent").iter_rows():
        label = SHORT.get(standard, standard)
        if label in ours:
            five = code_lists()[name].group(ours[label], "ethnic_group")
            expected = "Asian" if (scheme, label) == ("16A", "Chinese") else parent.split()[0]
            assert five == FIVE[expected]
            compared += 1
    assert compared == len(ours)


@pytest.mark.parametrize("file", ["opensafely_ethnicity_ctv3_to_6_16", "opensafely_ethnicity_snomed_to_6_16"])  # fmt: skip
def test_opensafely_numbers_fall_into_the_same_six_groups_both_ways(shared_data, file):
    table = pl.read_csv(shared_data / f"ethnicity/{file}.csv", infer_schema=False)
    pairs = table.select("Grouping_16", "Grouping_6").unique()
    assert pairs.height == 16
    for sixteen, five in pairs.iter_rows():
        through16 = group("ethnic-groups-16", sixteen, "ethnic_group_6")
        through5 = group("ethnic-groups-5-of-2001", five, "ethnic_group_6")
        assert through5 == (WIDER if five == "5" else through16)


def test_every_label_of_the_2021_census_table_is_in_the_list(shared_data):
    """One of the published labels has two spaces."""
    table = pl.read_csv(shared_data / "ethnicity/census2021_ethnicity_19group_count_pct_ltla21.csv")
    labels = table["ethnic_group"].str.replace(r"\((number|percent)\)$", "").unique()
    found = {code_lists()["census-2021"].find(label).code for label in labels}
    assert len(found) == 19
