"""`jiceng ledger`: the journal's ledger, taken out, checked, witnessed.

`verify` and `witness` need no database: they run wherever somebody wants to check. `check-published` reads
what is published, or a copy of it.
"""

import fcntl
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Annotated

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from jiceng.apps.journal import keys, ledger
from jiceng.apps.publications.checking import Told, check_published
from jiceng.engines.ledger import (
    NEXT_KEY,
    Checkpoint,
    Entry,
    Verified,
    VerifierKey,
    cosign,
    judge,
    open_note,
    read_note,
    verifier_of,
    verify_extract,
    witness_key,
    write_extract,
)
from jiceng.faces.cli import seals
from jiceng.faces.cli.migrate import migrate_if_needed
from jiceng.kernel.errors import NotFound, ProofError

FILE = Annotated[
    Path, typer.Argument(help="File, or - for standard input or output. 文件，- 表示标准输入输出。")
]
KEYS = Annotated[list[str], typer.Option("--key", help="A public key you trust. 您信任的公钥。")]


def register(program: typer.Typer) -> None:
    """Adds the commands."""
    group = typer.Typer(no_args_is_help=True, help="The journal's ledger. 操作日志的账本。")
    for command in (key, seal, extract, verify, prove, witness, rotate):
        group.command()(command)
    group.command("check-seal")(seals.check_seal_file)
    group.command("check-published")(check_published_rows)
    program.add_typer(group, name="ledger")


def key() -> None:
    """Print the public key that checks this office's ledger. 显示核验本单位账本的公钥。"""
    typer.echo(str(ledger.verifier()))


def seal() -> None:
    """Give waiting entries their places and sign a checkpoint; print the last one. 立即入账并签署检查点。"""
    migrate_if_needed()
    while ledger.sequence(at=timezone.now()):
        pass
    typer.echo(ledger.last_checkpoint(), nl=False)


def extract(
    file: FILE = Path("-"),
    shown: Annotated[
        bool, typer.Option("--shown", help="With contents: for auditors. 含内容，供监督使用。")
    ] = False,
) -> None:
    """Write the whole ledger for somebody to check. 写出账本摘录，供他人核验。"""
    with _writing(file) as out:
        for line in write_extract(settings.LEDGER_NAME, ledger.extract_parts(shown=shown)):
            out.write(line)


def verify(
    file: FILE,
    key: KEYS,
    earlier: Annotated[
        Path | None, typer.Option(help="A checkpoint kept from before. 以前留存的检查点。")
    ] = None,
    article: Annotated[
        int | None, typer.Option(help="List what it has of a notice, by its number. 列出某号公告的各条。")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(help="Did it stand unchanged so many days? Status 1 when not. 是否原样张贴满这些天。"),
    ] = None,
) -> None:
    """Check an extract offline; exit status 2 when something is wrong. 脱机核验账本摘录。"""
    notice = seals.Notice(article)
    found = _verified(file, key, earlier, notice.take)
    if article is not None:
        notice.answer(found, days)


def check_published_rows(
    file: FILE,
    key: KEYS,
    earlier: Annotated[
        Path | None, typer.Option(help="A checkpoint kept from before. 以前留存的检查点。")
    ] = None,
) -> None:
    """Hold all that is published against an extract; exit status 2 at the first that differs. 逐条核验已发布内容。"""
    told = Told()
    found = _verified(file, key, earlier, told.take)
    checked = check_published(told, found)
    typer.echo(_("%(count)s published versions are as they were entered.") % {"count": checked})


def _verified(
    file: Path, key: list[str], earlier: Path | None, take: Callable[[int, Entry], None]
) -> Verified:
    """An extract, checked, and said to be so."""
    trusted, seen = [VerifierKey.parse(each) for each in key], None
    if earlier is not None:
        _require(earlier)
        seen = Checkpoint.parse(open_note(earlier.read_bytes(), trusted).text)
    with _reading(file) as lines:
        found = verify_extract(lines, trusted, seen, take)
    typer.echo(
        _("%(size)s entries of %(origin)s are as signed, by %(checkpoints)s checkpoints; %(shown)s shown.")
        % {"size": found.size, "origin": found.origin, "checkpoints": found.checkpoints, "shown": found.shown}
    )
    if found.unprotected:
        typer.echo(
            _("%(count)s later entries are not vouched for yet: the next checkpoint will.")
            % {"count": found.unprotected}
        )
    return found


def prove(
    since: Annotated[int, typer.Option("--from", help="Size of the log seen before. 上次见到的条数。")] = 0,
) -> None:
    """Print the last checkpoint, and the proof that the log only grew. 输出最新检查点和只增不改的证明。"""
    note = ledger.last_checkpoint()
    size = Checkpoint.parse(read_note(note.encode()).text).size
    proof = ledger.tree().prove_consistency(since, size) if since else []
    typer.echo(json.dumps({"checkpoint": note, "proof": [each.hex() for each in proof]}, ensure_ascii=False))


def witness(
    file: FILE,
    key: KEYS,
    state: Annotated[
        Path, typer.Option(help="Where the last checkpoint seen is kept. 保存所见最新检查点的文件。")
    ],
    name: Annotated[str, typer.Option(help="The witness's name. 见证人的名称。")],
) -> None:
    """Sign for what `prove` printed, unless the log was rewritten or set back. 见证：确认账本没有被改写或回退。"""
    trusted = [VerifierKey.parse(each) for each in key]
    note, proof = _proved(file)
    with _alone(state.resolve().parent):
        seen = Checkpoint.parse(read_note(state.read_bytes()).text) if state.exists() else None
        judge(seen, note, proof, trusted)
        own = keys.signing_key_in(state.resolve().parent, f"{state.name}.key")
        signed = str(cosign(read_note(note), name, own, int(timezone.now().timestamp())))
        _replace(state, signed)
    typer.echo(signed, nl=False)
    typer.echo(str(witness_key(name, own)), err=True)


def rotate() -> None:
    """Let a new key take over: the old one signs for it. 更换签名密钥。"""
    migrate_if_needed()
    new = keys.next_signing_key()
    ledger.sequence(at=timezone.now(), extensions=[f"{NEXT_KEY} {verifier_of(settings.LEDGER_NAME, new)}"])
    keys.take_over()
    typer.echo(str(ledger.verifier()))


def _proved(file: Path) -> tuple[bytes, list[bytes]]:
    """A checkpoint and a proof, as `prove` prints them."""
    try:
        with _reading(file) as lines:
            given = json.loads("".join(lines))
        return given["checkpoint"].encode(), [bytes.fromhex(each) for each in given["proof"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ProofError("malformed_note") from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One witness at a time: two would compare with the same past and could sign both sides of a fork."""
    if not folder.is_dir():
        raise NotFound("file_not_found", file=str(folder))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _reading(file: Path) -> Iterator[IO[str]]:
    """The lines of a file; bytes that are no text become what no JSON may hold, so that the line is named."""
    if str(file) == "-":
        yield TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="surrogateescape")
        return
    _require(file)
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        yield lines


def _require(file: Path) -> None:
    if not file.is_file():
        raise NotFound("file_not_found", file=str(file))


@contextmanager
def _writing(file: Path) -> Iterator[IO[str]]:
    if str(file) == "-":
        yield sys.stdout
        return
    with file.open("w", encoding="utf-8") as out:
        yield out


def _replace(file: Path, text: str) -> None:
    """Keep what was signed before anybody reads it: after a power cut the witness still knows it."""
    draft = file.with_name(f"{file.name}.new")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
