"""An issued paper is corrected by a new version, and opened to everybody by whoever may do that."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core import audit, pdf
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem
from evenground_web.reports import services
from evenground_web.reports.models import Paper, Publication
from evenground_web.voices import services as voices
from tests.web import board
from tests.web.pages import words


@pytest.fixture
def issued(universe):
    scene = board.set_scene(universe)
    board.issue_first(scene)
    return scene


def correct(scene, *, note="The request was wrong", keeps_figures=True, paper=None):
    return services.correct(
        paper or scene.first, by=scene.universe.secretary, note=note, keeps_figures=keeps_figures
    )


def corrected(scene, *, asks="Agree the plan", keeps_figures=True, on=board.PREPARED):
    paper = correct(scene, keeps_figures=keeps_figures)
    paper = board.ask(paper, scene.universe.secretary, asks)
    return services.issue(paper, by=scene.universe.secretary, now=board.at(on))


def page_of(client, somebody, paper, name="paper") -> str:
    client.force_login(somebody)
    return client.get(reverse(f"reports:{name}", args=[paper.pk])).content.decode()


def test_a_correction_of_words_keeps_every_figure(issued):
    board.move_on(issued)
    second = corrected(issued)
    assert (second.version, second.corrects_id) == (2, issued.first.pk)
    assert second.content["changes"] == issued.first.content["changes"]
    assert second.content["late"] == issued.first.content["late"]
    assert second.content["asks"] == ["Agree the plan"]
    assert (second.figures_at, second.seen) == (issued.first.figures_at, issued.first.seen)


def test_a_correction_of_figures_takes_those_of_its_day(issued):
    board.move_on(issued)
    second = corrected(issued, keeps_figures=False)
    assert {row["commitment"]["reference"] for row in second.content["late"]} == {"A1"}
    assert second.figures_at == second.issued_at


def test_each_version_stays_at_its_address_and_leads_to_the_newest(issued, client):
    alice = issued.universe.alice
    second = corrected(issued)
    first = page_of(client, alice, issued.first)
    assert "This version was replaced" in first
    assert f'href="{second.get_absolute_url()}"' in first
    assert "Note the progress" in first
    assert "Agree the plan" not in first
    newest = page_of(client, alice, second)
    assert "Version 2. Corrected: The request was wrong" in newest
    assert f'href="{issued.first.get_absolute_url()}"' in newest
    assert "This version was replaced" not in newest
    client.force_login(alice)
    listed = client.get(reverse("reports:papers")).content.decode()
    assert second.get_absolute_url() in listed
    assert issued.first.get_absolute_url() not in listed


def test_pressing_correct_twice_opens_one_draft_that_members_do_not_see(issued, client):
    assert correct(issued).pk == correct(issued).pk
    draft = Paper.objects.get(version=2)
    client.force_login(issued.universe.alice)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "This version was replaced" not in page_of(client, issued.universe.alice, issued.first)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda s: correct(s, note="  "), "Say what is corrected and why"),
        (lambda s: correct(s, paper=board.start(s.universe, board.SECOND)), "is a draft"),
        (lambda s: (corrected(s), correct(s)), "Version 2 was issued on 28 April 2026"),
        (lambda s: services.throw_away(s.first, by=s.universe.secretary), "was issued on"),
        (
            lambda s: services.throw_away(
                board.start(s.universe, board.SECOND), by=s.universe.secretary
            ),
            "Only a correction can be thrown away",
        ),
        (
            lambda s: services.publish(
                board.start(s.universe, board.SECOND), by=s.universe.secretary
            ),
            "Issue the paper before you publish it",
        ),
    ],
    ids=["no note", "a draft", "an old version", "issued", "the first", "not issued"],
)
def test_what_cannot_be_is_refused_in_words(issued, prepare, words):
    with pytest.raises(RuleBroken, match=words):
        prepare(issued)


def test_a_correction_is_thrown_away_and_the_issued_paper_stands(issued, client):
    draft = correct(issued)
    client.force_login(issued.universe.secretary)
    client.post(reverse("reports:throw_away", args=[draft.pk]))
    assert list(Paper.objects.values_list("version", flat=True)) == [1]
    assert audit.history(issued.first).first().verb == "paper.correction_thrown_away"


def test_the_database_keeps_versions_apart(issued):
    second = corrected(issued)
    for change in ({"version": 3}, {"note": "Another"}, {"document": []}, {"seen": {}}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Paper.objects.filter(pk=second.pk).update(**change)
    draft = board.start(issued.universe, board.SECOND)
    with pytest.raises(IntegrityError), transaction.atomic():
        Paper.objects.filter(pk=draft.pk).update(version=2)


def test_the_next_paper_counts_from_the_newest_version(issued):
    second = corrected(issued, keeps_figures=False, on=board.BETWEEN)
    board.move_on(issued)
    content = services.build(issued.second, on=board.PREPARED)
    assert content["since"]["paper"] == second.pk


def test_a_late_correction_of_an_older_paper_does_not_start_the_count(issued):
    u = issued.universe
    board.move_on(issued)
    board.ask(issued.second, u.secretary, "Note it")
    second = services.issue(issued.second, by=u.secretary, now=board.at(board.PREPARED))
    corrected(issued, on=board.SECOND)
    third = board.start(u, board.SECOND.replace(month=8))
    content = services.build(third, on=board.SECOND.replace(month=7))
    assert content["since"]["paper"] == second.pk
    assert content["changes"]["added"] == []


def test_a_published_paper_is_read_by_everybody_in_every_version(issued, client):
    public = [
        reverse(f"reports:{name}", args=[issued.first.pk])
        for name in ("public_paper", "public_downloads")
    ]
    files = [
        reverse("reports:public_download", args=[issued.first.pk, key]) for key in services.FORMATS
    ]
    assert {client.get(url).status_code for url in public + files} == {404}
    services.publish(issued.first, by=issued.universe.secretary)
    second = corrected(issued)
    assert {client.get(url).status_code for url in public + files} == {200}
    page = client.get(public[0]).content.decode().split("<main", 1)[1].split("</main>")[0]
    newest = reverse("reports:public_paper", args=[second.pk])
    assert "This version was replaced" in page
    assert newest in page
    for address in set(re.findall(r'href="(/[^"]*)"', page)):
        assert client.get(address).status_code == 200, address
    assert newest in client.get(reverse("reports:public_papers")).content.decode()


def test_a_published_paper_is_taken_back(issued, client):
    u = issued.universe
    client.force_login(u.secretary)
    url = reverse("reports:publish", args=[issued.first.pk])
    assert "Select" not in client.get(url).content.decode()
    client.post(url)
    assert not Publication.objects.exists()
    for _ in range(2):
        client.post(url, {"checked": "on"})
    assert Publication.objects.count() == 1
    client.post(reverse("reports:take_back", args=[issued.first.pk]))
    client.logout()
    public = reverse("reports:public_paper", args=[issued.first.pk])
    assert client.get(public).status_code == 404


def test_only_those_who_may_publish_do(issued, client):
    client.force_login(issued.universe.lead)
    url = reverse("reports:publish", args=[issued.first.pk])
    assert client.post(url, {"checked": "on"}).status_code == 404
    assert not Publication.objects.exists()


def test_a_withdrawn_voice_leaves_every_file(issued, client):
    client.force_login(issued.universe.alice)
    url = reverse("reports:download", args=[issued.first.pk, "text"])
    assert issued.voice.text in client.get(url).content.decode()
    voices.withdraw(issued.voice)
    assert issued.voice.text not in client.get(url).content.decode()


def test_the_downloads_are_named_and_sized_and_arrive(issued, client):
    page = page_of(client, issued.universe.alice, issued.first, "downloads")
    for name in ("PDF, tagged (PDF, ", "Large print (PDF, ", "Word (DOCX, ", "Plain text (TXT, "):
        assert re.search(re.escape(name) + r"\d+KB\)", page), name
    for key, made in services.FORMATS.items():
        response = client.get(reverse("reports:download", args=[issued.first.pk, key]))
        assert response["Content-Type"] == made.kind
        assert f'.{made.suffix}"' in response["Content-Disposition"]
    missing = reverse("reports:download", args=[issued.first.pk, "audio"])
    assert client.get(missing).status_code == 404


def test_a_file_that_cannot_be_set_is_told_of_in_words_and_the_others_arrive(
    issued, client, monkeypatch
):
    def no_memory(*_given, **_options):
        raise OSError("Cannot allocate memory")

    cache.clear()  # sizes of files are remembered
    monkeypatch.setattr(pdf.subprocess, "run", no_memory)
    services.publish(issued.first, by=issued.universe.secretary)
    page = page_of(client, issued.universe.alice, issued.first, "downloads")
    assert "PDF, tagged (PDF)" in page
    assert re.search(r"Word \(DOCX, \d+KB\)", page)
    for name in ("download", "public_download"):
        told = client.get(reverse(f"reports:{name}", args=[issued.first.pk, "large-print"]))
        assert told.status_code == 503
        assert "The PDF could not be made just now" in words(told)
        word = client.get(reverse(f"reports:{name}", args=[issued.first.pk, "word"]))
        assert word.status_code == 200


def test_a_paper_of_a_private_item_is_for_those_who_sit_there(issued, client):
    u = issued.universe
    AgendaItem.objects.filter(pk=issued.first.item_id).update(private=True)
    client.force_login(u.alice)
    for name in ("paper", "today", "history", "downloads"):
        assert client.get(reverse(f"reports:{name}", args=[issued.first.pk])).status_code == 404
    assert issued.first.title not in client.get(reverse("reports:papers")).content.decode()
    assert "Note the progress" in page_of(client, u.secretary, issued.first)
    with pytest.raises(RuleBroken, match="private part"):
        services.publish(issued.first, by=u.secretary)
