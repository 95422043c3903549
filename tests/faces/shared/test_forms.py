"""Label, help and error of a field belong together; a service's refusal finds its field."""

import re

import pytest
from django.test import Client

from jiceng.faces.shared.forms import add_error
from jiceng.kernel.errors import Conflict
from tests.faces.shared.gallery import MeetingForm

pytestmark = pytest.mark.usefixtures("gallery")


def page(client: Client, **data: object) -> str:
    answer = client.post("/form", data)
    assert answer.status_code == 422
    return answer.content.decode()


def test_a_day_is_iso_in_every_language(client: Client) -> None:
    assert 'type="date" name="day" value="2026-11-06"' in client.get("/form").content.decode()


def test_help_is_tied_to_its_field(client: Client) -> None:
    html = client.get("/form").content.decode()
    assert 'id="id_day_helptext"' in html
    assert 'aria-describedby="id_day_helptext"' in html


def test_a_field_not_needed_says_so(client: Client) -> None:
    html = client.get("/form").content.decode()
    assert '时间 <span class="optional">（选填）</span>' in html
    assert "议定事项</label>" in html


def test_a_group_of_choices_is_a_fieldset(client: Client) -> None:
    html = client.get("/form").content.decode()
    assert '<fieldset class="field choices" aria-describedby="id_kind_helptext"><legend>会议</legend>' in html
    assert '<div id="id_kind" class="segmented">' in html
    assert '<div id="id_absent" class="roll">' in html
    assert html.count('class="js-absent"') == 3


def test_an_error_is_tied_to_its_field_and_listed_above(client: Client) -> None:
    html = page(client, kind="a", day="never", items=["1"], text="x")
    assert 'aria-describedby="id_day_helptext id_day_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_day_error"' in html
    assert "有 1 处需要改正，尚未保存" in html
    assert '<li><a href="#id_day">日期：' in html


def test_what_was_typed_is_kept(client: Client) -> None:
    html = page(client, kind="b", day="never", items=["1"], absent=["2"], text="修渠")
    assert 'value="never"' in html
    assert "修渠</textarea>" in html
    assert re.search(r'name="absent" value="2"[^>]* checked', html)


def test_a_services_refusal_finds_its_field(client: Client) -> None:
    html = page(client, kind="a", day="2026-11-06", items=["1"], absent=["3"], text="x")
    assert '<li><a href="#id_absent">缺席：标为缺席的人不在当日应到名单里。' in html


def test_a_refusal_without_a_field_stands_above() -> None:
    form = MeetingForm({"kind": "a", "day": "2026-11-06", "items": ["1"], "text": "x"})
    assert form.is_valid()
    add_error(form, Conflict("changed_meanwhile", revision=2))
    assert "别人已改过" in form.non_field_errors()[0]


def test_a_field_the_form_does_not_show_does_not_break_it() -> None:
    form = MeetingForm({"kind": "a", "day": "2026-11-06", "items": ["1"], "text": "x"})
    add_error(form, Conflict("changed_meanwhile", field="elsewhere"))
    assert form.non_field_errors()
