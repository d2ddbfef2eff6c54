"""A paper follows a house template, and a wrong template is refused with every mistake at once."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse

from evenground.errors import DefinitionError
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.reports import services
from evenground_web.reports.services.house import DEFAULT, OURS, read_template, templates
from tests.web import board

OWN = """
key = "short-paper"
title = "Short paper"
version = "3"
owner = "Ambermoor"

[[cover]]
key = "date"
title = "Day"
source = "date"

[[cover]]
key = "money"
title = "What it costs"
source = "written"
required = true

[[section]]
key = "behind"
builder = "late"
heading = "What is behind"
purpose = "So that help comes early."
most = 1
"""


@pytest.fixture
def own(tmp_path, settings):
    (tmp_path / "short.toml").write_text(OWN)
    settings.PAPER_TEMPLATES = str(tmp_path)
    return tmp_path


def test_the_board_paper_is_the_default_and_the_only_one_for_standing_items():
    assert next(iter(templates())) == DEFAULT
    assert {path.stem for path in OURS.glob("*.toml")} == set(templates())
    assert [one.key for one in templates().values() if one.occasion == "standing item"] == [DEFAULT]


def test_all_mistakes_of_a_template_are_told_with_their_lines():
    wrong = (
        OWN.replace('source = "date"', 'source = "weather"')
        .replace('builder = "late"', 'builder = "horoscope"')
        .replace('owner = "Ambermoor"', 'owner = "Ambermoor"\ncolour = "red"')
    )
    with pytest.raises(DefinitionError) as refused:
        read_template(wrong, file="short.toml")
    words = str(refused.value)
    assert "short.toml, line 6: colour: this key is not known" in words
    assert (
        "short.toml, line 11: cover.1.source: `weather` is not a source of a cover field" in words
    )
    assert "short.toml, line 21: section.1.builder: `horoscope` is not a builder" in words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('key = "money"', 'key = "date"'), "date: a key is used once in the cover"),
        (('source = "written"', 'source = "item"'), "only a field that is written can be required"),
        (('source = "written"', 'source = "written"\nkind = "choice"'), "lists its choices"),
        (("most = 1", "most = 0"), "greater than or equal to 1"),
        (("[[section]]", "[[section"), "not readable as TOML"),
    ],
)
def test_what_a_template_cannot_say_is_refused(change, words):
    with pytest.raises(DefinitionError, match=words):
        read_template(OWN.replace(*change), file="short.toml")


def test_a_partnership_uses_its_own_template(universe, own, client):
    meeting = gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.FIRST)
    item = meeting.agenda.get(standing_item=universe.standing_item)
    client.force_login(universe.secretary)
    url = reverse("reports:start", args=[item.pk])
    assert "Short paper, version 3" in client.get(url).content.decode()
    client.post(url, {"title": "Progress", "template": "short-paper"})
    for number in range(2):
        board.promise(universe, f"L{number}", "Late", due=board.BEFORE)
    paper = item.papers.get()
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "What is behind" in page
    assert "So that help comes early." in page
    assert "The longest overdue 1 of 2 late commitments are shown here." in page
    assert "What changed" not in page
    board.ask(paper, universe.secretary, "Note it")
    with pytest.raises(RuleBroken, match="The cover sheet still needs: What it costs"):
        services.issue(paper, by=universe.secretary)
    client.post(reverse("reports:cover", args=[paper.pk]), {"revision": 1, "money": "Nothing"})
    issued = services.issue(paper, by=universe.secretary, now=board.at(board.ISSUED))
    assert (issued.template, issued.content["template"]["version"]) == ("short-paper", "3")
    (own / "short.toml").unlink()
    assert "What it costs" in client.get(paper.get_absolute_url()).content.decode()


def test_an_unknown_template_starts_no_paper(universe):
    meeting = gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.FIRST)
    item = meeting.agenda.get(standing_item=universe.standing_item)
    with pytest.raises(RuleBroken, match="There is no house template “letter”"):
        services.start_paper(item, by=universe.secretary, template="letter")


def test_the_command_lists_templates_and_says_what_is_wrong(own, capsys):
    call_command("paper_templates")
    told = capsys.readouterr().out
    assert "board-paper, version 1" in told
    assert "short-paper, version 3" in told
    (own / "wrong.toml").write_text(OWN.replace("late", "horoscope"))
    with pytest.raises(CommandError, match="wrong.toml, line 20"):
        call_command("paper_templates", str(own))


def test_a_wrong_template_is_told_before_the_workspace_starts(tmp_path, settings):
    (tmp_path / "wrong.toml").write_text(OWN.replace('builder = "late"', 'builder = "horoscope"'))
    settings.PAPER_TEMPLATES = str(tmp_path)
    assert "horoscope" in " ".join(error.msg for error in run_checks())


def test_the_words_of_each_part_are_edited_apart_and_the_second_editor_sees_both(universe, client):
    scene = board.set_scene(universe)
    url = reverse("reports:introductions", args=[scene.first.pk])
    opened = {"revision": 1}
    client.force_login(universe.lead)
    client.post(url, {**opened, "late": "Theirs"})
    services.edit_part(
        scene.first, services.COVER, by=universe.lead, revision=1, texts={"author": "Grace"}
    )
    client.force_login(universe.secretary)
    page = client.post(url, {**opened, "late": "Mine"}).content.decode()
    assert "Programme lead changed the introductions of this paper" in page
    assert "Theirs" in page
    assert "Mine" in page
    client.post(url, {"revision": 2, "late": "Mine"})
    shown = client.get(scene.first.get_absolute_url()).content.decode()
    assert "<p>Mine</p>" in shown
    assert "Grace" in shown


def test_words_that_the_template_does_not_ask_for_are_refused(universe):
    scene = board.set_scene(universe)
    with pytest.raises(RuleBroken, match="has no weather"):
        services.edit_part(
            scene.first,
            services.COVER,
            by=universe.secretary,
            revision=1,
            texts={"weather": "Fine"},
        )
