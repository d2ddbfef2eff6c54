from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):

    dependencies = [
        ('gatherings', '0014_pools_are_kept_apart'),
    ]

    operations = [
        migrations.RemoveField(model_name='draw', name='pool'),
        forbid_updates("gatherings_draw"),
        forbid_updates("gatherings_pooled"),
    ]
