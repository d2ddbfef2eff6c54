"""Public texts of the story in Urdu, Welsh and Arabic: translated, checked and published by people."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.services.papers import of_meeting
from evenground_web.demo.story import chapter
from evenground_web.reports.translations import services as translations
from evenground_web.reports.translations.models import Language, Translation

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

AFTER_PAPERS = 5
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")


def tell(year: Year) -> None:
    """Put the chapter into the timeline of the year."""
    story, at = chapter("translations"), year.timeline.on
    for entry in story["language"]:
        at(entry["at"], AFTER_PAPERS, partial(offer, year, entry))
    for entry in story["translation"]:
        at(entry["month"], AFTER_PAPERS, partial(translate, year, entry))


def offer(year: Year, entry: dict[str, Any], now: datetime) -> None:
    translations.offer_language(by=year.secretary, code=entry["code"], now=now)


def translate(year: Year, entry: dict[str, Any], now: datetime) -> None:
    by = year.secretary
    language = Language.objects.get(code=entry["language"])
    if "paper" in entry:
        kind, record = "paper", of_meeting(year, {"month": entry["paper"]}).item_id
    else:
        kind, record = "pledge", year.commitments[entry["pledge"]].pk
    made = translations.begin(kind, record, language=language, by=by, now=now)
    made = translations.write(made, by=by, texts=dict(words(made, entry)), now=now)
    if "translator" not in entry:
        return
    translations.finish(made, by=by, translator=entry["translator"], now=now)
    translations.check(made, by=by, checker=entry["checker"], now=now)
    if entry["published"]:
        translations.publish(made, by=by, now=now)


def words(made: Translation, entry: dict[str, Any]) -> Any:
    """The words of the story, and the days of the original in the months of the language."""
    tongue = next(
        one for one in chapter("translations")["language"] if one["code"] == entry["language"]
    )
    for section in translations.public_original(made).sections:
        for text in section.texts:
            days = [_day(found, tongue["months"]) for found in DAY.finditer(text)]
            if text in entry["words"]:
                yield text, entry["words"][text]
            elif text.startswith("Issued on") and "translator" in entry:
                yield text, tongue["issued"].replace("{1}", days[0]).replace("{2}", days[1])
            elif DAY.fullmatch(text) and "translator" in entry:
                yield text, days[0]


def _day(found: re.Match[str], months: list[str]) -> str:
    return f"{found[1]} {months[MONTHS.index(found[2])]} {found[3]}"
