"""What speaks for and against a date's being the day of something told, not of what is only mentioned."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from typing import Final, NamedTuple

from govextract.weigh.slots import slot
from govextract.weigh.view import View, days_of, stands_between

_DIGITS: Final = re.compile("[0-9０-９]+")
_BEFORE, _BEHIND = 10, 16


class Dated(NamedTuple):
    """A date mention that has days, by its number in the view, the clause that holds it, and its features."""

    number: int
    unit: int
    slots: tuple[int, ...]


def dated(view: View) -> list[Dated]:
    """The dates of a page in text order."""
    text = view.text
    in_events = {days_of(e.date) for e in view.events}
    times = Counter(d.days for d in view.dates)
    persons = [m.start for m in view.mentions if m.kind == "official"]
    out = []
    for number, d in enumerate(view.dates):
        if d.days is None:
            continue
        start, end = view.clauses.span(d.start)
        sentence = view.sentence(d.start)
        first, last = view.sentences[sentence] if view.sentences else (start, end)
        paragraph = view.paragraphs[view.paragraph(d.start)]
        before, behind = (
            text[max(paragraph.start, d.start - _BEFORE) : d.start],
            text[d.end : d.end + _BEHIND],
        )
        behind = behind.partition("\n")[0]
        here = view.events_at(d.start)
        among = range(bisect_left(view.date_starts, first), bisect_left(view.date_starts, last))
        words = _DIGITS.sub("0", text[d.start : d.end])
        features = [
            f"text:{words}",
            f"head:{words[:2]}",
            f"tail:{words[-2:]}",
            f"tail:{words[-1:]}",
            f"precision:{d.precision}",
            f"status:{d.status}",
            f"open:{'..' in d.days}",
            *(f"{n}<{text[max(0, d.start - n) : d.start]}" for n in (1, 2, 3)),
            *(f"{n}>{behind[:n]}" for n in (1, 2, 3)),
            *(f"<{before[i : i + 2]}" for i in range(len(before) - 1)),
            *(f">{behind[i : i + 2]}" for i in range(len(behind) - 1)),
            f"paragraph:{min(3, view.paragraph(d.start))}",
            f"heading:{paragraph.heading}",
            f"opens paragraph:{d.start - paragraph.start < 3}",
            f"opens sentence:{d.start - first < 3}",
            f"ends sentence:{last - d.end < 3}",
            f"place in sentence:{min(3, among.index(number)) if number in among else 9}:{min(3, len(among))}",
            f"times:{min(3, times[d.days])}",
            f"quoted:{view.quoted(d.start)}",
            f"rules:{d.days in in_events}",
            f"rules here:{any(days_of(e.date) == d.days for e in here)}:{bool(here)}",
            f"told in clause:{stands_between(view.told, d.end, end)}",
            f"told behind:{stands_between(view.told, d.end, last)}",
            f"told before:{stands_between(view.told, first, d.start)}",
            f"person behind:{stands_between(persons, d.end, last)}",
            f"rules and precision:{d.days in in_events}:{d.precision}",
        ]
        out.append(Dated(number, view.unit(d.start), tuple(sorted({slot(f"date|{f}") for f in features}))))
    return out
