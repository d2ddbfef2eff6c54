"""What is pressed, sent and killed at the server that people use, on the embedded database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.test import Client

from tests.web.commitment_records import add_pledge
from tests.web.served import PATIENCE, Answer, Browser, PostOffice, Site, kill

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("TEST_DATABASE") == "postgresql" or sys.platform != "linux",
        reason="about the embedded database, and about processes as Linux has them",
    ),
]
AT_ONCE = 50
MEGABYTE = 2**20
LINKS, UPDATES, MESSAGES = "commitments_updatelink", "commitments_update", "outbox_message"
JO = {"name": "Jo Bloggs", "organisation": "Saltmere Families", "email": "jo@example.org"}
FORM = "multipart/form-data; boundary=line"
FILE = b'--line\r\nContent-Disposition: form-data; name="evidence_file"; filename="a.pdf"\r\n\r\n'


@pytest.fixture(scope="module")
def static(tmp_path_factory) -> Path:
    """Style sheets and pictures under the names that carry their digests."""
    folder = tmp_path_factory.mktemp("static")
    command = ["-m", "evenground", "manage", "collectstatic", "--no-input"]
    subprocess.run(
        [sys.executable, *command], env=os.environ | {"EVENGROUND_DATA": str(folder)}, check=True
    )
    return folder / "static"


@pytest.fixture
def pledge(universe) -> str:
    """The address of a commitment of Alice's trust."""
    return str(add_pledge(universe).get_absolute_url())


@pytest.fixture
def session(universe) -> str:
    """Alice has signed in before the server begins."""
    client = Client()
    client.force_login(universe.alice)
    return client.cookies["sessionid"].value


@pytest.fixture
def site(tmp_path, static, pledge, session) -> Iterator[Site]:
    (tmp_path / "static").symlink_to(static)
    site = Site(tmp_path)
    site.start()
    yield site
    if site.server.poll() is None:
        site.kill()


@pytest.fixture
def alice(site, session) -> Browser:
    return Browser(site, sessionid=session)


def at_once(press, times: int = AT_ONCE) -> list[Answer | None]:
    together = Barrier(times)

    def one(n: int) -> Answer | None:
        together.wait()
        try:
            return press(n)
        except OSError:  # the server is gone
            return None

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def send_mail(site: Site, office: PostOffice):
    return site.begin("manage", "send_mail", **office.environment())


def test_fifty_presses_make_one_record_and_one_message_that_outlives_the_server_and_the_sender(
    site, alice, pledge
):
    token = alice.token(f"{pledge}ask/")
    answers = at_once(lambda n: alice.post(f"{pledge}ask/", token, **JO))
    site.kill()
    assert {answer.status for answer in answers if answer} <= {200, 302}
    assert all(answers)
    assert (site.count(LINKS), site.count(MESSAGES)) == (1, 1)
    site.rows(f"UPDATE {MESSAGES} SET due = '2020-01-01'")  # in quiet hours mail would wait

    with PostOffice() as office:
        office.hesitates = True
        sender = send_mail(site, office)
        assert office.has_heard.wait(PATIENCE)
        kill(sender)  # before the mail server said yes
        office.hesitates = False
        assert send_mail(site, office).wait(PATIENCE) == 0
        assert office.took == []  # another sender may still be at it
        site.rows(f"UPDATE {MESSAGES} SET leased_until = '2020-01-01'")
        for _ in range(2):
            assert send_mail(site, office).wait(PATIENCE) == 0
        office.shutdown()
    assert len(office.took) == 1
    assert message_id(office.took[0]) == message_id(office.heard[0])


def message_id(letter: str) -> str:
    return next(line for line in letter.splitlines() if line.startswith("Message-ID"))


def test_fifty_presses_of_an_update_keep_it_once(site, alice, pledge):
    token = alice.token(f"{pledge}updates/add/")
    answers = at_once(
        lambda n: alice.post(f"{pledge}updates/add/", token, text="Six groups walk each week")
    )
    assert [answer.status for answer in answers if answer] == [302] * AT_ONCE
    assert site.count(UPDATES) == 1


def test_a_server_killed_while_many_write_leaves_nothing_half_written(site, alice, pledge):
    token = alice.token(f"{pledge}ask/")

    def press(n: int) -> Answer | None:
        if n == AT_ONCE - 1:
            while site.count(LINKS) < 5:
                pass
            site.kill()
            return None
        return alice.post(f"{pledge}ask/", token, **JO | {"email": f"jo{n}@example.org"})

    answers = at_once(press)
    kept = sum(answer is not None and answer.status == 302 for answer in answers)
    links = site.count(LINKS)
    assert kept <= links < AT_ONCE
    assert site.count(MESSAGES) == links
    assert site.count("core_auditevent", "verb LIKE '%ask%'") == links
    faults = "from evenground_web.core import audit; print(list(audit.faults()))"
    assert site.run("shell", "-v0", "-c", faults).strip() == "[]"
    site.start()
    assert alice.get(pledge).status == 200


@pytest.mark.parametrize("kind", [FORM, "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("sent", [1, 300])
def test_a_file_of_2_gb_is_refused_in_words_and_fills_neither_memory_nor_disk(
    site, alice, pledge, kind, sent
):
    alice.token(f"{pledge}updates/add/")
    before = site.memory()
    chunks = [FILE, *[b"a" * MEGABYTE] * sent]
    answer = alice.pour(
        f"{pledge}updates/add/", kind=kind, length=2 * 1024 * MEGABYTE, chunks=chunks
    )
    assert answer.status == 413
    assert "That is too large to send" in answer.text
    assert "Nothing was changed and nothing was kept" in answer.text
    assert site.memory() - before < 100 * MEGABYTE
    assert site.count(UPDATES) == 0


def test_a_body_that_does_not_say_how_long_it_is_is_not_swallowed(site, alice, pledge):
    alice.token(f"{pledge}updates/add/")
    before = site.memory()
    chunks = [FILE, *[b"a" * MEGABYTE] * 300]
    answer = alice.pour(f"{pledge}updates/add/", kind=FORM, length=None, chunks=chunks)
    assert answer.status == 413
    assert "That is too large to send" in answer.text
    assert site.memory() - before < 100 * MEGABYTE
    assert site.count(UPDATES) == 0
