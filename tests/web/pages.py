"""Opening pages and sending forms, as one person, and what is kept of it."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from html import unescape
from typing import Any

from django.apps import apps
from django.test import Client


def signed_in(person: Any) -> Client:
    """A browser of its own in which somebody is signed in."""
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, url: str, *, as_=None, status: int = 200) -> str:
    """The words of a page, as one person sees it."""
    if as_:
        client.force_login(as_)
    response = client.get(url)
    assert response.status_code == status, url
    return words(response)


def press(client: Client, url: str, *, as_=None, **typed: Any) -> Any:
    """Send a form, with dates as the three boxes of the NHS, and follow where it leads."""
    if as_:
        client.force_login(as_)
    data: dict[str, Any] = {}
    for name, value in typed.items():
        if isinstance(value, date):
            boxes = zip(("day", "month", "year"), (value.day, value.month, value.year), strict=True)
            data |= {f"{name}_{box}": part for box, part in boxes}
        else:
            data[name] = value
    return client.post(url, data, follow=True)


def words(response: Any) -> str:
    """What a page says, with single spaces, and no marks for quotation marks and the like."""
    return unescape(" ".join(response.content.decode().split()))


def read(response: Any) -> str:
    """All that an answer says, also inside a zipped file, and in what it is called."""
    content = b"".join(response) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            content = b"\n".join(file.read(name) for name in file.namelist())
    return unescape(content.decode("utf-8", "replace")) + str(response.headers)


def everything_kept() -> str:
    """Every value of every table."""
    return " ".join(
        str(row) for model in apps.get_models() for row in model._base_manager.values_list()
    ).lower()
