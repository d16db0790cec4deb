"""One person across reports: the same name, offices in one place or one body, and nothing that speaks against it.

Never on a guess: a name in two counties is two persons, and so is a name in two bodies of one county. A town is
small enough for one bearer of a name; in a county it takes the same body, or two posts among its leaders.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from govextract.link.sightings import Post, Sighting, chain

_LEADERS: Final = re.compile(
    "(?:[省市州县区旗]|自治区|地区)?(?:(?:区|市|县|州|旗|省)?委(?:员会)?(?:常委会)?|人?民?政府|人大(?:常委会)?|政协|党委)?"
)
"""What is left of a body's name behind its place, for the leaders of a place themselves."""
_HEADS: Final = re.compile("(?:代理?|常务)?副?[省市州县区旗]长|[省市州县区旗]委(?:副?书记|常委)")
Key = tuple[str, ...]


class Person(NamedTuple):
    """A person and all that was seen of them, in the order of documents' ids."""

    id: str
    name: str
    sightings: tuple[Sighting, ...]


def group(sightings: Iterable[Sighting]) -> list[Person]:
    """The persons, in the order of names; the order of ``sightings`` makes no difference."""
    by_name: dict[str, list[Sighting]] = defaultdict(list)
    for s in sightings:
        by_name[s.name].append(s)
    return [p for name in sorted(by_name) for p in _persons(name, by_name[name])]


def _persons(name: str, found: Sequence[Sighting]) -> Iterator[Person]:
    found = sorted(found, key=lambda s: (s.source.document, s.source.source))
    parent = list(range(len(found)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[Key, int] = {}
    for i, s in enumerate(found):
        for key in _keys(s):
            parent[root(i)] = root(first.setdefault(key, i))
    # A bare name is the one person of that name whom reports of the same place give an office.
    holders: dict[Key, set[int]] = defaultdict(set)
    for i, s in enumerate(found):
        for place in {chain(p.seat) for p in s.posts if p.seat}:
            holders[place].add(root(i))
    for i, s in enumerate(found):
        home = chain(s.home)
        if not s.posts and len(home) >= 3:
            near = {root(j) for place, ids in holders.items() if _one_line(place, home) for j in ids}
            if len(near) == 1:
                parent[root(i)] = near.pop()
    groups: dict[int, list[Sighting]] = defaultdict(list)
    for i, s in enumerate(found):
        groups[root(i)].append(s)
    for group_ in sorted(groups.values(), key=_mark):
        yield Person(_id(name, group_), name, tuple(group_))


def _keys(s: Sighting) -> Iterator[Key]:
    """What two sightings of one person share at least one of."""
    yield "document", s.source.document
    home = chain(s.home)
    for p in s.posts:
        seat = chain(p.seat)
        if not seat:
            if p.level == "national" and p.body:
                yield "body", p.body
            continue
        if len(seat) >= 4 or (p.seat and p.seat.town):
            yield "town", *seat
        elif _is_leader(p):
            yield "leaders", *seat
        elif p.body:
            yield "body", p.body, *seat
    if not s.posts and s.home and s.home.town:
        yield "town", *home


def _is_leader(p: Post) -> bool:
    """县委副书记, 县长; a bare 局长 is that of some body of the county."""
    seat = chain(p.seat)
    if not p.body:
        return _HEADS.fullmatch(p.title) is not None
    rest = p.body
    for name in seat:
        rest = rest.removeprefix(name)
    return _LEADERS.fullmatch(rest) is not None


def _one_line(a: Key, b: Key) -> bool:
    """Whether one of two places lies in the other, the county in common at least."""
    size = min(len(a), len(b))
    return size >= 3 and a[:size] == b[:size]


def _mark(found: Sequence[Sighting]) -> tuple[str, ...]:
    """What tells a person from namesakes: the first of their posts, else the first document."""
    posts = sorted("".join(chain(p.seat)) + "|" + p.body + "|" + p.title for s in found for p in s.posts)
    return (posts[0] if posts else "", found[0].source.document)


def _id(name: str, found: Sequence[Sighting]) -> str:
    post, document = _mark(found)
    text = f"{name}|{post or document}"
    return f"person:{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]}"
