"""What is kept of votes says nothing from which a hidden count could be worked out."""

from django.db import migrations


def strip(apps, schema_editor):
    Opinions = apps.get_model("floor", "Opinions")
    for opinions in Opinions.objects.all():
        rows = opinions.found["statements"]
        for row in rows:
            row.pop("strength", None)
            if is_hidden(row):
                row["shared"] = 0
                for group in row["groups"]:
                    group["sets_apart"] = 0
        rows.sort(key=is_hidden)
        opinions.save(update_fields=["found"])


def is_hidden(row):
    return any(one["voted"] is None for one in (row, *row["groups"]))


class Migration(migrations.Migration):

    dependencies = [("floor", "0006_language_of_what_the_room_writes")]

    operations = [migrations.RunPython(strip, migrations.RunPython.noop)]
