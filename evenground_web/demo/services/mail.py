"""The mail of the fictional partnership: reminders week by week, and partners asked by link."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.models import Commitment, UpdateLink
from evenground_web.commitments.services.records.proposals import decide
from evenground_web.commitments.services.reminders import links
from evenground_web.commitments.services.reminders.first_opening import confirm, send_code
from evenground_web.commitments.services.reminders.nudges import nudge, set_rule
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.outbox.models import Message
from evenground_web.core.outbox.services.sending import message_id
from evenground_web.demo.story import chapter

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

WEEKS = 12
MORNING, EVENING = -1, 9  # before and after all else of a day
REPORT = """From: MAILER-DAEMON@example.org
Message-ID: <returned.{email}>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {email}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; {came_back}

--b
Content-Type: text/rfc822-headers

Message-ID: {about}

--b--
"""


def tell(year: Year) -> None:
    """Add to the year what is written and sent, the last of it today."""
    days, today = year.timeline.happenings, year.cast.today
    first = today - timedelta(weeks=WEEKS)
    days.append((first, MORNING, partial(_settings, year)))
    for entry in chapter("mail")["link"]:
        day = today - timedelta(weeks=entry["weeks"])
        days.append((day, EVENING, partial(_ask, year, entry)))
        if "answer" in entry:
            days.append((day + timedelta(2), EVENING, partial(_answer, year, entry)))
        if "came_back" in entry:
            days.append((day + timedelta(1), EVENING, partial(_come_back, entry)))
        if entry.get("revoked"):
            days.append((day + timedelta(2), EVENING, partial(_revoke, year, entry)))
    for week in range(WEEKS + 1):
        days.append((first + timedelta(weeks=week), EVENING, _remind))


def _settings(year: Year, now: datetime) -> None:
    for entry in chapter("mail")["rule"]:
        rule = {**entry, "group": year.cast.groups[entry["group"]]}
        set_rule(by=year.cast.people["Jo Whitfield"], **rule)
    for entry in chapter("mail")["preference"]:
        person = year.cast.people[entry["person"]]
        usual = {kind.key: outbox.how_for(person, kind) for kind in kinds.chosen()}
        outbox.choose(
            person, by=person, how={**usual, **entry["how"]}, now=now,
            quiet_from=time(entry["quiet_from"]), quiet_until=time(entry["quiet_until"]),
        )  # fmt: skip


def _ask(year: Year, entry: dict[str, Any], now: datetime) -> None:
    links.ask_for_update(
        year.commitments[entry["ref"]], by=year.lead, name=entry["name"],
        organisation=entry["organisation"], email=entry["email"], now=now,
    )  # fmt: skip
    outbox.deliver(clock=lambda: now)


def _answer(year: Year, entry: dict[str, Any], now: datetime) -> None:
    link = _link(entry)
    browser = send_code(link, browser="", now=now)
    confirm(link, browser=browser, code=_code(link), now=now)
    links.answer_by_link(
        link, browser=browser, text=entry["answer"], status=entry["status"], now=now
    )
    if entry.get("accepted"):
        decide(link.proposals.get(), by=year.lead, accept=True, now=now)
    outbox.deliver(clock=lambda: now)


def _come_back(entry: dict[str, Any], now: datetime) -> None:
    """The letter with the link, as a mail server sends it back."""
    link = _link(entry)
    letter = Message.objects.get(key=f"link:{link.pk}:{link.times_sent}")
    report = REPORT.format(about=message_id(letter), **entry)
    outbox.read_reports([report.encode()], now=now)


def _code(link: UpdateLink) -> str:
    """The code as its reader finds it in the letter."""
    letter = Message.objects.get(key=f"link-code:{link.codes.latest('pk').pk}")
    return re.findall(r"\b\d{6}\b", letter.text)[0]


def _revoke(year: Year, entry: dict[str, Any], now: datetime) -> None:
    links.revoke_link(_link(entry), by=year.lead, now=now)


def _link(entry: dict[str, Any]) -> UpdateLink:
    commitment = Commitment.objects.get(reference=entry["ref"])
    return commitment.update_links.get(email=entry["email"])


def _remind(now: datetime) -> None:
    nudge(on=now.date(), now=now)
    outbox.deliver(clock=lambda: now)
