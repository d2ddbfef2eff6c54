"""One paper, five ways to read it: all of them say the same, and none runs what people wrote."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser

import docx
import pikepdf
import pymupdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground_web.core.pdf import LETTERS, PASSED, has_letter, showable
from evenground_web.reports import blocks, services
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.formats.pdf import as_pdf
from evenground_web.reports.formats.reading import Reading, readable
from evenground_web.reports.formats.text import COLUMNS, as_text
from evenground_web.reports.formats.word import as_word
from tests.web import board
from tests.web.checkers import faults_of

SITE = "https://evenground.example"
HOSTILE = (
    '#import "/etc/passwd" #read("x") $a+b$ *bold* _low_ <b>html</b> <script>alert(1)</script> '
    "= heading @ref \\ `code` // comment {{ django }} & \"quotes\" 'one'"
)


@pytest.fixture
def reading(universe) -> Reading:
    """The second paper of a board with something in every section."""
    scene = board.set_scene(universe)
    board.issue_first(scene)
    board.move_on(scene)
    board.ask(scene.second, universe.secretary, f"Note {HOSTILE}\nAgree", "First.\n\nSecond.")
    issued = services.issue(scene.second, by=universe.secretary, now=board.at(board.PREPARED))
    return services.reading(issued, site=SITE)


def made_of(*parts: str, draft: bool = False) -> Reading:
    """A small paper that says these texts everywhere a text can stand."""
    words = [
        blocks.heading(2, "Heading", anchor="h"),
        *(block for text in parts for block in (
            blocks.paragraph(text), blocks.bullets([text]), blocks.facts([("Name", text)]),
            blocks.table("Table", ("One", "Two"), [(text, text)]),
            {"kind": "quote", "paragraphs": [blocks.clean(text)]},
        )),
    ]  # fmt: skip
    return Reading(
        title="Paper", state=("Issued",), day=date(2026, 5, 5), blocks=words, draft=draft
    )


class Words(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def squeezed(text: str) -> str:
    """Letters and digits alone, however the lines were broken."""
    return re.sub(r"\W+", "", text)


def sentences(reading: Reading) -> list[str]:
    texts = [run["text"] for run in blocks.all_runs(reading.blocks)]
    quotes = [part for block in reading.blocks for part in block.get("paragraphs", ())]
    return [reading.title, *reading.state, *texts, *quotes]


def text_of_pdf(made: bytes) -> str:
    with pymupdf.open(stream=made) as document:
        pages = [page.get_text() for page in document]
    return "".join(re.sub(r"\s*Page \d+ of \d+\s*$", "", page) for page in pages)


def text_of_word(made: bytes) -> str:
    body = docx.Document(io.BytesIO(made)).element.body
    return "".join(node.text or "" for node in body.iter(qn("w:t")))


def text_of_text(made: bytes) -> str:
    said = made.decode("utf-8-sig").partition("\nLinks\n")[0]
    return re.sub(r"\s\[\d+\]", "", said)


def test_every_sentence_and_number_of_the_page_is_in_every_file(reading):
    page = squeezed("".join(Words(str(as_html(reading))).texts))
    files = {
        "PDF": text_of_pdf(as_pdf(reading)),
        "large print": text_of_pdf(as_pdf(reading, large=True)),
        "Word": text_of_word(as_word(reading)),
        "text": text_of_text(as_text(reading)),
    }
    for text in sentences(reading):
        assert text in (reading.title, *reading.state) or squeezed(text) in page, text
    for name, said in files.items():
        for text in sentences(reading):
            assert squeezed(text) in squeezed(said), (name, text)


def test_the_same_paper_gives_the_same_bytes(reading):
    for made in services.FORMATS.values():
        assert made.make(reading) == made.make(reading), made.title


@pytest.mark.parametrize("large", [False, True], ids=["PDF", "large print"])
def test_the_pdf_passes_both_checkers(reading, tmp_path, large):
    content = as_pdf(reading, large=large)
    assert faults_of(content, tmp_path) == []
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.docinfo["/Title"] == reading.title
        assert document.Root.MarkInfo.Marked


def test_large_print_is_18_points_or_more_and_has_no_table(reading):
    with pymupdf.open(stream=as_pdf(reading, large=True)) as document:
        sizes = {
            round(span["size"], 1)
            for page in document
            for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if span["text"].strip()
        }
        widest = max(
            block["bbox"][2] for page in document for block in page.get_text("dict")["blocks"]
        )
        assert widest <= document[0].rect.width
        assert not any(page.find_tables().tables for page in document)
    assert min(sizes) >= 18


def test_the_word_file_has_title_language_headings_and_described_tables(reading):
    document = docx.Document(io.BytesIO(as_word(reading)))
    assert document.core_properties.title == reading.title
    assert document.core_properties.language == "en-GB"
    languages = {
        language.get(qn("w:val")) for language in document.styles.element.iter(qn("w:lang"))
    }
    assert languages == {"en-GB"}
    headings = [
        int(p.style.name[-1]) for p in document.paragraphs if p.style.name.startswith("Heading")
    ]
    assert headings[0] == 1
    assert set(headings) == {1, 2}
    assert document.tables
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_plain_text_is_72_columns_wide_and_lists_its_links(reading):
    text = as_text(reading).decode("utf-8-sig")
    said, _, links = text.partition("\nLinks\n")
    assert max(len(line) for line in said.splitlines()) <= COLUMNS
    assert f"] {SITE}/gaps/" in links
    assert "Commitment: A1 [" in said


def test_every_link_of_the_paper_is_a_link_of_the_pdf(reading):
    wanted = {run["href"] for run in blocks.all_runs(reading.blocks) if "href" in run}
    wanted = {href for href in wanted if not href.startswith("#")}
    with pymupdf.open(stream=as_pdf(reading)) as document:
        found = {link["uri"] for page in document for link in page.get_links() if "uri" in link}
    assert wanted
    assert found == wanted


def test_a_draft_says_so_in_every_file():
    draft = made_of("Words", draft=True)
    assert "DRAFT: not issued" in text_of_pdf(as_pdf(draft))
    word = docx.Document(io.BytesIO(as_word(draft)))
    assert word.sections[0].header.paragraphs[0].text == "DRAFT: not issued"


@pytest.mark.parametrize(
    "text",
    [HOSTILE, "word" * 2_500, "مرحبا بالعالم", "Llŷn a’r Wyddfa", "nul \x00 and \x0b", "\u202eturned"],
    ids=["markup", "10,000 letters", "Arabic", "Welsh", "controls", "direction"],
)  # fmt: skip
def test_hostile_words_go_through_as_words(text):
    reading = made_of(text)
    wanted = squeezed(blocks.clean(text))
    assert wanted in squeezed(text_of_word(as_word(reading)))
    assert wanted in squeezed(text_of_text(as_text(reading)))
    assert wanted in squeezed("".join(Words(str(as_html(reading))).texts))
    assert "<script" not in str(as_html(reading))
    said = text_of_pdf(as_pdf(reading))
    if text.isascii() and text.isprintable():
        assert wanted in squeezed(said)


def test_letters_that_the_pdf_cannot_show_are_named_and_the_reader_is_told():
    said = squeezed(text_of_pdf(as_pdf(made_of("Thank you 😀, ਧੰਨਵਾਦ, 谢谢"))))
    assert "grinningface" in said
    assert "wordsingurmukhiletters" in said
    assert "wordsincjkletters" in said
    assert squeezed("named in square brackets") in said
    assert squeezed("square brackets") not in squeezed(text_of_pdf(as_pdf(made_of("Thank you"))))


def test_every_letter_of_the_list_can_be_set():
    listed = [chr(code) for code in range(0x20, 0x20000) if has_letter(chr(code))]
    assert len(listed) > 3_000, LETTERS
    assert as_pdf(made_of("".join(listed))).startswith(b"%PDF")


@given(st.text(max_size=200))
def test_whatever_is_shown_has_letters(text):
    shown = showable(blocks.clean(text))
    assert all(has_letter(character) or character in PASSED for character in shown)


@settings(max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_any_text_is_read_back_from_word_and_text(text):
    reading = made_of(text)
    wanted = squeezed(blocks.clean(text))
    assert wanted in squeezed(text_of_word(as_word(reading)))
    assert wanted in squeezed(text_of_text(as_text(reading)))


def test_the_public_is_led_to_public_pages_alone():
    told = [
        blocks.paragraph(
            blocks.run("front", to=("front",)), blocks.run("papers", to=("reports:papers",))
        )
    ]
    (shown,) = readable(told, voices={}, public=True)
    assert [run.get("href") for run in shown["runs"]] == ["/", None]
