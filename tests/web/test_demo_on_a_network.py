"""The demonstration at this machine's address on a network: phones get in, and nobody is misled."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from evenground.cli import main
from evenground_web import cli
from evenground_web.core.qr import qr_drawing
from tests.web import room

ADDRESS = "192.168.1.20"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def served_at_the_address(settings, tmp_path) -> None:
    environment = cli.of_demo(tmp_path, ADDRESS, 8000)
    settings.SITE = environment["SITE"]
    settings.ALLOWED_HOSTS = environment["ALLOWED_HOSTS"].split(",")


@pytest.mark.parametrize(
    "host", ["203.0.113.9", "0.0.0.0", "255.255.255.255", "224.0.0.1", "fe80::1", "wall.local", ""]
)
def test_an_address_that_phones_could_not_open_is_refused_before_anything_is_built(
    host, capsys, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(["demo", "--host", host])
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert "no address of this machine that phones could open" in said
    assert "`ipconfig` (Windows) prints it" in said
    assert not list(tmp_path.iterdir())


def test_an_address_of_this_machine_is_taken() -> None:
    assert cli.own_address("127.0.0.1") == "127.0.0.1"


def test_the_start_says_that_everybody_on_the_network_can_be_anybody() -> None:
    said = cli.welcome(ADDRESS, 8000)
    assert f"http://{ADDRESS}:8000/join/" in said
    assert "Everybody on this network can open it, be any of the made-up people" in said


def test_the_start_on_this_machine_alone_warns_of_nobody() -> None:
    said = cli.welcome("127.0.0.1", 8000)
    assert "http://127.0.0.1:8000/" in said
    assert "network" not in said


def test_the_wall_leads_phones_to_the_address(universe, client, served_at_the_address) -> None:
    floor = room.room(universe).floor
    wall = client.get(f"/join/{floor.code}/wall/", headers={"host": f"{ADDRESS}:8000"})
    path = f"/join/{floor.code}/"
    html = wall.content.decode()
    assert f"{ADDRESS}:8000/join/" in html
    assert f"Code of the page http://{ADDRESS}:8000{path}" in html
    assert "127.0.0.1" not in html
    assert drawn(qr_drawing(path)) in html


def drawn(svg: str) -> str:
    """The modules of a code."""
    return re.findall(r' d="([^"]+)"', svg)[-1]


def test_a_phone_sends_a_form_to_the_address(universe, served_at_the_address) -> None:
    floor, phone = room.room(universe).floor, Client(enforce_csrf_checks=True)
    here = {"host": f"{ADDRESS}:8000"}
    token = TOKEN.search(phone.get("/join/", headers=here).content.decode())
    sent = {"code": floor.code, "csrfmiddlewaretoken": token[1]}
    joined = phone.post("/join/", sent, headers=here | {"origin": f"http://{ADDRESS}:8000"})
    assert joined.headers["Location"] == f"/join/{floor.code}/"
    elsewhere = phone.post("/join/", sent, headers=here | {"origin": "http://203.0.113.9:8000"})
    assert elsewhere.status_code == 403


def test_no_other_name_is_answered(db, client, served_at_the_address) -> None:
    assert client.get("/", headers={"host": "evil.example:8000"}).status_code == 400
