"""Mail is written with the change that causes it, and sent after it: nothing lost, nothing twice."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.urls import reverse

from evenground_web.core.outbox import services
from evenground_web.core.outbox.management.commands.send_mail import due_day
from evenground_web.core.outbox.models import Attempt, Message
from evenground_web.core.outbox.services import sending
from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services as people
from tests.web.pages import page, press, words
from tests.web.post import letters

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AT_ONCE = 50


class Server(BaseEmailBackend):
    """A mail server that does what `says` tells it, message by message."""

    says: list[object] = []
    took: list[object] = []

    def open(self) -> bool:
        if self.says and self.says[0] is ConnectionRefusedError:
            self.says.pop(0)
            raise ConnectionRefusedError
        return True

    def send_messages(self, letters) -> int:
        answer = self.says.pop(0) if self.says else None
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer()
        self.took.extend(letters)
        return len(letters)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "tests.web.test_outbox.Server"
    Server.says, Server.took = [], []
    return Server


def write(to, *, key="a", now=NOON, kind="news", **more):
    return services.send(
        to=to, kind=kind, template="people/invitation.txt", key=key, now=now,
        context={"person": to, "by": to, "link": "/account/"}, **more,
    )  # fmt: skip


def run(now=NOON):
    return services.deliver(clock=lambda: now)


def test_a_message_goes_once_however_often_it_is_written_and_sent(universe, server):
    first, second = write(universe.alice), write(universe.alice)
    assert first == second
    run(), run()
    (letter,) = server.took
    assert letter.to == ["alice@example.org"]
    message = Message.objects.get()
    assert message.state == "sent"
    assert [attempt.outcome for attempt in message.attempts.all()] == ["sent"]


def test_a_change_that_is_taken_back_takes_its_message_with_it(universe):
    def change() -> None:
        with transaction.atomic():
            write(universe.alice)
            raise RuleBroken("No")

    with pytest.raises(RuleBroken):
        change()
    assert not Message.objects.exists()


def test_while_the_server_is_away_everything_waits_and_then_goes(universe, server):
    for n in range(3):
        write(universe.alice, key=str(n))
    for minute in (0, 1, 3, 8):
        server.says = [ConnectionRefusedError]
        assert run(NOON + timedelta(minutes=minute)).server_away
    assert run(NOON + timedelta(minutes=9)).sent == 0  # left in peace until minute 18
    assert Message.objects.waiting().count() == 3
    assert not Message.objects.filter(tries__gt=0).exists()
    assert run(NOON + timedelta(minutes=18)).sent == 3
    assert services.sender().failures == 0


def test_a_message_that_is_put_off_is_tried_again_after_growing_waits_and_then_given_up(
    universe, server
):
    write(universe.alice)
    waits, now = [], NOON
    while Message.objects.waiting().exists():
        server.says = [SMTPDataError(451, b"alice@example.org: later")]
        run(now)
        due = Message.objects.get().due
        waits.append(due - now)
        now = max(due, now + timedelta(seconds=1))
    assert waits[:-1] == sending.WAITS == sorted(sending.WAITS)
    assert Message.objects.get().state == "refused"
    assert Attempt.objects.filter(outcome="later").count() == len(sending.WAITS) + 1


def test_a_mistyped_address_is_refused_at_once_and_goes_after_it_was_put_right(
    universe, server, client
):
    message = write(universe.alice)
    server.says = [SMTPRecipientsRefused({"alice@example.org": (550, b"no such user")})]
    run()
    text = page(client, message.get_absolute_url(), as_=universe.administrator)
    assert "The mail server refused the address (code 550)" in text
    people.edit_person(universe.alice, by=universe.administrator, email="alicia@example.org")
    press(client, reverse("outbox:try_again", args=[message.pk]))
    services.deliver()
    assert [letter.to for letter in server.took] == [["alicia@example.org"]]
    answer = press(client, reverse("outbox:try_again", args=[message.pk]))
    assert "This message is settled: sent" in words(answer)


def test_a_sender_killed_in_the_middle_loses_nothing(universe, server):
    """At least once: when nobody knows whether it went, it goes again under the same name."""
    write(universe.alice)

    def killed():
        raise KeyboardInterrupt

    server.says = [killed]
    with pytest.raises(KeyboardInterrupt):
        run()
    assert run(NOON + sending.LEASE - timedelta(seconds=1)).sent == 0
    assert run(NOON + sending.LEASE).sent == 1
    message = Message.objects.get()
    assert [str(attempt) for attempt in message.attempts.all()] == [
        "The mail server took it",
        "The sender was stopped",
    ]
    assert server.took[0].message()["Message-ID"] == sending.message_id(message)


def test_a_sender_that_comes_back_late_does_not_end_what_another_has_taken_over(universe, server):
    write(universe.alice)
    server.says = [lambda: sending.claim(now=NOON + sending.LEASE), SMTPDataError(451, b"")]
    run()
    assert Message.objects.get().state == "waiting"
    run(NOON + 2 * sending.LEASE)
    assert Message.objects.get().state == "waiting"  # put off by the one whose turn it was


def test_a_server_that_hangs_up_is_away(universe, server):
    write(universe.alice)
    server.says = [SMTPServerDisconnected("alice@example.org")]
    assert run().server_away
    assert "alice" not in services.sender().words


def test_names_cannot_add_headers_or_links_to_other_sites(universe, server):
    people.edit_person(
        universe.bob, by=universe.administrator,
        name="Bob\r\nBcc: all@example.org\n\nOpen this: https://evil.example/\u2028<b>",
    )  # fmt: skip
    people.name_partnership("Harbour\r\nBcc: x@example.org", by=None)
    write(universe.bob)
    run()
    letter = server.took[0].message()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Your account at Harbour"
    html = letter.get_payload(1).get_payload(decode=True).decode()
    assert 'href="https://evil' not in html
    assert "<b>" not in html
    assert 'href="http://testserver/account/"' in html


@pytest.mark.parametrize(
    "address", ["jo", "jo@", "jo@x", "jo@example.org\nBcc: a@example.org", "a b@example.org", ""]
)
def test_what_is_not_an_address_is_refused_in_words(universe, address):
    with pytest.raises(RuleBroken, match="is not an email address"):
        write(address)


def test_a_private_message_is_erased_when_it_has_gone_and_not_sent_when_its_link_is_over(
    universe, server
):
    write(universe.alice, private=True)
    write(universe.bob, key="b", private=True, expires=NOON)
    run()
    assert {m.key: (m.state, m.text) for m in Message.objects.all()} == {
        "a": ("sent", ""), "b": ("called_off", ""),
    }  # fmt: skip


def test_words_and_addresses_are_forgotten_after_ninety_days(universe, server):
    write("jo@example.org")
    run()
    services.forget(now=NOON + timedelta(days=89))
    assert Message.objects.get().to
    services.forget(now=NOON + timedelta(days=91))
    message = Message.objects.get()
    assert (message.to, message.text, message.state) == ("", "", "sent")


def test_somebody_whose_account_was_closed_gets_nothing_more(universe, server):
    write(universe.bob)
    bob = people.close_account(universe.bob, by=universe.administrator)
    assert write(bob, key="b") is None
    assert run().called_off == 1


def test_logs_never_hold_an_address_or_a_word_of_a_message(universe, server, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    write(universe.alice)
    for trouble in (
        SMTPRecipientsRefused({"alice@example.org": (450, b"alice@example.org busy")}),
        SMTPServerDisconnected("alice@example.org"),
    ):
        server.says = [trouble]
        run(Message.objects.get().due)
    told = caplog.text + "".join(capsys.readouterr()) + str(services.sender().words)
    told += "".join(attempt.words for attempt in Attempt.objects.all())
    assert "alice" not in told.lower()
    assert "password" not in told


def test_without_a_mail_server_messages_wait_and_the_page_says_so(universe, client, settings):
    settings.EMAIL_BACKEND = "evenground_web.core.outbox.backends.NotNamed"
    people.invite_person(universe.bob, by=universe.administrator)
    services.deliver()
    text = page(client, reverse("outbox:messages"), as_=universe.administrator)
    assert "Check EMAIL_HOST" in text
    assert mail.outbox == []


def test_an_administrator_calls_off_a_message_that_waits(universe, client):
    message = write(universe.alice)
    press(client, reverse("outbox:call_off", args=[message.pk]), as_=universe.administrator)
    assert letters() == []
    assert "Called off by Administrator" in page(client, message.get_absolute_url())


def test_the_command_sends_what_is_due_and_stops_with_the_server_it_stands_beside(
    universe, server, capsys
):
    people.invite_person(universe.bob, by=universe.administrator)
    call_command("send_mail", "--watch", "--with", "1")  # no child of that process: it stops
    assert "1 sent, 0 refused" in capsys.readouterr().out


@pytest.mark.parametrize(("hour", "day"), [(6, None), (7, date(2026, 3, 2))])
def test_the_work_of_a_day_waits_for_its_morning(hour, day):
    assert due_day(datetime(2026, 3, 2, hour, tzinfo=UTC)) == day


def test_the_database_holds_the_rules(universe):
    write(universe.alice)
    for wrong in (
        {"key": "a"},
        {"key": "b", "state": "sent"},
        {"key": "c", "to": "a@example.org", "person": universe.alice},
        {"key": "d", "leased_until": NOON},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.create(kind="news", written_at=NOON, due=NOON, **wrong)


def test_the_list_of_messages_costs_the_same_however_long(
    universe, client, django_assert_max_num_queries
):
    for n in range(60):
        write(universe.alice, key=str(n))
    client.force_login(universe.administrator)
    with django_assert_max_num_queries(10):
        answer = client.get(reverse("outbox:messages"))
    assert len(answer.content) < 60_000


# As in test_pressing_twice.py: several transactions at once need PostgreSQL.


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
def test_fifty_presses_at_once_make_one_message_and_two_senders_send_it_once(universe, server):
    together = Barrier(AT_ONCE)

    def one(n: int) -> None:
        together.wait()
        try:
            people.invite_person(universe.bob, by=universe.administrator)
            write(universe.alice, key=f"each {n}")
            write(universe.alice, key="same")
        finally:
            connections.close_all()

    def sender(_: int) -> None:
        try:
            services.deliver(clock=lambda: datetime.now(UTC) + timedelta(days=1))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))
    assert Message.objects.count() == AT_ONCE + 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sender, range(2)))
    assert len(server.took) == AT_ONCE + 2
    assert Attempt.objects.count() == AT_ONCE + 2
