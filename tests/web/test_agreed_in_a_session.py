"""What was promised knows the session it came from, and the session knows what came of it."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Session
from evenground_web.gatherings.services import programme
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, words
from tests.web.programme_records import session, summit


@pytest.fixture
def held(universe):
    gathering = summit(universe)
    return session(gathering, universe, topic=gathering.topics.get(title="Workforce"))


def test_what_came_from_a_session_came_from_its_gathering_and_topic(universe, held, client):
    pledge = add_pledge(universe, session=held)
    assert (pledge.gathering, pledge.topic) == (held.gathering, held.topic)
    assert "Jobs that last" in page(client, pledge.get_absolute_url(), as_=universe.alice)
    assert pledge.title in page(client, held.get_absolute_url())


def test_the_form_begins_with_the_session_it_was_opened_from(universe, held, client):
    text = page(client, held.get_absolute_url(), as_=universe.lead)
    address = f"{reverse('commitments:add')}?session={held.pk}"
    assert address in text
    assert f'<option value="{held.pk}" selected>' in words(client.get(address))


def test_a_session_of_another_gathering_is_refused(universe, held):
    other = session(summit(universe, title="Another"), universe)
    pledge = add_pledge(universe, session=held)
    with pytest.raises(RuleBroken, match="was held at Another. Choose that gathering"):
        services.edit_commitment(
            pledge, by=universe.lead, revision=pledge.revision,
            session=other, gathering=held.gathering,
        )  # fmt: skip
    assert Commitment.objects.get(pk=pledge.pk).session == held


def test_a_session_with_something_agreed_stays(universe, held):
    add_pledge(universe, session=held)
    with pytest.raises(RuleBroken, match="Records hang on Jobs that last"):
        programme.remove_session(held, by=universe.lead)
    with pytest.raises(ProtectedError):
        Session.objects.all().delete()
