from django.core.management.base import BaseCommand, CommandError

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent


class Command(BaseCommand):
    help = "Check that no audit event was edited, deleted or reordered."

    def handle(self, *args: object, **options: object) -> None:
        faults = list(audit.faults())
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"The record is whole: {AuditEvent.objects.count()} events.")
