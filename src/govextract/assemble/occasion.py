"""An occasion: what a report tells of one time and place, before it is known what was done."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from govextract.clauses import Clauses, clauses_of
from govextract.match import Page
from govextract.records import Action, EventDate, Mention, Trigger

AT_TABLE: frozenset[Action] = frozenset(
    (
        "meeting",
        "training",
        "study",
        "lecture",
        "party_activity",
        "ceremony",
        "drill",
        "award",
        "culture_sport",
    )
)
"""Occasions at which people sit or stand together: 参加会议 there adds no meeting of its own."""

TOURS: frozenset[Action] = frozenset(("survey", "inspection", "visit", "supervision", "investment"))
"""Work for which somebody travels."""

_FURTHEST_BACK = 64  # occasions that a word such as 调研期间 may lead back over


class Anchor(NamedTuple):
    """A date that governs: its days (none where it is vague), and the span of its words.

    ``deadline``: it only says until when (11月10日前).
    """

    start: int
    end: int
    dates: tuple[EventDate, ...]
    coarse: bool
    deadline: bool = False

    @property
    def loose(self) -> bool:
        """Whether it is wide or open: a sentence that follows need not be under it."""
        return self.coarse or any(d.start is None or d.end is None for d in self.dates)


@dataclass(slots=True)
class Occasion:
    """What is told of one time and occasion: its sentences, action words and the mentions in them.

    ``anchored``: it has a date of its own, maybe a vague one; ``aside``: it is background to another
    occasion; ``parent``: the occasion of several days in which it lies; ``idle``: it stands
    under problems or plans, where nothing without a date was done; ``case``: it is one of a list of
    cases, where nothing but the sanction is an event.
    """

    paragraph: int
    section: str
    start: int
    end: int
    dates: tuple[EventDate, ...] = ()
    anchored: bool = False
    aside: bool = False
    parent: Occasion | None = None
    idle: bool = False
    case: bool = False
    triggers: list[Trigger] = field(default_factory=list)
    plans: list[Trigger] = field(default_factory=list)
    labels: list[Trigger] = field(default_factory=list)
    others: list[Trigger] = field(default_factory=list)
    mentions: dict[str, Mention] = field(default_factory=dict)
    subjects: dict[str, Mention] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Whether it has days of its own, told for themselves and not as background."""
        return self.anchored and not self.aside

    @property
    def span(self) -> tuple[int, int]:
        """Where it is told."""
        return self.start, self.end

    @property
    def is_empty(self) -> bool:
        """Whether neither an action nor an official is told of it."""
        return not (self.triggers or self.people())

    def after(self, other: Occasion) -> bool:
        """Whether its days lie wholly behind those of the other one."""
        if not self.dates or not other.dates:
            return False
        start, end = self.dates[0].start, other.dates[-1].end
        return start is not None and end is not None and end < start

    def take(self, mentions: Iterable[Mention]) -> None:
        """Add mentions, each once."""
        for m in mentions:
            self.mentions.setdefault(m.id, m)

    def take_subjects(self, mentions: Iterable[Mention]) -> None:
        """Add those who act, each once."""
        for m in mentions:
            self.subjects.setdefault(m.id, m)

    def people(self) -> set[str]:
        """The officials' names so far."""
        return {m.text for m in self.mentions.values() if m.kind == "official"}

    def of(self, *kinds: str) -> list[Mention]:
        """The mentions of some kinds, in the order told."""
        return [m for m in self.mentions.values() if m.kind in kinds]


class Walk:
    """The page with its mentions and action words, and the occasions found so far on the way through it.

    ``main`` is the last occasion told for itself; ``listing`` the one whose cases the following points list;
    ``adrift``: nothing leads the paragraph back to the occasion before; ``idle``: it stands under problems or
    plans; ``whole`` the one of which the whole report tells; ``day`` the day that a line of its own gives to what
    stands below it; ``homes`` the villages that headings name, each with where its section ends; ``titled``
    those in the title of the next paragraph; ``headed`` the names in the heading with which it begins.
    """

    def __init__(self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]) -> None:
        self.page = page
        self.text = page.text
        self.clauses: Clauses = clauses_of(page.text)
        self.occasions: list[Occasion] = []
        self.main: Occasion | None = None
        self.listing: Occasion | None = None
        self.whole: Occasion | None = None
        self.idle = False
        self.adrift = False
        self.day: Anchor | None = None
        self.homes: list[tuple[int, list[Mention]]] = []
        self.titled: list[Mention] = []
        self.headed: list[Mention] = []
        self._mentions = mentions
        self._mention_starts = [m.start for m in mentions]
        self._triggers = triggers
        self._trigger_starts = [t.start for t in triggers]

    def settle(self, first: int, start: int) -> None:
        """Give the occasions from ``first`` on that name no village the one of their title or section."""
        while self.homes and self.homes[-1][0] <= start:
            self.homes.pop()
        home = self.homes[-1][1] if self.homes else []
        dated = any(o.anchored for o in self.occasions[first:])
        for o in self.occasions[first:]:
            for kind in ("village", "enterprise"):
                if not o.case and o.anchored == dated and not o.of(kind):
                    o.take(m for m in self.headed if m.kind == kind)
            if not o.of("village"):
                o.take(self.titled or home)
        self.titled, self.headed = [], []

    def speaks_of(self, start: int, end: int) -> bool:
        """Whether any mention or action word begins in the stretch."""
        i, j = bisect_left(self._mention_starts, start), bisect_left(self._trigger_starts, start)
        return (i < len(self._mention_starts) and self._mention_starts[i] < end) or (
            j < len(self._trigger_starts) and self._trigger_starts[j] < end
        )

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Dates, officials, villages and enterprises that begin in the stretch."""
        a, b = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return list(self._mentions[a:b])

    def triggers_in(self, start: int, end: int) -> list[Trigger]:
        """Action words that begin in the stretch."""
        a, b = bisect_left(self._trigger_starts, start), bisect_left(self._trigger_starts, end)
        return list(self._triggers[a:b])

    def last_with(self, actions: frozenset[Action]) -> Occasion | None:
        """The last occasion of the item with days of its own that has one of ``actions``."""
        if self.main is None:
            return None
        for o in reversed(self.occasions[-_FURTHEST_BACK:]):
            if o.fine and any(not actions.isdisjoint(t.actions) for t in o.triggers):
                return o
            if o.section != self.main.section:
                break
        return None
