"""The house template: which cover fields and sections a paper has, in which order, as data.

A template is a TOML file. Those that come with Evenground lie in `house/`; a partnership keeps its
own in the folder that EVENGROUND_PAPERS names, and one with an equal key takes the place of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from pydantic import Field, ValidationInfo, field_validator, model_validator

from evenground import declared
from evenground.errors import DefinitionError
from evenground.indicators.programmes.whole import sets
from evenground_web.gatherings.models import AgendaItem
from evenground_web.reports.models import Paper
from evenground_web.reports.sections import SECTIONS
from evenground_web.reports.sections.cover import SOURCES

OURS = Path(__file__).parents[1] / "house"
DEFAULT = "board-paper"
KEY = r"^[a-z][a-z0-9-]*$"
WRITTEN = "written"
MOST_ROWS = 50


class CoverField(declared.Declared):
    """One line of the cover sheet: from a record, or written by the secretary."""

    key: str = Field(pattern=KEY)
    title: str
    source: str
    kind: Literal["line", "text", "choice"] = "line"
    choices: tuple[str, ...] = ()
    required: bool = False
    help: str = ""

    @field_validator("source")
    @classmethod
    def source_is_known(cls, source: str) -> str:
        return known(source, (WRITTEN, *SOURCES), "a source of a cover field")

    @model_validator(mode="after")
    def choices_belong_to_a_choice(self) -> CoverField:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("a field of the kind choice, and no other, lists its choices")
        if self.required and self.source != WRITTEN:
            raise ValueError("only a field that is written can be required")
        return self

    @property
    def is_written(self) -> bool:
        return self.source == WRITTEN


class Section(declared.Declared):
    """One section: what fills it, its heading, and why it is there."""

    key: str = Field(pattern=KEY)
    builder: str
    heading: str
    purpose: str = ""
    introduction: bool = True
    required: bool = False
    most: int = Field(default=MOST_ROWS, ge=1, le=500)

    @field_validator("builder")
    @classmethod
    def builder_is_known(cls, builder: str) -> str:
        return known(builder, SECTIONS, "a builder")


class Template(declared.Declared):
    """A house template, with the version that a paper remembers."""

    key: str = Field(pattern=KEY)
    title: str
    version: str
    owner: str
    source: str = ""
    risk_threshold: int = Field(default=15, ge=1)
    occasion: Literal["standing item", "any item"] = "standing item"
    set: str = ""
    cover: tuple[CoverField, ...]
    section: tuple[Section, ...] = Field(min_length=1)

    @field_validator("cover", "section")
    @classmethod
    def keys_are_used_once(cls, parts: tuple[Any, ...], info: ValidationInfo) -> tuple[Any, ...]:
        keys = [part.key for part in parts]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{', '.join(twice)}: a key is used once in the {info.field_name}")
        return parts

    @model_validator(mode="after")
    def information_is_of_a_set(self) -> Template:
        if any(section.builder == "information" for section in self.section):
            known(self.set, sets(), "a set of indicators")
        return self

    @property
    def written(self) -> list[CoverField]:
        return [field for field in self.cover if field.is_written]

    @property
    def introduced(self) -> list[Section]:
        return [section for section in self.section if section.introduction]


def known(name: str, names: Iterable[str], what: str) -> str:
    if name not in names:
        raise ValueError(f"`{name}` is not {what}. Use one of: {', '.join(names)}")
    return name


def read_template(text: str, *, file: str) -> Template:
    """A template from the text of its file; all mistakes are told at once."""
    template, mistakes = declared.read(text, Template, file=file)
    if template is None:
        raise _refused(mistakes)
    return template


def read_folder(folder: Path) -> dict[str, Template]:
    """The templates of a folder by their key; all mistakes of all files are told at once."""
    found: dict[str, Template] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as problem:
            mistakes.append(f"{path.name}: this is not readable as text: {problem}")
            continue
        template, wrong = declared.read(text, Template, file=path.name)
        if template and template.key in found:
            line = declared.line_of(text, ("key",))
            wrong = [f"{path.name}, line {line}: key: {template.key} is used by another file"]
        mistakes += wrong
        if template and not wrong:
            found[template.key] = template
    if mistakes:
        raise _refused(mistakes)
    return found


def _refused(mistakes: list[str]) -> DefinitionError:
    listed = "\n".join(f"- {mistake}" for mistake in mistakes)
    return DefinitionError(f"The template of a paper cannot be used:\n{listed}")


def templates() -> dict[str, Template]:
    """Every template a paper may be started from, the default first."""
    own = Path(settings.PAPER_TEMPLATES) if settings.PAPER_TEMPLATES else None
    files = (
        tuple((str(path), path.stat().st_mtime_ns) for path in own.glob("*.toml")) if own else ()
    )
    return dict(_templates(own, files))


@cache
def _templates(own: Path | None, files: tuple[tuple[str, int], ...]) -> dict[str, Template]:
    """Read again only when one of the partnership's own files is another."""
    found = read_folder(OURS) | (read_folder(own) if own else {})
    return {DEFAULT: found.pop(DEFAULT), **found}


def templates_for(item: AgendaItem) -> dict[str, Template]:
    """The templates that a paper of this item may be started from."""
    builds = item.standing_item is not None and item.standing_item.builds_paper
    wanted = "standing item" if builds else "any item"
    return {key: one for key, one in templates().items() if one.occasion == wanted}


def mistakes_of_templates(folder: Path | None = None) -> str:
    """What is wrong with the templates of a folder, or of this installation; empty when nothing is."""
    try:
        if folder and not folder.is_dir():
            return f"There is no folder {folder}."
        read_folder(folder) if folder else templates()
    except DefinitionError as wrong:
        return str(wrong)
    return ""


def template_of(paper: Paper) -> Template:
    """The house template of a draft: as it is now, or the default where it is not there any more."""
    found = templates()
    return found.get(paper.template, found[DEFAULT])
