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
    P.KEEP_GROUPS: "Keep who sits in groups, their standing items and the rules of their meetings",
    P.DECLARE_INTERESTS: "Declare their own interests",
    P.KEEP_INTERESTS: "Keep the register of interests, with what is not published",
    P.EDIT_GATHERINGS: "Add and change gatherings, meetings, agendas and minutes",
    P.CLOSE_GATHERINGS: "Close a gathering, so that everybody reads what came of it; cancel one",
    P.PROPOSE_ITEMS: "Propose items for coming meetings",
    P.ANSWER_QUESTIONS: "Read who asked a public question, and answer it",
    P.KEEP_PLACES: "Keep who comes to gatherings, with names and addresses: invitations, places, waiting lists",
    P.ARRANGE_ACCESS: "Read the access and dietary needs of those who come, and arrange what they need",
    P.WORK_DOOR: "Let in those who come to gatherings, with their names and nothing else of them",
    P.KEEP_CLAIMS: "Read what people who took part ask to be paid; check it, and note it as paid",
    P.AGREE_CLAIMS: "Agree or refuse what somebody else checked, and keep the payment policy",
    P.DRAW_PANELS: "Draw panels by lot, and read the pools of ids that they are drawn from",
    P.ADD_VOICES: "Write down what people say at gatherings",
    P.RUN_FLOOR: "Ask the people in the room by phone, and open and close questions",
    P.MODERATE: "Decide about what people in the room write, before anything is shown",
    P.WRITE_NOTES: "Write down what tables say at gatherings, and read what others wrote",
    P.SEE_PRIVATE_VOICES: "Read voices that are not for publication, take names out and clear them",
    P.SAFEGUARD: "Open what somebody must act on in what people said; each look is written down",
    P.CODE_VOICES: "Say which themes are in what people said, as far as they may read it",
    P.KEEP_CODEBOOKS: "Keep codebooks: their themes, how they are merged and split, and what coders agreed",
    P.ADD_DATA: "Add data, keep the gaps measured, and say how the partnership is made up",
    P.ADD_COMMITMENTS: "Add commitments",
    P.UPDATE_COMMITMENTS: "Keep commitments current",
    P.SIGN_STATEMENTS: "Sign contribution statements that somebody else wrote",
    P.RESPOND: "Answer recommendations that are addressed to them",
    P.VERIFY: "Check the evidence that somebody else gave",
    P.IMPORT_COMMITMENTS: "Load action plans from spreadsheets",
    P.LOAD_REGISTER: "Change the register by spreadsheet, as far as they may change its records",
    P.KEEP_PLEDGES: "Write down who signs pledges, what a gathering agreed and wishes; make pledges public",
    P.WRITE_REPLIES: "Write replies to those who spoke and reports of what they said, and tie themes to promises",
    P.PUBLISH_REPLIES: "Publish replies that somebody else wrote",
    P.PUBLISH_COMMITMENTS: "Make recommendations and actions public, and take them off the public pages",
    P.EDIT_RISKS: "Keep the register of risks, and how risks and harm are assessed",
    P.REVIEW_RISKS: "Score risks again, and keep their controls",
    P.ASSESS: "Write impact assessments of commitments",
    P.SIGN_ASSESSMENTS: "Sign impact assessments that others wrote",
    P.EDIT_FUNDING: "Keep the register of money",
    P.EDIT_PAPERS: "Write the words of papers",
    P.ISSUE_PAPERS: "Issue and correct papers",
    P.PUBLISH_PAPERS: "Publish papers for everybody to read",
    P.TRANSLATE: "Translate public texts, and check translations",
    P.PUBLISH_TRANSLATIONS: "Say which languages are offered, and publish translations",
    P.ANSWER_FORMATS: "Read who asked for a paper in another format, and answer",
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
            description="Sees the partnership's work. Changes nothing but their own interests and pledges.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS}),
        ),
        Role(
            key="organisation_lead",
            name="Organisation lead",
            description="Keeps the commitments of their own organisation current.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.DECLARE_INTERESTS,
                    P.PROPOSE_ITEMS,
                    P.ADD_COMMITMENTS,
                    P.UPDATE_COMMITMENTS,
                    P.LOAD_REGISTER,
                    P.RESPOND,
                    P.VERIFY,
                    P.REVIEW_RISKS,
                    P.SIGN_STATEMENTS,
                    P.ASSESS,
                    P.SIGN_ASSESSMENTS,
                }
            ),
            own_organisation_only=True,
        ),
        Role(
            key="programme_lead",
            name="Programme lead",
            description="Runs the programme: all commitments, gatherings, voices and risks.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.DECLARE_INTERESTS,
                    P.ADD_COMMITMENTS,
                    P.UPDATE_COMMITMENTS,
                    P.SIGN_STATEMENTS,
                    P.RESPOND,
                    P.VERIFY,
                    P.IMPORT_COMMITMENTS,
                    P.LOAD_REGISTER,
                    P.KEEP_PLEDGES,
                    P.WRITE_REPLIES,
                    P.PUBLISH_REPLIES,
                    P.PUBLISH_COMMITMENTS,
                    P.EDIT_RISKS,
                    P.REVIEW_RISKS,
                    P.ASSESS,
                    P.SIGN_ASSESSMENTS,
                    P.EDIT_FUNDING,
                    P.EDIT_GATHERINGS,
                    P.CLOSE_GATHERINGS,
                    P.PROPOSE_ITEMS,
                    P.ANSWER_QUESTIONS,
                    P.ADD_VOICES,
                    P.RUN_FLOOR,
                    P.MODERATE,
                    P.WRITE_NOTES,
                    P.SEE_PRIVATE_VOICES,
                    P.CODE_VOICES,
                    P.KEEP_CODEBOOKS,
                    P.EDIT_PAPERS,
                }
            ),
        ),
        Role(
            key="facilitator",
            name="Facilitator",
            description="Runs gatherings and writes down what people say.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.DECLARE_INTERESTS,
                    P.EDIT_GATHERINGS,
                    P.ADD_VOICES,
                    P.RUN_FLOOR,
                    P.MODERATE,
                    P.WRITE_NOTES,
                    P.SEE_PRIVATE_VOICES,
                    P.CODE_VOICES,
                    P.KEEP_CODEBOOKS,
                    P.KEEP_PLEDGES,
                    P.WRITE_REPLIES,
                    P.PROPOSE_ITEMS,
                }
            ),
        ),
        Role(
            key="host",
            name="Host",
            description="Keeps who comes to gatherings and what they need. Reads no private voices.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.DECLARE_INTERESTS,
                    P.PROPOSE_ITEMS,
                    P.KEEP_PLACES,
                    P.ARRANGE_ACCESS,
                    P.WORK_DOOR,
                    P.KEEP_CLAIMS,
                    P.DRAW_PANELS,
                }
            ),
        ),
        Role(
            key="finance",
            name="Finance officer",
            description="Agrees what people who took part are paid. Reads no private voices.",
            permissions=frozenset(
                {P.SEE, P.DECLARE_INTERESTS, P.KEEP_CLAIMS, P.AGREE_CLAIMS, P.EDIT_FUNDING}
            ),
        ),
        Role(
            key="door",
            name="Door helper",
            description="Lets in those who come to gatherings. Reads names, and nothing else of them.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS, P.WORK_DOOR}),
        ),
        Role(
            key="analyst",
            name="Analyst",
            description="Adds data and keeps the gaps measured.",
            permissions=frozenset(
                {P.SEE, P.DECLARE_INTERESTS, P.PROPOSE_ITEMS, P.ADD_DATA, P.CODE_VOICES}
            ),
        ),
        Role(
            key="board_secretary",
            name="Board secretary",
            description="Runs meetings and issues papers.",
            permissions=frozenset(
                {
                    P.SEE,
                    P.DECLARE_INTERESTS,
                    P.KEEP_GROUPS,
                    P.KEEP_INTERESTS,
                    P.EDIT_GATHERINGS,
                    P.CLOSE_GATHERINGS,
                    P.KEEP_PLEDGES,
                    P.WRITE_REPLIES,
                    P.PUBLISH_REPLIES,
                    P.PUBLISH_COMMITMENTS,
                    P.PROPOSE_ITEMS,
                    P.ANSWER_QUESTIONS,
                    P.LOAD_REGISTER,
                    P.EDIT_RISKS,
                    P.REVIEW_RISKS,
                    P.SIGN_ASSESSMENTS,
                    P.EDIT_PAPERS,
                    P.ISSUE_PAPERS,
                    P.PUBLISH_PAPERS,
                    P.TRANSLATE,
                    P.PUBLISH_TRANSLATIONS,
                    P.ANSWER_FORMATS,
                }
            ),
        ),
        Role(
            key="board_member",
            name="Board member",
            description="Reads papers and follows every number to its source.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS, P.PROPOSE_ITEMS}),
        ),
        Role(
            key="safeguarding",
            name="Safeguarding lead",
            description="In the circle that acts on what people said: danger, racism at work, incidents.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS, P.SAFEGUARD}),
        ),
        Role(
            key="translator",
            name="Translator",
            description="Translates public texts, and checks what others translated.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS, P.TRANSLATE}),
        ),
        Role(
            key="auditor",
            name="Auditor",
            description="Sees the partnership's work and the whole record of who did what.",
            permissions=frozenset({P.SEE, P.DECLARE_INTERESTS, P.SEE_AUDIT}),
        ),
        Role(
            key="administrator",
            name="Administrator",
            description="Keeps places, organisations, groups, people and roles.",
            permissions=frozenset(
                {P.SEE, P.DECLARE_INTERESTS, P.EDIT_PARTNERSHIP, P.KEEP_GROUPS, P.SEE_AUDIT}
            ),
        ),
    )
}
