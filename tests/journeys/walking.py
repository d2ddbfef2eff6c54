"""Following links through the site, as somebody curious would."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator

from playwright.sync_api import Page

RECORD = re.compile(r"/N/$")  # one of many of a kind: two of them may look different


def route(address: str) -> str:
    """/commitments/20/ is one of /commitments/N/."""
    return re.sub(r"\d+", "N", address)


def walk(
    page: Page, *, seen: Counter[str] | None = None, twice: bool = False, limit: int = 150
) -> Iterator[str]:
    """Go to a page of every kind that links lead to, from the front page on; yield its address.

    `seen` counts the kinds already met; give the same to several walks to share the way.
    """
    met: Counter[str] = Counter() if seen is None else seen
    here: set[str] = set()  # kinds whose links this visitor was shown
    waiting, known = deque(["/"]), {"/"}
    while waiting and limit:
        address = waiting.popleft()
        kind = route(address)
        enough = 2 if twice and RECORD.search(kind) else 1
        if met[kind] >= enough and kind in here:
            continue
        response = page.goto(address)
        assert response, address
        assert response.status == 200, f"{address} answers {response.status}"
        limit -= 1
        here.add(kind)
        links = [
            link.get_attribute("href") or ""
            for link in page.locator("a[href]:not([download])").all()
        ]
        if met[kind] < enough:
            met[kind] += 1
            yield address
        for link in links:
            path = re.split(r"[?#]", link)[0]
            if path.startswith("/") and "export." not in path and path not in known:
                known.add(path)
                waiting.append(path)
