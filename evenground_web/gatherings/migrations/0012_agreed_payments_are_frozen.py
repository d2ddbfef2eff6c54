from django.db import migrations

from evenground_web.core.immutable import forbid_updates


class Migration(migrations.Migration):
    dependencies = [("gatherings", "0011_payments")]
    operations = [
        forbid_updates("gatherings_paymentpolicy", once="in_force_at IS NOT NULL"),
        forbid_updates("gatherings_paymentrate", once="frozen"),
        forbid_updates("gatherings_claimline", once="agreed"),
    ]
