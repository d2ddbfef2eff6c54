from evenground_web.insight.services.charts import ChartNotDrawn, as_png, chart, drawn
from evenground_web.insight.services.moves import when_gaps_move
from evenground_web.insight.services.populations import populations_in, use_as_population
from evenground_web.insight.services.publishing import make_public, take_back
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
    series_of,
    verdicts,
)

__all__ = [
    "AlreadyKept",
    "ChangeInGap",
    "ChartNotDrawn",
    "LARGEST_TABLE",
    "as_png",
    "change_in",
    "chart",
    "comparable",
    "drawn",
    "groups",
    "keep",
    "keep_measured",
    "make_public",
    "populations_in",
    "preview_file",
    "series",
    "series_of",
    "table_as_csv",
    "take_back",
    "throw_away",
    "use_as_population",
    "verdicts",
    "when_gaps_move",
]
