"""When a published number is about: first and last day, or not understood and never guessed."""

from __future__ import annotations

import pytest

from evenground.sources import fingertips
from evenground.sources.periods import period
from tests.published import file, row


def read(*rows):
    return fingertips.read(file(*rows), name="data.csv")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2015/16", "2015-04-01", "2016-03-31"),
        ("1999/00", "1999-04-01", "2000-03-31"),
        ("2015 - 17", "2015-01-01", "2017-12-31"),
        ("2015-2017", "2015-01-01", "2017-12-31"),
        ("2020/21 - 24/25", "2020-04-01", "2025-03-31"),
        ("2020/21 – 2024/25", "2020-04-01", "2025-03-31"),
        ("1998 - 00", "1998-01-01", "2000-12-31"),
        ("1999-01", "1999-01-01", "2001-12-31"),
        ("1998/99 - 00/01", "1998-04-01", "2001-03-31"),
        ("2021/22 Q1 - 2021/22 Q2", "2021-04-01", "2021-09-30"),
        ("2021/22 Q4 - 2022/23 Q3", "2022-01-01", "2022-12-31"),
        ("Sept 2020", "2020-09-01", "2020-09-30"),
        ("2021 Q1", "2021-01-01", "2021-03-31"),
        ("2021/22 Q1", "2021-04-01", "2021-06-30"),
        ("2021/22 Q4", "2022-01-01", "2022-03-31"),
        ("2019/20 Q2 - 2020/21 Q1", "2019-07-01", "2020-06-30"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("Aug 2015 - Jul 2017", "2015-08-01", "2017-07-31"),
        ("2024-04", "2024-04-01", "2024-04-30"),
        ("2024-04-01", "2024-04-01", "2024-04-01"),
        ("2024-04-01 - 2025-03-31", "2024-04-01", "2025-03-31"),
    ],
)
def test_periods_of_every_kind_have_a_first_and_a_last_day(text, start, end):
    assert [str(day) for day in period(text)] == [start, end]
    published = read(
        row(period=text, sortable=f"{text[:4]}0000" if text[0].isdigit() else "", range="")
    )
    assert [str(day) for day in published.table.select("period_start", "period_end").row(0)] == [
        start,
        end,
    ]


@pytest.mark.parametrize(
    "text",
    ["2015/17", "2021 Q5", "2017 - 15", "2015 - 16 Q1", "Sometime 2020", "Marching 2020"]
    + ["2015 - soon", "15/16", "2015 -"],
)
def test_a_period_that_is_not_understood_is_not_guessed(text):
    assert period(text) is None


@pytest.mark.parametrize(
    ("sortable", "length"), [("20190000", "1y"), ("20240000", "3y"), ("20240000", "1")]
)
def test_a_period_that_its_other_columns_contradict_is_set_aside(sortable, length):
    published = read(row(), row(code="E1", sortable=sortable, range=length))
    assert published.rows_kept == 1
    assert "does not agree" in published.set_aside[0].reason
