"""What all commands share: the program itself, its exit codes, the options that several commands have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer

from govextract import __version__
from govextract.messages import Lang, Messages
from govextract.usage import Command, Group

if TYPE_CHECKING:
    from govextract.gazetteer import Gazetteer
    from govextract.pipeline import Extractor

P = ParamSpec("P")

_SHOWN = 8
"""Candidates that a message names."""

OK, BUG, WRONG_USE, SOME_FAILED, NONE_READ, INTERRUPTED = 0, 1, 2, 3, 4, 130

app = typer.Typer(name="govextract", cls=Group, no_args_is_help=True, pretty_exceptions_enable=False)


class WrongUseError(Exception):
    """An option or argument cannot be used; the message says why and what to do."""


def command(
    function: Callable[P, int],
    program: typer.Typer = app,
    cls: type[Command] = Command,
    name: str | None = None,
) -> Callable[P, int]:
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

    return program.command(name, cls=cls)(run)


# --- the options ----------------------------------------------------------------------------------

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False)]
Day = Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", show_default=False)]
Jurisdiction = Annotated[str | None, typer.Option("--jurisdiction", metavar="PATH", show_default=False)]
Places = Annotated[Path | None, typer.Option("--gazetteer", metavar="FILE", show_default=False)]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", show_default=False)]
Lexicons = Annotated[list[Path] | None, typer.Option("--lexicon", metavar="FILE", show_default=False)]
NoModel = Annotated[bool, typer.Option("--no-model")]
Language = Annotated[Lang, typer.Option("--lang", metavar="zh|en", show_default=False)]
Out = Annotated[Path | None, typer.Option("--out", "-o", metavar="PATH", show_default=False)]
Force = Annotated[bool, typer.Option("--force")]


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


def build_extractor(
    lexicons: Sequence[Path], messages: Messages, gazetteer: Path | None = None, *, model: bool = True
) -> Extractor:
    """The extractor with the user's lexicons and places, with or without the trained model.

    Raises:
        WrongUseError: one of them cannot be used.
    """
    from govextract.gazetteer_paths import GazetteerError
    from govextract.pipeline import Extractor
    from govextract.vocabulary.structure import LexiconFileError

    try:
        return Extractor(lexicons=lexicons, gazetteer=gazetteer, model=model)
    except GazetteerError as e:
        why = messages.say(e.key, line=e.line)
        raise WrongUseError(messages.say("bad_gazetteer", file=gazetteer, why=why)) from e
    except LexiconFileError as e:
        raise WrongUseError(messages.say("bad_lexicon", why=e.sentence(messages))) from e
    except OSError as e:
        if gazetteer is not None and str(e.filename) == str(gazetteer):
            raise WrongUseError(messages.say("no_gazetteer", file=gazetteer, why=e.strerror)) from e
        raise WrongUseError(messages.say("no_lexicon", file=e.filename, why=e.strerror)) from e
    except UnicodeDecodeError as e:
        raise WrongUseError(messages.say("lexicon_not_utf8", why=e.reason)) from e


def check_jurisdiction(path: str, gazetteer: Gazetteer | None, messages: Messages) -> None:
    """See that a path of names is one place.

    Raises:
        WrongUseError: it is none, or several; these are named.
    """
    from govextract.gazetteer import Gazetteer
    from govextract.resolve.context import given_place

    found = given_place(path, gazetteer or Gazetteer.load())
    if found.place is None and not found.alternatives:
        raise WrongUseError(messages.say("no_jurisdiction", value=path))
    if found.place is None:
        shown = [p.path for p in found.alternatives]
        rest = messages.say("and_more", n=len(shown) - _SHOWN) if len(shown) > _SHOWN else ""
        candidates = messages.say("list_comma").join(shown[:_SHOWN]) + rest
        raise WrongUseError(messages.say("several_places", value=path, candidates=candidates))


def tell(sentence: str) -> None:
    """Say something to the person, on stderr."""
    from govextract.terminal import safe

    print(f"govextract: {safe(sentence)}", file=sys.stderr)
