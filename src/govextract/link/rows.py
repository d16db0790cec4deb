"""The joined records as rows of tables, columns as ``tables.yaml`` declares them under ``linked``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from govextract.link.careers import careers
from govextract.link.posts import Post
from govextract.link.shelf import Group, Shelf
from govextract.link.sightings import Days, Seen, documents, paths, span, unique

Row = tuple[Any, ...]
_NO_PROOF = (None, None, None, None)

PAIRS = 100
"""Pairs of a person and a place in an event from which on nobody can tell who was where."""


def _officials(shelf: Shelf) -> Iterator[Row]:
    for g in shelf.groups("official"):
        held = _held(g)
        offices: dict[str, list[Seen]] = defaultdict(list)
        for s in sorted(g.seen, key=_by_day):
            for text in dict.fromkeys(p.text for p in s.posts):
                offices[text].append(s)
        posts = [post for post, _ in held]
        yield (
            g.title, list(offices), [_interval(span(found)) for found in offices.values()],
            unique(p.body for p in posts), unique(p.title for p in posts), unique(p.level for p in posts),
            unique(paths(p.seat for p in posts)), _events(shelf, g), unique(r for s in g.seen for r in s.roles),
            *span(g.seen), *_tail(g),
        )  # fmt: skip


def _held(g: Group) -> list[tuple[Post, list[Seen]]]:
    """The single posts of a person with those who saw them, the first seen first."""
    found: dict[tuple[object, ...], tuple[Post, list[Seen]]] = {}
    for s in g.seen:
        for p in s.posts:
            _, seen = found.setdefault((p.seat, p.body, p.title), (p, []))
            if not seen or seen[-1] is not s:
                seen.append(s)
    return sorted(found.values(), key=lambda x: (span(x[1])[0] or date.max, x[0].body, x[0].title))


def _posts(shelf: Shelf) -> Iterator[Row]:
    for g in shelf.groups("official"):
        for post, seen in _held(g):
            yield (
                g.title, post.title, post.body or None, post.seat.path if post.seat else None, post.level, *span(seen),
                len(documents(seen)), post.text, g.id, documents(seen),
            )  # fmt: skip


def _careers(shelf: Shelf) -> Iterator[Row]:
    for g in shelf.groups("official"):
        yield from careers(g.id, g.title, ((post, span(seen)) for post, seen in _held(g)))


def _appearances(shelf: Shelf) -> Iterator[Row]:
    """A row for every person and village or enterprise (or none) in an event that counts, told once.

    An event of half a document, with a hundred people and forty villages, has a row a person.
    """
    for g in shelf.groups("official"):
        told = [shelf.told(key) for key in {shelf.first(key) for s in g.seen for key in s.events}]
        for t in sorted(told, key=lambda t: (t.days[0] or t.days[1] or date.max, t.key)):
            people = [part for part in t.parts if part.kind == "official" and part.name == g.title]
            where = [part for part in t.parts if part.kind != "official"]
            if len(where) * sum(part.kind == "official" for part in t.parts) > PAIRS:
                where = []
            for person in people:
                for part in where or (None,):
                    yield (
                        g.title, person.role, *t.days, part and part.name, part and part.kind, part and part.path,
                        list(t.actions), t.status, t.text, shelf.tellers(t.key), t.key, g.id, t.source.source,
                        t.source.document, t.start, t.end, t.rule, t.confidence,
                    )  # fmt: skip


def _enterprises(shelf: Shelf) -> Iterator[Row]:
    for g in shelf.groups("enterprise"):
        counties = unique(paths(s.home and s.home._replace(town=None) for s in g.seen))
        yield g.title, counties, _events(shelf, g), _actions(g), *span(g.seen), *_tail(g)


def _villages(shelf: Shelf) -> Iterator[Row]:
    for g in shelf.groups("village"):
        spot = next((s.spot for s in g.seen if s.spot), None)
        where = (spot.path, spot.code, spot.known) if spot else (None, None, None)
        yield g.seen[0].name, *where, _events(shelf, g), _actions(g), *span(g.seen), *_tail(g)


def _events(shelf: Shelf, g: Group) -> int:
    """How many events there are, each counted once however many documents tell of it."""
    return len({shelf.first(key) for s in g.seen for key in s.events})


def _actions(g: Group) -> list[str]:
    return unique(a for s in g.seen for a in s.actions)


def _by_day(s: Seen) -> tuple[date, str]:
    return s.days[0] or date.max, s.source.document


def _interval(days: Days) -> str:
    first, last = days
    return "/".join(d.isoformat() for d in dict.fromkeys((first, last)) if d)


def _tail(g: Group) -> Row:
    """The columns from the number of documents on; the evidence is that of the first day."""
    found = documents(g.seen)
    first = min(g.seen, key=_by_day)
    proof = first.proof
    forms = {name for s in g.seen for name in (s.name, *s.aliases)}
    return (
        len(found), sum(s.mentions for s in g.seen), sorted(forms - {g.title, g.seen[0].name}),
        *((proof.text, proof.context) if proof else (None, None)), g.id, found, first.source.source,
        first.source.document, *(proof[2:] if proof else _NO_PROOF),
    )  # fmt: skip


ROWS: dict[str, Callable[[Shelf], Iterable[Row]]] = {
    "officials": _officials,
    "posts": _posts,
    "careers": _careers,
    "appearances": _appearances,
    "villages": _villages,
    "enterprises": _enterprises,
}
"""What makes the rows of a table, in the order of its columns."""
