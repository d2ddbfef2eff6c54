"""How the Board meets in the story: agendas, minutes, decisions, interests, public questions."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from evenground_web.commitments.services.records.meetings import agree_action
from evenground_web.demo.story import chapter, months_from
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import AgendaItem, Gathering
from evenground_web.gatherings.services import questions
from evenground_web.people import services as people
from evenground_web.people.models import Group, Person, StandingItem

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEGINS = time(10)


class Boardroom:
    """The Board's meetings, each kept on its day."""

    def __init__(self, year: Year) -> None:
        self.year, self.story = year, chapter("meetings")
        self.group: Group = year.cast.groups["board"]
        self.secretary, self.people = year.secretary, year.cast.people

    def plan(self) -> None:
        """Everything on its day; who sits in the Board and its rules come before the first of them."""
        from evenground_web.demo.services.timeline import EVENTS, MINUTES, RECORDS

        self.arrange()
        at = self.year.timeline.on
        for entry in self.story["interest"]:
            at(entry["declared"], RECORDS, partial(self.declare, entry))
        for entry in self.story["confirmed"]:
            at(-6, RECORDS, partial(self.confirm, entry))
        for entry in self.story["proposal"]:
            at(entry["month"], EVENTS, partial(self.propose, entry))
        for month in chapter("gatherings")["meetings"]["months"]:
            at(month - 1, MINUTES, partial(self.publish, month))
        for entry in self.story["question"]:
            at(entry["month"] - 1, MINUTES, partial(self.ask, entry))
        for number, entry in enumerate(self.story["meeting"]):
            at(entry["month"], MINUTES, partial(self.meet, entry, number))

    def arrange(self) -> None:
        people.set_rules(self.group, by=self.secretary, **self.story["rules"])
        for item in self.group.standing_items.current():
            people.edit_standing_item(item, by=self.secretary, **self.story["shown"][item.title])
        for entry in self.story["standing"]:
            people.add_standing_item(self.group, by=self.secretary, **entry)
        self._second("Minutes of the last meeting")
        for entry in self.story["seat"]:
            self._seat(entry)

    def _second(self, title: str) -> None:
        """The minutes come after apologies."""
        item = StandingItem.objects.get(group=self.group, title=title)
        for _ in range(2):
            people.move_standing_item(item, by=self.secretary, up=True)

    def _seat(self, entry: dict[str, Any]) -> None:
        person, starts = self.people[entry["person"]], months_from(self.year.cast.today, -14)
        deputy = self.people[entry["deputy"]] if "deputy" in entry else None
        votes = entry["role"] != "in_attendance"
        if seat := self.group.seats.filter(person=person).first():
            people.edit_seat(
                seat, by=self.secretary, role=entry["role"], votes=votes, deputy=deputy
            )
            return
        people.give_seat(
            self.group, by=self.secretary, person=person, role=entry["role"], votes=votes,
            deputy=deputy, starts=starts,
        )  # fmt: skip

    def declare(self, entry: dict[str, Any], now: datetime) -> None:
        person = self.people[entry["person"]]
        people.declare_interest(
            person, by=person, kind=entry["kind"], description=entry["description"],
            managed=entry["managed"], arose=months_from(self.year.cast.today, entry["arose"]),
            on=now.date(), now=now,
        )  # fmt: skip

    def confirm(self, entry: dict[str, Any], now: datetime) -> None:
        person = self.people[entry["person"]]
        people.confirm(person, by=person, nil=entry["nil"], on=now.date(), now=now)

    def propose(self, entry: dict[str, Any], now: datetime) -> None:
        proposal = gatherings.propose_item(
            self.group, by=self.people[entry["person"]], title=entry["title"], why=entry["why"],
            action=entry["action"], now=now,
        )  # fmt: skip
        if "meeting" in entry:
            meeting = self.meeting(entry["meeting"])
            gatherings.take_up(proposal, by=self.secretary, gathering=meeting, now=now)

    def meeting(self, month: int) -> Gathering:
        return Gathering.objects.get(pk=self.year.gatherings[f"board {month}"].pk)

    def publish(self, month: int, now: datetime) -> None:
        meeting = self.meeting(month)
        gatherings.arrange_meeting(meeting.meeting, by=self.secretary, begins=BEGINS, now=now)
        for entry in self.story["meeting"]:
            for paper in entry.get("paper", []) if entry["month"] == month else []:
                self._attach(meeting, paper, now)
        gatherings.publish_agenda(self.meeting(month), by=self.secretary, now=now)

    def _attach(self, meeting: Gathering, entry: dict[str, Any], now: datetime) -> None:
        gatherings.attach_paper(
            meeting.agenda.get(title=entry["item"]), by=self.secretary, title=entry["title"],
            file=ContentFile(entry["text"].encode(), name="three-ways-to-pay.txt"), now=now,
        )  # fmt: skip

    def ask(self, entry: dict[str, Any], now: datetime) -> None:
        question, _ = questions.ask(
            self.meeting(entry["month"]).meeting, text=entry["text"], name=entry.get("name", ""),
            may_name=entry.get("may_name", False), on=now.date(), now=now,
        )  # fmt: skip
        if "answer" not in entry:
            return
        day = now + timedelta(days=1)
        questions.accept(question, by=self.secretary, now=day)
        questions.answer(
            question, by=self.secretary, shown_text=entry["shown"], answer=entry["answer"],
            answered=entry["answered"], answered_by=self.people[entry["by"]], on=day.date(), now=day,
        )  # fmt: skip
        questions.publish(question, by=self.secretary, now=day)

    def meet(self, entry: dict[str, Any], number: int, now: datetime) -> None:
        """Who came, what was declared, said and decided, and the minutes of the last meeting."""
        meeting = self.meeting(entry["month"])
        self._attend(meeting, entry, number, now)
        for declared in entry.get("declared", []):
            self._declare_there(meeting, declared, now)
        self._answer_for_the_chair(meeting, now)
        for title, notes in entry["notes"].items():
            item = meeting.agenda.get(title=title)
            gatherings.write_notes(item, by=self.secretary, notes=notes, now=now)
        for decision in entry.get("decision", []):
            self._decide(meeting, decision, now)
        for action in entry.get("action", []):
            self._act(meeting, action, now)
        if number:
            self._approve_last(meeting, number, now)
        gatherings.send_to_chair(meeting.meeting, by=self.secretary, now=now)

    def _attend(
        self, meeting: Gathering, entry: dict[str, Any], number: int, now: datetime
    ) -> None:
        seats = list(gatherings.seats_of(meeting.meeting))
        named = {one["person"] for one in self.story["seat"]}
        away = [seat for seat in seats if seat.person.name not in named]
        away = away[number : number + entry["apologies"]]
        answers = {seat: "apologies" if seat in away else "present" for seat in seats}
        gatherings.record_attendance(
            meeting.meeting, by=self.secretary, seats=answers,
            chaired_by=self.people["Councillor Harjit Gill"], now=now,
        )  # fmt: skip

    def _declare_there(self, meeting: Gathering, entry: dict[str, Any], now: datetime) -> None:
        person = self.people[entry["person"]]
        what = entry.get("what", "")
        gatherings.declare_at_meeting(
            meeting.meeting, by=self.secretary, person=person, what=what,
            interest=None if what else person.interests.first(),
            item=meeting.agenda.get(title=entry["item"]), managed=entry["managed"],
            how=entry.get("how", ""), now=now,
        )  # fmt: skip

    def _answer_for_the_chair(self, meeting: Gathering, now: datetime) -> None:
        meeting.meeting.refresh_from_db()
        for interest in gatherings.unanswered_in_the_chair(meeting.meeting):
            gatherings.declare_at_meeting(
                meeting.meeting, by=self.secretary, person=interest.person, interest=interest,
                managed="touches_none", now=now,
            )  # fmt: skip

    def _decide(self, meeting: Gathering, entry: dict[str, Any], now: datetime) -> None:
        item: AgendaItem = meeting.agenda.get(title=entry["item"])
        review = entry.get("review")
        disagreed: list[Person] = [
            self.people[name] for name in [entry.get("dissenter", "")] if name
        ]
        gatherings.record_decision(
            item, by=self.secretary, now=now, dissenters=disagreed,
            papers=item.files.filter(title=entry.get("paper", "")),
            review_on=months_from(self.year.cast.today, review) if review else None,
            **{
                name: entry[name]
                for name in ("title", "text", "reason", "options", "votes", "dissent")
                if name in entry
            },
        )  # fmt: skip

    def _act(self, meeting: Gathering, entry: dict[str, Any], now: datetime) -> None:
        item = meeting.agenda.get(title=entry["item"])
        agree_action(
            item, by=self.secretary, title=entry["title"], now=now,
            owner=self.year.cast.organisations[entry["owner"]], decision=item.decisions.first(),
            due=months_from(self.year.cast.today, entry["due"]), mechanism=entry["mechanism"],
            priority_population=entry["population"],
        )  # fmt: skip

    def _approve_last(self, meeting: Gathering, number: int, now: datetime) -> None:
        last = self.meeting(self.story["meeting"][number - 1]["month"])
        gatherings.approve_minutes(
            last.meeting.minutes.get(), by=self.secretary,
            item=meeting.agenda.get(title="Minutes of the last meeting"),
            confirmed_by=self.people["Farida Rahman"], now=now,
        )  # fmt: skip
