"""Somebody of the small team loads answers to a survey, and sees what is taken out of them first."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.journeys.steps import follow, main, stop
from tests.web.test_loading_a_survey import ROWS, csv_of

pytestmark = pytest.mark.browser


def test_answers_are_loaded_without_anybodys_name(page_without_scripts, universe, sign_in):
    page = page_without_scripts
    sign_in(page, universe.lead)
    page.goto(reverse("voices:voices"))
    follow(page, "Load answers to a survey")
    file = {"name": "survey.csv", "mimeType": "text/csv", "buffer": csv_of(ROWS)}
    page.get_by_label("The file with the answers").set_input_files(file)
    page.get_by_role("button", name="Continue").click()
    stop(page)
    main(page).get_by_label("An experience of racism").check()
    page.get_by_role("button", name="Look at the answers").click()
    expect(main(page)).to_contain_text("Answers that can be loaded: 2")
    expect(page.get_by_label("Ifrah Daud, as [name]")).to_be_checked()
    stop(page)
    page.get_by_role("button", name="Load these answers").click()
    expect(main(page)).to_contain_text("2 voices were loaded")
    expect(main(page)).not_to_contain_text("Ifrah")
