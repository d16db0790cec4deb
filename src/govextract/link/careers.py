"""Posts in the column shape of career data: place in three levels, post in three levels, rank, from and to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from govextract.link.posts import Area, Post
from govextract.link.sightings import Days

_VILLAGE: Final = "村（社区）"
_CLASSES: Final = (
    ("党委", re.compile("纪委|纪工委|监委|监察")),
    ("人大", re.compile("人大|人民代表大会")),
    ("政协", re.compile("政协")),
    ("法院", re.compile("法院")),
    ("检察院", re.compile("检察")),
    ("群团", re.compile("工会|共青团|团[省市县区旗]?委|妇联|科协|文联|残联|工商联")),
    ("政府", re.compile(
        "(?:教育?|卫健|卫生健康|卫计|卫生计生|计生|发改|发展和?改革|住?建设?|农业?|国资|科技?|经信|体|民宗|管理?)(?:委|委员会|委会)$"
    )),
    ("党委", re.compile("党|委$|委员会$|委[^员会]|书记")),
    (_VILLAGE, re.compile("(?<!农)村|社区")),
    ("政府", re.compile("政府|[局厅办科所站]|[省市州县区旗镇乡]长|街道|中心")),
)  # fmt: skip
"""Classes of bodies, the first that fits: 县委办公室 is of the Party, 县农业农村局 of the government."""
_RANKS: Final = {
    "provincial": "省级", "municipal": "地市级", "county": "县级", "township": "乡镇级", "village": "村级",
    "national": "国家级",
}  # fmt: skip
Row = tuple[Any, ...]


def careers(person: str, name: str, posts: Iterable[tuple[Post, Days]]) -> Iterator[Row]:
    """A row for every post, as they come; both days are days of reports, not of terms."""
    for number, (post, days) in enumerate(posts, 1):
        yield (
            person, name, number, *days, *_three(post.seat), body_class(post), _body(post), post.title,
            post.body + post.title, _RANKS.get(post.level or ""),
        )  # fmt: skip


def _three(seat: Area | None) -> tuple[str | None, str | None, str | None]:
    """Province; prefecture, or the county of a province or municipality without; county and town."""
    if seat is None:
        return None, None, None
    below = (seat.county or "") + (seat.town or "")
    if seat.prefecture is None:
        return seat.province, seat.county, seat.town
    return seat.province, seat.prefecture, below or None


def body_class(post: Post) -> str | None:
    """The class of the body in which the post is: 党委, 政府, 人大, 政协 …; None where its words do not say."""
    if post.level == "village":
        return _VILLAGE
    words = post.body or post.title
    found = next((name for name, pattern in _CLASSES if pattern.search(words)), None)
    if found is None and post.body:
        found = next((name for name, pattern in _CLASSES if pattern.search(post.title)), None)
    return found


def _body(post: Post) -> str | None:
    """The body without the names of its place: 沅江市农业农村局 → 农业农村局."""
    rest = post.body
    for name in post.seat.names if post.seat else ():
        if len(rest) > len(name):
            rest = rest.removeprefix(name)
    return rest or None
