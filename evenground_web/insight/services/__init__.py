from evenground_web.insight.services.charts import ChartNotDrawn, chart
from evenground_web.insight.services.releases import (
    LARGEST_TABLE,
    AlreadyKept,
    keep,
    keep_measured,
    preview_file,
    table_as_csv,
    throw_away,
)
from evenground_web.insight.services.series import (
    ChangeInGap,
    change_in,
    comparable,
    groups,
    series,
    verdicts,
)

__all__ = [
    "LARGEST_TABLE",
    "AlreadyKept",
    "ChangeInGap",
    "ChartNotDrawn",
    "change_in",
    "chart",
    "comparable",
    "groups",
    "keep",
    "keep_measured",
    "preview_file",
    "series",
    "table_as_csv",
    "throw_away",
    "verdicts",
]
