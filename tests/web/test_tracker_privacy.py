"""What members write to each other, and who they are, reaches no public page, feed or file."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, Pledge
from evenground_web.commitments.services.pledges import signatures
from evenground_web.commitments.services.tracker import publishing
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from tests.web.commitment_records import add_pledge
from tests.web.pledge_records import THAT_DAY, make_summit, promised
from tests.web.proof_records import figures
from tests.web.tracker_records import FILES, LIST, address, make_public, whole_story

PAGES = (LIST, f"{LIST}data/", f"{LIST}data/schema.json", f"{LIST}results/", *FILES)


def everything(client, *commitments: Commitment, more: tuple[str, ...] = ()) -> str:
    """All that anybody can read of these, unpacked."""
    found = []
    for one in commitments:
        more += (address(one), f"{address(one)}feed.atom")
    for here in (*PAGES, *more):
        answer = client.get(here)
        assert answer.status_code == 200, here
        found.append(_text(answer.content))
    return "\n".join(found)


def _text(content: bytes) -> str:
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


@pytest.fixture
def story(universe):
    return whole_story(universe)


def test_words_for_members_and_names_are_nowhere(universe, client, story):
    action = story.action
    Commitment.objects.filter(pk=action.pk).update(
        owner_person=universe.alice, group=universe.board
    )
    services.add_update(
        action, by=None, text="INTERNAL link", said_by="INTERNAL Jo Bloggs, by link"
    )
    services.verify(action.updates.last(), by=universe.lead, finding="in_part", words="INTERNAL")
    services.set_progress(action, by=universe.alice, percent=40, reason="INTERNAL")
    result = f"{LIST}results/{story.baseline.pk}/"
    shown = everything(client, action, more=(result, f"{LIST}gaps/{story.baseline.gap_id}/"))
    assert "Said to everybody" in shown
    assert "INTERNAL" not in shown
    for person in (universe.alice, universe.lead, universe.analyst):
        assert str(person) not in shown
        assert (person.email or "") not in shown
    assert str(universe.board) not in shown


def test_what_is_not_public_is_in_no_feed_and_no_file(universe, client, story):
    hidden = add_pledge(universe, kind="action", title="HIDDEN promise", parent=story.action)
    services.add_update(hidden, by=universe.alice, text="HIDDEN update", in_public=True)
    services.name_gap(hidden, by=universe.alice, gap=story.baseline.gap)
    gone = make_public(universe, add_pledge(universe, kind="action", title="HIDDEN again"))
    publishing.unpublish_commitment(gone, by=universe.lead, reason="HIDDEN reason")
    assert "HIDDEN" not in everything(client, story.action)
    for one in (hidden, gone):
        for here in (address(one), f"{address(one)}feed.atom"):
            assert client.get(here).status_code == 404


def test_figures_are_those_of_public_releases_alone(universe, client, story):
    secret = Release.objects.create(
        title="SECRET release", kind="published_file", state="kept", source="SECRET", file_name="s.csv",
        digest="5" * 64, table="s.parquet", rows_read=4, rows_kept=4, disclosure="None needed",
        made_at=story.newer.made_at,
    )  # fmt: skip
    figures(story.baseline.gap, secret, "2025/26", 3.3)
    shown = everything(client, story.action)
    assert "SECRET" not in shown
    assert "2025/26" not in shown
    insight.take_back(story.baseline.release, by=universe.analyst, reason="A wrong table")
    shown = everything(client, story.action)
    assert "17.9" not in shown
    assert "Inactive adults" not in shown


def test_a_figure_that_is_hidden_to_protect_people_is_an_empty_cell(universe, client, story):
    measured = story.baseline.gap.latest
    for side in (measured.group, measured.reference):
        side.status, side.value, side.lower, side.upper = "suppressed", None, None, None
        side.save()
    type(measured).objects.filter(pk=measured.pk).update(
        absolute=None, absolute_lower=None, absolute_upper=None,
        relative=None, relative_lower=None, relative_upper=None,
    )  # fmt: skip
    row = client.get(f"{LIST}data/tracker.json").json()["gaps"][0]
    assert row["now_group_value"] is None
    assert row["now_absolute_gap"] is None
    assert row["then_absolute_gap"] == 17.9


def test_numbers_have_no_more_digits_than_pages_show(universe, client, story):
    row = client.get(f"{LIST}data/tracker.json").json()["gaps"][0]
    numbers = [value for value in row.values() if isinstance(value, float)]
    assert len(numbers) == 24
    assert all(len(str(value).partition(".")[2]) <= 2 for value in numbers)


def test_people_are_named_where_they_allow_it_and_in_no_file(universe, client):
    pledge = promised(universe, make_summit(universe))
    for name, naming in (
        ("Comfort Asante", "public"),
        ("UNNAMED Haddad", "members"),
        ("UNNAMED Farah", "counted"),
    ):
        signatures.write_down_signature(
            pledge, by=universe.lead, name=name, naming=naming, words=f"{name} says", now=THAT_DAY
        )
    one = pledge.commitment
    assert "Comfort Asante" in client.get(address(one)).content.decode()
    assert "UNNAMED" not in everything(client, one)
    for here in (*FILES, f"{address(one)}feed.atom"):
        assert "Comfort" not in _text(client.get(here).content), here
    signature = pledge.signatures.get(name="Comfort Asante")
    signatures.take_signature_back(signature, by=None)
    assert "Comfort" not in everything(client, one)


def test_a_pledge_taken_off_the_wall_does_not_say_why(universe, client):
    from evenground_web.commitments.services.pledges import pledges

    pledge = promised(universe, make_summit(universe))
    pledges.unpublish_pledge(pledge, by=universe.lead, reason="INTERNAL: it names somebody")
    assert client.get(address(pledge)).status_code == 404
    pledges.publish_pledge(Pledge.objects.get(pk=pledge.pk), by=universe.lead)
    shown = everything(client, pledge.commitment, more=(f"/commitments/pledges/wall/{pledge.pk}/",))
    assert "INTERNAL" not in shown
    assert "The pledge was taken off the public pages." in shown


def test_a_member_who_is_signed_in_reads_the_same(universe, client, story):
    client.force_login(universe.lead)
    answer = client.get(address(story.action))
    assert "INTERNAL" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert date.fromisoformat("2026-04-01") == story.action.public_since
