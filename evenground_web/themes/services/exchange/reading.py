"""What a .qdc or .qdpx file holds, read with care: bounded, and without entities."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError  # nosec B405

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable

LARGEST = 10 * 1024 * 1024
LARGEST_INSIDE, MOST_FILES = 50 * 1024 * 1024, 10_000
BOUNDED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack more than was asked for
MOST_CODES, DEEPEST = 2_000, 20
READ = {
    "CodeBook", "Project", "Codes", "Code", "Description", "Users", "User", "Sources", "TextSource",
    "PlainTextContent", "PlainTextSelection", "Coding", "CodeRef",
}  # fmt: skip
OTHER_NAMES = {
    "Set": "sets of codes", "Note": "notes", "NoteRef": "links to notes", "Case": "cases",
    "Variable": "variables", "VariableValue": "values of variables", "Link": "links",
    "Graph": "drawings", "PictureSource": "pictures", "PDFSource": "PDF files",
    "AudioSource": "recordings", "VideoSource": "films",
}  # fmt: skip


@dataclass
class Code:
    guid: UUID
    name: str
    description: str
    above: UUID | None


@dataclass
class Passage:
    """Words that somebody coded in another program."""

    code: UUID
    start: int
    end: int
    memo: str
    coder: str


@dataclass
class Source:
    guid: UUID
    text: str
    passages: list[Passage] = field(default_factory=list)


@dataclass
class Contents:
    codes: list[Code]
    sources: list[Source]
    unread: list[str]


def contents(name: str, data: bytes) -> Contents:
    """All of a file that we can hold, and in words what we cannot."""
    if len(data) > LARGEST:
        raise RuleBroken(f"{name} is larger than 10 MB. Take out what is not needed.")
    files: dict[str, bytes] = {}
    if data.startswith(b"PK"):
        files = _unpacked(name, data)
        data = next((one for path, one in files.items() if path.endswith(".qde")), b"")
    root = _parsed(name, data)
    kind = _local(root)
    if kind not in ("CodeBook", "Project"):
        raise RuleBroken(
            f"{name} is not a codebook or project of the REFI-QDA exchange. In your program, choose "
            "to export a REFI-QDA codebook (.qdc) or project (.qdpx)."
        )
    codes = list(_codes(root, name))
    users = {one.get("guid", ""): one_line(one.get("name", "")) for one in _all(root, "User")}
    sources = [_source(one, users, files, name) for one in _all(root, "TextSource")]
    return Contents(codes, sources, _unread(root))


def _unpacked(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _files(name, file)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as problem:
        raise RuleBroken(f"{name} cannot be opened. Export it again.") from problem


def _files(name: str, file: zipfile.ZipFile) -> dict[str, bytes]:
    """The texts inside, measured while they are unpacked: what a file says of itself may be untrue."""
    if len(file.infolist()) > MOST_FILES:
        raise RuleBroken(
            f"{name} holds more than {MOST_FILES:,} files. Take out what is not needed."
        )
    found: dict[str, bytes] = {}
    left = LARGEST_INSIDE
    for one in file.infolist():
        path = one.filename.rpartition("/")[2]
        if not path.endswith((".qde", ".txt")):
            continue
        if path in found:
            raise RuleBroken(f"{name} holds two files {path}. Export it again.")
        if one.compress_type not in BOUNDED:
            raise RuleBroken(
                f"{name} is packed in a way that is not read here. Export it again from your program."
            )
        with file.open(one) as inside:
            found[path] = inside.read(left + 1)
        left -= len(found[path])
        if left < 0:
            raise RuleBroken(f"{name} is larger than 50 MB inside. Take out what is not needed.")
    return found


def _parsed(name: str, data: bytes) -> Element:
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise RuleBroken(f"{name} cannot be read. Export it again from your program.") from problem
    return root


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: Element, kind: str) -> list[Element]:
    return [one for one in element.iter() if _local(one) == kind]


def _text(element: Element, kind: str) -> str:
    return next((printable(one.text or "") for one in element if _local(one) == kind), "")


def key(text: str, name: str) -> UUID:
    """A guid, in braces or without."""
    try:
        return UUID(text.strip("{} "))
    except ValueError as problem:
        raise RuleBroken(f"{name} holds a guid that cannot be read: {text!r}.") from problem


def _codes(root: Element, name: str) -> Iterator[Code]:
    found = 0
    tops = _all(root, "Codes")[:1]
    waiting: list[tuple[Element, UUID | None, int]] = [
        (one, None, 1) for top in tops for one in top
    ]
    while waiting:
        element, above, depth = waiting.pop(0)
        if _local(element) != "Code":
            continue
        found += 1
        if found > MOST_CODES:
            raise RuleBroken(f"{name} has more than {MOST_CODES:,} codes. Bring in fewer.")
        if depth > DEEPEST:
            raise RuleBroken(
                f"{name} has codes within codes, more than {DEEPEST} deep. Flatten them."
            )
        code = key(element.get("guid", ""), name)
        yield Code(
            code, one_line(printable(element.get("name", ""))), _text(element, "Description"), above
        )
        waiting += [(one, code, depth + 1) for one in element]


def _source(element: Element, users: dict[str, str], files: dict[str, bytes], name: str) -> Source:
    path = element.get("plainTextPath", "").rpartition("/")[2]
    text = _text(element, "PlainTextContent")
    if path in files:
        text = files[path].decode("utf-8-sig", errors="replace")
    source = Source(key(element.get("guid", ""), name), text)
    for selection in element:
        if _local(selection) == "PlainTextSelection":
            source.passages += _passages(selection, users, name)
    return source


def _passages(selection: Element, users: dict[str, str], name: str) -> Iterator[Passage]:
    try:
        start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
    except ValueError as problem:
        raise RuleBroken(f"{name} codes words without saying where they stand.") from problem
    for coding in selection:
        for reference in coding:
            if _local(coding) == "Coding" and _local(reference) == "CodeRef":
                whose = coding.get("creatingUser") or selection.get("creatingUser") or ""
                yield Passage(
                    key(reference.get("targetGUID", ""), name), start, end,
                    _text(selection, "Description"), users.get(whose, ""),
                )  # fmt: skip


def _unread(root: Element) -> list[str]:
    """What the file holds and we do not, in words."""
    kinds = Counter(_local(one) for one in root.iter())
    found = [
        f"{OTHER_NAMES[kind]} ({count})"
        for kind, count in sorted(kinds.items())
        if kind in OTHER_NAMES
    ]
    others = sorted(kind for kind in kinds if kind and kind not in READ | set(OTHER_NAMES) | PARTS)
    found += [f"{kind} ({kinds[kind]})" for kind in others]
    coloured = sum(1 for one in _all(root, "Code") if one.get("color"))
    return found + ([f"colours of codes ({coloured})"] if coloured else [])


PARTS = {
    "Sets", "Notes", "Cases", "Variables", "Links", "Graphs", "MemberCode", "MemberSource",
    "MemberNote", "VariableRef", "TextValue", "BooleanValue", "IntegerValue", "FloatValue",
    "DateValue", "DateTimeValue", "CodeRef", "SourceRef", "SelectionRef", "Vertex", "Edge",
    "PictureSelection", "PDFSelection", "AudioSelection", "VideoSelection", "Transcript",
    "TranscriptSelection", "SyncPoint", "Representation", "TextDescription",
}  # fmt: skip
