"""Which files can be kept: known by what is in them, not by their names.

What a picture says beside its points (where it was taken, by which telephone) is taken out, but for
which way up it is: the points alone would lie on their side.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

from django.core.files.base import File

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import file_name

LARGEST = 10 * 1024 * 1024
SUFFIXES = {
    ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".pptx": "pptx", ".odt": "odt",
    ".ods": "ods", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".csv": "text", ".txt": "text",
}  # fmt: skip
STARTS_WITH = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
FOLDERS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
MARKUP = re.compile(r"^\s*<|<\s*(?:svg|html|script|iframe|!doctype)\b", re.IGNORECASE)
PNG_KEPT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
JPEG_DROPPED = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}  # Exif, XMP, IPTC, comments
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
EXIF = b"Exif\0\0"
ORIENTATION, SHORT, UPRIGHT = 0x0112, 3, 1
STUFFED = {0x00, *range(0xD0, 0xD8)}  # within the points of a picture


def read_file(file: File[bytes], *, kept: str = "here") -> tuple[str, bytes]:
    """The name and the bytes to keep, or a refusal in words. Nothing larger than the limit is read."""
    name = file_name(file.name or "")
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise RuleBroken(
            f"{name} cannot be kept {kept}. Use a PDF, a Word, Excel, PowerPoint or "
            "OpenDocument file, a CSV or text file, or a JPEG or PNG picture."
        )
    if file.size > LARGEST:
        raise RuleBroken(f"{name} is larger than 10 MB. Make it smaller, or give a link to it.")
    if file.size == 0:
        raise RuleBroken(f"{name} is empty. Choose another file.")
    file.seek(0)
    content = file.read()
    file.seek(0)
    if kind_of(content, name) != SUFFIXES[suffix]:
        raise RuleBroken(f"{name} is not a {suffix[1:].upper()} file inside. Save it again as one.")
    return name, without_metadata(content, name, SUFFIXES[suffix])


def kind_of(content: bytes, name: str) -> str:
    """What a file is by its content; nothing for what is not on the list."""
    for start, kind in STARTS_WITH.items():
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content, name)
    return _kind_of_text(content, name)


def _kind_of_zip(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            inside = file.namelist()
            if any(entry.lower().endswith("vbaproject.bin") for entry in inside):
                raise RuleBroken(f"{name} holds macros. Save it without them, or as a PDF.")
            if inside[:1] == ["mimetype"] and file.getinfo("mimetype").file_size < 100:
                return OPEN_DOCUMENT.get(file.read("mimetype"), "")
    except (zipfile.BadZipFile, RuntimeError, EOFError) as damaged:
        raise RuleBroken(f"{name} is damaged. Save it again, and choose it again.") from damaged
    if "[Content_Types].xml" not in inside:
        return ""
    return next((k for f, k in FOLDERS.items() if any(e.startswith(f) for e in inside)), "")


def _kind_of_text(content: bytes, name: str) -> str:
    if b"\0" in content:
        return ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if MARKUP.search(text):
        raise RuleBroken(
            f"{name} is a web page or an SVG drawing inside, which could carry a script. Save it "
            "as a PDF or as a PNG picture."
        )
    return "text"


def without_metadata(content: bytes, name: str, kind: str) -> bytes:
    """A picture with its points and colours alone; any other file as it is."""
    try:
        if kind == "jpeg":
            return _jpeg(content)
        return _png(content) if kind == "png" else content
    except (IndexError, ValueError, struct.error) as damaged:
        raise RuleBroken(f"{name} is damaged. Save it again, and choose it again.") from damaged


def _png(content: bytes) -> bytes:
    kept, here = [content[:8]], 8
    while True:
        length, kind = struct.unpack_from(">I4s", content, here)
        end = here + 12 + length
        if end > len(content):
            raise IndexError
        if kind in PNG_KEPT:
            kept.append(content[here:end])
        elif kind == b"eXIf" and (way := _way_up(content[here + 8 : end - 4])) != UPRIGHT:
            kept.append(_png_chunk(b"eXIf", _way_up_alone(way)))
        if kind == b"IEND":
            return b"".join(kept)
        here = end


def _jpeg(content: bytes) -> bytes:
    kept, here = [content[:2]], 2
    while True:
        while content[here + 1] == 0xFF:  # padding before a marker
            here += 1
        marker = content[here + 1]
        if marker == END_OF_IMAGE:
            return b"".join([*kept, content[here : here + 2]])
        (length,) = struct.unpack_from(">H", content, here + 2)
        end = here + 2 + length
        if content[here] != 0xFF or length < 2 or end > len(content):
            raise IndexError
        if marker == START_OF_SCAN:
            end = _end_of_scan(content, end)
        said = content[here + 4 : end]
        if marker not in JPEG_DROPPED:
            kept.append(content[here:end])
        elif said.startswith(EXIF) and (way := _way_up(said[len(EXIF) :])) != UPRIGHT:
            alone = EXIF + _way_up_alone(way)
            kept.append(struct.pack(">BBH", 0xFF, marker, len(alone) + 2) + alone)
        here = end


def _way_up(exif: bytes) -> int:
    """The orientation that Exif data name, from 1 to 8; upright where they name none or are broken."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    try:
        if order is None:
            return UPRIGHT
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, start)
        for number in range(entries):
            tag, kind, _, way = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * number)
            if (tag, kind) == (ORIENTATION, SHORT) and UPRIGHT <= way <= 8:
                return int(way)
    except struct.error:
        pass
    return UPRIGHT


def _way_up_alone(way: int) -> bytes:
    """Exif data that name the orientation and nothing else."""
    return struct.pack("<4sIHHHIHHI", b"II*\0", 8, 1, ORIENTATION, SHORT, 1, way, 0, 0)


def _png_chunk(kind: bytes, said: bytes) -> bytes:
    return struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said))


def _end_of_scan(content: bytes, here: int) -> int:
    """Where the next marker stands after the points of a picture."""
    while True:
        here = content.index(b"\xff", here)
        if content[here + 1] not in STUFFED and content[here + 1] != 0xFF:
            return here
        here += 1 if content[here + 1] == 0xFF else 2
