"""An editor at work while processes are killed: she drafts, sends in, approves, revises and takes back, and
notes what she was told is done. Afterwards what the public reads is what was decided, no more and no less,
and the ledger of it all verifies.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.machine import environment, jiceng, say

COLUMN = "village_affairs"
EDITOR = """
import sys
from datetime import timedelta
from django.utils import timezone
from jiceng.apps.access.models import User
from jiceng.apps.editorial import services
from jiceng.apps.editorial.services import Text
from jiceng.apps.organisations.models import Unit
from jiceng.apps.publications import store
from jiceng.faces.cli.migrate import migrate_if_needed
from tests.county import County
migrate_if_needed()
store.put_column("village_affairs", title="村务公开", title_en="Village affairs", order=1, listed=True)
county = County()
for user in User.objects.filter(username__in=["shangyao", "qingshi"]):
    county.users[user.username] = user
unit = Unit.objects.get(code="990525100200")
writer, reviewer = county.actor("shangyao"), county.actor("qingshi")
def text(number, revision):
    return Text(f"第{number}次公开", f"<p>第{revision}稿</p>", "village_affairs")
for line in sys.stdin:
    number, at = int(line), timezone.now()
    article = services.draft(actor=writer, at=at, unit=unit, text=text(number, 1))
    services.submit(actor=writer, at=at, article=article)
    later = at + timedelta(milliseconds=300 * (number % 3))
    services.approve(actor=reviewer, at=at, article=article, revision=1, post_at=later)
    print(article.pk, "approved", flush=True)
    if number % 5 == 0 and number % 3 == 0:
        services.withdraw(actor=reviewer, at=timezone.now(), article=article, reason="数字有误")
        print(article.pk, "withdrawn", flush=True)
    elif number % 4 == 0 and number % 3 == 0:
        services.revise(actor=writer, at=at, article=article, text=text(number, 2), revision=1, reason="更正")
        services.submit(actor=writer, at=at, article=article)
        services.approve(actor=reviewer, at=timezone.now(), article=article, revision=2)
        print(article.pk, "revised", flush=True)
    print("over", flush=True)
"""
IN_LINE = """
import json
from django.db import transaction
from django.utils import timezone
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.posting import keep_time
from jiceng.apps.journal.models import AuditEntry, Leaf, PendingLeaf
from jiceng.apps.publications.models import Publication
from jiceng.faces.cli.migrate import migrate_if_needed
migrate_if_needed()
with transaction.atomic():  # the worker waits meanwhile
    Article.objects.select_for_update().first()
    while keep_time(at=timezone.now()):
        pass
    assert not Article.objects.filter(in_line=False).exists(), "not brought in line"
    decided = {
        a.number: (a.state if a.state in ("withdrawn", "expired") else "posted", a.posted_revision)
        for a in Article.objects.filter(number__isnull=False)
    }
    read = {p.number: (p.state, p.version) for p in Publication.objects.all()}
    otherwise = set(decided.items()) ^ set(read.items())
    assert decided == read, ("the public reads otherwise than decided", otherwise)
    for publication in Publication.objects.prefetch_related("versions"):
        words = f"第{publication.version}稿" if publication.state == "posted" else ""
        assert (words in publication.html) and bool(words) == bool(publication.html), publication.number
        numbers = [version.number for version in publication.versions.all()]
        assert publication.version in numbers and len(numbers) == len(set(numbers)), numbers
    placed, waiting = Leaf.objects.count(), PendingLeaf.objects.count()
    assert placed + waiting == AuditEntry.objects.count(), "an entry neither in the ledger nor waiting"
    assert not PendingLeaf.objects.filter(entry__leaf__isnull=False).exists(), "in the ledger and waiting"
    states = {a.pk: a.state for a in Article.objects.all()}
    print(json.dumps({"states": states, "numbers": len(read), "placed": placed}))
"""


class Editor:
    """The editor's process; what she was told is done, by article."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data, self.settings = data, settings
        self.told: dict[str, str] = {}
        self.begun = self.killed = 0
        self.start()

    def start(self) -> None:
        """Begin to work."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"import tests.machine as m\nexec(m.AWAKE + {EDITOR!r})"],
            env=environment(self.data, **self.settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self) -> None:
        """Begin one more article, without waiting for it."""
        self.begun += 1
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.begun}\n")
        self.process.stdin.flush()

    def finish(self) -> None:
        """Wait until the article begun is done; note what was told."""
        assert self.process.stdout is not None
        for line in iter(self.process.stdout.readline, "over\n"):
            assert line, "the editor's process ended by itself"
            self._note(line)

    def kill(self) -> None:
        """Kill her process in whatever it does; what it told until then holds. Start it again."""
        os.kill(self.process.pid, signal.SIGKILL)
        said, _nothing = self.process.communicate()
        for line in said.splitlines():
            if line != "over":
                self._note(line)
        self.killed += 1
        self.start()

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()

    def _note(self, line: str) -> None:
        article, told = line.split()
        self.told[article] = told


def check_published(data: Path, editor: Editor, **settings: str) -> int:
    """Everything the editor was told holds, and what is published is what was decided; how many are."""
    found = json.loads(say(data, IN_LINE, **settings))
    for article, told in editor.told.items():
        state = found["states"].get(article)
        assert state is not None, f"acknowledged and lost: article {article}"
        wanted = {"approved": {"approved", "posted", "in_review", "draft", "withdrawn"}}
        wanted |= {"withdrawn": {"withdrawn"}, "revised": {"posted"}}
        assert state in wanted[told], (article, told, state)
    return int(found["numbers"])


def check_ledger(data: Path, earlier: str, **settings: str) -> str:
    """The ledger verifies, and grew from an earlier checkpoint (empty: none yet); returns the last one."""
    with TemporaryDirectory() as folder:
        extract, note = Path(folder) / "extract", Path(folder) / "earlier"
        note.write_text(earlier)
        key = jiceng(data, "ledger", "key", **settings).stdout.strip()
        last = jiceng(data, "ledger", "seal", **settings).stdout
        made = jiceng(data, "ledger", "extract", str(extract), **settings)
        assert made.returncode == 0, made.stderr
        since = ["--earlier", str(note)] if earlier else []
        done = jiceng(data, "ledger", "verify", str(extract), "--key", key, *since, **settings)
        assert done.returncode == 0, done.stderr + done.stdout
    return last
