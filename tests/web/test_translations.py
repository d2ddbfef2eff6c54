"""People translate public texts; a second speaker checks; everybody reads both side by side."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenground_web.commitments.services.pledges import pledges
from evenground_web.commitments.services.pledges.rewording import reword_pledge
from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.reports import services as reports
from evenground_web.reports.accessible import services as accessible
from evenground_web.reports.translations import services
from evenground_web.reports.translations.models import Edition, Language, Status, Translation
from tests.web import accessible_records, board, pledge_records, reply_records, translated
from tests.web.checkers import faults_of
from tests.web.pages import page, press

NOW = translated.NOW


@pytest.fixture
def pledge(universe):
    return translated.public_pledge(universe)


def url(name: str, *args) -> str:
    return reverse(f"translations:{name}", args=args)


def reading(pledge, code="ur", name="read"):
    return url(name, code, "pledge", pledge.pk)


def test_a_translation_goes_from_begun_to_published(universe, pledge):
    translation = translated.begun(universe, pledge)
    assert translation.status == Status.BEING_TRANSLATED
    translation = translated.written(universe, translation)
    services.finish(translation, by=universe.secretary, translator=translated.HUMAN, now=NOW)
    translation.refresh_from_db()
    assert (translation.status, translation.translator) == (Status.TRANSLATED, translated.HUMAN)
    services.check(translation, by=universe.secretary, checker=translated.SECOND, now=NOW)
    services.publish(translation, by=universe.secretary, now=NOW)
    translation.refresh_from_db()
    assert translation.status == Status.PUBLISHED
    told = [event.sentence for event in audit.history(translation)]
    assert "not a machine" in told[2]
    assert len(told) == 5


def test_beginning_and_publishing_twice_is_once(universe, pledge):
    assert translated.begun(universe, pledge) == translated.begun(universe, pledge)
    edition = translated.published(universe, pledge)
    assert services.publish(edition.translation, by=universe.secretary) == edition
    assert Edition.objects.count() == 1


def test_only_public_texts_are_translated(universe, pledge):
    pledges.unpublish_pledge(pledge, by=universe.lead, reason="Too soon")
    with pytest.raises(RuleBroken, match="not public"):
        translated.begun(universe, pledge)


def test_nobody_checks_what_they_translated(universe, pledge):
    translation = translated.written(universe, translated.begun(universe, pledge))
    services.finish(translation, by=universe.secretary, translator="Rubina Akhtar")
    with pytest.raises(RuleBroken, match="Somebody else who speaks Urdu"):
        services.check(translation, by=universe.secretary, checker="rubina  akhtar")
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.update(status="checked", checker="Rubina Akhtar")


def test_a_translation_is_checked_before_it_is_published(universe, pledge):
    translation = translated.written(universe, translated.begun(universe, pledge))
    with pytest.raises(RuleBroken, match="second speaker"):
        services.publish(translation, by=universe.secretary)
    with pytest.raises(RuleBroken, match="Only a translation that is finished"):
        services.check(translation, by=universe.secretary, checker="Somebody")


def test_an_unfinished_translation_is_not_said_to_be_finished(universe, pledge):
    translation = translated.begun(universe, pledge)
    with pytest.raises(RuleBroken, match="the title first"):
        services.finish(translation, by=universe.secretary, translator="Rubina")
    title = {pledge.commitment.title: "عنوان"}
    services.write(translation, by=universe.secretary, texts=title)
    with pytest.raises(RuleBroken, match="at least one section"):
        services.finish(translation, by=universe.secretary, translator="Rubina")
    translated.written(universe, translation)
    with pytest.raises(RuleBroken, match="Name who translated"):
        services.finish(translation, by=universe.secretary, translator=" ")


def test_a_wrong_number_is_refused_at_its_box_and_the_typing_is_kept(universe, pledge, client):
    translation = translated.begun(universe, pledge)
    address = url("write", translation.pk, "pledge")
    from evenground_web.reports.translations.forms import name_of

    typed = {name_of("31 May 2027"): "31 مئی 2028", name_of("To whom"): "کس سے"}
    shown = press(client, address, as_=universe.secretary, **typed).content.decode()
    assert "lacks 2027, which the original says and says 2028" in shown
    assert "31 مئی 2028" in shown
    translation.refresh_from_db()
    assert translation.texts == {}
    with pytest.raises(services.Mistakes, match="2028"):
        services.write(translation, by=universe.secretary, texts={"31 May 2027": "2028 31"})


def test_the_second_of_two_translators_sees_both_texts(universe, pledge, client):
    translation = translated.begun(universe, pledge)
    from evenground_web.reports.translations.forms import name_of

    text = pledge.commitment.title
    address = url("write", translation.pk, "title")
    client.force_login(universe.secretary)
    seen = client.get(address).context["form"]["seen"].value()
    services.write(translation, by=universe.secretary, texts={text: "پہلا"})
    shown = press(client, address, seen=seen, **{name_of(text): "دوسرا"})
    assert "پہلا" in shown.content.decode()
    assert "دوسرا" in shown.content.decode()
    again = shown.context["form"]["seen"].value()
    press(client, address, seen=again, **{name_of(text): "دوسرا"})
    translation.refresh_from_db()
    assert translation.texts[text] == "دوسرا"
    with pytest.raises(Conflict):
        services.write(translation, by=universe.secretary, texts={text: "تیسرا"}, seen=seen)


def test_readers_see_the_original_beside_the_translation_each_in_its_language(
    universe, pledge, client
):
    translated.published(universe, pledge)
    shown = page(client, reading(pledge))
    assert 'class="eg-pair__original" lang="en-GB" dir="ltr"' in shown
    assert 'class="eg-pair__words" lang="ur" dir="rtl"' in shown
    assert "patients who do not speak English well" in shown
    assert "وہ مریض جو اچھی انگریزی نہیں بولتے" in shown
    assert "Translated into Urdu by Rubina Akhtar, and checked by Farah Siddiqui" in shown
    original = reverse("commitments:public_pledge", args=[pledge.pk])
    assert f'href="{original}">Read the original in English' in shown
    alone = page(client, reading(pledge, name="alone"))
    assert 'lang="ur" dir="rtl"' in alone
    assert "patients who do not speak English well" not in alone


def test_the_page_of_the_original_offers_its_languages_by_their_own_names(universe, pledge, client):
    original = reverse("commitments:public_pledge", args=[pledge.pk])
    assert "Read it in" not in page(client, original)
    translated.published(universe, pledge)
    shown = page(client, original)
    assert f'href="{reading(pledge)}" hreflang="ur"' in shown
    assert "اردو" in shown
    assert "Urdu, 1 text" in page(client, url("languages"))
    assert reading(pledge) in page(client, url("in_language", "ur"))


def test_a_translation_that_is_not_published_is_not_there(universe, pledge, client):
    translation = translated.checked(
        universe, translated.written(universe, translated.begun(universe, pledge))
    )
    page(client, reading(pledge), status=404)
    services.publish(translation, by=universe.secretary)
    page(client, reading(pledge))
    services.take_back(translation, by=universe.secretary)
    page(client, reading(pledge), status=404)


def test_a_translation_goes_with_its_original(universe, pledge, client):
    translated.published(universe, pledge)
    pledges.unpublish_pledge(pledge, by=universe.lead, reason="Too soon")
    page(client, reading(pledge), status=404)
    assert reading(pledge) not in page(client, url("in_language", "ur"))
    assert "Nothing is translated yet" in page(client, url("languages"))


def change_title(universe, pledge):
    reword_pledge(
        pledge,
        by=universe.lead,
        title="We will answer within 2 days",
        text=pledge.commitment.text,
        reason="A day was too short",
        now=NOW,
    )
    pledge.commitment.refresh_from_db()


def test_readers_are_told_that_the_original_changed_and_what(universe, pledge, client):
    translated.published(universe, pledge)
    assert "The original has changed" not in page(client, reading(pledge))
    change_title(universe, pledge)
    shown = page(client, reading(pledge))
    assert "The original has changed" in shown
    assert (
        "It said: “We will answer in your language”. It says now: “We will answer within 2 days”."
        in shown
    )
    work = page(client, url("work"), as_=universe.secretary)
    assert "The original changed" in work


def test_a_new_edition_follows_a_changed_original_and_keeps_what_stayed(universe, pledge, client):
    edition = translated.published(universe, pledge)
    change_title(universe, pledge)
    translation = Translation.objects.get()
    with pytest.raises(RuleBroken, match="the title first"):
        services.finish(translation, by=universe.secretary, translator="Rubina")
    title = {"We will answer within 2 days": "ہم ۲ دن میں جواب دیں گے"}
    services.write(translation, by=universe.secretary, texts=title)
    assert "The original has changed" in page(client, reading(pledge))
    translated.checked(universe, translation)
    second = services.publish(translation, by=universe.secretary)
    assert second.number == edition.number + 1
    shown = page(client, reading(pledge))
    assert "ہم ۲ دن میں جواب دیں گے" in shown
    assert "The original has changed" not in shown


def test_what_changed_after_the_check_is_not_published(universe, pledge):
    translation = translated.checked(
        universe, translated.written(universe, translated.begun(universe, pledge))
    )
    change_title(universe, pledge)
    with pytest.raises(RuleBroken, match="The original changed"):
        services.publish(translation, by=universe.secretary)


def test_an_edition_never_changes(universe, pledge):
    translated.published(universe, pledge)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Edition.objects.update(texts={})


def test_a_correction_of_a_paper_leaves_what_it_did_not_change_translated(universe, client):
    paper = translated.published_paper(universe)
    language = translated.language(universe)
    translation = services.begin("paper", paper.item_id, language=language, by=universe.secretary)
    translated.checked(universe, translated.written(universe, translation))
    services.publish(translation, by=universe.secretary, now=NOW)
    address = url("read", "ur", "paper", paper.item_id)
    assert "The original has changed" not in page(client, address)
    version = reports.correct(paper, by=universe.secretary, note="A word", keeps_figures=True)
    board.ask(version, universe.secretary, "Note the progress of the clinics")
    reports.issue(version, by=universe.secretary)
    shown = page(client, address)
    assert "It says now: “Note the progress of the clinics”" in shown
    original = services.find("paper", paper.item_id)
    translation.refresh_from_db()
    lacking = [t for s in original.sections for t in s.texts if t not in translation.texts]
    assert "Note the progress of the clinics" in lacking
    assert len(lacking) <= 4


def test_a_paper_may_be_translated_in_part_and_says_so(universe, client):
    paper = translated.published_paper(universe)
    language = translated.language(universe, "cy")
    translation = services.begin("paper", paper.item_id, language=language, by=universe.secretary)
    original = services.original_of(translation)
    parts = [original.section(key) for key in ("title", "asks")]
    texts = {t: "Cymraeg " + " ".join(services.found_in(t)) for one in parts for t in one.texts}
    services.write(translation, by=universe.secretary, texts=texts)
    translated.checked(universe, translation)
    services.publish(translation, by=universe.secretary)
    shown = page(client, url("read", "cy", "paper", paper.item_id))
    assert "Not translated: <span>Cover sheet, Summary" in shown
    assert 'lang="cy" dir="ltr"' in shown


def other(universe, kind: str, record: int):
    """A text of another kind, published in Urdu."""
    language = translated.language(universe)
    made = services.begin(kind, record, language=language, by=universe.secretary, now=NOW)
    translated.checked(universe, translated.written(universe, made))
    services.publish(made, by=universe.secretary, now=NOW)
    return url("read", "ur", kind, record)


def test_a_reply_is_read_in_another_language_without_what_may_be_taken_back(universe, client):
    version = reply_records.published(reply_records.forum(universe))
    address = other(universe, "reply", version.reply_id)
    shown = page(client, address)
    assert "letters from doctors go nowhere" in shown
    assert 'dir="rtl"' in shown
    assert reply_records.QUOTE not in shown
    assert "اردو" in page(client, version.reply.get_absolute_url())


def test_easy_read_is_read_in_another_language_with_its_pictures(universe, client, tmp_path):
    scene = accessible_records.issued_scene(universe)
    easy = accessible_records.explain(
        scene, accessible_records.write(scene, "The board met.", "You can read it.")
    )
    accessible.publish(accessible_records.check(scene, easy), by=universe.secretary)
    item = scene.paper.item_id
    assert services.find("easy_read", item) is None
    reports.publish(scene.paper, by=universe.secretary, now=NOW)
    address = other(universe, "easy_read", item)
    shown = page(client, address)
    assert "The board met." in shown
    assert shown.count("eg-drawn__picture") == 4
    pdf = client.get(url("pdf", "ur", "easy_read", item))
    assert faults_of(pdf.content, tmp_path) == []
    assert "اردو" in page(client, reverse("accessible:public_version", args=[easy.pk]))
    accessible.take_back(easy, by=universe.secretary)
    page(client, address, status=404)


def test_who_may_not_translate_finds_nothing(universe, pledge, client):
    translation = translated.begun(universe, pledge)
    for address in (
        url("work"),
        url("translation", translation.pk),
        url("write", translation.pk, "pledge"),
    ):
        page(client, address, as_=universe.analyst, status=404)
    translator = universe.by_role["translator"]
    page(client, url("write", translation.pk, "pledge"), as_=translator)
    page(client, url("publish", translation.pk), as_=translator, status=404)


def test_a_language_is_offered_once_and_may_be_stopped(universe, client, pledge):
    language = translated.language(universe)
    assert language == translated.language(universe)
    assert (language.own_name, language.direction) == ("اردو", "rtl")
    press(client, url("stop", language.pk), as_=universe.secretary)
    with pytest.raises(RuleBroken, match="does not translate into Urdu"):
        services.begin("pledge", pledge.pk, language=Language.objects.get(), by=universe.secretary)
    with pytest.raises(RuleBroken, match="originals are in English"):
        services.offer_language(by=None, code="en-US", name="American", own_name="American")
    with pytest.raises(RuleBroken, match="Give its names"):
        services.offer_language(by=None, code="mt")


def test_a_language_that_is_not_listed_is_offered_with_its_names(universe, client):
    typed = {
        "code": "mt",
        "name": "Maltese",
        "own_name": "Malti",
        "direction": "ltr",
        "decimal": ".",
    }
    press(client, url("offer"), as_=universe.secretary, **typed)
    assert Language.objects.get().own_name == "Malti"
    shown = press(client, url("offer"), known="", code="not a code").content.decode()
    assert "Enter a language code" in shown


def test_the_progress_of_a_language_counts_what_is_not_begun(universe, pledge, client):
    translated.language(universe)
    assert "Not translated: 1" in page(client, url("work"), as_=universe.secretary)
    translated.published(universe, pledge)
    assert "Published: 1; Not translated: 0" in page(client, url("work"))


def test_how_far_texts_are_asks_the_database_no_more_for_more_texts(
    universe, pledge, client, django_assert_num_queries
):
    translated.published(universe, pledge)
    page(client, url("work"), as_=universe.secretary)
    with CaptureQueriesContext(connection) as one:
        page(client, url("work"))
    for title in ("Doors are wide", "Letters are short"):
        another = pledge_records.promised(universe, pledge.commitment.gathering, title=title)
        translated.published(universe, another)
    with django_assert_num_queries(len(one)):
        assert "Published: 3" in page(client, url("work"))
