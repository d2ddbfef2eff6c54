"""Reads a recipe and checks it against everything it names: all mistakes at once, with their lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import ErrorDetails

from evenground import declared
from evenground.counting.prepare.periods import day_of
from evenground.counting.prepare.recipe import Kind, Recipe
from evenground.errors import DefinitionError
from evenground.indicators.codes import ages, codes_of, deprivation
from evenground.indicators.conditions import Condition, checked
from evenground.indicators.definitions.columns import Column, Columns, columns_of
from evenground.indicators.definitions.files import meant

Found = tuple[tuple[str | int, ...], str]  # where in the file, and what is wrong there


@dataclass(frozen=True)
class ReadRecipe:
    """A recipe without mistakes, with the folder that its look-up files are in and its conditions read."""

    recipe: Recipe
    text: str
    folder: Path
    where: Condition | None
    flags: dict[str, Condition]
    events: dict[str, Condition]
    columns: Columns

    def file(self, name: str) -> Path:
        return self.folder / name


def shipped() -> dict[str, Path]:
    """The recipes that come with Evenground, by their id."""
    folder = Path(__file__).parent / "recipes"
    return {path.stem.replace("_", "-"): path for path in sorted(folder.glob("*.toml"))}


def read_recipe(path: Path, *, files: Path | None = None) -> ReadRecipe:
    """The recipe in a file. Look-up files are beside it, or in the folder `files`.

    Raises   DefinitionError with every mistake: unknown keys and columns, conditions that cannot be read,
             code lists that cannot be put into the groups asked for, columns of people nobody declared.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise DefinitionError(f"{path.name}: this is not readable as text.") from None
    recipe, mistakes = declared.read(text, Recipe, file=path.name)
    if recipe is None:
        raise refusal(mistakes)
    known = columns_of(path.parent)
    mistakes = [
        declared.mistake(path.name, text, ErrorDetails(type="", loc=where, msg=what, input=None))
        for where, what in wrong(recipe, known)
    ]
    if mistakes:
        raise refusal(mistakes)
    own = own_columns(recipe)
    read = {name: checked(text, own)[0] for name, text in (recipe.flags | recipe.events).items()}
    conditions = {name: condition for name, condition in read.items() if condition}
    return ReadRecipe(
        recipe,
        text,
        files or path.parent,
        checked(recipe.extract.where, own)[0] if recipe.extract.where else None,
        {name: conditions[name] for name in recipe.flags},
        {name: conditions[name] for name in recipe.events},
        known,
    )


def refusal(mistakes: list[str]) -> DefinitionError:
    count = "1 mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    listed = "\n".join(f"- {line}" for line in mistakes)
    return DefinitionError(f"The recipe has {count}. Correct it and try again.\n{listed}")


def own_columns(recipe: Recipe) -> dict[str, Column]:
    return {column.name: column.as_column() for column in recipe.columns}


def wrong(recipe: Recipe, known: Columns) -> Iterator[Found]:
    """Every mistake that shows when the recipe is held against what it names."""
    yield from _columns_named(recipe)
    yield from _conditions(recipe)
    yield from _lists(recipe)
    yield from _places(recipe, known)
    yield from _columns_given(recipe, known)


def _columns_named(recipe: Recipe) -> Iterator[Found]:
    """Columns of the extract that other parts name: declared, and of the right kind."""
    own = own_columns(recipe)
    for where, name, kinds in _named(recipe):
        if name not in own:
            yield where, f"{name} is not among [[columns]]{meant(name, own)}"
        elif kinds and own[name].kind not in kinds:
            yield where, f"{name} is of kind {own[name].kind}, and this needs {' or '.join(kinds)}"


def _named(recipe: Recipe) -> Iterator[tuple[tuple[str | int, ...], str, tuple[Kind, ...]]]:
    yield ("person", "column"), recipe.person.column, ("text", "whole")
    if recipe.period.date:
        yield ("period", "date"), recipe.period.date, ("date",)
    if recipe.age and recipe.age.date_of_birth:
        yield ("age", "date_of_birth"), recipe.age.date_of_birth, ("date",)
    if recipe.age and recipe.age.age:
        yield ("age", "age"), recipe.age.age, ("whole",)
    if recipe.sex:
        yield ("sex", "column"), recipe.sex.column, ("text", "whole")
    for index, one in enumerate(recipe.ethnicity.columns if recipe.ethnicity else ()):
        yield ("ethnicity", "columns", index, "column"), one.column, ("text", "whole")
        if one.date:
            yield ("ethnicity", "columns", index, "date"), one.date, ("date",)
    if recipe.deprivation:
        yield ("deprivation", "column"), recipe.deprivation.column, ("text",)
    for index, place in enumerate(recipe.places):
        if place.column:
            yield ("places", index, "column"), place.column, ("text",)
    for name, of in recipe.latest.items():
        yield ("latest", name), of, ()


def _conditions(recipe: Recipe) -> Iterator[Found]:
    own = own_columns(recipe)
    said: list[tuple[tuple[str | int, ...], str]] = []
    if recipe.extract.where:
        said.append((("extract", "where"), recipe.extract.where))
    said += [(("flags", name), text) for name, text in recipe.flags.items()]
    said += [(("events", name), text) for name, text in recipe.events.items()]
    for where, text in said:
        yield from ((where, mistake) for mistake in checked(text, own)[1])


def _lists(recipe: Recipe) -> Iterator[Found]:
    """Code lists, editions, bands and periods that the recipe names."""
    if recipe.sex:
        sex = recipe.sex
        yield from _tried(("sex", "codes"), lambda: codes_of(*sex.codes).check("sex"))
    if recipe.ethnicity:
        ethnicity = recipe.ethnicity
        for group in ethnicity.groups:
            yield from _tried(("ethnicity", "groups"), lambda g=group: codes_of(*ethnicity.codes).check(g))  # type: ignore[misc]  # fmt: skip
    if recipe.deprivation:
        edition = recipe.deprivation.edition
        yield from _tried(("deprivation", "edition"), lambda: deprivation.edition(edition))
    for band in recipe.age.bands if recipe.age else ():
        yield from _tried(("age", "bands"), lambda b=band: ages.bands(b))  # type: ignore[misc]
    for period in (recipe.period.always, *recipe.period.only):
        if period and day_of(period, recipe.period) is None:
            example = "2025/26" if recipe.period.year == "financial" else "2025"
            key = "always" if recipe.period.always else "only"
            yield ("period", key), f"{period} is not written as a {recipe.period.year} year: {example}"  # fmt: skip


def _tried(where: tuple[str | int, ...], work: Callable[[], object]) -> Iterator[Found]:
    try:
        work()
    except DefinitionError as mistake:
        yield where, " ".join(str(mistake).split())


def _places(recipe: Recipe, known: Columns) -> Iterator[Found]:
    earlier: list[str] = ["area"] if recipe.deprivation else []
    for index, place in enumerate(recipe.places):
        if place.name not in known.places:
            yield ("places", index, "name"), f"{place.name} is not a place of the ladder: {', '.join(known.places)}"  # fmt: skip
        if place.within and place.within not in earlier:
            able = ", ".join(earlier) or "nothing yet"
            yield ("places", index, "within"), f"{place.within} is not given above this place: {able}"  # fmt: skip
        earlier.append(place.name)


def _columns_given(recipe: Recipe, known: Columns) -> Iterator[Found]:
    """The columns of people: declared in columns.toml, of that kind, and each given once."""
    tables = {"flags": recipe.flags, "events": recipe.events, "latest": recipe.latest}
    for name, kind in recipe.given.items():
        table = next((key for key, names in tables.items() if name in names), None)
        where: tuple[str | int, ...] = (table, name) if table else ()
        if name not in known:
            yield where, f"{name} is not a declared column of people{meant(name, known)}. Declare it in columns.toml beside the recipe"  # fmt: skip
        elif known[name].kind != kind:
            yield where, f"{name} is declared as {known[name].kind}, and the recipe gives {kind}"
    names = [name for given in (*tables.values(), *([p.name] for p in recipe.places)) for name in given]  # fmt: skip
    if again := sorted({name for name in names if names.count(name) > 1}):
        yield (), f"{', '.join(again)} is given more than once"
