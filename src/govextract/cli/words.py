"""The commands that help with a lexicon of one's own: lexicon check and lexicon list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from govextract.cli.shell import (
    OK,
    WRONG_USE,
    Language,
    Lexicons,
    WrongUseError,
    app,
    build_extractor,
    command,
)
from govextract.messages import Messages
from govextract.usage import Group

lexicon = typer.Typer(name="lexicon", cls=Group, no_args_is_help=True)
app.add_typer(lexicon)


@lexicon.callback()
def lexicons(*, lang: Language = "zh") -> None:
    """The commands for lexicons; ``main`` reads --lang itself, before a command runs or fails."""


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", show_default=False)],
    lang: Language = "zh",
) -> int:
    """Mistakes in lexicons."""
    from govextract.terminal import safe
    from govextract.vocabulary.checking import check_file, summary

    messages = Messages(lang)
    code = OK
    for file in files:
        try:
            checked = check_file(file)
        except OSError as e:
            raise WrongUseError(messages.say("no_lexicon", file=file, why=e.strerror)) from e
        for f in checked.findings:
            entry = f"{f.entry}: " if f.entry else ""
            mark = messages.say("lex_note") if f.note else ""
            print(safe(f"{file}:{f.line}: {mark}{entry}{f.say(messages)}"))
        print(safe(f"{file}: {summary(checked, messages)}"))
        if checked.mistakes:
            code = WRONG_USE
    return code


def list_(
    category: Annotated[str | None, typer.Argument(metavar="[CATEGORY]", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all")] = False,
    lexicons: Lexicons = None,
    lang: Language = "zh",
) -> int:
    """Categories and their entries."""
    from govextract.output import console
    from govextract.vocabulary.listing import categories_table, category_page, nearest

    messages = Messages(lang)
    words = build_extractor(lexicons or (), messages).lexicon
    screen = console(sys.stdout)
    if category is None:
        screen.print(categories_table(words, messages, screen.width, every=every))
        return OK
    near = nearest(category, words)
    if near is not None:
        raise WrongUseError(messages.say("lex_category_unknown", name=category, near=near))
    screen.print(category_page(category, words, messages, screen.width))
    return OK


command(check, lexicon)
command(list_, lexicon, name="list")
