"""What the sections of the report share: tables that may be wide, escaped words, where there is more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from govextract.messages import Messages
from govextract.report.gathering import Facts
from govextract.tables import run_schema, schema
from govextract.terminal import safe

BARS = 3
"""Columns of a table that is a chart: words, numbers, bars."""


class Column(NamedTuple):
    """A column of a table: heading, style class of its cells ("n" for numbers), and that of a colour it explains."""

    heading: str
    style: str = ""
    key: str = ""


def words(text: object) -> str:
    """Text as HTML that shows it and does nothing else."""
    return escape(safe(str(text)))


def key(style: str) -> str:
    """A patch of the colour that a part of a bar has."""
    return f'<i class="key {words(style)}"></i>'


def share(number: int, total: int) -> str:
    """A part of a whole in per cent."""
    return f"{100 * number / total:.1f} %" if total else ""


class Section:
    """A part of the page, made from the facts."""

    def __init__(self, facts: Facts, messages: Messages) -> None:
        self.f, self.messages, self.say, self.name = facts, messages, messages.say, messages.name
        self.lang = messages.lang

    def html(self) -> Iterator[str]:
        """The section's content, piece by piece."""
        raise NotImplementedError

    def more(self, number: int, table: str) -> str:
        """That there is more, and where."""
        return (
            f'<p class="more">{words(self.say("report_more", n=f"{number:,}", where=self.where(table)))}</p>'
        )

    def where(self, table: str) -> str:
        """The file in which a table stands."""
        found = {**schema(), **run_schema()}[table]
        for target, name in (
            ("csv", f"csv/{table}.csv"),
            ("tables.xlsx", self.say("report_sheet", sheet=found.heading(self.lang))),
            ("parquet", f"parquet/{table}.parquet"),
            ("tables.sqlite", self.say("report_sqlite", table=table)),
        ):
            if target in self.f.targets:
                return name
        return self.say("report_nowhere", table=table)

    def table(
        self,
        caption: str,
        heads: Sequence[Column],
        rows: Iterable[Sequence[str]],
        foot: Sequence[str] | None = None,
    ) -> str:
        """A table of cells that are HTML already; the first of a row is its heading."""
        top = "".join(
            f'<th scope="col" class="{c.style}">{key(c.key) if c.key else ""}{words(c.heading)}</th>'
            if c.heading
            else f'<td class="{c.style}"></td>'
            for c in heads
        )

        def line(row: Sequence[str]) -> str:
            cells = "".join(
                f'<td class="{c.style}">{x}</td>' for c, x in zip(heads[1:], row[1:], strict=True)
            )
            return f'<tr><th scope="row">{row[0]}</th>{cells}</tr>'

        body = "".join(map(line, rows))
        end = f"<tfoot>{line(foot)}</tfoot>" if foot else ""
        kind = ' class="bars"' if len(heads) <= BARS and heads[-1].style == "bar" else ""
        table = (
            f"<table{kind}><caption>{words(caption)}</caption>"
            f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody>{end}</table>"
        )
        return table if kind else self.scrolled(caption, table)

    def scrolled(self, label: str, content: str) -> str:
        """Content that may be wider than a narrow screen."""
        return f'<div class="wide" role="region" tabindex="0" aria-label="{words(label)}">{content}</div>'
