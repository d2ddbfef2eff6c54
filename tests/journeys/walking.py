"""Following links through the site, as somebody curious would."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from playwright.sync_api import Page

RECORD = re.compile(r"/N/$")  # one of many of a kind: each may be in another state, and lead on
RECORDS = 4  # of a kind
LINK = re.compile(r'<a\b(?![^>]*\bdownload\b)[^>]*\bhref="([^"]*)"')
MOST = 400  # pages for one visitor


@dataclass(frozen=True)
class Found:
    """A page that a link leads to: what it says, and which of its kind it is."""

    address: str
    html: str
    number: int

    @property
    def main(self) -> str:
        return self.html.partition("<main")[2].partition("</main>")[0]


def route(address: str) -> str:
    """/commitments/20/ is one of /commitments/N/."""
    return re.sub(r"\d+", "N", address)


def walk(page: Page, *, met: Counter[str] | None = None) -> Iterator[Found]:
    """Every kind of page that links lead to from the front page on, and a few records of each kind.

    The pages are asked for without being shown. `met` counts the kinds already found; give the
    same to several walks to share the way.
    """
    met = Counter() if met is None else met
    here: set[str] = set()  # kinds whose links this visitor was shown
    waiting, known = deque(["/"]), {"/"}
    while waiting and len(here) < MOST:
        address = waiting.popleft()
        kind = route(address)
        enough = RECORDS if RECORD.search(kind) else 1
        if met[kind] >= enough and kind in here:
            continue
        html = asked(page, address)
        here.add(kind)
        if met[kind] < enough:
            met[kind] += 1
            if html:
                yield Found(address, html, met[kind])
        for path in links(html):
            if path not in known:
                known.add(path)
                waiting.append(path)


def links(html: str) -> Iterator[str]:
    for link in LINK.findall(html):
        path = re.split(r"[?#]", unescape(link))[0]
        if path.startswith("/in/"):  # a choice of language, which would stay
            continue
        if path.startswith("/") and "export." not in path:
            yield path


def asked(page: Page, address: str) -> str:
    """What a page says; nothing when the address is a file to keep, a feed or data."""
    answer = page.request.get(address, timeout=120_000)  # some write a document when asked
    assert answer.status == 200, f"{address} answers {answer.status}"
    kept = "attachment" in answer.headers.get("content-disposition", "")
    return "" if kept or "html" not in answer.headers["content-type"] else answer.text()
