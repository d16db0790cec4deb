"""Posts as held: an office of a report taken apart into the place of its body, the body and a single title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import Gazetteer
from govextract.records import Office, Place
from govextract.resolve.bodies import LEVEL_WORD, body_name, fits, seat_of

_NATIONAL: Final = ("中国", "中央", "全国", "国家", "国务院", "中共中央")
_OWN_BODY: Final = re.compile(
    "(?P<body>[一-鿿]{2,8}(?:部|办公室|办|局|中心))(?P<title>(?:第一|常务)?副?(?:部长|主任|局长))"
)
"""A title that brings its own body: 县委|宣传部部长 is the head of 县委宣传部."""
_HEAD: Final = re.compile("(?:代理?|常务)?副?(?P<level>[省市州盟县区旗镇乡])长")
_PARTY: Final = re.compile("支部|总支|委(?!员)|组")


class Area(NamedTuple):
    """A place down to the town, as names; a level that is unknown is None."""

    province: str | None
    prefecture: str | None
    county: str | None
    town: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names from the province down."""
        return tuple(n for n in self if n)

    @property
    def path(self) -> str:
        """The names run together."""
        return "".join(self.names)


class Post(NamedTuple):
    """An office as held: the seat of its body, the body by its full name, one title, the level."""

    seat: Area | None
    body: str
    title: str
    level: str | None
    text: str


def area_of(place: Place | None) -> Area | None:
    """A record of a place without its village."""
    return Area(place.province, place.prefecture, place.county, place.town) if place else None


def posts(offices: Sequence[Office], home: Place | None, gazetteer: Gazetteer) -> Iterator[Post]:
    """The single posts of offices, in a report of the place ``home``."""
    for office in offices:
        national = office.level == "national" or office.organisation.startswith(_NATIONAL)
        seat = None if national else seat_of(office.organisation, home, gazetteer)
        body = office.organisation
        if seat is not None and LEVEL_WORD.fullmatch(body):
            body = body_name(body, seat)
        for title in office.titles:
            bare = body or _level(title)
            place = seat and len(bare) <= 3 and _named(area_of(seat), bare)
            yield Post(
                area_of(seat),
                *_split(place or body, title),
                "national" if national else office.level,
                office.text,
            )


def _level(title: str) -> str:
    """The level word in the title of a place's own head (副镇长); "" in any other."""
    found = _HEAD.fullmatch(title)
    return found["level"] if found else ""


def _named(area: Area | None, level: str) -> str | None:
    """The name of the place, or of the one above it, that a bare level word stands for."""
    return next((n for n in reversed(area.names if area else ()) if level and fits(n, level)), None)


def _split(body: str, title: str) -> tuple[str, str]:
    """Body and title where the words of the office run over from one into the other."""
    if body.endswith("党") and _PARTY.match(title):  # 立新村党|支部书记
        return body[:-1], "党" + title
    own = _OWN_BODY.fullmatch(title)
    if own is not None and body.endswith(("委", "政府", "人大", "政协")):
        return body + own["body"], own["title"]
    return body, title
