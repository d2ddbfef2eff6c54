"""What is still open on the floor of a gathering that is about to be closed."""

from __future__ import annotations

from django.urls import reverse

from evenground_web.core.permissions import Permission
from evenground_web.floor.models import Contribution, Floor
from evenground_web.gatherings.ending import LooseEnd
from evenground_web.gatherings.models import Gathering


def loose_ends(gathering: Gathering) -> list[LooseEnd]:
    floor = Floor.objects.filter(gathering=gathering).first()
    if floor is None:
        return []
    found = []
    if floor.is_open:
        words = "People can still write by phone"
        found.append(
            LooseEnd(words=words, url=floor.get_absolute_url(), permission=Permission.WRITE_NOTES)
        )
    if number := Contribution.objects.waiting().filter(prompt__floor=floor).count():
        words = f"{number} contribution{'' if number == 1 else 's'} from phones: nobody has decided"
        found.append(
            LooseEnd(
                words=words,
                url=reverse("floor:queue", args=[floor.pk]),
                permission=Permission.MODERATE,
            )
        )
    return found
