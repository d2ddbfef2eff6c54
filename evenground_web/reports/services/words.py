"""The words around the numbers: each part is edited by itself, and the second editor sees both."""

from __future__ import annotations

from datetime import datetime

from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.reports.models import Paper
from evenground_web.reports.services.document import COVER, INTRODUCTIONS
from evenground_web.reports.services.house import CoverField, Section, template_of
from evenground_web.reports.services.papers import draft

PARTS = {COVER: "the cover sheet", INTRODUCTIONS: "the introductions"}


@audit.in_turn()
def edit_words(
    paper: Paper,
    *,
    by: Person,
    revision: int,
    summary: str,
    asks: str,
    now: datetime | None = None,
) -> Paper:
    """Change the words around the numbers; `revision` is the one the person had in front of them."""
    paper = draft(paper)
    summary, asks = summary.strip(), _one_a_line(asks)
    if (summary, asks) == (paper.summary, paper.asks):
        return paper
    if revision != paper.revision:
        raise Conflict(paper, verb="paper.words_edited", what="the words of this paper")
    old = {"summary": paper.summary, "asks": paper.asks}
    paper.summary, paper.asks, paper.revision = summary, asks, revision + 1
    paper.save(update_fields=["summary", "asks", "revision"])
    names = {"summary": "the summary", "asks": "what the meeting is asked to do"}
    changed = [name for name, text in old.items() if text != getattr(paper, name)]
    audit.record(
        "paper.words_edited", paper, by=by, now=now,
        sentence=f"changed {' and '.join(names[name] for name in changed)}",
        before={name: old[name] for name in changed},
    )  # fmt: skip
    return paper


@audit.in_turn()
def edit_part(
    paper: Paper,
    part: str,
    *,
    by: Person,
    revision: int,
    texts: dict[str, str],
    now: datetime | None = None,
) -> Paper:
    """Write the cover sheet or the introductions; texts that the template does not ask for are refused."""
    paper = draft(paper)
    names = fields_of(paper, part)
    if unknown := sorted(set(texts) - set(names)):
        raise RuleBroken(f"The template of this paper has no {', '.join(unknown)}.")
    old, new = texts_of(paper, part), {key: text.strip() for key, text in texts.items()}
    changed = [key for key, text in new.items() if text != old.get(key, "")]
    if not changed:
        return paper
    if revision != revision_of(paper, part):
        raise Conflict(paper, verb=f"paper.{part}_edited", what=f"{PARTS[part]} of this paper")
    kept = {key: text for key, text in (old | new).items() if text}
    paper.words = {**paper.words, part: {"revision": revision + 1, "texts": kept}}
    paper.save(update_fields=["words"])
    titles = ", ".join(f"“{name_of(names[key])}”" for key in changed)
    audit.record(
        f"paper.{part}_edited", paper, by=by, now=now,
        sentence=f"wrote {PARTS[part]}: {titles}",
        before={key: old.get(key, "") for key in changed},
    )  # fmt: skip
    return paper


def fields_of(paper: Paper, part: str) -> dict[str, CoverField | Section]:
    """What the template asks the secretary to write in this part, by key."""
    template = template_of(paper)
    asked = template.written if part == COVER else template.introduced
    return {field.key: field for field in asked}


def name_of(field: CoverField | Section) -> str:
    return field.heading if isinstance(field, Section) else field.title


def texts_of(paper: Paper, part: str) -> dict[str, str]:
    texts: dict[str, str] = paper.words.get(part, {}).get("texts", {})
    return texts


def revision_of(paper: Paper, part: str) -> int:
    return int(paper.words.get(part, {}).get("revision", 1))


def _one_a_line(asks: str) -> str:
    return "\n".join(line.strip() for line in asks.splitlines() if line.strip())
