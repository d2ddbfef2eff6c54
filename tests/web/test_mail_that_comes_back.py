"""Mail that comes back is counted, told, and after three times nothing more goes there."""

from __future__ import annotations

import io
import mailbox
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox import services
from evenground_web.core.outbox.management.commands import read_bounces
from evenground_web.core.outbox.models import Bounce, Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services as people
from tests.web.pages import page

NOW = timezone.now()
FAILED = """Final-Recipient: rfc822; alice@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 <alice@example.org>: no such user here
"""


def send(to, key):
    """A message that the mail server took, and its Message-ID."""
    message = services.send(
        to=to, kind="account", template="people/invitation.txt", key=key, now=NOW,
        context={"person": to, "by": to, "link": "/account/"},
    )  # fmt: skip
    services.deliver(clock=lambda: NOW)
    message.refresh_from_db()
    return message, (mail.outbox[-1].extra_headers["Message-ID"] if mail.outbox else "")


def report(about, *, recipient=FAILED, name="one", original="message/rfc822") -> bytes:
    """A delivery report as mail systems write it."""
    return (
        f"From: MAILER-DAEMON@example.org\nMessage-ID: <{name}@example.org>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nYour message did not arrive.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
        f"{recipient}\n--b\nContent-Type: {original}\n\n"
        f"Message-ID: {about}\nSubject: An account for you\n\n--b--\n"
    ).encode()


def complaint(about) -> bytes:
    return (
        "From: abuse@example.org\nMessage-ID: <c@example.org>\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nAn email was marked as spam.\n"
        "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {about}\n\n--b--\n"
    ).encode()


def come_back(to, times, *, start=0):
    for n in range(start, start + times):
        message, about = send(to, f"m{n}")
        services.read_reports([report(about, name=str(n))])
    return message


def told(universe) -> list[Message]:
    return list(Message.objects.filter(kind="failing", person=universe.secretary).order_by("pk"))


def test_a_message_that_came_back_says_so_and_why_without_the_address(universe, client):
    message, about = send(universe.alice, "a")
    read = services.read_reports([report(about)])
    assert read.came_back == 1
    message.refresh_from_db()
    assert message.state == "came_back"
    assert message.why == "It could not be delivered (5.1.1, 550 … no such user here)"
    shown = page(client, message.get_absolute_url(), as_=universe.administrator)
    assert "What came back" in shown
    assert "1 message to this address came back" in shown
    assert "noted that the message came back" in AuditEvent.objects.first().sentence


def test_the_secretary_is_told_at_the_first_and_when_nothing_more_is_sent(universe):
    come_back(universe.alice, 1)
    (first,) = told(universe)
    assert first.subject == "Mail to Alice came back"
    assert "After 3 messages that came back" in first.text
    come_back(universe.alice, 1, start=1)
    assert len(told(universe)) == 1
    come_back(universe.alice, 1, start=2)
    last = told(universe)[-1]
    assert last.subject == "No more mail goes to Alice"
    assert universe.alice.get_absolute_url() in last.text


def test_after_three_messages_nothing_more_goes_to_the_address(universe):
    come_back(universe.alice, 3)
    before = len(mail.outbox)
    message, _ = send(universe.alice, "more")
    assert (message.state, len(mail.outbox)) == ("refused", before)
    assert message.why == "Mail to this address came back, so nothing more is sent to it"
    assert message.text  # nothing lost: it is tried again when the address is right
    send(universe.bob, "other")
    assert mail.outbox[-1].to == ["bob@example.org"]


def test_a_corrected_address_gets_mail_again_at_once(universe):
    come_back(universe.alice, 3)
    message, _ = send(universe.alice, "more")
    people.edit_person(universe.alice, by=universe.administrator, email="alice@example.com")
    services.try_again(message, by=universe.administrator, now=NOW)
    services.deliver(clock=lambda: NOW)
    assert mail.outbox[-1].to == ["alice@example.com"]


def test_an_administrator_says_that_the_address_is_right(universe, client):
    message = come_back(universe.alice, 3)
    client.force_login(universe.administrator)
    url = reverse("outbox:write_again", args=[message.pk])
    assert b"Mail goes to this address again" in client.post(url, follow=True).content
    assert send(universe.alice, "more")[0].state == "sent"
    with pytest.raises(RuleBroken, match="mail goes there already"):
        services.write_again(message, by=universe.administrator)
    client.force_login(universe.secretary)
    assert client.post(url).status_code == 404


def test_a_complaint_stops_mail_at_once(universe):
    message, about = send(universe.alice, "a")
    assert services.read_reports([complaint(about)]).complaints == 1
    assert send(universe.alice, "b")[0].state == "refused"
    assert "marked our message" in told(universe)[0].text


def test_the_same_report_counts_once_however_often_it_is_read(universe):
    _, about = send(universe.alice, "a")
    for _ in range(3):
        read = services.read_reports([report(about), report(about)])
    assert (read.came_back, read.known) == (0, 2)
    assert Bounce.objects.count() == 1
    assert len(told(universe)) == 1


def test_a_report_about_a_message_that_is_not_ours_does_nothing(universe):
    send(universe.alice, "a")
    read = services.read_reports([report("<made-up@example.org>"), complaint("<b@example.org>")])
    assert (read.not_ours, Bounce.objects.count()) == (2, 0)


def test_a_delay_and_an_answer_from_a_holiday_are_no_failure(universe):
    _, about = send(universe.alice, "a")
    delay = FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.7")
    away = b"From: alice@example.org\nSubject: Away\n\nI am away until Monday."
    read = services.read_reports([report(about, recipient=delay), away])
    assert (read.delayed, read.no_report, Bounce.objects.count()) == (1, 1, 0)


def test_an_old_address_that_fails_stops_nothing_after_it_was_corrected(universe):
    _, about = send(universe.alice, "a")
    people.edit_person(universe.alice, by=universe.administrator, email="alice@example.com")
    services.read_reports([report(about)])
    assert told(universe) == []
    assert send(universe.alice, "b")[0].state == "sent"


@pytest.mark.parametrize(
    "letter",
    [
        b"", b"\xff\xfe\x00", b"Content-Type: multipart/report; boundary=b\n\n--b--",
        b"Content-Type: message/delivery-status\n\n", b"Content-Type: message/feedback-report\n\nx",
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 2000,
        "Message-ID: <é>\nContent-Type: message/rfc822\n\n".encode("latin-1"),
    ],
)  # fmt: skip
def test_broken_letters_are_passed_by(db, letter):
    services.read_reports([letter])
    assert not Bounce.objects.exists()


def test_mailboxes_folders_letters_and_pipes_are_read(universe, tmp_path, monkeypatch):
    letters = [
        report(send(universe.alice, f"m{n}")[1], name=str(n), original=kind)
        for n, kind in enumerate(["message/rfc822", "text/rfc822-headers"] * 2)
    ]
    box = mailbox.mbox(tmp_path / "box")
    box.add(letters[0])
    box.close()
    folder = mailbox.Maildir(tmp_path / "folder")
    folder.add(letters[1])
    (tmp_path / "one.eml").write_bytes(letters[2])
    piped = SimpleNamespace(buffer=io.BytesIO(letters[3]))
    monkeypatch.setattr(read_bounces, "sys", SimpleNamespace(stdin=piped))
    said = io.StringIO()
    names = [str(tmp_path / name) for name in ("box", "folder", "one.eml")]
    call_command("read_bounces", *names, "-", stdout=said)
    assert said.getvalue().startswith("4 came back, 0 complained of")


def test_what_cannot_be_read_is_refused_in_words(db, tmp_path):
    with pytest.raises(CommandError, match="There is no file or Maildir folder"):
        call_command("read_bounces", str(tmp_path / "none"))
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(read_bounces.LARGEST + 1)
    with pytest.raises(CommandError, match="larger than 10 MB"):
        call_command("read_bounces", str(large))


def test_old_messages_are_forgotten_and_their_address_stays_known_as_failing(universe):
    come_back(universe.alice, 3)
    services.forget(now=NOW + timedelta(days=100))
    assert services.is_stopped("ALICE@example.org ")
    assert not services.is_stopped("bob@example.org")


def test_the_page_of_mail_finds_what_came_back(universe, client):
    come_back(universe.alice, 1)
    url = reverse("outbox:messages") + "?state=came_back"
    assert "Came back" in page(client, url, as_=universe.administrator)
