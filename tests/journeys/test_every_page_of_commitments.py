"""Every page about commitments, as it is and when its form comes back with errors."""

from __future__ import annotations

import pytest

from tests.journeys.every_page import faults_of_pages

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]


def test_every_page_about_commitments_is_clean(visit):
    faults = faults_of_pages(visit, lambda address: address.startswith("/commitments/"))
    assert not faults, "\n".join(faults)
