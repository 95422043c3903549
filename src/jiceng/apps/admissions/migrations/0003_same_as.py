"""Whom of the register an applicant's ID number belongs to, told to those who may see both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0002_one_row_an_expected_step"),
        ("people", "0002_statements_training_successors"),
    ]

    operations = [
        migrations.AddField(
            "admission",
            "same_as",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
            ),
        )
    ]
