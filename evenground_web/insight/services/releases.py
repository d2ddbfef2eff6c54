"""A file becomes a preview; a preview that somebody checked becomes a release, all or nothing."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO, StringIO
from typing import IO, Any

import polars as pl
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from evenground.errors import DataError
from evenground.sources import fingertips
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.tables import FORMULA
from evenground_web.core.text import file_name
from evenground_web.insight.models import Release
from evenground_web.insight.services.storing import Stored, store
from evenground_web.insight.services.understanding import understand, with_keys
from evenground_web.people.models import Person

LARGEST_TABLE = 200_000
AS_PUBLISHED = "As published: what the publisher suppressed stays hidden, and nothing is estimated."


class AlreadyKept(RuleBroken):
    """The same bytes were kept before."""

    def __init__(self, release: Release) -> None:
        self.release = release
        super().__init__(
            f"This file was already kept on {nhs_date(release.made_at)}, as the release below. "
            "Nothing was changed."
        )


def preview_file(file: IO[bytes], *, by: Person, now: datetime | None = None) -> Release:
    """Read a Fingertips file and say what was understood; nothing is a gap yet."""
    name = file_name(str(getattr(file, "name", "") or "The file"))
    content = file.read()
    refuse_kept(hashlib.sha256(content).hexdigest())
    try:
        published = fingertips.read(content, name=name, limit_rows=LARGEST_TABLE)
    except DataError as problem:
        raise RuleBroken(str(problem)) from problem
    table = with_keys(published.table)
    understood = {**understand(table), "remarks": published.notes}
    release = Release(
        title=title_of(understood),
        kind=Release.Kind.PUBLISHED_FILE,
        source="Fingertips, Office for Health Improvement and Disparities",
        file_name=name,
        digest=published.digest,
        rows_read=published.rows_read,
        rows_kept=published.rows_kept,
        set_aside=[reason._asdict() for reason in published.set_aside],
        understood=understood,
        disclosure=AS_PUBLISHED,
        made_at=now or timezone.now(),
        made_by=by,
    )
    with file_or_nothing(release, table), audit.in_turn():
        _replace_earlier_preview(release)
        release.save()
        audit.record(
            "release.previewed",
            release,
            by=by,
            sentence=f"uploaded {name} to be checked",
            now=release.made_at,
        )
    return release


def keep(
    release: Release,
    *,
    by: Person,
    references: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Release:
    """Keep a previewed file: its indicators, numbers and gaps. Pressing twice keeps it once."""
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=release.pk)
        if release.state == Release.State.KEPT:
            return release
        refuse_kept(release.digest)
        with release.table.open() as file:
            table = pl.read_parquet(BytesIO(file.read()))
        release.state, release.made_at, release.made_by = (
            Release.State.KEPT,
            now or timezone.now(),
            by,
        )
        _store(release, table, references or {}, by=by)
    return release


def keep_measured(
    table: pl.DataFrame,
    *,
    by: Person | None,
    title: str,
    source: str,
    disclosure: str,
    references: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Release:
    """Keep a tidy table that was measured from people, in cells, and protected."""
    table = with_keys(table)
    release = Release(
        title=title[:300],
        kind=Release.Kind.MEASURED,
        source=source,
        file_name="Measured by Evenground",
        digest=hashlib.sha256(as_parquet(table)).hexdigest(),
        rows_read=table.height,
        rows_kept=table.height,
        understood={**understand(table), "remarks": []},
        disclosure=disclosure,
        made_at=now or timezone.now(),
        made_by=by,
        state=Release.State.KEPT,
    )
    refuse_kept(release.digest)
    with file_or_nothing(release, table), transaction.atomic():
        release.save()
        _store(release, table, references or {}, by=by)
    return release


def throw_away(release: Release, *, by: Person) -> None:
    """Delete a preview that nobody wants to keep."""
    with transaction.atomic():
        release = Release.objects.select_for_update().get(pk=release.pk)
        if release.state == Release.State.KEPT:
            raise RuleBroken("This release was kept. What rests on it cannot be thrown away.")
        audit.record(
            "release.thrown_away", release, by=by, sentence=f"threw away {release.file_name}"
        )
        _delete(release)


def table_as_csv(release: Release) -> bytes:
    """The tidy table for a spreadsheet: text that would start a formula is made harmless."""
    with release.table.open() as file:
        table = pl.read_parquet(BytesIO(file.read()))
    text = pl.col(pl.String)
    safe = pl.when(text.str.contains(FORMULA)).then("'" + text).otherwise(text)
    out = StringIO()
    table.with_columns(safe.name.keep()).write_csv(out)
    return ("\ufeff" + out.getvalue()).encode()


def refuse_kept(digest: str) -> None:
    kept = Release.objects.filter(digest=digest, state=Release.State.KEPT).first()
    if kept:
        raise AlreadyKept(kept)


def title_of(understood: dict[str, Any]) -> str:
    titles = [indicator["title"] for indicator in understood["indicators"]]
    more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
    first, last = understood["periods"][0], understood["periods"][-1]
    return f"{titles[0][:200]}{more}, {first if first == last else f'{first} to {last}'}"


def as_parquet(table: pl.DataFrame) -> bytes:
    out = BytesIO()
    table.write_parquet(out)
    return out.getvalue()


@contextmanager
def file_or_nothing(release: Release, table: pl.DataFrame) -> Iterator[None]:
    """Write the table; take it away again when the row that names it cannot be written."""
    name = f"{secrets.token_hex(16)}.parquet"
    release.table.save(name, ContentFile(as_parquet(table)), save=False)
    try:
        yield
    except BaseException:
        release.table.delete(save=False)
        raise


def _store(
    release: Release, table: pl.DataFrame, references: Mapping[str, str], *, by: Person | None
) -> None:
    stored: Stored = store(release, table, references)
    for dimension in release.understood["dimensions"]:
        dimension["chosen"] = references.get(dimension["key"], "")
    release.understood["gaps"] = stored.gaps
    release.save()
    audit.record(
        "release.kept",
        release,
        by=by,
        sentence=f"kept {release.title}: {stored.measurements:,} numbers, {stored.gaps:,} gaps",
        digest=release.digest,
        now=release.made_at,
    )


def _replace_earlier_preview(release: Release) -> None:
    """The same file uploaded again is the same preview, understood anew."""
    previews = Release.objects.select_for_update().filter(state=Release.State.PREVIEW)
    earlier = previews.filter(digest=release.digest).first()
    if earlier:
        release.pk, table = earlier.pk, earlier.table
        transaction.on_commit(lambda: table.delete(save=False))


def _delete(release: Release) -> None:
    table = release.table
    release.delete()
    transaction.on_commit(lambda: table.delete(save=False))
