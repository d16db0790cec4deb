"""One person across reports: the same name, offices in one place or one body, and nothing that speaks against it.

Never on a guess: a name in two counties is two persons, and so is a name in two bodies of one county. A town is
small enough for one bearer of a name among those who work for the town, a village for one of its own; in a county
it takes the same body, or two posts among its leaders. Two documents that tell the same event mean the same person.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from govextract.link.posts import INSTITUTION, Area, Post
from govextract.link.sightings import Seen

_LEADERS: Final = re.compile(
    "(?:[省市州县区旗]|自治区|地区)?(?:(?:区|市|县|州|旗|省)?委(?:员会)?(?:常委会)?|人?民?政府|人大(?:常委会)?|政协|党委)?"
)
"""What is left of a body's name behind its place, for the leaders of a place themselves."""
_HEADS: Final = re.compile("(?:代理?|常务)?副?[省市州县区旗]长|[省市州县区旗]委(?:副?书记|常委)")
_OF_VILLAGE: Final = re.compile("[一-鿿]{1,8}?(?:村(?!镇)|社区|嘎查)")
_FEWEST_OF_BODY: Final = 3
"""Characters of a body's name: 校, 院 and 中心 are any school, institute and centre."""
_DOCUMENT: Final = "document"
_VILLAGE: Final = "village"
Key = tuple[str, ...]


def persons(found: Sequence[Seen], same: Mapping[str, str]) -> list[list[Seen]]:
    """The bearers of a name, each with all sightings of them; ``same`` gives an event's key in another document."""
    parent = list(range(len(found)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[Key, int] = {}
    for i, s in enumerate(found):
        for key in _keys(s, same):
            parent[root(i)] = root(first.setdefault(key, i))
    # A bare name is the one person of that name whom reports of the same place give an office.
    holders: dict[Area, set[int]] = defaultdict(set)
    for i, s in enumerate(found):
        for seat in {p.seat for p in s.posts if p.seat}:
            holders[seat].add(root(i))
    for i, s in enumerate(found):
        if not s.posts and s.home and s.home.county:
            near = {root(j) for seat, ids in holders.items() if _one_line(seat, s.home) for j in ids}
            if len(near) == 1:
                parent[root(i)] = near.pop()
    groups: dict[int, list[Seen]] = defaultdict(list)
    for i, s in enumerate(found):
        groups[root(i)].append(s)
    return sorted(groups.values(), key=_mark)


def person_id(found: Sequence[Seen]) -> str:
    """The id of a person, made of the name and what tells them from namesakes."""
    text = "|".join((found[0].name, *_mark(found)))
    return f"official:{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]}"


def _keys(s: Seen, same: Mapping[str, str]) -> Iterator[Key]:
    """What two sightings of one person share at least one of."""
    yield _DOCUMENT, s.source.document
    for event in s.events:
        if event in same:
            yield "event", same[event]
    for p in s.posts:
        if p.seat is None:
            own = INSTITUTION.match(p.body)
            if own or (p.level == "national" and p.body):
                yield "body", own.group() if own else p.body
            continue
        seat = p.seat.names
        if p.level == _VILLAGE:
            village = _OF_VILLAGE.match(p.body.removeprefix(p.seat.path).removeprefix(p.seat.town or ""))
            if village and len(seat) >= 3:
                yield _VILLAGE, *seat, village.group()
        elif p.seat.town:
            yield "town", *seat
        elif _is_leader(p):
            yield "leaders", *seat
        elif len(p.body) >= _FEWEST_OF_BODY:
            yield "body", p.body, *seat
    if not s.posts and s.home and s.home.town:
        yield "bare", *s.home.names


def _is_leader(p: Post) -> bool:
    """县委副书记, 县长; a bare 局长 is that of some body of the county."""
    if not p.body:
        return _HEADS.fullmatch(p.title) is not None
    rest = p.body
    for name in p.seat.names if p.seat else ():
        rest = rest.removeprefix(name)
    return _LEADERS.fullmatch(rest) is not None


def _one_line(a: Area, b: Area) -> bool:
    """Whether one of two places lies in the other, the county in common at least."""
    return a.county is not None and a[:3] == b[:3] and (a.town == b.town or None in (a.town, b.town))


def _mark(found: Sequence[Seen]) -> Key:
    """What no namesake shares: the first of the places and bodies that join the sightings, else the first document."""
    keys = {key for s in found for key in _keys(s, {}) if key[0] != _DOCUMENT}
    return min(keys, default=(_DOCUMENT, min(s.source.document for s in found)))
