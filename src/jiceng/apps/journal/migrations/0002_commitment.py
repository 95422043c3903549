"""The hash kept with an entry is the commitment that its leaf in the ledger holds: to who wrote, and what.

Of an entry that was shredded nothing is left to hash: what it has stays, and is committed to from now on.
"""

import json
from hashlib import sha256
from typing import Any

from django.db import migrations

BATCH = 2_000


def commit_anew(apps: Any, _schema: Any) -> None:
    """The commitment of every entry whose content is there."""
    model = apps.get_model("journal", "AuditEntry")
    rows = model.objects.filter(content__isnull=False, salt__isnull=False).order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            name = json.dumps(row.actor_name, ensure_ascii=False)
            text = f'{{"actor_name":{name},"content":{row.content}}}'
            row.commitment = sha256(bytes(row.salt) + text.encode()).digest()
        model.objects.bulk_update(batch, ["commitment"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [
        migrations.RenameField("auditentry", "leaf_hash", "commitment"),
        migrations.RunPython(commit_anew, migrations.RunPython.noop),
    ]
