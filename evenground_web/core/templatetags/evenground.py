"""The parts of a page, and dates and numbers as the NHS writes them; available in every template."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models import Count, Model, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from evenground_web.core import audit
from evenground_web.core.form_rendering import problems
from evenground_web.core.models import AuditEvent
from evenground_web.core.numbers import number, pounds
from evenground_web.core.tongues import active, day_in_words, time_in_words, translated

register = template.Library()
for as_written in (number, pounds, translated):
    register.filter(as_written)
register.filter("nhs_date", day_in_words)
register.filter("nhs_time", time_in_words)

COLOURS = {
    "green", "grey", "red", "yellow", "blue", "orange", "purple", "pink", "aqua-green", "white",
}  # fmt: skip
HISTORY_SHOWN = 20


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*texts_and_urls: Any) -> dict[str, Any]:
    """{% breadcrumbs "Gaps" gaps_url "A gap" gap %}: home first; a record stands for its address."""
    texts = [str(text) for text in texts_and_urls[0::2]]
    addresses = [
        url.get_absolute_url() if hasattr(url, "get_absolute_url") else url
        for url in texts_and_urls[1::2]
    ]
    return {"items": [(gettext("Home"), reverse("front")), *zip(texts, addresses, strict=True)]}


@register.simple_tag
def tag(text: Any, colour: str = "") -> SafeString:
    """{% tag "Late" "red" %}; the words carry the meaning, the colour only helps."""
    if colour and colour not in COLOURS:
        raise template.TemplateSyntaxError(f"NHS tags have no colour {colour!r}.")
    modifier = f" nhsuk-tag--{colour}" if colour else ""
    return format_html('<strong class="nhsuk-tag{}">{}</strong>', modifier, text)


@register.simple_tag
def in_english() -> str:
    """<p{% in_english %}>: for words of the partnership, which are in English on every page."""
    return SafeString("" if active().is_english else ' lang="en-GB"')  # nosec B703


@register.inclusion_tag("components/history.html")
def history(record: Model, but: str = "") -> dict[str, Any]:
    """What was done to a record, newest first; `but` names what is left out, by how it begins."""
    events = audit.history(record)
    for verb in but.split():
        events = events.exclude(verb__startswith=verb)
    events = events.annotate(total=Window(Count("pk")))
    shown = list(events[:HISTORY_SHOWN])
    return {"events": shown, "total": shown[0].total if shown else 0}


@register.filter
def happened(event: AuditEvent) -> SafeString:
    """When it was, as closely as may be told: some are dated to their day or month alone."""
    at = timezone.localtime(event.at)
    machine, words = {
        "month": (date_format(at, "Y-m"), date_format(at, "F Y")),
        "day": (at.date().isoformat(), day_in_words(at)),
    }.get(
        event.details.get("dated_to", ""),
        (at.isoformat(timespec="seconds"), f"{day_in_words(at)} at {time_in_words(at)}"),
    )
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", href: str = "", link: str = "") -> dict[str, str]:
    """{% empty "No gaps yet" "Add data to see gaps." url "Add data" %}"""
    return {"title": title, "text": text, "href": href, "link": link}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list; the rest of the address is kept."""
    request: HttpRequest = context["request"]

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "pages": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/filters.html")
def filters(form: Any, summary: str = "Filter", button: str = "Filter") -> dict[str, Any]:
    """A form that narrows the list below it, folded until it is used."""
    return {"form": form, "summary": summary, "button": button}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """The problems of a form, above the heading; then `{{ form }}` leaves them out."""
    if not form:
        return {}
    form.problems_shown = True
    return {"problems": problems(form)}


@register.inclusion_tag("components/error_summary.html")
def problems_not_shown_yet(form: Any) -> dict[str, Any]:
    """What `{{ form }}` begins with."""
    return {"problems": [] if getattr(form, "problems_shown", False) else problems(form)}
