"""Posts as held: an office of a report taken apart into the place of its body, the body and a single title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import Gazetteer
from govextract.records import Office, Place
from govextract.resolve.bodies import LEVEL_WORD, body_name, fits, seat_of

_NATIONAL: Final = ("中国", "中央", "全国", "国家", "国务院", "中共中央")
_MINISTRY: Final = re.compile(
    "(?:外交|国防|教育|科技|科学技术|工信|工业和信息化|公安|国家安全|民政|司法|财政|人社|人力资源和?社会保障|自然资源|国土资源"
    "|生态环境|环境保护|住建|住房和?城乡建设|交通运输|铁道|水利|农业农村|农业|商务|文化和旅游|文化|卫生|退役军人事务|应急管理)部(?!门)"
)
INSTITUTION: Final = re.compile(
    "[一-鿿]{2,12}?(?:大学|科学院|社科院|党校|中学|小学|集团|公司|银行|医院|研究院)"
)
"""A body that has its name, not its place, from itself: whose report it is told in says nothing of where it is."""
_HEADS: Final = {
    "局长": ("局",), "厅长": ("厅",), "部长": ("部",), "院长": ("院",), "所长": ("所",), "站长": ("站",),
    "校长": ("学", "校"),
    "主任": ("办公室", "委员会", "中心", "办", "委"), "书记": ("党委", "委员会", "党支部"),
}  # fmt: skip
"""Titles of heads, and how the names of their bodies end."""
_RANK: Final = re.compile("(?:原|代理?|常务|第一)?副?(?P<head>[一-鿿]{2})")
_OWN_BODY: Final = re.compile(
    "(?P<body>[一-鿿]{2,8}(?:部|办公室|办|局|中心))(?P<title>(?:第一|常务)?副?(?:部长|主任|局长))"
)
"""A title that brings its own body: 县委|宣传部部长 is the head of 县委宣传部."""
_HEAD: Final = re.compile("(?:代理?|常务)?副?(?P<level>[省市州盟县区旗镇乡])长")
_IN_OFFICE: Final = re.compile("^[时现曾历]任")
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


def posts(
    offices: Sequence[Office], home: Place | None, issuer: str | None, gazetteer: Gazetteer
) -> Iterator[Post]:
    """The single posts of offices, in a report of the place ``home`` that ``issuer`` has signed."""
    for office in offices:
        body = _IN_OFFICE.sub("", office.organisation)
        national = office.level == "national" or body.startswith(_NATIONAL) or bool(_MINISTRY.match(body))
        seat = None if national else seat_of(body, home, gazetteer)
        if seat is not None and seat == home and INSTITUTION.match(body):
            seat = None
        if seat is not None and LEVEL_WORD.fullmatch(body):
            body = body_name(body, seat)
        for title in office.titles:
            bare = body or _level(title)
            place = seat and len(bare) <= 3 and _named(area_of(seat), bare)
            if not bare and issuer:
                place = _of_issuer(title, issuer)
            yield Post(
                area_of(seat),
                *_split(place or body, title),
                "national" if national else office.level,
                office.text,
            )


def _of_issuer(title: str, issuer: str) -> str | None:
    """The body that signs a report, where the title is that of its head or of a deputy (局长 in a bureau's report)."""
    found = _RANK.fullmatch(title)
    return issuer if found and issuer.endswith(_HEADS.get(found["head"], ("\0",))) else None


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
