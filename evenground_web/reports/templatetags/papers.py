"""How a paper shows a commitment, a gap and a measured number: each a link to its record."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def figure(content: dict[str, Any] | None, otherwise: str = "No number") -> SafeString | str:
    """A measured number, linked to the release that measured it."""
    if not content:
        return otherwise
    href = reverse("insight:release", args=[content["release"]])
    return format_html('<a href="{}">{}</a>', href, content["text"])


@register.simple_tag
def commitment(content: dict[str, Any]) -> SafeString:
    """A12 Train all interpreters"""
    href = reverse("commitments:commitment", args=[content["id"]])
    return format_html('<a href="{}">{}</a> {}', href, content["reference"], content["title"])


@register.simple_tag
def commitment_list(contents: list[dict[str, Any]]) -> str:
    """A12, A14"""
    links = [
        format_html(
            '<a href="{}">{}</a>',
            reverse("commitments:commitment", args=[content["id"]]),
            content["reference"],
        )
        for content in contents
    ]
    return SafeString(", ".join(links))


@register.simple_tag
def gap(content: dict[str, Any]) -> SafeString:
    """Inactive adults: most compared with least deprived, Ambermoor"""
    href = reverse("insight:gap", args=[content["id"]])
    return format_html(
        '<a href="{}">{}</a>: {}, {}', href, content["title"], content["groups"], content["place"]
    )


@register.simple_tag
def words_of(voices: dict[int, Any], pk: int) -> Any:
    """The voice, when its words may still be shown."""
    return voices.get(pk)
