"""How the command line explains itself: help and usage errors in two languages, wrapped for Chinese.

The texts stand in ``messages.yaml`` under ``help``, by ``command`` and ``command.parameter``.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from govextract.messages import Lang, Messages

INDENT = 26
"""Where the explanation of an option begins."""


class Command(TyperCommand):
    """A command that prints our help."""

    words: Messages

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help text."""
        formatter.write(help_text(self, ctx.command_path, self.words))


class Group(TyperGroup):
    """The program, which prints our help and lists its commands."""

    words: Messages

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help text."""
        formatter.write(help_text(self, ctx.command_path, self.words))


def localise(app: typer.Typer, lang: Lang) -> Any:
    """The program of an app, speaking a language."""
    group: Any = typer.main.get_command(app)
    for _, one in walk(group, ""):
        one.words = Messages(lang)
    return group


def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """A command, and below a group each of its commands, with what one types to call it."""
    yield path, command
    for name, one in getattr(command, "commands", {}).items():
        yield from walk(one, f"{path} {name}".strip())


def language_defaults(group: Any, lang: Lang) -> dict[str, Any]:
    """The default of --lang for every command of a group."""
    return {
        name: language_defaults(one, lang) if getattr(one, "commands", None) else {"lang": lang}
        for name, one in group.commands.items()
    }


def help_text(command: Any, path: str, messages: Messages, width: int | None = None) -> str:
    """The help of a command, or of the whole program, in ``width`` columns, else the terminal's."""
    width = width or min(shutil.get_terminal_size((100, 24)).columns, 110)
    return "".join(f"{line}\n" for line in _lines(command, path, messages, width))


def _lines(command: Any, path: str, messages: Messages, width: int) -> Iterator[str]:
    from govextract.wrapping import wrap

    say = messages.say
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    tail = [say("help_command")] if commands else [p.metavar for p in arguments]
    yield " ".join([say("help_usage"), path, say("help_some_options"), *tail])
    yield ""
    key = path.partition(" ")[2] or command.name
    for line in messages.help(key).split("\n"):
        indent = len(line) - len(line.lstrip())
        yield from (" " * indent + part for part in wrap(line.strip(), width - indent))
    sections = [
        ("help_commands", [(name, messages.help(_key(path, name)).partition("\n")[0]) for name in commands]),
        ("help_arguments", [(p.metavar, messages.help(f"{key}.{p.name}")) for p in arguments]),
        ("help_options", [(_signature(p), messages.help(f"{key}.{p.name}")) for p in options]),
    ]
    sections[-1][1].append(("--help", say("help_help")))
    for heading, rows in sections:
        if rows:
            yield ""
            yield say(heading)
        for left, right in rows:
            parts = wrap(right, width - INDENT)
            label = f"  {left}"
            if len(label) + 2 > INDENT:
                yield label
                label = ""
            yield f"{label:<{INDENT}}{parts[0]}"
            yield from (" " * INDENT + part for part in parts[1:])


def _key(path: str, name: str) -> str:
    """The key under which the help of a command below ``path`` stands: what one types behind the program's name."""
    return f"{path.partition(' ')[2]} {name}".strip()


def _signature(option: Any) -> str:
    """An option as it is typed: its names and its value."""
    names = ", ".join([*sorted(option.opts, key=len), *option.secondary_opts])
    return f"{names} {option.metavar or ''}".rstrip()


def complaint(error: typer.TyperException, messages: Messages) -> str:
    """What was wrong with the options and arguments, in a sentence, and where to look."""
    say, kind = messages.say, type(error).__name__
    parameter = getattr(error, "param", None)
    choices = re.search(r"is not one of (.*?)\.?$", error.message)
    name = ""
    if parameter is not None:
        name = parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0]
    if kind == "NoSuchOption":
        near = ", ".join(sorted(getattr(error, "possibilities", None) or ()))
        sentence = say("usage_no_option", name=getattr(error, "option_name", ""))
        sentence += say("usage_perhaps", names=near) if near else ""
    elif kind == "MissingParameter":
        sentence = say("usage_missing", name=name)
    elif kind == "BadParameter" and choices:
        sentence = say("usage_choice", name=name, choices=choices[1].replace("'", ""))
    elif command := re.match(r"No such command '(.*?)'(?:.*?'(.*)')?", error.message):
        sentence = say("usage_no_command", name=command[1])
        sentence += say("usage_perhaps", names=command[2]) if command[2] else ""
    else:
        sentence = say("usage_other", why=error.format_message())
    context = getattr(error, "ctx", None)
    return sentence + say("usage_help", command=context.command_path if context else "govextract")
