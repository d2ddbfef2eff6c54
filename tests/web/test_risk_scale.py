"""How risks are scored is a file; from which score on they are passed on is set by group."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Escalation, RiskScale
from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services as people
from tests.web.pages import page, press, words
from tests.web.test_risks import fields

TODAY = date(2026, 3, 2)
THREE_BY_FOUR = """
name = "Three by four"
version = "7"
likelihood = [{ name = "Seldom" }, { name = "Sometimes" }, { name = "Often" }]
impact = [{ name = "None" }, { name = "Small" }, { name = "Large" }, { name = "Grave" }]
band = [{ up_to = 5, name = "Green", colour = "green" }, { up_to = 12, name = "Red", colour = "red" }]
category = [{ key = "trust", name = "Trust", appetite = "Averse", tolerated = 2 }]
"""


def add(universe, title="Leaders leave", **given):
    return services.add_risk(by=universe.lead, **fields(universe, title=title, **given))


def titles(**asked):
    return [risk.title for risk in services.find_risks(on=TODAY, **asked)]


def test_a_partnership_loads_its_own_and_risks_keep_theirs_until_looked_at_again(universe):
    risk = add(universe, likelihood=5)
    services.load_scale(THREE_BY_FOUR, by=universe.lead)
    risk.refresh_from_db()
    assert (risk.score, risk.band, str(risk.scale)) == (20, "Extreme", "Five by five, version 1")
    assert titles(show=["earlier_scale"]) == ["Leaders leave"]
    assert services.heat_map().elsewhere == 1
    with pytest.raises(RuleBroken, match="Three by four, version 7 goes from 1 to 3"):
        services.review_risk(risk, by=universe.lead, likelihood=5, impact=4, note="Seen")
    services.review_risk(risk, by=universe.lead, likelihood=3, impact=4, note="Seen")
    risk.refresh_from_db()
    assert (risk.score, risk.band) == (12, "Red")
    assert titles(show=["earlier_scale"]) == []
    assert titles(show=["outside_appetite"]) == []
    services.edit_risk(risk, by=universe.lead, category="trust")
    assert titles(show=["outside_appetite"]) == ["Leaders leave"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("up_to = 12", "up_to = 11", "must end at 12"),
        ("up_to = 5", "up_to = 12", "must go up"),
        ('colour = "red"', 'colour = "crimson"', "colour must be one of"),
        ('version = "7"', "", "version: this key is missing"),
        ('name = "Often"', 'name = "Seldom"', "every likelihood needs a name of its own"),
        ("likelihood =", "likelihoods =", "this key is not known"),
        ('name = "Three by four"', "name = ", "not readable as TOML"),
    ],
)
def test_a_scale_with_mistakes_is_refused_in_words(universe, old, new, words):
    with pytest.raises(RuleBroken, match=words):
        services.load_scale(THREE_BY_FOUR.replace(old, new), by=universe.lead, file="ours.toml")
    assert not RiskScale.objects.exists()


def test_a_scale_is_loaded_once_and_never_changes(universe):
    services.load_scale(THREE_BY_FOUR, by=universe.lead)
    with pytest.raises(RuleBroken, match="already loaded, word for word"):
        services.load_scale(THREE_BY_FOUR, by=universe.lead)
    with pytest.raises(RuleBroken, match="another version"):
        services.load_scale(THREE_BY_FOUR.replace("Grave", "Worst"), by=universe.lead)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        RiskScale.objects.update(name="Another")


def test_the_secretary_loads_a_scale_and_sees_it(client, universe):
    url = "/commitments/risks/scale/load/"
    page(client, url, as_=universe.alice, status=404)
    file = SimpleUploadedFile("ours.toml", THREE_BY_FOUR.encode())
    answer = press(client, url, as_=universe.secretary, file=file)
    assert "Three by four, version 7" in words(answer)
    bad = SimpleUploadedFile("ours.toml", b"\xff\xfe")
    assert "The file is not text" in words(press(client, url, file=bad))


@pytest.fixture
def forum(universe):
    """Passes risks on to the Board from 15; the Board passes them on to nobody."""
    forum = people.add_group(by=None, name="Harbour Forum", kind="forum")
    services.set_escalation(forum, by=universe.lead, threshold=15, to=universe.board)
    return forum


def test_a_risk_that_reaches_the_threshold_is_on_the_list_above_by_itself(universe, forum):
    below = add(universe, "Below", likelihood=3, impact=4, group=forum)
    add(universe, "At it", likelihood=3, impact=5, group=forum)
    add(universe, "The Board's own", likelihood=1, impact=1)
    assert titles(group=universe.board) == ["At it", "The Board's own"]
    assert titles(group=forum) == ["At it", "Below"]
    assert titles(show=["above_threshold"]) == ["At it"]
    services.review_risk(below, by=universe.lead, likelihood=5, impact=5, note="Worse")
    assert titles(group=universe.board) == ["Below", "At it", "The Board's own"]
    services.close_risk(below, by=universe.lead, reason="Over")
    assert "Below" not in titles(group=universe.board)
    assert services.heat_map(universe.board).total == 2


def test_a_risk_climbs_through_every_threshold_on_its_way(universe, forum):
    region = people.add_group(by=None, name="Regional board", kind="board")
    services.set_escalation(universe.board, by=universe.lead, threshold=20, to=region)
    add(universe, "Sixteen", likelihood=4, impact=4, group=forum)
    worst = add(universe, "Twenty", likelihood=4, impact=5, group=forum)
    assert titles(group=region) == ["Twenty"]
    assert titles(group=universe.board) == ["Twenty", "Sixteen"]
    assert services.Escalations().also_on(worst) == [universe.board, region]
    with pytest.raises(RuleBroken, match="would come back to"):
        services.set_escalation(region, by=universe.lead, threshold=1, to=forum)


@pytest.mark.parametrize("threshold", [0, 26])
def test_a_threshold_is_a_score_of_the_scale(universe, forum, threshold):
    with pytest.raises(RuleBroken, match="from 1 to 25"):
        services.set_escalation(forum, by=universe.lead, threshold=threshold, to=universe.board)
    with pytest.raises(RuleBroken, match="Lower those thresholds first"):
        services.load_scale(THREE_BY_FOUR, by=universe.lead)


def test_the_pages_say_who_is_told_and_the_threshold_can_be_taken_away(client, universe, forum):
    risk = add(universe, "At it", likelihood=3, impact=5, group=forum)
    assert "also on the list of" in page(client, risk.get_absolute_url(), as_=universe.secretary)
    board = page(client, universe.board.get_absolute_url())
    assert "At it" in board
    assert "Passed on by Harbour Forum" in board
    rule = Escalation.objects.get()
    press(client, f"/commitments/risks/scale/thresholds/{rule.pk}/end/")
    assert "also on the list of" not in page(client, risk.get_absolute_url())
    typed = {"group": forum.pk, "threshold": 10, "to": forum.pk}
    answer = press(client, "/commitments/risks/scale/thresholds/add/", **typed)
    assert "would come back" in words(answer)


def test_five_hundred_risks_keep_to_the_marks_of_a_list(
    client, universe, forum, django_assert_max_num_queries
):
    first = add(universe, group=forum, next_review=date(2026, 6, 1))
    for n in range(499):
        first.pk, first.title = None, f"Something that could go wrong in the place of number {n}"
        first.likelihood, first.impact = n % 5 + 1, n % 3 + 1
        first.save(force_insert=True)
    client.force_login(universe.secretary)
    for query, most in (
        ("", 10), ("show=above_threshold&sort=change", 10), (f"group={universe.board.pk}", 11),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            answer = client.get(f"/commitments/risks/?{query}")
        assert len(answer.content) <= 60 * 1024
    with django_assert_max_num_queries(10):
        assert "500 open risks" in words(client.get("/commitments/risks/map/"))
