"""Every address of the product, with who may use it and the record it is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    name: str
    pattern: URLPattern

    @property
    def view(self) -> Any:
        return self.pattern.callback

    @cached_property
    def record(self) -> Model | None:
        """The newest record the route could be about."""
        on = getattr(self.view, "on", None)
        if on is None:
            return None
        records = on.objects.all() if isinstance(on, type) else on()
        return records.order_by("-pk").first()

    def address(self, others: dict[str, Any]) -> str:
        values = {**others, "pk": self.record.pk if self.record else None}
        wanted = self.pattern.pattern.regex.groupindex
        return reverse(self.name, kwargs={name: values[name] for name in wanted})


def routes(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(
                pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else namespace
            )
        else:
            yield Route(f"{namespace}{pattern.name}", pattern)
