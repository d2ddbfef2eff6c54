from django.db import migrations, models
from django.db.models import Q

TOO_FEW = "too few people or events to report"  # how a profile said it, kept as "not published" before


def tell_too_few_from_missing(apps, schema_editor):
    measurements = apps.get_model("insight", "Measurement").objects
    measurements.filter(status="missing", note=TOO_FEW).update(status="too_few")


def tell_them_alike(apps, schema_editor):
    measurements = apps.get_model("insight", "Measurement").objects
    measurements.filter(status="too_few").update(status="missing")


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(
            model_name="measurement", name="a_measurement_has_a_value_or_a_reason"
        ),
        migrations.AlterField(
            model_name="measurement",
            name="status",
            field=models.CharField(
                choices=[
                    ("value", "Has a value"),
                    ("suppressed", "Hidden to protect people"),
                    ("too_few", "Too few to report"),
                    ("missing", "Not published"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(tell_too_few_from_missing, tell_them_alike),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=Q(status="value", value__isnull=False)
                | Q(status__in=["suppressed", "too_few", "missing"], value=None, count=None),
                name="a_measurement_has_a_value_or_a_reason",
            ),
        ),
    ]
