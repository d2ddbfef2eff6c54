"""What somebody must act on goes to a named circle; each look is written down; help is shown."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services
from evenground_web.voices.models import Concern, State, Support, Voice
from tests.web.pages import page, press, words

SAID = "They give me the bay that nobody wants"


@pytest.fixture
def concern(universe):
    """Racism that a colleague met at work: it goes to the circle of itself."""
    services.record_voice(
        by=None, text=SAID, kind="racism", consent="public", source="open_page",
        about=services.About(speaking_as="colleague"),
    )  # fmt: skip
    return Concern.objects.get()


def test_racism_that_a_colleague_met_goes_to_the_circle_and_to_nobody_else(
    universe, concern, client
):
    assert concern.kind == Concern.Kind.RACISM_AT_WORK
    for person in (universe.alice, universe.lead, universe.by_role["facilitator"]):
        assert SAID not in page(client, reverse("voices:voices"), as_=person)
        page(client, concern.voice.get_absolute_url(), status=404)
        page(client, concern.get_absolute_url(), status=404)
    page(client, reverse("voices:check", args=[concern.voice_id]), as_=universe.lead, status=404)
    with pytest.raises(RuleBroken, match="The safeguarding circle has it"):
        services.clear(concern.voice, by=universe.lead)


def test_the_circle_is_named_and_each_look_is_written_down(universe, concern, client):
    circle = universe.by_role["safeguarding"]
    assert "The circle: Safeguarding lead." in page(client, reverse("voices:concerns"), as_=circle)
    assert SAID not in page(client, concern.get_absolute_url())
    assert "Say why you open it" in words(press(client, concern.get_absolute_url(), why=""))
    opened = words(press(client, concern.get_absolute_url(), why="First look"))
    assert SAID in opened
    assert "Safeguarding lead opened the words, because: First look" in opened
    (look,) = services.looks([concern])
    assert (look.actor_name, list(audit.faults())) == ("Safeguarding lead", [])
    assert Concern.objects.get().state == Concern.State.LOOKED_AT
    assert SAID not in page(client, concern.get_absolute_url())


def test_a_concern_is_passed_on_and_closed_and_the_words_wait_again(universe, concern, client):
    circle = universe.by_role["safeguarding"]
    press(
        client, reverse("voices:pass_on", args=[concern.pk]), as_=circle, to=universe.trust.pk,
        reference="INC 7",
    )  # fmt: skip
    shown = page(client, concern.get_absolute_url())
    assert "Passed on to Harbour NHS Trust, their reference INC 7" in shown
    close = reverse("voices:close_concern", args=[concern.pk])
    assert "Say what came of it" in words(press(client, close, outcome=""))
    press(client, close, outcome="The rota was changed")
    assert Voice.objects.get().state == State.WAITING
    with pytest.raises(RuleBroken, match="closed"):
        services.look(concern, by=circle, why="Once more")


def test_whoever_speaks_may_ask_that_somebody_acts(universe, client):
    services.keep_support(
        None, by=universe.lead, name="Listening Line", what="Somebody listens", reach="01632 960111"
    )
    before = page(client, reverse("voices:tell_us"))
    assert "Listening Line" in before
    answer = words(
        press(
            client, reverse("voices:tell_us"), text="He locks the door", kind="experience",
            consent="none", concern="at_risk",
        )
    )  # fmt: skip
    assert "Listening Line" in answer
    assert "The safeguarding circle reads your words first" in answer
    assert Concern.objects.get().kind == Concern.Kind.AT_RISK


def test_a_reader_gives_what_worries_them_to_the_circle_once(universe, client):
    voice, _ = services.record_voice(
        by=None, text="I do not eat any more", kind="experience", consent="public",
        source="open_page",
    )  # fmt: skip
    give = reverse("voices:raise_concern", args=[voice.pk])
    page(client, give, as_=universe.alice, status=404)
    press(client, give, as_=universe.lead, kind="at_risk", why="It sounds like a crisis")
    assert not Voice.objects.visible_to(universe.lead).exists()
    with pytest.raises(RuleBroken, match="has it already"):
        services.raise_concern(voice, by=universe.lead, kind="at_risk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Concern.objects.create(voice=voice, kind="incident", raised_on=voice.received)


def test_words_that_turn_out_to_be_racism_at_work_go_to_the_circle_once(universe, client):
    voice, _ = services.record_voice(
        by=None, text="They laughed at my name", kind="experience", consent="none",
        source="open_page",
    )  # fmt: skip
    describe = reverse("voices:describe", args=[voice.pk])
    told = {"kind": "racism", "speaking_as": "", "level": "", "setting": "", "language": "en"}
    press(client, describe, as_=universe.lead, **told)
    assert not Concern.objects.exists()
    press(client, describe, as_=universe.lead, **told | {"speaking_as": "colleague"})
    concern = Concern.objects.get()
    voice.refresh_from_db()
    assert (concern.kind, voice.state) == (Concern.Kind.RACISM_AT_WORK, State.CIRCLE)
    services.close(concern, by=universe.by_role["safeguarding"], outcome="Spoken with")
    press(client, describe, as_=universe.lead, **told | {"kind": "experience"})
    press(client, describe, as_=universe.lead, **told | {"speaking_as": "colleague"})
    assert Concern.objects.count() == 1
    shown = page(client, voice.get_absolute_url())
    assert "“An experience of racism” and not “Something that happened to me”" in shown


def test_words_that_were_taken_back_are_not_opened_by_the_circle_either(universe, concern):
    services.withdraw(concern.voice)
    opened = services.look(concern, by=universe.by_role["safeguarding"], why="Too late")
    assert opened.voice.text == ""


def test_the_circle_keeps_where_people_find_help(universe, client):
    circle = universe.by_role["safeguarding"]
    typed = {"name": "Listening Line", "what": "Somebody listens", "reach": "01632 960111"}
    add = reverse("voices:add_support")
    page(client, add, as_=universe.lead, status=404)
    press(client, add, as_=circle, **typed)
    again = press(client, add, **typed | {"name": "listening line"})
    assert "is on the list already" in words(again)
    support = Support.objects.get()
    press(client, reverse("voices:edit_support", args=[support.pk]), **typed | {"what": "Help"})
    assert Support.objects.get().what == "Help"
    press(client, reverse("voices:remove_support", args=[support.pk]))
    assert not Support.objects.exists()
