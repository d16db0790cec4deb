"""The commands that read reports: parse and explain."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from govextract.cli.shell import (
    NONE_READ,
    OK,
    SOME_FAILED,
    Day,
    Encoding,
    Files,
    Force,
    Jurisdiction,
    Language,
    Lexicons,
    NoModel,
    Out,
    Places,
    WrongUseError,
    build_extractor,
    check_jurisdiction,
    command,
    tell,
)
from govextract.messages import Messages

if TYPE_CHECKING:
    from govextract.extraction import Extraction
    from govextract.records import Document

Format = Literal["table", "json", "jsonl", "csv", "xlsx", "html"]
Show = Literal["events", "uncovered"]

STDIN = Path("-")


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


@command
def parse(  # noqa: PLR0917 - typer gives them by name
    files: Files,
    format_: Annotated[
        Format | None, typer.Option("--format", "-f", metavar="|".join(get_args(Format)), show_default=False)
    ] = None,
    out: Out = None,
    show: Annotated[
        Show, typer.Option("--show", metavar="|".join(get_args(Show)), show_default=False)
    ] = "events",
    force: Force = False,
    published: Day = None,
    jurisdiction: Jurisdiction = None,
    gazetteer: Places = None,
    encoding: Encoding = None,
    lexicons: Lexicons = None,
    no_model: NoModel = False,
    lang: Language = "zh",
) -> int:
    """Reports to records."""
    from govextract.output import OutputError, Target, choose, write

    messages = Messages(lang)
    missing = show == "uncovered"
    try:
        # The list is a single table, which as CSV goes to a file, or to standard output.
        csv = missing and "csv" in {format_, out.suffix.lstrip(".") if out else ""}
        form = "csv" if csv else choose(format_, out, messages)
        if missing and form in {"xlsx", "html"}:
            raise WrongUseError(messages.say("uncovered_form"))
        target = Target(out, messages, several=len(files) > 1, force=force)
        target.check("table" if missing else form, files)
        reader = Reader(
            messages, published, jurisdiction, encoding, lexicons, gazetteer=gazetteer, model=not no_model
        )
        if missing:
            from govextract.listing import write_uncovered

            write_uncovered(form, reader.extractions(files), reader.extractor, target)
        else:
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
    gazetteer: Places = None,
    encoding: Encoding = None,
    lexicons: Lexicons = None,
    no_model: NoModel = False,
    lang: Language = "zh",
) -> int:
    """Why each record is there."""
    from govextract.output import console
    from govextract.terminal import explanation

    messages = Messages(lang)
    reader = Reader(
        messages, published, jurisdiction, encoding, lexicons, gazetteer=gazetteer, model=not no_model
    )
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
        *,
        gazetteer: Path | None = None,
        model: bool = True,
    ) -> None:
        self.messages, self.jurisdiction, self.encoding = messages, jurisdiction, encoding
        self.published = parse_day(published, messages)
        if encoding is not None:
            check_encoding(encoding, messages)
        self.extractor = build_extractor(lexicons or (), messages, gazetteer, model=model)
        if jurisdiction is not None:
            check_jurisdiction(jurisdiction, self.extractor.gazetteer, messages)
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


def parse_day(value: str | None, messages: Messages) -> date | None:
    """The day that an option says.

    Raises:
        WrongUseError: it is none.
    """
    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        return date.fromisoformat(value)
    except ValueError as e:
        raise WrongUseError(messages.say("bad_date", value=value)) from e


def check_encoding(name: str, messages: Messages) -> None:
    """See that there is an encoding of this name.

    Raises:
        WrongUseError: there is none.
    """
    try:
        if not getattr(codecs.lookup(name), "_is_text_encoding", True):
            raise LookupError(name)
    except (LookupError, ValueError) as e:
        raise WrongUseError(messages.say("bad_encoding", value=name)) from e
