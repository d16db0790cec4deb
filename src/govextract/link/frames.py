"""The joined records as tables, columns as ``tables.yaml`` declares them under ``linked``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from govextract.link.careers import careers
from govextract.link.linker import Linked
from govextract.link.passages import OneEvent
from govextract.link.people import Person
from govextract.link.sightings import chain
from govextract.tables import frame, linked_schema

if TYPE_CHECKING:
    import pandas as pd

Row = tuple[Any, ...]


def frames(linked: Linked) -> dict[str, pd.DataFrame]:
    """One DataFrame a table."""
    tellings = {t.key: one for one in linked.events for t in one.tellings}
    person = {(s.source.document, p.name): p.id for p in linked.people for s in p.sightings}
    rows: dict[str, Iterable[Row]] = {
        "people": (_person(p, tellings) for p in linked.people),
        "posts": (row for p in linked.people for row in _posts(p)),
        "careers": (row for p in linked.people for row in careers(p)),
        "person_appearances": _appearances(linked.events, person),
        "linked_enterprises": (
            (
                e.name, list(e.aliases), _places(f.home for f in e.firms), _count(e.firms, tellings),
                *_span(f.days for f in e.firms), len({f.source.document for f in e.firms}), e.id,
                sorted({f.source.document for f in e.firms}),
            )
            for e in linked.enterprises
        ),
        "linked_events": (_event(one) for one in linked.events),
    }  # fmt: skip
    out = {}
    for name, table in linked_schema().items():
        columns = list(zip(*rows[name], strict=True)) or [()] * len(table.columns)
        out[name] = frame(table, columns)
    return out


def _person(p: Person, tellings: dict[str, OneEvent]) -> Row:
    posts = [post for s in p.sightings for post in s.posts]
    return (
        p.name, _unique(post.text for post in posts), _unique(post.body for post in posts),
        _unique(post.level or "" for post in posts), _places(x.seat for x in posts),
        _count(p.sightings, tellings), _unique(r for s in p.sightings for r in s.roles),
        *_span(s.days for s in p.sightings), len({s.source.document for s in p.sightings}), p.id,
        p.sightings[0].evidence, sorted({s.source.document for s in p.sightings}),
    )  # fmt: skip


def _posts(p: Person) -> Iterator[Row]:
    """A row for every post that a person was seen in, with the first and last day."""
    seen: dict[tuple[str, str, str], list[Any]] = {}
    for s in p.sightings:
        for post in s.posts:
            place = post.seat.path if post.seat else ""
            seen.setdefault((place, post.body, post.title), []).append((post, s))
    for (place, body, title), found in sorted(seen.items()):
        documents = sorted({s.source.document for _, s in found})
        level = next((post.level for post, _ in found if post.level), None)
        yield (
            p.name, title, body or None, place or None, level, *_span(s.days for _, s in found), len(documents),
            found[0][1].evidence, p.id, documents,
        )  # fmt: skip


def _appearances(events: Iterable[OneEvent], person: dict[tuple[str, str], str]) -> Iterator[Row]:
    """A row for every person and village or enterprise (or none) in an event that counts, told once."""
    for one in events:
        told = one.tellings[0]
        e = told.event
        if not e.counted:
            continue
        days = (e.date.start, e.date.end) if e.date else (None, None)
        where: list[tuple[str | None, str | None]] = [
            *(("village", v) for v in e.villages), *(("enterprise", v) for v in e.enterprises),
        ] or [(None, None)]  # fmt: skip
        for p in e.officials:
            for kind, name in where:
                yield (
                    p.name, p.role, *days, name, kind, list(e.actions), e.text, len(one.documents), one.id,
                    person.get((told.source.document, p.name)), told.source.source, told.source.document,
                    e.start, e.end,
                )  # fmt: skip


def _event(one: OneEvent) -> Row:
    told = one.tellings[0]
    e = told.event
    return (
        *((e.date.start, e.date.end) if e.date else (None, None)), list(e.actions), [p.name for p in e.officials],
        list(e.villages), list(e.enterprises), e.status, e.counted, len(one.documents), list(one.documents),
        e.text, one.id, [t.key for t in one.tellings[1:]], told.source.source, told.source.document, e.start, e.end,
    )  # fmt: skip


def _count(found: Iterable[Any], tellings: dict[str, OneEvent]) -> int:
    """How many events there are, each counted once however many documents tell of it."""
    return len({tellings[key].id for s in found for key in s.events})


def _span(days: Iterable[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    first, last = zip(*days, strict=True)
    return min((d for d in first if d), default=None), max((d for d in last if d), default=None)


def _places(places: Iterable[Any]) -> list[str]:
    return _unique("".join(chain(p)) for p in places)


def _unique(items: Iterable[str]) -> list[str]:
    return [x for x in dict.fromkeys(items) if x]
