"""Dates and numbers as the NHS writes them; available in every template."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def nhs_date(value: date | datetime | None) -> str:
    """1 May 2026"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {value:%B %Y}"
