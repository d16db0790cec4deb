"""What linking keeps of one report: who was seen where, in which office, and what the events are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from govextract.extraction import Extraction
from govextract.gazetteer import LEVELS, Gazetteer
from govextract.records import Entity, Event, Office, Place
from govextract.resolve.bodies import LEVEL_WORD, body_name, seat_of

_NATIONAL: Final = ("中国", "中央", "全国", "国家", "国务院", "中共中央")
_OFFICIAL_ROLE: Final = "official"
Days = tuple[date | None, date | None]


class Source(NamedTuple):
    """A document: its id and the file that it was read from."""

    document: str
    source: str


class Post(NamedTuple):
    """An office as held: the seat of its body, the body by its full name, one title, the level."""

    seat: Place | None
    body: str
    title: str
    level: str | None
    text: str


class Sighting(NamedTuple):
    """One person in one document."""

    name: str
    source: Source
    posts: tuple[Post, ...]
    home: Place | None
    days: Days
    events: tuple[str, ...]
    roles: tuple[str, ...]
    evidence: str


class Firm(NamedTuple):
    """One enterprise in one document."""

    name: str
    entity: str
    aliases: tuple[str, ...]
    source: Source
    home: Place | None
    days: Days
    events: tuple[str, ...]


class Told(NamedTuple):
    """One event as one document tells it; ``key`` names it among all."""

    key: str
    source: Source
    event: Event


def key_of(source: Source, event: Event) -> str:
    """The name of an event among those of all documents."""
    return f"{source.document}/{event.id}"


class Reading(NamedTuple):
    """What one document gives."""

    people: tuple[Sighting, ...]
    firms: tuple[Firm, ...]
    events: tuple[Told, ...]


def read(x: Extraction, gazetteer: Gazetteer) -> Reading:
    """Take from a document what linking needs. Repeats within the document are left out."""
    source = Source(x.document.id, x.document.source)
    own = [e for e in x.events if e.duplicate_of is None]
    of: dict[str, list[Event]] = defaultdict(list)
    roles: dict[str, dict[str, None]] = defaultdict(dict)
    firm_ids = {e.name: e.id for e in x.entities if e.kind == "enterprise"}
    for event in own:
        for p in event.officials:
            of[p.entity].append(event)
            roles[p.entity][p.role] = None
        for name in event.enterprises:
            if name in firm_ids:
                of[firm_ids[name]].append(event)
    home = x.document.jurisdiction
    told_on = x.document.published or (x.document.period.end if x.document.period else None)
    mentions = {m.id: m for m in x.mentions}
    people, firms = [], []
    for e in x.entities:
        days = _days(of[e.id], told_on)
        keys = tuple(dict.fromkeys(key_of(source, ev) for ev in of[e.id] if ev.counted))
        if e.kind == _OFFICIAL_ROLE:
            people.append(
                Sighting(
                    name=e.name,
                    source=source,
                    posts=tuple(_posts(e.offices, home, gazetteer)),
                    home=home,
                    days=days,
                    events=keys,
                    roles=tuple(roles[e.id]),
                    evidence=_evidence(x.text, e, mentions[e.mentions[0]].start if e.mentions else 0),
                )
            )
        elif e.kind == "enterprise":
            firms.append(Firm(e.name, e.id, e.aliases, source, _county(home), days, keys))
    return Reading(tuple(people), tuple(firms), tuple(Told(key_of(source, e), source, e) for e in own))


def _days(events: Sequence[Event], told_on: date | None) -> Days:
    """The first and last day of the events that have days; else the day of the report."""
    dates = [e.date for e in events if e.date and e.counted]
    first = min((d.start for d in dates if d.start), default=None)
    last = max((d.end for d in dates if d.end), default=None)
    return (first or last, last or first) if first or last else (told_on, told_on)


def _evidence(text: str, e: Entity, start: int) -> str:
    """The first mention with its office, where that stands beside it."""
    office = max((o.text for o in e.offices), key=len, default="")
    before, after = text[max(0, start - len(office)) : start], text[start + len(e.name) :][: len(office)]
    return office + e.name if office == before else e.name + office if office == after else e.name


def _county(place: Place | None) -> Place | None:
    return place.model_copy(update={"town": None, "village": None}) if place and place.town else place


def _posts(offices: Sequence[Office], home: Place | None, gazetteer: Gazetteer) -> Iterator[Post]:
    for office in offices:
        national = office.level == "national" or office.organisation.startswith(_NATIONAL)
        seat = None if national else seat_of(office.organisation, home, gazetteer)
        body = office.organisation
        if seat is not None and LEVEL_WORD.fullmatch(body):
            body = body_name(body, seat)
        for title in office.titles:
            yield Post(seat, body, title, "national" if national else office.level, office.text)


def chain(place: Place | None) -> tuple[str, ...]:
    """The names of a place from the province down."""
    return tuple(n for level in LEVELS if place and (n := getattr(place, level)))
