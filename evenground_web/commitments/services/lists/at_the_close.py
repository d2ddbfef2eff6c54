"""What a gathering that is closed brought for everybody, and what of it is still open."""

from __future__ import annotations

from collections.abc import Collection

from django.urls import reverse

from evenground_web.commitments.models import Commitment, DeliveryStatus, public_commitments
from evenground_web.commitments.models.commitments import CommitmentQuerySet
from evenground_web.commitments.models.pledges import State
from evenground_web.commitments.services.tracker.reading import owner_of
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.ending import Agreed, LooseEnd, Promises
from evenground_web.gatherings.models import Gathering


def stand(gathering: Gathering) -> CommitmentQuerySet:
    """What came from it and was not withdrawn."""
    found = Commitment.objects.filter(gathering=gathering)
    return found.exclude(delivery_status=DeliveryStatus.WITHDRAWN).order_by("reference")


def agreed_in_public(gathering: Gathering) -> list[Agreed]:
    found = public_commitments().filter(pk__in=stand(gathering).values("pk"))
    return [
        Agreed(
            key=one.pk, kind=one.get_kind_display(), reference=one.reference, title=one.title,
            owner=owner_of(one), due=one.due, session=one.session_id,
        )
        for one in found.select_related("owner", "pledge").order_by("kind", "reference")
    ]  # fmt: skip


def public_addresses(keys: Collection[int]) -> dict[int, str]:
    found = public_commitments().filter(pk__in=keys).values_list("pk", flat=True)
    return {key: reverse("commitments:public_commitment", args=[key]) for key in found}


def loose_ends(gathering: Gathering) -> list[LooseEnd]:
    """Pledges nobody agreed yet, what is not public, and what does not say in which session it came."""
    return [*_proposed(gathering), *_not_public(gathering), *_without_session(gathering)]


def _proposed(gathering: Gathering) -> list[LooseEnd]:
    waiting = stand(gathering).filter(pledge__state=State.PROPOSED)
    if not (number := waiting.count()):
        return []
    words = (
        f"{number} pledge{'' if number == 1 else 's'} proposed there: nobody says whether agreed"
    )
    url = reverse("commitments:agree_pledges", args=[gathering.pk])
    return [LooseEnd(words=words, url=url, permission=Permission.KEEP_PLEDGES)]


def _not_public(gathering: Gathering) -> list[LooseEnd]:
    """Personal pledges are for their person to show."""
    public = public_commitments().values("pk")
    hidden = stand(gathering).exclude(pk__in=public).exclude(pledge__state=State.PROPOSED)
    hidden = hidden.exclude(pledge__level="personal")
    return [
        LooseEnd(words=f"{one.reference} is not public, so the close leaves it out", url=_page(one))
        for one in hidden
    ]


def _without_session(gathering: Gathering) -> list[LooseEnd]:
    if not gathering.sessions.exists():
        return []
    return [
        LooseEnd(
            words=f"{one.reference} does not say in which session it was agreed", url=_page(one)
        )
        for one in stand(gathering).filter(session=None)
    ]


def _page(commitment: Commitment) -> str:
    return commitment.get_absolute_url()


PROMISES = Promises(agreed=agreed_in_public, addresses=public_addresses)
