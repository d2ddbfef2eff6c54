"""What the tests of the public tracker stand on: a public action with everything that can be said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker import publishing
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from tests.web.commitment_records import add_pledge
from tests.web.proof_records import figures, tied_gap

DAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
PUBLISHED = datetime(2026, 4, 1, 10, tzinfo=UTC)
LIST = "/commitments/public/"
FILES = (
    f"{LIST}feed.atom", f"{LIST}due.ics", f"{LIST}data/commitments.csv", f"{LIST}data/gaps.csv",
    f"{LIST}data/tracker.json", f"{LIST}data/tracker.xlsx",
)  # fmt: skip


def make_public(universe, commitment, *, now=PUBLISHED) -> Commitment:
    return publishing.publish_commitment(commitment, by=universe.lead, now=now)


def public_action(universe, *, now=PUBLISHED, **given) -> Commitment:
    given = {"kind": "action", "title": "Blood pressure checks at barbers", **given}
    return make_public(universe, add_pledge(universe, **given), now=now)


def address(commitment) -> str:
    return f"{LIST}{commitment.pk}/"


def whole_story(universe) -> SimpleNamespace:
    """An action tied to a gap that was measured again; all that can be written about it is written
    twice: once for members, with the word INTERNAL, and once for everybody."""
    baseline = tied_gap(universe)
    Commitment.objects.filter(pk=baseline.commitment_id).update(kind="action")
    baseline.commitment.pledge.delete()
    action = Commitment.objects.get(pk=baseline.commitment_id)
    newer = Release.objects.create(
        title="Later", kind="published_file", state="kept", source="A made-up survey",
        file_name="later.csv", digest="b" * 64, table="later.parquet", rows_read=4, rows_kept=4,
        disclosure="None needed", made_at=DAY,
    )  # fmt: skip
    figures(baseline.gap, newer, "2024/25", 12.0)
    for release in Release.objects.all():
        insight.make_public(release, by=universe.analyst, now=DAY)
    services.add_milestone(action, by=universe.alice, title="Ten barbers trained", now=DAY)
    services.complete_milestone(action.milestones.get(), by=universe.alice, on=date(2026, 3, 3))
    make_public(universe, action)
    for words, in_public in (("INTERNAL", False), ("Said to everybody", True)):
        _written(universe, action, words, in_public)
    return SimpleNamespace(
        action=Commitment.objects.get(pk=action.pk), baseline=baseline, newer=newer
    )


def _written(universe, action, words: str, in_public: bool) -> None:
    by, first = universe.alice, not in_public
    file = SimpleUploadedFile("INTERNAL Alice.txt", words.encode())
    services.add_update(
        action, by=by, text=f"{words} update", evidence_file=file, in_public=in_public, now=DAY
    )
    services.move_due_date(
        action, by=by, due=date(2027, 1 if first else 2, 31 if first else 28), now=DAY,
        reason=f"{words} why it moves", in_public=in_public,
    )  # fmt: skip
    services.change_delivery_status(
        action, by=by, status="at_risk" if first else "on_track", reason=f"{words} why it stands so",
        in_public=in_public, now=DAY,
    )  # fmt: skip
    services.change_impact_status(
        action, by=by, status="no_change" if first else "improving",
        reason=f"{words} what difference", in_public=in_public, now=DAY,
    )  # fmt: skip
