"""What pages of gaps, gatherings and the partnership show about voices."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.people.services.small_numbers import protected
from evenground_web.voices.models import Voice, VoiceQuerySet

SHOWN = 5
SHOWN_AT_THE_FRONT = 2


def of_gap(gap: Any, person: Any) -> Panel:
    return _panel(
        gap.voices.all(),
        person,
        title="What people said about it",
        more=f"{reverse('voices:voices')}?gap={gap.pk}",
    )


def of_gathering(gathering: Any, person: Any) -> Panel:
    add = reverse("voices:record", args=[gathering.pk])
    return _panel(
        gathering.voices.select_related("topic"),
        person,
        title="What people said here",
        more=f"{reverse('voices:voices')}?gathering={gathering.pk}",
        add=add if person.has_perm(Permission.ADD_VOICES) else "",
    )


def of_partnership(partnership: Any, person: Any) -> Panel:
    return _panel(
        Voice.objects.all(),
        person,
        title="What people said",
        more=reverse("voices:voices"),
        shown=SHOWN_AT_THE_FRONT,
    )


def said_before(gathering: Any, person: Any) -> Panel:
    """For those who prepare a gathering: what people have said already about each of its topics."""
    ahead = gathering.ends >= timezone.localdate() and not gathering.group_id
    prepares = ahead and person.has_perm(Permission.EDIT_GATHERINGS)
    topics = getattr(gathering, "topic_list", ()) if prepares else ()
    links = [
        (topic["title"], f"{reverse('voices:already')}?{urlencode({'words': topic['title']})}")
        for topic in topics
    ]
    return Panel(template="voices/panel_before.html", context={"links": links})


def _panel(
    voices: VoiceQuerySet, person: Any, *, title: str, more: str, add: str = "", shown: int = SHOWN
) -> Panel:
    """Some words that may be shown, and how many other voices there are, protected."""
    first = list(voices.quotes_first_with_totals()[:shown])
    quotes = [voice for voice in first if voice.is_shown]
    totals = vars(first[0]) if first else {"quotes": 0, "themes": 0, "every": 0}
    small_team = person.has_perm(Permission.SEE_PRIVATE_VOICES)
    context = {
        "title": title,
        "more": more,
        "add": add,
        "quotes": quotes,
        "quotes_left": totals["quotes"] > len(quotes),
        "others": protected(totals["themes"]),
        "every": totals["every"] if small_team else None,
    }
    return Panel(template="voices/panel.html", context=context)


def register() -> None:
    offer("insight.gap", of_gap)
    offer("gatherings.gathering", said_before)
    offer("gatherings.gathering", of_gathering)
    offer("core.partnership", of_partnership)
