"""Pages of commitments as Alice, who may, Bob, who may not, and Charlie, a stranger."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import (
    Addressee,
    Baseline,
    Commitment,
    Dependency,
    DueDateMove,
    Milestone,
)
from evenground_web.core.panels import panels
from evenground_web.gatherings import services as gatherings
from tests.web.commitment_records import WHY, add_figures, add_pledge, make_release, measured_gap
from tests.web.pages import words

HEAVIEST_LIST = 60_000
WRITING = ["edit", "status", "impact", "due", "milestones/add", "updates/add", "gap"]


@pytest.fixture
def pledge(universe):
    return add_pledge(universe, priority_population="Adults in Harbour")


@pytest.fixture
def as_alice(client, universe):
    client.force_login(universe.alice)
    return client


def url(pledge, path=""):
    return pledge.get_absolute_url() + (f"{path}/" if path else "")


@pytest.mark.parametrize("path", WRITING)
def test_alice_may_bob_may_not_and_charlie_finds_nothing(client, universe, pledge, path):
    expected = {universe.alice: 200, universe.lead: 200, universe.bob: 404, universe.charlie: 404}
    for person, status in expected.items():
        client.force_login(person)
        assert client.get(url(pledge, path)).status_code == status
    client.logout()
    assert client.get(url(pledge, path)).status_code == 404


def test_a_partner_may_update_what_it_shares(client, universe):
    shared = add_pledge(universe, partners=[universe.housing])
    client.force_login(universe.bob)
    assert client.get(url(shared, "updates/add")).status_code == 200


def test_a_partner_takes_over_neither_the_commitment_nor_who_shares_it(client, universe):
    shared = add_pledge(universe, partners=[universe.housing])
    client.force_login(universe.bob)
    changes = {
        "owner": universe.housing.pk,
        "partners": [universe.icb.pk],
        "revision": 1,
        "weight": 1,
    }
    client.post(url(shared, "edit"), {"title": "More walking groups"} | WHY | changes)
    shared.refresh_from_db()
    assert shared.title == "More walking groups"
    assert shared.owner == universe.trust
    assert list(shared.partners.all()) == [universe.housing]


def test_members_read_and_find_no_way_to_write(client, universe, pledge):
    client.force_login(universe.bob)
    page = words(client.get(url(pledge)))
    assert "Walking groups in every neighbourhood" in page
    assert not any(f"{url(pledge, path)}" in page for path in WRITING)
    client.force_login(universe.charlie)
    assert client.get(url(pledge)).status_code == 404
    assert client.get("/commitments/").status_code == 404


def typed(universe, **given):
    return {
        "kind": "pledge",
        "title": "Free swimming",
        "owner": universe.trust.pk,
        "weight": 1,
        **WHY,
        **given,
    }


def test_alice_adds_a_commitment_of_her_organisation(as_alice, universe):
    date_typed = {"due_day": "1", "due_month": "5", "due_year": "2027"}
    response = as_alice.post("/commitments/add/", typed(universe, **date_typed))
    added = Commitment.objects.get()
    assert response["Location"] == url(added)
    assert (added.reference, added.owner, added.due) == ("P1", universe.trust, date(2027, 5, 1))


def test_alice_adds_nothing_for_somebody_elses(as_alice, universe):
    response = as_alice.post("/commitments/add/", typed(universe, owner=universe.housing.pk))
    assert "must be an organisation of the partnership for which you may act" in words(response)
    assert "Free swimming" in words(response), "what she typed is kept"
    assert not Commitment.objects.exists()


def test_the_programme_lead_adds_for_anybody_in_the_partnership(client, universe):
    client.force_login(universe.lead)
    response = client.post("/commitments/add/", typed(universe, owner="99999"))
    assert "Select an owner from the list" in words(response)
    client.post("/commitments/add/", typed(universe, owner=universe.housing.pk))
    assert Commitment.objects.get().owner == universe.housing


def test_a_commitment_is_shared_by_any_number_of_partners(client, universe):
    client.force_login(universe.lead)
    assert words(client.get("/commitments/add/")).count('type="checkbox"') >= 3
    partners = [universe.housing.pk, universe.icb.pk]
    client.post("/commitments/add/", typed(universe, partners=partners))
    assert Commitment.objects.get().partners.count() == 2


def test_a_due_date_before_the_start_is_said_beside_it(as_alice, universe):
    dates = {"starts_day": "1", "starts_month": "5", "starts_year": "2027"}
    dates |= {"due_day": "30", "due_month": "4", "due_year": "2027"}
    response = as_alice.post("/commitments/add/", typed(universe, **dates))
    assert "Due date must be the same as or after the start date" in words(response)
    assert 'value="2027"' in words(response)
    assert not Commitment.objects.exists()


def editing(client, pledge, **given):
    form = client.get(url(pledge, "edit")).context["form"]
    start = pledge.starts
    return {
        "title": pledge.title, "owner": pledge.owner_id, "revision": form["revision"].value(),
        "mechanism": pledge.mechanism, "weight": 1,
        "priority_population": pledge.priority_population, "starts_day": start.day,
        "starts_month": start.month, "starts_year": start.year, **given,
    }  # fmt: skip


def test_two_editors_see_both_texts_and_keep_their_typing(as_alice, universe, pledge):
    mine = editing(as_alice, pledge, title="Alice's words")
    services.edit_commitment(pledge, by=universe.lead, revision=1, title="The lead's words")
    page = as_alice.post(url(pledge, "edit"), mine)
    assert "Programme lead changed P1 while you were writing" in words(page)
    assert page.context["form"].differences == [("Title", "The lead's words", "Alice's words")]
    assert 'value="Alice\'s words"' in words(page)
    pledge.refresh_from_db()
    assert pledge.title == "The lead's words"
    again = {**mine, "revision": page.context["form"]["revision"].value()}
    assert as_alice.post(url(pledge, "edit"), again).status_code == 302
    pledge.refresh_from_db()
    assert pledge.title == "Alice's words"


def test_saving_the_form_as_it_came_changes_nothing(as_alice, universe, pledge):
    as_alice.post(url(pledge, "edit"), editing(as_alice, pledge))
    pledge.refresh_from_db()
    assert pledge.revision == 1


def test_a_status_changes_with_its_reason(as_alice, pledge):
    page = as_alice.post(url(pledge, "status"), {"status": "at_risk", "reason": ""})
    assert "Enter the reason" in words(page)
    as_alice.post(url(pledge, "status"), {"status": "at_risk", "reason": "Leaders moved away"})
    as_alice.post(url(pledge, "impact"), {"status": "no_change", "reason": "Too few walks"})
    page = words(as_alice.get(url(pledge)))
    assert "At risk" in page
    assert "delivery from “Not started” to “At risk”, Alice. Leaders moved away" in page
    assert "impact from “Too early to say” to “No change seen”, Alice. Too few walks" in page


def test_moving_the_due_date_shows_the_first_one_and_the_count(as_alice, pledge):
    moved = {"due_day": "1", "due_month": "3", "due_year": "2027", "reason": "Leaders moved away"}
    as_alice.post(url(pledge, "due"), moved)
    page = words(as_alice.get(url(pledge)))
    assert "First promised for 31 December 2026; moved 1 time<" in page
    early = {**moved, "due_year": "2020"}
    assert "is before the start" in words(as_alice.post(url(pledge, "due"), early))


def test_milestones_are_added_and_ticked_off(client, as_alice, universe, pledge):
    as_alice.post(url(pledge, "milestones/add"), {"title": "First walk"})
    done = f"/commitments/milestones/{Milestone.objects.get().pk}/done/"
    assert as_alice.get(done).status_code == 405
    client.force_login(universe.bob)
    assert client.post(done).status_code == 404
    client.force_login(universe.alice)
    client.post(done)
    assert Milestone.objects.get().done_on == timezone.localdate()


def test_evidence_is_downloaded_by_members_and_never_shown(
    client, as_alice, universe, pledge, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("Minutes.pdf", b"%PDF-1.7 words")
    as_alice.post(url(pledge, "updates/add"), {"text": "Agreed", "evidence_file": file})
    update = pledge.updates.get()
    address = f"/commitments/evidence/{update.pk}/"
    assert address in words(as_alice.get(url(pledge)))
    client.force_login(universe.bob)
    response = client.get(address)
    assert response.content == b"%PDF-1.7 words"
    assert response["Content-Disposition"] == 'attachment; filename="Minutes.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    client.force_login(universe.charlie)
    assert client.get(address).status_code == 404


def test_a_page_is_not_evidence(as_alice, pledge):
    file = SimpleUploadedFile("page.html", b"<script>alert(1)</script>")
    response = as_alice.post(
        url(pledge, "updates/add"), {"text": "What we did", "evidence_file": file}
    )
    assert "page.html cannot be kept as evidence" in words(response)
    assert "What we did" in words(response)
    assert not pledge.updates.exists()


def test_an_update_without_a_file_has_no_download(as_alice, universe, pledge):
    update = services.add_update(pledge, by=universe.alice, text="Agreed")
    assert as_alice.get(f"/commitments/evidence/{update.pk}/").status_code == 404


def test_a_gap_is_found_by_its_words_and_frozen(as_alice, universe, pledge):
    gap = measured_gap(universe)
    measured_gap_of_another = url(pledge, "gap") + "?words=deprived+inactive"
    assert "Inactive adults: Most deprived" in words(as_alice.get(measured_gap_of_another))
    assert "No gaps fit" in words(as_alice.get(url(pledge, "gap") + "?words=nothing"))
    as_alice.post(measured_gap_of_another, {"gap": gap.pk})
    assert Baseline.objects.get().commitment == pledge
    later = make_release(title="Later figures", digest="b" * 64)
    add_figures(gap, later, "2024/25", (35, 34, 36), (14, 13, 15), (20.9, 19.9, 21.8))
    page = words(as_alice.get(url(pledge)))
    assert "When this was promised (2019/20) the gap was 17.9 percentage points" in page
    assert "it widened by 3.0 percentage points" in page
    assert "Later figures" in page
    assert "+3.0 (+1.7 to +4.3)" in page
    assert "2.12 (2.03 to 2.21)" in page
    assert "not proof that the promise caused it" in page


def test_a_gap_is_tied_from_its_own_page_by_those_who_may(client, universe, pledge):
    gap = measured_gap(universe)
    address = f"/commitments/gaps/{gap.pk}/"
    client.force_login(universe.bob)
    assert "Select a commitment" in words(client.post(address, {"commitment": pledge.pk}))
    assert not Baseline.objects.exists()
    client.force_login(universe.alice)
    assert client.post(address, {"commitment": pledge.pk})["Location"] == gap.get_absolute_url()
    assert Baseline.objects.get().gap == gap
    client.force_login(universe.charlie)
    assert client.get(address).status_code == 404


def panel(record, person):
    """What commitments show on the page of another app's record."""
    offered = [one for one in panels(record, person) if one.template.startswith("commitments/")]
    return "".join(one.render() for one in offered)


def test_the_page_of_a_gap_says_who_owns_it(universe, pledge):
    gap = measured_gap(universe)

    assert "Nobody owns this gap yet." in panel(gap, universe.alice)
    assert f"/commitments/gaps/{gap.pk}/" in panel(gap, universe.alice)
    services.name_gap(pledge, by=universe.alice, gap=gap)
    assert "Walking groups in every neighbourhood" in panel(gap, universe.alice)
    assert "17.9 percentage points (17.0 to 18.8) in 2019/20" in panel(gap, universe.alice)
    assert "Nobody owns" not in panel(gap, universe.alice)


def test_other_pages_show_commitments(universe, pledge):
    summit = gatherings.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=date(2026, 1, 1)
    )
    add_pledge(universe, title="Agreed there", gathering=summit, owner=universe.icb)
    assert "Agreed there" in panel(summit, universe.bob)
    assert f"/commitments/add/?gathering={summit.pk}" in panel(summit, universe.alice)
    assert "Walking groups" in panel(universe.trust, universe.alice)
    assert "/commitments/add/" not in panel(universe.trust, universe.bob)
    assert "2 open without evidence" in panel(universe.partnership, universe.alice).replace(
        "</a>", ""
    )


def test_the_list_is_narrowed_and_says_so(as_alice, universe, pledge):
    add_pledge(universe, title="Safe homes", owner=universe.housing)
    page = words(as_alice.get(f"/commitments/?owner={universe.housing.pk}&show=no_gap"))
    assert "Safe homes" in page
    assert "Walking groups" not in page
    assert "No commitments fit" in words(as_alice.get("/commitments/?text=nothing"))
    assert as_alice.get("/commitments/?owner=nobody&sort=upside-down").status_code == 200


def test_an_empty_list_says_what_to_do(as_alice, universe):
    assert "No commitments yet" in words(as_alice.get("/commitments/"))


@pytest.fixture
def five_hundred(universe):
    first = add_pledge(universe, title="Number 0", plan="Plan")
    Commitment.objects.bulk_create(
        Commitment(
            kind="action", reference=f"A{n}", title=f"A commitment of ordinary length, number {n}",
            owner=[universe.trust, universe.housing, universe.icb][n % 3], due=first.due,
            original_due=first.due, created=first.created, plan=f"Plan {n % 8}",
            priority_population=f"People of neighbourhood {n % 12}", delivery_status="at_risk",
        )
        for n in range(1, 500)
    )  # fmt: skip
    return first


def test_the_list_of_500_is_light(as_alice, universe, five_hundred, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        page = as_alice.get("/commitments/?sort=due")
    assert "1 to 36 of 500 commitments" in words(page)
    assert len(page.content) <= HEAVIEST_LIST


@pytest.mark.parametrize("query", ["", "?show=silent", "?show=waiting", "?status=unverified"])
def test_the_marks_of_the_list_cost_the_same_for_any_number_of_rows(
    as_alice, universe, five_hundred, query, django_assert_max_num_queries
):
    actions = list(Commitment.objects.filter(kind="action")[:200])
    Commitment.objects.filter(pk__in=[a.pk for a in actions[:100]]).update(
        due=date(2026, 2, 1), original_due=date(2026, 2, 1)
    )
    Commitment.objects.filter(pk=actions[150].pk).update(delivery_status="complete")
    Addressee.objects.bulk_create(
        Addressee(commitment=a, organisation=universe.trust, response_due=date(2026, 2, 1))
        for a in actions
    )
    day = timezone.now()
    Dependency.objects.bulk_create(
        Dependency(commitment=waits, needs=needs, reason="Letters", at=day)
        for waits, needs in zip(actions[100:], actions[:100], strict=True)
    )
    DueDateMove.objects.bulk_create(
        DueDateMove(commitment=a, old=a.due, new=a.due, reason="Rain", at=day) for a in actions
    )
    with django_assert_max_num_queries(10):
        page = as_alice.get(f"/commitments/{query}")
    assert "Moved once" in words(page)
    assert len(page.content) <= HEAVIEST_LIST


def test_a_commitment_with_everything_is_light(
    as_alice, universe, pledge, django_assert_max_num_queries
):
    services.name_gap(pledge, by=universe.alice, gap=measured_gap(universe))
    for n in range(20):
        services.add_update(pledge, by=universe.alice, text=f"Update {n}")
        services.add_milestone(pledge, by=universe.alice, title=f"Step {n}")
        add_pledge(universe, kind="action", title=f"Action {n}", parent=pledge)
    with django_assert_max_num_queries(26):
        page = as_alice.get(url(pledge))
    assert len(page.content) <= HEAVIEST_LIST
