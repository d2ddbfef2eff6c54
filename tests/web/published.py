"""Small files in the form of Fingertips, as an analyst uploads them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import published

INACTIVE = ("93015", "Percentage of physically inactive adults")
DECILES = "LSOA11 deprivation deciles within area (IMD trend)"
MOST, LEAST = "Most deprived decile", "Least deprived decile"


def row(group, value, *, period="2023/24", kind=DECILES, indicator=INACTIVE, half=1.0, **other):
    """One group in one period, with limits `half` on each side."""
    number, limits = value is not None, value is not None and half
    return published.row() | {
        "Indicator ID": indicator[0],
        "Indicator Name": indicator[1],
        "Category Type": kind,
        "Category": group,
        "Time period": period,
        "Value": value if number else "",
        "Lower CI 95.0 limit": value - half if limits else "",
        "Upper CI 95.0 limit": value + half if limits else "",
        "Time period Sortable": f"{period[:4]}0000",
        **other,
    }


def content(*rows) -> bytes:
    return published.file(*rows, line_end="\r\n")


def upload(*rows, name="inactive.csv", raw: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(*rows) if raw is None else raw)


def pair(most, least, *, period="2023/24", **other):
    """The most and the least deprived decile in one period."""
    return [row(MOST, most, period=period, **other), row(LEAST, least, period=period, **other)]
