"""The command line: each command reads its options and calls the library; data to stdout, talk to stderr."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, ParamSpec, get_args

import typer

from govextract import __version__
from govextract.messages import LANGS, Lang, Messages
from govextract.usage import Command, Group, complaint, localise

if TYPE_CHECKING:
    from govextract.extraction import Extraction
    from govextract.pipeline import Extractor
    from govextract.records import Document

Format = Literal["table", "json", "jsonl", "csv", "xlsx", "html"]
P = ParamSpec("P")

OK, BUG, WRONG_USE, SOME_FAILED, NONE_READ, INTERRUPTED = 0, 1, 2, 3, 4, 130

STDIN = Path("-")

app = typer.Typer(name="govextract", cls=Group, no_args_is_help=True, pretty_exceptions_enable=False)


class Part(StrEnum):
    """What an explanation can be narrowed to: a kind of mention, or what is no mention."""

    EVENT = "event"
    DATE = "date"
    OFFICIAL = "official"
    PERSON = "person"
    VILLAGE = "village"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"
    PLACE = "place"
    QUANTITY = "quantity"
    REFERENCE = "reference"
    UNRESOLVED = "unresolved"


class WrongUseError(Exception):
    """An option or argument cannot be used; the message says why and what to do."""


def command(function: Callable[P, int]) -> Callable[P, int]:
    """A command that ends quietly when its reader has gone away (``govextract parse … | head``)."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            code = function(*args, **kwargs)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still buffered goes nowhere, so that Python does not complain while it shuts down.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        return code

    return app.command(cls=Command)(run)


# --- the options ----------------------------------------------------------------------------------

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False)]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", show_default=False)]
Jurisdiction = Annotated[str | None, typer.Option("--jurisdiction", metavar="PATH", show_default=False)]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", show_default=False)]
Lexicons = Annotated[list[Path] | None, typer.Option("--lexicon", metavar="FILE", show_default=False)]
Language = Annotated[Lang, typer.Option("--lang", metavar="zh|en", show_default=False)]


def _version(value: bool) -> None:
    if value:
        typer.echo(f"govextract {__version__}")
        raise typer.Exit


@app.callback()
def govextract(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
    debug: Annotated[bool, typer.Option("--debug")] = False,
    lang: Language = "zh",
) -> None:
    """The whole program; ``main`` reads --debug and --lang itself, before a command runs or fails."""


@command
def parse(  # noqa: PLR0917 - typer gives them by name
    files: Files,
    format_: Annotated[
        Format | None, typer.Option("--format", "-f", metavar="|".join(get_args(Format)), show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="PATH", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force")] = False,
    published: Day = None,
    jurisdiction: Jurisdiction = None,
    encoding: Encoding = None,
    lexicons: Lexicons = None,
    lang: Language = "zh",
) -> int:
    """Reports to records."""
    from govextract.output import OutputError, Target, choose, write

    messages = Messages(lang)
    try:
        form = choose(format_, out, messages)
        target = Target(out, messages, several=len(files) > 1, force=force)
        target.check(form, files)
        reader = Reader(messages, published, jurisdiction, encoding, lexicons)
        write(form, reader.extractions(files), target)
    except OutputError as e:
        raise WrongUseError(str(e)) from e
    if out is not None and reader.done:
        tell(messages.say("written", out=out, n=reader.done))
    return reader.code


@command
def explain(  # noqa: PLR0917 - typer gives them by name
    files: Files,
    kinds: Annotated[
        list[Part] | None, typer.Option("--kind", "-k", metavar="KIND", show_default=False)
    ] = None,
    published: Day = None,
    jurisdiction: Jurisdiction = None,
    encoding: Encoding = None,
    lexicons: Lexicons = None,
    lang: Language = "zh",
) -> int:
    """Why each record is there."""
    from govextract.output import console
    from govextract.terminal import explanation

    messages = Messages(lang)
    reader = Reader(messages, published, jurisdiction, encoding, lexicons)
    screen = console(sys.stdout)
    for extraction in reader.extractions(files):
        screen.print(explanation(extraction, reader.extractor.lexicon, messages, screen.width, kinds or ()))
    return reader.code


# --- the work -------------------------------------------------------------------------------------


class Reader:
    """Files to extractions under the options of a command; failures are told and counted."""

    def __init__(
        self,
        messages: Messages,
        published: str | None,
        jurisdiction: str | None,
        encoding: str | None,
        lexicons: Sequence[Path] | None,
    ) -> None:
        self.messages, self.jurisdiction, self.encoding = messages, jurisdiction, encoding
        self.published = _day(published, messages)
        if encoding is not None:
            _check_encoding(encoding, messages)
        self.extractor = _extractor(lexicons or (), messages)
        self.done = self.failed = 0

    def extractions(self, files: Sequence[Path]) -> Iterator[Extraction]:
        """The extractions of the files that can be read, in order."""
        from govextract.read import ReadError

        for file in files:
            try:
                document = self._document(file)
            except ReadError as e:
                self.failed += 1
                tell(self.messages.say("not_read", file=file, why=e.sentence(self.messages.lang)))
                continue
            yield self.extractor.parse(document, published=self.published, jurisdiction=self.jurisdiction)
            self.done += 1

    def _document(self, file: Path) -> Document:
        from govextract.read import read_file, read_stdin

        if file == STDIN:
            return read_stdin(encoding=self.encoding)
        return read_file(file, encoding=self.encoding)

    @property
    def code(self) -> int:
        """The exit code that the failures so far call for."""
        return OK if not self.failed else SOME_FAILED if self.done else NONE_READ


def _day(value: str | None, messages: Messages) -> date | None:
    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as e:
        raise WrongUseError(messages.say("bad_date", value=value)) from e


def _check_encoding(name: str, messages: Messages) -> None:
    try:
        if not getattr(codecs.lookup(name), "_is_text_encoding", True):
            raise LookupError(name)
    except (LookupError, ValueError) as e:
        raise WrongUseError(messages.say("bad_encoding", value=name)) from e


def _extractor(lexicons: Sequence[Path], messages: Messages) -> Extractor:
    from govextract.lexicon import LexiconError
    from govextract.pipeline import Extractor

    try:
        return Extractor(lexicons=lexicons)
    except LexiconError as e:
        raise WrongUseError(messages.say("bad_lexicon", why=e)) from e
    except OSError as e:
        raise WrongUseError(messages.say("no_lexicon", file=e.filename, why=e.strerror)) from e
    except UnicodeDecodeError as e:
        raise WrongUseError(messages.say("lexicon_not_utf8", why=e.reason)) from e


def tell(sentence: str) -> None:
    """Say something to the person, on stderr."""
    from govextract.terminal import safe

    print(f"govextract: {safe(sentence)}", file=sys.stderr)


# --- the way in -----------------------------------------------------------------------------------


def _asked_language(arguments: Sequence[str]) -> Lang:
    """The language to speak before the options are read: --lang, else the environment, else Chinese."""
    asked = os.environ.get("GOVEXTRACT_LANG", "")
    for argument, following in pairwise([*arguments, ""]):
        if argument == "--lang":
            asked = following
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return next((lang for lang in LANGS if lang == asked), "zh")


def _speak_utf8() -> None:
    """Write UTF-8 into pipes whatever the system's code page; on a terminal never fail at a character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives the exit code.

    0 all fine, 1 a bug, 2 wrong use, 3 some documents failed, 4 no document could be read, 130 interrupted.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments
    messages = Messages(_asked_language(arguments))
    _speak_utf8()
    try:
        group = localise(app, messages.lang)
        code = group.main(
            [x for x in arguments if x != "--debug"],
            "govextract",
            standalone_mode=False,
            default_map={name: {"lang": messages.lang} for name in group.commands},
        )
    except WrongUseError as e:
        tell(str(e))
        return WRONG_USE
    except typer.TyperException as e:
        if type(e).__name__ == "NoArgsIsHelpError":
            print(e.format_message(), file=sys.stderr)
        else:
            tell(complaint(e, messages))
        return WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        tell(messages.say("interrupted"))
        return INTERRUPTED
    except Exception as e:
        if debug:
            raise
        tell(messages.say("bug", what=f"{type(e).__name__}: {e}", version=__version__))
        return BUG
    if code == INTERRUPTED:
        tell(messages.say("interrupted"))
    return code if isinstance(code, int) else OK
