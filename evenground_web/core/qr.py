"""QR codes for paper: the address of a page of this site, as a drawing within the page."""

from __future__ import annotations

import segno
from django.conf import settings
from django.utils.safestring import SafeString


def qr_drawing(path: str) -> str:
    """The whole address of `path` as a drawing for a PDF."""
    return _made(path).svg_inline(
        border=4, dark="#000", light="#fff", lineclass=None, svgclass=None
    )


def qr_code(path: str, *, title: str) -> SafeString:
    """A drawing that a telephone reads as the whole address of `path`; `title` is its text."""
    drawing = _made(path).svg_inline(
        title=title,
        svgclass="eg-qr",
        lineclass=None,
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
    )
    return SafeString(drawing.replace("<svg ", '<svg role="img" ', 1))  # nosec B703


def _made(path: str) -> segno.QRCode:
    return segno.make(f"{settings.SITE}{path}", error="m", micro=False)
