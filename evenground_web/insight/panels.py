"""What other pages show about gaps."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from evenground_web.core.panels import Panel
from evenground_web.insight.models import Gap


def on_the_front_page(partnership: Model, person: Any) -> Panel:
    """How many gaps are measured, and how many of them nobody owns."""
    context = {
        "measured": Gap.objects.count(),
        "nobody": Gap.objects.owned_by_nobody().count(),
    }
    return Panel(template="insight/front_panel.html", context=context)
