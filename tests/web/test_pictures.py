"""A picture from a phone keeps which way up it is, and nothing else that is not its points."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.files import without_metadata

SCAN = b"\xff\xda\0\x04\x01\x02points\xff\xd9"
START = b"\x89PNG\r\n\x1a\n"


def exif(way: int | None, *, order: str = "<", more: bytes = b"made by a phone at 52.9N") -> bytes:
    """Exif data as phones write them: the make, the way up, and more behind."""
    entries = [struct.pack(f"{order}HHII", 0x010F, 2, 20, 100)]
    if way is not None:
        entries.append(struct.pack(f"{order}HHIHH", 0x0112, 3, 1, way, 0))
    head = b"II*\0" if order == "<" else b"MM\0*"
    count = struct.pack(f"{order}H", len(entries))
    return head + struct.pack(f"{order}I", 8) + count + b"".join(entries) + b"\0" * 4 + more


def jpeg(said: bytes) -> bytes:
    app1 = b"Exif\0\0" + said
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(app1) + 2) + app1 + SCAN


def png(said: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return START + head + chunk(b"eXIf", said) + chunk(b"IDAT", b"points") + chunk(b"IEND", b"")


def way_up(content: bytes) -> int | None:
    """The orientation that is named in a picture, found by the bytes of its entry."""
    for order in "<>":
        entry = struct.pack(f"{order}HHI", 0x0112, 3, 1)
        if (at := content.find(entry)) >= 0:
            return int(struct.unpack_from(f"{order}H", content, at + len(entry))[0])
    return None


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("make", "kind"), [(jpeg, "jpeg"), (png, "png")])
@pytest.mark.parametrize("way", range(2, 9))
def test_a_picture_that_lies_on_its_side_keeps_which_way_up_it_is(make, kind, order, way):
    kept = without_metadata(make(exif(way, order=order)), "photo", kind)
    assert way_up(kept) == way
    assert b"phone" not in kept
    assert b"points" in kept
    assert without_metadata(kept, "photo", kind) == kept


@pytest.mark.parametrize("way", [None, 0, 1, 9])
@pytest.mark.parametrize(("make", "kind"), [(jpeg, "jpeg"), (png, "png")])
def test_an_upright_picture_carries_nothing(make, kind, way):
    kept = without_metadata(make(exif(way)), "photo", kind)
    assert b"Exif" not in kept
    assert b"eXIf" not in kept


@given(st.binary(max_size=200), st.integers(0, 60))
def test_broken_exif_data_are_left_out_whatever_they_are(rubbish, cut):
    for said in (rubbish, b"II*\0" + rubbish, exif(6, more=rubbish)[:cut]):
        for make, kind in ((jpeg, "jpeg"), (png, "png")):
            kept = without_metadata(make(said), "photo", kind)
            assert b"points" in kept
            assert len(kept) <= len(make(b"")) + 40
