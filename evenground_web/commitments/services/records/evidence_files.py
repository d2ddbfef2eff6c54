"""Files that show what an update says."""

from __future__ import annotations

from django.core.files.base import File

from evenground_web.core.files import read_file


def check_evidence(file: File[bytes]) -> str:
    """The name of a file that can be kept as evidence; a refusal in words when it cannot."""
    return read_evidence(file)[0]


def read_evidence(file: File[bytes]) -> tuple[str, bytes]:
    """The name and the bytes to keep."""
    return read_file(file, kept="as evidence")
