"""The chart of a gap, drawn the first time somebody looks and kept under what it shows.

The same points give the same bytes: a chart is never out of date, and a revised gap has
another chart.
"""

from __future__ import annotations

import hashlib
import json
import subprocess  # nosec B404
import sys
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from evenground_web.insight import drawing
from evenground_web.insight.charts import SCREENS, Line, Point, spec
from evenground_web.insight.models import Gap, Measurement
from evenground_web.insight.services.series import series

_one_at_a_time = Lock()


class ChartNotDrawn(Exception):
    """The drawing engine failed; the table says the same as the chart."""


def chart(gap: Gap, *, screen: str = "wide") -> str:
    """The SVG of a gap over time, for a `wide` or a `narrow` screen."""
    return drawn({name: _spec(gap, name) for name in SCREENS}, screen=screen)


def drawn(specs: dict[str, dict[str, Any]], *, screen: str) -> str:
    """The SVG of the specification for this screen; those for the others are drawn along with it."""
    if not default_storage.exists(_name(specs[screen])):
        with _one_at_a_time:
            missing = [s for s in specs.values() if not default_storage.exists(_name(s))]
            for made, svg in zip(missing, draw(missing), strict=True):
                default_storage.save(_name(made), ContentFile(svg.encode()))
    with default_storage.open(_name(specs[screen])) as file:
        kept: bytes = file.read()
    return kept.decode()


def draw(specs: list[dict[str, Any]]) -> list[str]:
    """Draw all in one process; about a second to start it and 45 ms for each."""
    if not specs:
        return []
    drawn: list[str] = json.loads(_run([], json.dumps(specs), timeout=30 + len(specs)))
    return drawn


def as_png(svg: str) -> bytes:
    """A drawing as a picture, for files that cannot show SVG; kept under what it shows."""
    name = f"charts/{hashlib.sha256(svg.encode()).hexdigest()}.png"
    if not default_storage.exists(name):
        with _one_at_a_time:
            default_storage.save(name, ContentFile(_run(["png"], svg, timeout=30)))
    with default_storage.open(name) as file:
        kept: bytes = file.read()
    return kept


def _run(arguments: list[str], given: str, *, timeout: int) -> bytes:
    done = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, str(Path(drawing.__file__)), *arguments],
        input=given.encode(),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    if done.returncode:
        raise ChartNotDrawn(done.stderr.decode(errors="replace").strip()[-300:])
    return done.stdout


def _spec(gap: Gap, screen: str) -> dict[str, Any]:
    points = series(gap)
    lines = [
        Line(gap.group, _points(point.group for point in points)),
        Line(gap.reference_group, _points(point.reference for point in points)),
    ]
    unit = "%" if gap.indicator.unit == "percent" else gap.indicator.unit
    return spec(lines, unit=unit, screen=SCREENS[screen])


def _points(measurements: Iterable[Measurement]) -> list[Point]:
    return [Point(m.period, m.value, m.lower, m.upper) for m in measurements]


def _name(made: dict[str, Any]) -> str:
    text = json.dumps([drawing.VEGA_LITE, made], sort_keys=True)
    return f"charts/{hashlib.sha256(text.encode()).hexdigest()}.svg"
