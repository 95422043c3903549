"""Sentences about the meetings of a decision, as an office's papers have them."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jiceng.engines.documents import Paragraph
from jiceng.engines.procedure.decisions import Fault, Kind
from jiceng.faces.shared.dates import write_day
from jiceng.faces.shared.procedure_words import name_of, say_verdict
from jiceng.faces.shared.words import in_words
from jiceng.faces.workbench.rules.words import share_word
from jiceng.kernel.comparators import Comparator

if TYPE_CHECKING:
    from jiceng.apps.decisions.selectors import Story
    from jiceng.engines.procedure.decisions import Figure, Finding, JudgedEvent, ShareRule, Step

CAME = ("entitled", "households", "present", "households_present")
VOTES = ("ayes", "nays", "abstained", "invalid")
_AGAINST = frozenset({Fault.NOT_CARRIED, Fault.NO_QUORUM})


class Phrases:
    """Tells of one decision, in the language in use."""

    def __init__(self, story: "Story") -> None:
        self.story, self.state, self.decision = story, story.state, story.decision
        self.rows = {each.code: each for each in story.events}

    def step(self, code: str) -> "Step | None":
        """A step by the rule that says what is to come."""
        return self.state.version.steps.get(code)

    def title(self, code: str) -> str:
        """What a step is called."""
        step = self.step(code)
        return in_words(step.title) if step else code

    def who(self, code: str) -> str:
        """Who meets in a step."""
        step = self.step(code)
        return in_words(step.who) if step else code

    def signatory(self, step: "Step") -> str:
        """Who signs a notice: 上窑村村民委员会."""
        who, unit = in_words(step.who), self.story.unit.name
        return who if who.startswith(unit) else unit + who

    def held(self) -> "list[JudgedEvent]":
        """Meetings that counted, or at which the matter was not carried."""
        return [
            each
            for each in self.state.events
            if each.event.kind is Kind.HELD
            and (each.counts or {finding.fault for finding in each.findings} & _AGAINST)
        ]

    def deciding(self) -> "JudgedEvent | None":
        """The meeting that decided last."""
        found = [each for each in self.held() if (step := self.step(each.event.step)) and step.decides]
        return found[-1] if found else None

    def met(self, each: "JudgedEvent") -> str:
        """One meeting: when, who, how many, by which rule enough, the votes, what followed."""
        data = {
            "day": write_day(each.event.day, with_year=True),
            "unit": self.story.unit.name,
            "body": self.who(each.event.step),
        }
        came = self.numbers(each, CAME)
        met = _("On %(day)s %(body)s of %(unit)s met") % data
        quorum, majority = self.reasons(each, "present"), self.reasons(each, "ayes")
        vote = _("The vote about %(matter)s: %(votes)s")
        votes = vote % {"matter": self.decision.title, "votes": self.votes(each)}
        return "".join(
            [
                stopped(listed([met, came] if came else [met])),
                *quorum,
                stopped(votes),
                *majority,
                self.outcome(each),
            ]
        )

    def briefly(self, each: "JudgedEvent") -> str:
        """One meeting in a line."""
        shown = [self.numbers(each, CAME), self.votes(each), self.result(each)]
        data = {
            "step": self.title(each.event.step),
            "day": write_day(each.event.day, with_year=True),
            "figures": listed([part for part in shown if part]),
        }
        return _("%(step)s: %(day)s, %(figures)s.") % data

    def numbers(self, each: "JudgedEvent", names: tuple[str, ...]) -> str:
        """Some of the numbers of a meeting: 应到 41, 实到 33."""
        said = each.event.numbers
        return listed([counted(name, said[name]) for name in names if name in said])

    def votes(self, each: "JudgedEvent") -> str:
        """The figures of a vote; of candidates by their codes."""
        most_first = sorted(each.event.votes.items(), key=lambda item: (-item[1], item[0]))
        words = pgettext("in a notice", "%(number)s for %(code)s")
        found = [words % {"code": code, "number": number} for code, number in most_first]
        return listed([part for part in (self.numbers(each, VOTES), *found) if part])

    def reasons(self, each: "JudgedEvent", part: str = "") -> list[str]:
        """By which rules it was enough, or was not; `part` "ayes": how many agreed, "present": the others."""
        found = [(each_finding, each_finding.figure) for each_finding in each.findings if each_finding.figure]
        wanted = [
            (finding, figure)
            for finding, figure in found
            if not part or (figure.rule.part in ("ayes", "count")) == (part == "ayes")
        ]
        return [self._reason(finding, figure) for finding, figure in wanted]

    def _reason(self, finding: "Finding", figure: "Figure") -> str:
        data = {
            "rule": self.rule(figure.rule),
            "needed": figure.needed,
            "count": figure.count,
            "clause": in_words(finding.citation.clause),
        }
        if figure.holds:
            return _("%(rule)s, that is %(needed)s; there were %(count)s, as %(clause)s asks.") % data
        return _("%(rule)s, that is %(needed)s; there were %(count)s, fewer than %(clause)s asks.") % data

    def rule(self, rule: "ShareRule") -> str:
        """A rule in words: 实到人数应不少于应到人数的三分之二."""
        procedure = self.state.procedure
        share = _("%(share)s of %(whole)s") % {
            "share": share_word(rule.share),
            "whole": name_of(rule.whole, procedure),
        }
        data = {"part": name_of(rule.part, procedure), "share": share}
        if rule.comparator is Comparator.AT_LEAST:
            return pgettext("in a notice", "%(part)s must be at least %(share)s") % data
        return pgettext("in a notice", "%(part)s must be more than %(share)s") % data

    def result(self, each: "JudgedEvent") -> str:
        """What a vote came to, in a word."""
        if not each.counts:
            return say_verdict(each.verdict)
        return pgettext("of a vote", "elected") if each.event.votes else pgettext("of a vote", "carried")

    def outcome(self, each: "JudgedEvent") -> str:
        """What a vote came to, as a sentence."""
        elected = self.state.elected.get(each.event.step, ())
        if elected:
            return _("Elected: %(codes)s.") % {"codes": listed(list(elected))}
        return _("It is carried.") if each.counts else stopped(say_verdict(each.verdict))

    def carried_out(self, step: "Step") -> "JudgedEvent | None":
        """The entry that it was carried out, where that comes before a step."""
        places = self.state.version.places
        decided = places.index(self.state.version.deciding)
        found = None
        for each in self.state.events:
            done = self.step(each.event.step)
            if done and each.counts and each.event.kind is Kind.REPORTED:
                between = decided < places.index(done.place) < places.index(step.place)
                found = each if between else found
        return found


def counted(name: str, number: int) -> str:
    """A number as a notice says it: 应到41人, 同意28票."""
    words: Mapping[str, str] = {
        "entitled": pgettext("in a notice", "%(number)s entitled"),
        "households": pgettext("in a notice", "%(number)s households"),
        "present": pgettext("in a notice", "%(number)s present"),
        "households_present": pgettext("in a notice", "%(number)s households present"),
        "ayes": pgettext("in a notice", "%(number)s for"),
        "nays": pgettext("in a notice", "%(number)s against"),
        "abstained": pgettext("in a notice", "%(number)s abstained"),
        "invalid": pgettext("in a notice", "%(number)s invalid"),
    }
    return words[name] % {"number": number}


def table_head(name: str) -> str:
    """The head of a column of votes."""
    heads: Mapping[str, str] = {
        "entitled": pgettext("head of a column", "Entitled"),
        "present": pgettext("head of a column", "Present"),
        "ayes": pgettext("head of a column", "For"),
        "nays": pgettext("head of a column", "Against"),
        "abstained": pgettext("head of a column", "Abstained"),
    }
    return heads[name]


def listed(words: list[str]) -> str:
    """Parts of a sentence: 甲，乙."""
    return pgettext("between parts of a sentence", ", ").join(words)


def stopped(words: str) -> str:
    """A sentence with its end."""
    return words + pgettext("at the end of a sentence", ". ")


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Running text, a paragraph a line."""
    for line in text.splitlines():
        if line.strip():
            yield Paragraph(line.strip())
