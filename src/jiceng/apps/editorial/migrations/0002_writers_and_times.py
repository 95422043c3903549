from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("editorial", "0001_initial")]

    operations = [
        migrations.RemoveField("article", "written_by"),
        migrations.AddField("articleversion", "writer", models.IntegerField(null=True)),
        migrations.AddField("article", "posted_until", models.DateField(null=True)),
        migrations.AddField(
            "article", "touched_at", models.DateTimeField(default=timezone.now), preserve_default=False
        ),
        migrations.RemoveField("articlefile", "order"),
        migrations.AddField(
            "articlefile", "size", models.PositiveIntegerField(default=0), preserve_default=False
        ),
    ]
