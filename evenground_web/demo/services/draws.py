"""A panel that the fictional partnership drew by lot."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.gatherings.models import Draw
from evenground_web.gatherings.services import draws

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def tell(year: Year, *, kind: int) -> None:
    for entry in chapter("draws")["draw"]:
        year.timeline.on(entry["frozen"], kind, partial(_freeze, year, entry))
        year.timeline.on(entry["drawn"], kind, partial(_draw, year, entry))


def _freeze(year: Year, entry: dict[str, Any], now: datetime) -> None:
    alike = [
        {"place": place, "age": age} for place, age, count in entry["pool"] for _ in range(count)
    ]
    draws.prepare_draw(
        by=year.cast.people["Blessing Oyelaran"], title=entry["title"], places=entry["places"],
        mix=draws.read_mix(entry["mix"]), pool={f"R{n:03}": said for n, said in enumerate(alike, 1)},
        gathering=year.gatherings.get(entry["gathering"]), seed_from=entry["seed_from"], now=now,
    )  # fmt: skip


def _draw(year: Year, entry: dict[str, Any], now: datetime) -> None:
    host, draw = year.cast.people["Blessing Oyelaran"], Draw.objects.get(title=entry["title"])
    panel = draws.draw_panel(draw, by=host, seed=entry["seed"], now=now).panel
    no = [panel[number] for number in entry["said_no"]]
    draws.replace(draw, by=host, said_no=no, now=now)
