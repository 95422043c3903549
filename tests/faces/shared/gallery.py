"""All components on three pages, for tests alone; nothing of it is shipped."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone
from django.views.i18n import set_language

from jiceng.apps.jobs.progress import Progress
from jiceng.apps.jobs.selectors import JobState, State
from jiceng.faces.shared import forms as look
from jiceng.faces.shared import views
from jiceng.faces.shared.progress import while_working
from jiceng.kernel.errors import Conflict, Invalid, NotFound, ProfileError, Refused

BOARD = """{% extends "shared/base.html" %}{% load shared %}
{% block title %}全县{% endblock %}{% block heading %}组织生活落实情况{% endblock %}
{% block subtitle %}{{ "2026-Q4"|period }}{% endblock %}
{% block action %}<a class="btn" href="#t">导出 Excel</a>{% endblock %}
{% block stage %}<ul class="segments" aria-label="季度"><li><a href="?q=3">三季度</a></li>
<li><a href="?q=4" aria-current="page">四季度</a></li></ul>
<dl class="facts"><div><dt>应开支部</dt><dd>469</dd></div>
<div><dt>已开</dt><dd>{{ 415|percent:469 }}</dd></div></dl>
<div class="region" role="region" aria-labelledby="t" tabindex="0"><table><caption id="t">各镇</caption>
<thead><tr><th scope="col">乡镇</th>
{% for name in names %}<th scope="col">{{ name }}</th>{% endfor %}</tr></thead>
<tbody>{% for town in towns %}<tr><th scope="row"><a href="/board">{{ town }}</a></th>
{% for name in names %}<td{% if forloop.first %} class="chosen"{% endif %}>
<a class="cell" href="/board">31{% bar 31 38 missed=2 late=1 %}</a></td>{% endfor %}</tr>{% endfor %}</tbody>
<tfoot><tr><th scope="row">合计</th>{% for name in names %}<td>310</td>{% endfor %}</tr></tfoot></table></div>
{% pager page %}{% endblock %}
{% block aside %}<h2>松岭镇 · 党员大会</h2><div class="clause"><p>一般每季度 1 次</p><p>支部工作条例（试行）第十一条</p></div>
<ul class="list"><li class="go"><a href="/board"><span>上窑村</span>{% state "due" at_risk=True %}</a></li></ul>
{% endblock %}"""

DUTIES = """{% extends "shared/base.html" %}{% load shared %}
{% block title %}待办{% endblock %}{% block heading %}青石村党支部{% endblock %}
{% block subtitle %}任期 {{ term.0|span:term.1 }}{% endblock %}{% block stage_class %}narrow{% endblock %}
{% block breadcrumb %}{% include "shared/breadcrumb.html" %}{% endblock %}
{% block stage %}{% include "shared/undo.html" with text="已登记。" undo_url="/undo" %}
{% include "shared/search.html" with label="找人或组织" hint="姓名、拼音首字母" %}
<h2>本月要办</h2><ul class="list sheet">
<li><strong>主题党日</strong><a class="btn primary" href="/form">登记会议</a>{% state "due" "本月应开，30日止" %}</li>
<li><strong>支委会</strong><a class="btn" href="/form">查看</a>{% state "missed" strength="normally" %}
<details><summary>为什么要我办</summary><div class="clause pending"><p>一般每月 1 次。</p></div></details></li></ul>
<p>支委会 {% months cells "支委会" %}</p>{% interval 2 6 4 1 38 "38 人中第 2–6 名" %}
{% legend %}<p>{% for state in states %}{% state state %} {% endfor %}</p>
<ul class="filter"><li><a class="chip" href="?k=1" aria-current="true">全部</a></li>
<li><a class="chip" href="?k=2">村</a></li></ul>
<dl class="about"><dt>书记</dt><dd>赵大田</dd></dl>{% include "shared/steps.html" with steps=progress %}
<ol class="timeline"><li class="now"><time>2026年</time><p>换届</p></li>
<li><time>2019年</time><p>合并设立</p></li></ol>
{% include "shared/empty.html" with title="还没有会议记录" text="登记后就会显示。" url="/form" label="登记会议" %}
<div class="notice warning"><h2>任期将满</h2><p>须换届。</p></div>
<p><button type="button" class="btn danger">撤销</button>
<button type="button" class="btn" disabled>不可用</button></p>
<article class="paper" id="minutes"><p class="title">会议记录</p><h2>一、学习</h2><p>学习条例。</p>
<p class="signed">记录人：</p></article>
<button type="button" class="btn" data-copy="#minutes" data-copied="已复制" hidden>复制</button>{% endblock %}"""

FORM = """{% extends "shared/base.html" %}{% load shared %}
{% block title %}登记会议{% endblock %}{% block heading %}登记会议{% endblock %}
{% block stage %}{% include "shared/errors.html" %}
<form class="form" method="post" novalidate data-tally="#here">{% csrf_token %}{{ form }}
<div class="tally"><p>应到 3 人，实到 <strong id="here">3</strong> 人</p>
<button type="submit" class="btn primary">登记</button></div></form>{% endblock %}"""


class MeetingForm(forms.Form):
    """One field of each sort."""

    kind = forms.ChoiceField(
        label="会议", choices=[("a", "党员大会"), ("b", "支委会")], widget=look.Segmented, help_text="选一种"
    )
    day = forms.DateField(label="日期", widget=look.Day, help_text="按实际日期填")
    at = forms.TimeField(label="时间", widget=look.Clock, required=False)
    month = forms.CharField(label="补哪个月", widget=look.Month, required=False)
    absent = forms.MultipleChoiceField(
        label="缺席",
        choices=[(1, "赵大田"), (2, "钱小满"), (3, "孙立夏")],
        widget=look.Absent,
        required=False,
    )
    items = forms.MultipleChoiceField(
        label="事项", choices=[(1, "学习"), (2, "交纳党费")], widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(label="议定事项", widget=forms.Textarea)
    guests = forms.BooleanField(label="有列席人员", required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=1, required=False)


def shell(request: HttpRequest) -> dict[str, object]:
    """What a face's context processor would add; `?alone` leaves the navigation out."""
    base = {"demonstration": True, "profile_title": "示例县规则"}
    if "alone" in request.GET:
        return base

    def item(label: str, url: str, tab: bool = False) -> dict[str, object]:
        return {"label": label, "url": url, "tab": tab, "current": "page" if request.path == url else ""}

    groups = [
        {
            "title": "组织",
            "items": [item("待办", "/duties", True), item("会议", "/form", True), item("全县", "/board")],
        },
        {"title": "", "items": [item("查阅记录", "/log")]},
    ]
    account = {
        "name": "演示用户",
        "role": "青石镇",
        "links": [{"label": "修改密码", "url": "/password"}],
        "sign_out_url": "/out",
    }
    return base | {"navigation": groups, "account": account}


def page(request: HttpRequest, source: str, status: int = 200, **context: object) -> HttpResponse:
    """A page from template text."""
    template = engines["django"].from_string(source)
    return HttpResponse(template.render(shell(request) | context, request), status=status)


def board(request: HttpRequest) -> HttpResponse:
    """Desk: figures, table, side panel."""
    towns = ["青石镇", "河湾镇", "松岭镇", "云台镇"] * 6
    names = ["党员大会", "支委会", "主题党日", "组织生活会", "民主评议", "谈心谈话", "党课"]
    return page(request, BOARD, towns=towns, names=names, page=Paginator(range(90), 20).page(2))


def duties(request: HttpRequest) -> HttpResponse:
    """Phone: what is due, and most of the small nouns."""
    messages.info(request, "已更正。")
    states = ["done", "due", "late", "missed", "excused", "not_applicable"]
    cells = [{"period": f"2026-{month:02}", "state": states[month % 6]} for month in range(1, 13)]
    names = ["全县", "松岭镇非公有制企业第一联合党支部", "标准化建设"]
    steps = [{"label": name, "url": "/board"} for name in names]
    steps.append({"label": "正式党员三名以上，不足的组建联合党支部"})
    progress = [{"label": "提议", "state": "done"}, {"label": "决议", "state": "now"}, {"label": "公开"}]
    term = (date(2024, 3, 11), date(2027, 3, 10))
    return page(request, DUTIES, cells=cells, states=states, steps=steps, progress=progress, term=term)


def form(request: HttpRequest) -> HttpResponse:
    """A form, or the same with its errors; an absent person 3 is refused as by a service."""
    filled = MeetingForm(request.POST or None, initial={"day": date(2026, 11, 6), "kind": "a"})
    if filled.is_bound and filled.is_valid() and "3" in filled.cleaned_data["absent"]:
        look.add_error(filled, Invalid("absent_not_on_roll", field="absent"))
    return page(request, FORM, 422 if filled.errors else 200, form=filled)


JOB = {"state": State.RUNNING, "step": "reading", "done": 300, "total": 1000, "age": 0}
"""The job of /working, as a test wants it."""


def working(request: HttpRequest) -> HttpResponse:
    """What goes on in the background, and then what came of it."""
    now = timezone.now()
    told = Progress(str(JOB["step"]), int(JOB["done"]), int(JOB["total"]), now)
    state, asked_at = State(JOB["state"]), now - timedelta(seconds=int(JOB["age"]))
    job = JobState("1", state, asked_at, told if state is State.RUNNING and told.step else None)
    words = {"reading": "正在读取文件", "writing": "正在写入"}
    answer = while_working(request, job, title="导入党员名册", words=words)
    return answer or page(
        request, """{% extends "shared/base.html" %}{% block heading %}已完成{% endblock %}"""
    )


ERRORS = {
    "not-found": NotFound("unit_not_found"),
    "refused": Refused("not_permitted", permission="x"),
    "conflict": Conflict("changed_meanwhile", revision=2),
    "invalid": Invalid("bad_share", value="<i>"),
    "profile": ProfileError("unknown_key", where="duty.x"),
}


def fail(request: HttpRequest, name: str) -> HttpResponse:
    """Raises what a service would."""
    raise ERRORS[name]


def locked(request: HttpRequest) -> HttpResponse:
    """As django-axes shows it."""
    source = '{% extends "shared/lockout.html" %}'
    return page(request, source, 429, cooloff_timedelta=timedelta(seconds=841))


handler404 = "jiceng.faces.shared.views.not_found"
handler500 = "jiceng.faces.shared.views.server_error"
urlpatterns = [
    path("board", board),
    path("duties", duties),
    path("form", form),
    path("locked", locked),
    path("working", working),
    path("fail/<str:name>", fail),
    path("csrf", views.csrf_failure),
    path("language/", set_language, name="set_language"),
]
