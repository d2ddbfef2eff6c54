"""Sounds and films: known by what is in them, and kept without what is said beside them.

Who made a recording, where, when and with which telephone stands in parts of the file that no player
needs. These parts are overwritten where they stand, so that what points into the file stays right.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from django.core.files.base import File

from evenground_web.core.files import STARTS_WITH, without_metadata
from evenground_web.core.permissions import RuleBroken

LARGEST = 50 * 1024 * 1024
KINDS = "MP3, M4A, OGG, WAV, MP4, MOV or WebM, or a JPEG or PNG picture"
BOXES_WITH_BOXES = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"}
BOXES_THAT_TELL = {b"udta", b"meta", b"uuid", b"Xtra"}
BOXES_WITH_TIMES = {b"mvhd", b"tkhd", b"mdhd"}
TRACKS = {b"vide", b"soun", b"tmcd", b"text", b"sbtl", b"subt", b"clcp"}
WAVE_KEPT = {b"fmt ", b"data", b"fact"}
VOID, SEGMENT, INFO, TAGS, ATTACHMENTS = 0xEC, 0x18538067, 0x1549A966, 0x1254C367, 0x1941A469
DATE, TITLE, MUXER, WRITER = 0x4461, 0x7BA9, 0x4D80, 0x5741
OGG = b"OggS"


def read_media(file: File[bytes]) -> tuple[str, bytes]:
    """The kind of a sound, film or picture, and its bytes without metadata; or a refusal in words."""
    if file.size > LARGEST:
        raise RuleBroken(
            f"This file has {file.size // (1024 * 1024)} MB, and we can keep {LARGEST // (1024 * 1024)} MB. "
            "Make a shorter recording, or send it in two parts. What you wrote is still here."
        )
    if file.size == 0:
        raise RuleBroken("This file is empty. Choose another one.")
    file.seek(0)
    content = file.read()
    kind = kind_of(content)
    if not kind:
        raise RuleBroken(f"This is not a recording or a picture that we can keep. Use {KINDS}.")
    try:
        return kind, bytes(STRIPPED[kind](bytearray(content)))
    except (IndexError, ValueError, struct.error) as damaged:
        raise RuleBroken("This file is damaged. Save it again, and choose it again.") from damaged


def kind_of(content: bytes) -> str:
    """What a file is by its first bytes; nothing for what is not on the list."""
    for start, kind in STARTS_WITH.items():
        if content.startswith(start) and kind in ("png", "jpeg"):
            return kind
    if content[4:8] == b"ftyp":
        return "m4a" if content[8:11] == b"M4A" else "mp4"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return "wav"
    if content[:4] == OGG:
        return "ogg"
    if content[:4] == b"\x1a\x45\xdf\xa3":
        return "webm"
    is_frame = len(content) > 2 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    return "mp3" if content[:3] == b"ID3" or is_frame else ""


def _mp4(content: bytearray) -> bytearray:
    for start, body, end, kind in _boxes(content, 0, len(content)):
        if kind in BOXES_THAT_TELL:
            content[start + 4 : start + 8] = b"free"
            content[body:end] = bytes(end - body)
        elif kind in BOXES_WITH_TIMES:
            wide = 8 if content[body] == 1 else 4
            content[body + 4 : body + 4 + 2 * wide] = bytes(2 * wide)
        elif kind == b"hdlr":
            if bytes(content[body + 8 : body + 12]) not in TRACKS:
                raise RuleBroken(
                    "This film holds more than sound and pictures: places, perhaps, or the name of a "
                    "camera. Save it again without them, or send the sound alone."
                )
            content[body + 24 : end] = bytes(end - body - 24)
    return content


def _boxes(content: bytearray, here: int, end: int) -> Iterator[tuple[int, int, int, bytes]]:
    """Every box, with those inside it: where it starts, where its body does, where it ends."""
    while here + 8 <= end:
        (size,) = struct.unpack_from(">I", content, here)
        kind, body = bytes(content[here + 4 : here + 8]), here + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, here + 8)
            body = here + 16
        stop = end if size == 0 else here + size
        if stop > end or stop < body:
            raise IndexError
        yield here, body, stop, kind
        if kind in BOXES_WITH_BOXES:
            yield from _boxes(content, body, stop)
        here = stop


def _wav(content: bytearray) -> bytearray:
    kept, here = bytearray(), 12
    while here + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, here)
        end = min(here + 8 + size + size % 2, len(content))
        if kind in WAVE_KEPT:
            kept += content[here:end]
        here = end
    return bytearray(b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WAVE") + kept


def _mp3(content: bytearray) -> bytearray:
    """Without the tags before the sound and after it."""
    while content[:3] == b"ID3":
        size = sum((content[6 + n] & 0x7F) << (7 * (3 - n)) for n in range(4))
        content = content[10 + size + (10 if content[5] & 0x10 else 0) :]
    if content[-128:-125] == b"TAG":
        content = content[:-128]
    if content[-32:-24] == b"APETAGEX":
        (size, _, flags) = struct.unpack_from("<III", content, len(content) - 20)
        content = content[: -(size + (32 if flags & 0x80000000 else 0))]
    if not content:
        raise IndexError
    return content


def _ogg(content: bytearray) -> bytearray:
    """With the comments of its second packet emptied, and its pages summed anew."""
    pages: list[tuple[int, int]] = []
    second: list[int] = []
    packet = here = 0
    while here < len(content) and packet < 2:
        if content[here : here + 4] != OGG:
            raise IndexError
        segments = content[here + 26]
        at = here + 27 + segments
        for size in content[here + 27 : here + 27 + segments]:
            if packet == 1:
                second += range(at, at + size)
            at += size
            packet += size < 255
        pages.append((here, at))
        here = at
    _empty_comments(content, second)
    for start, end in pages:
        content[start + 22 : start + 26] = bytes(4)
        content[start + 22 : start + 26] = struct.pack("<I", _ogg_sum(content[start:end]))
    return content


def _empty_comments(content: bytearray, where: list[int]) -> None:
    """Vendor and comments become spaces; the codec's mark and the length before each stay."""
    packet = bytearray(content[at] for at in where)
    here = 8 if packet.startswith(b"OpusTags") else 7
    (vendor,) = struct.unpack_from("<I", packet, here)
    packet[here + 4 : here + 4 + vendor] = b" " * vendor
    here += 4 + vendor
    (comments,) = struct.unpack_from("<I", packet, here)
    here += 4
    for _ in range(comments):
        (size,) = struct.unpack_from("<I", packet, here)
        if here + 4 + size > len(packet):
            raise IndexError
        packet[here + 4 : here + 4 + size] = b"A=".ljust(size)[:size]
        here += 4 + size
    for at, byte in zip(where, packet, strict=True):
        content[at] = byte


def _ogg_sum(page: bytearray) -> int:
    made = 0
    for byte in page:
        made = (made << 8) & 0xFFFFFFFF ^ OGG_TABLE[made >> 24 ^ byte]
    return made


def _ogg_table() -> list[int]:
    table = []
    for number in range(256):
        made = number << 24
        for _ in range(8):
            made = (made << 1) ^ (0x04C11DB7 if made & 0x80000000 else 0)
        table.append(made & 0xFFFFFFFF)
    return table


OGG_TABLE = _ogg_table()


def _webm(content: bytearray) -> bytearray:
    here = 0
    while here < len(content):
        kind, body = _number(content, here, keeps_mark=True)
        size, start = _number(content, body)
        is_open = size == (1 << (7 * (start - body))) - 1  # the length is not known
        end = len(content) if is_open else start + size
        if end > len(content):
            raise IndexError
        if kind in (TAGS, ATTACHMENTS):
            if is_open:
                raise IndexError
            _void(content, here, end)
        elif kind in (DATE, TITLE, MUXER, WRITER):
            content[start:end] = bytes(size) if kind == DATE else b" " * size
        here = start if is_open or kind in (SEGMENT, INFO) else end
    return content


def _number(content: bytearray, here: int, *, keeps_mark: bool = False) -> tuple[int, int]:
    """A number of variable length, and where it ends; the mark says how long it is."""
    wide = 9 - content[here].bit_length()
    if wide > 8 or here + wide > len(content):
        raise IndexError
    made = int.from_bytes(content[here : here + wide])
    return (made if keeps_mark else made & ((1 << (7 * wide)) - 1)), here + wide


def _void(content: bytearray, start: int, end: int) -> None:
    """What every player skips, of the same length."""
    length = end - start
    if length >= 9:
        head = bytes([VOID, 0x01]) + (length - 9).to_bytes(7)
    else:
        head = bytes([VOID, 0x80 | (length - 2)])
    content[start:end] = head + bytes(length - len(head))


def _picture(kind: str) -> Callable[[bytearray], bytes]:
    return lambda content: without_metadata(bytes(content), "This picture", kind)


STRIPPED: dict[str, Callable[[bytearray], bytes | bytearray]] = {
    "mp4": _mp4, "m4a": _mp4, "wav": _wav, "mp3": _mp3, "ogg": _ogg, "webm": _webm,
    "jpeg": _picture("jpeg"), "png": _picture("png"),
}  # fmt: skip
