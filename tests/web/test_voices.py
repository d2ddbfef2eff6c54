"""What people said is shown as far as they allowed, and never who said it."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments import services as commitments
from evenground_web.core import audit, limits
from evenground_web.core.models import AuditEvent
from evenground_web.core.panels import panels
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.people.models import Person
from evenground_web.people.services.small_numbers import protected
from evenground_web.voices import services
from evenground_web.voices.models import Consent, Contact, Voice
from tests.web.commitment_records import add_pledge, measured_gap
from tests.web.pages import page, press, words

SAID = "The letter came in a language I do not read"


@pytest.fixture
def summit(universe):
    return gatherings.add_gathering(
        by=universe.lead,
        title="Summit",
        kind="summit",
        starts=date(2026, 5, 12),
        topics=["Workforce"],
    )


@pytest.fixture
def gap(universe):
    return measured_gap(universe)


def said(text=SAID, consent="quote", kind="barrier", **about) -> Voice:
    source = "gathering" if about.get("gathering") else "open_page"
    return services.record_voice(
        by=None, text=text, kind=kind, consent=consent, source=source, **about
    )[0]


def cleared(*given, **about) -> Voice:
    return services.clear(said(*given, **about), by=Person.objects.first(), looked=True)


def every_page(universe, summit, gap) -> list[str]:
    """The pages of members that show voices."""
    return [
        reverse("voices:voices"),
        gap.get_absolute_url(),
        summit.get_absolute_url(),
        reverse("front"),
    ]


def test_words_that_may_be_quoted_are_shown_beside_the_gap_and_the_gathering(
    universe, summit, gap, client
):
    cleared(gathering=summit, gap=gap, topic=summit.topics.get())
    for url in every_page(universe, summit, gap):
        assert SAID in page(client, url, as_=universe.alice), url


@pytest.mark.parametrize("consent", ["themes", "none"])
def test_words_that_may_not_be_shown_are_read_by_the_small_team_alone(
    universe, summit, gap, client, consent
):
    voice = said(consent=consent, gathering=summit, gap=gap)
    for url in every_page(universe, summit, gap):
        assert SAID not in page(client, url, as_=universe.alice)
    for person in (universe.alice, universe.secretary, universe.administrator):
        page(client, voice.get_absolute_url(), as_=person, status=404)
    for person in (universe.lead, universe.by_role["facilitator"]):
        assert SAID in page(client, voice.get_absolute_url(), as_=person)
        assert SAID in page(client, reverse("voices:voices"))


def test_a_stranger_reads_no_voice(universe, client):
    voice = said()
    for url in (reverse("voices:voices"), voice.get_absolute_url()):
        page(client, url, as_=universe.charlie, status=404)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "fewer than 8"), (7, "fewer than 8"), (8, "about 10"), (12, "about 10"), (13, "about 15")],
)
def test_small_counts_are_hidden_nought_among_them_and_others_rounded(count, shown):
    assert protected(count) == shown


def test_voices_that_may_not_be_shown_are_counted_without_pointing_at_anybody(universe, client):
    for number in range(9):
        said(text=f"Idea {number}", consent="themes", kind="idea")
    said(consent="none", kind="racism")
    text = page(client, reverse("voices:voices"), as_=universe.alice)
    counts = dict(re.findall(r'row" class="[\w-]+">([^<]+)</th><td[^>]+>([^<]+)<', text))
    assert counts["An idea"] == "about 10"
    assert set(counts.values()) - {"about 10"} == {"fewer than 8"}


def test_a_gap_with_one_hidden_voice_looks_like_a_gap_with_none(universe, gap):
    def shown():
        return [panel.render() for panel in panels(gap, universe.alice)]

    before = shown()
    said(consent="themes", gap=gap)
    assert shown() == before


def test_the_number_of_a_voice_does_not_say_how_many_came_before_it(universe):
    numbers = [said(f"Voice {n}").pk for n in range(5)]
    apart = [abs(one - other) for one, other in zip(numbers, numbers[1:], strict=False)]
    assert min(apart) > 1_000


def test_voices_are_listed_by_month_and_nothing_says_the_day(universe, client):
    voice = cleared(on=date(2026, 5, 19))
    assert Voice.objects.get().received == date(2026, 5, 1)
    for person in (universe.alice, universe.lead):
        for url in (reverse("voices:voices"), voice.get_absolute_url()):
            text = page(client, url, as_=person)
            assert "May 2026" in text
            assert "19 May" not in text


def test_the_record_of_who_did_what_does_not_say_between_which_minutes_a_voice_came(
    universe, client
):
    voice = said(on=date(2026, 5, 19))
    commitments.add_risk(
        by=universe.lead, title="Later", cause="a", event="b", effect="c", mitigation="d",
        likelihood=1, impact=1, owner=universe.icb, group=universe.board,
        now=datetime(2026, 5, 10, 12, tzinfo=UTC),
    )  # fmt: skip
    record = page(client, reverse("people:record"), as_=universe.by_role["auditor"])
    assert record.index("Later") < record.index("received a voice")
    assert str(voice.pk) not in record


def test_the_list_is_narrowed_by_kind_place_gathering_and_gap(universe, summit, gap, client):
    cleared("At the summit", gathering=summit)
    cleared("About the gap", gap=gap)
    cleared("In the hills", place=universe.hills, kind="wish")
    for query, found in (
        (f"gathering={summit.pk}", "At the summit"),
        (f"gap={gap.pk}", "About the gap"),
        (f"place={universe.hills.pk}", "In the hills"),
        ("kind=wish", "In the hills"),
    ):
        text = page(client, f"{reverse('voices:voices')}?{query}", as_=universe.alice)
        assert found in text
        assert text.count("<blockquote") == 1


def tell(client, **changes):
    typed = {"text": SAID, "kind": "barrier", "consent": "quote"} | changes
    return press(client, reverse("voices:tell_us"), **typed)


def code_of(response) -> str:
    return re.search(r"<strong>([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})</strong>", words(response))[1]


def open_with(client, code):
    return press(client, reverse("voices:mine"), code=code)


def test_anybody_can_say_something_and_gets_a_code_once(universe, client):
    code = code_of(tell(client, place=universe.hills.pk))
    voice = Voice.objects.get()
    assert (voice.text, voice.place, voice.source) == (SAID, universe.hills, "open_page")
    assert code not in str(vars(voice))
    assert SAID in words(open_with(client, code))


def test_no_choice_of_consent_is_made_for_anybody(universe, client):
    text = page(client, reverse("voices:tell_us"))
    for choice in Consent:
        assert choice.label in text
    assert not re.search(r"<input[^>]*checked", text)
    refused = tell(client, consent="")
    assert "Choose what we may do with your words" in words(refused)
    assert SAID in words(refused)
    assert not Voice.objects.exists()


def test_pressing_twice_keeps_one_voice_and_shows_the_same_code(universe, client):
    number = client.get(reverse("voices:tell_us")).context["form"]["press"].value()
    first, second = tell(client, press=number), tell(client, press=number)
    assert code_of(first) == code_of(second)
    assert Voice.objects.count() == 1
    assert AuditEvent.objects.filter(verb="voice.recorded").count() == 1


def test_changing_the_form_and_pressing_again_says_what_was_kept(universe, client):
    number = client.get(reverse("voices:tell_us")).context["form"]["press"].value()
    tell(client, press=number)
    again = words(tell(client, press=number, consent="none"))
    assert "What was sent first is what we kept" in again
    assert Voice.objects.get().consent == "quote"


def test_two_people_get_two_codes(universe, client):
    assert code_of(tell(client)) != code_of(tell(client))


@pytest.mark.parametrize("written", [str.lower, lambda code: code.replace("-", " ")])
def test_a_code_works_however_it_is_written(universe, client, written):
    code = code_of(tell(client))
    assert SAID in words(open_with(client, written(code)))


def test_an_unknown_code_opens_nothing(universe, client):
    tell(client)
    answer = words(open_with(client, "BCDF-2345-GHJK"))
    assert "We do not know this code" in answer
    assert SAID not in answer


def test_a_code_is_never_part_of_an_address(universe, client):
    code = code_of(tell(client))
    assert SAID not in words(client.get(reverse("voices:mine"), {"code": code}))
    assert client.get(reverse("voices:withdraw"), {"code": code}).status_code == 405
    assert code not in open_with(client, code).request["PATH_INFO"]


def test_somebody_who_spoke_sees_the_gap_and_who_promised_what(universe, gap, client):
    code = code_of(tell(client))
    assert "They are not linked to a measured gap yet" in words(open_with(client, code))
    services.link_to_gap(Voice.objects.get(), by=universe.lead, gap=gap, reason="about letters")
    assert "Nobody has promised anything" in words(open_with(client, code))
    pledge = add_pledge(universe)
    commitments.name_gap(pledge, by=universe.alice, gap=gap)
    answer = words(open_with(client, code))
    assert pledge.title in answer
    assert str(gap) in answer
    assert gap.get_absolute_url() not in answer


def test_somebody_who_spoke_can_allow_less(universe, summit, client):
    code = code_of(tell(client))
    answer = press(client, reverse("voices:change_consent"), code=code, consent="none")
    assert "Your choice was changed" in words(answer)
    assert SAID not in page(client, reverse("voices:voices"), as_=universe.alice)


def test_withdrawn_words_are_gone_from_every_page_at_once(universe, summit, gap, client):
    voice, code = services.record_voice(
        by=universe.lead,
        text=SAID,
        kind="barrier",
        consent="quote",
        source="gathering",
        gathering=summit,
        gap=gap,
        cleared=True,
    )
    answer = press(client, reverse("voices:withdraw"), code=code)
    assert "Your words were erased" in words(answer)
    for person in (universe.alice, universe.lead):
        for url in every_page(universe, summit, gap):
            assert SAID not in page(client, url, as_=person)
        page(client, voice.get_absolute_url(), as_=person, status=404)
    voice.refresh_from_db()
    assert (voice.text, voice.gap) == ("", None)


def test_nothing_more_is_done_with_withdrawn_words(universe, gap):
    voice = services.withdraw(said())
    for act in (
        lambda: services.withdraw(voice),
        lambda: services.change_consent(voice, consent="quote"),
        lambda: services.link_to_gap(voice, by=universe.lead, gap=gap, reason="late"),
    ):
        with pytest.raises(RuleBroken, match="withdrawn and erased"):
            act()


def test_the_database_keeps_no_words_of_a_withdrawn_voice(universe):
    voice = services.withdraw(said())
    with pytest.raises(IntegrityError):
        Voice.objects.filter(pk=voice.pk).update(text=SAID)


def test_no_table_and_no_page_holds_words_address_or_day_beside_the_voice(universe, client):
    client.logout()
    response = press(client, reverse("voices:tell_us"), text=SAID, kind="racism", consent="themes")
    voice = Voice.objects.get()
    assert {field.name for field in Voice._meta.get_fields()} == {
        "id", "text", "language", "translation", "translated_by", "kind", "level", "setting",
        "speaking_as", "source", "channel", "consent", "state", "received", "gathering", "topic",
        "place", "gap", "withdrawn_at", "claim_digest",
        "contact", "naming", "consents", "described", "sealed", "recording", "questions", "concerns",
        "contribution", "card", "codings", "readings", "settlements", "suggestions",
    }  # fmt: skip
    assert not Contact.objects.exists()  # an address is there only when its owner asks for news
    (event,) = audit.history(voice)
    at = timezone.localtime(event.at)
    assert (event.actor_id, at.day, at.hour, at.minute, at.second) == ("", 1, 0, 0, 0)
    assert SAID not in f"{event.sentence}{event.details}"
    record = page(client, reverse("people:record"), as_=universe.by_role["auditor"])
    row = next(row for row in record.split("<tr") if "received a voice" in row)
    assert re.search(r">[A-Z][a-z]+ 20\d\d<", row)
    assert "127.0.0.1" not in words(response)


def test_a_facilitator_writes_down_what_somebody_says_and_members_do_not(universe, summit, client):
    url = reverse("voices:record", args=[summit.pk])
    for stranger in (universe.alice, universe.secretary, universe.charlie):
        page(client, url, as_=stranger, status=404)
    answer = press(
        client,
        url,
        as_=universe.by_role["facilitator"],
        text=SAID,
        kind="barrier",
        consent="quote",
        topic=summit.topics.get().pk,
    )
    assert code_of(answer)
    assert Voice.objects.get().topic == summit.topics.get()
    assert "wrote down a voice at Summit" in audit.history(Voice.objects.get())[0].sentence


def test_a_topic_of_another_gathering_is_refused(universe, summit):
    other = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=date(2026, 6, 1), topics=["Damp"]
    )
    with pytest.raises(RuleBroken, match="not a topic of this gathering"):
        said(gathering=summit, topic=other.topics.get())


def test_linking_a_voice_to_a_gap_says_why(universe, gap, client):
    voice = said(consent="themes")
    url = reverse("voices:link", args=[voice.pk])
    page(client, url, as_=universe.alice, status=404)
    refused = press(client, url, as_=universe.lead, gap=gap.pk)
    assert "Say why it is about this gap" in words(refused)
    answer = press(client, url, gap=gap.pk, reason="It is about the same clinics")
    assert "because: It is about the same clinics" in words(answer)
    assert Voice.objects.get().gap == gap


def test_a_voice_of_more_than_five_thousand_letters_is_refused_and_kept_on_the_page(
    universe, client
):
    long = "a long story " * 400
    answer = words(tell(client, text=long))
    assert "Must be 5000 characters or fewer" in answer
    assert long.strip() in answer


def test_a_flood_from_one_network_is_told_to_wait_and_nothing_is_lost(
    universe, client, monkeypatch
):
    monkeypatch.setattr(limits, "PER_ADDRESS", 2)
    client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    for _ in range(2):
        assert tell(client).status_code == 200
    answer = tell(client)
    assert answer.status_code == 429
    assert "Wait ten minutes" in words(answer)
    assert SAID in words(answer)
    assert Voice.objects.count() == 2


def test_the_open_page_is_honest_about_what_it_is_not(client, db):
    text = page(client, reverse("voices:tell_us"))
    assert "call 999" in text
    assert "nobody will look into your case" in text
    assert "What not to write" in text
