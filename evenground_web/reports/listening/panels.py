"""What the page of a codebook shows of the reports that tell of its themes."""

from __future__ import annotations

from typing import Any

from evenground_web.core.panels import Panel, offer
from evenground_web.reports.accessible.panels import of_report
from evenground_web.reports.listening.models import ListeningVersion


def of_codebook(codebook: Any, person: Any) -> Panel:
    found = ListeningVersion.objects.current().open_to(person).listed()
    context = {"versions": found.filter(report__codebook=codebook)}
    return Panel(template="listening/panel.html", context=context)


def offer_panels() -> None:
    offer("themes.codebook", of_codebook)
    offer("listening.listeningversion", of_report)
