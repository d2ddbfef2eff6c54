"""What may happen to a paper: it is started, its words are edited, it is issued."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import lower_first
from evenground_web.gatherings.models import AgendaItem
from evenground_web.people.models import Person
from evenground_web.reports.models import Paper
from evenground_web.reports.services.build import build


@audit.in_turn()
def start_paper(
    item: AgendaItem, *, by: Person, title: str | None = None, now: datetime | None = None
) -> Paper:
    """Start the paper of an agenda item; pressing twice opens the same paper."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if item.standing_item is None or not item.standing_item.builds_paper:
        raise RuleBroken(
            f"“{item}” is not a standing item with a paper that builds itself. Start the paper "
            "from such an item, or ask an administrator to make it one."
        )
    if existing := Paper.objects.filter(item=item).first():
        return existing
    paper = Paper.objects.create(item=item, title=(title or "").strip() or item.title)
    audit.record(
        "paper.started",
        paper,
        by=by,
        now=now,
        sentence=f"started the paper “{paper}” for {item.gathering}",
    )
    return paper


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
    paper = _draft(paper)
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
def issue(paper: Paper, *, by: Person, now: datetime | None = None) -> Paper:
    """Freeze the paper as it stands now; after this nobody can change it."""
    paper = _draft(paper)
    if not paper.asks:
        raise RuleBroken(
            f"Say what {lower_first(paper.asked)} is asked to do: edit the words of the paper, then issue it."
        )
    now = now or timezone.now()
    paper.content = build(paper, on=timezone.localdate(now))
    paper.issued_at, paper.issued_by = now, by
    paper.save(update_fields=["content", "issued_at", "issued_by"])
    audit.record(
        "paper.issued", paper, by=by, now=now,
        sentence=f"issued the paper “{paper}” for {paper.item.gathering}",
    )  # fmt: skip
    return paper


def _draft(paper: Paper) -> Paper:
    paper = Paper.objects.select_for_update(of=("self",)).with_item().get(pk=paper.pk)
    if paper.issued_at:
        raise RuleBroken(
            f"This paper was issued on {nhs_date(paper.issued_at)}, so it can no longer change. "
            "Say what is new in the paper for the next meeting."
        )
    return paper


def _one_a_line(asks: str) -> str:
    return "\n".join(line.strip() for line in asks.splitlines() if line.strip())


def waiting_for_paper(*, on: date) -> QuerySet[AgendaItem]:
    """Standing items of coming meetings whose paper nobody has started."""
    return (
        AgendaItem.objects.filter(
            standing_item__builds_paper=True, paper=None, gathering__starts__gte=on
        )
        .select_related("gathering", "standing_item__group")
        .order_by("gathering__starts", "order", "pk")
    )
