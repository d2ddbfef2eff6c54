from evenground_web.insight.views.data import (
    add_data,
    check,
    population,
    publish,
    release,
    release_csv,
    release_parquet,
    releases,
    take_back,
    throw_away,
)
from evenground_web.insight.views.gaps import chart, gap, gap_csv, gaps

__all__ = [
    "add_data",
    "chart",
    "check",
    "gap",
    "gap_csv",
    "gaps",
    "population",
    "publish",
    "release",
    "release_csv",
    "release_parquet",
    "releases",
    "take_back",
    "throw_away",
]
