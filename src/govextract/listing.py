"""Lists for the terminal: what two runs differ in, and what was not understood."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from govextract.diff import Change, Difference, counts
from govextract.extraction import Extraction
from govextract.messages import Messages
from govextract.output import Format, Target, console
from govextract.records import Kind
from govextract.terminal import SNIPPET, STYLES, fold, safe
from govextract.uncovered import Uncovered, uncovered

if TYPE_CHECKING:
    from govextract.pipeline import Extractor

_SIGNS: dict[Change, tuple[str, str]] = {
    "gained": ("+", "green"),
    "lost": ("−", "red"),
    "changed": ("±", "yellow"),
}


def differences_list(found: Sequence[Difference], messages: Messages, width: int) -> RenderableType:
    """The differences by document, one in a line with what it was and is below, and how many there are."""
    if not found:
        return Text(messages.say("diff_none"))
    parts: list[RenderableType] = []
    document = None
    for d in found:
        if d.document != document:
            document = d.document
            parts.append(Text(safe(document), style="bold"))
        sign, style = _SIGNS[d.change]
        place = f" {d.start}–{d.end}" if d.start is not None else ""
        text = safe(d.text).replace("\n", "⏎")
        text = text if len(text) <= SNIPPET else f"{text[:SNIPPET]}…"
        head = Text.assemble((f"{sign} {_record(d.record, messages)}", style), (place, "dim"), f"  {text}")
        parts.append(fold(head, width))
        for mark, words, colour in (("−", d.before, "red"), ("+", d.after, "green")):
            if words:
                line = fold(Text(f"{mark} {safe(words)}".replace("\n", "⏎"), style=colour), width - 4)
                parts.append(Padding(line, (0, 0, 0, 4)))
    for record, n in counts(found).items():
        numbers = "  ".join(f"{messages.name('change', c)} {n[c]}" for c in _SIGNS if n[c])
        parts.append(Text(f"{_record(record, messages)}  {numbers}", style="bold cyan"))
    return Group(*parts)


def _record(record: str, messages: Messages) -> str:
    other = {"event": "diff_event", "office": "diff_office", "document": "diff_document"}.get(record)
    return messages.say(other) if other else messages.name("kind", record)


_KINDS: dict[str, Kind] = {
    "date": "date", "date_unread": "date", "title": "official", "village": "village", "enterprise": "enterprise",
}  # fmt: skip


def uncovered_list(
    extraction: Extraction, found: Sequence[Uncovered], messages: Messages, width: int
) -> RenderableType:
    """The sentences with what in them looks like a record, and the reasons below."""
    title = Text(safe(extraction.document.title or extraction.document.source), style="bold")
    if not found:
        return Group(title, Text(messages.say("uncovered_none")))
    parts: list[RenderableType] = [title]
    for u in found:
        place = f"{u.start}–{u.end}  "
        text = Text(f"{place}{safe(u.text)}".replace("\n", " "))
        text.stylize("dim", 0, len(place))
        for s in u.signs:
            at = len(place) - u.start
            text.stylize(f"reverse {STYLES[_KINDS[s.reason]]}", at + s.start, at + s.end)
        reasons = dict.fromkeys(s.reason for s in u.signs)
        words = [
            f"{messages.name('missed', r)}{messages.say('value', value=_texts(u, r, messages))}"
            for r in reasons
        ]
        parts += [
            fold(text, width),
            *(Padding(fold(Text(w, style="dim"), width - 4), (0, 0, 0, 4)) for w in words),
        ]
    parts.append(Text(messages.say("uncovered_count", n=len(found)), style="bold cyan"))
    return Group(*parts)


def _texts(u: Uncovered, reason: str, messages: Messages) -> str:
    return messages.say("join").join(dict.fromkeys(safe(s.text) for s in u.signs if s.reason == reason))


COLUMNS = ("document", "start", "end", "text", "reason", "sign", "sign_start", "sign_end")


def write_uncovered(
    form: Format, extractions: Iterator[Extraction], extractor: Extractor, target: Target
) -> None:
    """Write what was not understood: a list, JSON a document, or a CSV table with a line a sign."""
    found = ((x, uncovered(x, extractor.page(x.text), extractor.lexicon)) for x in extractions)
    first = next(found, None)
    if first is None:
        return
    with target.text() as stream:
        table = csv.writer(stream, lineterminator="\n")
        if form == "csv":
            table.writerow(COLUMNS)
        elif form == "json" and target.several:
            stream.write("[\n")
        for i, (x, sentences) in enumerate((first, *found)):
            if form == "table":
                screen = console(stream)
                screen.print(uncovered_list(x, sentences, target.messages, screen.width))
            elif form == "csv":
                table.writerows(
                    (x.document.source, u.start, u.end, u.text, s.reason, s.text, s.start, s.end)
                    for u in sentences
                    for s in u.signs
                )
            else:
                data = {"document": x.document.source, "uncovered": [u.to_dict() for u in sentences]}
                comma = ",\n" if i and form == "json" else ""
                indent = 2 if form == "json" else None
                stream.write(comma + json.dumps(data, ensure_ascii=False, indent=indent))
                stream.write("" if form == "json" else "\n")
        if form == "json":
            stream.write("\n]\n" if target.several else "\n")
