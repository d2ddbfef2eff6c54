import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):

    dependencies = [
        ('gatherings', '0009_the_door'),
        ('people', '0005_safeguarding_lead'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Closing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1, editable=False)),
                ('came', models.PositiveIntegerField(null=True, verbose_name='how many people came')),
                ('said', models.TextField(blank=True, max_length=5000, verbose_name='what was talked about')),
                ('next', models.TextField(blank=True, max_length=5000, verbose_name='what happens next')),
                ('thanks', models.TextField(blank=True, max_length=2000)),
                ('answer_by', models.DateField(null=True, verbose_name='day of the promised answer')),
                ('correction', models.TextField(blank=True, max_length=1000, verbose_name='what was wrong')),
                ('content', models.JSONField(default=dict, editable=False)),
                ('at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='gathering',
            name='cancelled_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='gathering',
            name='why_cancelled',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name='session',
            name='summary',
            field=models.TextField(blank=True, help_text='Everybody reads this once the gathering is closed. Name nobody who did not agree', max_length=5000, verbose_name='what was said in it'),
        ),
        migrations.AddConstraint(
            model_name='gathering',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at', None), ('why_cancelled', '')), models.Q(('cancelled_at__isnull', False), models.Q(('why_cancelled', ''), _negated=True)), _connector='OR'), name='a_cancelled_gathering_says_why'),
        ),
        migrations.AddField(
            model_name='closing',
            name='by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='closing',
            name='gathering',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='gatherings.gathering'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(fields=('gathering', 'number'), name='a_version_of_a_close_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.UniqueConstraint(condition=models.Q(('at', None)), fields=('gathering',), name='a_gathering_has_one_draft_of_its_close'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('at', None), models.Q(('answer_by__isnull', False), ('by__isnull', False), ('came__isnull', False), models.Q(('next', ''), _negated=True), models.Q(('thanks', ''), _negated=True)), _connector='OR'), name='a_close_says_how_many_came_and_what_is_next'),
        ),
        migrations.AddConstraint(
            model_name='closing',
            constraint=models.CheckConstraint(condition=models.Q(('at', None), ('number', 1), models.Q(('correction', ''), _negated=True), _connector='OR'), name='a_corrected_close_says_what_was_wrong'),
        ),
        forbid_updates("gatherings_closing", once="at IS NOT NULL"),
    ]
