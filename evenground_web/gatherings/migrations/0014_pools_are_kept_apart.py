import hashlib
import json

import django.db.models.deletion
from django.db import migrations, models

from evenground_web.core.immutable import forbid_updates

GUARD = forbid_updates("gatherings_draw")


def digest(pool, salt):
    rows = sorted((person, sorted(said.items())) for person, said in pool.items())
    return hashlib.sha256(f"{salt}\n{json.dumps(rows, ensure_ascii=False)}".encode()).hexdigest()


def move_pools(apps, schema_editor):
    """Pools from files go as they are, and of people who spoke only what the mix asks for."""
    Pooled = apps.get_model("gatherings", "Pooled")
    for draw in apps.get_model("gatherings", "Draw").objects.all():
        pool, asked = draw.pool, {quota["characteristic"] for quota in draw.mix}
        if draw.source != "file":
            pool = {
                person: {name: words for name, words in said.items() if name in asked}
                for person, said in pool.items()
            }
        Pooled.objects.bulk_create(
            Pooled(draw=draw, person=person, said=said) for person, said in pool.items()
        )
        draw.people, draw.pool_digest = len(pool), digest(pool, draw.salt)
        draw.save(update_fields=["people", "pool_digest"])


class Migration(migrations.Migration):

    dependencies = [
        ('gatherings', '0013_panels_by_lot'),
    ]

    operations = [
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.CreateModel(
            name='Pooled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=40)),
                ('said', models.JSONField()),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pooled', to='gatherings.draw')),
            ],
            options={
                'verbose_name_plural': 'pooled',
                'constraints': [models.UniqueConstraint(fields=('draw', 'person'), name='a_person_is_in_a_pool_once')],
            },
        ),
        migrations.AddField(
            model_name='draw',
            name='people',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='draw',
            name='salt',
            field=models.CharField(help_text='Of the digest, and of ids made for this pool; given with the pool', max_length=32),
        ),
        migrations.RunPython(move_pools, migrations.RunPython.noop),
    ]
