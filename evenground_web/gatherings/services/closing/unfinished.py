"""What is still open at a gathering that is about to be closed."""

from __future__ import annotations

from django.urls import reverse

from evenground_web.gatherings import ending
from evenground_web.gatherings.ending import LooseEnd
from evenground_web.gatherings.models import Gathering


def unfinished(gathering: Gathering) -> list[LooseEnd]:
    """Each thing that is not ready, with the page where somebody mends it."""
    found = []
    if not gathering.organisations.exists():
        found.append(
            LooseEnd(
                words="Nobody has written down which organisations took part",
                url=reverse("gatherings:edit_organisations", args=[gathering.pk]),
            )
        )
    held = gathering.sessions.held().exclude(kind="break")
    if waiting := held.filter(summary="").count():
        page = reverse("gatherings:closing", args=[gathering.pk])
        found.append(
            LooseEnd(
                words=f"{waiting} session{'' if waiting == 1 else 's'} "
                f"{'has' if waiting == 1 else 'have'} no notes",
                url=f"{page}#sessions",
            )
        )
    return [*found, *ending.loose_ends(gathering)]
