"""Groups of opinion from votes on statements: only when they are real, without pointing at anybody."""

from __future__ import annotations

import csv
import io
import random
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.models import Floor, Opinions, Vote
from evenground_web.gatherings.models import Gathering
from tests.web.room import DAY, ask, room

LINES = [
    "Clinics open in the evening", "Buses reach the hospital", "Letters come by text",
    "Letters come on paper", "Parking costs nothing", "Everybody gets an interpreter",
    "Staff say who they are", "Nobody waits alone",
]  # fmt: skip
ONE_MIND, OTHER_MIND = [1, 1, 1, -1, -1, 1, 1, 1], [-1, -1, -1, 1, 1, 1, 1, 1]


@pytest.fixture
def r(universe):
    return room(universe)


def asked(r, lines=LINES):
    return ask(r.floor, by=r.lead, words="How far do you agree?", kind="statements", lines=lines)


def vote(prompt, minds):
    for number, mind in enumerate(minds):
        for statement, value in zip(prompt.statements.all(), mind, strict=False):
            services.vote(statement, phone=f"phone {number}", value=value)


def looked_at(r, minds, lines=LINES):
    prompt = asked(r, lines)
    vote(prompt, minds)
    services.close_prompt(prompt, by=r.lead)
    return services.look_for_groups(prompt, by=r.lead)


def two_camps():
    return [ONE_MIND] * 16 + [OTHER_MIND] * 12


def test_two_camps_are_found_and_what_they_share_comes_first(r, client):
    found = looked_at(r, two_camps())
    client.force_login(r.lead)
    page = client.get(found.get_absolute_url()).content.decode()
    assert found.groups == [15, 10]
    assert page.index("What all groups have in common") < page.index("What sets groups apart")
    shared = page[page.index("have in common") : page.index("What sets groups apart")]
    assert "Everybody gets an interpreter" in shared
    assert "Clinics open in the evening" not in shared
    assert "Clinics open in the evening" in page[page.index("What sets groups apart") :]


def test_no_count_of_fewer_than_eight_is_kept_or_shown(r, client):
    found = looked_at(r, [[*ONE_MIND[:7], -1]] * 3 + two_camps())
    counts = [
        one[side]
        for row in found.statements
        for one in (row, *row["groups"])
        for side in ("agree", "disagree", "pass", "voted")
    ]
    assert all(count is None or (count >= 10 and count % 5 == 0) for count in counts)
    assert None in counts


def test_of_a_statement_on_which_few_voted_nothing_but_that_is_kept(r, client):
    prompt = asked(r)
    vote(prompt, [mind[:7] for mind in two_camps()])
    services.vote(prompt.statements.last(), phone="phone 0", value=1)
    services.close_prompt(prompt, by=r.lead)
    found = services.publish_opinions(services.look_for_groups(prompt, by=r.lead), by=r.lead)
    rows = client.get(f"/opinions/{prompt.pk}/votes.json").json()["statements"]
    assert {"shared", "groups"} <= set(rows[0])
    assert not any("strength" in row for row in rows)
    assert rows[-1]["words"] == LINES[7]
    assert [rows[-1]["shared"]] + [one["sets_apart"] for one in rows[-1]["groups"]] == [0, 0, 0]
    page = client.get(f"/opinions/{prompt.pk}/").content.decode()
    assert LINES[7] not in page[: page.index("All statements")]
    assert found.groups == [15, 10]


def test_where_one_voted_and_no_groups_are_shown_their_vote_is_not_told(r):
    prompt = asked(r, LINES[:3])
    vote(prompt, [[1, -1]] * 9)
    services.vote(prompt.statements.last(), phone="phone 0", value=1)
    services.close_prompt(prompt, by=r.lead)
    found = services.look_for_groups(prompt, by=r.lead)
    assert [row["shared"] for row in found.statements] == [1, -1, 0]


def test_what_was_kept_before_loses_what_a_hidden_count_could_be_worked_out_from(r):
    found = looked_at(r, two_camps())
    few = {"voted": None, "agree": None, "disagree": None, "pass": None}
    told = {"voted": 10, "agree": 10, "disagree": None, "pass": None}
    found.found["statements"] = [
        {**few, "number": 1, "shared": 1, "strength": 0.667, "groups": []},
        {**told, "number": 2, "shared": 1, "strength": 0.9,
         "groups": [{**told, "sets_apart": 1}, {**few, "sets_apart": -1}]},
        {**told, "number": 3, "shared": 1, "strength": 0.8, "groups": []},
    ]  # fmt: skip
    found.save()
    migration = import_module("evenground_web.floor.migrations.0007_opinions_keep_no_hidden_count")
    migration.strip(apps, None)
    found.refresh_from_db()
    assert [(row["number"], row["shared"]) for row in found.statements] == [(3, 1), (1, 0), (2, 0)]
    assert not any("strength" in row for row in found.statements)
    assert [one["sets_apart"] for one in found.statements[2]["groups"]] == [0, 0]


def test_random_votes_give_no_groups_and_the_page_says_why(r, client):
    chance = random.Random(4)
    found = looked_at(r, [[chance.choice([1, -1]) for _ in LINES] for _ in range(30)])
    client.force_login(r.lead)
    page = client.get(found.get_absolute_url()).content.decode()
    assert not found.groups
    assert "People who voted at random would look the same" in page
    assert "What sets groups apart" not in page


def test_a_group_of_fewer_than_eight_hides_all_groups(r):
    found = looked_at(r, [ONE_MIND] * 20 + [OTHER_MIND] * 6)
    assert not found.groups
    assert "so small" in found.found["why"]
    assert all(not row["groups"] for row in found.statements)


def test_too_few_people_see_nothing_and_nothing_is_made_public(r):
    found = looked_at(r, [ONE_MIND] * 7)
    assert found.statements == []
    with pytest.raises(RuleBroken, match="Too few people"):
        services.publish_opinions(found, by=r.lead)


def test_too_few_statements_are_counted_but_not_grouped(r):
    found = looked_at(r, two_camps(), lines=LINES[:3])
    assert "fewer than 7 statements" in found.found["why"]
    assert [row["agree"] for row in found.statements] == [15, 15, 15]


def test_votes_are_looked_at_only_when_nobody_can_vote_any_more(r):
    prompt = asked(r)
    with pytest.raises(RuleBroken, match="Close the question first"):
        services.look_for_groups(prompt, by=r.lead)
    with pytest.raises(RuleBroken, match="votes on statements"):
        services.look_for_groups(r.prompt, by=r.lead)


def test_the_same_votes_give_one_answer_however_often_somebody_presses(r):
    found = looked_at(r, two_camps())
    events = audit.history(r.floor).count()
    assert services.look_for_groups(found.prompt, by=r.lead) == found
    assert audit.history(r.floor).count() == events
    assert found.seed == services.seed_of(found.prompt)


def test_votes_that_come_in_while_somebody_looks_are_not_left_out(r):
    prompt = asked(r)
    vote(prompt, two_camps())
    services.close_prompt(prompt, by=r.lead)
    late: list[Vote] = []

    def votes_once(execute, sql, params, many, context):
        rows = execute(sql, params, many, context)
        if "floor_vote" in sql and "SELECT" in sql and not late:
            late.append(Vote(statement=prompt.statements.first(), phone="late", value=1))
            late[0].save()
        return rows

    with connection.execute_wrapper(votes_once), pytest.raises(RuleBroken, match="Look again"):
        services.look_for_groups(prompt, by=r.lead)
    assert not Opinions.objects.exists()
    assert services.look_for_groups(prompt, by=r.lead).groups


def test_nobody_has_to_wait_while_groups_are_looked_for(r):
    prompt = asked(r)
    vote(prompt, two_camps())
    services.close_prompt(prompt, by=r.lead)
    with CaptureQueriesContext(connection) as asked_of:
        services.look_for_groups(prompt, by=r.lead)
    said = [one["sql"] for one in asked_of.captured_queries]
    read = [number for number, sql in enumerate(said) if 'FROM "floor_vote"' in sql]
    held = [number for number, sql in enumerate(said) if sql.startswith(("SAVEPOINT", "BEGIN"))]
    assert read[0] < held[0] < read[1]


def test_everybody_reads_it_once_it_is_public_and_not_before(r, client):
    found = looked_at(r, two_camps())
    path = f"/opinions/{found.prompt_id}/"
    assert client.get(path).status_code == 404
    services.publish_opinions(found, by=r.lead)
    page = client.get(path).content.decode()
    assert str(found.seed) in page
    assert path in client.get("/opinions/").content.decode()
    assert path in client.get(f"/join/{r.floor.code}/{found.prompt_id}/").content.decode()
    services.take_opinions_off(found, by=r.lead)
    for name in ("", "votes.csv", "votes.json", "wide.svg"):
        assert client.get(f"{path}{name}").status_code == 404


def test_what_is_taken_away_says_what_the_page_says(r, client):
    found = services.publish_opinions(looked_at(r, two_camps()), by=r.lead)
    path = f"/opinions/{found.prompt_id}/"
    text = client.get(f"{path}votes.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[1] == {
        "Number": "1", "Statement": LINES[0], "Who": "Group A", "Agreed": "about 15",
        "Disagreed": "fewer than 8", "Passed": "fewer than 8",
    }  # fmt: skip
    data = client.get(f"{path}votes.json").json()
    assert data["groups"] == [15, 10]
    assert not re.search("phone", str(data))


def test_the_drawing_has_a_mark_for_each_group_and_no_person(r, client):
    found = services.publish_opinions(looked_at(r, two_camps()), by=r.lead)
    drawn = client.get(f"/opinions/{found.prompt_id}/narrow.svg")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert b"Group B" in drawn.content
    assert client.get(f"/opinions/{found.prompt_id}/huge.svg").status_code == 404


def test_a_question_asked_again_is_looked_at_again_and_only_one_answer_is_public(r, client):
    before = services.publish_opinions(looked_at(r, two_camps()), by=r.lead)
    services.open_prompt(before.prompt, by=r.lead)
    with pytest.raises(RuleBroken, match="can vote on this again"):
        services.publish_opinions(before, by=r.lead)
    services.vote(before.prompt.statements.first(), phone="late", value=1)
    services.close_prompt(before.prompt, by=r.lead)
    client.force_login(r.lead)
    page = client.get(before.get_absolute_url()).content.decode()
    assert "people may have voted since" in page
    after = services.look_for_groups(before.prompt, by=r.lead)
    services.publish_opinions(after, by=r.lead)
    assert list(Opinions.objects.public()) == [after]


MINDS = st.lists(st.lists(st.sampled_from([1, 0, -1]), min_size=7, max_size=7), max_size=16)


class TestWhateverIsVoted(TestCase):
    @settings(max_examples=8)
    @given(MINDS)
    def test_every_number_is_absent_or_rounded_and_never_small(self, minds) -> None:
        summit = Gathering.objects.create(title="Summit", kind="summit", starts=DAY, ends=DAY)
        floor = Floor.objects.create(gathering=summit, code="BCDFG")
        prompt = ask(floor, by=None, kind="statements", words="How far?", lines=LINES[:7])
        vote(prompt, minds)
        services.close_prompt(prompt, by=None)
        found = services.look_for_groups(prompt, by=None)
        told = [found.found["voters"], *found.groups]
        told += [row[side] for row in found.statements for side in ("agree", "disagree", "pass")]
        assert all(count is None or (count % 5 == 0 and count >= 10) for count in told)
