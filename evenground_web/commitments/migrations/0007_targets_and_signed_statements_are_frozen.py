from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("commitments", "0006_targets_stories_and_statements")]
    operations = [
        forbid_updates("commitments_target"),
        forbid_updates("commitments_story"),
        forbid_updates("commitments_contribution", once="signed_at IS NOT NULL"),
    ]
