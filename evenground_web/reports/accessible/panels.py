"""What the page of a paper, and its public page, show of its other forms."""

from __future__ import annotations

from typing import Any

from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.originals import Report, shown


def of_report(report: Report, person: Any) -> Panel:
    """Every form with its date and state; `person` is nobody on the public page."""
    public = not person.is_authenticated
    context = {
        **shown(report, public=public),
        "entries": services.forms_of(report),
        "public": public,
        "maker": person.has_perm(Permission.EDIT_PAPERS),
    }
    return Panel(template="accessible/panel.html", context=context)


def offer_panels() -> None:
    offer("reports.paper", of_report)
