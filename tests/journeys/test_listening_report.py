"""A report of what people said is read by everybody and followed back to each quote, without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.axe import check_widths
from tests.web.test_listening_reports import QUOTE, c, published

__all__ = ["c"]
pytestmark = pytest.mark.browser


def test_a_report_is_read_by_everybody_and_each_quote_followed_back(
    page_without_scripts, sign_in, live_server, c
):
    page = page_without_scripts
    version = published(c)
    page.goto(live_server.url + version.public_url)
    assert QUOTE in page.content()
    assert check_widths(page) == []
    sign_in(page, c.lead)
    page.goto(live_server.url + reverse("themes:codebook", args=[c.book.pk]))
    page.get_by_role("link", name="What mothers told us").click()
    page.get_by_role("link", name="How each quote came into it").click()
    assert check_widths(page) == []
    page.goto(live_server.url + reverse("commitments:theme", args=[c.disbelief.pk]))
    assert check_widths(page) == []
