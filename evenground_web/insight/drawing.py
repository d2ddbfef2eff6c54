"""Draws charts in a process of its own, so that the drawing engine's memory is given back.

Reads a list of Vega-Lite specifications as JSON and writes the list of SVG texts; with `png` as its
argument it reads one SVG and writes it as a PNG picture.
"""

from __future__ import annotations

import json
import sys

VEGA_LITE = "5.20"
SHARPNESS = 2.0  # pixels of a picture for each of the drawing


def draw() -> None:
    import vl_convert

    specs = json.load(sys.stdin)
    json.dump(
        [vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE) for spec in specs], sys.stdout
    )


def picture() -> None:
    import vl_convert

    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(vl_convert.svg_to_png(svg, scale=SHARPNESS))


if __name__ == "__main__":
    picture() if sys.argv[1:] == ["png"] else draw()
