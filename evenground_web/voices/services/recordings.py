"""Sounds, films and pictures: kept without what their files say beside them, until taken back."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.fields.files import FieldFile

from evenground_web.core.media import read_media
from evenground_web.voices.models import Recording, Voice

KINDS = {
    "jpeg": Recording.Kind.PICTURE, "png": Recording.Kind.PICTURE, "mp4": Recording.Kind.FILM,
    "webm": Recording.Kind.FILM, "mp3": Recording.Kind.SOUND, "ogg": Recording.Kind.SOUND,
    "m4a": Recording.Kind.SOUND, "wav": Recording.Kind.SOUND,
}  # fmt: skip


def read(file: File[bytes]) -> tuple[str, bytes]:
    """What kind of file it is, and what is kept of it; or a refusal in words."""
    return read_media(file)


def put_away(found: tuple[str, bytes]) -> str:
    """Where it is kept from now on: under a name that says nothing; not the name that the file had."""
    suffix, content = found
    name = f"voices/{secrets.token_hex(16)}.{suffix}"
    return default_storage.save(name, ContentFile(content))


def keep(voice: Voice, found: tuple[str, bytes]) -> Recording:
    return Recording.objects.create(voice=voice, file=put_away(found), kind=KINDS[found[0]])


def keep_beside(voice: Voice, name: str) -> Recording:
    """A picture that was put away before there was a voice, such as the photograph of a card."""
    return Recording.objects.create(voice=voice, file=name, kind=Recording.Kind.PICTURE)


def erase_file(name: str) -> None:
    """Once the change is made, and not when it fails."""
    transaction.on_commit(lambda: default_storage.delete(name))


def open_recording(kept: FieldFile) -> tuple[bytes, str]:
    """The bytes as they are kept, and the suffix that says how to play them."""
    with kept.open("rb") as file:
        return file.read(), str(kept.name).rsplit(".", 1)[-1]
