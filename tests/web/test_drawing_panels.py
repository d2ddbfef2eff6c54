"""Panels by lot: frozen before the seed is known, drawn once, and repeated by anybody."""

from __future__ import annotations

import io
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from evenground.cli import main
from evenground.draws import digest
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Draw, DrawRound, Pooled
from evenground_web.gatherings.services import draws
from evenground_web.voices import services as voices
from evenground_web.voices.models import Question
from evenground_web.voices.services.pools import id_in_draw
from tests.web.at_once import at_once

POOL = "id,place\n" + "".join(f"P{n},{'Hills' if n % 3 else 'Harbour'}\n" for n in range(30))
MIX = ["place: Hills = 3-4", "place: Harbour = 2"]
SEED = "dice: 4 2 6 1 1 5"
REACH = "panel@fair-care.example.org"


def prepared(host, **details):
    given = {
        "title": "Panel on fair care", "places": 6, "mix": draws.read_mix(MIX),
        "pool": draws.read_pool(POOL.encode()), "seed_from": "Dice at the board",
    }  # fmt: skip
    return draws.prepare_draw(by=host, **(given | details))


def test_a_panel_is_frozen_drawn_and_read_by_everybody(host, client):
    client.force_login(host)
    typed = {
        "title": "Panel on fair care", "source": "file", "places": "6", "mix": "\n".join(MIX),
        "seed_from": "Dice at the board", "pool": io.BytesIO(POOL.encode()),
    }  # fmt: skip
    typed["pool"].name = "pool.csv"
    page = client.post("/gatherings/draws/add/", typed, follow=True).content.decode()
    assert "are frozen" in page
    draw = Draw.objects.get()
    client.post(f"/gatherings/draws/{draw.pk}/draw/", {"seed": SEED})
    client.logout()
    page = client.get(f"/gatherings/public/draws/{draw.pk}/").content.decode()
    assert all(f"<li>{person}</li>" in page for person in draw.panel)
    assert SEED in page
    assert draw.pool_digest in page
    assert "about 30" in page


def test_the_files_of_the_page_give_the_same_panel_to_whoever_draws_again(
    host, client, tmp_path, capsys
):
    draw = prepared(host)
    draws.draw_panel(draw, by=host, seed=SEED)
    draws.replace(draw, by=host, said_no=draw.panel[:2])
    drawn_again(draw, host, client, tmp_path, capsys)


def test_words_that_a_spreadsheet_program_would_run_come_back_as_they_were(
    host, client, tmp_path, capsys
):
    rows = "".join(f"P{n},{'-Hills' if n % 3 else '=Harbour'}\n" for n in range(30))
    draw = prepared(
        host, pool=draws.read_pool(f"id,+place\n{rows}".encode()),
        mix=draws.read_mix(["+place: -Hills = 3-4", "+place: =Harbour = 2"]),
    )  # fmt: skip
    draws.draw_panel(draw, by=host, seed=SEED)
    draws.replace(draw, by=host, said_no=draw.panel[:2])
    drawn_again(draw, host, client, tmp_path, capsys)
    assert draws.read_pool((tmp_path / "pool").read_bytes()) == draw.pool


def drawn_again(draw, host, client, tmp_path, capsys):
    client.force_login(host)
    for name in (f"gatherings/draws/{draw.pk}/pool", f"gatherings/public/draws/{draw.pk}/mix"):
        (tmp_path / name.split("/")[-1]).write_bytes(client.get(f"/{name}.csv").content)
    said_no = ",".join(Draw.objects.get().said_no)
    main(
        ["draw", f"{tmp_path}/pool", "--mix", f"{tmp_path}/mix", "--places", "6", "--seed", SEED]
        + ["--said-no", said_no, "--salt", draw.salt]
    )
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].endswith(draw.pool_digest)
    assert printed[1:] == Draw.objects.get().panel


def test_what_was_frozen_cannot_be_changed_before_or_after_the_draw(host):
    draw = prepared(host)
    draws.draw_panel(draw, by=host, seed=SEED)
    for rows, field in (
        (Draw.objects, {"title": "Other"}),
        (DrawRound.objects, {"panel": ["P1"]}),
        (Pooled.objects, {"said": {}}),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            rows.update(**field)


def test_a_panel_is_drawn_once_however_often_somebody_presses(host):
    draw = prepared(host)
    first = draws.draw_panel(draw, by=host, seed=SEED)
    assert draws.draw_panel(draw, by=host, seed=SEED) == first
    with pytest.raises(RuleBroken, match="drawn once"):
        draws.draw_panel(draw, by=host, seed="dice: 6 6 6")


def test_a_seed_that_was_promised_by_its_digest_must_be_that_seed(host):
    draw = prepared(host, seed_digest=draws.seed_digest(SEED))
    with pytest.raises(RuleBroken, match="not the seed"):
        draws.draw_panel(draw, by=host, seed="dice: 6 6 6")
    assert draws.draw_panel(draw, by=host, seed=SEED).number == 1


def test_the_next_in_line_takes_the_place_of_who_said_no(host, client):
    draw = prepared(host)
    before = draws.draw_panel(draw, by=host, seed=SEED).panel
    client.force_login(host)
    client.post(f"/gatherings/draws/{draw.pk}/said-no/", {"said_no": [before[0]]})
    after = Draw.objects.get().panel
    assert after[:5] == before[1:]
    assert before[0] not in after
    with pytest.raises(RuleBroken, match="not on the panel"):
        draws.replace(draw, by=host, said_no=[before[0]])


@pytest.mark.django_db(transaction=True)
def test_several_who_draw_at_once_draw_one_panel(host):
    draw = prepared(host)
    got, rounds = at_once(
        lambda number: draws.draw_panel(draw, by=host, seed=SEED).pk,
        people=3,
        then=lambda: DrawRound.objects.count(),
    )
    assert (len(set(got)), rounds) == (1, 1)


def before_it_is_kept(act):
    """Something that somebody else does once the next were drawn, and before they are kept."""
    done = []

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not done:
            done.append(sql)
            act()
        return execute(sql, params, many, context)

    return connection.execute_wrapper(wrapper)


def test_a_panel_that_changed_while_the_next_were_drawn_is_looked_at_again(host):
    draw = prepared(host)
    panel = draws.draw_panel(draw, by=host, seed=SEED).panel
    another = partial(
        DrawRound.objects.create,
        draw=draw,
        number=2,
        seed=SEED,
        panel=panel,
        drawn_at=timezone.now(),
    )
    with before_it_is_kept(another), pytest.raises(RuleBroken, match="a moment ago"):
        draws.replace(draw, by=host, said_no=panel[:1])
    assert DrawRound.objects.count() == 2


def test_nobody_is_drawn_who_leaves_the_pool_while_it_is_drawn_from(host):
    draw = prepared(host)
    leave = Pooled.objects.filter(draw=draw, person="P1").delete
    with before_it_is_kept(leave), pytest.raises(RuleBroken, match="left the pool"):
        draws.draw_panel(draw, by=host, seed=SEED)
    assert not DrawRound.objects.exists()


@pytest.mark.parametrize(
    ("pool", "told"),
    [
        ("place\nHills\n", "no column “id”"),
        ("id\nA\nA\n", "Line 3: this id stands there before"),
        ("id\nJo Bloggs\n", "Line 2: an id has"),
        ("id\njo@example.org\n", "Line 2: an id has"),
        (b"\xff\xfe\x00", "not a CSV file"),
    ],
)
def test_a_pool_that_cannot_be_drawn_from_is_refused(pool, told):
    with pytest.raises(RuleBroken, match=told):
        draws.read_pool(pool if isinstance(pool, bytes) else pool.encode())


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"title": " "}, "name that no other draw has"),
        ({"seed_from": " "}, "how the seed comes about"),
        ({"seed_digest": "abc"}, "no SHA-256"),
        ({"places": 40}, "fewer than 40 people"),
        ({"source": "elsewhere"}, "where the pool is from"),
    ],
)
def test_a_draw_that_would_not_be_fair_or_possible_is_refused(host, details, told):
    with pytest.raises(RuleBroken, match=told):
        prepared(host, **details)


def test_a_form_that_is_refused_keeps_what_was_typed(host, client):
    client.force_login(host)
    typed = {
        "title": "Panel",
        "source": "file",
        "places": "6",
        "mix": "Hills 3",
        "seed_from": "Dice",
    }
    page = client.post("/gatherings/draws/add/", typed).content.decode()
    assert "Line 1 of the mix cannot be read" in page
    assert "Choose the file of the pool" in page
    assert "Hills 3" in page


def spoken(u, number, **details):
    voice, _ = voices.record_voice(
        by=None, text=f"Words {number}", kind="idea", consent="public", source="open_page",
        place=u.hills, about=voices.About(group="African"),
    )  # fmt: skip
    voices.ask_to_be_told(voice, email=f"jo{number}@example.org", **details)
    return voice


def test_those_who_agreed_to_be_asked_are_drawn_as_ids_and_asked_unseen(universe, host, client):
    said = [spoken(universe, number, may_be_asked=True) for number in range(4)]
    spoken(universe, 9)
    draw = prepared(host, source="voices", pool=None, places=2, mix=[])
    assert len(draw.pool) == 4
    draws.draw_panel(draw, by=host, seed=SEED)
    client.force_login(host)
    page = client.post(f"/gatherings/draws/{draw.pk}/ask/", {"answer_to": REACH}, follow=True)
    assert "Those who were drawn are asked" in page.content.decode()
    letters = Message.objects.filter(to__startswith="jo")
    assert len(letters) == 2
    assert all(REACH in one.text and one.private for one in letters)
    assert sorted(one for one in draw.pool if any(one in letter.text for letter in letters)) == (
        sorted(Draw.objects.get().panel)
    )
    with pytest.raises(RuleBroken, match="Nobody was written to"):
        draws.ask_panel(draw, by=host, answer_to=REACH)
    for path in (draw.get_absolute_url(), f"/gatherings/draws/{draw.pk}/pool.csv"):
        page = client.get(path).content.decode()
        assert not any(f"jo{n}@" in page or str(v.pk) in page for n, v in enumerate(said))
    page = client.get(f"/gatherings/public/draws/{draw.pk}/").content.decode()
    assert "African" not in page
    assert "fewer than 8" in page


def drawn_from_voices(u, host, **details):
    said = [spoken(u, number, may_be_asked=True) for number in range(4)]
    mix = draws.read_mix(["place: Hills = 2"])
    draw = prepared(host, source="voices", pool=None, places=2, mix=mix)
    draws.draw_panel(draw, by=host, seed=SEED, **details)
    return said, draw


def test_nothing_of_a_draw_stands_beside_what_somebody_said(universe, host, client):
    said, draw = drawn_from_voices(universe, host)
    draws.ask_panel(draw, by=host, answer_to=REACH)
    assert not Question.objects.exists()
    client.force_login(universe.lead)
    for voice in said:
        page = client.get(f"/voices/{voice.pk}/check/").content.decode()
        assert "drawn by lot" not in page
        assert not any(person in page for person in draw.pool)
    with pytest.raises(RuleBroken, match="how they reach you"):
        draws.ask_panel(draw, by=host, answer_to=" ")


def test_a_pool_of_people_who_spoke_holds_only_what_the_mix_asks_for(universe, host):
    _, draw = drawn_from_voices(universe, host)
    assert list(draw.pool.values()) == [{"place": "Hills"}] * 4


@pytest.mark.parametrize(
    "leave",
    [voices.withdraw, voices.stop_telling, partial(voices.ask_to_be_told, email="a@example.org")],
)
def test_who_takes_words_back_or_is_to_be_asked_no_more_leaves_the_pool(universe, host, leave):
    said, draw = drawn_from_voices(universe, host)
    frozen = draw.pool_digest
    person = draw.panel[0]
    drawn = next(voice for voice in said if id_in_draw(voice, draw.salt) == person)
    leave(drawn)
    assert person not in draw.pool
    assert len(draw.pool) == 3
    assert Draw.objects.get().pool_digest == frozen
    assert draws.ask_panel(draw, by=host, answer_to=REACH) == 1
    with pytest.raises(RuleBroken, match=f"{person} left the pool"):
        draws.replace(draw, by=host, said_no=[draw.panel[1]])
    following = draws.replace(draw, by=host, said_no=[person])
    assert person not in following.panel
    assert len(following.panel) == 2


def test_a_pool_of_people_who_spoke_is_deleted_some_weeks_after_the_draw(universe, host, client):
    now = timezone.now()
    _, draw = drawn_from_voices(universe, host, now=now)
    kept = prepared(host, title="From a file")
    last = timezone.localdate(now) + timedelta(27)
    draws.forget_pools(on=last, now=now)
    assert len(draw.pool) == 4
    draws.forget_pools(on=last + timedelta(1), now=now)
    assert draw.pool == {}
    assert len(kept.pool) == 30
    client.force_login(host)
    assert "The pool was deleted" in client.get(draw.get_absolute_url()).content.decode()
    assert client.get(f"/gatherings/draws/{draw.pk}/pool.csv").status_code == 404
    with pytest.raises(RuleBroken, match="pool was deleted"):
        draws.replace(draw, by=host, said_no=[draw.panel[0]])


def test_a_small_pool_cannot_be_guessed_from_what_everybody_reads(host, client):
    draw = prepared(host)
    assert draw.pool_digest == digest(draw.pool, salt=draw.salt)
    assert draw.pool_digest != digest(draw.pool, salt="")
    public = client.get(f"/gatherings/public/draws/{draw.pk}/").content.decode()
    assert draw.salt not in public
    client.force_login(host)
    assert draw.salt in client.get(draw.get_absolute_url()).content.decode()


def test_whose_words_the_safeguarding_circle_has_is_in_no_pool_and_is_not_asked(universe, host):
    said = [spoken(universe, number, may_be_asked=True) for number in range(3)]
    draw = prepared(host, source="voices", pool=None, places=3, mix=[])
    draws.draw_panel(draw, by=host, seed=SEED)
    voices.raise_concern(said[0], by=universe.lead, kind="at_risk")
    assert len(voices.who_may_be_asked("salt")) == 2
    assert draws.ask_panel(draw, by=host, answer_to=REACH) == 2
    assert not Message.objects.filter(to="jo0@example.org").exists()
    with pytest.raises(RuleBroken, match="safeguarding circle has these words"):
        voices.ask_more(said[0], by=universe.lead, text="When was it?")


def test_only_those_who_draw_panels_read_the_pool(universe, host, client):
    draw = prepared(host)
    for person in (universe.lead, universe.by_role["facilitator"], universe.analyst):
        client.force_login(person)
        assert client.get(f"/gatherings/draws/{draw.pk}/pool.csv").status_code == 404
