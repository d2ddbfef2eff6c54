"""A version names the report it is made of by its kind and its number, as a translation does."""

from django.db import migrations, models
from django.db.models import F


def name_the_papers(apps, schema_editor):
    apps.get_model("accessible", "AccessibleVersion").objects.update(record=F("paper_id"))


class Migration(migrations.Migration):

    dependencies = [
        ('accessible', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='accessibleversion',
            name='kind',
            field=models.CharField(default='paper', editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='accessibleversion',
            name='record',
            field=models.PositiveBigIntegerField(default=0, editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(name_the_papers, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='accessibleversion',
            name='a_paper_has_one_version_of_each_form_and_language',
        ),
        migrations.AlterModelOptions(
            name='accessibleversion',
            options={'ordering': ['kind', 'record', 'form', 'pk']},
        ),
        migrations.RemoveField(
            model_name='accessibleversion',
            name='paper',
        ),
        migrations.AddConstraint(
            model_name='accessibleversion',
            constraint=models.UniqueConstraint(fields=('kind', 'record', 'form', 'language'), name='a_report_has_one_version_of_each_form_and_language'),
        ),
    ]
