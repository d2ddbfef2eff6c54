"""A paper in easy read: made without a script, checked, published, read, and asked for by the public."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from evenground_web.reports import services as reports
from evenground_web.reports.accessible import services
from tests.journeys.steps import follow, main, press, stop, type_date, unfold
from tests.web import accessible_records as records
from tests.web.accessible_records import DAY, png

pytestmark = pytest.mark.browser
LONG = " ".join(["word"] * 30)


@pytest.fixture
def scene(universe):
    scene = records.issued_scene(universe)
    reports.publish(scene.paper, by=universe.secretary, now=DAY)
    return scene


def write_sentences(page: Page) -> None:
    follow(page, "Start from sentences of the paper")
    stop(page)
    boxes = main(page).get_by_role("textbox")
    boxes.first.fill(LONG)
    for box in boxes.all()[1:]:
        box.fill("")
    press(page, "Add the sentences")
    expect(page.get_by_role("alert")).to_contain_text("has 30 words")
    expect(boxes.first).to_have_value(LONG)
    stop(page)
    boxes.first.fill("The board met on 3 February 2026.")
    press(page, "Add the sentences")
    follow(page, "Add a sentence")
    page.get_by_label("Sentence", exact=True).fill("77 people came.")
    file = {"name": "us.png", "mimeType": "image/png", "buffer": png(60, 60)}
    page.get_by_label("A picture of your own").set_input_files(files=[file])  # type: ignore[list-item]
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Say in words what us.png shows")
    stop(page)
    page.get_by_label("A picture of your own").set_input_files(files=[file])  # type: ignore[list-item]
    page.get_by_label("What the picture shows").fill("A hall full of people")
    press(page, "Save and continue")
    expect(main(page)).to_contain_text("Not in the original")
    press(page, "Up sentence 2")
    expect(main(page).get_by_role("img").first).to_have_attribute("alt", "A hall full of people")
    stop(page)


def check(page: Page) -> None:
    press(page, "Mark it as checked")
    expect(page.get_by_role("region", name="Important")).to_contain_text("does not explain: board")
    follow(page, "Write the word bank")
    stop(page)
    press(page, "Keep the word bank")
    follow(page, "Go through the checklist")
    stop(page)
    for box in main(page).get_by_role("checkbox").all():
        box.check()
    press(page, "Save and continue")
    follow(page, "Write down who looked at it")
    stop(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Name of the person or the group").fill("Speak Up")
    page.get_by_label("They agreed that readers see this name").check()
    type_date(page, "When?", DAY.date())
    press(page, "Save and continue")
    press(page, "Mark it as checked")
    expect(page.get_by_role("alert")).to_contain_text("It is marked as checked")
    stop(page)


def test_the_secretary_makes_easy_read_and_everybody_reads_it(browser_page, scene, sign_in):
    page = browser_page
    sign_in(page, scene.universe.secretary)
    page.goto(scene.paper.get_absolute_url())
    follow(page, "Make, check and publish formats")
    press(page, "Say that it is wanted as Easy read")
    follow(page, "Work on Easy read")
    follow(page, "Say who makes it")
    page.get_by_label("Who makes it?").fill("Plain Words")
    press(page, "Save and continue")
    write_sentences(page)
    check(page)
    follow(page, "Publish it")
    stop(page)
    page.get_by_label("It says what the paper says").check()
    page.get_by_label("Where are the numbers from").fill("We counted who came.")
    press(page, "Publish it")
    expect(page.get_by_role("alert")).to_contain_text("It was published beside the original")

    page.context.clear_cookies()
    page.goto(f"/reports/published/{scene.paper.pk}/")
    stop(page)
    follow(page, "Read it in easy read")
    expect(main(page)).to_contain_text("Checked by Speak Up, people with a learning disability")
    expect(main(page)).to_contain_text("We counted who came.")
    picture = main(page).get_by_role("img", name="A hall full of people").bounding_box()
    sentence = main(page).get_by_text("77 people came.").bounding_box()
    assert picture
    assert sentence
    assert picture["x"] + picture["width"] <= sentence["x"]
    stop(page)
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for name in ("Download as PDF", "Download as plain text"):
        with page.expect_download() as waiting:
            main(page).get_by_role("link", name=name).click()
        assert waiting.value.path().stat().st_size > 500


def test_somebody_without_an_account_listens_watches_and_asks_for_braille(
    browser_page, scene, sign_in
):
    by, page = scene.universe.secretary, browser_page
    audio, bsl = records.begin(scene, "audio"), records.begin(scene, "bsl")
    services.keep_recording(
        audio, by=by, link="https://example.org/a", read_by="Iris", minutes=5, now=DAY,
        transcript=services.transcript_of(scene.paper),
    )  # fmt: skip
    services.keep_video(
        bsl, by=by, link="https://example.org/b", interpreter="Kai", minutes=3,
        made_on=DAY.date(), now=DAY,
    )  # fmt: skip
    for version in (audio, bsl):
        services.publish(version, by=by, now=DAY)
    page.goto(f"/reports/published/{scene.paper.pk}/")
    follow(page, "Watch it in BSL")
    expect(main(page)).to_contain_text("Kai")
    stop(page)
    page.go_back()
    follow(page, "Listen or read the script")
    unfold(page, "What is said in the recording")
    stop(page)
    page.go_back()
    follow(page, "Ask for another format")
    stop(page)
    press(page, "Send")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    stop(page)
    page.get_by_label("Braille").check()
    page.get_by_label("Email address, telephone number or address").fill("iris@example.org")
    press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have your request")
    stop(page)

    sign_in(page, by)
    page.goto("/reports/")
    follow(page, "Requests for other formats")
    expect(main(page)).to_contain_text("iris@example.org")
    stop(page)
    main(page).get_by_role("link", name="Answer").click()
    stop(page)
    page.get_by_label("Done", exact=True).check()
    page.get_by_label("What was done").fill("It is in the post.")
    press(page, "Answer and erase the details")
    expect(main(page)).not_to_contain_text("iris@example.org")
    stop(page)


def test_sentences_are_written_and_ordered_without_scripts(page_without_scripts, scene, sign_in):
    page, easy = page_without_scripts, records.write(scene, "We met.")
    sign_in(page, scene.universe.secretary)
    page.goto(f"/reports/formats/{easy.pk}/make/")
    follow(page, "Add a sentence")
    page.get_by_label("Sentence", exact=True).fill("People told us things.")
    page.get_by_role("combobox", name="Drawing").select_option("speech")
    press(page, "Save and continue")
    press(page, "Up sentence 2")
    assert [pair.sentence for pair in easy.pairs.all()] == ["People told us things.", "We met."]
