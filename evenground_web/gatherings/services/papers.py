"""Papers that belong to agenda items: a version never changes, and a new one says why it came."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.files import read_file
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, AgendaVersion, Gathering, ItemPaper
from evenground_web.gatherings.services.agenda import check_open
from evenground_web.gatherings.services.publishing import published
from evenground_web.people.models import Person


@audit.in_turn()
def attach_paper(
    item: AgendaItem,
    *,
    by: Person,
    title: str,
    file: File[bytes],
    private: bool = False,
    why: str = "",
    now: datetime | None = None,
) -> ItemPaper:
    """Attach a paper. After the agenda was published, it says why it comes so late."""
    check_open(item.gathering)
    title, why = title.strip(), why.strip()
    if item.files.filter(title__iexact=title).exists():
        raise RuleBroken(
            f"“{title}” is among the papers of this item already. Add a new version of it, and say "
            "why."
        )
    version = published(item.gathering)
    if version and not why:
        raise RuleBroken(
            f"The agenda was published on {nhs_date(version.at)}. Say why this paper comes after "
            "that; then publish the agenda again."
        )
    return _keep(
        ItemPaper(item=item, title=title, private=private or item.private, why=why),
        file, by=by, now=now,
    )  # fmt: skip


@audit.in_turn()
def replace_paper(
    paper: ItemPaper,
    *,
    by: Person,
    file: File[bytes],
    why: str,
    now: datetime | None = None,
) -> ItemPaper:
    """Add a new version of a paper; the earlier ones stay."""
    check_open(paper.item.gathering)
    last = ItemPaper.objects.filter(item=paper.item, title=paper.title).latest("version")
    if not why.strip():
        raise RuleBroken("Say what is different in the new version.")
    return _keep(
        ItemPaper(
            item=last.item, title=last.title, version=last.version + 1, private=last.private,
            why=why.strip(),
        ),
        file, by=by, now=now, before=last,
    )  # fmt: skip


def _keep(
    paper: ItemPaper,
    file: File[bytes],
    *,
    by: Person,
    now: datetime | None,
    before: ItemPaper | None = None,
) -> ItemPaper:
    paper.name, content = read_file(file)
    paper.digest = hashlib.sha256(content).hexdigest()
    if before and before.digest == paper.digest:
        raise RuleBroken(f"This is the same file as {before}. Choose the one that is different.")
    suffix = PurePath(paper.name).suffix.lower()
    paper.file.name = f"papers/{secrets.token_hex(16)}{suffix}"
    paper.at, paper.by = now or timezone.now(), by
    paper.save(force_insert=True)
    audit.record(
        "gathering.paper_attached",
        paper.item.gathering,
        by=by,
        sentence=f"attached {'a private paper' if paper.private else f'“{paper}”'} to {paper.item.in_history}",
        now=now,
        paper=paper.pk,
    )
    default_storage.save(paper.file.name, ContentFile(content))
    return paper


def public_papers(version: AgendaVersion) -> set[int]:
    """The papers that everybody may read: named in the public part of what was published."""
    return {
        paper["id"]
        for row in version.items
        if not row["private"]
        for paper in row["papers"]
        if not paper["private"]
    }


def is_public(paper: ItemPaper) -> bool:
    """Public for everybody once an agenda that names it was published."""
    gathering: Gathering = paper.item.gathering
    if paper.private or paper.item.private or not gathering.meeting.in_public:
        return False
    return any(paper.pk in public_papers(version) for version in gathering.agenda_versions.all())
