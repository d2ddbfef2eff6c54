"""Small files in the form of Fingertips, for tests."""

from __future__ import annotations

import csv
from io import StringIO

from django.core.files.uploadedfile import SimpleUploadedFile

HEADER = [
    "Indicator ID",
    "Indicator Name",
    "Parent Code",
    "Parent Name",
    "Area Code",
    "Area Name",
    "Area Type",
    "Sex",
    "Age",
    "Category Type",
    "Category",
    "Time period",
    "Value",
    "Lower CI 95.0 limit",
    "Upper CI 95.0 limit",
    "Lower CI 99.8 limit",
    "Upper CI 99.8 limit",
    "Count",
    "Denominator",
    "Value note",
    "Recent Trend",
    "Compared to England value or percentiles",
    "Compared to percentiles",
    "Time period Sortable",
    "New data",
    "Compared to goal",
    "Time period range",
]
INACTIVE = ("93015", "Percentage of physically inactive adults")
DECILES = "LSOA11 deprivation deciles within area (IMD trend)"
MOST, LEAST = "Most deprived decile", "Least deprived decile"


def row(group, value, *, period="2023/24", kind=DECILES, indicator=INACTIVE, half=1.0, **other):
    number = value is not None
    cells = {
        "Indicator ID": indicator[0],
        "Indicator Name": indicator[1],
        "Area Code": "E92000001",
        "Area Name": "England",
        "Area Type": "England",
        "Sex": "Persons",
        "Age": "19+ yrs",
        "Category Type": kind,
        "Category": group,
        "Time period": period,
        "Value": value if number else "",
        "Lower CI 95.0 limit": value - half if number and half else "",
        "Upper CI 95.0 limit": value + half if number and half else "",
        "Time period Sortable": f"{period[:4]}0000",
        "Time period range": "1y",
    }
    return cells | other


def content(*rows) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, HEADER, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def upload(*rows, name="inactive.csv", raw: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(*rows) if raw is None else raw)


def pair(most, least, *, period="2023/24", **other):
    """The most and the least deprived decile in one period."""
    return [row(MOST, most, period=period, **other), row(LEAST, least, period=period, **other)]
