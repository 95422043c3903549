"""A decision's notice on the portal: what it says, the record that goes with it, what anybody makes of
that.
"""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from jiceng.apps.decisions import disclosures
from jiceng.apps.decisions.models import Decision
from jiceng.apps.decisions.selectors import public_verdict, story
from jiceng.apps.duties.models import ParameterValue
from jiceng.apps.editorial import services as editorial
from jiceng.apps.editorial.posting import keep_time
from jiceng.engines.documents import body
from jiceng.faces.workbench.decisions import drafting
from tests.apps.decisions.steps import at, entered, opened
from tests.county import County
from tests.faces.cli.conftest import Command, jiceng

__all__ = ["jiceng"]

pytestmark = pytest.mark.django_db(databases=["default", "published", "inbox"])
DAY = date(2026, 10, 20)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The portal is asked in the week it was posted."""
    monkeypatch.setattr(timezone, "now", lambda: at(DAY) + timedelta(days=1))


@pytest.fixture
def decision(county: County) -> Decision:
    """A road resolved on 18 October 2026."""
    found = opened(county, carry_out_by=date(2027, 3, 31))
    entered(county, found, "representatives_meeting")
    return found


def disclosed(county: County, decision: Decision) -> str:
    """The notice's page, posted on 20 October."""
    told = story(county.actor("shangyao"), decision.pk, DAY)
    step = told.state.version.steps["resolution_posting"]
    paper = drafting.notice_of(told, step, drafting.record_name())
    article = disclosures.draft(
        actor=county.actor("shangyao"),
        at=at(DAY),
        decision=decision,
        step="resolution_posting",
        notice=disclosures.Notice(paper.title, body(paper), drafting.record_name()),
    )
    editorial.submit(actor=county.actor("shangyao"), at=at(DAY), article=article)
    editorial.approve(actor=county.actor("qingshi"), at=at(DAY), article=article, revision=article.revision)
    article.refresh_from_db()
    keep_time(at=at(DAY) + timedelta(minutes=2))
    return Client().get(f"/a/{article.number}/").content.decode()


def downloaded(page: str) -> bytes:
    found = re.search(r'href="(/f/[\w-]{43}/)" download>议事记录\.json<', page)
    assert found, page
    answer = Client().get(found[1])
    assert answer.headers["Content-Type"] == "application/json"
    return answer.content


def judged(jiceng: Command, record: bytes, folder: Path) -> dict[str, Any]:
    """What an outsider's own program says."""
    file = folder / "议事记录.json"
    file.write_bytes(record)
    with override_settings(FACE="office"):
        ended = jiceng(
            "procedure", "judge", "four_deliberations", "--on", str(DAY), "--record", str(file), "--json"
        )
    assert ended.status == 0, ended.err
    found: dict[str, Any] = json.loads(ended.out)
    return found


def test_anybody_works_out_the_verdict_of_the_story_from_the_downloaded_record(
    county: County, decision: Decision, tmp_path: Path, jiceng: Command
) -> None:
    before = public_verdict(story(county.actor("shangyao"), decision.pk, DAY))
    record = downloaded(disclosed(county, decision))
    found = judged(jiceng, record, tmp_path)
    assert not any(member.person.name in record.decode() for member in county.members["上窑村"])
    assert {key: found[key] for key in before} == before
    assert found["result"] == "adopted"
    assert [each["verdict"] for each in found["events"]] == ["ok"] * 5


def test_the_office_s_own_figures_go_with_the_record(
    county: County, decision: Decision, tmp_path: Path, jiceng: Command
) -> None:
    ParameterValue.objects.create(
        parameter="deliberation_members_present",
        value="1/2",
        starts_on=date(2026, 1, 1),
        set_at=at(DAY),
        set_by="county",
    )
    record = downloaded(disclosed(county, decision))
    assert json.loads(record)["parameters"] == [
        {"code": "deliberation_members_present", "value": "1/2", "from": "2026-01-01"}
    ]
    found = judged(jiceng, record, tmp_path)
    (meeting,) = [
        each for each in found["events"] if each["step"] == "members_meeting" and each["kind"] == "held"
    ]
    assert next(each["figure"]["share"] for each in meeting["findings"] if each["figure"]) == "1/2"


def test_the_notice_says_what_an_office_says_and_where_to_ask(county: County, decision: Decision) -> None:
    page = disclosed(county, decision)
    for words in (
        "关于修西沟路的决议公开",
        "2026年10月18日，上窑村召开村民代表会议，应到30人，实到26人。",
        "实到人数应不少于应到人数的三分之二，即20；实际26，符合规定（",
        "同意24票，反对2票",
        "表决通过。",
        "硬化西沟路三百米。",
        "拟于2027年3月31日前实施完毕。",
        "jiceng procedure judge four_deliberations --on 2026-10-20 --record 议事记录.json",
        "上窑村村民委员会",
        "2026年10月20日",
    ):
        assert words in page
    for member in county.members["上窑村"]:
        assert member.person.name not in page
    assert "?about=" in page
