"""What the invented county set itself for its programmes: targets, one of them changed, numbers with their
source, risks. What its records come to is read by `jiceng tidy`.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jiceng.apps.demonstration.data import read_data
from jiceng.apps.duties.rules import current_rules
from jiceng.apps.organisations.models import UnitVersion, on
from jiceng.apps.programmes.models import Entry, Risk, Target
from jiceng.engines.procedure.programmes import Programme

BY = "示例"


def write_programmes(today: date) -> dict[str, int]:
    """Write them for the topmost unit, of the programmes the profile has. Returns rows by table."""
    top = UnitVersion.objects.filter(on(today), parent=None).order_by("order", "pk").first()
    if top is None:
        return {}
    words = read_data("programmes")
    made = {"programmes_target": 0, "programmes_entry": 0, "programmes_risk": 0}
    for programme in current_rules().programmes.values():
        of = {"programme": programme.code, "unit_id": top.unit_id}
        targets = [Target(**of, **row) for row in _targets(programme, words["target"], today)]
        entries = [Entry(**of, **row) for row in _entries(programme, words["entry"], today)]
        risks = [Risk(**of, **row) for row in _risks(programme, words["risk"], today)]
        made["programmes_target"] += len(Target.objects.bulk_create(targets))
        made["programmes_entry"] += len(Entry.objects.bulk_create(entries))
        made["programmes_risk"] += len(Risk.objects.bulk_create(risks))
    return made


def _ago(today: date, row: dict[str, Any]) -> date:
    return today - timedelta(days=row["days_ago"])


def _targets(programme: Programme, rows: list[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    for row in rows:
        if row["indicator"] in programme.indicators:
            yield {
                "indicator": row["indicator"],
                "value": Decimal(row["value"]),
                "by": programme.by,
                "reason": row["reason"],
                "set_on": _ago(today, row),
                "set_by": BY,
            }


def _entries(programme: Programme, rows: list[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    """One without a day is of the day from which the programme is measured."""
    for row in rows:
        if row["indicator"] not in programme.indicators:
            continue
        day = _ago(today, row) if "days_ago" in row else programme.baseline_on
        yield {
            "indicator": row["indicator"],
            "day": day,
            "value": Decimal(row["value"]),
            "source": row["source"],
            "entered_at": timezone.make_aware(
                datetime.combine(min(day + timedelta(days=20), today), time(9))
            ),
            "entered_by": BY,
        }


def _risks(programme: Programme, rows: list[dict[str, Any]], today: date) -> Iterator[dict[str, Any]]:
    known = {each.code for each in programme.projects}
    for row in rows:
        if row["project"] not in known:
            continue
        due = today + timedelta(days=row["due_in"])
        closed = row.get("closed", "")
        yield {
            "project": row["project"],
            "text": row["text"],
            "owner": row["owner"],
            "due": due,
            "raised_on": _ago(today, row),
            "raised_by": BY,
            "closed_on": due - timedelta(days=5) if closed else None,
            "closed_how": closed,
            "closed_by": BY if closed else "",
        }
