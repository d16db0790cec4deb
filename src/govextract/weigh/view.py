"""The page as weighing sees it: units of text, dates and their days, and where simple habits of writing lead."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from govextract.clauses import clauses_of
from govextract.find.actions import ActionWord
from govextract.match import Hit, Page
from govextract.qualify import Scopes
from govextract.records import NOT_COUNTED, DateValue, Event, EventDate, Mention, Precision, Status, Trigger

Days = str | None
"""The days of a date or an event as one value (2023-05-04/2023-05-04, ../2023-05-04), None without any."""

HABITS = 7
"""In how many ways a place in the text may be led to a date, see ``View.led``."""

_TOLD = frozenset(("done", "ongoing"))
_BLOCK = 512
"""Characters of a stretch under which events are filed, to be found by a place in them."""
_BLANK = " \u3000\n，。；：！？,.;:!?"


class Unit(NamedTuple):
    """A clause that says something, cut to its paragraph, and the paragraph's number."""

    start: int
    end: int
    paragraph: int
    heading: bool


class Day(NamedTuple):
    """A date mention with its days."""

    start: int
    end: int
    days: Days
    status: Status
    precision: Precision | None
    length: int


class Seen(NamedTuple):
    """What the rules made of the page's work: action words, signs, words that count, reach of cues, events.

    ``own`` are the ids of the user's own lexicon entries, ``people`` the names of persons by their entity's id.
    """

    words: Sequence[ActionWord]
    signs: Sequence[Hit]
    triggers: Sequence[Trigger]
    scopes: Scopes
    events: Sequence[Event]
    own: frozenset[str] = frozenset()
    people: Mapping[str, str] = MappingProxyType({})


class View:
    """One page with what was found on it. Built for one parse, read by everything that weighs."""

    def __init__(self, page: Page, mentions: Sequence[Mention], seen: Seen) -> None:
        self.page = page
        self.text = page.text
        self.mentions = mentions
        self.own = seen.own
        self._people = seen.people
        self.scopes = seen.scopes
        self.words = seen.words
        self.signs = seen.signs
        self.triggers = {(t.start, t.end): t for t in seen.triggers}
        self.events = [e for e in seen.events if e.status not in NOT_COUNTED]
        self.clauses = clauses_of(page.text)
        self.paragraphs = page.tree.paragraphs
        self._paragraph_starts = [p.start for p in self.paragraphs]
        self.sentences = [(s.start, s.end) for p in self.paragraphs for s in p.sentences]
        self._sentence_starts = [start for start, _ in self.sentences]
        self.units = [
            Unit(start, end, i, p.heading)
            for i, p in enumerate(self.paragraphs)
            if p.end > p.start
            for start, end in self.clauses.within(p.start, p.end)
            if page.text[start:end].strip(_BLANK)
        ]
        self._unit_starts = [u.start for u in self.units]
        self.dates = [_day(m) for m in mentions if m.kind == "date"]
        self.date_starts = [d.start for d in self.dates]
        self.told = sorted(t.start for t in seen.triggers if t.status in _TOLD)
        self._mention_starts = [m.start for m in mentions]
        self._numbers: dict[Days, list[int]] = defaultdict(list)
        self._single: list[int | None] = []  # by date: the last single day up to it
        for i, d in enumerate(self.dates):
            self._numbers[d.days].append(i)
            self._single.append(i if d.precision == "day" else self._single[-1] if i else None)
        self._events: dict[int, list[Event]] = defaultdict(list)
        for e in self.events:
            for block in range(e.start // _BLOCK, max(e.start, e.end - 1) // _BLOCK + 1):
                self._events[block].append(e)
        self._marks = {c: [m.start() for m in re.finditer(c, page.text)] for c in "“”。"}

    def events_at(self, at: int) -> list[Event]:
        """The rules' events in whose text a place lies."""
        return [e for e in self._events.get(at // _BLOCK, ()) if e.start <= at < e.end]

    def numbers(self, days: Days) -> Sequence[int]:
        """The numbers of the dates that have these days, in text order."""
        return self._numbers.get(days, ())

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie between two places."""
        first, last = (bisect_left(self._mention_starts, x) for x in (start, end))
        return [m for m in self.mentions[first:last] if m.end <= end]

    def name(self, mention: Mention) -> str:
        """What events call what a mention means: a person by his name, however it is set here (谢 贵)."""
        return self._people.get(mention.entity or "", mention.text)

    def paragraph(self, at: int) -> int:
        """The number of the paragraph that holds a place."""
        return max(0, bisect_right(self._paragraph_starts, at) - 1)

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds a place."""
        return max(0, bisect_right(self._sentence_starts, at) - 1)

    def sentence_start(self, number: int) -> int:
        """Where a sentence begins."""
        return self._sentence_starts[number] if self._sentence_starts else 0

    def unit(self, at: int) -> int:
        """The number of the unit that holds a place."""
        return max(0, bisect_right(self._unit_starts, at) - 1)

    def led(self, at: int) -> tuple[int | None, ...]:
        """The numbers of the dates to which habits of writing lead from a place, None where one leads nowhere.

        The last date before it in its sentence, the next one in its clause, the last one in its paragraph, the
        paragraph's first, the last one anywhere, the last one in its clause, the last single day.
        """
        before = bisect_right(self.date_starts, at) - 1
        number = self.paragraph(at)
        paragraph = self.paragraphs[number]
        start, end = self.clauses.span(at)

        def back(since: int) -> int | None:
            return before if before >= 0 and self.date_starts[before] >= since else None

        behind = before + 1
        following = behind if behind < len(self.dates) and self.date_starts[behind] < end else None
        first = bisect_left(self.date_starts, paragraph.start)
        opening = first if first < len(self.dates) and self.date_starts[first] < paragraph.end else None
        day = self._single[before] if before >= 0 else None
        return (
            back(self.sentence_start(self.sentence(at))) if self.sentences else None,
            following,
            back(paragraph.start),
            opening,
            before if before >= 0 else None,
            back(start),
            day,
        )

    def event_date(self, days: str, number: int | None) -> EventDate:
        """Days as an event has them, their precision that of a date mention of these days, if there is one."""
        start, end = (None if x == ".." else date.fromisoformat(x) for x in days.split("/"))
        found = number if number is None else self.dates[number]
        precision: Precision = (found.precision if found else None) or ("day" if start == end else "days")
        return EventDate(start=start, end=end, precision=precision)

    def quoted(self, at: int) -> bool:
        """Whether an open quotation mark stands before a place in its sentence."""
        opened, closed, stopped = (self._last(mark, at) for mark in "“”。")
        return opened > closed and opened > stopped

    def _last(self, mark: str, at: int) -> int:
        places = self._marks[mark]
        i = bisect_left(places, at)
        return places[i - 1] if i else -1


def stands_between(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of some places, in rising order, lies from ``start`` up to ``end``."""
    return bisect_left(places, start) < bisect_left(places, end)


def days_of(date: EventDate | None) -> Days:
    """The days of an event's date."""
    return None if date is None else _interval(date.start, date.end)


def _interval(start: object, end: object) -> Days:
    return f"{start or '..'}/{end or '..'}" if start or end else None


def _day(m: Mention) -> Day:
    value = m.value if isinstance(m.value, DateValue) else None
    return Day(
        m.start,
        m.end,
        _interval(value.start, value.end) if value else None,
        m.status,
        value.precision if value else None,
        m.end - m.start,
    )
