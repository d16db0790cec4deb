"""The command line: each command reads its options and calls the library; data to stdout, talk to stderr."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import typer

from govextract import __version__
from govextract.cli import archives, beginning, quality, reports, words
from govextract.cli.shell import (
    BUG,
    INTERRUPTED,
    NONE_READ,
    OK,
    SOME_FAILED,
    WRONG_USE,
    WrongUseError,
    app,
    tell,
)
from govextract.messages import LANGS, Lang, Messages
from govextract.usage import complaint, language_defaults, localise

__all__ = [
    "BUG",
    "INTERRUPTED",
    "NONE_READ",
    "OK",
    "SOME_FAILED",
    "WRONG_USE",
    "app",
    "archives",
    "beginning",
    "main",
    "quality",
    "reports",
    "words",
]


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
            default_map=language_defaults(group, messages.lang),
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
