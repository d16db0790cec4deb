"""The commands for archives: batch, tables and merge."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from govextract.cli.reports import check_encoding, parse_day
from govextract.cli.shell import (
    INTERRUPTED,
    NONE_READ,
    OK,
    SOME_FAILED,
    Day,
    Encoding,
    Jurisdiction,
    Language,
    Lexicons,
    NoModel,
    Places,
    WrongUseError,
    build_extractor,
    check_jurisdiction,
    command,
    tell,
)
from govextract.messages import Lang, Messages

if TYPE_CHECKING:
    from govextract.batch import Options, Summary
    from govextract.batch.chunks import Wanted
    from govextract.batch.talk import Talk

FORMATS = "csv,xlsx"
"""What is written where nobody says."""

Inputs = Annotated[list[str], typer.Argument(metavar="INPUT…", show_default=False)]
Folders = Annotated[list[Path], typer.Argument(metavar="RUN…", show_default=False)]
OutFolder = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", show_default=False)]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, show_default=False)]
Formats = Annotated[
    str, typer.Option("--format", "-f", metavar="csv,xlsx,jsonl,parquet,sqlite", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v")]
LogFile = Annotated[Path | None, typer.Option("--log-file", metavar="FILE", show_default=False)]


@command
def batch(  # noqa: PLR0917 - typer gives them by name
    inputs: Inputs,
    out: OutFolder,
    formats: Formats = FORMATS,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force/--resume", show_default=False)] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed")] = False,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="S", min=0.1, show_default=False)
    ] = None,
    max_file_mb: Annotated[
        int | None, typer.Option("--max-file-mb", metavar="N", min=1, show_default=False)
    ] = None,
    memory_mb: Annotated[
        int | None, typer.Option("--memory-mb", metavar="N", min=100, show_default=False)
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, show_default=False)] = None,
    shard: Annotated[str | None, typer.Option("--shard", metavar="i/n", show_default=False)] = None,
    engine: Annotated[
        Literal["local", "dask"], typer.Option("--engine", metavar="local|dask", show_default=False)
    ] = "local",
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    published: Day = None,
    date_from: Annotated[
        Literal["name"] | None, typer.Option("--date-from", metavar="name", show_default=False)
    ] = None,
    jurisdiction: Jurisdiction = None,
    gazetteer: Places = None,
    encoding: Encoding = None,
    lexicons: Lexicons = None,
    no_model: NoModel = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
    log_file: LogFile = None,
    lang: Language = "zh",
) -> int:
    """Files, folders and archives to tables."""
    from govextract import batch as library

    messages = Messages(lang)
    if encoding is not None:
        check_encoding(encoding, messages)
    if (engine == "dask") != (scheduler is not None):
        raise WrongUseError(messages.say("engine_and_scheduler"))
    settings = library.Settings(
        lexicons=_lexicons(lexicons, messages, gazetteer, jurisdiction),
        gazetteer=str(gazetteer.resolve()) if gazetteer else None,
        encoding=encoding,
        published=parse_day(published, messages),
        date_from=date_from,
        jurisdiction=jurisdiction,
        max_file_mb=max_file_mb,
        model=not no_model,
    )
    options = _options(
        jobs,
        timeout=timeout,
        memory_mb=memory_mb,
        force=force,
        retry_failed=retry_failed,
        limit=limit,
        shard=_shard(shard, messages),
        scheduler=scheduler,
        loud=verbose,
    )
    wanted = _wanted(formats, lang, messages)
    with _told(messages), _talk(messages, log_file, quiet=quiet, verbose=verbose) as talk, _interrupted():
        if dry_run:
            names = library.dry_run(inputs, out, settings=settings, options=options, talk=talk)
            for name in names:
                print(name)
            return OK if names else _nothing(messages)
        try:
            done = library.run(inputs, out, settings=settings, options=options, wanted=wanted, talk=talk)
        except KeyboardInterrupt:
            talk.warn(messages.say("summary_go_on"))
            return INTERRUPTED
        return _end(done, talk, messages, quiet=quiet)


@command
def tables(  # noqa: PLR0917 - typer gives them by name
    run: Annotated[Path, typer.Argument(metavar="RUN", show_default=False)],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", show_default=False)] = None,
    formats: Formats = FORMATS,
    where: Annotated[
        list[str] | None, typer.Option("--where", "-w", metavar="CONDITION", show_default=False)
    ] = None,
    names: Annotated[
        list[str] | None, typer.Option("--table", "-t", metavar="NAME", show_default=False)
    ] = None,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    quiet: Quiet = False,
    log_file: LogFile = None,
    lang: Language = "zh",
) -> int:
    """Tables of a run, made again."""
    from govextract import batch as library

    messages = Messages(lang)
    if out is None and (where or names):
        raise WrongUseError(messages.say("part_needs_out"))
    with _told(messages), _talk(messages, log_file, quiet=quiet) as talk, _interrupted():
        wanted = _wanted(formats, lang, messages, where or (), names)
        options = _options(jobs, force=force)
        done = library.write_tables(run, out or run, options=options, wanted=wanted, talk=talk)
        talk.end()
        for path in done.written:
            print(path)
        return OK


@command
def merge(  # noqa: PLR0917 - typer gives them by name
    runs: Folders,
    out: OutFolder,
    formats: Formats = FORMATS,
    jobs: Jobs = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    quiet: Quiet = False,
    log_file: LogFile = None,
    lang: Language = "zh",
) -> int:
    """Runs over parts of an archive to one."""
    from govextract import batch as library

    messages = Messages(lang)
    with _told(messages), _talk(messages, log_file, quiet=quiet) as talk, _interrupted():
        wanted, options = _wanted(formats, lang, messages), _options(jobs, force=force)
        done = library.merge(runs, out, options=options, wanted=wanted, talk=talk)
        return _end(done, talk, messages, quiet=quiet)


# --- options and ends -----------------------------------------------------------------------------


def _wanted(
    formats: str,
    lang: Lang,
    messages: Messages,
    where: Iterator[str] | list[str] | tuple[()] = (),
    names: list[str] | None = None,
) -> Wanted:
    from govextract.batch.chunks import FORMATS as KNOWN
    from govextract.batch.chunks import Wanted
    from govextract.batch.tables import table_names
    from govextract.batch.where import conditions

    asked = [x.strip() for x in formats.split(",") if x.strip()]
    chosen = tuple(form for form in KNOWN if form in asked)
    if not chosen or set(asked) - set(chosen):
        raise WrongUseError(messages.say("bad_formats", value=formats, names=", ".join(KNOWN)))
    for name in names or ():
        if name not in table_names():
            raise WrongUseError(messages.say("no_table", name=name, names=", ".join(table_names())))
    return Wanted(chosen, lang, tuple(names) if names else None, conditions(where))


def _options(jobs: int | None, **given: object) -> Options:
    from govextract.batch import Options

    values = {name: value for name, value in {"jobs": jobs, **given}.items() if value is not None}
    return Options(**values)  # type: ignore[arg-type]


def _shard(value: str | None, messages: Messages) -> tuple[int, int] | None:
    if value is None:
        return None
    match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", value)
    if match is None or not 1 <= int(match[1]) <= int(match[2]):
        raise WrongUseError(messages.say("bad_shard", value=value))
    return int(match[1]), int(match[2])


def _lexicons(
    lexicons: list[Path] | None, messages: Messages, gazetteer: Path | None, jurisdiction: str | None
) -> tuple[str, ...]:
    """The paths of the user's lexicons, once it is known that they, the places and the path can be used."""
    own = build_extractor(lexicons or (), messages, gazetteer).gazetteer if lexicons or gazetteer else None
    if jurisdiction is not None:
        check_jurisdiction(jurisdiction, own, messages)
    return tuple(str(path.resolve()) for path in lexicons or ())


def _talk(messages: Messages, log_file: Path | None, *, quiet: bool, verbose: bool = False) -> Talk:
    from govextract.batch.talk import Talk

    try:
        return Talk(messages, "quiet" if quiet else "verbose" if verbose else "normal", log_file)
    except OSError as e:
        raise WrongUseError(messages.say("log_unusable", path=log_file, cause=e.strerror or e)) from e


@contextmanager
def _told(messages: Messages) -> Iterator[None]:
    """Tell why a run cannot begin or go on."""
    from govextract.batch import RunError

    try:
        yield
    except RunError as e:
        if e.key == "unbalanced":  # a fault of the program, not of its use
            raise
        raise WrongUseError(e.sentence(messages)) from e


@contextmanager
def _interrupted() -> Iterator[None]:
    """Let a polite request to end (SIGTERM) do what Ctrl-C does."""

    def interrupt(_: int, __: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(done: Summary, talk: Talk, messages: Messages, *, quiet: bool) -> int:
    """Tell what became of a run; gives the exit code."""
    from govextract.batch.talk import GOOD, summary

    talk.end()
    if not sum(done.counts.values()):
        return _nothing(messages)
    for line in summary(messages, done.counts, done.causes):
        talk.say(line)
    if done.fresh < sum(done.counts.values()):
        talk.say(messages.say("summary_fresh", n=done.fresh))
    if not quiet:
        for path in done.written:
            print(path)
    if not done.counts["ok"]:
        talk.warn(messages.say("none_read", path=done.written[0].parent if done.written else ""))
        return NONE_READ
    return SOME_FAILED if any(n for status, n in done.counts.items() if status not in GOOD) else OK


def _nothing(messages: Messages) -> int:
    tell(messages.say("nothing_to_read"))
    return NONE_READ
