"""Which token read, where a program did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_commitment")]

    operations = [migrations.AddField("reading", "token_id", models.IntegerField(null=True))]
