"""Roles: what each may do, in one readable list.

A role counts for the whole partnership, or only for records that belong to the person's own
organisation.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenground_web.core.permissions import Permission as P

IN_WORDS: dict[P, str] = {
    P.SEE: "See the partnership's work",
    P.EDIT_PARTNERSHIP: "Add and change places, organisations, groups, people and roles",
    P.SEE_AUDIT: "See the whole record of who did what",
    P.EDIT_GATHERINGS: "Add and change gatherings, meetings and agendas",
    P.ADD_VOICES: "Write down what people say at gatherings",
    P.SEE_PRIVATE_VOICES: "Read voices that are not for publication, and say what they are about",
    P.ADD_DATA: "Add data and keep the gaps measured",
    P.ADD_COMMITMENTS: "Add commitments",
    P.UPDATE_COMMITMENTS: "Keep commitments current",
    P.IMPORT_COMMITMENTS: "Load action plans from spreadsheets",
    P.EDIT_RISKS: "Keep the risks",
    P.EDIT_PAPERS: "Write the words of papers",
    P.ISSUE_PAPERS: "Issue papers",
}


@dataclass(frozen=True, kw_only=True)
class Role:
    key: str
    name: str
    description: str
    permissions: frozenset[P]
    own_organisation_only: bool = False


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            key="member",
            name="Member",
            description="Sees the partnership's work. Changes nothing.",
            permissions=frozenset({P.SEE}),
        ),
        Role(
            key="organisation_lead",
            name="Organisation lead",
            description="Keeps the commitments of their own organisation current.",
            permissions=frozenset({P.SEE, P.ADD_COMMITMENTS, P.UPDATE_COMMITMENTS}),
            own_organisation_only=True,
        ),
        Role(
            key="programme_lead",
            name="Programme lead",
            description="Runs the programme: all commitments, gatherings, voices and risks.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.ADD_COMMITMENTS,
                    P.UPDATE_COMMITMENTS,
                    P.IMPORT_COMMITMENTS,
                    P.EDIT_RISKS,
                    P.EDIT_GATHERINGS,
                    P.ADD_VOICES,
                    P.SEE_PRIVATE_VOICES,
                    P.EDIT_PAPERS,
                }
            ),
        ),
        Role(
            key="facilitator",
            name="Facilitator",
            description="Runs gatherings and writes down what people say.",
            permissions=frozenset({P.SEE, P.EDIT_GATHERINGS, P.ADD_VOICES, P.SEE_PRIVATE_VOICES}),
        ),
        Role(
            key="analyst",
            name="Analyst",
            description="Adds data and keeps the gaps measured.",
            permissions=frozenset({P.SEE, P.ADD_DATA}),
        ),
        Role(
            key="board_secretary",
            name="Board secretary",
            description="Runs meetings and issues papers.",
            permissions=frozenset(
                {P.SEE, P.EDIT_GATHERINGS, P.EDIT_RISKS, P.EDIT_PAPERS, P.ISSUE_PAPERS}
            ),
        ),
        Role(
            key="board_member",
            name="Board member",
            description="Reads papers and follows every number to its source.",
            permissions=frozenset({P.SEE}),
        ),
        Role(
            key="auditor",
            name="Auditor",
            description="Sees the partnership's work and the whole record of who did what.",
            permissions=frozenset({P.SEE, P.SEE_AUDIT}),
        ),
        Role(
            key="administrator",
            name="Administrator",
            description="Keeps places, organisations, groups, people and roles.",
            permissions=frozenset({P.SEE, P.EDIT_PARTNERSHIP, P.SEE_AUDIT}),
        ),
    )
}
