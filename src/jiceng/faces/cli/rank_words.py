"""What `jiceng rank` says of sources of variation and of raters to look at."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiceng.engines.ranking import Flag, Suspicion

COMPONENTS: Mapping[str, str | Promise] = {
    "person": _("persons"),
    "criterion": _("criteria"),
    "rater": _("raters"),
    "group": _("groups of raters"),
    "residual": _("the rest"),
}
FLAGS: Mapping[Suspicion, str | Promise] = {
    Suspicion.SAME_SCORE: _(
        "%(rater)s gave %(score)s in all %(scores)s cases, where others differed by %(others_sd)s."
    ),
    Suspicion.AGAINST_THE_REST: _(
        "%(rater)s agrees with the others by %(consistency)s over %(persons)s persons, "
        "where %(typical)s is usual (by chance: %(p)s)."
    ),
    Suspicion.ALIKE: _(
        "%(rater)s and %(other)s gave the same in %(equal)s of %(shared)s cases, "
        "where %(expected)s are expected (by chance: %(p)s)."
    ),
}


def say_flag(flag: Flag) -> str:
    """The evidence in words."""
    told = {
        key: f"{value:.3g}" if isinstance(value, float) else value for key, value in flag.evidence.items()
    }
    return str(FLAGS[flag.kind]) % {"rater": flag.rater, **told}
