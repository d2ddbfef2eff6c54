"""A codebook as a .qdc file, and all that somebody may see of a project as a .qdpx file."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring  # nosec B405

from evenground_web.core import audit
from evenground_web.core.text import printable
from evenground_web.people.models import Person
from evenground_web.themes.models import Codebook, Coding
from evenground_web.themes.services.coding import codings_seen_by, may_be_coded
from evenground_web.themes.services.exchange.words import described
from evenground_web.themes.services.reading import outline
from evenground_web.voices.models import Voice

CODEBOOK, PROJECT = "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:project:1.0"
ORIGIN = "Evenground"
OURS = UUID("5f0ed1b4-7c6b-5a0e-9a51-0d9c1c1f6e27")
MADE = (1980, 1, 1, 0, 0, 0)  # the same content is the same file


def codebook_file(codebook: Codebook) -> bytes:
    """The themes in use, as they stand in each other."""
    root = Element("CodeBook", xmlns=CODEBOOK, origin=ORIGIN)
    _codes(root, codebook)
    return _written(root)


def project_file(codebook: Codebook, *, by: Person) -> bytes:
    """The voices this person may read, and the codings they may see: never those they are blind to.

    Written before the turn is taken: others need not wait for it.
    """
    voices = list(may_be_coded(codebook, by=by).order_by("pk"))
    root = Element("Project", xmlns=PROJECT, name=codebook.title, origin=ORIGIN)
    users = SubElement(root, "Users")
    _codes(SubElement(root, "CodeBook"), codebook)
    sources = SubElement(root, "Sources")
    codings = _codings(codebook, voices, by=by)
    for coder in sorted({one.coder for found in codings.values() for one in found}, key=str):
        SubElement(users, "User", guid=str(guid("person", coder.pk)), name=coder.name)
    for number, voice in enumerate(voices, start=1):
        _source(sources, voice, number, codings[voice.pk])
    packed = _packed(_written(root), {source_name(one): one.in_english for one in voices})
    audit.record(
        "themes.project_taken",
        codebook,
        by=by,
        sentence="took the voices and codings away as a file",
    )
    return packed


def guid(kind: str, key: int) -> UUID:
    """The same for the same record, in every file."""
    return uuid5(OURS, f"{kind} {key}")


def source_name(voice: Voice) -> str:
    return f"{guid('voice', voice.pk)}.txt"


def _codes(parent: Element, codebook: Codebook) -> None:
    codes = SubElement(parent, "Codes")
    at: dict[int, Element] = {}
    for _, theme in outline(codebook):
        above = at.get(theme.parent.stands_as, codes) if theme.parent else codes
        at[theme.pk] = SubElement(
            above, "Code", guid=str(theme.guid), name=theme.name, isCodable="true"
        )
        if words := described(theme):
            SubElement(at[theme.pk], "Description").text = words


def _codings(codebook: Codebook, voices: list[Voice], *, by: Person) -> dict[int, list[Coding]]:
    found: dict[int, list[Coding]] = defaultdict(list)
    rows = codings_seen_by(by, codebook).filter(voice__in=[voice.pk for voice in voices])
    for one in rows.select_related("coder", "theme__counted_as"):
        found[one.voice_id].append(one)
    return found


def _source(sources: Element, voice: Voice, number: int, codings: list[Coding]) -> None:
    key = str(guid("voice", voice.pk))
    path = f"internal://{source_name(voice)}"
    source = SubElement(sources, "TextSource", guid=key, name=f"Voice {number}", plainTextPath=path)
    for one in codings:
        theme = one.theme.standing_theme
        made = {"guid": str(guid("selection", one.pk)), "name": str(theme)}
        selection = SubElement(
            source, "PlainTextSelection", made,
            startPosition=str(one.start), endPosition=str(one.end),
        )  # fmt: skip
        if one.memo:
            SubElement(selection, "Description").text = printable(one.memo)
        whose = str(guid("person", one.coder_id))
        coding = SubElement(
            selection, "Coding", guid=str(guid("coding", one.pk)), creatingUser=whose
        )
        SubElement(coding, "CodeRef", targetGUID=str(theme.guid))


def _written(root: Element) -> bytes:
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _packed(project: bytes, sources: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo("project.qde", MADE), project)
        for name, text in sources.items():
            file.writestr(zipfile.ZipInfo(f"sources/{name}", MADE), text.encode())
    return made.getvalue()
