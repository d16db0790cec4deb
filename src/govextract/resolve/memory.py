"""What a report has said of time so far: the days, months and years that later expressions may lean on."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from govextract.find.date_terms import Expression, Open
from govextract.match import Page
from govextract.resolve import stamps
from govextract.resolve.calendar import Span
from govextract.resolve.frame import Frame, where

_HEADING = 30  # characters
_DATELINE = 200
_WIRES = ("电", "讯", "消息")
_LEAD = 5
_STAMPED = 10  # days
_BESIDE = 3
_BETWEEN = " \u3000（(，,"
_WHOLE_YEAR = 360
_WEATHER = (
    " \u3000晴阴雨雪多云转小中大到暴雷阵雾霾风级东西南北霜冰雹沙尘有间局部地伴偏微清热冷夜白昼火险等级橙黄红蓝色"
    "～~-0123456789℃度周星期一二三四五六日天：:，,、"
)
"""What may stand behind a diary's day: the weather and the day of the week."""

_SKY = "(?:晴|阴|多云|[小中大暴]?[雨雪]|浮尘|扬沙|雾)"
_WEATHER_BEHIND = re.compile(
    f"[ \u3000]{{1,3}}(?:(?:周|星期)[一二三四五六日天][ \u3000]{{1,3}})?{_SKY}[ \u3000，,转到]"
)

Year = tuple[int, str | None]
Month = tuple[int, int, str | None]
Day = tuple[date, str | None]


class Known(NamedTuple):
    """A date named earlier, the line it stands in and where it ends.

    ``told``: its year is given, or goes back to one that is; ``written``: in numbers, not by 去年.
    """

    span: Span
    line: int
    at: int
    told: bool
    written: bool
    source: str


class Mark(NamedTuple):
    """A month or a term (25日起, 月底前) that the days behind it may belong to."""

    known: Known
    open: Open | None


class Memory:
    """Keeps what the dates of a page have said, in text order."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self._text = page.text
        self._scan = page.scan
        self._frame = frame
        self._last: Known | None = None  # the date named last, month or finer
        self._days: list[Known] = []  # single days and ranges of days
        self._recent: tuple[int, int, str] | None = (
            None  # where any date was named last, its year, its source
        )
        self._dateline: Day | None = None
        self._lead: Known | None = None  # the day of which the report tells first, not long before its own
        self._mark: Mark | None = None
        self._written: dict[date, str] = {}  # days whose month is written
        self._told: tuple[int, Span, bool] | None = None  # the line, the days named last, whether they go on
        self._entry: tuple[int, date, str] | None = None  # a diary's line that begins with its day
        self._entries = 0
        self._at = 0  # where the expression in hand begins, and its line
        self._line_start = -1
        self._heading_month: Month | None = None  # set by a heading, until a day is named
        self._heading_week: tuple[Span, str | None] | None = None
        self._since: Known | None = None  # the last day from which something goes on (7月7日起)
        self._diary_day: Day | None = None  # of the last line that is a day and nothing else
        self._heading_year: tuple[int, str, int] | None = None  # with the line of the heading

    def passed(self, e: Expression, span: Span, source: str | None) -> None:
        """Take note that an expression was met, whatever it is."""
        self._note_stamp(e, span, source or where(e))
        if not e.first.years:
            self._recent = e.end, span.start.year, source or where(e)
        if not e.first.same_period and (e.open == "end" or (span.end - span.start).days < _WHOLE_YEAR):
            self._told = self._line(e), span, e.open == "end"

    def remember(self, e: Expression, span: Span, inferred: str | None) -> None:
        """Keep what later expressions may lean on."""
        t, line, source = e.first, self._line(e), inferred or where(e)
        relative = t.relative
        written = t.year is not None
        of_year = relative is not None and relative.unit == "year"
        told = written or (
            of_year and relative is not None and (relative.offset != 0 or relative.anchor == "text")
        )
        heading = self._is_heading(e)
        if t.month is not None and t.day is not None and not written and e.last is None:
            if self._alone(e):
                self._diary_day = span.start, source
            elif self._opens_entry(e, line):
                self._entry = line, span.start, source
                self._entries += 1
        if t.month is not None and t.day is not None and e.last is None:
            self._written.setdefault(span.start, source)
        if (t.of_month or t.of_day) and (e.open is not None or not t.of_day) and not relative:
            self._mark = Mark(Known(span, line, e.end, told, written, source), e.open)
        if heading and relative is not None and relative.unit == "week" and t.weekday is None:
            self._heading_week = span, source
        if heading and t.year is not None and t.month is None and e.last is None and self._heads_section(e):
            several = self._heading_year is not None and self._heading_year[2] == line
            self._heading_year = None if several else (t.year, source, line)
        if e.open == "start" and t.year is not None and t.month is not None:
            self._last = Known(span, line, e.end, told, written, source)
        if e.open == "end" and t.of_day and e.last is None and self._text[e.end - 1] == "起":
            self._since = Known(span, line, e.end, told, written, source)
        if e.open is not None or t.years or t.year_part is not None or t.school_year:
            return
        if t.of_day:
            if self._last is not None and self._last.source == source:
                told, written = told or self._last.told, written or self._last.written
            self._last = Known(span, line, e.end, told, written, source)
            self._days.append(self._last)
            self._note_lead(e, self._last)
            month = self._heading_month
            if month and t.month is not None and month[:2] != (span.end.year, span.end.month):
                self._heading_month = None
        elif t.of_month:
            self._last = Known(span, line, e.end, told, written, source)
            if heading:
                self._heading_month = span.end.year, span.end.month, source
        elif told and self._text[e.end : e.end + 1] in ("，", ",", "、", "：", ":"):
            self._last = Known(span, line, e.end, told, written, source)

    def _note_stamp(self, e: Expression, span: Span, source: str) -> None:
        """Keep the day of the report's head that its 今天 means: a daily report's, or that of the meeting."""
        published = self._frame.published
        if (
            published is None
            or e.start > _DATELINE
            or self._days
            or not 0 < (published - span.end).days <= _STAMPED
        ):
            return
        text, line = self._text, self._line(e)
        own = stamps.is_stamp(text, e, line) or stamps.in_daily_title(text, e, line)
        if own or stamps.of_meeting(text, e):
            self._dateline = span.end, source

    def _opens_entry(self, e: Expression, line: int) -> bool:
        """Whether a day opens an entry of a diary: in brackets, or set apart by a wide blank, or the weather."""
        before, after = self._text[line + 1 : e.start].strip(), self._text[e.end : e.end + 1]
        if before in ("【", "["):
            return after in ("】", "]")
        return not before and (after == "\u3000" or _WEATHER_BEHIND.match(self._text, e.end) is not None)

    def _note_lead(self, e: Expression, known: Known) -> None:
        """Keep the day of a dateline, and the day of which an item tells first."""
        published = self._frame.published
        if published is None or e.last is not None:
            return
        if e.start < _DATELINE and self._text.startswith(_WIRES, e.end):
            self._dateline = known.span.end, known.source
        elif self._lead is None and 0 <= (published - known.span.end).days <= _LEAD:
            after = self._text[e.end : e.end + 1]
            dated = stamps.closes_line(self._text, e) and not stamps.of_meeting(self._text, e)
            opens = after in ("，", ",") or after.isalnum() or stamps.of_meeting(self._text, e)
            self._lead = known if opens and not dated else None  # no date line

    def _line(self, e: Expression) -> int:
        """Where the line of an expression begins, looked for from the last one on."""
        if e.start != self._at:
            found = self._text.rfind("\n", min(self._at, e.start), e.start)
            self._line_start = found if found >= 0 else self._line_start
            self._at = e.start
        return self._line_start

    def _alone(self, e: Expression) -> bool:
        """Whether the expression is all in its line but the weather, and text stands above and below it."""
        begin, end = self._line(e), self._text.find("\n", e.end, e.end + _HEADING)
        return (
            begin > 0
            and end > 0
            and not self._text[begin : e.start].strip()
            and not self._text[e.end : end].strip(_WEATHER)
        )

    def _is_heading(self, e: Expression) -> bool:
        """Whether the expression stands in a short line that is not the first."""
        begin = self._line(e)
        if begin < 0 or e.end - begin > 2 * _HEADING:
            return False
        line = self._text[begin + 1 : e.end + 2 * _HEADING].partition("\n")[0]
        return len(line.strip()) <= _HEADING and not any(c in line for c in "。，,；")

    def _heads_section(self, e: Expression) -> bool:
        """Whether a year stands at the head of its line, or behind the number of a section."""
        before = self._text[self._line(e) + 1 : e.start].strip(" \u3000")
        return len(before) <= 4 and not before.strip("（()）0123456789一二三四五六七八九十、.．第章节")

    def told_span(self, e: Expression) -> Span | None:
        """The days named last in the paragraph, finer than a year, else the period; up to the report's day."""
        frame = self._frame
        told = self._told if self._told and self._told[0] == self._line(e) else None
        if told is None:
            return Span(frame.period.start, frame.period.end) if frame.period else None
        _, span, goes_on = told
        if goes_on and frame.reference and frame.reference > span.start:
            return Span(span.start, frame.reference)
        return None if goes_on else span

    def day_beside(self, e: Expression) -> Day | None:
        """The day right in front, to which a day of the week belongs (4月22日（周六）)."""
        known = self._days[-1] if self._days else None
        if known is None or e.start - known.at > _BESIDE or self._text[known.at : e.start].strip(_BETWEEN):
            return None
        return known.span.end, known.source
