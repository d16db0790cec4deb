"""The report's own time: the day it was published, the period it tells of, and the year that it is of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govextract.find.date_grammar import Expression, Term, number, stands
from govextract.match import Page
from govextract.records import Mention, Period
from govextract.resolve import calendar
from govextract.resolve.calendar import Span

_TITLE_LINES = 4
_TITLE_LENGTH = 60
_OPENING = 160
_BYLINE_LINES = 6
_SIGNATURE_LINES = 3
_JUBILEE = re.compile("(?P<n>[0-9]{2,3}|[一二三四五六七八九]?十[一二三四五六七八九]?|一百(?:[一二三四五六七八九]十[一二三四五六七八九]?)?)周年")
_CLOSE_IN = " \u3000\xa0【】[]（）()"
_BRACKETS = {"": "", "（": "）", "(": ")", "【": "】", "[": "]"}


class Dated(NamedTuple):
    """A date mention with the expression that it is."""

    mention: Mention
    expression: Expression


class Frame(NamedTuple):
    """What the report says of its own time; ``*_from`` tell where it was found, as ``inferred_from`` does."""

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


def find_frame(page: Page, dated: Sequence[Dated], published: date | None) -> Frame:
    """The report's own time, from the given day of publication and from the text."""
    year, year_from = _year(page, dated)
    origin = "option:date" if published else None
    if published is None:
        published, origin = _published(page, dated, year)
    period = _period(page, dated, published, year)
    if published is None and period is None:
        return Frame(None, None, None, year, year_from)
    return Frame(published, origin, period, year, year_from)


def where(e: Expression) -> str:
    """An expression as a place that proves something."""
    return f"text:{e.start}-{e.end}"


def _line(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _head(text: str, lines: int) -> int:
    """Where the first so many lines with text in them end."""
    at = 0
    for _ in range(lines):
        while at < len(text) and text[at] in "\n\r \u3000\xa0":
            at += 1
        end = text.find("\n", at)
        if end < 0:
            return len(text)
        at = end
    return at


def _tail(text: str, lines: int) -> int:
    """Where the last so many lines with text in them begin."""
    at = len(text)
    for _ in range(lines):
        while at > 0 and text[at - 1] in "\n\r \u3000\xa0":
            at -= 1
        begin = text.rfind("\n", 0, at)
        if begin < 0:
            return 0
        at = begin
    return at


def _is_day(t: Term) -> bool:
    return t.month is not None and t.day is not None and t.relative is None


def _published(page: Page, dated: Sequence[Dated], year: int | None) -> tuple[date | None, str | None]:
    """The day in the line of publication, in the dateline or at the foot; a missing year is that of the text."""
    text = page.text
    head, tail = _head(text, _BYLINE_LINES), _tail(text, _SIGNATURE_LINES)
    labels = {h.end for h in page.scan.of("date_label") if h.entry.id == "date_label.published"}
    wires = {h.start for h in page.scan.of("date_label") if h.entry.id == "date_label.dateline"}
    best: tuple[int, date, str] | None = None
    for m, e in dated:
        t = e.first
        if not _is_day(t) or e.last is not None or e.open:
            continue
        begin, end = _line(text, m.start)
        alone = not text[begin : m.start].strip(_CLOSE_IN) and not text[m.end : end].strip(_CLOSE_IN + "0123456789:：")
        before = m.start
        while before > 0 and text[before - 1] in " \u3000\xa0:：":
            before -= 1
        if before in labels:
            rank = 0
        elif alone and (m.start < head or m.start >= tail):
            rank = 1
        elif m.end in wires and m.start < head:
            rank = 2
        elif t.year is not None and m.start >= tail and not text[m.end : end].strip(_CLOSE_IN) and end - begin < 60:
            rank = 3
        else:
            continue
        of = t.year if t.year is not None else year
        day = calendar.day(of, t.month, t.day) if of and t.month and t.day else None
        if day and (best is None or rank < best[0]):
            best = rank, day, where(e)
    return (best[1], best[2]) if best else (None, None)


def _period(page: Page, dated: Sequence[Dated], published: date | None, year: int | None) -> Period | None:
    """The period that the title or the opening words name."""
    text = page.text
    head = _head(text, _TITLE_LINES)
    for m, e in dated:
        if m.start > head + _OPENING:
            break
        begin, end = _line(text, m.start)
        if not (_in_title(page, e, begin, end) if m.start <= head else False) and not _opens(page, e, begin, end):
            continue
        span = _whole(e, published, year)
        if span and span.start < span.end:
            return Period(start=span.start, end=span.end, evidence=m.text)
    return None


def _in_title(page: Page, e: Expression, begin: int, end: int) -> bool:
    """Whether a title line says that it is the report of that time, or a line in brackets below it does."""
    text = page.text
    before, after = text[begin : e.start].strip(" \u3000"), text[e.end : end].strip(" \u3000")
    if before in _BRACKETS and after == _BRACKETS[before]:
        above = text[:begin].rstrip("\n \u3000")
        return begin == 0 or before != "" or (len(above) < _TITLE_LENGTH and _names_report(page, 0, len(above)))
    return end - begin <= _TITLE_LENGTH and _names_report(page, begin, end)


def _names_report(page: Page, begin: int, end: int) -> bool:
    """Whether a line is a report's title: it ends in a word for one, brackets apart, and tells of no occasion."""
    line = page.text[begin:end].rstrip(_CLOSE_IN + "\n")
    stop = begin + len(line)
    bracket = max(line.rfind("（"), line.rfind("("))
    ends = {stop} if bracket < 0 else {stop, begin + bracket}
    if any(c in line for c in "，。；") or page.scan.within("date_event", begin, end):
        return False
    return any(h.end in ends for h in page.scan.within("date_report", begin, end))


def _opens(page: Page, e: Expression, begin: int, end: int) -> bool:
    """Whether the opening words are like 现将11月份工作开展情况总结如下."""
    text = page.text
    stops = [x for x in (text.find(c, e.end, end) for c in "。：:") if x >= 0]
    stop = min([*stops, end, e.end + 60])
    told = "现将" in text[max(begin, e.start - 40) : e.start]
    return told and len(page.scan.within("date_report", e.end, stop)) > 0


def _whole(e: Expression, published: date | None, year: int | None) -> Span | None:
    """The days of an expression that names a period: several days, a month or months, a quarter, a year."""
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
        start = _first_day(of, t)
        last = e.last
        stop_year = last.year if last.year is not None else of
        month = last.month or t.month
        if start is None or (month is None and last.year is None):
            return None
        if month is None:
            return Span(start, date(stop_year, 12, 31))
        if last.year is None and t.month and month < t.month:
            stop_year += 1
        stop = calendar.day(stop_year, month, last.day) if last.day else calendar.month_end(stop_year, month)
        return Span(start, stop) if stop and start <= stop else None
    if t.day is not None:
        return None
    if t.month is not None:
        if t.week is not None:
            return calendar.week_of_month(of, t.month, t.week)
        if t.month_part is not None:
            return calendar.days(of, t.month, t.month_part.first, t.month_part.last)
        return calendar.months(of, t.month, t.month)
    if t.year_part is not None:
        return calendar.months(of, t.year_part.first, t.year_part.last)
    return calendar.years(of, of) if t.year is not None else None


def _first_day(year: int, t: Term) -> date | None:
    if t.month is None:
        return date(year, 1, 1) if t.year_part is None else date(year, t.year_part.first, 1)
    return calendar.day(year, t.month, t.day or 1)


def _near_year(published: date, month: int) -> int:
    """A report published early in a year tells of the months before; one published late may plan the next."""
    if month - published.month > 6:
        return published.year - 1
    return published.year + (month - published.month < -9)


def _year(page: Page, dated: Sequence[Dated]) -> tuple[int | None, str | None]:
    """The year that the text is of: the one written most, days and months counting double; the latest of several.

    Years to come (到2035年) and those of plans do not count. Without any, a jubilee tells it.
    """
    weight: dict[int, float] = {}
    first: dict[int, str] = {}
    for m, e in dated:
        t = e.first
        if t.year is None or t.school_year or page.text.startswith(("到", "至"), max(0, m.start - 1)):
            continue
        weight[t.year] = weight.get(t.year, 0) + (2 if t.month is not None else 1)
        first.setdefault(t.year, where(e))
    if weight:
        best = max(weight, key=lambda y: (weight[y], y))
        return best, first[best]
    for h in page.scan.of("date_jubilee"):
        found = _JUBILEE.match(page.text, h.end)
        if found and stands(page.text, h.entry, h.start, h.end):
            years = found["n"]
            count = int(years) if years.isdecimal() else 100 * years.startswith("一百") + number(years.removeprefix("一百") or "零")
            return int(h.entry.attrs["year"]) + count, f"text:{h.start}-{found.end()}"
    return None, None
