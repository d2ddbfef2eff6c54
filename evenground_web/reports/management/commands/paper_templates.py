from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evenground_web.reports import services


class Command(BaseCommand):
    help = "Lists the house templates of papers, or says what is wrong with those of a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path)

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        if mistakes := services.mistakes_of_templates(folder):
            raise CommandError(mistakes)
        found = services.read_folder(folder) if folder else services.templates()
        for key, template in found.items():
            parts = f"{len(template.cover)} cover fields, {len(template.section)} sections"
            self.stdout.write(f"{key}, version {template.version}: {template.title} ({parts})")
