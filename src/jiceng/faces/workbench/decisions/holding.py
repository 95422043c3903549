"""The form of a meeting or an election: who came, how it was voted, who presided; and what was needed."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiceng.apps.decisions.drafts import Entry
from jiceng.apps.gatherings.services import ABSENCE_REASONS, Minutes
from jiceng.engines.procedure.decisions import Act, Kind, Secrecy
from jiceng.faces.shared.forms import Clock, DayField, Segmented
from jiceng.faces.shared.procedure_words import name_of
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.decisions.forms import StepForm, number_field, offer_kinds, text_field, ticks
from jiceng.faces.workbench.gatherings.forms import RollRow, Ticks, roll_mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jiceng.apps.decisions.models import Event

ROWS = 10
"""Lines for candidates."""
GROUPS = {
    "roll": ("entitled", "left_out", "households", "votes"),
    "ballots": ("issued", "returned"),
    "proxies": ("given", "most_held", "held_by_candidates"),
}
BESIDE = ("time", "place", "chair", "recorder", "roll_on", "on_paper", "signed_by")


class HoldForm(StepForm):
    """What was held: heads or the roll, votes, who presided, what was said."""

    kind = Kind.HELD
    template = "decisions/hold_fields.html"

    def ask(self) -> None:
        self.fields["day"].label = _("Held on")
        if self.place.rests is not None:
            self.fields["day"].disabled = True
        if len(self.place.kinds) > 1 and self.place.rests is None:
            offer_kinds(self)
        self._ask_who_came()
        self._ask_votes()
        self._ask_manner()
        self.ask_papers()
        for each in self.place.asked.own:
            required = each in self.place.asked.required
            self.fields[f"figure-{each}"] = number_field(
                name_of(each, self.place.procedure), required=required
            )
        self.fields["text"] = text_field(
            _("Minutes"), help_text=_("What was discussed and decided. A few sentences will do.")
        )
        self.fields["objections"] = text_field(
            _("Objections voiced"), most=2000, help_text=_("They go into the minutes.")
        )
        self._ask_besides()

    def _ask_who_came(self) -> None:
        place, asked = self.place, self.place.asked
        known = ("entitled", "present") if place.roll or place.rests is not None else ()
        if place.roll and place.rests is None:
            named = [(str(each.person_id), each.name) for each in place.roll]
            self.fields["absent"] = Ticks(label=_("Who was absent"), choices=named, required=False)
            self.fields["roll"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self._ask_aside()
        for name in (*asked.roll, *asked.came):
            if name not in known:
                label = HEADS[name] if name in HEADS else name_of(name, place.procedure)
                self.fields[name] = number_field(str(label), required=name in asked.required)

    def _ask_aside(self) -> None:
        """Who was to stand aside: ticked by name where the roll is named, else in heads."""
        place = self.place
        if place.step.recusal is None:
            return
        if place.roll:
            named = {each.person_id: each.name for each in place.roll}
            said = [(str(id), f"{named[id]} ({relation_title(code)})") for id, code in place.aside.items()]
            if said:
                self.fields["aside"] = ticks(_("Stood aside, as they had to"), said)
            return
        for code in sorted(place.step.recusal.relations):
            relation = {"relation": relation_title(code)}
            self.fields[f"conflict-{code}"] = number_field(
                _("%(relation)s: how many") % relation, initial=place.conflicts.get(code)
            )
            self.fields[f"recused-{code}"] = number_field(_("%(relation)s: stood aside") % relation)

    def _ask_votes(self) -> None:
        place, asked = self.place, self.place.asked
        if asked.ayes:
            self.fields["ayes"] = number_field(_("Ayes"), required=True)
            self.fields["nays"] = number_field(_("Nays"))
            self.fields["abstained"] = number_field(_("Abstained"))
            if place.step.secrecy is Secrecy.SECRET:
                self.fields["invalid"] = number_field(_("Invalid votes"))
        if place.step.act is Act.ELECTION:
            seats = place.state.progress.seats.get(place.step.code)
            self.fields["seats"] = number_field(_("Seats to fill"), required=True, initial=seats)
            for row in range(1, ROWS + 1):
                self.fields[f"name-{row}"] = forms.CharField(
                    max_length=60, required=False, label=_("Candidate")
                )
                self.fields[f"votes-{row}"] = number_field(_("Votes"))
        if asked.ballots:
            needed = asked.required
            self.fields["issued"] = number_field(_("Ballots given out"), required="issued" in needed)
            self.fields["returned"] = number_field(_("Ballots returned"), required="returned" in needed)
        if place.step.proxies is not None:
            self.fields["given"] = number_field(_("Proxies"))
            self.fields["most_held"] = number_field(_("Most proxies in one hand"))
            if not place.step.proxies.candidates:
                self.fields["held_by_candidates"] = number_field(_("Proxies held by candidates"))

    def _ask_manner(self) -> None:
        step = self.place.step
        if step.secrecy is not Secrecy.ANY:
            choices = [("yes", _("Secret ballot")), ("no", _("Openly"))]
            self.fields["secret"] = forms.ChoiceField(
                label=_("How it was voted"), widget=Segmented, choices=choices
            )
        if step.announcement is not None and step.announcement.urgent and not self._called:
            self.fields["urgent"] = forms.BooleanField(
                label=_("A special case that the rule lets go without a call beforehand"), required=False
            )

    @property
    def _called(self) -> bool:
        return bool(self.place.state.progress.announced.get(self.place.step.code))

    def _ask_besides(self) -> None:
        if self.place.rests is None:
            self.fields["time"] = forms.TimeField(label=_("Time"), required=False, widget=Clock)
            self.fields["place"] = forms.CharField(label=_("Place"), required=False, max_length=100)
            self.fields["chair"] = forms.CharField(label=_("Chair"), required=False, max_length=60)
            self.fields["recorder"] = forms.CharField(label=_("Recorder"), required=False, max_length=60)
            if "entitled" in self.fields:
                self.fields["roll_on"] = DayField(
                    label=_("Those entitled were counted as on"),
                    required=False,
                    help_text=_("Leave it empty for the day of the meeting."),
                )
        self.fields["on_paper"] = forms.BooleanField(
            label=_("Entered from a signed sheet of paper"), required=False, initial=self.place.paper
        )
        self.fields["signed_by"] = forms.CharField(
            label=_("Who signed the sheet"), required=False, max_length=100
        )

    @property
    def rows(self) -> list[RollRow]:
        """The roll with what is ticked and why."""
        if "absent" not in self.fields:
            return []
        reasons: Mapping[str, str] = self.data if self.is_bound else self.initial.get("reasons", {})
        ticked = {str(id) for id in (self["absent"].value() or ())}
        return [
            RollRow(
                each.person_id,
                each.name,
                each.votes,
                str(each.person_id) in ticked,
                reasons.get(f"reason-{each.person_id}", ""),
            )
            for each in self.place.roll
        ]

    @property
    def mark(self) -> str:
        """The mark of the roll on screen."""
        return roll_mark(self.place.roll)

    @property
    def voting(self) -> int:
        """How many on the roll vote."""
        return sum(each.votes for each in self.place.roll)

    @property
    def here(self) -> int:
        """How many who vote are not ticked as absent."""
        return sum(row.votes and not row.absent for row in self.rows)

    @property
    def besides(self) -> "list[forms.BoundField]":
        """Known beforehand, or seldom asked: folded away."""
        return [self[name] for name in BESIDE if name in self.fields]

    @property
    def beside_faulty(self) -> bool:
        """Whether something folded away is to be corrected."""
        return any(field.errors for field in self.besides)

    @property
    def heads(self) -> "list[forms.BoundField]":
        """Who came, in numbers."""
        names = (*GROUPS["roll"], "present", "households_present")
        return [self[name] for name in names if name in self.fields]

    @property
    def counts(self) -> "list[forms.BoundField]":
        """Votes, sheets, proxies."""
        names = ("ayes", "nays", "abstained", "invalid", *GROUPS["ballots"], *GROUPS["proxies"])
        return [self[name] for name in names if name in self.fields]

    @property
    def candidates(self) -> "list[tuple[int, forms.BoundField, forms.BoundField]]":
        """Lines of an election."""
        if "seats" not in self.fields:
            return []
        return [(row, self[f"name-{row}"], self[f"votes-{row}"]) for row in range(1, ROWS + 1)]

    @property
    def others(self) -> "list[forms.BoundField]":
        """What else the rule asks."""
        more = [name for name in self.fields if name.startswith(("conflict-", "recused-", "figure-"))]
        names = ["aside", "secret", "urgent", "papers", *more]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """The roll on screen must be the roll of the chosen day: nobody is counted as present unseen."""
        cleaned = super().clean() or {}
        if "absent" in self.fields and "day" in cleaned and cleaned.get("roll") != self.mark:
            self.add_error(
                "day",
                _("The roll of that day differs. It is shown now: look who was absent, then send again."),
            )
        for row, name, votes in self.candidates:
            if cleaned.get(votes.name) is not None and not cleaned.get(name.name):
                self.add_error(f"name-{row}", _("Whose votes are these?"))
        return cleaned

    def said(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            group: numbers
            for group, names in GROUPS.items()
            if (numbers := {name: self.given(name) for name in names if self.given(name) is not None})
        }
        names = ("present", "households_present", "ayes", "nays", "abstained", "invalid", "seats")
        found |= {name: self.given(name) for name in names if self.given(name) is not None}
        found |= self._roll(found.get("roll", {}))
        if votes := {
            f"c{row}": self.given(votes.name)
            for row, _name, votes in self.candidates
            if self.given(votes.name) is not None
        }:
            found["votes"] = votes
        if self.given("secret"):
            found["secret"] = self.given("secret") == "yes"
        if self.given("urgent"):
            found["urgent"] = True
        own = {each: self.given(f"figure-{each}") for each in self.place.asked.own}
        if figures := {name: number for name, number in own.items() if number is not None}:
            found["figures"] = figures
        return found | self.papers() | self._aside()

    def _aside(self) -> dict[str, Any]:
        """By relation: how many had it, how many of them stood aside."""
        rule, place = self.place.step.recusal, self.place
        if rule is None:
            return {}
        conflicts, recused = dict.fromkeys(rule.relations, 0), dict.fromkeys(rule.relations, 0)
        for id, code in place.aside.items():
            conflicts[code] += 1
            recused[code] += str(id) in (self.given("aside") or ())
        for code in rule.relations:
            conflicts[code] += max(self.given(f"conflict-{code}", 0), place.conflicts.get(code, 0))
            recused[code] += self.given(f"recused-{code}", 0)
        found = {"conflicts": conflicts, "recused": recused}
        return {
            name: {code: number for code, number in heads.items() if number} for name, heads in found.items()
        }

    @property
    def voted(self) -> int:
        """How many came to this vote: those who stood aside did not."""
        aside = set(self.given("aside") or ())
        return sum(row.votes and not row.absent and str(row.person_id) not in aside for row in self.rows)

    def _roll(self, typed: "Mapping[str, int]") -> dict[str, Any]:
        """Who was entitled, as on which day, and who of them came."""
        place, day = self.place, self.given("day", self.place.day)
        if place.step.roll_of:
            return {}
        on: date = self.given("roll_on") or day
        if place.rests is not None and place.rests.entitled:
            heads = {"entitled": place.rests.entitled}
            return {"roll": {"on": day.isoformat(), **typed, **heads}, "present": place.rests.present}
        if place.roll:
            return {"roll": {"on": day.isoformat(), **typed, "entitled": self.voting}, "present": self.voted}
        return {"roll": {"on": on.isoformat(), **typed}} if typed else {}

    def details(self) -> dict[str, Any]:
        names = ("place", "chair", "recorder", "signed_by", "objections")
        found = {name: self.given(name, "") for name in names}
        time = self.given("time")
        people = {f"c{row}": self.given(name.name, "") for row, name, _votes in self.candidates}
        found["time"] = f"{time:%H:%M}" if time else ""
        found["candidates"] = {code: name for code, name in people.items() if name}
        return found

    def entry(self) -> Entry:
        found = super().entry()
        return Entry(
            found.step,
            found.kind,
            found.day,
            found.said,
            found.text,
            found.details,
            on_paper=bool(self.given("on_paper")),
            minutes=self._minutes(found),
            gathering=self.place.rests,
        )

    def _minutes(self, found: Entry) -> Minutes | None:
        """What is kept as a meeting of the unit with the entry: written once, it counts for duties too."""
        place = self.place
        if place.rests is not None or not place.kinds:
            return None
        objections = self.given("objections", "")
        text = found.text + (f"\n{_('Objections voiced')}：{objections}" if objections else "")
        entitled = found.said.get("roll", {}).get("entitled", 0)
        present = found.said.get("present", found.said.get("ballots", {}).get("returned", 0))
        return Minutes(
            kind=self.given("gathering_kind") or place.kinds[0],
            day=found.day,
            subject=place.decision.title,
            text=text,
            place=self.given("place", ""),
            chair=self.given("chair", ""),
            recorder=self.given("recorder", ""),
            absent=self._absent() if place.roll else {},
            entitled=0 if place.roll else entitled,
            present=0 if place.roll else min(present, entitled),
            time=self.given("time"),
        )

    def _absent(self) -> dict[int, str]:
        rows = [row for row in self.rows if row.absent]
        return {row.person_id: row.reason if row.reason in ABSENCE_REASONS else "" for row in rows}

    @classmethod
    def first(cls, event: "Event") -> dict[str, Any]:
        said = event.said
        found = super().first(event) | {name: said[name] for name in said if isinstance(said[name], int)}
        for group in GROUPS:
            found |= said.get(group, {})
        for group, name in (("conflicts", "conflict"), ("recused", "recused")):
            found |= {f"{name}-{code}": number for code, number in said.get(group, {}).items()}
        on = said.get("roll", {}).get("on")
        found["roll_on"] = date.fromisoformat(on) if on and on != event.day.isoformat() else None
        if "secret" in said:
            found["secret"] = "yes" if said["secret"] else "no"
        names = event.details.get("candidates", {})
        for code in {*names, *said.get("votes", {})}:
            found[f"name-{code[1:]}"] = names.get(code, "")
            found[f"votes-{code[1:]}"] = said.get("votes", {}).get(code)
        return found | {"on_paper": event.on_paper}


def relation_title(code: str) -> str:
    """A relation to a matter in the reader's language."""
    return in_words(settings.PROFILE.relations.get(code, code))


HEADS = {
    "entitled": gettext_lazy("Entitled"),
    "present": gettext_lazy("Present"),
    "left_out": gettext_lazy("Of them not counted in"),
    "households": gettext_lazy("Households"),
    "households_present": gettext_lazy("Households that came"),
    "votes": gettext_lazy("All votes, if some have more than one"),
}
