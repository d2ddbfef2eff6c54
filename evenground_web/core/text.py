"""What people type, brought to one form."""

from __future__ import annotations

from pathlib import PurePath


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


def file_name(path: str) -> str:
    """The name of a file that somebody chose, without its folders."""
    return PurePath(path.replace("\\", "/")).name[-255:]
