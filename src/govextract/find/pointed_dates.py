"""Days written 9.8, without units: which numbers of a report are such days by its own habit.

A number with a point is an amount or a section far more often than a day. It is a day where the report's title
names its period so (9.6—9.12) and the number lies in it, where lines are headed by such numbers that run on like
days (6.26, 7.2), where a column headed 日期 holds it, or where it opens a sentence and a comma follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from govextract.find.date_terms import DASH, DIGIT, SPACE, number
from govextract.match import Hit

_DAY = f"({DIGIT}{{1,2}})[.．]({DIGIT}{{1,2}})"
_NUMBER = re.compile(f"{_DAY}(?:{SPACE}(?:{DASH}|[至到]){SPACE}{_DAY})?(?![0-9０-９.．])")
_MEASURE = re.compile(
    "[ ]?(?:[%％‰℃°年月日号时点分秒期届版万亿千百余多元吨米斤亩户人件个倍度寸级次例名种平立方公厘毫微克升股折码页章节]"
    "|[A-Za-z])"
)
_BEFORE = frozenset("0123456789０１２３４５６７８９.．-－—–―~～〜/:：第约近达共至到为")
_OPENS = frozenset("\n\t。；;】])）◇◆●■▲★")
_BLANKS = " \u3000\xa0"
_UNTIL = ("截至", "截止")
_CUT_OFF = "至"
_BRACKETS = frozenset("（(【[")
_CLOSE = {"（": "）", "(": ")", "【": "】", "[": "]"}
_TITLE_END = 200
"""Characters in which a title, or the line below it, may name the report's period."""
_LAST_ITEM = 12
"""No heading's numbering runs so far: a larger number behind the point is a day."""
_LONGEST_PERIOD = 93
_PERIOD = re.compile(
    f"({DIGIT}{{1,2}})月({DIGIT}{{1,2}})[日号]?{SPACE}(?:{DASH}|[至到]){SPACE}(?:({DIGIT}{{1,2}})月)?({DIGIT}{{1,2}})[日号]"
)
_MONTH = re.compile("(十[一二]?|[一二三四五六七八九]|[0-9]{1,2})月")
_COLUMN = re.compile("(?:[\\t\\n]|^)(?:日期|时间)(?=[\\t\\n])")

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_Day = tuple[int, int]
_Period = tuple[_Day, _Day]


class _Number(NamedTuple):
    """A number that could be a day or a range of days, and what stands around it."""

    start: int
    end: int
    first: _Day
    last: _Day
    before: str
    after: str

    @property
    def several(self) -> bool:
        """Whether it is a range."""
        return self.last != self.first


def pointed_days(text: str, points: Sequence[Hit]) -> frozenset[int]:
    """Where the numbers begin that are days; ``points`` are the points of the text, in order."""
    numbers = list(_numbers(text, points))
    if not numbers:
        return frozenset()
    titled = next(((n.first, n.last) for n in numbers if _is_period(n)), None)
    period = titled or _period_named(text)
    heads = [n for n in numbers if n.before == "\n" or (n.before == "【" and n.after == "】")]
    diary = titled is None and _is_diary(heads, _month_named(text))
    table = any(n.after == "\t" for n in numbers) and _COLUMN.search(text) is not None
    return frozenset(n.start for n in numbers if _is_day(n, period, diary, table))


def _is_day(n: _Number, period: _Period | None, diary: bool, table: bool) -> bool:
    if n.before in _BRACKETS:
        return n.after == _CLOSE[n.before] and (n.before in "（(" or diary or _within(n, period))
    if n.before == "\t" and n.after == "\t":
        return table
    if diary and n.before == "\n":
        return True
    if n.before == _CUT_OFF or _within(n, period):
        return True
    return n.before in "。；;\n" and n.after in "，,"


def _numbers(text: str, points: Sequence[Hit]) -> Iterator[_Number]:
    """The numbers that could be days and stand where one may open what is told."""
    covered = 0
    for hit in points:
        at = hit.start
        while at > 0 and hit.start - at < 2 and text[at - 1].isdecimal():
            at -= 1
        until = text.endswith(_UNTIL, 0, at)
        if at == hit.start or at < covered or (text[at - 1 : at] in _BEFORE and not until):
            continue
        m = _NUMBER.match(text, at)
        if m is None or _MEASURE.match(text, m.end()):
            continue
        first = number(m[1]), number(m[2])
        last = (number(m[3]), number(m[4])) if m[3] else first
        if not (_exists(first) and _exists(last)) or (last < first and first[0] - last[0] < 6):
            continue
        before = at
        while before > 0 and text[before - 1] in _BLANKS:
            before -= 1
        left = text[before - 1] if before else "\n"
        after = text[m.end() : m.end() + 1] or "\n"
        if until and after in "，,日":
            left = _CUT_OFF
        elif m[3] and after == "\n" and "\n" not in text[:at] and at < _TITLE_END:
            left = "】"  # a range that closes the title
        if left in _OPENS or left in _BRACKETS or left == _CUT_OFF:
            covered = m.end()
            yield _Number(at, covered, first, last, left, after)


def _exists(day: _Day) -> bool:
    return 1 <= day[0] <= 12 and 1 <= day[1] <= _DAYS[day[0] - 1]


def _is_period(n: _Number) -> bool:
    """Whether it is a range in brackets in the title: the days of which the report tells."""
    closes = n.before in _BRACKETS or (n.before == "】" and n.after == "\n")
    return n.several and n.start < _TITLE_END and closes and _days(n.first, n.last) <= _LONGEST_PERIOD


def _period_named(text: str) -> _Period | None:
    """The days that the title or the line below it names with their units (12月2日-12月8日)."""
    m = _PERIOD.search(text, 0, _TITLE_END)
    if m is None:
        return None
    first = number(m[1]), number(m[2])
    last = (number(m[3]) if m[3] else first[0]), number(m[4])
    known = _exists(first) and _exists(last) and _days(first, last) <= _LONGEST_PERIOD
    return (first, last) if known else None


def _month_named(text: str) -> int | None:
    """The month that the title names (九月纪事)."""
    end = text.find("\n", 0, _TITLE_END)
    m = _MONTH.search(text, 0, end) if end > 0 else None
    return number(m[1]) if m else None


def _days(first: _Day, last: _Day) -> int:
    months = (last[0] - first[0]) % 12
    return months * 30 + last[1] - first[1]


def _within(n: _Number, period: _Period | None) -> bool:
    if period is None:
        return False
    first, last = period
    if first <= last:
        return first <= n.first <= last
    return n.first >= first or n.first <= last


def _is_diary(heads: Sequence[_Number], month: int | None) -> bool:
    """Whether numbers at the heads of lines run on like days, and not like the numbers of headings.

    Headings count on one by one; days of the month that the title names leave some out.
    """
    if len(heads) < 2:
        return False
    days = [n.first for n in heads]
    if not (_rising(days) or _rising(reversed(days))):
        return False
    bracketed = all(n.before == "【" for n in heads)
    if (
        month is not None
        and all(m == month for m, _ in days)
        and any(b[1] - a[1] > 1 for a, b in pairwise(days))
    ):
        return True
    return bracketed or (
        (any(d > _LAST_ITEM for _, d in days) or any(n.several for n in heads)) and days[0][1] > 1
    )


def _rising(days: Iterable[_Day]) -> bool:
    """Whether each day is that before or a later one; a year may turn once."""
    several = list(days)
    falls = [a for a, b in pairwise(several) if b < a]
    return not falls or (len(falls) == 1 and falls[0][0] == 12)
