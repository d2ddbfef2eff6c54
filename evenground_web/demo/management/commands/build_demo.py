from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from evenground_web.core import new_database
from evenground_web.core.permissions import RuleBroken
from evenground_web.demo import services


class Command(BaseCommand):
    help = "Build the fictional partnership, unless it is here already."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=1_200_000)
        parser.add_argument("--seed", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        if new_database.is_empty():
            new_database.create_tables()
        call_command("migrate", verbosity=0)
        try:
            if not services.is_built():
                self.stdout.write("Building the fictional partnership ...")
                services.build(
                    today=timezone.localdate(), people=options["people"], seed=options["seed"]
                )
        except RuleBroken as rule:
            raise CommandError(str(rule)) from rule
