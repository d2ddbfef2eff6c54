from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evenground_web.commitments.services.reminders.nudges import nudge


class Command(BaseCommand):
    help = "Take the steps of reminding that are due on a day; a second time, none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="the day, such as 2026-03-31; today when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            on = date.fromisoformat(options["on"]) if options["on"] else timezone.localdate(now)
        except ValueError:
            raise CommandError(f"{options['on']!r} is not a day. Write it as 2026-03-31.") from None
        if on > timezone.localdate(now):
            raise CommandError("Nobody is reminded of a day to come.")
        made = nudge(on=on, now=now)
        self.stdout.write(f"{len(made)} step{'' if len(made) == 1 else 's'} taken.")
