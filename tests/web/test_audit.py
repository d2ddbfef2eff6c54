"""Whoever edits the record behind the system's back is found out."""

import pytest
from django.core.management import CommandError, call_command

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent, AuditHead


@pytest.fixture
def event(universe):
    return AuditEvent.objects.get(position=5)


def test_a_record_that_nobody_touched_is_whole(universe, capsys):
    call_command("verify_audit")
    assert "The record is whole" in capsys.readouterr().out


def test_an_edited_event_is_found(event):
    AuditEvent.objects.filter(pk=event.pk).update(sentence="did nothing at all")
    with pytest.raises(CommandError, match="Event 5 was changed"):
        call_command("verify_audit")


def test_a_deleted_event_is_found(event):
    event.delete()
    assert "Event 5 is missing" in " ".join(audit.faults())


def test_deleting_the_newest_events_is_found(universe):
    AuditEvent.objects.latest("position").delete()
    assert "should end at" in " ".join(audit.faults())


@pytest.mark.parametrize("left", [0, 1, 10])
def test_cutting_off_the_newest_events_and_moving_the_end_is_found(universe, left):
    AuditEvent.objects.filter(position__gt=left).delete()
    last = AuditEvent.objects.first()
    AuditHead.objects.update(position=left, hash=last.hash if last else "")
    assert f"after event {left} may be missing" in " ".join(audit.faults())


def test_a_record_that_was_thrown_away_with_its_end_is_found(universe):
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    assert "may be missing" in " ".join(audit.faults())


def test_an_installation_that_nobody_began_has_no_faults(db):
    assert list(audit.faults()) == []


def test_reordered_events_are_found(event):
    other = AuditEvent.objects.get(position=6)
    AuditEvent.objects.filter(pk=other.pk).update(position=10_000)
    AuditEvent.objects.filter(pk=event.pk).update(position=6)
    AuditEvent.objects.filter(pk=other.pk).update(position=5)
    assert len(list(audit.faults())) >= 2


def test_a_record_rewritten_with_another_secret_is_found(event, settings):
    settings.SECRET_KEY = "somebody else's"
    event.sentence = "did nothing at all"
    event.hash = audit.fingerprint(event)
    AuditEvent.objects.filter(pk=event.pk).update(sentence=event.sentence, hash=event.hash)
    settings.SECRET_KEY = "only-for-tests"
    assert "Event 5 was changed" in " ".join(audit.faults())
