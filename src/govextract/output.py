"""Where results go, in each format: standard output, a file or a folder; written whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from govextract.extraction import Extraction
from govextract.messages import Messages

if TYPE_CHECKING:
    from rich.console import Console

Format = Literal["table", "json", "jsonl", "csv", "xlsx", "html"]

SUFFIXES: dict[str, Format] = {
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".txt": "table",
}
"""The format that a file's name asks for."""


class OutputError(Exception):
    """A result cannot be written where it should; the message is a sentence with cause and remedy."""


def choose(form: Format | None, out: Path | None, messages: Messages) -> Format:
    """The format to write: the one named, else what ``out`` asks for, else what suits standard output.

    Raises:
        OutputError: ``out`` tells no format, or the format needs an ``out``.
    """
    if form is None:
        if out is None:
            return "table" if sys.stdout.isatty() else "jsonl"
        form = "csv" if out.is_dir() else SUFFIXES.get(out.suffix.lower())
        if form is None:
            raise OutputError(messages.say("out_no_format", out=out))
    if out is None and form in {"csv", "xlsx"}:
        raise OutputError(messages.say(f"out_needed_{form}"))
    return form


def write(form: Format, extractions: Iterator[Extraction], target: Target) -> None:
    """Write the extractions as they come, or all at the end where the format is tables; none make no file."""
    first = next(extractions, None)
    if first is not None:
        WRITERS[form](chain([first], extractions), target)
    elif form == "json" and target.several and target.out is None:
        print("[]")


class Target:
    """The place that results go to; ``out`` None is standard output.

    ``several`` says that there may be more than one document; ``force`` that existing files may be replaced.
    """

    def __init__(
        self, out: Path | None, messages: Messages, *, several: bool = False, force: bool = False
    ) -> None:
        self.out, self.messages, self.several, self.force = out, messages, several, force

    def check(self, form: Format, inputs: Iterable[Path]) -> None:
        """Find out before any work whether the result can be written.

        Raises:
            OutputError: it cannot; the message says why and what to do.
        """
        out, say = self.out, self.messages.say
        if out is None:
            return
        if any(path.exists() and out.exists() and path.samefile(out) for path in inputs):
            raise OutputError(say("out_is_input", out=out))
        if not out.parent.is_dir():
            raise OutputError(say("out_no_parent", out=out, parent=out.parent))
        folder = form == "csv" or (form == "html" and (self.several or out.is_dir()))
        if folder and out.exists() and not out.is_dir():
            raise OutputError(say("out_not_folder", out=out))
        if not folder and out.is_dir():
            raise OutputError(say("out_is_folder", out=out))
        if form == "xlsx" and _special(out):
            raise OutputError(say("out_special", out=out))
        if form == "csv":
            from govextract.export import csv_names

            old = next((out / name for name in csv_names() if (out / name).exists()), None)
        else:
            old = None if folder else out
        self._may_replace(old)
        if not os.access(out if folder and out.exists() else out.parent, os.W_OK):
            raise OutputError(say("out_denied", out=out))

    def _may_replace(self, path: Path | None) -> None:
        if path is not None and path.exists() and not self.force and not _special(path):
            raise OutputError(self.messages.say("out_exists", out=path))

    @contextmanager
    def text(self, out: Path | None = None) -> Iterator[TextIO]:
        """A stream to write text to; a file appears under its name when all is written."""
        out = out or self.out
        if out is None:
            with self._sentences(self.messages.say("stdout")):
                yield sys.stdout
                sys.stdout.flush()
        elif _special(out):
            with self._sentences(out), out.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream
        else:
            with self.file(out) as part, part.open("w", encoding="utf-8", newline="\n") as stream:
                yield stream

    @contextmanager
    def file(self, out: Path) -> Iterator[Path]:
        """A path to write a file to, which is then moved to ``out``."""
        out = out.resolve()  # a link stays, and what it points to is replaced
        near = out.parent  # the same disk, so that moving is all or nothing
        with self._sentences(out), tempfile.TemporaryDirectory(prefix=".govextract-", dir=near) as folder:
            part = Path(folder) / out.name
            yield part
            part.replace(out)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder to write files to, which are then moved into ``out``."""
        out = self.out
        assert out is not None  # noqa: S101 - choose() refuses a table format without out
        with self._sentences(out):
            out.mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=".govextract-", dir=out) as folder:
                yield Path(folder)
                for path in sorted(Path(folder).iterdir()):
                    path.replace(out / path.name)

    @contextmanager
    def _sentences(self, out: Path | str) -> Iterator[None]:
        """Turn what the system says into a sentence."""
        try:
            yield
        except BrokenPipeError:
            raise
        except PermissionError as e:
            raise OutputError(self.messages.say("out_denied", out=out)) from e
        except OSError as e:
            raise OutputError(self.messages.say("out_failed", out=out, cause=e.strerror or e)) from e


def _special(path: Path) -> bool:
    """Whether a path is a device or pipe (/dev/stdout), which is written to and never replaced."""
    return path.exists() and not path.is_file() and not path.is_dir()


def console(stream: TextIO) -> Console:
    """A rich console on a stream, as wide as the terminal, or 120 columns where there is none."""
    from rich.console import Console

    width = shutil.get_terminal_size((120, 24)).columns
    return Console(file=stream, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False)


def _json(extractions: Iterator[Extraction], target: Target) -> None:
    with target.text() as stream:
        if not target.several:
            stream.writelines(f"{x.to_json(indent=2)}\n" for x in extractions)
            return
        for i, extraction in enumerate(extractions):
            stream.write(f"{',' if i else '['}\n{extraction.to_json(indent=2)}")
        stream.write("\n]\n")


def _jsonl(extractions: Iterator[Extraction], target: Target) -> None:
    with target.text() as stream:
        for extraction in extractions:
            stream.write(f"{extraction.to_json()}\n")
            stream.flush()


def _table(extractions: Iterator[Extraction], target: Target) -> None:
    from govextract.terminal import events_table

    with target.text() as stream:
        screen = console(stream)
        for i, extraction in enumerate(extractions):
            if i:
                screen.print()
            screen.print(events_table(extraction, target.messages, screen.width))


def _csv(extractions: Iterator[Extraction], target: Target) -> None:
    from govextract.export import write_csv
    from govextract.tables import frames

    found = frames(extractions)
    with target.folder() as folder:
        write_csv(found, folder, target.messages.lang)


def _xlsx(extractions: Iterator[Extraction], target: Target) -> None:
    from govextract.export import write_xlsx
    from govextract.tables import frames

    found = frames(extractions)
    assert target.out is not None  # noqa: S101 - choose() refuses a workbook without out
    with target.file(target.out) as part:
        write_xlsx(found, part, target.messages.lang)


def _html(extractions: Iterator[Extraction], target: Target) -> None:
    from govextract.page import render

    lang, out = target.messages.lang, target.out
    if out is None or not (target.several or out.is_dir()):
        for extraction in extractions:
            with target.text() as stream:
                stream.write(render(extraction, lang))
        return
    taken: set[Path] = set()
    for extraction in extractions:
        with suppress(FileExistsError):
            out.mkdir()
        stem = Path(extraction.document.source).stem.strip("-. ") or extraction.document.id
        path = out / f"{stem}.html"
        if path in taken:  # another document of the same name, from another folder
            path = out / f"{stem}-{extraction.document.id}.html"
        target._may_replace(path)
        taken.add(path)
        with target.text(path) as stream:
            stream.write(render(extraction, lang))


WRITERS: dict[Format, Callable[[Iterator[Extraction], Target], None]] = {
    "table": _table,
    "json": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "xlsx": _xlsx,
    "html": _html,
}
