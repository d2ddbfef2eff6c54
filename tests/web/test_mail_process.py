"""The process that sends mail is started again when it dies, with growing waits, and says so."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Event

from evenground_web import postman

LONGEST = 60  # seconds until a test gives up; nothing is measured

DIES = "import sys; open(sys.argv[1], 'a').write('born\\n'); sys.exit(3)"
LIVES = "import sys, time; open(sys.argv[1], 'a').write('born\\n'); time.sleep(600)"


class Log:
    """What was said, and a signal when it was said often enough."""

    def __init__(self, enough: int) -> None:
        self.said: list[str] = []
        self.enough, self.full = enough, Event()

    def __call__(self, words: str) -> None:
        self.said.append(words)
        if len(self.said) >= self.enough:
            self.full.set()


def born(path: Path) -> int:
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_a_process_that_dies_is_started_again_and_the_log_says_so(tmp_path):
    log, lives = Log(enough=5), tmp_path / "lives"
    with postman.postman([sys.executable, "-c", DIES, str(lives)], waits=(0, 0.5), say=log):
        assert log.full.wait(LONGEST)
    assert born(lives) >= 3
    assert log.said[:4] == [
        "The process that sends mail ended (exit code 3). Mail waits; it is started again in 0 seconds.",
        "The process that sends mail is started again, time 1.",
        "The process that sends mail ended (exit code 3). Mail waits; it is started again in 0.5 seconds.",
        "The process that sends mail is started again, time 2.",
    ]


def test_when_the_server_ends_the_process_ends_and_is_not_started_again(tmp_path):
    log, lives = Log(enough=1), tmp_path / "lives"
    with postman.postman([sys.executable, "-c", LIVES, str(lives)], say=log):
        while not born(lives):
            Event().wait(0.1)
    assert born(lives) == 1
    assert log.said == []


def test_waiting_for_the_next_life_ends_with_the_server(tmp_path):
    log, lives = Log(enough=1), tmp_path / "lives"
    with postman.postman([sys.executable, "-c", DIES, str(lives)], waits=(600,), say=log):
        assert log.full.wait(LONGEST)
    assert born(lives) == 1
    assert len(log.said) == 1


def test_the_waits_grow_and_stay_within_minutes():
    assert list(postman.WAITS) == sorted(postman.WAITS)
    assert postman.WAITS[0] <= 5
    assert postman.WAITS[-1] <= 600
