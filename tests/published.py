"""Small Fingertips files for tests: a row says only what it is about."""

from __future__ import annotations

import csv
import io

HEADINGS = [
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name"),
    *("Area Type", "Sex", "Age", "Category Type", "Category", "Time period", "Value"),
    *("Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit"),
    *("Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Compared to percentiles"),
    *("Time period Sortable", "New data", "Compared to goal", "Time period range"),
]
USUAL = {
    "Indicator ID": "93015",
    "Indicator Name": "Percentage of physically inactive adults",
    "Area Code": "E92000001",
    "Area Name": "England",
    "Area Type": "England",
    "Sex": "Persons",
    "Age": "19+ yrs",
    "Time period": "2024/25",
    "Value": "20",
    "Time period Sortable": "20240000",
    "Time period range": "1y",
}
ETHNIC = {"type": "Ethnic groups"}
DECILES = {"type": "LSOA11 deprivation deciles within area (IMD  trend)"}


def row(**changes: object) -> dict[str, str]:
    """A row of a file; `value=`, `category=`, `period=` and so on stand for their headings."""
    short = {
        "indicator": "Indicator ID",
        "area": "Area Name",
        "code": "Area Code",
        "parent": "Parent Code",
        "type": "Category Type",
        "category": "Category",
        "period": "Time period",
        "sortable": "Time period Sortable",
        "range": "Time period range",
        "lower": "Lower CI 95.0 limit",
        "upper": "Upper CI 95.0 limit",
        "note": "Value note",
    }
    named = {short.get(key, key.capitalize()): str(value) for key, value in changes.items()}
    return {**USUAL, **named}


def file(*rows: dict[str, str], headings: list[str] = HEADINGS, line_end: str = "\n") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(
        text, headings, restval="", lineterminator=line_end, extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
