from __future__ import annotations

import mailbox
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evenground_web.core.outbox import services

LARGEST = 10_000_000  # bytes of one letter


class Command(BaseCommand):
    help = (
        "Read reports of mail that came back, and complaints, from mbox files, Maildir folders or "
        "single letters; - reads one letter from what is piped in. Reading again counts nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a mailbox, a letter, or -")

    def handle(self, *args: Any, **options: Any) -> None:
        read = services.read_reports(
            letter for name in options["files"] for letter in letters_in(name)
        )
        self.stdout.write(f"{read}.")


def letters_in(name: str) -> Iterator[bytes]:
    """The letters of a mailbox, or the one letter that a file is."""
    if name == "-":
        yield small_enough(sys.stdin.buffer.read(LARGEST + 1), "what was piped in")
        return
    path = Path(name)
    if path.is_dir() and (path / "new").is_dir() and (path / "cur").is_dir():
        for letter in sorted([*(path / "new").iterdir(), *(path / "cur").iterdir()]):
            yield from letters_in(str(letter))
    elif not path.is_file():
        raise CommandError(f"There is no file or Maildir folder {name}. Check the name.")
    else:
        with path.open("rb") as file:
            start = file.read(5)
        if start == b"From ":
            yield from in_mbox(path)
        else:
            with path.open("rb") as file:
                yield small_enough(file.read(LARGEST + 1), name)


def in_mbox(path: Path) -> Iterator[bytes]:
    box = mailbox.mbox(path, create=False)
    try:
        yield from (small_enough(box.get_bytes(key), str(path)) for key in box.iterkeys())
    finally:
        box.close()


def small_enough(letter: bytes, where: str) -> bytes:
    if len(letter) > LARGEST:
        raise CommandError(
            f"A letter in {where} is larger than {LARGEST // 1_000_000} MB, so it is no report. "
            "Take it out and read the rest again: what was read already counts once."
        )
    return letter
