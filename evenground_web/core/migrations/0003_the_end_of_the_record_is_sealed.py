from django.db import migrations, models

from evenground_web.core.audit import seal


def seal_the_end(apps, schema_editor):
    for head in apps.get_model("core", "AuditHead").objects.exclude(position=0):
        head.seal = seal(head.position, head.hash)
        head.save(update_fields=["seal"])


class Migration(migrations.Migration):
    dependencies = [("core", "0002_events_by_actor")]

    operations = [
        migrations.AddField(
            model_name="audithead",
            name="seal",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.RunPython(seal_the_end, migrations.RunPython.noop),
    ]
