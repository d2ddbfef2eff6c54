from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [forbid_updates("reports_paper", once="issued_at IS NOT NULL")]
