"""The ledger: places, hashes, checkpoints; every entry there is waits for its place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_which_token")]

    operations = [
        migrations.CreateModel(
            name="PendingLeaf",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="pending_leaf",
                        serialize=False,
                        to="journal.auditentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("index", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaf",
                        to="journal.auditentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LedgerHash",
            fields=[
                ("position", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("note", models.TextField()),
            ],
        ),
        migrations.RunSQL(
            "INSERT INTO journal_pendingleaf (entry_id) SELECT id FROM journal_auditentry",
            migrations.RunSQL.noop,
        ),
    ]
