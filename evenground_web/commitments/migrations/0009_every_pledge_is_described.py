from django.db import migrations


def describe_every_pledge(apps, schema_editor):
    """Pledges that were written down before: organisational, and proposed until agreed."""
    commitment = apps.get_model("commitments", "Commitment")
    pledge = apps.get_model("commitments", "Pledge")
    keys = commitment.objects.filter(kind="pledge").values_list("pk", flat=True)
    pledge.objects.bulk_create([pledge(commitment_id=key) for key in keys])


class Migration(migrations.Migration):
    dependencies = [("commitments", "0008_pledges")]
    operations = [migrations.RunPython(describe_every_pledge, migrations.RunPython.noop)]
