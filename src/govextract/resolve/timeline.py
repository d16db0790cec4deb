"""What a report has said of time so far, and what an expression takes from it that does not say all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from govextract.find.date_terms import Expression, Term
from govextract.match import Page
from govextract.resolve import calendar
from govextract.resolve.calendar import Span
from govextract.resolve.frame import Frame, where

_NEAR = 10  # days: a news item tells of days as near as this to its own
_BACKGROUND = 45  # days: what lies further back is background, not the occasion
_CHAINED = 62  # days: how far back a day may lie whose month a later paragraph goes on with
_UNTOLD = 40  # days: no news item tells of a day so far ahead without saying that it is to come
_QUARTER = 92  # days
_HEADING = 30  # characters
_MEMORY = 40  # how many days back 当天 may look
_LINKS = ("", "在", "于", "从", "自", "到", "到了", "在今年", "大家在")

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


class Timeline:
    """Goes through the dates of a page in text order."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self._text = page.text
        self._scan = page.scan
        self._frame = frame
        self._last: Known | None = None  # the date named last, month or finer
        self._days: list[Known] = []  # single days and ranges of days
        self._recent: tuple[int, int, str] | None = (
            None  # where any date was named last, its year, its source
        )
        self._at = 0  # where the expression in hand begins, and its line
        self._line_start = -1
        self._heading_month: Month | None = None  # set by a heading, until a day is named
        self._heading_week: tuple[Span, str | None] | None = None
        self._since: Known | None = None  # the last day from which something goes on (7月7日起)
        self._diary_day: Day | None = None  # of the last line that is a day and nothing else
        self._heading_year: tuple[int, str, int] | None = None  # with the line of the heading

    # --- the report's own time ---------------------------------------------------------------------------

    def today(self) -> Day | None:
        """The day of publication; under a line that holds nothing but a day, that day."""
        if self._diary_day:
            return self._diary_day
        f = self._frame
        return (f.published, f.published_from) if f.published else None

    def report_day(self) -> Day | None:
        """The day of publication, else the end of the period, else of the year that the text is of."""
        f = self._frame
        if f.reference:
            return f.reference, f.reference_from
        return (date(f.year, 12, 31), f.year_from) if f.year else None

    def report_week(self, offset: int) -> tuple[Span, str | None] | None:
        """The week that the report tells of, else that of publication, or one so many weeks from it."""
        own = self._frame.week()
        if own:
            return calendar.week(own.start + (own.end - own.start) // 2, offset), "period"
        today = self.today()
        return (calendar.week(today[0], offset), today[1]) if today else None

    def weekday_week(self) -> tuple[Span, str | None] | None:
        """The week that a day of the week without more means: that of the heading or of the report."""
        if self._heading_week:
            return self._heading_week
        own = self._frame.week()
        return (own, "period") if own else None

    def report_month(self) -> Month | None:
        """The month that the report tells of, else that of its day."""
        own = self._frame.month()
        if own:
            return *own, "period"
        day = self._frame.reference
        return (day.year, day.month, self._frame.reference_from) if day else None

    def report_quarter(self) -> Day | None:
        """A day of the quarter that the report tells of, else of that in which it was published."""
        f = self._frame
        if f.period and (f.period.end - f.period.start).days <= _QUARTER:
            return f.period.end, "period"
        return (f.reference, f.reference_from) if f.reference else None

    def report_year(self) -> Year | None:
        """The year that the report tells of, else that of its day, else the year that its text is of."""
        f = self._frame
        if f.period:
            return f.period.end.year, "period"
        if f.published:
            return f.published.year, f.published_from
        return (f.year, f.year_from) if f.year else None

    # --- what was named before ---------------------------------------------------------------------------

    def named_year(self, e: Expression, *, in_sentence: bool) -> Year | None:
        """The year of the date named last; with ``in_sentence`` one named in the same sentence."""
        if self._recent:
            at, year, source = self._recent
            between = self._text[at : e.start]
            if "\n" not in between and not (in_sentence and "。" in between):
                return year, source
        if self._last and not in_sentence:
            return self._last.span.start.year, self._last.source
        return self.report_year()

    def named_month(self, e: Expression) -> Month | None:
        """The month that 当月, 上旬 and 月底 mean: that of the paragraph, of the heading, of the report."""
        last = self._last
        if last and last.line == self._line(e):
            return last.span.end.year, last.span.end.month, last.source
        if self._heading_month:
            return self._heading_month
        return self.report_month() or (
            (last.span.end.year, last.span.end.month, last.source) if last else None
        )

    def named_day(self, e: Expression) -> Day | None:
        """The day that 当天 means: the last of the paragraph, else the last not long before the report's.

        A day to come, told of in an earlier sentence, is not meant.
        """
        line, reference = self._line(e), self._frame.reference
        oldest: Known | None = None
        since = self._since
        if since and since.line == line and not (self._days and self._days[-1].at > since.at):
            return since.span.start, since.source
        for known in islice(reversed(self._days), _MEMORY):
            if self._is_ahead(known) and self._text.find("。", known.at, e.start) >= 0:
                continue
            if (
                known.line == line
                or reference is None
                or abs((known.span.end - reference).days) <= _BACKGROUND
            ):
                return known.span.end, known.source
            oldest = oldest or known
        return (oldest.span.end, oldest.source) if oldest else self.today()

    def _is_ahead(self, known: Known) -> bool:
        published = self._frame.published
        return published is not None and known.span.start > published

    # --- what is not written -----------------------------------------------------------------------------

    def infer_year(self, month: int, day: int, e: Expression) -> Year | None:
        """The year of a month: of a date just named, of the report's period, of the nearest such month."""
        last, frame = self._last, self._frame
        exact = e.first.of_day and e.last is None and not self._may_come(e)
        near = self._near_year(month, day, self.is_coming(e), exact=exact)
        deadline = e.open == "start" and near is not None
        if last and (last.written if deadline else last.told) and last.line == self._line(e):
            told = calendar.day(last.span.start.year, month, day)
            if told and told.month >= last.span.start.month and not self._is_fresh(near, month, day):
                return told.year, last.source
        if self._heading_year:
            return self._heading_year[0], self._heading_year[1]
        if frame.period:
            for year in range(frame.period.start.year, frame.period.end.year + 1):
                found = calendar.day(year, month, day)
                if found and frame.period.start <= found <= frame.period.end:
                    return year, "period"
        if near is not None:
            return near, frame.reference_from
        if last:
            return last.span.start.year, last.source
        return (frame.year, frame.year_from) if frame.year else None

    def _is_fresh(self, year: int | None, month: int, day: int) -> bool:
        """Whether the day lies close to the report's own."""
        reference = self._frame.reference
        found = calendar.day(year, month, day) if year else None
        return found is not None and reference is not None and abs((found - reference).days) <= _NEAR

    def _near_year(self, month: int, day: int, coming: bool, *, exact: bool) -> int | None:
        """The year from the report's day: its own, unless it lies around the turn of the year.

        An ``exact`` day far ahead, of which nothing says that it is to come, lies a year back.
        """
        reference = self._frame.reference
        if reference is None:
            return None
        year = reference.year
        ahead = (month - reference.month) * 30 + day - reference.day
        if coming:
            return year + (ahead < -180 and reference.month >= 9)
        told = self._last is not None and self._last.told and self._last.span.start.year == year - 1
        if (
            (ahead > 30 and told)
            or ahead > (_UNTOLD if exact else 300)
            or (ahead > 120 and reference.month <= 3)
        ):
            return year - 1
        return year

    def infer_day(self, day: int, e: Expression) -> Day | None:
        """The month of a day: of the day named last or of the heading, else the one nearest to the report."""
        line, coming, frame = self._line(e), self.is_coming(e), self._frame
        near = self._near_day(day, coming)
        known = self._days[-1] if self._days else None
        if self._heading_month and (known is None or known.line != line):
            return _of_month(self._heading_month, day)
        if known and near and self._is_background(known, near, same_line=known.line == line):
            known = None
        if known:
            month = known.span.end
            found = calendar.day(month.year, month.month, day)
            late = found and frame.published and (found - frame.published).days > _NEAR and not coming
            if found and not (late and near and abs((near - month).days) <= _BACKGROUND):
                return found, known.source
            if found is None and near is None:
                return _of_month((*calendar.shift_month(month.year, month.month, -1), known.source), day)
        own = frame.month()
        if own and not frame.week():
            return _of_month((*own, "period"), day)
        return (near, frame.reference_from) if near else None

    def _is_background(self, known: Known, near: date, *, same_line: bool) -> bool:
        """Whether the day named last is too far off for a bare day to belong to its month."""
        reference = self._frame.published or (None if same_line else self._frame.reference)
        if reference is None:
            return False
        far = abs((known.span.end - reference).days)
        fresh = abs((near - reference).days)
        if same_line:
            return far > _BACKGROUND and known.told and fresh <= 2
        return far > _CHAINED or fresh <= 1

    def _near_day(self, day: int, coming: bool) -> date | None:
        """The latest such day of a month up to the report's day, the next one when it is to come."""
        reference = self._frame.reference
        if reference is None:
            return None
        for step in (0, 1, 2) if coming else (0, -1, -2):
            found = calendar.day(*calendar.shift_month(reference.year, reference.month, step), day)
            if found and (found >= reference if coming else found <= reference):
                return found
        return None

    def _may_come(self, e: Expression) -> bool:
        """Whether a word anywhere in the sentence tells of what is to come."""
        begin = max(self._text.rfind(c, max(0, e.start - 60), e.start) for c in "。\n；")
        stop = min(
            (x for c in "。\n；" if (x := self._text.find(c, e.end, e.end + 60)) >= 0), default=e.end + 60
        )
        return len(self._scan.within("date_future", max(begin, e.start - 60, 0), stop)) > 0

    def is_coming(self, e: Expression) -> bool:
        """Whether the words around speak of a day to come."""
        if e.open == "start":
            return True
        for h in self._scan.within("date_future", max(0, e.start - 5), e.end + 5):
            if h.start >= e.end:
                return "\n" not in self._text[e.end : h.start]
            if self._text[h.end : e.start] in _LINKS:
                return True
        return False

    # --- memory ------------------------------------------------------------------------------------------

    def passed(self, e: Expression, span: Span, source: str | None) -> None:
        """Take note that an expression was met, whatever it is."""
        if not e.first.years:
            self._recent = e.end, span.start.year, source or where(e)

    def remember(self, e: Expression, span: Span, inferred: str | None) -> None:
        """Keep what later expressions may lean on."""
        t, line, source = e.first, self._line(e), inferred or where(e)
        relative = t.relative
        written = t.year is not None
        told = written or (relative is not None and relative.unit == "year" and relative.offset != 0)
        heading = self._is_heading(e)
        if t.month is not None and t.day is not None and not written and e.last is None and self._alone(e):
            self._diary_day = span.start, source
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
            self._heading_month = None
        elif t.of_month:
            self._last = Known(span, line, e.end, told, written, source)
            if heading:
                self._heading_month = span.end.year, span.end.month, source
        elif told and self._text[e.end : e.end + 1] in ("，", ",", "、", "：", ":"):
            self._last = Known(span, line, e.end, told, written, source)

    def _line(self, e: Expression) -> int:
        """Where the line of an expression begins, looked for from the last one on."""
        if e.start != self._at:
            found = self._text.rfind("\n", min(self._at, e.start), e.start)
            self._line_start = found if found >= 0 else self._line_start
            self._at = e.start
        return self._line_start

    def _alone(self, e: Expression) -> bool:
        """Whether the expression is all that stands in its line, and text stands above and below it."""
        begin, end = self._line(e), self._text.find("\n", e.end, e.end + _HEADING)
        return (
            begin > 0
            and end > 0
            and not self._text[begin : e.start].strip()
            and not self._text[e.end : end].strip()
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


def _of_month(month: Month, day: int) -> Day | None:
    found = calendar.day(month[0], month[1], day)
    return (found, month[2]) if found else None


def last_weekday(today: date, weekday: int, *, coming: bool) -> date:
    """The latest such day of the week up to a day, or the next one."""
    found = calendar.weekday_before(today, weekday)
    return found + timedelta(days=7) if coming and found < today else found


def month_of(t: Term) -> int:
    """The month with which a term begins."""
    return t.month or (t.year_part.first if t.year_part else 1)
