"""What a published CSV file is made of, found out before it is read: encoding, lines, cells.

A file that is cut off, ragged or not text is refused here, with the line, because a reader that
fills the holes with nothing would turn damage into missing values.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenground.errors import DataError

CHUNK = 1 << 23
RECORDS = 100_000
NEWLINE, QUOTE, COMMA = b'\n",'
SPECIAL = np.zeros(256, dtype=bool)
SPECIAL[[NEWLINE, QUOTE, COMMA]] = True

NOT_TEXT = {
    b"PK\x03\x04": "an Excel, OpenDocument or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a compressed file",
    b"\xff\xfe": "text in UTF-16",
    b"\xfe\xff": "text in UTF-16",
    b"<": "a web page or XML",
    b"{": "JSON",
    b"[": "JSON",
}


@dataclass(frozen=True)
class Text:
    """A checked CSV text: `source` in UTF-8 with line feeds, the byte where each record ends
    (the header's too), and the line on which each record after the header starts."""

    source: Path | bytes
    digest: str
    header: list[str]
    ends: NDArray[np.int64]
    lines: NDArray[np.int64]
    notes: list[str]

    def parts(self) -> Iterator[bytes]:
        """The records after the header, some at a time, so that memory stays bounded; each part
        has a header of its own: 0,1,2 ..."""
        header = ",".join(map(str, range(len(self.header)))).encode() + b"\n"
        for first in range(0, len(self.lines), RECORDS):
            last = min(first + RECORDS, len(self.lines))
            yield header + whole(self.source, int(self.ends[first]) + 1, int(self.ends[last]))


def check(given: Path | bytes, name: str, refuse: Callable[[list[str], str], None]) -> Text:
    """Look through the whole file once, in pieces. Raises DataError, naming the line.

    `refuse` is asked about the header before the rows: a file of another kind is said to be that.
    """
    digest, encoding, line_ends = characters(given, name)
    notes = []
    source = given
    if encoding != "utf-8" or line_ends == "\r":
        text = whole(given).decode(encoding)
        source = text.replace("\r", "\n").encode() if line_ends == "\r" else text.encode()
        notes.append(
            f"Read as {'Windows-1252' if encoding == 'cp1252' else 'UTF-8'} text"
            + (" with carriage returns as line ends." if line_ends == "\r" else ".")
        )
    ends, cells, lines = records(source, name)
    header = next(csv.reader([whole(source, 0, ends[0]).decode("utf-8-sig")]), [])
    header = [cell.strip() for cell in header]
    refuse(header, name)
    refuse_ragged(source, name, ends, cells, lines, len(header))
    if len(lines) == 1:
        raise DataError(f"{name} has a header and no rows. Save or download it again, with data.")
    return Text(source, digest, header, ends, lines[1:], notes)


def characters(given: Path | bytes, name: str) -> tuple[str, str, str]:
    """The SHA-256, the encoding and the kind of line ends; refuses what is not text."""
    digest, utf8 = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    encoding, line_feeds, returns, first = "utf-8", False, False, b""
    for piece in pieces(given):
        digest.update(piece)
        first = first or piece
        if b"\0" in piece and not kind_of(first):
            raise DataError(
                f"{name} has NUL bytes in it, so it is damaged or not text. "
                "Download the file again."
            )
        line_feeds, returns = line_feeds or b"\n" in piece, returns or b"\r" in piece
        if encoding == "utf-8" and not decodes(utf8, piece):
            encoding = "cp1252"
    if not first.strip(b"\xef\xbb\xbf \t\r\n"):
        raise DataError(f"{name} is empty. Save or download it again, with data.")
    if kind := kind_of(first):
        raise DataError(
            f"{name} is {kind}, not a CSV file. Open it where it comes from and save "
            "or download it as CSV (UTF-8)."
        )
    if encoding == "cp1252" and not all(
        decodes(codecs.getincrementaldecoder("cp1252")(), piece) for piece in pieces(given)
    ):
        raise DataError(f"{name} is neither UTF-8 nor Windows-1252 text. Save it as CSV (UTF-8).")
    return digest.hexdigest(), encoding, "\r" if returns and not line_feeds else "\n"


def kind_of(first: bytes) -> str | None:
    start = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for magic, kind in NOT_TEXT.items() if start.startswith(magic)), None)


def decodes(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        decoder.decode(piece)
    except UnicodeDecodeError:
        return False
    return True


def pieces(given: Path | bytes) -> Iterator[bytes]:
    if isinstance(given, bytes):
        yield from (given[start : start + CHUNK] for start in range(0, len(given), CHUNK))
        return
    with given.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def whole(given: Path | bytes, start: int = 0, end: int | None = None) -> bytes:
    if isinstance(given, bytes):
        return given[start:end]
    with given.open("rb") as file:
        file.seek(start)
        return file.read(-1 if end is None else end - start)


def records(
    source: Path | bytes, name: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """For each record: the byte where it ends, how many cells it has, the line it starts on.

    Only quotation marks, commas and line feeds are looked at, a few million bytes at a time.
    """
    ends, commas, newlines = [], [], []
    offset = quotes = comma_total = newline_total = 0
    for piece in pieces(source):
        codes = np.frombuffer(piece, dtype=np.uint8)
        places = np.flatnonzero(SPECIAL[codes])
        kinds = codes[places]
        open_quote = (quotes + np.cumsum(kinds == QUOTE)) % 2 == 1
        is_newline = kinds == NEWLINE
        comma_sum = comma_total + np.cumsum((kinds == COMMA) & ~open_quote)
        newline_sum = newline_total + np.cumsum(is_newline)
        stop = is_newline & ~open_quote
        ends.append(places[stop] + offset)
        commas.append(comma_sum[stop])
        newlines.append(newline_sum[stop])
        offset += len(codes)
        quotes += int(np.count_nonzero(kinds == QUOTE))
        comma_total = int(comma_sum[-1]) if len(places) else comma_total
        newline_total = int(newline_sum[-1]) if len(places) else newline_total
    all_ends, all_commas, all_newlines = map(np.concatenate, (ends, commas, newlines))
    if quotes % 2:
        line = int(all_newlines[-1]) + 1 if len(all_newlines) else 1
        raise DataError(
            f"{name}: a quotation mark on or after line {line} is never closed. "
            "The file may be cut off: download it again."
        )
    if not len(all_ends) or all_ends[-1] < offset - 1:
        all_ends = np.append(all_ends, offset)
        all_commas = np.append(all_commas, comma_total)
        all_newlines = np.append(all_newlines, newline_total + 1)
    cells = np.diff(all_commas, prepend=0) + 1
    return all_ends, cells, np.concatenate([[1], all_newlines[:-1] + 1])


def refuse_ragged(
    source: Path | bytes,
    name: str,
    ends: NDArray[np.int64],
    cells: NDArray[np.int64],
    lines: NDArray[np.int64],
    wanted: int,
) -> None:
    """Every record has as many cells as the header, or is blank."""
    for index in np.flatnonzero(cells != wanted):
        start = int(ends[index - 1]) + 1 if index else 0
        if cells[index] == 1 and not whole(source, start, int(ends[index])).strip():
            continue
        last = index == len(cells) - 1
        raise DataError(
            f"{name}, line {lines[index]}: {cells[index]} cells where the header has {wanted}. "
            + (
                "The file is cut off: download it again."
                if last and cells[index] < wanted
                else "Correct the line, or download the file again."
            )
        )
