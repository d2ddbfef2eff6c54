"""The document of a report: what readers see, as blocks, from which every format is made."""

from __future__ import annotations

from collections.abc import Iterator

from evenground_web.core.text import in_a_row
from evenground_web.reports.blocks import (
    Block,
    bullets,
    contents,
    facts,
    heading,
    paragraph,
    paragraphs,
    quote,
    run,
    table,
)
from evenground_web.reports.listening.services.building import Content

HOW = (
    "People said what they allow in layers: that their words are used in themes, that they are shown "
    "to members, to everybody, or with a name they give. A quote stands here only where its author "
    "allowed everybody to read it, and after somebody took out names and places that show who spoke."
)
SMALL = (
    "Counts below a least number are hidden, nought among them, and others rounded, so that nobody can "
    "be picked out. What few people say is not less true."
)
BACK = (
    "Whoever spoke can take their words back at any time with the code they were given. Then they are "
    "gone from the web page and from every file that is made from that moment on."
)


def document(content: Content) -> list[Block]:
    """Cover, summary, a section for each theme, what is recommended, who spoke, how it was made."""
    chapters = content["chapters"]
    return [
        facts(_cover(content)),
        heading(2, "Summary", anchor="summary"),
        *(paragraphs(content["summary"]) or [paragraph("No summary was written.")]),
        contents(
            [
                *((f"theme-{one['theme']['id']}", one["theme"]["name"]) for one in chapters),
                ("recommended", "All that is recommended"),
                ("who", "Who spoke"),
                ("how", "How this report was made"),
            ]
        ),
        *(block for one in chapters for block in _chapter(one)),
        heading(2, "All that is recommended", anchor="recommended"),
        _recommended(content),
        heading(2, "Who spoke", anchor="who"),
        paragraph(f"Voices that coders agreed on: {content['heard']}. {SMALL}"),
        *_who(content),
        heading(2, "How this report was made", anchor="how"),
        *paragraphs(content["listened"]),
        paragraph(_coded(content)),
        paragraph(HOW),
        paragraph(BACK),
    ]


def _cover(content: Content) -> Iterator[tuple[str, str]]:
    if content["codebook"]["question"]:
        yield "What we asked", content["codebook"]["question"]
    if content["where"]:
        yield "Where people spoke", content["where"]
    yield "Voices", content["heard"]
    yield "Themes", str(len(content["chapters"]))
    yield "Figures are as at", content["prepared_on"]


def _chapter(chapter: Content) -> Iterator[Block]:
    theme = chapter["theme"]
    yield heading(2, theme["name"], anchor=f"theme-{theme['id']}")
    yield from paragraphs(theme["definition"])
    yield paragraph(f"Voices that speak of it: {chapter['voices']}.")
    yield from paragraphs(chapter["words"])
    yield from (quote(voice) for voice in chapter["quotes"])
    if chapter["gaps"]:
        yield heading(3, "Gaps it is about")
        yield bullets(
            [run(gap["title"], to=("insight:gap", gap["id"])), f": {gap['why']}"]
            for gap in chapter["gaps"]
        )
    yield from _answers(chapter)


def _answers(chapter: Content) -> Iterator[Block]:
    """What is recommended and promised because of a theme, and what those who spoke were told."""
    if recommended := chapter["recommendations"]:
        yield heading(3, "What is recommended")
        yield bullets([_titled(one), f", to {in_a_row(_asked(one))}"] for one in recommended)
    if promised := chapter["promises"]:
        yield heading(3, "What was promised")
        yield bullets(
            [_titled(one), f", {one['owner']}: {one['status'].lower()}"] for one in promised
        )
    if replies := chapter["replies"]:
        yield heading(3, "What we answered")
        yield from (paragraph(line) for reply in replies for line in _said(reply))
    if not (recommended or promised or replies):
        yield paragraph("Nothing was recommended, promised or answered about it yet.")


def _titled(one: Content) -> Block:
    return run(one["title"], to=("commitments:commitment", one["id"]))


def _asked(one: Content) -> list[str]:
    """Whom a recommendation is addressed to; without addressees, who answers for it."""
    return [row["organisation"] for row in one["addressees"]] or [one["owner"]]


def _said(reply: Content) -> Iterator[str]:
    if reply["did"]:
        yield f"We did: {reply['did']}"
    if reply["could_not"]:
        yield f"We could not, because: {reply['could_not']}"
    if reply["will"]:
        yield f"Not yet. We will, by {reply['by_day']}: {reply['will']}"


def _recommended(content: Content) -> Block:
    """Each recommendation once, with each organisation that it is addressed to and its answer."""
    found: dict[int, tuple[Content, list[str]]] = {}
    for chapter in content["chapters"]:
        for one in chapter["recommendations"]:
            found.setdefault(one["id"], (one, []))[1].append(chapter["theme"]["name"])
    rows = [
        (f"{one['reference']} {one['title']}", in_a_row(themes), to, answer)
        for one, themes in found.values()
        for to, answer in _answered(one)
    ]
    if not rows:
        return paragraph("This report recommends nothing.")
    return table("Recommendations", ("Recommendation", "Themes", "Addressed to", "Answer"), rows)


def _answered(one: Content) -> list[tuple[str, str]]:
    rows = [(row["organisation"], row["answer"]) for row in one["addressees"]]
    return rows or [(one["owner"], "It was not asked to answer")]


def _who(content: Content) -> Iterator[Block]:
    if not content["who"]:
        yield paragraph("Too few spoke to tell who they are.")
    for one in content["who"]:
        yield table(one["title"], (one["head"], "Voices"), one["rows"])
        if one["hidden"]:
            yield paragraph("All others: too few to be told, or none.")


def _coded(content: Content) -> str:
    people = "One person" if content["coders"] == 1 else f"{content['coders']} people"
    alone = (
        "" if content["coders"] == 1 else ", each on their own; where they differed, they talked"
    )
    return (
        f"{people} read each voice and said which themes are in it{alone}. The themes are those of "
        f"the codebook “{content['codebook']['title']}”."
    )
