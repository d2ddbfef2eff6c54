"""People who agreed to be asked again, as ids from which a panel can be drawn by lot."""

from __future__ import annotations

from functools import partial

from django.utils.crypto import salted_hmac

from evenground_web.gatherings.services import draws
from evenground_web.voices.models import State, Voice, VoiceQuerySet

POOL = "voices"
NOT_SAID = "Not said"


def who_may_be_asked(salt: str) -> dict[str, dict[str, str]]:
    """By id what they said of themselves; the id leads back to nobody without the installation's key."""
    found = in_the_pool().select_related("place", "described")
    return {
        id_in_draw(voice, salt): {
            "place": voice.place.name if voice.place else NOT_SAID,
            "speaking as": str(voice.get_speaking_as_display() or NOT_SAID),
            "ethnic group": (voice.described.group if hasattr(voice, "described") else "")
            or NOT_SAID,
        }
        for voice in found.order_by("claim_digest")
    }


def in_the_pool() -> VoiceQuerySet:
    """Those who agreed to be asked, without those whose words the safeguarding circle has."""
    found = Voice.objects.standing().exclude(state=State.CIRCLE)
    return found.filter(contact__may_be_asked=True)


def id_in_draw(voice: Voice, salt: str) -> str:
    return salted_hmac("voices.pool", f"{salt} {voice.pk}", algorithm="sha256").hexdigest()[:10]


def leave_pools(voice: Voice) -> None:
    """Whoever takes their words back, or is to be asked no more, is in no pool from now on."""
    draws.leave_pools(POOL, partial(id_in_draw, voice))
