"""What the tests of pledges stand on: a summit with a topic, and pledges made there."""

from __future__ import annotations

from datetime import UTC, date, datetime

from evenground_web.commitments.models import Pledge
from evenground_web.commitments.services.pledges import pledge_outcomes, pledges, signatures
from evenground_web.gatherings import services as gatherings
from tests.web.commitment_records import WHY

SUMMIT_DAY = date(2026, 5, 12)
THAT_DAY = datetime(2026, 5, 12, 16, tzinfo=UTC)
PROOF = "https://www.example.org/proof"


def make_summit(universe):
    return gatherings.add_gathering(
        by=universe.lead, title="Race Summit", kind="summit", starts=SUMMIT_DAY,
        place=universe.system, topics=["Workforce", "Digital exclusion"],
    )  # fmt: skip


def propose(universe, **given) -> Pledge:
    """A pledge of Harbour NHS Trust to its patients."""
    values = {
        "by": universe.lead, "level": "organisation", "title": "We will answer in your language",
        "promised_to": "patients who do not speak English well", "owner": universe.trust,
        "due": date(2027, 5, 31), "review_on": date(2027, 5, 31), "now": THAT_DAY, **WHY,
        **given,
    }  # fmt: skip
    return pledges.propose_pledge(**values)


def promised(universe, summit, *, public: bool = True, **given) -> Pledge:
    """Proposed, signed by the trust, agreed at the summit and, unless told otherwise, public."""
    pledge = propose(universe, gathering=summit, topic=summit.topics.first(), **given)
    signatures.sign_for_organisation(
        pledge, by=universe.alice, organisation=universe.trust, words="We start in maternity.",
        now=THAT_DAY,
    )  # fmt: skip
    pledges.agree_pledges([pledge], by=universe.lead, gathering=summit, now=THAT_DAY)
    if public:
        pledges.publish_pledge(pledge, by=universe.lead, now=THAT_DAY)
    pledge.refresh_from_db()
    return pledge


def personal(universe, *, naming: str = "public", name: str = "Comfort Asante", **given):
    """A personal pledge of somebody without an account, with the code they got."""
    pledge = propose(
        universe, level="personal", title="I will bring five families to the dental van", **given
    )
    signature, code = signatures.write_down_signature(
        pledge, by=universe.lead, name=name, naming=naming, words="Nobody told us it was free.",
        now=THAT_DAY,
    )  # fmt: skip
    pledge.refresh_from_db()
    return pledge, signature, code


def judge(pledge: Pledge, by, outcome: str = "kept", **given):
    values = {"reason": "Every letter was answered", "evidence_link": PROOF, **given}
    return pledge_outcomes.review_pledge(pledge, by=by, outcome=outcome, **values)
