"""The yearly tables counted anew, as plainly as can be: person by person, day by day, without NumPy, without
the classifications' own placing.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from jiceng.apps.organisations.models import Body, Post, Unit, UnitVersion
from jiceng.apps.people.models import Membership
from jiceng.apps.transfers.models import Transfer

Cells = Counter[tuple[str, str]]


class Recount:
    """One unit, one year."""

    def __init__(self, unit: Unit, year: int, today: date) -> None:
        self.before, self.last = date(year - 1, 12, 31), min(date(year, 12, 31), today)
        self.versions = list(UnitVersion.objects.select_related("unit", "parent"))
        self.rows = list(Membership.objects.select_related("person").order_by("starts_on", "pk"))
        self.letters = set(Transfer.objects.values_list("person_id", "starts_on"))
        self.unit = unit

    def version(self, unit_id: int, day: date) -> UnitVersion | None:
        """A unit as on a day, if it lies in the tree then: walked upwards, parent by parent."""
        for each in self.versions:
            if each.unit_id == unit_id and each.starts_on <= day and (not each.ends_on or day < each.ends_on):
                above = each.parent_id
                inside = unit_id == self.unit.pk or (above is not None and self.version(above, day))
                return each if inside else None
        return None

    def counts(self, person: int, day: date) -> Any:
        """The membership by which a person counts on a day: the last begun."""
        found = None
        for row in self.rows:
            held = row.starts_on <= day and (row.ends_on is None or day < row.ends_on)
            if row.person_id == person and held and self.version(row.unit_id, day):
                found = row
        return found

    def persons(self) -> list[int]:
        """Everybody."""
        return sorted({row.person_id for row in self.rows})

    def members(self) -> list[Any]:
        """Who counts on the last day."""
        return [row for person in self.persons() if (row := self.counts(person, self.last))]

    def changes(self) -> Cells:
        """Rows of the table of changes by standing."""
        found: Cells = Counter()
        for person in self.persons():
            then = self.counts(person, self.before)
            if then:
                found["opening", then.standing] += 1
            day = self.before
            while day < self.last:
                day += timedelta(days=1)
                now = self.counts(person, day)
                for code, standing in self.step(then, now, day):
                    found[code, standing] += 1
                then = now
            if then:
                found["closing", then.standing] += 1
        return found

    def step(self, then: Any, now: Any, day: date) -> list[tuple[str, str]]:
        """What happened to somebody from one day to the next."""
        if then == now:
            return []
        if then is None:
            return [(self.came(now, day), now.standing)]
        reason = then.end_reason if then.ends_on == day else ""
        if now is None:
            return [(self.went(then, day), then.standing)]
        if reason == "became_full" and (then.standing, now.standing) == ("probationary", "full"):
            return [("became_full", "full")]
        if reason not in ("", "transferred", "became_full"):
            return [(reason, then.standing), ("restored", now.standing)]
        return (
            [("other_loss", then.standing), ("entered", now.standing)]
            if then.standing != now.standing
            else []
        )

    def came(self, now: Any, day: date) -> str:
        """How somebody came."""
        if now.starts_on != day:
            return "unit_in"
        if (now.person_id, day) in self.letters:
            return "transferred_in"
        earlier = [r for r in self.rows if r.person_id == now.person_id and r.starts_on < day]
        if not earlier:
            return "admitted" if now.joined_on.year == day.year else "entered"
        last = earlier[-1]
        if last.end_reason in ("", "transferred", "became_full"):
            return "moved_in" if last.ends_on is None or last.ends_on >= day else "transferred_in"
        return "restored"

    def went(self, then: Any, day: date) -> str:
        """How somebody went."""
        if then.ends_on != day:
            return "unit_out"
        if then.end_reason in ("", "became_full"):
            return "other_loss"
        if then.end_reason != "transferred":
            return str(then.end_reason)
        later = [r for r in self.rows if r.person_id == then.person_id and r.starts_on == day]
        return "moved_out" if any(r.unit_id != then.unit_id for r in later) else "transferred_out"

    def units(self) -> list[tuple[UnitVersion, int]]:
        """Units on the last day, each with its members."""
        heads = Counter(row.unit_id for row in self.members())
        ids = sorted({each.unit_id for each in self.versions})
        found = [version for id in ids if (version := self.version(id, self.last))]
        return [(each, heads[each.unit_id]) for each in found]

    def posts(self) -> Cells:
        """Secretaries' posts held, vacant, never held."""
        found: Cells = Counter()
        for post in Post.objects.filter(kind="secretary").prefetch_related("holdings"):
            if self.version(post.unit_id, self.last):
                began = [h for h in post.holdings.all() if h.starts_on <= self.last]
                held = any(h.ends_on is None or self.last < h.ends_on for h in began)
                found["secretary", "held" if held else "vacant" if began else "unknown"] += 1
        return found

    def terms(self) -> Cells:
        """Committees within their term, over it, or without one."""
        found: Cells = Counter()
        for body in Body.objects.prefetch_related("terms"):
            if self.version(body.unit_id, self.last):
                term = next((t for t in body.terms.all() if t.starts_on <= self.last), None)
                late = term is not None and term.due_on < self.last
                found["branch_committee", "overdue" if late else "running" if term else "unknown"] += 1
        return found


def age_class(born: date | None, day: date) -> str:
    """By going through the years."""
    if born is None:
        return "unknown"
    years = 0
    while (born.year + years + 1, born.month, born.day) <= (day.year, day.month, day.day):
        years += 1
    bounds = (30, 35, 40, 45, 50, 55, 60)
    return next((f"to_{bound}" for bound in bounds if years <= bound), "from_61")


EDUCATION = {
    "初中": "basic",
    "小学": "basic",
    "高中": "secondary",
    "中专": "technical",
    "大专": "college",
    "在职大学本科": "university",
    "硕士研究生": "postgraduate",
    "夜校": "other",
    "": "unknown",
}
OCCUPATION = {
    "农民": "farmer",
    "外出务工": "worker",
    "退休教师": "retired",
    "公务员": "official",
    "教师": "professional",
    "个体户": "other",
    "学生": "student",
    "": "unknown",
}
ETHNICITY = {
    "汉": "han",
    "汉族": "han",
    "回": "minority",
    "土家族": "minority",
    "": "unknown",
    "不详": "unknown",
}


def joined_class(day: date) -> str:
    """Between the congresses."""
    ends = {
        "to_1966": date(1966, 5, 16),
        "to_1976": date(1976, 10, 6),
        "to_1978": date(1978, 12, 18),
        "to_2002": date(2002, 11, 8),
        "to_2012": date(2012, 11, 8),
    }
    return next((code for code, end in ends.items() if day < end), "from_2012")


def size_class(heads: int) -> str:
    """By the number of members."""
    if heads < 3:
        return "under_3"
    return "to_6" if heads <= 6 else "to_49" if heads < 50 else "to_99"
