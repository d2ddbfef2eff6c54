"""When mail comes: quiet hours by the clock on the wall, and what waits for one message."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.outbox import kinds, services
from evenground_web.core.outbox.models import Choice, Message
from evenground_web.core.outbox.quiet import after_quiet, is_quiet
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge, complete
from tests.web.pages import page, press, words
from tests.web.post import letters, text_of

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 3, 2)
MORNING = datetime(2026, 3, 2, 7, tzinfo=UTC)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(), timedelta(730)).map(lambda after: FIRST + after)
hours = st.times()


@given(moments, hours, hours)
def test_mail_goes_at_the_first_moment_that_is_not_quiet_on_any_day_of_the_year(moment, start, end):
    then = after_quiet(moment, start=start, end=end, zone=LONDON)
    assert then >= moment
    assert not is_quiet(then, start=start, end=end, zone=LONDON)
    assert after_quiet(then, start=start, end=end, zone=LONDON) == then
    assert then - moment <= timedelta(hours=25)
    if then > moment + timedelta(hours=1):  # an hour before, it was quiet, unless clocks changed
        before = then.astimezone(LONDON) - timedelta(minutes=1)
        if before.utcoffset() == then.astimezone(LONDON).utcoffset():
            assert is_quiet(before, start=start, end=end, zone=LONDON)


@pytest.mark.parametrize(
    ("moment", "start", "end", "then"),
    [
        ("2026-03-28T22:00+00:00", 19, 8, "2026-03-29T07:00+00:00"),  # the clocks go forward
        ("2026-10-24T22:00+00:00", 19, 8, "2026-10-25T08:00+00:00"),  # and back
        ("2026-06-01T11:00+00:00", 19, 8, "2026-06-01T11:00+00:00"),
        ("2026-06-01T18:00+00:00", 19, 8, "2026-06-02T07:00+00:00"),
        ("2026-10-25T00:30+00:00", 1, 2, "2026-10-25T02:00+00:00"),  # the hour that comes twice
        ("2026-06-01T03:00+00:00", 8, 8, "2026-06-01T03:00+00:00"),  # equal: never quiet
    ],
)
def test_quiet_hours_are_london_time_also_when_the_clocks_change(moment, start, end, then):
    found = after_quiet(
        datetime.fromisoformat(moment), start=time(start), end=time(end), zone=LONDON
    )
    assert found == datetime.fromisoformat(then)


def write(person, key="a", kind="news", now=MORNING):
    return services.send(
        to=person, kind=kind, template="commitments/mail/another.txt", key=key, now=now,
        context={"link": {"who": "Jo", "commitment": {"reference": f"R{key}"}, "commitment_id": 1}},
    )  # fmt: skip


def choose(person, quiet=(19, 8), **how):
    given_ = {kind.key: services.how_for(person, kind) for kind in kinds.chosen()}
    return services.choose(
        person, by=person, how={**given_, **how}, quiet_from=time(quiet[0]), quiet_until=time(quiet[1])
    )  # fmt: skip


def test_a_message_written_at_night_goes_in_the_morning(universe):
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    write(universe.alice, now=night)
    assert letters(now=night) == []
    assert letters(now=datetime(2026, 3, 3, 7, 59, tzinfo=UTC)) == []
    assert len(letters(now=datetime(2026, 3, 3, 8, tzinfo=UTC))) == 1


def test_somebody_who_waits_for_a_link_gets_it_in_quiet_hours_too(universe):
    night = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert write(universe.alice, kind="account", now=night).due == night


def test_a_person_chooses_on_a_page_and_gets_one_message_a_day(universe, client):
    answer = press(
        client, reverse("outbox:preferences"), as_=universe.bob, news="daily", nudge="daily",
        overview="never", answer="at_once", minutes="at_once", reworded="at_once",
        format_request="daily", failing="at_once", programme="at_once", quiet_from="20:00", quiet_until="07:00",
    )  # fmt: skip
    assert "Your choice was kept" in words(answer)
    assert 'value="daily" checked' in page(client, reverse("outbox:preferences"))
    for key in "abc":
        write(universe.bob, key)
    assert letters(now=MORNING) == []
    services.write_digests(on=MONDAY, now=MORNING)
    services.write_digests(on=MONDAY, now=MORNING + timedelta(hours=2))
    (letter,) = letters()
    assert letter.subject == "Today at Ambermoor Partnership"
    for key in "abc":
        assert f"# Somebody asks for a new link to R{key}" in letter.body
    assert set(Message.objects.exclude(kind="digest").values_list("state", flat=True)) == {
        "in_digest"
    }


def test_a_weekly_message_comes_once_a_week_also_when_monday_was_missed(universe):
    choose(universe.bob, news="weekly", overview="never")
    write(universe.bob)
    wednesday = MONDAY + timedelta(days=2)
    for day in range(5):
        services.write_digests(on=wednesday + timedelta(days=day), now=MORNING)
    write(universe.bob, "b")
    services.write_digests(on=wednesday + timedelta(days=4), now=MORNING)
    assert len([m for m in letters() if m.to == ["bob@example.org"]]) == 1
    services.write_digests(on=wednesday + timedelta(days=5), now=MORNING)
    assert len([m for m in letters() if m.to == ["bob@example.org"]]) == 2


def test_news_may_be_turned_off_and_what_waits_for_an_answer_may_not(universe, client):
    choose(universe.bob, news="never")
    assert write(universe.bob) is None
    with pytest.raises(RuleBroken, match="cannot be turned off"):
        choose(universe.bob, nudge="never")
    answer = press(client, reverse("outbox:preferences"), as_=universe.bob, nudge="never")
    assert "There is a problem" in words(answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Choice.objects.create(person=universe.bob, kind="nudge", how="never")


def test_an_overview_says_what_is_late_what_is_due_and_what_nobody_wrote_about(universe):
    late = add_pledge(universe, title="Walk", due=date(2026, 2, 1))
    soon = add_pledge(universe, title="Swim", due=date(2026, 3, 9))
    silent = add_pledge(universe, title="Dance", due=date(2026, 12, 1))
    complete(add_pledge(universe, title="Sing", due=date(2026, 2, 1)), by=universe.lead)
    services.write_digests(on=MONDAY, now=MORNING)
    to_alice = next(m for m in letters() if m.to == ["alice@example.org"])
    text = text_of(to_alice)
    late_at, soon_at, quiet_at = (
        text.index(part)
        for part in ("# Late", "# Due in the next two weeks", "# Without an update")
    )
    assert late_at < text.index(str(late)) < soon_at < text.index(str(soon)) < quiet_at
    assert quiet_at < text.index(str(silent))
    assert "Sing" not in text
    html = to_alice.alternatives[0][0]
    assert f'<li><a href="http://testserver/commitments/{silent.pk}/updates/add/">' in html
    assert "Choose which messages you get" in html
    assert not [m for m in letters() if m.to == ["bob@example.org"]]
