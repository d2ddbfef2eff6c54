"""An agenda is made from the standing items and what was proposed, published, and changed in the open."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import AgendaVersion, ItemPaper, Proposal
from evenground_web.people import services as people
from tests.web.meeting_records import AT, FIRST, SECOND, seated_board, text_file
from tests.web.pages import page, press, words


@pytest.fixture
def u(universe):
    return seated_board(universe)


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def attach(u, item=None, **given):
    values = {"by": u.secretary, "title": "Costs", "file": text_file(), "now": AT, **given}
    return services.attach_paper(item or u.item, **values)


def test_a_standing_item_gives_the_agenda_its_purpose_time_presenter_and_part(universe, u):
    people.edit_standing_item(
        universe.standing_item, by=u.secretary, action="approve", minutes=25,
        presenter_role="Chair", private=True,
    )  # fmt: skip
    item = services.plan_meeting(universe.board, by=u.secretary, on=date(2026, 7, 9)).agenda.first()
    assert (item.action, item.minutes, item.private, item.presenter) == (
        "approve", 25, True, u.alice,
    )  # fmt: skip


def test_each_item_starts_when_those_before_it_are_over(u):
    first, second, third = u.first.agenda.all()
    services.edit_agenda_item(first, by=u.secretary, minutes=40)
    services.edit_agenda_item(second, by=u.secretary, minutes=35)
    starts = [item.starts for item in services.timed(u.first.agenda.all(), time(10))]
    assert starts == [time(10), time(10, 40), time(11, 15)]
    assert [item.starts for item in services.timed([third], None)] == [None]


def test_a_published_agenda_never_changes_and_what_changes_later_is_told(u):
    first = services.publish_agenda(u.first, by=u.secretary, now=AT)
    with pytest.raises(RuleBroken, match="Nothing changed since version 1"):
        services.publish_agenda(u.first, by=u.secretary)
    services.edit_agenda_item(u.item, by=u.secretary, action="approve", private=True)
    services.add_agenda_item(u.first, by=u.secretary, title="Any other business")
    services.move_agenda_item(u.item, by=u.secretary, up=True)
    second = services.publish_agenda(u.first, by=u.secretary, now=AT)
    assert [change["words"] for change in second.changes] == [
        "“Interpreters at night” now is To approve",
        "“Interpreters at night” moved to the private part",
        "“Any other business” is new",
        "The order of the items changed",
    ]
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        AgendaVersion.objects.filter(pk=first.pk).update(items=[])


def test_an_empty_agenda_is_not_published(universe):
    group = people.add_group(by=None, name="Network", kind="network")
    meeting = services.plan_meeting(group, by=universe.secretary, on=FIRST)
    with pytest.raises(RuleBroken, match="Nothing is on the agenda"):
        services.publish_agenda(meeting, by=universe.secretary)


def test_a_paper_after_publication_says_why_it_is_late(u, files):
    attach(u, title="In time")
    services.publish_agenda(u.first, by=u.secretary, now=AT)
    with pytest.raises(RuleBroken, match="was published on 2 March 2026. Say why"):
        attach(u, title="Late")
    attach(u, title="Late", why="The figures came on Monday")
    version = services.publish_agenda(u.first, by=u.secretary)
    assert [change["words"] for change in version.changes] == [
        "“Interpreters at night” has a new paper: Late"
    ]


def test_a_paper_is_replaced_by_a_new_version_and_never_changed(u, files):
    paper = attach(u)
    with pytest.raises(RuleBroken, match="Add a new version of it"):
        attach(u, title="COSTS")
    with pytest.raises(RuleBroken, match="Say what is different"):
        services.replace_paper(paper, by=u.secretary, file=text_file("New"), why=" ")
    with pytest.raises(RuleBroken, match="This is the same file as Costs"):
        services.replace_paper(paper, by=u.secretary, file=text_file(), why="A sum")
    new = services.replace_paper(paper, by=u.secretary, file=text_file("New"), why="A sum")
    assert (str(new), new.version) == ("Costs, version 2", 2)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ItemPaper.objects.filter(pk=paper.pk).update(file="papers/other.txt")
    with pytest.raises(RuleBroken, match="so it stays on the agenda"):
        services.remove_agenda_item(u.item, by=u.secretary)


def test_a_file_that_is_not_what_it_says_is_refused(u, files):
    for name, said in (("plan.pdf", "is not a PDF file inside"), ("plan.exe", "cannot be kept")):
        with pytest.raises(RuleBroken, match=said):
            attach(u, file=text_file(name=name))
    with pytest.raises(RuleBroken, match="could carry a script"):
        attach(u, file=text_file("<svg onload='x()'>", name="drawing.txt"))


def test_a_private_paper_is_read_by_those_who_sit_in_the_group(universe, u, files, client):
    private = attach(u, private=True)
    for reader, status in ((u.bob, 200), (u.secretary, 200), (universe.by_role["member"], 404)):
        client.force_login(reader)
        assert client.get(private.get_absolute_url()).status_code == status
        listed = "Costs" in page(client, u.first.get_absolute_url())
        assert listed == (status == 200)


def test_the_secretary_attaches_a_paper_and_publishes_the_agenda(u, files, client):
    press(
        client, reverse("gatherings:attach_paper", args=[u.item.pk]), as_=u.secretary,
        title="Costs", file=text_file(),
    )  # fmt: skip
    answer = press(client, reverse("gatherings:publish_agenda", args=[u.first.pk]))
    assert "The agenda was published" in words(answer)
    assert "Nothing changed since" in words(answer)
    paper = ItemPaper.objects.get()
    answer = press(
        client, reverse("gatherings:replace_paper", args=[paper.pk]), file=text_file("New"),
        why="A sum was wrong",
    )  # fmt: skip
    assert "Changed since it was published" in words(answer)


def test_only_who_may_propose_is_offered_it(universe, u, client):
    backlog = reverse("gatherings:backlog", args=[universe.board.pk])
    assert "Propose an item" in page(client, backlog, as_=u.alice)
    assert "Propose an item" not in page(client, backlog, as_=u.bob)


def test_a_member_proposes_an_item_and_the_secretary_takes_it_up(universe, u, client):
    backlog = reverse("gatherings:backlog", args=[universe.board.pk])
    press(
        client, reverse("gatherings:propose", args=[universe.board.pk]), as_=u.alice,
        title="Grants for three years", why="People leave every spring", action="agree",
        needed_by=date(2027, 1, 4),
    )  # fmt: skip
    proposal = Proposal.objects.get()
    assert "needed by 4 January 2027" in page(client, backlog, as_=u.secretary)
    coming = services.plan_meeting(universe.board, by=u.secretary, on=date(2099, 1, 8))
    press(client, reverse("gatherings:take_up", args=[proposal.pk]), gathering=coming.pk)
    item = coming.agenda.get(title="Grants for three years")
    assert (item.action, item.presenter, item.proposal) == ("agree", u.alice, proposal)
    with pytest.raises(RuleBroken, match="on an agenda already"):
        services.set_aside(proposal, by=u.secretary, reason="No")


def test_what_is_set_aside_says_why_and_the_same_waits_once(universe, u, client):
    given = {"by": u.bob, "title": "A visit", "why": "To see it"}
    proposal = services.propose_item(universe.board, **given)
    with pytest.raises(RuleBroken, match="was proposed by Bob already"):
        services.propose_item(universe.board, **given)
    with pytest.raises(RuleBroken, match="Say why it is set aside"):
        services.set_aside(proposal, by=u.secretary, reason="")
    services.set_aside(proposal, by=u.secretary, reason="Seen in May")
    backlog = reverse("gatherings:backlog", args=[universe.board.pk])
    assert "set aside, because Seen in May" in page(client, backlog, as_=u.bob)
    assert services.propose_item(universe.board, **given).pk != proposal.pk


def test_an_item_is_taken_up_by_a_meeting_of_its_own_group(universe, u):
    network = people.add_group(by=None, name="Network", kind="network")
    proposal = services.propose_item(network, by=u.bob, title="A visit", why="To see it")
    with pytest.raises(RuleBroken, match="is not a meeting of Network"):
        services.take_up(proposal, by=u.secretary, gathering=u.first)


def test_questions_close_by_the_day_of_the_meeting(u):
    assert u.second.meeting.questions_by == date(2026, 5, 11)
    with pytest.raises(RuleBroken, match="on the day of the meeting or before"):
        services.arrange_meeting(u.second.meeting, by=u.secretary, questions_by=date(2026, 5, 15))
    services.edit_gathering(u.second, by=u.secretary, starts=date(2026, 5, 21), ends=None)
    u.second.meeting.refresh_from_db()
    assert (SECOND, u.second.meeting.questions_by) == (date(2026, 5, 14), date(2026, 5, 18))
