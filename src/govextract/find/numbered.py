"""Villages named by a number or after a zone, whose characters tell nothing: 9村, 58社区, 云溪经济开发区社区.

A number in front of 村 is oftener a count (3县5村). It is a name only where the document says so once: in
brackets behind a name (其干布拉克（9）村), or behind a town with a village's body after it (青山镇9村第一书记).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from govextract.find.boundary import LeftContext
from govextract.find.company_names import is_region
from govextract.match import Hit

_NUMBER: Final = re.compile("[0-9０-９]{1,3}$")
_BRACKETED: Final = re.compile("[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]$")
_ZONE: Final = re.compile("(?:(?:经济)?(?:技术)?开发区|高新区|工业园区?|产业园区?|度假区)$")
_SECTION: Final = re.compile("[0-9０-９一二三四五六七八九十东西南北中]{1,2}区社区")
_BODY: Final = (
    "党支部",
    "党总支",
    "党委",
    "支部",
    "第一书记",
    "工作队",
    "村委",
    "居委",
    "驻村",
    "“访惠聚",
    "访惠聚",
)
_LONGEST_REGION: Final = 6
_COMPANY: Final = re.compile(
    "(?<![0-9０-９〇零一二三四五六七八九十百第])(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})连"
    "(?![串续接连忙日夜年胜冠环锁同带心片号贯绵任长排级平冲板])"
)
_REGIMENT: Final = re.compile("[师第][一二三四五六七八九十〇0-9]{1,4}团(?![队员体结聚购])")
_COMPANY_SIGNS: Final = ("团场", "兵团", "连队", "师市", "农场")


def name_end(text: str, hit: Hit) -> int:
    """Where the name in front of the suffix ends, a number in brackets left out (上滩（9）|村)."""
    if text[hit.start - 1 : hit.start] in (")", "）"):
        number = _BRACKETED.search(text, max(0, hit.start - 5), hit.start)
        if number:
            return number.start()
    return hit.start


def section_end(text: str, end: int) -> int:
    """The end of the name when a quarter of the village goes on behind ``end`` (石桥一村|三区社区)."""
    section = _SECTION.match(text, end)
    return section.end() if section else end


def zone_start(text: str, hit: Hit) -> int | None:
    """The beginning of a community's name that is the name of a zone with its region."""
    zone = _ZONE.search(text, max(0, hit.start - 8), hit.start) if hit.form == "社区" else None
    if zone is None:
        return None
    at = zone.start()
    return next((k for k in range(max(0, at - _LONGEST_REGION), at - 1) if is_region(text[k:at])), None)


def numbered_start(text: str, hit: Hit, left: LeftContext) -> int | None:
    """The beginning of a name that is a number, where the document shows that it is no count."""
    number = _NUMBER.search(text, max(0, hit.start - 4), hit.start)
    if number is None or hit.form not in ("村", "社区") or hit.start - number.start() > 3:
        return None
    name = text[number.start() : hit.end]
    if hit.form == "村" and any(f"{a}{number.group()}{b}村" in text for a, b in ("()", "（）")):
        return number.start()
    at = text.find(name)
    while at >= 0:
        body = hit.form == "社区" or text.startswith(_BODY, at + len(name))
        if body and left.at(text, at).cut:
            return number.start()
        at = text.find(name, at + 1)
    return None


def companies(text: str) -> Iterator[tuple[int, int]]:
    """The companies of a farm of the corps (三连), in a text that speaks of such farms."""
    if (
        "连" in text
        and "军训" not in text
        and (any(sign in text for sign in _COMPANY_SIGNS) or _REGIMENT.search(text))
    ):
        for found in _COMPANY.finditer(text):
            yield found.span()
