"""An issued paper with an easy read version of it, and files that people send."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import AccessibleVersion
from evenground_web.reports.accessible.services import lists
from tests.web import board

DAY = board.at(date(2026, 2, 10))


def issued_scene(u: Any) -> SimpleNamespace:
    scene = board.set_scene(u)
    board.issue_first(scene)
    scene.paper = scene.first
    return scene


def begin(scene: Any, form: str = "easy_read") -> AccessibleVersion:
    by = scene.universe.secretary
    version = services.want(scene.paper, by=by, form=form, now=DAY)
    return services.say_who_makes_it(version, by=by, made_by="Plain Words", now=DAY)


def write(scene: Any, *sentences: str, version: Any = None) -> AccessibleVersion:
    """An easy read version of these sentences, with a drawing beside each."""
    version = version or begin(scene)
    for sentence in sentences:
        services.add_pair(
            version, by=scene.universe.secretary, sentence=sentence, pictogram="people", now=DAY
        )
    return again(version)


def explain(scene: Any, version: AccessibleVersion) -> AccessibleVersion:
    words = services.suggested_words(version)
    services.explain(version, by=scene.universe.secretary, meanings=words, now=DAY)
    return again(version)


def check(scene: Any, version: AccessibleVersion, **fields: Any) -> AccessibleVersion:
    by = scene.universe.secretary
    services.tick(version, by=by, ticked=list(lists.checklist()), now=DAY)
    said = {"by_those_it_is_for": True, "who": "Speak Up", "may_name": True, **fields}
    services.write_down_review(version, by=by, now=DAY, **said)
    return again(version)


def again(version: AccessibleVersion) -> AccessibleVersion:
    return AccessibleVersion.objects.get(pk=version.pk)


def png(width: int = 2, height: int = 2, *, words: bytes = b"") -> bytes:
    """A blue picture; `words` are kept beside its points."""

    def part(kind: bytes, content: bytes) -> bytes:
        ends = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", ends)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    row = b"\0" + b"\0\x5e\xb8" * width
    beside = part(b"tEXt", words) if words else b""
    points = part(b"IDAT", zlib.compress(row * height))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + beside + points + part(b"IEND", b"")


def mp3(*, words: bytes = b"") -> bytes:
    """A frame of silence, after what is said about it."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    tags = b"ID3\x04\0\0" + bytes([0, 0, len(words) >> 7, len(words) & 127]) + words
    return (tags if words else b"") + frame * 2


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
