"""Standard populations are the published ones, join bands but never guess, and refuse mistakes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, DefinitionError
from evenground.measures import directly_standardised_rate, standard

FIVES = list(range(0, 90, 5))
SPLIT = [0, 1, *FIVES[1:]]


@pytest.fixture
def file(tmp_path):
    def write(text, name="own.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


OWN = """name = "Our region"
source = "Mid-year estimates 2024"
starts = [0, 16, 65]
weights = [20, 60, 20.5]
"""


# the published ones


@pytest.mark.parametrize(
    ("name", "first", "last", "bands", "total"),
    [
        ("esp2013", "0-4", "90+", 19, 100_000),
        ("esp1976", "0-4", "85+", 18, 100_000),
        ("who2000", "0-4", "100+", 21, 100_035),
    ],
)
def test_standards_have_their_usual_bands_and_published_total(name, first, last, bands, total):
    ours = standard(name)
    assert (ours.bands[0], ours.bands[-1]) == (first, last)
    assert len(ours) == len(ours.bands) == len(ours.starts) == bands
    assert sum(ours.weights) == total
    assert ours.source
    assert ours.name


def test_the_youngest_and_oldest_weigh_what_was_published():
    esp = standard("esp2013", starts=[*SPLIT, 90, 95])
    assert esp.bands[:3] == ("0", "1-4", "5-9")
    assert esp.weights[:2] == (1_000, 4_000)
    assert esp.weights[-2:] == (800, 200)
    old = standard("esp1976", starts=SPLIT)
    assert old.weights[:2] == (1_600, 6_400)
    assert old.weights[2:12] == (7_000,) * 10
    assert standard("who2000", starts=FIVES).weights[-1] == 635


@pytest.mark.real_data
def test_standards_agree_with_phe_indicator_methods(shared_data):
    reference = shared_data / "reference"
    esp = pl.read_csv(reference / "esp2013.csv")
    assert standard("esp2013").weights == tuple(esp["esp2013"])
    assert standard("esp2013").starts == tuple(esp["startage"])
    old = pl.read_csv(reference / "PHEindicatormethods_testdata_DSR_ISR__testdata_1976.csv")
    assert standard("esp1976").weights == tuple(old["esp1976"])


# bands


@given(st.sampled_from(["esp2013", "esp1976", "who2000"]), st.sets(st.sampled_from(FIVES[1:])))
def test_joining_bands_keeps_every_person_of_the_standard(name, edges):
    ours = standard(name, starts=[0, *sorted(edges)])
    assert sum(ours.weights) == sum(standard(name).weights)
    assert len(ours) == len(edges) + 1
    assert ours.until is None


def test_ages_outside_the_bands_asked_for_are_left_out():
    ours = standard("esp2013", starts=[20, 50, 70], until=75)
    assert ours.bands == ("20-49", "50-69", "70-74")
    assert ours.weights == (39_500, 25_000, 5_000)
    assert ours.until == 75
    under = standard("esp2013", starts=range(0, 75, 5), until=75)
    assert len(under) == 15
    assert sum(under.weights) == 100_000 - 4_000 - 2_500 - 1_500 - 1_000


def test_a_standard_is_given_to_a_measure_as_it_is():
    x, n, esp = np.arange(1, 20), np.full(19, 1_000), standard("esp2013")
    ours = directly_standardised_rate(x, n, esp)
    assert ours == directly_standardised_rate(x, n, list(esp.weights))
    assert np.asarray(esp).dtype == float
    assert np.asarray(esp, dtype=int).dtype == int
    assert esp.__array__(dtype=np.float32).dtype == np.float32
    with pytest.raises(DataError, match="`count` has 18, `population` has 18, `standard` has 19"):
        directly_standardised_rate(x[:18], n[:18], esp)


def test_nobody_changes_a_standard():
    with pytest.raises(AttributeError):
        standard("esp2013").name = "other"


@pytest.mark.parametrize("starts", [[0, 3], [2], [0, 91]])
def test_a_band_is_never_split(starts):
    with pytest.raises(
        DataError, match=f"starts at {starts[-1]}, and a band is never split. Its .* 0, 1-4, 5-9,"
    ):
        standard("esp2013", starts=starts)
    with pytest.raises(DataError, match="No band of 'European standard population 2013' starts at"):
        standard("esp2013", starts=[0], until=72)


@pytest.mark.parametrize("starts", [[], [5, 0], [0, 0, 5]])
def test_bands_rise(starts):
    with pytest.raises(DataError, match="^`starts` rise, from the first age .* under `until`.$"):
        standard("esp2013", starts=starts)


def test_the_last_band_starts_before_the_end():
    with pytest.raises(DataError, match="^`starts` rise, from the first age .* under `until`.$"):
        standard("esp2013", starts=[0, 75], until=75)
    with pytest.raises(DataError, match="^`starts` rise, from the first age .* under `until`.$"):
        standard("esp2013", until=75)


# files of one's own


def test_a_file_of_one_s_own_is_read(file):
    ours = standard(file(OWN))
    assert ours.name == "Our region"
    assert ours.source == "Mid-year estimates 2024"
    assert ours.bands == ("0-15", "16-64", "65+")
    assert ours.weights == (20, 60, 20.5)
    assert standard(str(file(OWN)), starts=[0, 65]).weights == (80, 20.5)


def test_a_file_may_end_at_an_age_and_declare_usual_bands_and_its_total(file):
    ours = standard(file(OWN + "until = 75\nusual = [0, 65]\ntotal = 100.5\nnote = 'x'\n"))
    assert ours.bands == ("0-64", "65-74")
    assert ours.weights == (80, 20.5)
    assert standard(file(OWN + "until = 75\n"), starts=[16], until=65).weights == (60,)
    with pytest.raises(
        DataError,
        match="^No band of 'Our region' starts at 80, and a band is never split. Its bands "
        "are 0-15, 16-64, 65-74.$",
    ):
        standard(file(OWN + "until = 75\n"), until=80)


def test_a_table_of_one_s_own_is_read(file):
    path = file("\ufeffband,start,weight\nyoung,0,20\nmiddle, 16 ,60\nold,65,20.5\n", "own.csv")
    ours = standard(path)
    assert ours.name == "own"
    assert ours.source == "own.csv"
    assert ours.bands == ("0-15", "16-64", "65+")
    assert ours.weights == (20, 60, 20.5)


def test_the_weights_of_a_table_may_be_shares(file):
    assert standard(file("start,weight\n0,0.2\n5,0.7\n", "own.csv")).weights == (0.2, 0.7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("starts", "first"), "own.toml, line 3: first: this key is not known"),
        (("starts = [0, 16, 65]\n", ""), "own.toml: starts: this key is missing"),
        (("16, 65]", "16, 16]"), "line 3: starts: the ages rise from each band to the next"),
        (("0, 16", "-1, 16"), "line 3: starts.1: Input should be greater than or equal to 0"),
        (("0, 16", "0.5, 16"), "line 3: starts.1: Input should be a valid integer"),
        (("[0, 16, 65]", "[]"), "line 3: starts: Tuple should have at least 1 item"),
        (("60, ", ""), "line 4: weights: there are 2 weights for 3 bands"),
        (("60", "-60"), "line 4: weights.2: Input should be greater than or equal to 0"),
        (("60", "inf"), "line 4: weights.2: Input should be a finite number"),
        (("60", "'60'"), "line 4: weights.2: Input should be a valid number"),
        (("20, 60, 20.5", "0, 0, 0"), "line 4: weights: the weights are all 0"),
        (('"Our region"', '""'), "line 1: name: String should have at least 1 character"),
        (("name =", "until = 65\nname ="), "line 1: until: the last band ends after it starts"),
        (("name =", "usual = [0, 50]\nname ="), "line 1: usual: no band starts at 50"),
        (("name =", "total = 100\nname ="), "line 1: total: the weights add to 100.5, not to 100"),
        (("name =", "name"), "own.toml: this is not readable as TOML"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line(file, change, message):
    with pytest.raises(DefinitionError) as refusal:
        standard(file(OWN.replace(*change)))
    assert message in str(refusal.value)
    assert refusal.value.exit_code == 10


def test_all_mistakes_of_a_file_are_told_at_once(file):
    with pytest.raises(DefinitionError) as refusal:
        standard(file(OWN.replace("16, 65]", "16, 16]").replace("60", "-60") + "total = 3\n"))
    assert [line[:8] for line in str(refusal.value).splitlines()] == ["own.toml"] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("age,weight\n0,5\n", "own.csv, line 1: the columns are `start` and `weight`"),
        ("", "own.csv, line 1: the columns are `start` and `weight`"),
        ("start,weight\n0,5\n0,6\n", "own.csv, line 3: `start` is an age in whole years, above"),
        ("start,weight\n0,5\n4.5,6\n", "own.csv, line 3: `start` is an age in whole years"),
        ("start,weight\n-5,5\n", "own.csv, line 2: `start` is an age in whole years"),
        ("start,weight\n,5\n", "own.csv, line 2: `start` is an age in whole years"),
        ("start,weight\n0,many\n", "own.csv, line 2: `weight` is a number, 0 or more"),
        ("start,weight\n0,-1\n", "own.csv, line 2: `weight` is a number, 0 or more"),
        ("start,weight\n0,inf\n", "own.csv, line 2: `weight` is a number, 0 or more"),
        ("start,weight\n0,\n", "own.csv, line 2: `weight` is a number, 0 or more"),
        ("start,weight\n0\n", "own.csv, line 2: `weight` is a number, 0 or more"),
        ("start,weight\n0,0\n5,0\n", "own.csv: the weights are all 0"),
        ("start,weight\n", "own.csv: the weights are all 0"),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_line(file, text, message):
    with pytest.raises(DefinitionError) as refusal:
        standard(file(text, "own.csv"))
    assert message in str(refusal.value)


def test_all_mistakes_of_a_table_are_told_at_once(file):
    with pytest.raises(DefinitionError) as refusal:
        standard(file("start,weight\n0,-1\nx,y\n", "own.csv"))
    assert [line.split(":")[0] for line in str(refusal.value).splitlines()] == [
        "own.csv, line 2",
        "own.csv, line 3",
        "own.csv, line 3",
    ]


def test_a_file_that_a_spreadsheet_marked_as_utf_8_is_read(file):
    for text, name in ((OWN, "own.toml"), ("start,weight\n0,5\n16,6\n", "own.csv")):
        plain, marked = standard(file(text, name)), standard(file("\ufeff" + text, name))
        assert marked == plain


def test_a_name_nobody_knows_is_refused():
    with pytest.raises(
        DefinitionError,
        match="^There is no standard population and no file of the name 'esp2020'. Known are "
        "esp1976, esp2013, who2000, and any TOML or CSV file.$",
    ):
        standard("esp2020")


def test_only_toml_and_csv_are_read(file):
    with pytest.raises(
        DefinitionError, match="^own.xlsx: a standard population is a .toml or a .csv file.$"
    ):
        standard(file("x", "own.xlsx"))


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes(b"\xff\xfe\x00start")
    with pytest.raises(DefinitionError, match="^own.csv: the file is not text in UTF-8.$"):
        standard(path)
