"""What is published and what came in is in the backup too, and comes back in line with the office."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine import PREPARE, jiceng, say
from tests.postgresql import postgresql
from tests.trust.approving import COLUMN

EDIT = f"""
from django.utils import timezone
from jiceng.apps.editorial import services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.posting import bring_in_line
from jiceng.apps.editorial.services import Text
from jiceng.apps.organisations.models import Unit
from jiceng.apps.access.models import User
from jiceng.apps.publications import store
from jiceng.apps.publications.models import Letter, Publication
from jiceng.faces.cli.migrate import migrate_if_needed
from tests.county import County
migrate_if_needed()
store.put_column("{COLUMN}", title="村务公开", title_en="Village affairs", order=1, listed=True)
county, at = County(), timezone.now()
for user in User.objects.filter(username__in=["shangyao", "qingshi"]):
    county.users[user.username] = user
unit = Unit.objects.get(code="990525100200")
def post(title):
    text = Text(title, "<p>正文</p>", "{COLUMN}")
    article = services.draft(actor=county.actor("shangyao"), at=at, unit=unit, text=text)
    services.submit(actor=county.actor("shangyao"), at=at, article=article)
    services.approve(actor=county.actor("qingshi"), at=at, article=article, revision=1)
    bring_in_line(at)
    return article
"""
READ = """
from django.utils import timezone
from jiceng.apps.editorial.posting import keep_time
from jiceng.apps.publications.models import Letter, Publication
keep_time(at=timezone.now())
for each in Publication.objects.order_by("number"):
    print(each.number, each.title, each.state, each.versions.count())
print(Letter.objects.count(), "letters")
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def addresses(request: pytest.FixtureRequest) -> Iterator[list[dict[str, str]]]:
    """Settings of the office, and of where it is restored."""
    if request.param == "sqlite":
        yield [{}, {}]
        return
    with postgresql() as first, postgresql() as second:
        yield [{"DATABASE_URL": first}, {"DATABASE_URL": second}]


def test_what_the_public_read_and_wrote_comes_back(tmp_path: Path, addresses: list[dict[str, str]]) -> None:
    here, there = addresses
    office, restored, backup = tmp_path / "office", tmp_path / "restored", tmp_path / "one.backup"
    say(office, PREPARE, **here)
    letter = 'Letter.objects.create(receipt=b"r", at=at, sealed=b"s", origin=b"o")\n'
    say(office, EDIT + 'post("第一期")\npost("第二期")\n' + letter, **here)
    made = jiceng(office, "backup", str(backup), **here)
    assert made.returncode == 0, made.stderr
    later = 'first, reviewer = Article.objects.get(number=1), county.actor("qingshi")\n'
    later += 'services.withdraw(actor=reviewer, at=at, article=first, reason="x")\n'
    say(office, EDIT + later + 'bring_in_line(at)\npost("第三期")\n', **here)
    (restored / "keys").mkdir(parents=True)
    for key in (office / "keys").iterdir():
        (restored / "keys" / key.name).write_bytes(key.read_bytes())
    done = jiceng(restored, "restore", str(backup), **there)
    assert done.returncode == 0, done.stderr
    assert say(restored, READ, **there).splitlines() == [
        "1 第一期 posted 1",
        "2 第二期 posted 1",
        "1 letters",
    ]
    again = jiceng(restored, "restore", str(backup), **there)
    assert again.returncode == 2, "never over what is there"


def test_a_restore_never_goes_over_what_is_published_elsewhere(data: Path, tmp_path: Path) -> None:
    office, backup = data, tmp_path / "one.backup"
    say(office, EDIT + 'post("第一期")\n')
    assert jiceng(office, "backup", str(backup)).returncode == 0
    public = office / "public"
    before = (public / "published.sqlite3").read_bytes()
    drill = jiceng(tmp_path / "drill", "restore", str(backup), JICENG_PUBLIC=str(public))
    assert drill.returncode == 2
    assert (public / "published.sqlite3").read_bytes() == before
    assert not (tmp_path / "drill" / "jiceng.sqlite3").exists()
