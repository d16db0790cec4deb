"""What the terminal shows: the events of a document as a table, and why each record is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from govextract.extraction import Extraction
from govextract.lexicon import Lexicon
from govextract.messages import Messages
from govextract.records import DateValue, Event, Kind, Mention
from govextract.tables import schema
from govextract.wording import counts_line, days, document_facts, first_numbers, people, value_of
from govextract.wrapping import breaks

STYLES: dict[Kind, str] = {
    "date": "yellow",
    "official": "bright_blue",
    "person": "bold",
    "village": "green",
    "enterprise": "bright_red",
    "organisation": "magenta",
    "place": "cyan",
    "quantity": "bright_magenta",
}

SNIPPET = 90
"""Evidence is cut to this many characters."""

AROUND = 14
"""How many characters ``explain`` shows on either side of a mention."""

LEAST_EVIDENCE = 32
"""Evidence narrower than this many columns is set below its event instead of beside it."""

# Control characters, terminal escapes among them, and characters that turn the direction of writing.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def safe(text: str) -> str:
    """Text that a terminal shows and does not obey; as long as it was."""
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)


class Field(NamedTuple):
    """A column of the table of events: its heading, widest width, style, and a cell an event."""

    heading: str
    widest: int
    style: str
    cells: list[str]

    @property
    def width(self) -> int:
        """The width of the widest line, within bounds."""
        lines = (line for cell in (self.heading, *self.cells) for line in cell.split("\n"))
        return min(self.widest, max(map(cell_len, lines)))


def events_table(extraction: Extraction, messages: Messages, width: int) -> RenderableType:
    """The events of a document as a table, with its title above and a line of counts below."""
    title = Text(safe(extraction.document.title or extraction.document.source), style="bold")
    counts = Text(counts_line(extraction, messages), style="bold cyan")
    if not extraction.events:
        return Group(title, Text(messages.say("page_no_events")), counts)
    fields = [field for field in _fields(extraction.events, messages) if any(field.cells)]
    rest = width - sum(field.width + 2 for field in fields)
    beside = rest >= LEAST_EVIDENCE
    widths = [field.width for field in fields] + ([rest] if beside else [])
    heading = [Text(field.heading, style="bold") for field in fields]
    if beside:
        heading.append(Text(messages.say("head_evidence"), style="bold"))
    lines: list[RenderableType] = [title, _row(widths, heading), Rule(style="dim")]
    for i, event in enumerate(extraction.events):
        dim = "" if event.counted else "dim"
        cells = [Text(safe(field.cells[i]), style=f"{field.style} {dim}".strip()) for field in fields]
        evidence = excerpt(extraction, event.start, event.end, extraction.mentions)
        if beside:
            lines.append(_row(widths, [*cells, evidence]))
        else:
            indent = fields[0].width + 2
            lines += [_row(widths, cells), Padding(fold(evidence, width - indent), (0, 0, 1, indent))]
    return Group(*lines, *([Rule(style="dim")] if beside else []), counts)


def _fields(events: Sequence[Event], messages: Messages) -> Iterator[Field]:
    first = first_numbers(events)
    name, say = messages.name, messages.say
    headings = {c.name: c.heading(messages.lang) for c in schema()["events"].columns}
    yield Field("#", 4, "dim", [str(i) for i in range(1, len(events) + 1)])
    yield Field(say("head_date"), 11, "yellow", [_two_lines(e, messages) for e in events])
    yield Field(
        headings["actions"], 14, "bold", ["\n".join(name("action", a) for a in e.actions) for e in events]
    )
    yield Field(
        headings["officials"], 18, STYLES["official"], ["\n".join(people(e, messages)) for e in events]
    )
    yield Field(headings["villages"], 14, STYLES["village"], ["\n".join(e.villages) for e in events])
    yield Field(headings["enterprises"], 18, STYLES["enterprise"], ["\n".join(e.enterprises) for e in events])
    states = [
        say("repeats", n=first.get(e.duplicate_of, "?")) if e.duplicate_of else name("status", e.status)
        for e in events
    ]
    yield Field(headings["status"], 10, "", states)


def _two_lines(event: Event, messages: Messages) -> str:
    """The days of an event, the last one on a line of its own."""
    if event.date is None:
        return "—"
    start, end = event.date.start, event.date.end
    if start and end and start != end:
        return f"{start}\n–{end}"
    return days(start, end, messages)


def _row(widths: Sequence[int], cells: Sequence[Text]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for width in widths:
        grid.add_column(width=width, overflow="fold")
    grid.add_row(*(fold(cell, width) for cell, width in zip(cells, widths, strict=True)))
    return grid


def fold(text: Text, width: int) -> Text:
    """``text`` with line breaks where Chinese may be broken."""
    lines = (part for line in text.split("\n") for part in line.divide(breaks(line.plain, width)))
    return Text("\n").join(lines)


def excerpt(extraction: Extraction, start: int, end: int, mentions: Iterable[Mention]) -> Text:
    """A span of the text in one line, cut to ``SNIPPET`` characters, with its mentions in their colours."""
    stop = min(end, start + SNIPPET)
    text = Text(safe(extraction.text[start:stop]).replace("\n", " "))
    for m in mentions:
        if start <= m.start < stop:
            text.stylize(STYLES[m.kind], m.start - start, min(m.end, stop) - start)
    if stop < end:
        text.append("…")
    return text


# --- explain ----------------------------------------------------------------------------------------------


def explanation(
    extraction: Extraction, lexicon: Lexicon, messages: Messages, width: int, only: Sequence[str] = ()
) -> RenderableType:
    """Why each record of a document is there; ``only`` names the ``PARTS`` to show, none all of them."""
    example = messages.say("example")
    rules = {e.id: e.about or "".join(f"{example}{x}" for x in e.example[:1]) for e in lexicon}
    explainer = _Explainer(extraction, messages, rules, width)
    title = Text(safe(extraction.document.title or extraction.document.source), style="bold")
    facts = [
        Text.assemble((f"{name}  ", "dim"), safe(value))
        for name, value in document_facts(extraction, messages)
    ]
    parts = [part for name, part in explainer.parts() if not only or name in only]
    return Group(title, *facts, *parts, Text(counts_line(extraction, messages), style="bold cyan"))


PARTS: tuple[str, ...] = ("event", *STYLES, "reference", "unresolved")
"""What an explanation consists of."""


class _Explainer:
    def __init__(
        self, extraction: Extraction, messages: Messages, rules: Mapping[str, str], width: int
    ) -> None:
        self.x, self.messages, self.rules = extraction, messages, rules
        self.first = first_numbers(extraction.events)
        self.widths = (9, max(20, (width - 13) * 9 // 20), max(20, (width - 13) * 11 // 20))

    def parts(self) -> Iterator[tuple[str, RenderableType]]:
        kinds: dict[str, list[RenderableType]] = {}
        for m in self.x.mentions:
            kinds.setdefault(m.kind, []).append(self._mention(m))
        events = [self._event(i, e) for i, e in enumerate(self.x.events, 1)]
        yield "event", self._part(self.messages.say("page_events"), events, "bold")
        for kind, style in STYLES.items():
            yield kind, self._part(self.messages.name("kind", kind), kinds.get(kind, ()), style)
        references = []
        for r in self.x.references:
            why = self._why([(self.messages.say("means", name=r.means), "")], r.rule, r.confidence)
            references.append(self._line(r.start, r.end, why))
        yield "reference", self._part(schema()["references"].heading(self.messages.lang), references, "bold")
        yield "unresolved", self._part(self.messages.say("page_unresolved"), self._unresolved(), "bold")

    def _part(self, heading: str, rows: Sequence[RenderableType], style: str) -> RenderableType:
        return (
            Group(Text(""), Text(f"{heading} {len(rows)}", style=f"{style} bold"), *rows) if rows else Group()
        )

    def _mention(self, m: Mention) -> RenderableType:
        value = value_of(m, self.messages).lstrip("：: ")
        lines = [(value, STYLES[m.kind])] if value else []
        entity = next((e.name for e in self.x.entities if e.id == m.entity and e.name != m.text), None)
        if entity:
            lines.append((self.messages.say("means", name=entity), ""))
        if isinstance(m.value, DateValue) and m.value.inferred_from:
            lines.append((self.messages.inferred(m.value.inferred_from, self.x.text), ""))
        if m.status != "done":
            lines.append((self.messages.name("status", m.status), ""))
        return self._line(m.start, m.end, self._why(lines, m.rule, m.confidence), STYLES[m.kind])

    def _event(self, n: int, event: Event) -> RenderableType:
        name, say = self.messages.name, self.messages.say
        actions = say("join").join(name("action", a) for a in event.actions)
        span = days(event.date.start, event.date.end, self.messages) if event.date else say("no_date")
        lines = [(f"{n}. {span}  {actions}", "bold"), (name("status", event.status), "")]
        if event.date and event.date.inferred_from:
            lines.append((self.messages.inferred(event.date.inferred_from, self.x.text), ""))
        named = [*people(event, self.messages), *event.villages, *event.enterprises, *event.organisations]
        if named:
            lines.append((say("join").join(named), ""))
        if event.duplicate_of:
            lines.append((say("page_repeat", n=self.first.get(event.duplicate_of, "?")), ""))
        why = self._why(lines, event.rule, event.confidence)
        place = Text(f"{event.start}–{event.end}", style="dim")
        return _row(self.widths, [place, excerpt(self.x, event.start, event.end, self.x.mentions), why])

    def _unresolved(self) -> list[RenderableType]:
        rows = []
        for u in self.x.unresolved:
            m = next((m for m in self.x.mentions if m.id == u.mention), None)
            lines = [(self.messages.name("reason", u.reason), "")]
            if u.candidates:
                names = self.messages.say("join").join(c.name for c in u.candidates)
                lines.append((self.messages.say("candidates", names=names), ""))
            rows.append(self._line(u.start, u.end, self._why(lines, *((m.rule, m.confidence) if m else ()))))
        return rows

    def _line(self, start: int, end: int, why: Text, style: str = "bold") -> RenderableType:
        """One record: its place, its evidence in context, and why it is there."""
        text = self.x.text
        low, high = max(0, start - AROUND), min(len(text), end + AROUND)
        low = text.rfind("\n", low, start) + 1 or low
        stop = text.find("\n", end, high)
        high = stop if stop >= 0 else high
        context = Text(safe(text[low:high]).replace("\n", " "), style="dim")
        context.stylize(f"not dim reverse {style}", start - low, end - low)
        return _row(self.widths, [Text(f"{start}–{end}", style="dim"), context, why])

    def _why(
        self, lines: Sequence[tuple[str, str]], rule: str | None = None, confidence: float = 0.0
    ) -> Text:
        why = Text("\n").join(Text(safe(line), style=style) for line, style in lines)
        if rule is not None:
            words = self.messages.say("page_why", rule=rule, confidence=f"{confidence:.2f}")
            meaning = self.messages.rule(rule) or self.rules.get(rule, "")
            end = f"\n{safe(meaning)}" if meaning else ""
            why.append(f"{chr(10) if lines else ''}{words}{end}", style="dim")
        return why
