from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]
    operations = [forbid_updates("commitments_baseline")]
