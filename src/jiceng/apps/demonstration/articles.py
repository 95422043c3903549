"""What the invented office has published in the last year: written, reviewed, posted through the services,
day by day, as it would have been.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiceng.apps.access.models import Grant as UserGrant
from jiceng.apps.access.policies import ROLES
from jiceng.apps.access.selectors import actor_for
from jiceng.apps.demonstration.data import read_data
from jiceng.apps.editorial import posting, publicity, services
from jiceng.apps.editorial.models import Article
from jiceng.apps.editorial.services import Text
from jiceng.apps.exemplars.models import Exemplar
from jiceng.apps.gatherings.models import Gathering
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.people.models import PostHolding
from jiceng.apps.publications.routing import PUBLISHED
from jiceng.kernel.actors import Actor, Grant
from jiceng.kernel.errors import Refused
from jiceng.kernel.periods import Cadence, Period

_ACCOUNTLESS = 1_000_000_000
"""From here on count the numbers of sample authors who have no account."""
_WITHDRAWN, _REVISED = ("public_funds", "affairs"), "accounts"
_TO_COME = ("decisions", "talent", "study", "service")

_MODEL_STAYS = timedelta(days=12)
"""How long the notice of a model stays: longer than is asked of it."""

Step = tuple[datetime, int, Callable[[datetime], None]]


@dataclass(frozen=True, slots=True)
class Sample:
    """One article to be: its unit, its day, its text; `of`, the model it is of, and as what."""

    unit: UnitVersion
    day: date
    text: Text
    of: tuple[Exemplar, str] | None = None


def write_articles(*, actor: Actor, at: datetime, seed: int) -> int:
    """Publish the samples of a year up to `at` for the office of a demonstration that was just made.

    Two are yet to be posted, one waits for review, one is a draft, one was taken back, one was corrected.
    Returns how many articles there are. Raises `Refused` unless the program itself acts.
    """
    if not actor.system:
        raise Refused("not_permitted", permission="demonstration.make")
    publicity.bring_in_line(at)
    today = timezone.localdate(at)
    random = Random(f"articles {seed}")
    desk = _Desk(today, actor)
    with transaction.atomic(), transaction.atomic(using=PUBLISHED):  # not one by one: a disk is slow
        ahead = Random(f"articles to come {seed}")  # whatever else is added, the same are still to come
        drawn = _some_to_come(ahead, list(_samples(random, today)), today)
        drawn += _of_models(today)
        samples = sorted(drawn, key=lambda each: (each.day, each.unit.unit_id, each.text.title))
        steps = [step for number, each in enumerate(samples) for step in desk.steps(number, each, at)]
        for moment, _number, act in sorted(steps, key=lambda step: step[:2]):
            act(min(moment, at))
            posting.bring_in_line(min(moment, at))
    return Article.objects.count()


class _Desk:
    """Who writes and who reviews, and the steps of one article."""

    def __init__(self, today: date, program: Actor) -> None:
        self.program, self.today = program, today
        holders = {each.role: each.user for each in UserGrant.objects.select_related("user").order_by("pk")}
        self.reviewer = actor_for(holders["county_officer"], today)
        own = UserGrant.objects.filter(role="secretary").select_related("user").first()
        self.own_unit = own.unit_id if own else None
        self.own: Actor | None = actor_for(own.user, today) if own else None
        held = (
            PostHolding.objects.filter(on(today)).order_by("-pk").values_list("post__unit_id", "person__name")
        )
        self.leaders = dict(held)
        self.corrected = self.withdrawn = False

    def author(self, unit: UnitVersion) -> Actor:
        """Who writes for a unit: its account, else whoever leads it."""
        if unit.unit_id == self.own_unit and self.own is not None:
            return self.own
        grant = Grant("secretary", ROLES["secretary"], unit.unit_id, unit.path, self.today)
        return Actor(_ACCOUNTLESS + unit.unit_id, self.leaders.get(unit.unit_id, unit.name), (grant,))

    def steps(self, number: int, sample: Sample, at: datetime) -> Iterator[Step]:
        """What is done, when. The order of articles decides between steps of one moment."""
        author, unit, made = self.author(sample.unit), sample.unit.unit, [Article()]
        posted = timezone.make_aware(datetime.combine(sample.day, time(8 + number % 9, number * 7 % 60)))

        def write(moment: datetime) -> None:
            made[0] = services.draft(actor=author, at=moment, unit=unit, text=sample.text)
            if sample.of is not None:
                exemplar, place = sample.of
                Exemplar.objects.filter(pk=exemplar.pk).update(**{place: made[0]})
            if sample.day <= self.today + timedelta(days=5):
                services.submit(actor=author, at=moment, article=made[0])

        def approve(moment: datetime) -> None:
            revision = Article.objects.values_list("revision", flat=True).get(pk=made[0].pk)
            when = posted if posted > moment else None
            services.approve(actor=self.reviewer, at=moment, article=made[0], revision=revision, post_at=when)

        yield posted - timedelta(hours=20), number, write
        if sample.day <= self.today + timedelta(days=3):
            yield posted - timedelta(hours=0 if posted <= at else 19), number, approve
        yield from self._later(number, sample, posted, at, made)

    def _later(
        self, number: int, sample: Sample, posted: datetime, at: datetime, made: list[Article]
    ) -> Iterator[Step]:
        """One is corrected, one taken back; those past their last day end on the morning after."""
        text = sample.text
        if text.until is not None and text.until < self.today:
            morning = timezone.make_aware(datetime.combine(text.until + timedelta(days=1), time(0, 5)))
            yield morning, number, lambda moment: _end(self.program, moment)
        elif text.kind in _WITHDRAWN and not self.withdrawn and posted < at - timedelta(days=3):
            self.withdrawn = True
            reason = "款项数字与凭证不符，核实后重新公布"

            def withdraw(moment: datetime) -> None:
                services.withdraw(actor=self.reviewer, at=moment, article=made[0], reason=reason)

            yield posted + timedelta(days=2), number, withdraw
        elif text.kind == _REVISED and not self.corrected and posted < at - timedelta(days=3):
            self.corrected = True
            yield posted + timedelta(days=1), number, lambda moment: self._correct(moment, sample, made[0])

    def _correct(self, moment: datetime, sample: Sample, article: Article) -> None:
        author = self.author(sample.unit)
        html = sample.text.html + "<p>更正：补充说明，水电费中含机井用电。</p>"
        text = Text(**{**_fields(sample.text), "html": html})
        services.revise(
            actor=author, at=moment, article=article, text=text, revision=1, reason="村民查询后补充说明"
        )
        services.submit(actor=author, at=moment, article=article)
        services.approve(actor=self.reviewer, at=moment, article=article, revision=2)


def _end(program: Actor, moment: datetime) -> None:
    services.post_due(actor=program, at=moment)


def _fields(text: Text) -> dict[str, Any]:
    return {name: getattr(text, name) for name in Text.__dataclass_fields__}


def _samples(random: Random, today: date) -> Iterator[Sample]:
    profile = settings.PROFILE
    for plan in read_data("articles")["article"]:
        if plan["kind"] not in profile.notices or plan["unit_kind"] not in profile.unit_kinds:
            continue
        topics: list[Sequence[str]] = plan.get("topics", [["", ""]])
        for number, unit in enumerate(_units(plan["unit_kind"], plan["units"], today)):
            chosen = topics if plan.get("each") else [topics[number % len(topics)]]
            for topic in chosen:
                for drawn in _days(random, plan["when"], today):
                    day = _instead(unit, plan["kind"], drawn)
                    yield Sample(unit, day, _text(random, plan, unit, topic, day))


def _of_models(today: date) -> Iterator[Sample]:
    """Of the first model that was named, the notice and the page of what it does; of the one nominated
    lately, the notice that stands.
    """
    said = read_data("articles")["model"]
    kinds = settings.PROFILE.exemplar_kinds
    there = Exemplar.objects.filter(ended_on=None, kind__in=kinds).select_related("unit").order_by("pk")
    named, nominated = there.exclude(named_on=None).first(), there.filter(named_on=None).first()
    plans = [(each, "notice", each.nominated_on + timedelta(days=1)) for each in (named, nominated) if each]
    if named is not None and named.named_on is not None:
        plans.append((named, "practice", named.named_on + timedelta(days=9)))
    for exemplar, place, day in plans:
        kind = kinds[exemplar.kind]
        notice = settings.PROFILE.notices[kind.notice]
        unit = UnitVersion.objects.select_related("unit").get(on(today), unit=exemplar.unit)
        slots = {"unit": unit.name, "what": exemplar.what, "title": kind.title.zh}
        first = place == "notice"
        text = Text(
            title=said[place]["title"].format(**slots),
            html=said[place]["text"].format(**slots),
            column=notice.column if first else kind.column,
            kind=notice.code if first else "",
            listed=not first or notice.listed,
            until=day + _MODEL_STAYS if first else None,
        )
        yield Sample(unit, min(day, today), text, (exemplar, place))


def _instead(unit: UnitVersion, kind: str, day: date) -> date:
    """The day of a notice: that of the one the sample has on record by hand for the quarter, whose place it
    takes; else the day drawn. Posting it puts it on record.
    """
    notice = settings.PROFILE.notices[kind]
    quarter = Period.containing(Cadence.QUARTER, day)
    rows = Gathering.objects.filter(
        unit=unit.unit_id, kind=notice.does or "", follows="", day__range=(quarter.start, quarter.end)
    )
    for row in rows.order_by("day", "pk"):
        if not notice.items or set(notice.items) & set(row.items.split(",")):
            row.delete()
            return row.day
    return day


def _some_to_come(random: Random, samples: list[Sample], today: date) -> list[Sample]:
    """The same with a few days to come: two to be posted, one that waits for review, one still a draft."""
    free = [place for place, each in enumerate(samples) if each.text.kind in _TO_COME]
    for place, ahead in zip(random.sample(free, min(len(free), 4)), (1, 2, 4, 6), strict=False):
        samples[place] = replace(samples[place], day=today + timedelta(days=ahead))
    return samples


def _units(kind: str, count: int, today: date) -> list[UnitVersion]:
    """The first so many units of a kind that were there all year, those of the sample accounts before
    others.
    """
    accounts = list(UserGrant.objects.order_by("pk").values_list("unit_id", "unit__versions__path"))
    paths = tuple(path for _unit, path in accounts if path)
    there = UnitVersion.objects.filter(on(today), kind=kind, starts_on__lt=today - timedelta(days=500))
    own = {unit for unit, _path in accounts}
    towns = sorted(paths, key=len)[1:2] if len(paths) > 1 else ()

    def near(version: UnitVersion) -> tuple[bool, bool, int, int]:
        return (
            version.unit_id not in own,
            not version.path.startswith(tuple(towns)) if towns else True,
            version.order,
            version.unit_id,
        )

    found = sorted(there.select_related("unit", "parent"), key=near)
    return found[:count]


def _days(random: Random, when: str, today: date) -> Iterator[date]:
    """Days on which it is posted."""
    if when == "quarters":
        period = Period.containing(Cadence.QUARTER, today)
        for _each in range(4):
            period = period.previous()
            yield min(period.end + timedelta(days=random.randint(5, 14)), today)
    elif when == "year":
        start = date(today.year, 1, 1) + timedelta(days=random.randint(40, 75))
        yield start if start <= today else start.replace(year=today.year - 1)
    elif when == "lately":
        yield today - timedelta(days=random.randint(1, 4))
    else:
        yield today - timedelta(days=5 + int(335 * random.random() ** 2))  # more of late than long ago


def _text(random: Random, plan: dict[str, Any], unit: UnitVersion, topic: Sequence[str], day: date) -> Text:
    about = Period.containing(Cadence.QUARTER, day).previous() if plan["when"] == "quarters" else None
    year = about.start.year if about else day.year - (plan["when"] == "year")
    slots = {
        "unit": unit.name,
        "above": _above(unit),
        "year": year,
        "quarter": about.end.month // 3 if about else "",
        "month": day.month,
        "topic": topic[0],
    }

    def filled(words: str) -> str:
        drawn = {
            "many": random.randint(21, 68),
            "few": random.randint(3, 8),
            "sum": f"{random.randint(8, 96) * 1250:,}",
        }
        return words.format(**slots, **drawn)

    slots["text"] = topic[1].format(
        many=random.randint(21, 68), few=random.randint(3, 8), sum=f"{random.randint(8, 96) * 1250:,}"
    )
    table = _table(random, plan) if "income" in plan else ""
    return Text(
        title=filled(plan["title"]),
        html=filled(plan["lead"]) + table + filled(plan.get("close", "")),
        column=settings.PROFILE.notices[plan["kind"]].column,
        kind=plan["kind"],
        source=plan.get("source", ""),
        author=plan.get("author", ""),
        byline=filled(plan.get("byline", "")),
        listed=settings.PROFILE.notices[plan["kind"]].listed,
        until=day + timedelta(days=plan["stays"]) if "stays" in plan else None,
    )


def _above(unit: UnitVersion) -> str:
    if unit.parent_id is None:
        return unit.name
    last = (
        UnitVersion.objects.filter(unit_id=unit.parent_id)
        .order_by("-starts_on")
        .values_list("name", flat=True)
    )
    return last.first() or ""


def _table(random: Random, plan: dict[str, Any]) -> str:
    """A table of income and spending that adds up."""
    spent = [(name, random.randint(4, 60) * 50) for name in plan["spending"] if random.random() < 0.8]
    total = sum(amount for _name, amount in spent) + random.randint(10, 400) * 10
    names = plan["income"]
    shares = [random.random() + 0.2 for _name in names]
    taken = [int(total * share / sum(shares) / 10) * 10 for share in shares]
    taken[-1] += total - sum(taken)
    rows = [("收入", name, amount) for name, amount in zip(names, taken, strict=True)]
    rows += [("支出", name, amount) for name, amount in spent]
    body = "".join(
        f"<tr><td>{side}</td><td>{name}</td><td>{amount:,}</td></tr>" for side, name, amount in rows
    )
    left = total - sum(amount for _name, amount in spent)
    return (
        "<table><caption>收支明细（元）</caption><thead><tr><th>类别</th><th>项目</th><th>金额</th></tr></thead>"
        f"<tbody>{body}</tbody><tfoot><tr><th>合计</th><td>收入 {total:,}</td><td>结余 {left:,}</td></tr></tfoot>"
        "</table>"
    )
