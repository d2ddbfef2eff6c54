"""Pictures and recordings that come as files: known by what is in them, and kept without the rest."""

from __future__ import annotations

import hashlib
import secrets
import struct
from datetime import datetime
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from evenground_web.core.files import read_file
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import file_name, one_line
from evenground_web.people.models import Person
from evenground_web.reports.accessible.models import Picture
from evenground_web.reports.blocks import pair
from evenground_web.reports.formats.pdf import NotMade, as_pdf
from evenground_web.reports.formats.reading import Reading

KINDS = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg"}
LARGEST_PICTURE = 2 * 1024 * 1024
MOST_POINTS = 4_000
DRAWINGS = Path(__file__).parents[3] / "static"
FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
STANDS_ALONE = {0x01, *range(0xD0, 0xDA)}
SOUNDS = {".mp3": "mp3", ".ogg": "ogg", ".oga": "ogg"}


def keep_picture(
    file: File[bytes], *, by: Person, alt: str, now: datetime | None = None
) -> Picture:
    """Keep an uploaded picture; the same one is kept once."""
    name, kind, content = read_picture(file)
    if not (alt := one_line(alt)):
        raise RuleBroken(f"Say in words what {name} shows, for people who cannot see it.")
    digest = hashlib.sha256(content).hexdigest()
    if kept := Picture.objects.filter(digest=digest).first():
        return kept
    path = f"pictures/{secrets.token_hex(16)}.{kind}"
    made = Picture.objects.create(
        file=path, kind=kind, name=name, digest=digest, alt=alt, at=now or timezone.now(), by=by
    )
    default_storage.save(path, ContentFile(content))
    return made


def read_picture(file: File[bytes]) -> tuple[str, str, bytes]:
    """The name, the kind and the points of a picture, or a refusal in words."""
    name = file_name(file.name or "")
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise RuleBroken(
            f"{name} is not a picture that can be used here. Choose a PNG or JPEG file. A drawing "
            "such as an SVG could carry a script: save it as PNG."
        )
    if file.size > LARGEST_PICTURE:
        raise RuleBroken(f"{name} is larger than 2 MB. Make the picture smaller.")
    name, content = read_file(file)
    width, height = points(content, kind, name)
    if max(width, height) > MOST_POINTS:
        raise RuleBroken(
            f"{name} is {width:,} by {height:,} points large. Make it {MOST_POINTS:,} or smaller."
        )
    _refuse_undrawable(name, kind, content)
    return name, kind, content


def points(content: bytes, kind: str, name: str) -> tuple[int, int]:
    """How wide and high a picture is."""
    try:
        if kind == "png":
            width, height = struct.unpack_from(">II", content, 16)
        else:
            height, width = _frame(content)
    except (IndexError, struct.error) as damaged:
        raise RuleBroken(f"{name} is damaged. Save it again, and choose it again.") from damaged
    return int(width), int(height)


def _frame(content: bytes) -> tuple[int, int]:
    here = 2
    while True:
        marker = content[here + 1]
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, here + 5)
            return height, width
        if marker in STANDS_ALONE:
            here += 2
        else:
            here += 2 + struct.unpack_from(">H", content, here + 2)[0]


def _refuse_undrawable(name: str, kind: str, content: bytes) -> None:
    """A picture that cannot be drawn is found out now, and not by whoever wants the PDF."""
    probe = Reading(
        title="Picture",
        state=("Is it one?",),
        day=timezone.localdate(),
        blocks=[pair("Picture", picture=f"picture.{kind}", src="", alt=name)],
    )
    try:
        as_pdf(probe, pictures={f"picture.{kind}": content})
    except NotMade as undrawable:
        raise RuleBroken(f"{name} is damaged. Save it again, and choose it again.") from undrawable


def drawing(name: str) -> bytes:
    """The drawing of a pictogram by its path, such as pictograms/house.svg."""
    return (DRAWINGS / name).read_bytes()


def file_named(name: str) -> bytes:
    """The file that a pair names: an uploaded picture, or a drawing of ours."""
    folder, _, file = name.partition("/")
    if folder == "pictures":
        return content_of(Picture.objects.get(pk=int(file.partition(".")[0])))
    return drawing(name)


def content_of(picture: Picture) -> bytes:
    """The bytes of an uploaded picture."""
    with picture.file.open() as file:
        return bytes(file.read())


def read_sound(file: File[bytes]) -> tuple[str, str, bytes]:
    """The name, the suffix and the bytes of a recording, or a refusal in words."""
    name = file_name(file.name or "")
    kind = SOUNDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise RuleBroken(f"{name} is not a recording that can be kept. Choose an MP3 or OGG file.")
    if file.size > settings.LARGEST_UPLOAD:
        raise RuleBroken(
            f"{name} is larger than {settings.LARGEST_UPLOAD // 1024**2} MB. Save it at a lower "
            "quality, or give a link to it."
        )
    file.seek(0)
    content = file.read()
    if kind_of_sound(content) != kind:
        raise RuleBroken(f"{name} is not an {kind.upper()} file inside. Save it again as one.")
    return name, kind, without_tags(content) if kind == "mp3" else content


def kind_of_sound(content: bytes) -> str:
    """What a recording is by its first bytes; nothing for what is none."""
    if content.startswith(b"OggS"):
        return "ogg"
    if content.startswith(b"ID3"):
        content = without_tags(content)
    is_frame = len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2
    return "mp3" if is_frame else ""


def without_tags(content: bytes) -> bytes:
    """An MP3 without what it says beside its sound: names, places, pictures."""
    while content.startswith(b"ID3") and len(content) > 10:
        size = 0
        for part in content[6:10]:
            size = size << 7 | part & 0x7F
        content = content[10 + size + (10 if content[5] & 0x10 else 0) :]
    return content[:-128] if content[-128:-125] == b"TAG" else content
