from typing import Any

from django.apps import AppConfig
from django.core import checks


class ReportsConfig(AppConfig):
    name = "evenground_web.reports"

    def ready(self) -> None:
        from evenground_web.reports.panels import offer_panels
        from evenground_web.reports.services.quoting import papers_that_quote
        from evenground_web.voices.services import where_quoted

        offer_panels()
        where_quoted(papers_that_quote)
        checks.register(papers_have_sound_templates)


def papers_have_sound_templates(**options: Any) -> list[checks.CheckMessage]:
    """A wrong template stops the workspace before it starts, and not on a page."""
    from evenground_web.reports.services import mistakes_of_templates

    mistakes = mistakes_of_templates()
    return [checks.Error(mistakes, id="reports.E001")] if mistakes else []
