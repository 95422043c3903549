"""A unit's duties of a year, one strip of periods each, and those that can still be made up."""

from itertools import groupby
from typing import Any

from jiceng.apps.duties.selectors import UnitVerdict

BEHIND = ("late", "missed")


def strips(verdicts: list[UnitVerdict]) -> dict[str, Any]:
    """For the page: `duties`, by duty in the profile's order, and `late`, what can still be made up.

    A term or a vacancy has no calendar: it shows its state alone.
    """
    duties = []
    for _, group in groupby(verdicts, key=lambda each: each.duty.code):
        found = sorted(group, key=lambda each: each.verdict.opens_on)
        latest = found[-1]
        calendar = latest.period.cadence is not None
        duties.append(
            {
                "duty": latest.duty,
                "latest": latest,
                "cells": [_cell(each) for each in found] if calendar else [],
                "behind": [each for each in found if each.state in BEHIND],
            }
        )
    return {"duties": duties, "late": [each for each in verdicts if each.state == "late"]}


def _cell(each: UnitVerdict) -> dict[str, Any]:
    return {
        "period": each.period,
        "state": each.state,
        "strength": each.version.strength,
        "at_risk": each.at_risk,
    }
