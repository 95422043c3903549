"""`jiceng messages`: compiles the translations (.po) into what the program reads (.mo)."""

from pathlib import Path

import polib
import typer

import jiceng

PACKAGE = Path(jiceng.__file__).parent


def register(program: typer.Typer) -> None:
    """Adds the command."""
    program.command()(messages)


def messages() -> None:
    """Compile the translations. 编译翻译文件。"""
    compiled = compile_catalogues(PACKAGE)
    typer.echo(f"{len(compiled)} catalogues compiled. 已编译 {len(compiled)} 个翻译文件。")


def compile_catalogues(folder: Path) -> list[Path]:
    """Compiles every locale/*/LC_MESSAGES/*.po below `folder`; returns the .mo files written."""
    written: list[Path] = []
    for source in sorted(folder.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(target))
        written.append(target)
    return written
