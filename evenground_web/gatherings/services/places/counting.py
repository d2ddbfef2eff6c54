"""How many places are free, and for whom, counting those that are kept for communities.

Only those in the room use a place (`Booking.objects.in_the_room`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from evenground_web.gatherings.models import Booking, RegistrationPage, Reserved, Session


@dataclass
class Places:
    """Places as they are taken now; `take` notes one more while the waiting list is gone through."""

    capacity: int | None
    taken: Counter[int | None]
    kept: dict[int, int]

    def free_for(self, reserved: int | None) -> int | None:
        """How many places somebody of this community could have; None when there is no limit."""
        if self.capacity is None:
            return None
        unused = {key: max(0, n - self.taken[key]) for key, n in self.kept.items()}
        for_all = max(0, self.capacity - self.taken.total() - sum(unused.values()))
        return for_all + (unused.get(reserved, 0) if reserved else 0)

    def has_place_for(self, reserved: int | None) -> bool:
        free = self.free_for(reserved)
        return free is None or free > 0

    def take(self, reserved: int | None) -> None:
        self.taken[reserved] += 1

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken.total() >= self.capacity


def places_at(page: RegistrationPage, session: Session | None = None, *, on: date) -> Places:
    """The places of a gathering or of a session; only a gathering keeps places for communities."""
    rows = (
        Booking.objects.at(page, session)
        .holding()
        .in_the_room()
        .values("registration__reserved")
        .annotate(how_many=Count("pk"))
    )
    kept = page.reserved.filter(until__gte=on) if session is None else Reserved.objects.none()
    return Places(
        capacity=session.capacity if session else page.capacity,
        taken=Counter({row["registration__reserved"]: row["how_many"] for row in rows.order_by()}),
        kept=dict(kept.values_list("pk", "places")),
    )
