from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("listening", "0001_reports_made_of_voices")]

    operations = [forbid_updates("listening_listeningversion", once="issued_at IS NOT NULL")]
