"""The report's own time: the day it was published, the period it tells of, and the year it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govextract.find.date_terms import Expression, Term, number
from govextract.find.date_words import stands
from govextract.match import Page
from govextract.records import Mention, Period
from govextract.resolve import calendar, stamps
from govextract.resolve.calendar import Span
from govextract.resolve.source_name import time_in

_TITLE_LINES = 4
_TITLE_LENGTH = 60
_OPENING = 160
_BYLINE_LINES = 6
_FOOT_LINES = 3
_LONG = 200
_HUNDRED = "一百(?:[一二三四五六七八九]十[一二三四五六七八九]?)?"
_JUBILEE = re.compile(f"(?P<n>[0-9]{{2,3}}|[一二三四五六七八九]?十[一二三四五六七八九]?|{_HUNDRED})周年")
_WEEKLY = re.compile(
    "(?:一周|每周|本周)(?:工作|动态|要闻|要情|要事|纪实|简报|简讯|播报|回顾|情况|政务|大事|通报|战报|速览|小结|行事|项目)"
    "(?!安排|计划|要点)|周报|周工作动态"
)
# The number of an issue, which may stand beside the days that it tells of.
_ISSUE = re.compile("(?:[0-9]{4}年)?[（(〔]?(?:总|[0-9]{4}〕)?第?[0-9]{1,5}[期号][）)]?")
_MIDWEEK = 2
_MARKS = " \u3000\xa0【】[]（）()"
_OPENED = ("（", "(")
_CLOSED = ("）", ")")
_BRACKETS = {"": "", "（": "）", "(": ")", "【": "】", "[": "]"}


class Dated(NamedTuple):
    """A date mention with the expression that it is."""

    mention: Mention
    expression: Expression


class Frame(NamedTuple):
    """What the report says of its own time; ``*_from`` tells where it was found, like ``inferred_from``."""

    published: date | None = None
    published_from: str | None = None
    period: Period | None = None
    year: int | None = None
    year_from: str | None = None

    @property
    def reference(self) -> date | None:
        """The day from which undated days are counted."""
        return self.published or (self.period.end if self.period else None)

    @property
    def reference_from(self) -> str | None:
        """Where the day of reference was found."""
        return self.published_from if self.published else "period" if self.period else None

    def week(self) -> Span | None:
        """The days of the report if it tells of a single week."""
        if self.period and (self.period.end - self.period.start).days <= 9:
            return Span(self.period.start, self.period.end)
        return None

    def month(self) -> tuple[int, int] | None:
        """The month of the report if it tells of no more than one."""
        p = self.period
        if p and (p.start.year, p.start.month) == (p.end.year, p.end.month):
            return p.end.year, p.end.month
        return None


def find_frame(page: Page, dated: Sequence[Dated], published: date | None, source: str = "") -> Frame:
    """The report's own time, from the given day of publication, from the text, else from the file's path."""
    year, year_from = _year(page, dated)
    named = time_in(source) if source else None
    if year is None and named is not None and published is None:
        year, year_from = named.year, "source"
    origin = "option:date" if published else None
    if published is None:
        draft = _period(page, dated, None, year)
        published, origin = _published(page, dated, year, draft)
    period = _period(page, dated, published, year) or (named.period if named else None)
    if period is None and published is not None:
        period = _week_told(page.text, dated, published)
    return Frame(published, origin, period, year, year_from)


def where(e: Expression) -> str:
    """An expression as a place that proves something."""
    return f"text:{e.start}-{e.end}"


def _line(text: str, at: int) -> tuple[int, int]:
    """The ends of a line; those of a long one are only looked for nearby."""
    begin, end = text.rfind("\n", max(0, at - _LONG), at), text.find("\n", at, at + _LONG)
    return begin + 1 if begin >= 0 else max(0, at - _LONG), end if end >= 0 else min(len(text), at + _LONG)


def _head(text: str, lines: int) -> int:
    """Where the first so many lines with text in them end."""
    at = 0
    for _ in range(lines):
        while at < len(text) and text[at] in "\n\r \u3000\xa0":
            at += 1
        at = text.find("\n", at)
        if at < 0:
            return len(text)
    return at


def _foot(text: str, lines: int) -> int:
    """Where the last so many lines with text in them begin."""
    at = len(text)
    for _ in range(lines):
        while at > 0 and text[at - 1] in "\n\r \u3000\xa0":
            at -= 1
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at


# --- the day of publication ------------------------------------------------------------------------------


class _Places(NamedTuple):
    """Where a day of publication may stand: behind labels, in front of 电, in the head, at the foot."""

    behind: set[int]
    ahead: set[int]
    head: int
    foot: int


def _published(
    page: Page, dated: Sequence[Dated], year: int | None, period: Period | None
) -> tuple[date | None, str | None]:
    """The day in the line of publication, alone in a line, in the dateline or at the foot of the report."""
    text, labels = page.text, page.scan.of("date_label")
    places = _Places(
        behind={h.end for h in labels if h.entry.attrs["side"] == "before"},
        ahead={h.start for h in labels if h.entry.attrs["side"] == "after"},
        head=_head(text, _BYLINE_LINES),
        foot=_foot(text, _FOOT_LINES),
    )
    best: tuple[int, date, str] | None = None
    for _, e in dated:
        t = e.first
        if t.month is None or t.day is None or t.relative or e.last is not None or e.open:
            continue
        rank = _rank(text, e, places)
        of = t.year if t.year is not None else year
        day = calendar.day(of, t.month, t.day) if of and rank is not None else None
        if day and t.year is None and period and day < period.start:
            day = calendar.day(day.year + 1, day.month, day.day)
        if day and rank is not None and (best is None or rank < best[0]):
            best = rank, day, where(e)
    return (best[1], best[2]) if best else (None, None)


def _rank(text: str, e: Expression, places: _Places) -> int | None:
    """How surely a day is that of publication; 0 is the surest, None is not at all."""
    begin, end = _line(text, e.start)
    rest = text[e.end : end].strip(_MARKS)
    before = e.start
    while before > begin and text[before - 1] in _MARKS + ":：":
        before -= 1
    if before in places.behind:
        return 0
    in_head, in_foot = e.start < places.head, e.start >= places.foot
    if before == begin and not rest.strip("0123456789:：") and (in_head or in_foot):
        return 1
    if e.end in places.ahead and in_head:
        return 2
    if e.first.year is not None and in_foot and not rest and end - begin <= _TITLE_LENGTH:
        return 3
    return None


# --- the period ------------------------------------------------------------------------------------------


def _period(page: Page, dated: Sequence[Dated], published: date | None, year: int | None) -> Period | None:
    """The period that the title or the opening words name."""
    head = _head(page.text, _TITLE_LINES)
    for m, e in dated:
        if m.start > head + _OPENING:
            break
        begin, end = _line(page.text, m.start)
        titled = m.start <= head and _in_title(page, e, begin, end)
        if not (titled or _opens(page, e, begin, end) or stamps.explains(page.text, e)):
            continue
        span = _whole(e, published, year)
        if span and span.start < span.end:
            return Period(start=span.start, end=span.end, evidence=m.text)
    return None


def _week_told(text: str, dated: Sequence[Dated], published: date) -> Period | None:
    """The week that a weekly report tells of: the one before, where it came out early in the next.

    That the dates of the text lie in that week must bear it out.
    """
    title = _WEEKLY.search(text, 0, min(_head(text, _TITLE_LINES), 2 * _TITLE_LENGTH))
    if title is None:
        return None
    span = calendar.week(published, -1 if published.weekday() < _MIDWEEK else 0)
    days = [(e.first.month, e.first.day) for _, e in dated if e.first.month and e.first.day]
    found = [x for m, d in days if m and d and (x := calendar.day(span.end.year, m, d))]
    if 2 * sum(span.start <= x <= span.end for x in found) <= len(found):
        return None
    return Period(start=span.start, end=span.end, evidence=title[0])


def _in_title(page: Page, e: Expression, begin: int, end: int) -> bool:
    """Whether a title says that this is the report of that time, or a line in brackets below it does."""
    text = page.text
    if end - begin > 2 * _TITLE_LENGTH:
        return False
    before = _beside(text[begin : e.start])
    after = _beside(text[e.end : end])
    if e.first.year_week is not None:
        return end - begin <= _TITLE_LENGTH
    if before in _BRACKETS and after == _BRACKETS[before]:
        above = text[:begin].rstrip("\n \u3000")
        return (
            begin == 0 or before != "" or (len(above) < _TITLE_LENGTH and _names_report(page, 0, len(above)))
        )
    return end - begin <= _TITLE_LENGTH and (
        _names_report(page, begin, end, e.start if e.last and not after else None)
        or _heads(page, e, begin, end)
    )


def _beside(text: str) -> str:
    """What stands beside the days in their line, the issue's number left out but not the bracket round both."""
    m = _ISSUE.search(text)
    if m is None:
        return text.strip(" \u3000")
    found = m[0]
    opened, closed = found[:1] in _OPENED, found[-1:] in _CLOSED
    kept = "" if opened == closed else found[0] if opened else found[-1]
    return (text[: m.start()] + kept + text[m.end() :]).strip(" \u3000，,、：:·")


def _heads(page: Page, e: Expression, begin: int, end: int) -> bool:
    """Whether days from … to … close the first line in brackets, and it tells of no event (李检的一周（5.4—5.10）)."""
    text = page.text
    if e.last is None or e.first.month is None or text[:begin].strip(" \u3000\n"):
        return False
    closed = text[e.start - 1 : e.start] in ("（", "(") and text[e.end : end].strip(" \u3000") in ("）", ")")
    return (
        closed
        and not any(c in text[begin:end] for c in "，。；")
        and not page.scan.within("date_event", begin, end)
    )


def _names_report(page: Page, begin: int, end: int, at: int | None = None) -> bool:
    """Whether a line is a report's title: it ends in a word for one, and tells of no event.

    ``at`` is where the days begin that close it (【社区周报】11.28—12.4).
    """
    line = page.text[begin:end].rstrip(_MARKS + "\n")
    bracket = max(line.rfind("（"), line.rfind("("))
    ends = {begin + len(line)} if bracket < 0 else {begin + len(line), begin + bracket}
    if any(c in line for c in "，。；") or page.scan.within("date_event", begin, end):
        return False
    if at is not None:
        ends.add(begin + len(page.text[begin:at].rstrip(_MARKS)))
    return any(h.end in ends for h in page.scan.within("date_report", begin, end))


def _opens(page: Page, e: Expression, begin: int, end: int) -> bool:
    """Whether the opening words are like 现将11月份工作开展情况总结如下."""
    if "现将" not in page.text[max(begin, e.start - 40) : e.start]:
        return False
    stops = [x for x in (page.text.find(c, e.end, end) for c in "。：:") if x >= 0]
    return len(page.scan.within("date_report", e.end, min([*stops, end, e.end + 60]))) > 0


def _whole(e: Expression, published: date | None, year: int | None) -> Span | None:
    """The days of an expression that can name a period: several days, months, a quarter, a year."""
    t = e.first
    if e.open or t.relative or t.vague or t.years or t.weekday is not None:
        return None
    of = t.year
    if of is None:
        month = t.month or (t.year_part.first if t.year_part else None)
        of = _near_year(published, month) if published and month else year
    if of is None:
        return None
    if e.last is not None:
        return _range(of, t, e.last)
    if t.year_week is not None:
        return calendar.week_of_year(of, t.year_week)
    if t.month is None:
        if t.year_part is not None:
            return calendar.months(of, t.year_part.first, t.year_part.last)
        return calendar.years(of, of) if t.year is not None else None
    if t.day is not None:
        return None
    if t.week is not None:
        return calendar.week_of_month(of, t.month, t.week)
    if t.month_part is not None:
        return calendar.days(of, t.month, t.month_part.first, t.month_part.last)
    return calendar.months(of, t.month, t.month)


def _range(year: int, first: Term, last: Term) -> Span | None:
    """The days from one term to another, the second taking month and year from the first."""
    month = last.month or first.month
    if first.month is None or month is None:
        return calendar.years(year, last.year) if last.year is not None and last.year > year else None
    start = calendar.day(year, first.month, first.day or 1)
    stop_year = last.year if last.year is not None else year + (month < first.month)
    stop = calendar.day(stop_year, month, last.day) if last.day else calendar.month_end(stop_year, month)
    return Span(start, stop) if start and stop and start <= stop else None


def _near_year(published: date, month: int) -> int:
    """A report published early in a year tells of the months before; one published late may plan the next."""
    if month - published.month > 6:
        return published.year - 1
    return published.year + (month - published.month < -9)


# --- the year --------------------------------------------------------------------------------------------


def _year(page: Page, dated: Sequence[Dated]) -> tuple[int | None, str | None]:
    """The year the text is of: the one written most, double with a month; the latest of several.

    Years to come (到2035年) do not count. Without any, a jubilee tells it (建国70周年).
    """
    weight: dict[int, int] = {}
    first: dict[int, str] = {}
    for m, e in dated:
        year = e.first.year
        if year is None or e.first.school_year or page.text.startswith(("到", "至"), max(0, m.start - 1)):
            continue
        weight[year] = weight.get(year, 0) + (2 if e.first.month is not None else 1)
        first.setdefault(year, where(e))
    if weight:
        best = max(weight, key=lambda y: (weight[y], y))
        return best, first[best]
    for h in page.scan.of("date_jubilee"):
        found = _JUBILEE.match(page.text, h.end)
        if found and stands(page.text, h.entry, h.start, h.end):
            return int(h.entry.attrs["year"]) + _count(found["n"]), f"text:{h.start}-{found.end()}"
    return None, None


def _count(text: str) -> int:
    rest = text.removeprefix("一百")
    return (100 if rest != text else 0) + (number(rest) if rest else 0)
