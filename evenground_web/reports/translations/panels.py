"""Which languages a public text can be read in, for the page of its original."""

from __future__ import annotations

from typing import Any

from evenground_web.commitments.models import Baseline, Pledge, ReplyVersion
from evenground_web.core.panels import Panel, offer
from evenground_web.reports.accessible.models import AccessibleVersion
from evenground_web.reports.models import Paper
from evenground_web.reports.translations.services import languages_of


def of_text(kind: str, record: int) -> Panel:
    context = {"kind": kind, "record": record, "languages": languages_of(kind, record)}
    return Panel(template="translations/panel.html", context=context)


def of_pledge(pledge: Pledge, person: Any) -> Panel:
    return of_text("pledge", pledge.pk)


def of_paper(paper: Paper, person: Any) -> Panel:
    return of_text("paper", paper.item_id)


def of_result(baseline: Baseline, person: Any) -> Panel:
    return of_text("statement", baseline.pk)


def of_reply(version: ReplyVersion, person: Any) -> Panel:
    return of_text("reply", version.reply_id)


def of_easy_read(version: AccessibleVersion, person: Any) -> Panel:
    return of_text("easy_read", version.report.item_id)


def offer_panels() -> None:
    offer("commitments.pledge", of_pledge)
    offer("reports.paper", of_paper)
    offer("commitments.baseline", of_result)
    offer("commitments.replyversion", of_reply)
    offer("accessible.accessibleversion", of_easy_read)
