from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="voice", options={"ordering": ["-received", "claim_digest"]}
        ),
        migrations.AddConstraint(
            model_name="voice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("claim_digest", ""), _negated=True),
                fields=("claim_digest",),
                name="a_claim_code_opens_one_voice",
            ),
        ),
    ]
