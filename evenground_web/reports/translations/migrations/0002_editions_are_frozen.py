from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("translations", "0001_initial")]

    operations = [forbid_updates("translations_edition")]
