"""What may happen to a paper: it is started, issued, corrected, published."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import lower_first
from evenground_web.gatherings.models import AgendaItem
from evenground_web.people.models import Person
from evenground_web.reports.models import Paper, Publication
from evenground_web.reports.services.build import build, cover, words_of
from evenground_web.reports.services.document import COVER, INTRODUCTIONS, document
from evenground_web.reports.services.figures import Content
from evenground_web.reports.services.house import DEFAULT, template_of, templates


@audit.in_turn()
def start_paper(
    item: AgendaItem,
    *,
    by: Person,
    title: str | None = None,
    template: str = DEFAULT,
    now: datetime | None = None,
) -> Paper:
    """Start the paper of an agenda item; pressing twice opens the same paper."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    chosen = templates().get(template)
    if chosen is None:
        raise RuleBroken(f"There is no house template “{template}”. Choose one from the list.")
    builds = item.standing_item is not None and item.standing_item.builds_paper
    if chosen.occasion == "standing item" and not builds:
        raise RuleBroken(
            f"“{item}” is not a standing item with a paper that builds itself. Start the paper "
            "from such an item, or ask an administrator to make it one."
        )
    if existing := Paper.objects.filter(item=item).order_by("-version").first():
        return existing
    paper = Paper.objects.create(
        item=item, title=(title or "").strip() or item.title, template=template
    )
    audit.record(
        "paper.started",
        paper,
        by=by,
        now=now,
        sentence=f"started the paper “{paper}” for {item.gathering}",
    )
    return paper


@audit.in_turn()
def issue(paper: Paper, *, by: Person, now: datetime | None = None) -> Paper:
    """Freeze the paper as it stands now; after this nobody can change it."""
    paper = draft(paper)
    _refuse_unfinished(paper)
    now = now or timezone.now()
    content = content_of(paper, on=timezone.localdate(now))
    paper.figures_at = now
    if paper.keeps_figures and paper.corrects:
        paper.seen, paper.figures_at = paper.corrects.seen, paper.corrects.figures_at
    else:
        paper.seen = content.pop("seen")
    paper.content, paper.document = content, document(content)
    paper.issued_at, paper.issued_by = now, by
    paper.save(
        update_fields=["content", "document", "seen", "figures_at", "issued_at", "issued_by"]
    )
    which = "the paper" if paper.version == 1 else f"version {paper.version} of the paper"
    audit.record(
        "paper.issued", paper, by=by, now=now,
        sentence=f"issued {which} “{paper}” for {paper.item.gathering}",
    )  # fmt: skip
    return paper


def content_of(paper: Paper, *, on: date) -> Content:
    """What a draft says: live, or the figures of the version it corrects under its own words."""
    if not (paper.keeps_figures and paper.corrects):
        return build(paper, on=on)
    return _kept_figures(paper, before=paper.corrects)


def _kept_figures(paper: Paper, *, before: Paper) -> Content:
    """The content of the version that is corrected, with the words and the cover of this one."""
    kept: Content = before.content
    ours = cover(paper, on=timezone.localdate(before.figures_at))
    return {
        **kept,
        **words_of(paper),
        "cover": {**ours, "previous": kept["cover"]["previous"]},
    }


def _refuse_unfinished(paper: Paper) -> None:
    if not paper.asks:
        raise RuleBroken(
            f"Say what {lower_first(paper.asked)} is asked to do: edit the words of the paper, then issue it."
        )
    _refuse_unsaid(paper)
    texts = paper.words.get(COVER, {}).get("texts", {})
    missing = [
        field.title
        for field in template_of(paper).written
        if field.required and not texts.get(field.key)
    ]
    if missing:
        raise RuleBroken(
            f"The cover sheet still needs: {', '.join(missing)}. Edit the cover sheet, then issue the paper."
        )


def _refuse_unsaid(paper: Paper) -> None:
    """Sections that the template wants in somebody's own words."""
    said = paper.words.get(INTRODUCTIONS, {}).get("texts", {})
    wanted = [one for one in template_of(paper).section if one.required and not said.get(one.key)]
    if wanted:
        raise RuleBroken(
            f"Nobody has written yet: {', '.join(one.heading for one in wanted)}. Introduce the "
            "sections, then issue the paper."
        )


def draft(paper: Paper) -> Paper:
    paper = Paper.objects.select_for_update(of=("self",)).with_item().get(pk=paper.pk)
    if paper.issued_at:
        raise RuleBroken(
            f"This paper was issued on {nhs_date(paper.issued_at)}, so it can no longer change. "
            "Correct it, or say what is new in the paper for the next meeting."
        )
    return paper


@audit.in_turn()
def correct(
    paper: Paper, *, by: Person, note: str, keeps_figures: bool, now: datetime | None = None
) -> Paper:
    """Start the next version of an issued paper; pressing twice opens the same one."""
    paper = Paper.objects.select_for_update(of=("self",)).with_item().get(pk=paper.pk)
    note = note.strip()
    if not paper.issued_at:
        raise RuleBroken("This paper is a draft: change it before you issue it.")
    if not note:
        raise RuleBroken("Say what is corrected and why. Readers see this note on the new version.")
    if newer := paper.newer:
        raise RuleBroken(
            f"Version {newer.version} was issued on {nhs_date(newer.issued_at)}. Correct that one."
        )
    if existing := Paper.objects.filter(corrects=paper).first():
        return existing
    corrected = Paper.objects.create(
        item=paper.item, version=paper.version + 1, corrects=paper, note=note,
        keeps_figures=keeps_figures, template=paper.template, title=paper.title,
        summary=paper.summary, asks=paper.asks, words=paper.words,
    )  # fmt: skip
    audit.record(
        "paper.correction_started", corrected, by=by, now=now,
        sentence=f"started version {corrected.version} of the paper “{corrected}”: {note}",
    )  # fmt: skip
    return corrected


@audit.in_turn()
def throw_away(paper: Paper, *, by: Person, now: datetime | None = None) -> Paper:
    """Give up a correction that was not issued; returns the version that stands."""
    paper = draft(paper)
    if paper.corrects is None:
        raise RuleBroken("Only a correction can be thrown away. The meeting still needs its paper.")
    stands, version = paper.corrects, paper.version
    audit.record(
        "paper.correction_thrown_away", stands, by=by, now=now,
        sentence=f"threw away the draft of version {version} of the paper “{stands}”",
    )  # fmt: skip
    paper.delete()
    return stands


@audit.in_turn()
def publish(paper: Paper, *, by: Person, now: datetime | None = None) -> Publication:
    """Open every issued version of a paper to everybody; pressing twice publishes once."""
    paper = Paper.objects.with_item().get(pk=paper.pk)
    if not paper.issued_at:
        raise RuleBroken("Issue the paper before you publish it.")
    if paper.item.private:
        raise RuleBroken(
            "This item is in the private part of the meeting, so its paper is not published."
        )
    made, new = Publication.objects.get_or_create(
        item=paper.item, defaults={"at": now or timezone.now(), "by": by}
    )
    if new:
        audit.record(
            "paper.published", paper, by=by, now=now,
            sentence=f"published the paper “{paper}” for everybody to read",
        )  # fmt: skip
    return made


@audit.in_turn()
def take_back(paper: Paper, *, by: Person, now: datetime | None = None) -> Paper:
    """Close a published paper to everybody but members."""
    published = Publication.objects.filter(item=paper.item_id).first()
    if published is not None:
        published.delete()
        audit.record(
            "paper.taken_back", paper, by=by, now=now,
            sentence=f"took the paper “{paper}” back from the public pages",
        )  # fmt: skip
    return paper


def waiting_for_paper(*, on: date) -> QuerySet[AgendaItem]:
    """Standing items of coming meetings whose paper nobody has started."""
    return (
        AgendaItem.objects.filter(
            standing_item__builds_paper=True, papers=None, gathering__starts__gte=on
        )
        .select_related("gathering", "standing_item__group")
        .order_by("gathering__starts", "order", "pk")
    )
