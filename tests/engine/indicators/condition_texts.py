"""Conditions to try: a made table with every kind of column, and texts with what they mean in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from evenground.indicators.definitions.columns import Column

COLUMNS = {
    column.name: column
    for column in (
        Column(name="smokes", kind="boolean", title="Smokes"),
        Column(name="invited", kind="boolean", title="Invited to screening"),
        Column(name="age", kind="whole", title="Age in years"),
        Column(name="visits", kind="whole", title="Visits"),
        Column(name="bmi", kind="number", title="Body mass index"),
        Column(name="sex", kind="text", title="Sex", values=("Female", "Male")),
        Column(name="note", kind="text", title="Note"),
        Column(name="born", kind="date", title="Day of birth"),
    )
}
Row = dict[str, Any]
Answer = bool | None  # None: neither true nor false, as in SQL
Meaning = Callable[[Row], Answer]
Said = tuple[str, Meaning]

whole = st.integers(-150, 150)
tenths = st.integers(-400, 400).map(lambda tenth: tenth / 10)
texts = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=5
).filter(lambda text: "\\" not in text and "${" not in text and text.isprintable())
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
rows = st.fixed_dictionaries(
    {
        "smokes": st.none() | st.booleans(),
        "invited": st.none() | st.booleans(),
        "age": st.none() | st.integers(0, 120),
        "visits": st.none() | st.integers(0, 40),
        "bmi": st.none() | st.integers(0, 800).map(lambda tenth: tenth / 10),
        "sex": st.none() | st.sampled_from(["Female", "Male"]),
        "note": st.none() | texts,
        "born": st.none() | days,
    }
)
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
SUMS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def known(*values: object) -> bool:
    return all(value is not None for value in values)


@st.composite
def comparison(draw) -> Said:
    """A column beside a fixed value of its kind."""
    name, value, written = draw(
        st.one_of(
            st.tuples(st.sampled_from(["age", "visits"]), whole).map(lambda t: (*t, str(t[1]))),
            st.tuples(st.just("bmi"), tenths | whole).map(lambda t: (*t, str(t[1]))),
            st.tuples(st.just("born"), days).map(lambda t: (*t, f"DATE '{t[1]}'")),
        )
    )
    sign = draw(st.sampled_from(sorted(SIGNS)))
    test = SIGNS[sign]
    return f"{name} {sign} {written}", lambda r: test(r[name], value) if known(r[name]) else None


@st.composite
def of_text(draw) -> Said:
    name, value = draw(
        st.tuples(st.just("sex"), st.sampled_from(["Female", "Male"]))
        | st.tuples(st.just("note"), texts)
    )
    sign = draw(st.sampled_from(["=", "<>"]))
    test = SIGNS[sign]
    text = f"{name} {sign} {quoted(value)}"
    return text, lambda r: test(r[name], value) if known(r[name]) else None


@st.composite
def between(draw) -> Said:
    name, values, write = draw(
        st.sampled_from(
            [("age", whole, str), ("bmi", tenths, str), ("born", days, lambda d: f"DATE '{d}'")]
        )
    )
    low, high = draw(values), draw(values)
    text = f"{name} BETWEEN {write(low)} AND {write(high)}"
    return text, lambda r: low <= r[name] <= high if known(r[name]) else None


@st.composite
def among(draw) -> Said:
    name, values, write = draw(st.sampled_from([("age", whole, str), ("note", texts, quoted)]))
    listed = draw(st.lists(values, min_size=1, max_size=4))
    text = f"{name} IN ({', '.join(map(write, listed))})"
    return text, lambda r: r[name] in listed if known(r[name]) else None


@st.composite
def summed(draw) -> Said:
    """Sums of columns, as floating point numbers."""
    left, right = (
        draw(st.sampled_from(["age", "visits", "bmi"])),
        draw(st.sampled_from(["age", "bmi"])),
    )
    sum_sign, sign, limit = (
        draw(st.sampled_from("+-*")),
        draw(st.sampled_from(["<", ">="])),
        draw(tenths),
    )
    made, test = SUMS[sum_sign], SIGNS[sign]

    def meaning(row: Row) -> Answer:
        if not known(row[left], row[right]):
            return None
        return test(made(float(row[left]), float(row[right])), limit)

    return f"{left} {sum_sign} {right} {sign} {limit}", meaning


@st.composite
def recorded(draw) -> Said:
    name = draw(st.sampled_from(sorted(COLUMNS)))
    if draw(st.booleans()):
        return f"{name} IS NULL", lambda r: r[name] is None
    return f"{name} IS NOT NULL", lambda r: r[name] is not None


def flag(name: str) -> Said:
    return name, lambda r: r[name]


def negated(said: Said) -> Said:
    text, meaning = said
    return f"NOT ({text})", lambda r: None if meaning(r) is None else not meaning(r)


def joined(pair: tuple[Said, Said, bool]) -> Said:
    (one, first), (other, second), both = pair

    def meaning(row: Row) -> Answer:
        answers = [first(row), second(row)]
        settles = not both
        if settles in answers:
            return settles
        return None if None in answers else both

    return f"({one}) {'AND' if both else 'OR'} ({other})", meaning


single = st.one_of(
    comparison(), of_text(), between(), among(), summed(), recorded(),
    st.sampled_from(["smokes", "invited"]).map(flag),
)  # fmt: skip
conditions = st.recursive(
    single,
    lambda inner: inner.map(negated) | st.tuples(inner, inner, st.booleans()).map(joined),
    max_leaves=6,
)
