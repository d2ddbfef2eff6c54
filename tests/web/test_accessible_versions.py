"""The forms of a paper: wanted, made, checked by those they are for, published, and out of date."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core import audit, limits
from evenground_web.core.permissions import RuleBroken
from evenground_web.reports import services as reports
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import AccessibleVersion, FormatRequest, Review
from tests.web import accessible_records as records
from tests.web import board
from tests.web.accessible_records import DAY, png, upload
from tests.web.post import letters, text_of

SENTENCES = ("People met.", "You can read what they said.")


@pytest.fixture
def scene(universe):
    return records.issued_scene(universe)


@pytest.fixture
def secretary(scene):
    return scene.universe.secretary


@pytest.fixture
def easy(scene):
    return records.write(scene, *SENTENCES)


def correct(scene):
    by = scene.universe.secretary
    newer = reports.correct(
        scene.paper, by=by, note="A word was wrong", keeps_figures=True, now=DAY
    )
    return reports.issue(newer, by=by, now=DAY)


def read(client, somebody, address) -> str:
    client.logout()
    if somebody:
        client.force_login(somebody)
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split("<main", 1)[1].split("</main>")[0].split())


def status(client, somebody, address) -> int:
    client.logout()
    if somebody:
        client.force_login(somebody)
    return client.get(address).status_code


def test_nobody_is_said_to_have_checked_what_nobody_checked(scene, easy, secretary, client):
    with pytest.raises(RuleBroken, match="The checklist still asks"):
        services.mark_checked(easy, by=secretary)
    services.publish(easy, by=secretary, now=DAY)
    page = read(client, scene.universe.alice, easy.get_absolute_url())
    assert "It was not yet checked by people with a learning disability." in page
    paper = read(client, scene.universe.alice, scene.paper.get_absolute_url())
    assert "Not yet checked by people with a learning disability." in paper


def test_a_check_by_somebody_else_is_kept_and_does_not_count(scene, easy, secretary):
    checked = records.check(scene, easy, by_those_it_is_for=False, who="", may_name=False)
    assert Review.objects.count() == 1
    with pytest.raises(RuleBroken, match="not yet checked by people with a learning disability"):
        services.mark_checked(checked, by=secretary)


def test_what_people_with_a_learning_disability_checked_says_so_with_the_day(
    scene, easy, secretary, client
):
    checked = services.mark_checked(records.check(scene, easy), by=secretary, now=DAY)
    services.publish(checked, by=secretary, now=DAY)
    page = read(client, scene.universe.alice, easy.get_absolute_url())
    assert "Checked by Speak Up, people with a learning disability, on 10 February 2026." in page


def test_a_checked_version_that_is_changed_is_not_checked_any_more(scene, easy, secretary):
    checked = services.mark_checked(records.check(scene, easy), by=secretary, now=DAY)
    services.add_pair(checked, by=secretary, sentence="More.", pictogram="paper", now=DAY)
    changed = records.again(easy)
    assert changed.state == "being_made"
    assert "was changed since" in services.check_in_words(changed)
    with pytest.raises(RuleBroken, match="was changed since"):
        services.mark_checked(changed, by=secretary)


def test_a_reviewer_is_named_with_consent_alone(scene, easy, secretary):
    for fields, words in (
        ({"who": "Iris"}, "Leave the name out"),
        ({"may_name": True}, "Write the name"),
        ({"on": DAY.date().replace(day=11)}, "has not been yet"),
    ):
        with pytest.raises(RuleBroken, match=words):
            services.write_down_review(
                easy, by=secretary, by_those_it_is_for=True, now=DAY, **fields
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            version=easy, revision=1, by_those_it_is_for=True, who="Iris", on=DAY.date()
        )
    checked = records.check(scene, easy, who="", may_name=False)
    assert "people with a learning disability who did not want to be named" in (
        services.check_in_words(checked)
    )


def test_a_published_version_stays_as_it_is_until_it_is_taken_off(scene, easy, secretary, client):
    services.publish(easy, by=secretary, now=DAY)
    with pytest.raises(RuleBroken, match="Take it off the pages"):
        services.add_pair(easy, by=secretary, sentence="More.")
    assert status(client, scene.universe.alice, easy.get_absolute_url()) == 200
    services.take_back(easy, by=secretary, now=DAY)
    assert status(client, scene.universe.alice, easy.get_absolute_url()) == 404
    assert status(client, secretary, easy.get_absolute_url()) == 200
    assert list(audit.faults()) == []


def test_a_correction_of_the_paper_makes_its_versions_out_of_date_and_they_begin_anew(
    scene, easy, secretary, client
):
    services.publish(easy, by=secretary, now=DAY)
    newer = correct(scene)
    page = read(client, scene.universe.alice, easy.get_absolute_url())
    assert "The paper was corrected since" in page
    paper = read(client, scene.universe.alice, newer.get_absolute_url())
    assert "Easy read of version 1" in paper
    assert "Out of date" in paper
    client.force_login(secretary)
    client.post(reverse("accessible:carry_over", args=[easy.pk]))
    made = AccessibleVersion.objects.of(newer).get()
    assert [pair.sentence for pair in made.pairs.all()] == list(SENTENCES)
    assert (made.state, made.made_by) == ("being_made", "Plain Words")
    assert made.reviews.count() == 0
    with pytest.raises(RuleBroken, match="already"):
        services.carry_over(records.again(easy), by=secretary)
    with pytest.raises(RuleBroken, match="newest version"):
        services.carry_over(records.again(made), by=secretary)
    assert records.again(easy).is_published


def test_every_form_is_listed_with_its_state_on_the_page_and_on_the_public_page(
    scene, easy, secretary, client
):
    services.publish(easy, by=secretary, now=DAY)
    services.want(scene.paper, by=secretary, form="bsl", now=DAY)
    reports.publish(scene.paper, by=secretary, now=DAY)
    public = reverse("reports:public_paper", args=[scene.paper.pk])
    for somebody, address in (
        (scene.universe.alice, scene.paper.get_absolute_url()),
        (None, public),
    ):
        page = read(client, somebody, address)
        for words in (
            "Easy read", "Published</strong> since 10 February 2026", "Made by Plain Words",
            "Wanted</strong> since 10 February 2026", "Large print", "since 28 January 2026",
            "Made by Evenground, from the paper itself", "Audio", "Not made", "Ask for another format",
        ):  # fmt: skip
            assert words in page, words
        for link in page.split('href="')[1:]:
            target = link.split('"')[0]
            if "format" in target and not target.startswith("#"):
                assert status(client, somebody, target) == 200, target


def test_everybody_reads_what_is_published_of_a_public_paper_and_nothing_else(
    scene, easy, secretary, client
):
    pair = services.add_pair(
        easy, by=secretary, sentence="This is us.", upload=upload("p.png", png()), alt="Us", now=DAY
    )
    audio = records.begin(scene, "audio")
    addresses = [
        reverse("accessible:public_version", args=[easy.pk]),
        reverse("accessible:public_easy_file", args=[easy.pk, "text"]),
        reverse("accessible:public_picture", args=[pair.picture.pk]),
        reverse("accessible:public_version", args=[audio.pk]),
        reverse("accessible:public_script", args=[audio.pk]),
    ]
    assert {status(client, None, address) for address in addresses} == {404}
    for version in (records.again(easy), audio):
        services.publish(version, by=secretary, now=DAY)
    assert {status(client, None, address) for address in addresses} == {404}
    reports.publish(scene.paper, by=secretary, now=DAY)
    assert {status(client, None, address) for address in addresses} == {200}
    assert status(client, None, reverse("accessible:public_sound", args=[audio.pk])) == 404
    assert status(client, None, reverse("accessible:public_script", args=[easy.pk])) == 404
    assert (
        status(client, None, reverse("accessible:public_easy_file", args=[easy.pk, "exe"])) == 404
    )


def test_large_print_is_there_from_the_first_day_and_is_checked_like_the_others(
    scene, secretary, client
):
    entry = next(e for e in services.forms_of(scene.paper) if e.form == "large_print")
    assert entry.version.is_published
    assert AccessibleVersion.objects.count() == 0
    client.force_login(secretary)
    client.post(reverse("accessible:want", args=[scene.paper.pk]), {"form": "large_print"})
    kept = AccessibleVersion.objects.get()
    services.write_down_review(kept, by=secretary, by_those_it_is_for=True, now=DAY)
    assert services.check_in_words(records.again(kept)).startswith(
        "Checked by people with sight loss"
    )
    with pytest.raises(RuleBroken, match="made of the paper itself"):
        services.take_back(kept, by=secretary)


def test_a_form_of_a_draft_and_a_form_that_is_none_are_refused(universe):
    draft = board.start(universe, board.FIRST)
    with pytest.raises(RuleBroken, match="Issue it first"):
        services.want(draft, by=universe.secretary, form="easy_read")
    board.ask(draft, universe.secretary, "Note it")
    issued = reports.issue(draft, by=universe.secretary)
    with pytest.raises(RuleBroken, match="from the list"):
        services.want(issued, by=universe.secretary, form="smoke_signals")
    first = services.want(issued, by=universe.secretary, form="bsl")
    assert services.want(issued, by=universe.secretary, form="bsl") == first


def ask_publicly(client, paper, **typed):
    return client.post(reverse("accessible:public_ask", args=[paper.pk]), typed)


def test_a_request_reaches_the_secretary_once_a_day_and_the_list_holds_all(
    scene, secretary, client
):
    cache.clear()
    reports.publish(scene.paper, by=secretary, now=DAY)
    for name in ("Iris", "Kai"):
        done = ask_publicly(
            client, scene.paper, wanted="bsl", name=name, contact=f"{name}@example.org"
        )
        assert "We have your request" in done.content.decode()
    told = [letter for letter in letters() if secretary.email in letter.to]
    assert len(told) == 1
    assert "Iris" not in text_of(told[0])
    page = read(client, secretary, reverse("accessible:requests"))
    assert "Iris@example.org" in page
    assert "Kai@example.org" in page
    assert status(client, scene.universe.lead, reverse("accessible:requests")) == 404
    wanted = AccessibleVersion.objects.get(form="bsl")
    assert wanted.state == "wanted"


def test_an_answer_is_sent_and_who_asked_is_forgotten(scene, secretary):
    asked = services.ask_for_format(
        scene.paper,
        wanted="braille",
        name="Iris",
        contact="iris@example.org",
        details="Summary",
        now=DAY,
    )
    with pytest.raises(RuleBroken, match="Say what was done"):
        services.answer_request(asked, by=secretary, state="done", answer=" ")
    services.answer_request(asked, by=secretary, state="done", answer="It is in the post.", now=DAY)
    letter = next(letter for letter in letters() if "iris@example.org" in letter.to)
    assert "It is in the post." in text_of(letter)
    kept = FormatRequest.objects.get()
    assert (kept.name, kept.contact, kept.details, kept.person) == ("", "", "", None)
    with pytest.raises(RuleBroken, match="answered already"):
        services.answer_request(kept, by=secretary, state="done", answer="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormatRequest.objects.filter(pk=kept.pk).update(name="Iris")


def test_one_press_makes_one_request_and_something_else_is_named(scene, secretary, client):
    cache.clear()
    reports.publish(scene.paper, by=secretary, now=DAY)
    page = ask_publicly(client, scene.paper, wanted="language").content.decode()
    assert "Say which format or which language you need" in page
    press = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    for _ in range(2):
        ask_publicly(client, scene.paper, wanted="paper", press=press)
    assert FormatRequest.objects.count() == 1


def test_a_network_that_sends_too_much_is_asked_to_wait_and_loses_nothing(
    scene, secretary, client, monkeypatch
):
    cache.clear()
    monkeypatch.setattr(limits, "PER_ADDRESS", 2)
    reports.publish(scene.paper, by=secretary, now=DAY)
    for _ in range(2):
        ask_publicly(client, scene.paper, wanted="paper")
    refused = ask_publicly(client, scene.paper, wanted="paper", details="By Friday, please")
    assert refused.status_code == 429
    assert "By Friday, please" in refused.content.decode()
    assert FormatRequest.objects.count() == 2


def test_the_list_of_forms_asks_as_often_whatever_there_is(
    scene, secretary, django_assert_max_num_queries
):
    for form in ("easy_read", "audio", "bsl"):
        records.begin(scene, form)
    paper = type(scene.paper).objects.with_item().get(pk=scene.paper.pk)
    with django_assert_max_num_queries(4):
        services.forms_of(paper)
