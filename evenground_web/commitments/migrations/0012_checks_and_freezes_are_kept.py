from django.db import migrations
from django.db.models import F

from evenground_web.core.immutable import forbid_updates


def remember_first_dates(apps, schema_editor):
    apps.get_model("commitments", "Milestone").objects.update(original_due=F("due"))


class Migration(migrations.Migration):
    dependencies = [("commitments", "0011_recommendations_evidence_and_plans")]
    operations = [
        migrations.RunPython(remember_first_dates, migrations.RunPython.noop),
        forbid_updates("commitments_verification"),
        forbid_updates("commitments_progressoverride"),
        forbid_updates("commitments_planfreeze"),
    ]
