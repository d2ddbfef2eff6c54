"""A secretary starts, writes and issues a paper; members read it; everybody else finds nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.core import audit
from evenground_web.core.panels import panels
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.reports import services
from evenground_web.reports.models import Paper
from evenground_web.voices import services as voices
from tests.conftest import person
from tests.web import board


class Reader(HTMLParser):
    """What a page links to, and what it says outside of links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.headings: list[int] = []
        self.plain: list[str] = []
        self.open_links = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids.add(attributes.get("id", ""))
        if tag == "a":
            self.open_links += 1
            self.links.append(attributes["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        self.open_links -= tag == "a"

    def handle_data(self, data):
        if not self.open_links:
            self.plain.append(data)


@pytest.fixture
def scene(universe):
    return board.set_scene(universe)


@pytest.fixture
def issued(scene):
    board.issue_first(scene)
    return scene


def get(client, somebody, url):
    client.force_login(somebody)
    return client.get(url)


def read(client, somebody, paper) -> str:
    response = get(client, somebody, paper.get_absolute_url())
    assert response.status_code == 200
    return main(response)


def main(response) -> str:
    """What a page says, without its header and footer."""
    return response.content.decode().split("<main", 1)[1].split("</main>")[0]


def routes(paper) -> list[str]:
    return [
        reverse(f"reports:{name}", args=[paper.pk])
        for name in ("paper", "today", "words", "issue", "history")
    ] + [reverse("reports:start", args=[paper.item.pk])]


def test_nobody_but_those_who_prepare_papers_sees_a_draft(scene, client):
    u = scene.universe
    for url in routes(scene.first):
        assert client.get(url).status_code == 404
    for somebody in (u.alice, u.bob, u.charlie, u.by_role["board_member"], u.analyst):
        for url in routes(scene.first):
            assert get(client, somebody, url).status_code == 404, (somebody, url)
    assert scene.first.title in read(client, u.secretary, scene.first)
    assert scene.first.title in read(client, u.lead, scene.first)


def test_an_issued_paper_is_read_by_members_and_by_no_stranger(issued, client):
    u = issued.universe
    for somebody in (u.alice, u.bob, u.by_role["board_member"]):
        assert "Issued on 28 January 2026 by Board secretary" in read(
            client, somebody, issued.first
        )
    for url in routes(issued.first):
        assert get(client, u.charlie, url).status_code == 404


def test_only_the_secretary_issues(scene, client):
    u = scene.universe
    board.ask(scene.first, u.secretary, "Note it")
    url = reverse("reports:issue", args=[scene.first.pk])
    client.force_login(u.lead)
    assert client.post(url).status_code == 404
    assert "Issue the paper" not in read(client, u.lead, scene.first)
    client.force_login(u.secretary)
    assert client.post(url, follow=True).status_code == 200
    scene.first.refresh_from_db()
    assert (scene.first.is_issued, scene.first.issued_by) == (True, u.secretary)
    newest = audit.history(scene.first).first()
    assert (newest.verb, newest.actor_name) == ("paper.issued", "Board secretary")


def test_a_paper_that_asks_for_nothing_is_not_issued(scene, client):
    client.force_login(scene.universe.secretary)
    page = client.post(reverse("reports:issue", args=[scene.first.pk])).content.decode()
    assert "Say what the Board is asked to do" in page
    assert not Paper.objects.get(pk=scene.first.pk).is_issued


def test_a_draft_follows_the_records(scene, client):
    u = scene.universe
    assert "Off track: " not in read(client, u.secretary, scene.first)
    commitments.change_delivery_status(
        scene.stop_smoking, by=u.lead, status="off_track", reason="The lease fell through"
    )
    assert "Off track: The lease fell through" in read(client, u.secretary, scene.first)


def test_an_issued_paper_stays_while_the_live_page_goes_on(issued, client):
    u = issued.universe
    before = read(client, u.alice, issued.first)
    board.move_on(issued)
    assert read(client, u.alice, issued.first) == before
    assert "No nurses at all" not in before
    today = main(get(client, u.alice, reverse("reports:today", args=[issued.first.pk])))
    assert "No nurses at all" in today


def test_the_database_refuses_to_change_an_issued_paper(issued):
    for change in (
        {"summary": "Rewritten"},
        {"content": {}},
        {"issued_at": None, "issued_by": None},
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Paper.objects.filter(pk=issued.first.pk).update(**change)


def test_an_issued_paper_is_issued_once_and_its_words_stay(issued, client):
    secretary = issued.universe.secretary
    with pytest.raises(RuleBroken, match="was issued on 28 January 2026"):
        services.issue(issued.first, by=secretary)
    client.force_login(secretary)
    page = client.post(
        reverse("reports:words", args=[issued.first.pk]),
        {"revision": 2, "summary": "Typed with care", "asks": "More"},
    ).content.decode()
    assert "can no longer change" in page
    assert "Typed with care" in page


def test_two_secretaries_edit_and_the_second_sees_both_texts(scene, client):
    u = scene.universe
    other = person("Other secretary", u.icb, "board_secretary")
    url = reverse("reports:words", args=[scene.first.pk])
    opened = {"revision": scene.first.revision}
    client.force_login(other)
    client.post(url, {**opened, "summary": "Theirs", "asks": "Note A"})
    client.force_login(u.secretary)
    page = client.post(url, {**opened, "summary": "Mine", "asks": "Note B"}).content.decode()
    assert "Other secretary changed the words of this paper" in page
    for words in ("Theirs", "Note A", "Mine", "Note B"):
        assert words in page
    assert Paper.objects.get(pk=scene.first.pk).summary == "Theirs"
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', page)[1]
    client.post(url, {"revision": revision, "summary": "Mine", "asks": "Note B"})
    assert Paper.objects.get(pk=scene.first.pk).summary == "Mine"


def test_pressing_save_twice_changes_the_words_once(scene, client):
    client.force_login(scene.universe.secretary)
    typed = {"revision": 1, "summary": "Once", "asks": " Note A \n\n Note B "}
    for _ in range(2):
        response = client.post(reverse("reports:words", args=[scene.first.pk]), typed)
        assert response.status_code == 302
    paper = Paper.objects.get(pk=scene.first.pk)
    assert (paper.revision, paper.requests) == (2, ["Note A", "Note B"])


def test_a_withdrawn_voice_leaves_papers_that_were_already_issued(issued, client):
    u = issued.universe
    assert issued.voice.text in read(client, u.alice, issued.first)
    voices.withdraw(issued.voice)
    page = read(client, u.alice, issued.first)
    assert issued.voice.text not in page
    assert "has taken their words back" in page


def test_a_voice_whose_consent_shrinks_is_no_longer_quoted(issued, client):
    voices.change_consent(issued.voice, consent="themes")
    assert issued.voice.text not in read(client, issued.universe.alice, issued.first)


def test_words_without_consent_are_on_no_page(issued, client):
    u = issued.universe
    today = get(client, u.alice, reverse("reports:today", args=[issued.first.pk]))
    for page in (read(client, u.alice, issued.first), today.content.decode()):
        assert issued.private.text not in page


def test_every_figure_and_every_link_of_a_paper_leads_somewhere(issued, client):
    u = issued.universe
    board.move_on(issued)
    board.ask(issued.second, u.secretary, "Note it")
    services.issue(issued.second, by=u.secretary, now=board.at(board.PREPARED))
    page = Reader(read(client, u.alice, issued.second))
    releases = {
        reverse("insight:release", args=[release.pk])
        for release in (issued.first_release, issued.second_release)
    }
    assert releases <= set(page.links)
    for link in set(page.links):
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert client.get(link).status_code == 200, link


def test_no_measured_number_stands_outside_a_link(issued, client):
    board.move_on(issued)
    page = Reader(read(client, issued.universe.secretary, issued.second))
    text = " ".join(page.plain).replace("95% confidence limits", "")
    assert not re.search(r"\d(\.\d)?%|\d percentage points|\d times|\(\d+\.\d to", text)


def test_headings_of_a_paper_are_in_order(issued, client):
    board.move_on(issued)
    for paper in (issued.first, issued.second):
        levels = Reader(read(client, issued.universe.secretary, paper)).headings
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_paper_with_nothing_to_report_says_so(universe, client):
    paper = board.start(universe, board.FIRST)
    page = read(client, universe.secretary, paper)
    for words in (
        "Nothing is asked of the meeting yet", "No summary was written",
        "No gap that these commitments name has a figure for a new period",
        "No commitment was added, changed or updated", "None of these commitments names a gap",
        "No commitment became complete", "No commitment reports to this group yet",
        "No open risk is on this group", "There are no voices to show about the gaps in this paper", "No gathering took place",
    ):  # fmt: skip
        assert words in page, words


def test_only_a_standing_item_that_builds_its_paper_starts_one(universe):
    meeting = gatherings.plan_meeting(
        universe.board, by=universe.secretary, on=board.FIRST, items=["Apologies"]
    )
    with pytest.raises(RuleBroken, match="“Apologies” is not a standing item"):
        services.start_paper(meeting.agenda.get(title="Apologies"), by=universe.secretary)


def test_starting_twice_opens_the_same_paper(universe, client):
    meeting = gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.FIRST)
    client.force_login(universe.secretary)
    url = reverse("reports:start", args=[meeting.agenda.get().pk])
    first = client.post(url, {"title": "Progress"})
    again = client.post(url, {"title": "Progress"})
    paper = Paper.objects.get()
    assert (first.url, again.url) == (paper.get_absolute_url(), paper.get_absolute_url())


def test_the_list_shows_drafts_and_waiting_meetings_to_those_who_prepare_papers(
    scene, client, settings
):
    u = scene.universe
    gatherings.plan_meeting(u.board, by=u.secretary, on=board.FIRST.replace(year=2126))
    page = get(client, u.secretary, reverse("reports:papers")).content.decode()
    assert scene.first.get_absolute_url() in page
    assert "Start the paper" in page
    page = get(client, u.alice, reverse("reports:papers")).content.decode()
    assert scene.first.get_absolute_url() not in page
    assert "No papers yet" in page
    assert "Start the paper" not in page


def offered(record, somebody) -> str:
    """What papers show on another page."""
    shown = [p for p in panels(record, somebody) if p.template.startswith("reports/")]
    assert shown
    return "".join(panel.render() for panel in shown)


@pytest.mark.parametrize("record", ["gathering", "group", "partnership"])
def test_pages_of_meetings_groups_and_the_partnership_lead_to_issued_papers(issued, record):
    u = issued.universe
    shown = {
        "gathering": issued.first.item.gathering, "group": u.board, "partnership": u.partnership
    }[record]  # fmt: skip
    board.move_on(issued)
    html = offered(shown, u.alice)
    assert issued.first.get_absolute_url() in html
    assert issued.second.get_absolute_url() not in html


def test_a_meeting_without_a_paper_offers_to_start_one_to_those_who_may(universe):
    meeting = gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.FIRST)
    url = reverse("reports:start", args=[meeting.agenda.get().pk])
    for somebody, may in ((universe.secretary, True), (universe.alice, False)):
        html = offered(meeting, somebody)
        assert (url in html) is may
