"""Write docs/reference/measures.md from the docstrings of `evenground.measures`.

    python scripts/reference.py

It says which docstring lacks what, and then exits with 1.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from evenground import measures

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "measures.md"
LABELS = ("Reads as", "Use for", "Shapes", "Units", "Limits", "Raises", "Source", "Checked")
NEEDED = tuple(label for label in LABELS if label != "Use for")
LABELLED = re.compile(rf"^({'|'.join(LABELS)})\s+(.*)$")
OPENING = """# Reference: `evenground.measures`

Written from the docstrings by `python scripts/reference.py`; change those. What each measure is for, and when not to use
it, is told in [Methods](../methods.md).
"""


def page() -> str:
    parts = [OPENING]
    for module, names in by_module().items():
        parts.append(f"## {heading(module)}\n")
        parts += [entry(name) for name in names]
    return "\n".join(parts)


def by_module() -> dict[ModuleType, list[str]]:
    """Public names under the module that makes them, in alphabetical order of both."""
    found: dict[ModuleType, list[str]] = {}
    for name in sorted(measures.__all__, key=str.lower):
        module = inspect.getmodule(getattr(measures, name))
        assert module is not None, name
        found.setdefault(module, []).append(name)
    return dict(sorted(found.items(), key=lambda one: one[0].__name__))


def heading(module: ModuleType) -> str:
    """The first line of the module's docstring, without the full stop."""
    return inspect.getdoc(module).split("\n")[0].rstrip(".")


def entry(name: str) -> str:
    thing = getattr(measures, name)
    opening, labelled, example = parsed(inspect.getdoc(thing) or "")
    lines = [f"### `{name}`\n"]
    if inspect.isfunction(thing):
        lines.append(f"```python\n{signature(name, thing)}\n```\n")
    elif fields := getattr(thing, "_fields", None) or getattr(thing, "__dataclass_fields__", None):
        lines.append(f"Fields: {', '.join(f'`{field}`' for field in fields)}.\n")
    lines.append(f"{opening}\n")
    if labelled:
        lines.append("| | |\n|---|---|")
        lines += [f"| {label} | {text.replace('|', chr(92) + '|')} |" for label, text in labelled]
        lines.append("")
    if example:
        lines.append(f"```python\n{imports(example)}\n{example}\n\n```\n")
    return "\n".join(lines)


def imports(example: str) -> str:
    """What somebody types before an example, who has only read the page."""
    code = ast.parse("".join(one.source for one in doctest.DocTestParser().get_examples(example)))
    used = {one.id for one in ast.walk(code) if isinstance(one, ast.Name)}
    return f">>> from evenground.measures import {', '.join(sorted(used & {*measures.__all__}))}"


def signature(name: str, function: Callable[..., object]) -> str:
    """The call as people write it, without types, a line for each when it is long."""
    told = inspect.signature(function)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in told.parameters.values()]
    line = f"{name}{inspect.Signature(bare)}"
    if len(line) <= 88:
        return line
    starred = any(one.kind is inspect.Parameter.VAR_POSITIONAL for one in bare)
    lines: list[str] = []
    for one in bare:
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        lines.append(f"    {one},")
    return "\n".join([f"{name}(", *lines, ")"])


def parsed(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """A docstring in its opening words, its labelled lines, and its example."""
    words, _, example = text.partition(">>> ")
    opening: list[str] = []
    labelled: list[tuple[str, str]] = []
    for line in words.rstrip().split("\n"):
        if found := LABELLED.match(line):
            labelled.append((found[1], found[2]))
        elif labelled and line.startswith(" "):
            label, before = labelled[-1]
            labelled[-1] = (label, f"{before} {line.strip()}")
        elif line.strip() or not labelled:
            opening.append(line)
    return "\n".join(opening).strip(), labelled, f">>> {example}".rstrip() if example else ""


def faults() -> Iterator[str]:
    """What the docstring of a public function lacks."""
    for name in measures.__all__:
        thing = getattr(measures, name)
        opening, labelled, example = parsed(inspect.getdoc(thing) or "")
        if not opening:
            yield f"{name} has no docstring"
        if inspect.isfunction(thing):
            told = [label for label, _ in labelled]
            if lacking := [label for label in NEEDED if label not in told]:
                yield f"{name} does not tell: {', '.join(lacking)}"
            if told != sorted(told, key=LABELS.index):
                yield f"{name} has its labels in another order"
            if not example:
                yield f"{name} has no example"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE.relative_to(PAGE.parents[2])}")
    sys.exit(1 if [print(fault) for fault in faults()] else 0)
