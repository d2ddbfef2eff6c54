"""Definitions that a partnership loads from a file: read, checked, kept, never changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from evenground import declared
from evenground.declared import Declared
from evenground_web.commitments.models.risk_scales import Loaded
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

HERE = Path(__file__).resolve().parents[2]
Kept = TypeVar("Kept", bound=Loaded)
MISTAKES_SHOWN = 10


def from_house(model: type[Kept], shape: type[Declared], file: str) -> Kept:
    """The definition that comes with Evenground, not saved."""
    text = (HERE / file).read_text(encoding="utf-8")
    return model(**_content(text, shape, file))


def load(
    text: str,
    *,
    model: type[Kept],
    shape: type[Declared],
    file: str,
    what: str,
    by: Person | None,
    now: datetime | None,
) -> Kept:
    """Keep a definition from its text. The same name and version twice is refused."""
    content = _content(text, shape, file)
    loaded = model(**content, loaded_by=by, loaded_at=now or timezone.now())
    earlier = model._default_manager.filter(name=loaded.name, version=loaded.version).first()
    if earlier and earlier.content == loaded.content:
        raise RuleBroken(f"{loaded} is already loaded, word for word.")
    if earlier:
        raise RuleBroken(
            f"Another {what} is already loaded as {loaded}. Give this one another version in the "
            "file, and load it again."
        )
    loaded.save(force_insert=True)
    verb = f"{model._meta.model_name}.loaded"
    audit.record(verb, loaded, by=by, now=now, sentence=f"loaded the {what} {loaded} from {file}")
    return loaded


def _content(text: str, shape: type[Declared], file: str) -> dict[str, object]:
    found, mistakes = declared.read(text, shape, file=file)
    if found is None:
        more = len(mistakes) - MISTAKES_SHOWN
        told = mistakes[:MISTAKES_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        raise RuleBroken(
            f"{file} has {len(mistakes)} mistake{'s' * (len(mistakes) > 1)}. Correct the file and "
            f"load it again. {'. '.join(told)}."
        )
    content = found.model_dump(mode="json")
    return {"name": content["name"], "version": content["version"], "content": content}
