"""A measure of inequality is found by any of its names."""

from __future__ import annotations

import pytest

from evenground.errors import DataError
from evenground.measures import inequality
from tests.engine.measures.unlike_groups import ANY_GROUPS


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("D", "difference"),
        ("r", "ratio"),
        ("Theil", "theil"),
        ("TI", "theil"),
        ("Theil index", "theil"),
        ("IDIS_W", "idisw"),
        ("IDIS", "idisu"),
        ("index of disparity (weighted)", "idisw"),
        ("Mean difference from best-performing subgroup (unweighted)", "mdbu"),
        ("between-group variance", "bgv"),
        ("Coefficient of variation", "cov"),
        ("population attributable fraction", "paf"),
        ("PARisk", "par"),
        ("mean log deviation", "mld"),
        ("Mdm W", "mdmw"),
        ("slope index of inequality", "sii"),
    ],
)
def test_a_measure_is_found_by_any_of_its_names(alias, name):
    result = inequality([2, 5, 8], [1, 2, 3], better_when="higher", order=[1, 2, 3])
    assert alias in result
    assert result[alias] is result[name]
    assert result.get(alias) is result[name]


def test_names_come_in_one_order_and_spelling():
    result = inequality(
        [2, 5, 8], [1, 1, 1], better_when="higher", order=[1, 2, 3], reference=0, bounds=(0, 10)
    )
    assert list(result) == [
        "difference",
        "ratio",
        "sii",
        "rii",
        "aci",
        "rci",
        "bgv",
        "bgsd",
        "cov",
        "mdmu",
        "mdmw",
        "mdbu",
        "mdbw",
        "mdru",
        "mdrw",
        "idisu",
        "idisw",
        "theil",
        "mld",
        "par",
        "paf",
        "wagstaff",
        "erreygers",
    ]
    assert list(inequality([2, 5], [1, 1], better_when="higher")) == ANY_GROUPS


def test_a_name_that_is_no_measure_is_refused():
    result = inequality([2, 5, 8], [1, 1, 1], better_when="higher")
    assert "gini" not in result
    assert result.get("gini", 7) == 7
    assert 3 not in result
    with pytest.raises(
        DataError,
        match="^No measure is called 'gini'. There are: difference, ratio, bgv, bgsd, cov, "
        "mdmu, mdmw, mdbu, mdbw, idisu, idisw, theil, mld, par, paf.$",
    ):
        result["gini"]
