"""People in the paper: what they said, how they were involved, and who the work is for."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import groupby

from evenground_web.commitments.models.pledges import State
from evenground_web.core.dates import nhs_date
from evenground_web.core.text import one_line
from evenground_web.gatherings.services.payments.totals import paid_to_people
from evenground_web.people.models import Organisation
from evenground_web.people.services.small_numbers import is_small, protected
from evenground_web.reports.services.figures import Content, difference, gap_named, named
from evenground_web.reports.services.records import Records


def voices(records: Records) -> list[Content]:
    """What was said about each gap: which voices may be quoted, and how many others there are, protected.

    A gap with a few voices that may only be counted is left out like one with none: that somebody
    spoke about it tells too. Never the words: these are looked up each time the paper is read, so that
    withdrawing them takes them out of every paper, issued ones among them.
    """
    return [
        {
            "gap": gap_named(records.gaps[gap]),
            "others": protected(rows[0].counted),
            "quotes": [voice.pk for voice in rows if voice.is_shown],
        }
        for gap, rows in (
            (gap, list(rows))
            for gap, rows in groupby(records.voices, key=lambda voice: voice.gap_id)
        )
        if rows[0].is_shown or not is_small(rows[0].counted)
    ]


def involvement(records: Records) -> Content:
    """Gatherings since the last paper: who took part, what was promised, what people were paid."""
    gatherings: dict[int, Content] = {}
    sectors: dict[int, str] = {}
    for pk, title, starts, shown, counted, organisation, sector in records.gatherings:
        gathering = gatherings.setdefault(
            pk,
            {
                "id": pk,
                "title": title,
                "on": nhs_date(starts),
                "organisations": 0,
                "voices": f"{shown or 0} that may be read, {protected(counted or 0)} others",
            },
        )
        if organisation:
            gathering["organisations"] += 1
            sectors[organisation] = sector
    counts = Counter(sectors.values())
    return {
        "gatherings": list(gatherings.values()),
        "sectors": [
            {"sector": str(sector.label), "organisations": counts[sector.value]}
            for sector in Organisation.Sector
            if counts[sector.value]
        ],
        "paid": [
            {"id": row["gathering"].pk, "title": row["gathering"].title, "paid": row["paid"]}
            for row in paid_to_people(on=records.on, after=records.since.last_day)
        ],
        "agreed": [
            {
                **named(commitment),
                "session": commitment.held_in or "",
                "proposed": commitment.state == State.PROPOSED,
            }
            for commitment in records.made_there
        ],
    }


def equality(records: Records) -> Content:
    """Which populations the commitments are for, and which clear gaps nobody owns."""
    populations: dict[str, list[Content]] = defaultdict(list)
    spelling: dict[str, str] = {}
    nobody = []
    for commitment in records.commitments:
        name = one_line(commitment.priority_population)
        if name:
            spelling.setdefault(name.casefold(), name)
            populations[name.casefold()].append(named(commitment))
        else:
            nobody.append(named(commitment))
    orphans = records.orphans
    return {
        "populations": [
            {"name": spelling[key], "commitments": populations[key]} for key in sorted(populations)
        ],
        "without_population": nobody,
        "orphans": [
            {
                "gap": gap_named(gap),
                "difference": difference(gap.latest, gap=gap),
                "period": gap.latest.period,
            }
            for gap in orphans
        ],
        "orphans_in_all": orphans[0].total if orphans else 0,
    }
