"""What people find when they arrive, and when they lose their way."""

from __future__ import annotations

import hashlib
import json

from django.conf import settings
from django.urls import reverse

from evenground_web.core import panels
from evenground_web.core.models import Partnership
from evenground_web.core.panels import Panel


def text(response) -> str:
    return response.content.decode()


def test_a_stranger_learns_what_this_is_and_may_sign_in(universe, client):
    html = text(client.get("/"))
    assert "Ambermoor Partnership" in html
    assert "How it works" in html
    assert reverse("account_login") in html
    assert 'aria-label="Menu"' not in html


PUBLIC_PAGES = (
    "gatherings:open_gatherings", "gatherings:public_closings", "floor:all_opinions",
    "listening:public_reports", "floor:join",
)  # fmt: skip


def test_a_stranger_finds_gatherings_reports_and_the_way_into_the_room(universe, client):
    html = text(client.get("/"))
    for name in PUBLIC_PAGES:
        address = reverse(name)
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200


def test_the_front_page_of_a_stranger_is_light(universe, client, django_assert_max_num_queries):
    client.get("/")
    with django_assert_max_num_queries(2):
        response = client.get("/")
    assert len(response.content) < 20_000


def test_everybody_finds_the_way_into_the_room_below_every_page(universe, client):
    client.force_login(universe.alice)
    assert f'href="{reverse("floor:join")}"' in text(client.get("/gaps/"))


def test_a_member_finds_the_whole_thread(universe, client):
    client.force_login(universe.alice)
    html = text(client.get("/"))
    for name in ("Gaps", "Voices", "Commitments", "Gatherings", "Papers", "Partnership"):
        assert f">{name}</a>" in html
    assert "Alice" in html
    assert "How it works" not in html


def test_somebody_without_a_role_is_told_what_to_do(universe, client):
    client.force_login(universe.charlie)
    html = text(client.get("/"))
    assert "no role in this partnership" in html
    assert 'aria-label="Menu"' not in html


def test_a_new_installation_says_that_it_has_no_partnership(db, client):
    assert "has no partnership yet" in text(client.get("/"))


def test_apps_offer_panels_to_members_alone(universe, client, monkeypatch):
    monkeypatch.setattr(panels, "_providers", {})
    panels.offer(
        "core.partnership",
        lambda record, person: Panel(
            template="components/empty.html", context={"title": f"{record}, for {person}"}
        ),
    )
    words = "Ambermoor Partnership, for Alice"
    assert words not in text(client.get("/"))
    client.force_login(universe.alice)
    assert words in text(client.get("/"))


def test_a_fictional_partnership_says_so_on_every_page(universe, client):
    assert "This partnership is fictional" in text(client.get("/account/sign-in/"))
    Partnership.objects.update(fictional=False)
    assert "This partnership is fictional" not in text(client.get("/account/sign-in/"))


def test_the_menu_shows_which_part_is_open(universe, client):
    client.force_login(universe.alice)
    _, menu = text(client.get("/commitments/")).split('aria-label="Menu"')
    assert menu.count('aria-current="true"') == 1


def test_a_stranger_who_meets_a_closed_door_may_sign_in_and_come_back(universe, client):
    closed, missing = client.get("/gaps/?sort=name"), client.get("/nowhere/?sort=name")
    assert closed.status_code == missing.status_code == 404
    assert "/account/sign-in/?next=%2Fgaps%2F%3Fsort%3Dname" in text(closed)
    scrubbed = text(closed).replace("gaps", "nowhere")
    assert words_of(scrubbed) == words_of(text(missing))


def words_of(html: str) -> list[str]:
    """A page without its nonce."""
    return [line for line in html.splitlines() if "nonce=" not in line]


def test_a_member_who_meets_a_closed_door_is_not_asked_to_sign_in(universe, client):
    client.force_login(universe.alice)
    html = text(client.get("/nowhere/"))
    assert "Page not found" in html
    assert "sign-in" not in html


def test_the_vendored_files_are_those_that_were_checked():
    folder = settings.STATICFILES_DIRS[0] / "nhsuk"
    recorded = json.loads((folder / "VENDOR.json").read_text())["sha256"]
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDOR.json"
    }
    assert found == recorded


def test_no_style_sheet_or_script_names_another_site():
    for path in settings.STATICFILES_DIRS[0].rglob("*.css"):
        assert "url(http" not in path.read_text()
        assert "url(//" not in path.read_text()
        assert "@import" not in path.read_text()
