"""A large summit of today: 600 registered, 500 let in, 3,000 kept words, 200 waiting, 15,000 votes, and
a codebook of ten themes in which two people coded 1,000 voices.

Places, the floor, its questions and the codebook come in through the services; rows at once.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import large

REGISTERED, CAME, KEPT, WAITING, CODED = 600, 500, 3_000, 200, 1_000
PHONES, STATEMENTS, THEMES = 500, 30, 10
TITLE = "The large summit"
WORDS = "They did not listen to me at appointment {n}. The letter came in a language I do not read. The bus stops at six."


def grow_summit() -> None:
    from evenground_web.gatherings import services as gatherings

    lead = large.person("Grace Adeyemi")
    summit = gatherings.add_gathering(
        by=lead, title=TITLE, kind="summit", starts=large.today(), topics=["Access", "Work"]
    )
    who_comes(summit)
    what_they_say(summit)
    themes(summit)


def summit() -> Any:
    from evenground_web.gatherings.models import Gathering

    return Gathering.objects.get(title=TITLE)


def who_comes(gathering: Any) -> None:
    """Places, and most of those who have one are let in."""
    from evenground_web.gatherings.models import Booking, CheckIn, Registration
    from evenground_web.gatherings.services.places import pages
    from evenground_web.people.models import Organisation, Place

    host, now, day = large.person("Blessing Oyelaran"), large.at(large.today()), large.today()
    page = pages.set_places(
        gathering, by=host, capacity=REGISTERED, opens=day - timedelta(days=60), contact="Ring us"
    )
    sectors, places = Organisation.Sector.values, list(Place.objects.all()[:20])
    made = Registration.objects.bulk_create(
        Registration(
            page=page, name=f"Person Number {n}", email=f"person{n}@example.org",
            organisation=f"Organisation {n % 90}", sector=sectors[n % len(sectors)],
            place=places[n % len(places)],
        )
        for n in range(REGISTERED)
    )  # fmt: skip
    Booking.objects.bulk_create(
        Booking(registration=one, state="place", asked_at=now) for one in made
    )
    CheckIn.objects.bulk_create(
        CheckIn(registration=one, day=day, at=now, way="name", by=host) for one in made[:CAME]
    )


def what_they_say(gathering: Any) -> None:
    """One question in open words, kept as voices, and one of statements to agree with or not."""
    from evenground_web.floor import services
    from evenground_web.floor.models import Contribution, Vote
    from evenground_web.floor.services.consent import CURRENT
    from evenground_web.people.models import Place
    from evenground_web.voices.models import SelfDescription, Voice

    lead, day = large.person("Grace Adeyemi"), large.today()
    floor = services.open_floor(gathering, by=lead, expected=PHONES)
    asked = services.add_prompt(floor, by=lead, kind="words", words="What gets in the way?")
    services.open_prompt(asked, by=lead)
    places, kinds = list(Place.objects.all()[:10]), Voice.Kind.values
    voices = Voice.objects.bulk_create(
        Voice(
            text=WORDS.format(n=n), kind=kinds[n % len(kinds)], source="gathering", channel="phone_page",
            consent=("public", "quote", "themes")[n % 3], state="cleared", received=day.replace(day=1),
            gathering=gathering, place=places[n % len(places)], claim_digest=f"large{n:059}",
        )
        for n in range(KEPT)
    )  # fmt: skip
    SelfDescription.objects.bulk_create(
        SelfDescription(voice=one, own_words=f"Community {n % 12}")
        for n, one in enumerate(voices) if n % 2
    )  # fmt: skip
    Contribution.objects.bulk_create(
        Contribution(
            prompt=asked, consent=one.consent, state="kept", voice=one, shown=one.consent == "public",
            decided_by=lead, consent_words=CURRENT, claim_digest=one.claim_digest, phone=f"phone{n % PHONES}",
        )
        for n, one in enumerate(voices)
    )  # fmt: skip
    Contribution.objects.bulk_create(
        Contribution(prompt=asked, words=WORDS.format(n=n), consent="public", consent_words=CURRENT, claim_digest=f"waits{n:059}")
        for n in range(WAITING)
    )  # fmt: skip
    statements = services.add_prompt(
        floor, by=lead, kind="statements", words="Do you agree?",
        lines=[f"Statement number {n} is true where I live" for n in range(STATEMENTS)],
    )  # fmt: skip
    services.open_prompt(statements, by=lead)
    Vote.objects.bulk_create(
        Vote(statement=one, phone=f"phone{n}", value=(n * one.pk % 3) - 1)
        for one, n in product(statements.statements.all(), range(PHONES))
    )
    services.put_on_wall(asked, by=lead)


def themes(gathering: Any) -> None:
    """Two people coded the same voices; what both found stands."""
    from evenground_web.themes import services
    from evenground_web.themes.models import Agreed, Coding, Reading, Settlement
    from evenground_web.voices.models import Voice

    lead, other, now = (
        large.person("Grace Adeyemi"),
        large.person("Abdi Warsame"),
        large.at(large.today()),
    )
    book = services.add_codebook(
        by=lead, title="What gets in the way, at large", gathering=gathering
    )
    found = [services.add_theme(book, by=lead, name=f"Theme {n}") for n in range(THEMES)]
    voices = list(Voice.objects.filter(gathering=gathering).order_by("pk")[:CODED])
    span = {"start": 0, "end": len("They did not listen to me")}
    pairs = [(voice, found[n % THEMES], n) for n, voice in enumerate(voices)]
    Coding.objects.bulk_create(
        Coding(
            voice=voice,
            theme=theme if who == lead or n % 10 else found[0],
            coder=who,
            at=now,
            **span,
        )
        for voice, theme, n in pairs
        for who in (lead, other)
    )
    Reading.objects.bulk_create(
        Reading(codebook=book, voice=voice, coder=who, version=1, finished_at=now)
        for voice, _, _ in pairs
        for who in (lead, other)
    )
    settled = Settlement.objects.bulk_create(
        Settlement(codebook=book, voice=voice, by=None, at=now) for voice, _, n in pairs if n % 10
    )
    themed = {voice.pk: theme for voice, theme, _ in pairs}
    Agreed.objects.bulk_create(
        Agreed(settlement=one, theme=themed[one.voice_id], **span) for one in settled
    )


def addresses() -> dict[str, str]:
    """Where its pages stand."""
    from evenground_web.floor.models import Floor
    from evenground_web.themes.models import Codebook

    gathering = summit()
    floor = Floor.objects.get(gathering=gathering)
    asked, statements = floor.prompts.order_by("order")
    book = Codebook.objects.get(gathering=gathering)
    theme = book.themes.first()
    voice = book.settlements.last().voice
    at = f"/gatherings/{gathering.pk}/"
    books = f"/voices/themes/{book.pk}/"
    return {
        "a large summit": at,
        "who comes to it": f"{at}places/",
        "who is missing there": f"{at}missing/",
        "its door": f"{at}door/",
        "its floor": f"/floor/{floor.pk}/",
        "its queue": f"/floor/{floor.pk}/queue/",
        "its wall": f"/join/{floor.code}/wall/",
        "its floor on a phone": f"/join/{floor.code}/",
        "its question on a phone": f"/join/{floor.code}/{asked.pk}/",
        "its opinion groups": f"/floor/questions/{statements.pk}/together/",
        "its themes": books,
        "one of its themes": f"/voices/themes/theme/{theme.pk}/",
        "who spoke of its themes": f"{books}who/",
        "voices to code": f"{books}code/",
        "one voice to code": f"{books}code/{voice.pk}/",
        "voices to talk about": f"{books}talk/",
        "how far coders agree": f"{books}agreement/",
    }
