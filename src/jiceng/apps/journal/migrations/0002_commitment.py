"""The hash kept with an entry is the commitment that its leaf in the ledger holds."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RenameField("auditentry", "leaf_hash", "commitment")]
