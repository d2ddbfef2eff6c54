"""How a page shows what other apps know about its record, without importing them.

The page of a gap shows commitments and voices, though both stand above gaps in the thread.
Each app offers a panel in its `apps.py`; the page asks for all panels of its record, and its
template says {% for panel in panels %}{{ panel.render }}{% endfor %}.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.template.loader import render_to_string


@dataclass(frozen=True, kw_only=True)
class Panel:
    template: str
    context: dict[str, Any]

    def render(self) -> str:
        return render_to_string(self.template, self.context)


Provider = Callable[[Any, Any], Panel]
_providers: dict[str, list[Provider]] = {}


def offer(record_type: str, provider: Provider) -> None:
    """Offer a panel for records of `record_type` ("insight.gap"); called once, at start-up."""
    _providers.setdefault(record_type, []).append(provider)


def panels(record: Model, person: Any) -> list[Panel]:
    """All panels other apps offer for this record, as this person may see them."""
    return [provider(record, person) for provider in _providers.get(record._meta.label_lower, [])]
