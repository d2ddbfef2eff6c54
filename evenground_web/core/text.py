"""What people type, brought to one form."""

from __future__ import annotations

import re
from pathlib import PurePath

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    """The words with one space between them."""
    return " ".join(text.split())


def same_words(text: str) -> str:
    """Equal for texts that differ only in spaces and capitals."""
    return one_line(text).casefold()


def lower_first(label: str) -> str:
    """ "Due date" within a sentence; "ODS code" and "I agree" keep their capitals."""
    keeps = label[1:2].isupper() or label.startswith("I ")
    return label if keeps else label[:1].lower() + label[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def file_name(path: str) -> str:
    """The name of a file that somebody chose, without its folders."""
    return PurePath(path.replace("\\", "/")).name[-255:]


def in_a_row(names: list[str]) -> str:
    """One; one and another; one, another and a third.

    >>> in_a_row(["Alice", "Bob", "Charlie"])
    'Alice, Bob and Charlie'
    """
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def printable(text: str) -> str:
    """Without the characters that no XML may hold."""
    return NOT_IN_XML.sub("", text)
