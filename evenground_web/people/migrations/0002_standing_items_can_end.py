from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="standingitem",
            name="in_use",
            field=models.BooleanField(default=True, editable=False),
        )
    ]
