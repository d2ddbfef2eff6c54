"""A file is written whole or not at all: nobody finds half of one under its name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """Where to write; what was written takes the name `out` only when all of it is there.

    Raises   OSError, which names the file, when the disk is full or may not be written to.
    """
    with all_whole([out]) as (part,):
        yield part


@contextmanager
def all_whole(names: Sequence[Path]) -> Iterator[list[Path]]:
    """The same for files that go together: none takes its name before all of them are there."""
    parts = [name.with_name(f".{name.name}.{os.getpid()}.part") for name in names]
    try:
        yield parts
        for part, name in zip(parts, names, strict=True):
            part.replace(name)
    except Exception as problem:
        if reason := of_the_disk(problem):
            raise OSError(f"{names[0]} cannot be written: {reason}") from problem
        raise
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def of_the_disk(problem: Exception) -> str | None:
    """What the disk said, whoever was told: libraries wrap it in errors of their own."""
    if isinstance(problem, OSError) and problem.errno:
        return os.strerror(problem.errno).lower()
    said = re.search(
        r"([\w ]+) \(os error \d+\)|(No space left on device|File too large)", str(problem)
    )
    return (said[1] or said[2]).strip().lower() if said else None
