from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services


class Command(BaseCommand):
    help = "Name the partnership and make its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name of the partnership")
        parser.add_argument("--administrator", required=True, help="the administrator's name")
        parser.add_argument("--email", required=True, help="the administrator's email address")
        parser.add_argument("--site", help="the address of this site, for the link")

    def handle(self, *args: Any, **options: Any) -> None:
        site = (options["site"] or settings.SITE).rstrip("/")
        try:
            administrator = services.start_partnership(
                options["name"], administrator=options["administrator"], email=options["email"]
            )
        except RuleBroken as rule:
            raise CommandError(str(rule)) from rule
        self.stdout.write(
            f"{administrator} is the administrator and chooses a password within 3 days at\n"
            f"{site}{services.password_path(administrator)}"
        )
