"""What linking keeps of one report: who was seen where, in which office, and what the events are.

A reading is made beside the records of a document and is small: words, days and places, no mentions. It knows of
other documents nothing; what is the same in several is settled from readings alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from govextract.extraction import Extraction
from govextract.gazetteer import Gazetteer
from govextract.link import passages
from govextract.link.posts import Area, Post, area_of, posts
from govextract.records import Entity, Event, Kind, Place
from govextract.resolve.companies import Name, take_apart
from govextract.resolve.villages import LINKED, NEW
from govextract.tables import View

LINKED_KINDS: Final[tuple[Kind, ...]] = ("official", "enterprise", "village")
"""What is joined across reports."""
_TITLED: Final = re.compile(
    "(?P<body>[一-鿿]{2,20}?(?:局|厅|委员会|办公室|中心))(?:[0-9〇一二三四五六七八九十年月第季度上下半周至-]{0,20}|本周|每[周月])"
    "(?:重点|主要)?(?:工作|简报|总结|动态|信息|要情|简讯)"
)
"""A title that begins with the body whose report it is."""
_KNOWN: Final = {LINKED: True, NEW: False}
Days = tuple[date | None, date | None]


class Source(NamedTuple):
    """A document: its id and the file that it was read from."""

    document: str
    source: str


class Proof(NamedTuple):
    """The place where a document first names something, and why it was taken for that."""

    text: str
    context: str
    start: int
    end: int
    rule: str
    confidence: float


class Spot(NamedTuple):
    """Where a village is: its path and code, and whether the gazetteer has it (None: more than once, or unknown)."""

    path: str
    code: str | None
    known: bool | None


class Seen(NamedTuple):
    """A person, enterprise or village in one document; ``events`` are the keys of those that count."""

    kind: Kind
    name: str
    entity: str
    source: Source
    home: Area | None
    days: Days
    events: tuple[str, ...]
    actions: tuple[str, ...]
    mentions: int
    aliases: tuple[str, ...]
    proof: Proof | None
    posts: tuple[Post, ...] = ()
    roles: tuple[str, ...] = ()
    firm: Name | None = None
    spot: Spot | None = None


class Part(NamedTuple):
    """A person, village or enterprise in an event: kind, name, the role of a person, the path of a village."""

    kind: Kind
    name: str
    role: str | None = None
    path: str | None = None


class Told(NamedTuple):
    """One event as one document tells it; ``key`` names it among all, ``bands`` are marks of its words."""

    key: str
    source: Source
    start: int
    end: int
    text: str
    days: Days
    status: str
    counted: bool
    actions: tuple[str, ...]
    parts: tuple[Part, ...]
    rule: str
    confidence: float
    bands: tuple[int, ...]


class Reading(NamedTuple):
    """What one document gives."""

    seen: tuple[Seen, ...]
    told: tuple[Told, ...]


def key_of(document: str, event: str) -> str:
    """The name of an event among those of all documents."""
    return f"{document}/{event}"


def read(x: Extraction, gazetteer: Gazetteer, fields: Iterable[str] = ()) -> Reading:
    """Take from a document what linking needs. Repeats within the document are left out.

    Args:
        x: the records of the document.
        gazetteer: the places that they were made with.
        fields: words for lines of business, which a short name of an enterprise leaves out.
    """
    notes = _Notes(x, gazetteer, tuple(fields))
    paths = {e.name: e.place.path for e in x.entities if e.kind == "village" and e.place}
    return Reading(
        tuple(notes.seen(e) for e in x.entities if e.kind in LINKED_KINDS),
        tuple(_told(notes.source, e, paths) for e in x.events if e.duplicate_of is None),
    )


class _Notes:
    """Makes the sightings of a document."""

    def __init__(self, x: Extraction, gazetteer: Gazetteer, fields: Sequence[str]) -> None:
        self._view, self._gazetteer, self._fields = View(x), gazetteer, fields
        self._home = x.document.jurisdiction
        titled = _TITLED.match(x.document.title or "")
        self._issuer = x.document.issuer or (titled["body"] if titled else None)
        self._told_on = x.document.published or (x.document.period.end if x.document.period else None)
        self.source = Source(x.document.id, x.document.source)

    def seen(self, e: Entity) -> Seen:
        """An entity of the document."""
        events = self._view.events[e.id]
        return Seen(
            kind=e.kind,
            name=e.name,
            entity=e.id,
            source=self.source,
            home=area_of(self._home),
            days=_days(events, self._told_on),
            events=tuple(key_of(self.source.document, event.id) for event in events),
            actions=tuple(dict.fromkeys(a for event in events for a in event.actions)),
            mentions=len(e.mentions),
            aliases=e.aliases,
            proof=self._proof(e),
            posts=tuple(posts(e.offices, self._home, self._issuer, self._gazetteer))
            if e.kind == "official"
            else (),
            roles=tuple(self._view.roles[e.id]),
            firm=take_apart(e.name, self._gazetteer, self._fields) if e.kind == "enterprise" else None,
            spot=_spot(e.place) if e.kind == "village" else None,
        )

    def _proof(self, e: Entity) -> Proof | None:
        found = (m for i in e.mentions if (m := self._view.mentions.get(i)))
        first = min(found, key=lambda m: m.start, default=None)
        if first is None:
            return None
        office = max((o.text for o in e.offices), key=len, default="")
        return Proof(
            _evidence(self._view.text, e.name, office, first.start, first.end),
            self._view.context(first.start, first.end),
            first.start,
            first.end,
            first.rule,
            first.confidence,
        )


def _spot(place: Place | None) -> Spot | None:
    return Spot(place.path, place.code, _KNOWN.get(place.evidence or "")) if place else None


def _days(events: Sequence[Event], told_on: date | None) -> Days:
    """The first and last day of the events that have days; else the day of the report."""
    dates = [e.date for e in events if e.date]
    first = min((d.start for d in dates if d.start), default=None)
    last = max((d.end for d in dates if d.end), default=None)
    return (first or last, last or first) if first or last else (told_on, told_on)


def _evidence(text: str, name: str, office: str, start: int, end: int) -> str:
    """The first mention with its office, where that stands beside it."""
    before, after = text[max(0, start - len(office)) : start], text[end : end + len(office)]
    return office + name if office == before else name + office if office == after else text[start:end]


def _told(source: Source, e: Event, paths: dict[str, str]) -> Told:
    parts = (
        *(Part("official", p.name, p.role) for p in e.officials),
        *(Part("village", name, path=paths.get(name)) for name in e.villages),
        *(Part("enterprise", name) for name in e.enterprises),
    )
    return Told(
        key=key_of(source.document, e.id),
        source=source,
        start=e.start,
        end=e.end,
        text=e.text,
        days=(e.date.start, e.date.end) if e.date else (None, None),
        status=e.status,
        counted=e.counted,
        actions=tuple(e.actions),
        parts=parts,
        rule=e.rule,
        confidence=e.confidence,
        bands=passages.bands(passages.letters(e.text)),
    )


def span(seen: Iterable[Seen]) -> Days:
    """The first and last day on which something was seen."""
    days = [s.days for s in seen]
    return min((a for a, _ in days if a), default=None), max((b for _, b in days if b), default=None)


def documents(seen: Iterable[Seen]) -> list[str]:
    """The documents in which something was seen."""
    return sorted({s.source.document for s in seen})


def unique(items: Iterable[str | None]) -> list[str]:
    """The items that there are, each once, in their order."""
    return [x for x in dict.fromkeys(items) if x]


def paths(areas: Iterable[Area | None]) -> Iterator[str]:
    """The paths of places that are known."""
    return (area.path for area in areas if area)
