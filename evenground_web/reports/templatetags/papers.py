"""How a paper shows a commitment, a gap and a measured number: each a link to its record."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


def link(name: str, pk: int, text: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(name, args=[pk]), text)


@register.simple_tag
def figure(content: dict[str, Any] | None, otherwise: str = "No number") -> SafeString | str:
    """A measured number, linked to the release that measured it."""
    return link("insight:release", content["release"], content["text"]) if content else otherwise


@register.simple_tag
def commitment(content: dict[str, Any]) -> SafeString:
    """A12 Train all interpreters"""
    reference = link("commitments:commitment", content["id"], content["reference"])
    return format_html("{} {}", reference, content["title"])


@register.simple_tag
def commitment_list(contents: list[dict[str, Any]]) -> SafeString:
    """A12, A14"""
    links = ((link("commitments:commitment", c["id"], c["reference"]),) for c in contents)
    return format_html_join(", ", "{}", links)


@register.simple_tag
def gap(content: dict[str, Any]) -> SafeString:
    """Inactive adults: most compared with least deprived, Ambermoor"""
    title = link("insight:gap", content["id"], content["title"])
    return format_html("{}: {}, {}", title, content["groups"], content["place"])


@register.simple_tag
def words_of(voices: dict[int, Any], pk: int) -> Any:
    """The voice, when its words may still be shown."""
    return voices.get(pk)
