"""What is heard and watched: a recording of the script, and the link to a video in BSL."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from urllib.parse import urlsplit

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Person
from evenground_web.reports.accessible.models import (
    AccessibleVersion,
    Form,
    Recording,
    SignedVideo,
)
from evenground_web.reports.accessible.services.pictures import read_sound
from evenground_web.reports.accessible.services.tracking import (
    changed,
    record,
    to_change,
)


@audit.in_turn()
def keep_recording(
    version: AccessibleVersion,
    *,
    by: Person,
    read_by: str,
    minutes: int,
    transcript: str,
    file: File[bytes] | None = None,
    link: str = "",
    now: datetime | None = None,
) -> Recording:
    """Keep a recording of the script, as a file or a link, with its words; the newest stands."""
    version = _of_form(version, Form.AUDIO)
    if bool(file) == bool(link):
        raise RuleBroken("Choose a file, or give a link to it: one of the two.")
    if not transcript.strip():
        raise RuleBroken("Write down what is said, for people who cannot hear it.")
    if link:
        refuse_insecure(link)
    old = Recording.objects.filter(version=version).first() or Recording(version=version)
    old.file, old.name, old.link = "", "", link
    content = b""
    if file:
        old.name, kind, content = read_sound(file)
        old.file = f"recordings/{secrets.token_hex(16)}.{kind}"
    old.read_by, old.minutes, old.transcript = one_line(read_by), minutes, transcript.strip()
    old.save()
    changed(version, by=by, now=now)
    record("recorded", version, by=by, now=now, sentence=f"added a recording to the {version}")
    if content:
        default_storage.save(old.file.name, ContentFile(content))
    return old


@audit.in_turn()
def keep_video(
    version: AccessibleVersion,
    *,
    by: Person,
    link: str,
    interpreter: str,
    made_on: date,
    minutes: int,
    now: datetime | None = None,
) -> SignedVideo:
    """Keep where a paper can be watched in BSL, and who interpreted it."""
    version = _of_form(version, Form.BSL)
    refuse_insecure(link)
    if made_on > timezone.localdate(now):
        raise RuleBroken(f"{nhs_date(made_on)} has not been yet. When was the video made?")
    fields = {"link": link, "interpreter": one_line(interpreter), "made_on": made_on, "minutes": minutes}  # fmt: skip
    video, _ = SignedVideo.objects.update_or_create(version=version, defaults=fields)
    changed(version, by=by, now=now)
    record("filmed", version, by=by, now=now, sentence=f"gave the link of the {version}")
    return video


def _of_form(version: AccessibleVersion, form: Form) -> AccessibleVersion:
    if version.form != form:
        raise RuleBroken(f"This is not the version for {form.label}.")
    return to_change(version)


def refuse_insecure(link: str) -> None:
    """A link leads to one page of one site, over a secure connection."""
    try:
        parts = urlsplit(link)
        secure = parts.scheme == "https" and "." in (parts.hostname or "")
    except ValueError:
        secure = False
    if not secure:
        raise RuleBroken("The link must begin with https:// and name a site.")
    if parts.username or parts.password:
        raise RuleBroken("The link holds a name or a password. Take it out.")
