"""The board's papers in easy read, in audio and in BSL; one of them corrected since, and requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from evenground_web.demo.services.papers import of_meeting
from evenground_web.demo.story import chapter
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import AccessibleVersion
from evenground_web.reports.accessible.services import lists
from evenground_web.reports.models import Paper

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_CORRECTION, AFTERWARDS, AT_LAST = 3, 5, 6


def tell_formats(year: Year) -> None:
    """Each version made, checked and published on its day; then one begun anew, and what was asked."""
    at, story = year.timeline.on, chapter("accessible")
    for entry in story["version"]:
        kind = BEFORE_CORRECTION if entry.get("before_correction") else AFTERWARDS
        at(entry["at"], kind, partial(make, year, entry))
    for entry in story["request"]:
        at(entry["at"], AFTERWARDS, partial(ask, year, entry))
    at(0, AT_LAST, partial(carry_over, year, story["carried"]))


def paper_of(year: Year, entry: dict[str, Any]) -> Paper:
    return of_meeting(year, {"month": entry["paper"]})


def make(year: Year, entry: dict[str, Any], now: datetime) -> None:
    paper, by = paper_of(year, entry), year.secretary
    version = services.want(paper, by=by, form=entry["form"], now=now)
    version = services.say_who_makes_it(version, by=by, made_by=entry["made_by"], now=now)
    write(version, entry, paper, year, now)
    if entry["who"]:
        services.write_down_review(
            version, by=by, by_those_it_is_for=True, who=entry["who"], may_name=True, now=now
        )
        services.mark_checked(version, by=by, now=now)
    services.publish(version, by=by, now=now)


def write(
    version: AccessibleVersion, entry: dict[str, Any], paper: Paper, year: Year, now: datetime
) -> None:
    by = year.secretary
    told = {"late": len(paper.content["late"]), "meeting": paper.content["cover"]["meeting"]["on"]}
    for heading, sentence, pictogram in entry.get("pairs", []):
        services.add_pair(
            version, by=by, heading=heading, sentence=sentence.format(**told),
            pictogram=pictogram, now=now,
        )  # fmt: skip
    if "pairs" in entry:
        services.explain(version, by=by, meanings=services.suggested_words(version), now=now)
        services.tick(version, by=by, ticked=list(lists.checklist()), now=now)
    if recording := entry.get("recording"):
        services.keep_recording(
            version, by=by, transcript=services.transcript_of(paper), now=now, **recording
        )
    if video := entry.get("video"):
        made_on = timezone.localdate(now) - timedelta(days=3)
        services.keep_video(version, by=by, made_on=made_on, now=now, **video)


def ask(year: Year, entry: dict[str, Any], now: datetime) -> None:
    asked = services.ask_for_format(
        paper_of(year, entry), wanted=entry["wanted"], details=entry["details"],
        name=entry.get("name", ""), contact=entry["contact"], now=now,
    )  # fmt: skip
    if answer := entry.get("answer"):
        services.answer_request(asked, by=year.secretary, state="done", answer=answer, now=now)


def carry_over(year: Year, entry: dict[str, Any], now: datetime) -> None:
    """The easy read version of a paper that was corrected is begun anew, and waits to be rewritten."""
    newest = paper_of(year, entry)
    (old,) = AccessibleVersion.objects.of(*newest.versions).exclude(record=newest.pk)
    services.carry_over(old, by=year.secretary, now=now)
