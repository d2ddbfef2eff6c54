"""Draws charts in a process of its own, so that the drawing engine's memory is given back.

Reads a list of Vega-Lite specifications as JSON and writes the list of SVG texts.
"""

from __future__ import annotations

import json
import sys

VEGA_LITE = "5.20"


def draw() -> None:
    import vl_convert

    specs = json.load(sys.stdin)
    json.dump(
        [vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE) for spec in specs], sys.stdout
    )


if __name__ == "__main__":
    draw()
