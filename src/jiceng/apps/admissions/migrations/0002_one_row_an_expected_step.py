"""One row for a step expected of a case; two readers at once could write it twice."""

from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def drop_doubles(apps: Any, _editor: Any) -> None:
    """Keep the first of several rows: they say the same."""
    rows = apps.get_model("admissions", "ExpectedStep").objects
    earlier = rows.filter(admission=OuterRef("admission"), step=OuterRef("step"), pk__lt=OuterRef("pk"))
    doubles = list(rows.filter(Exists(earlier)).values_list("pk", flat=True))
    for first in range(0, len(doubles), 500):
        rows.filter(pk__in=doubles[first : first + 500]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0001_admissions"),
    ]

    operations = [
        migrations.RunPython(drop_doubles, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="expectedstep",
            constraint=models.UniqueConstraint(fields=("admission", "step"), name="one_row_an_expected_step"),
        ),
    ]
