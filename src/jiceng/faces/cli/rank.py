"""`jiceng rank`: rankings that say how sure they are, from ballots, scores, or estimates.

Needs no database: whoever holds the file can work the ranking out again.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from jiceng.engines import ranking
from jiceng.faces.cli.progress import shown_progress
from jiceng.faces.cli.rank_words import COMPONENTS, say_flag
from jiceng.kernel.errors import FileRefused, NotFound, Refused

FILE = Annotated[Path, typer.Argument(help="File, or - for standard input. 文件，- 表示标准输入。")]
JSON = Annotated[bool, typer.Option("--json", help="As JSON. 以 JSON 输出。")]
LEVEL = Annotated[float, typer.Option(help="Level of confidence. 置信水平。")]
SIMULTANEOUS = Annotated[
    bool, typer.Option("--simultaneous", help="All sets hold at once. 所有范围同时成立。")
]
SEED = Annotated[int, typer.Option(help="Seed of the draws. 随机数种子。")]
PLOT = Annotated[Path | None, typer.Option(help="Write a picture, SVG. 输出 SVG 图。")]
ENDLESS = 0
"""Nobody knows beforehand how many steps a fit takes."""


def register(program: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="Rankings that say how sure they are. 带置信范围的排名。")
    for command in (orders, scores, estimates):
        group.command()(command)
    program.add_typer(group, name="rank")


def orders(
    file: FILE,
    pseudo: Annotated[
        float, typer.Option(help="Weight of pseudo-comparisons, 0.5 is usual. 虚拟比较的权重，常用 0.5。")
    ] = 0.0,
    adherence: Annotated[
        bool, typer.Option("--adherence", help="How closely raters follow. 各评议者的一致程度。")
    ] = False,
    level: LEVEL = 0.95,
    simultaneous: SIMULTANEOUS = False,
    seed: SEED = 0,
    plot: PLOT = None,
    json_: JSON = False,
) -> None:
    """Rank by ballots: JSON, a table of ranks, or PrefLib. 按选票排序。"""
    ballots = ranking.read_ballots(_read(file))
    with shown_progress(_("Ranking")) as tell:

        def told(step: int, _distance: float) -> None:
            tell("climb", step, ENDLESS)

        if adherence:
            fit = ranking.fit_adherence(ballots, pseudo=pseudo, tell=told)
        else:
            fit = ranking.fit_orders(ballots, pseudo=pseudo, tell=told)
        sets = ranking.order_sets(fit, level=level, simultaneous=simultaneous, seed=seed)
    _draw(plot, [_rank_panel(fit.items, sets, level)])
    if json_:
        _say(ranking.orders_as_json(fit, sets) | _asked(level, simultaneous, seed))
        return
    _tell(fit.items, fit.log_worth, fit.se, sets)
    for order, delta in fit.ties.items():
        typer.echo(_("ties of %(order)s: %(delta)s") % {"order": order, "delta": _figure(delta)})
    for name, value in fit.adherence.items():
        typer.echo(_("adherence of %(name)s: %(value)s") % {"name": name, "value": _figure(value)})


def scores(
    file: FILE,
    level: LEVEL = 0.95,
    simultaneous: SIMULTANEOUS = False,
    seed: SEED = 0,
    plot: PLOT = None,
    json_: JSON = False,
) -> None:
    """Rank persons by scores (rater,group,person,criterion,score), severity taken out. 按评分排序，校正宽严。"""
    given = ranking.read_scores(_read(file))
    with shown_progress(_("Ranking")) as tell:
        fit = ranking.fit_scores(given, tell=lambda step, _distance: tell("climb", step, ENDLESS))
        sets = ranking.score_sets(fit, level=level, simultaneous=simultaneous, seed=seed)
    flagged = {each.rater for each in fit.flags}
    marked = [name in flagged for name in given.raters]
    words = (_("Severity of raters"), _("points given below the others; 95% interval"))
    fan = ranking.severity_panel(given.raters, fit.severity, fit.severity_se, marked, *words)
    _draw(plot, [_rank_panel(given.persons, sets, level), fan])
    if json_:
        _say(ranking.scores_as_json(fit, sets) | _asked(level, simultaneous, seed))
        return
    _tell(given.persons, fit.estimate, fit.se, sets)
    for name, deviation in fit.deviations.items():
        if deviation is not None:
            words_ = {"source": COMPONENTS[name], "sd": _figure(deviation)}
            typer.echo(_("standard deviation, %(source)s: %(sd)s") % words_)
    for name in given.unscored:
        typer.echo(_("%(name)s: nobody gave a score") % {"name": name})
    if len(fit.apart) > 1:
        typer.echo(
            _("No chain of common raters links all persons: %(sets)s sets.") % {"sets": len(fit.apart)}
        )
    for flag in fit.flags:
        typer.echo(say_flag(flag))


def estimates(
    file: FILE,
    top: Annotated[
        int | None, typer.Option(help="Who may be among the first so many. 可能进入前几名的名单。")
    ] = None,
    level: LEVEL = 0.95,
    simultaneous: SIMULTANEOUS = False,
    seed: SEED = 0,
    plot: PLOT = None,
    json_: JSON = False,
) -> None:
    """Rank by estimates with standard errors (name,estimate,se), larger is better. 按估计值排名。"""
    given = ranking.read_estimates(_read(file))
    draws = ranking.draws_for(len(given.names))
    with shown_progress(_("Ranking")):
        sets = ranking.rank_sets(
            given.value, given.se**2, level=level, simultaneous=simultaneous, seed=seed, draws=draws
        )
        among = None
        if top is not None:
            among = ranking.among_first(given.value, given.se**2, top, level=level, seed=seed, draws=draws)
    _draw(plot, [_rank_panel(given.names, sets, level)])
    if json_:
        _say(ranking.estimates_as_json(given, sets, among, _asked(level, simultaneous, seed)))
        return
    _tell(given.names, given.value, given.se, sets)
    if among is not None:
        names = ", ".join(name for name, may in zip(given.names, among, strict=True) if may)
        typer.echo(_("may be among the first %(top)s: %(names)s") % {"top": top, "names": names})


def _asked(level: float, simultaneous: bool, seed: int) -> dict[str, Any]:
    return {"level": level, "simultaneous": simultaneous, "seed": seed}


def _say(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))


def _tell(
    names: Sequence[str], values: Iterable[float], errors: Iterable[float], sets: ranking.RankSets
) -> None:
    """A line a name, by rank: rank, set, name, estimate ± standard error."""
    columns = (sets.rank.tolist(), sets.low.tolist(), sets.high.tolist())
    rows = sorted(zip(*columns, names, values, errors, strict=True), key=lambda row: row[:3])
    for rank, low, high, name, value, error in rows:
        shown = f"{low}–{high}"
        typer.echo(f"{rank:>4}  {shown:<9} {name}  {_figure(value)} ± {_figure(error)}")


def _figure(value: float) -> str:
    return f"{value:.4g}" if math.isfinite(value) else "—"


def _rank_panel(names: Sequence[str], sets: ranking.RankSets, level: float) -> ranking.Panel:
    axis = _("rank, with its %(level)s%% confidence set") % {"level": f"{100 * level:g}"}
    return ranking.rank_panel(names, sets, _("Ranking"), axis)


def _draw(file: Path | None, panels: Sequence[ranking.Panel]) -> None:
    if file is None:
        return
    try:
        file.write_text(ranking.draw(panels), encoding="utf-8")
    except OSError:
        raise Refused("ranking_not_written", file=str(file)) from None


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        if not (file.is_file() or file.is_fifo()):
            raise NotFound("file_not_found", file=str(file))
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused("ranking_not_utf8", file=str(file)) from None
