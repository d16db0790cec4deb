"""What the path of a file says of the report in it: the time that it tells of (``周报/2021-11_泗湖山镇.txt``)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final, NamedTuple

from govextract.records import Period

PARTS: Final = 3
"""Folders and file name, from the end, that may speak of the report."""
_ENDING: Final = re.compile("\\.[A-Za-z0-9]{1,5}$")
_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_TIME: Final = re.compile(
    "(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?:年度?|[-_./])?"
    "(?:第?(?P<quarter>[一二三四1-4])季度|(?P<half>[上下])半年"
    "|(?P<month>1[0-2]|0[1-9]|[1-9])(?:月份?)?(?P<day>[-_./]?(?:3[01]|[12][0-9]|0?[1-9])日?)?)?(?![0-9])"
)


class SourceTime(NamedTuple):
    """The year, and the period where the name has one, of a path; ``start`` and ``end`` where it stands."""

    year: int
    period: Period | None


def parts(source: str) -> list[str]:
    """The file name and the folders above it that may name a place or time, outermost first."""
    # A name that is no UTF-8 holds surrogates, which cannot be searched.
    readable = source.encode("utf-8", "replace").decode("utf-8")
    found = [p for p in re.split(r"[/\\!]", readable) if p]
    return [*found[-PARTS:-1], _ENDING.sub("", found[-1])] if found else []


def time_in(source: str) -> SourceTime | None:
    """The time that a path names, the file name before the folders; None when it names none, or several."""
    for part in reversed(parts(source)):
        times = {t for m in _TIME.finditer(part) if (t := _time(m)) is not None}
        if len(times) == 1:
            return times.pop()
        if times:
            return None
    return None


def _time(m: re.Match[str]) -> SourceTime | None:
    year = int(m["year"])
    evidence = f"source:{m.group()}"
    if m["quarter"]:
        first = 3 * _QUARTERS[m["quarter"]] - 2
        return SourceTime(year, _months(year, first, first + 2, evidence))
    if m["half"]:
        first = 1 if m["half"] == "上" else 7
        return SourceTime(year, _months(year, first, first + 5, evidence))
    if m["day"]:  # the day of a notice is not the time that it tells of
        return SourceTime(year, None)
    if m["month"]:
        return SourceTime(year, _months(year, int(m["month"]), int(m["month"]), evidence))
    return SourceTime(year, _months(year, 1, 12, evidence)) if "年" in m.group() else None


def _months(year: int, first: int, last: int, evidence: str) -> Period:
    end = date(year, last, monthrange(year, last)[1])
    return Period(start=date(year, first, 1), end=end, evidence=evidence)
