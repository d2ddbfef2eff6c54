"""What is new on the tracker for readers of feeds, and due dates for calendars."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from io import StringIO

from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from icalendar import Calendar, Event

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker.finding import times_moved
from evenground_web.commitments.services.tracker.happenings import Happening, happenings
from evenground_web.commitments.services.tracker.reading import owner_of, status_of
from evenground_web.core.text import printable

NEWEST = 50
Address = Callable[[Commitment], str]


class Feed(Atom1Feed):
    """A feed that is as old as its newest entry, or as `since` while it has none."""

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["since"])


def atom(
    found: QuerySet[Commitment],
    *,
    title: str,
    publisher: str,
    page: str,
    here: str,
    licence: str,
    host: str,
    address: Address,
    since: datetime,
) -> bytes:
    """An Atom feed of what everybody could read last of these commitments."""
    feed = Feed(
        title=printable(title), link=page, description="", feed_url=here, language="en-GB",
        author_name=printable(publisher), feed_guid=here, feed_copyright=licence, since=since,
    )  # fmt: skip
    recent = happenings(found, newest=NEWEST)
    keys = {one.commitment_id for one in recent}
    commitments = Commitment.objects.in_bulk(keys)
    for one in recent:
        commitment = commitments[one.commitment_id]
        feed.add_item(
            title=printable(f"{commitment}: {one.words}"),
            link=address(commitment),
            description=_content(one),
            unique_id=f"tag:{host},2026:{one.key}",
            pubdate=one.at,
            updateddate=one.seen,
        )
    out = StringIO()
    feed.write(out, "utf-8")
    return out.getvalue().encode()


def _content(one: Happening) -> str:
    parts = [one.words, *one.said.splitlines(), one.evidence]
    html = format_html_join("", "<p>{}</p>", ((printable(part),) for part in parts if part))
    if one.link:
        html = format_html('{}<p><a href="{}">{}</a></p>', html, one.link, one.link)
    return str(html)


def calendar(
    found: Iterable[Commitment], *, name: str, host: str, address: Address, now: datetime
) -> bytes:
    """A file with the day on which each of these commitments is due."""
    file = Calendar()
    file.add("prodid", "-//Evenground//Public tracker//EN")
    file.add("version", "2.0")
    file.add("x-wr-calname", printable(name))
    due = [commitment for commitment in found if commitment.due]
    moved = times_moved(due)
    for commitment in due:
        file.add_component(_entry(commitment, moved.get(commitment.pk, 0), host, address, now))
    return bytes(file.to_ical())


def _entry(commitment: Commitment, moves: int, host: str, address: Address, now: datetime) -> Event:
    owner, (status, _) = owner_of(commitment), status_of(commitment)
    entry = Event()
    entry.add("uid", f"due-{commitment.pk}@{host}")
    entry.add("dtstamp", now)
    entry.add("sequence", moves)
    entry.add("dtstart", commitment.due)
    entry.add("summary", printable(f"Due: {commitment}"))
    entry.add("description", printable(f"{owner}. {status}." if owner else f"{status}."))
    entry.add("url", address(commitment))
    entry.add("transp", "TRANSPARENT")
    return entry
