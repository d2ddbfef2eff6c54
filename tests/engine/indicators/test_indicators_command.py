"""`evenground indicators`: definitions are listed, told in plain English, and checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evenground import indicators
from evenground.cli import main
from evenground.indicators.definitions.files import HERE
from evenground.indicators.describing.described import described, overdue, table


def test_every_indicator_is_listed_with_its_sets(capsys):
    assert main(["indicators", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines[1 : len(indicators.library()) + 1]} == set(
        indicators.library()
    )
    smoking = next(line for line in lines if line.startswith("smoking-adults "))
    assert "proportion" in smoking
    assert "core20plus5-adults" in smoking
    published = next(line for line in lines if line.startswith("ae-attendances-0-to-4 "))
    assert "published numbers" in published


def test_a_set_is_listed_item_by_item(capsys):
    assert main(["indicators", "list", "--set", "statement-on-information"]) == 0
    shown = capsys.readouterr().out
    one = indicators.sets()["statement-on-information"]
    lacking = [item for item in one.items() if item.not_yet or item.lacking]
    assert shown.count("not measurable yet") == len(lacking) > len(one.not_yet) > 0
    assert all(f"({item.number}) " in shown for item in one.items())


@pytest.mark.parametrize("one", indicators.library().values(), ids=lambda one: one.id)
def test_all_of_a_definition_is_told(one):
    shown = described(one, indicators.sets().values(), today=date(2026, 11, 22))
    plain = " ".join(shown.split())
    for text in (one.title, one.question, one.why, *one.caveats, one.certainty_note or ""):
        assert " ".join(text.split()) in plain
    if one.count:
        assert f"denominator = {one.count.denominator}" in plain
    assert max(map(len, shown.splitlines())) <= 110


def test_a_review_is_overdue_from_the_day_after(capsys):
    one = indicators.library()["smoking-adults"]
    due = one.assurance.next_review
    later = date.fromordinal(due.toordinal() + 1)
    assert not overdue(one, due)
    assert overdue(one, later)
    assert "This review is overdue." in described(one, [], today=later)
    assert "(review overdue)" in table({one.id: one}, {}, today=later)
    assert "overdue" not in table({one.id: one}, {}, today=due)


def test_show_tells_one_definition(capsys):
    assert main(["indicators", "show", "smoking-adults"]) == 0
    shown = capsys.readouterr().out
    assert '"Age in whole years" is 18 or more' in shown
    assert "In the set    Core20PLUS5: adults" in shown


def test_show_refuses_what_is_not_there(capsys):
    assert main(["indicators", "show", "smoking-adult"]) == 10
    assert "Did you mean `smoking-adults`?" in capsys.readouterr().err


def test_the_library_is_checked(capsys):
    assert main(["indicators", "check"]) == 0
    assert f"{len(indicators.library())} definitions, no mistakes" in capsys.readouterr().out


def test_a_folder_with_mistakes_is_refused_with_all_of_them(tmp_path, capsys):
    text = (HERE / "library" / "smoking_adults.toml").read_text(encoding="utf-8")
    wrong = text.replace('id = "smoking-adults"', 'id = "ours"').replace('"sex"', '"sx"')
    (tmp_path / "one.toml").write_text(wrong.replace("age >= 18", "age >= read_text('x')"))
    (tmp_path / "two.toml").write_text("id = ")
    assert main(["indicators", "check", str(tmp_path)]) == 10
    said = capsys.readouterr().err
    assert said.startswith("The definition files have 3 mistakes. Correct them and try again.")
    assert "count.groups: there is no column `sx`; did you mean `sex`?" in said
    assert "the function `read_text` is not allowed" in said
    assert "two.toml: this is not readable as TOML" in said


def test_a_review_that_is_past_is_named_when_definitions_are_checked(tmp_path, capsys):
    text = (HERE / "library" / "smoking_adults.toml").read_text(encoding="utf-8")
    old = text.replace("reviewed = 2026-09-01", "reviewed = 2020-01-01").replace(
        "next_review = 2027-09-01", "next_review = 2021-01-01"
    )
    (tmp_path / "ours.toml").write_text(old.replace('id = "smoking-adults"', 'id = "ours"'))
    assert main(["indicators", "check", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 definition, no mistakes",
        "The review of ours is overdue since 2021-01-01.",
    ]


def test_what_is_not_there_is_wrong_use(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["indicators", "check", str(tmp_path / "none")])
    assert stopped.value.code == 2
    assert main(["indicators", "docs", "--out", str(tmp_path / "none" / "page.md")]) == 2


def test_the_reference_page_is_the_same_each_time(tmp_path, capsys):
    pages = [tmp_path / "one.md", tmp_path / "two.md"]
    for page in pages:
        assert main(["indicators", "docs", "--out", str(page)]) == 0
    assert pages[0].read_bytes() == pages[1].read_bytes()
    capsys.readouterr()
    assert main(["indicators", "docs"]) == 0
    assert capsys.readouterr().out == Path(pages[0]).read_text(encoding="utf-8")
