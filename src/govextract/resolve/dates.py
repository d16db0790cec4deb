"""What days the calendar expressions mean: years, months and days that are not written come from the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from govextract.find.date_grammar import DateReader, Expression, Relative, Term, stands
from govextract.match import Page
from govextract.records import DateValue, Mention, Period, Precision
from govextract.resolve import calendar
from govextract.resolve.calendar import Span
from govextract.resolve.frame import Dated, Frame, find_frame, where

_NEAR = 10
_BACKGROUND = 45
_HEADING = 30


def resolve_dates(
    page: Page, mentions: Sequence[Mention], published: date | None
) -> tuple[list[Mention], date | None, Period | None]:
    """All mentions, the date mentions with their values; the day of publication; the report's period."""
    reader = DateReader(page)
    dated = []
    for m in mentions:
        e = reader.read(m.start) if m.kind == "date" else None
        if e is not None and e.end == m.end:
            dated.append(Dated(m, e))
    frame = find_frame(page, dated, published)
    timeline = _Timeline(page, frame)
    values = {m.id: timeline.value(e) for m, e in dated}
    vague = DateValue(precision="vague")
    resolved = [
        m.model_copy(update={"value": values.get(m.id, vague)}) if m.kind == "date" else m for m in mentions
    ]
    return resolved, frame.published, frame.period


class _Days(NamedTuple):
    """The days of a term, how fine it is, and where what was not written came from."""

    span: Span
    precision: Precision
    source: str | None = None


class _Known(NamedTuple):
    """A date met earlier in the text. ``told`` is true when its year is written, or goes back to a written one."""

    span: Span
    line: int
    told: bool
    source: str


class _Timeline:
    """Goes through the expressions in text order and remembers what later ones lean on."""

    def __init__(self, page: Page, frame: Frame) -> None:
        self._text = page.text
        self._scan = page.scan
        self._frame = frame
        self._until = {h.end: h for h in reversed(page.scan.of("date_until"))}  # the longest at a place stays
        self._last: _Known | None = None  # the date named last, month or finer
        self._days: list[_Known] = []  # single days and ranges of days
        self._heading: tuple[int, int, str] | None = None  # the month that a heading set after the last day
        self._week: tuple[Span, str] | None = None  # the week that a heading set
        self._year: tuple[int, str, int] | None = None  # the year that a heading set, and where the heading is
        self._recent: tuple[int, int, str] | None = None  # where a date was named last, its year, its source

    def value(self, e: Expression) -> DateValue:
        """The value of the next expression."""
        if e.first.vague:
            return DateValue(precision="vague")
        days = self._expression(e)
        part = (e.last or e.first).day_part
        if days is None:
            return DateValue(precision=_precision(e), part=part)
        cut_off = self._cut_off(e)
        if not e.first.years:
            self._recent = e.end, days.span.start.year, days.source or where(e)
        if not cut_off:
            self._remember(e, days)
        start: date | None
        end: date | None
        start, end = days.span
        if e.open == "end":
            end = None
        elif e.open == "start" or cut_off:
            start = None
        return DateValue(start=start, end=end, precision=days.precision, part=part, inferred_from=days.source)

    def _cut_off(self, e: Expression) -> bool:
        """Whether 截至 or 至 stands in front."""
        at = e.start
        while at > 0 and self._text[at - 1] in " \u3000":
            at -= 1
        hit = self._until.get(at)
        return hit is not None and e.last is None and stands(self._text, hit.entry, hit.start, hit.end)

    # --- expressions -----------------------------------------------------------------------------------------

    def _expression(self, e: Expression) -> _Days | None:
        if e.last is None:
            return self._term(e.first, e)
        first, last = e.first, e.last
        if last.year is not None and first.year is None and first.relative is None and first.month:
            end = self._term(last, e)
            if end is None:
                return None
            year = end.span.end.year
            begin = self._term(replace(first, year=year), e)
            if begin and begin.span.start > end.span.end:
                begin = self._term(replace(first, year=year - 1), e)
        else:
            begin = self._term(first, e)
            end = self._second(last, begin, e) if begin else None
        if begin is None or end is None or begin.span.start > end.span.end:
            return None
        return _Days(Span(begin.span.start, end.span.end), _precision(e), begin.source)

    def _second(self, t: Term, begin: _Days, e: Expression) -> _Days | None:
        """The second end of a range takes what it lacks from the first."""
        start = begin.span.start
        if t.year is not None or t.years:
            return self._term(t, e)
        if t.relative is not None:
            if t.relative.anchor == "text" and t.relative.unit == "year":
                year = start.year + t.relative.offset
                return self._term(replace(t, relative=None, year=year), e)
            return self._term(t, e)
        if t.weekday is not None:
            return _Days(Span(start, start + timedelta(days=(t.weekday - start.isoweekday()) % 7)), "days")
        if t.month is None and t.year_part is None:
            year, month = start.year, start.month
            if t.day is not None and t.day < start.day:
                year, month = calendar.shift_month(year, month, 1)
            return self._term(replace(t, year=year, month=month), e)
        end = self._term(replace(t, year=start.year), e)
        if end and end.span.end < start:
            end = self._term(replace(t, year=start.year + 1), e)
        return end

    def _term(self, t: Term, e: Expression) -> _Days | None:
        if t.years:
            return _Days(calendar.years(*t.years), "years")
        if t.school_year and t.year:
            return _Days(Span(date(t.year, 9, 1), date(t.year + 1, 8, 31)), "year")
        if t.weekday is not None:
            return self._weekday(t, e)
        if t.relative is not None:
            return self._relative(t.relative, t, e)
        if t.year is not None:
            return _within_year(t.year, t, None)
        if t.month is not None or t.year_part is not None:
            month = t.month or (t.year_part.first if t.year_part else 1)
            year = self._infer_year(month, t, e)
            return _within_year(year[0], t, year[1]) if year else None
        if t.day is not None:
            return self._infer_day(t.day, e)
        if t.month_part is not None:
            found = self._current_month(e)
            return _within_month(found[0], found[1], t, found[2]) if found else None
        return None

    # --- words -----------------------------------------------------------------------------------------------

    def _relative(self, r: Relative, t: Term, e: Expression) -> _Days | None:
        if r.unit == "day":
            base = self._antecedent(e) if r.anchor == "text" else self._today()
            if base is None:
                return None
            day = base[0] + timedelta(days=r.offset)
            return _Days(Span(day, day), "day", base[1])
        if r.unit == "week":
            span = self._report_week(r.offset)
            return _Days(span[0], "week", span[1]) if span else None
        if r.unit == "month":
            found = self._current_month(e) if r.anchor == "text" else self._report_month()
            if found is None:
                return None
            year, month = calendar.shift_month(found[0], found[1], r.offset)
            return _within_month(year, month, t, found[2])
        base_year = self._report_year() if r.anchor == "report" else self._named_year(e, r.anchor == "sentence")
        return _within_year(base_year[0] + r.offset, t, base_year[1]) if base_year else None

    def _weekday(self, t: Term, e: Expression) -> _Days | None:
        if t.relative is not None:
            week = self._report_week(t.relative.offset)
        else:
            week = self._week or self._own_week()
        if week:
            monday = week[0].start - timedelta(days=week[0].start.weekday())
            if not t.weekday:
                return _Days(Span(monday + timedelta(days=5), monday + timedelta(days=6)), "days", week[1])
            day = monday + timedelta(days=t.weekday - 1)
        else:
            published = self._today()
            if published is None or not t.weekday:
                return None
            day = calendar.weekday_before(published[0], t.weekday)
            if self._coming(e) and day < published[0]:
                day += timedelta(days=7)
            week = Span(day, day), published[1]
        return _Days(Span(day, day), "day", week[1])

    def _today(self) -> tuple[date, str | None] | None:
        f = self._frame
        return (f.published, f.published_from) if f.published else None

    def _own_week(self) -> tuple[Span, str | None] | None:
        week = self._frame.week()
        return (week, "period") if week else None

    def _report_week(self, offset: int) -> tuple[Span, str | None] | None:
        own = self._own_week()
        if own:
            return calendar.week(own[0].start, offset), own[1]
        today = self._today()
        return (calendar.week(today[0], offset), today[1]) if today else None

    def _report_month(self) -> tuple[int, int, str | None] | None:
        own = self._frame.month()
        if own:
            return *own, "period"
        day = self._frame.reference
        return (day.year, day.month, self._frame.reference_from) if day else None

    def _report_year(self) -> tuple[int, str | None] | None:
        f = self._frame
        if f.period:
            return f.period.end.year, "period"
        if f.published:
            return f.published.year, f.published_from
        return (f.year, f.year_from) if f.year else None

    def _named_year(self, e: Expression, only_sentence: bool) -> tuple[int, str | None] | None:
        """The year of the date named last, for 上年 only of one in the same sentence."""
        if self._recent:
            at, year, source = self._recent
            between = self._text[at : e.start]
            if not any(c in between for c in "\n。" if only_sentence or c == "\n"):
                return year, source
        if self._last and not only_sentence:
            return self._last.span.start.year, self._last.source
        return self._report_year()

    def _antecedent(self, e: Expression) -> tuple[date, str | None] | None:
        """The day that 当天 means: the last in the paragraph, else the last that is not long before the report."""
        line = self._line(e)
        if self._days and self._days[-1].line == line:
            return self._days[-1].span.end, self._days[-1].source
        today = self._frame.reference
        for known in reversed(self._days):
            if today is None or abs((known.span.end - today).days) <= _BACKGROUND:
                return known.span.end, known.source
        if self._days:
            return self._days[-1].span.end, self._days[-1].source
        return self._today()

    # --- what is not written ---------------------------------------------------------------------------------

    def _infer_year(self, month: int, t: Term, e: Expression) -> tuple[int, str | None] | None:
        """The year of a month: that of a date just named, of the report's period, of the nearest such month."""
        day = t.day or 1
        last, reference, period = self._last, self._frame.reference, self._frame.period
        coming = self._coming(e)
        near = self._near_year(month, day, coming) if reference else None
        if last and last.told and last.line == self._line(e) and not (e.open == "start" and reference):
            told = calendar.day(last.span.start.year, month, day)
            other = calendar.day(near, month, day) if near and reference else None
            close = other is not None and reference is not None and abs((other - reference).days) <= _NEAR
            if told and (told.month >= last.span.start.month) and not close:
                return told.year, last.source
        if period:
            for year in range(period.start.year, period.end.year + 1):
                found = calendar.day(year, month, day)
                if found and (period.start <= found <= period.end):
                    return year, "period"
        if self._year:
            return self._year[0], self._year[1]
        if near is not None:
            return near, self._frame.reference_from
        if last:
            return last.span.start.year, last.source
        return (self._frame.year, self._frame.year_from) if self._frame.year else None

    def _near_year(self, month: int, day: int, coming: bool) -> int:
        reference = self._frame.reference
        if reference is None:
            raise ValueError("no day of reference")
        year = reference.year
        ahead = (month - reference.month) * 30 + day - reference.day
        if coming:
            return year + (ahead < -180 and reference.month >= 9)
        if ahead > 30 and self._last and self._last.told and self._last.span.start.year == year - 1:
            return year - 1
        if ahead > 300 or (ahead > 120 and reference.month <= 3):
            return year - 1
        return year

    def _infer_day(self, day: int, e: Expression) -> _Days | None:
        """The month of a day: that of the day named last or of the heading, else that nearest to the report."""
        line, coming = self._line(e), self._coming(e)
        near = self._near_day(day, coming)
        known = self._days[-1] if self._days else None
        if known and known.line != line:
            if self._heading:
                return _within_month(self._heading[0], self._heading[1], Term(day=day), self._heading[2])
            reference = self._frame.reference
            if reference and near and (
                abs((known.span.end - reference).days) > 62 or abs((near - reference).days) <= 1
            ):
                known = None
        elif known and near and self._frame.published:
            published = self._frame.published
            far = abs((known.span.end - published).days) > _BACKGROUND
            if far and known.told and abs((near - published).days) <= 2:
                known = None
        if known:
            found = calendar.day(known.span.end.year, known.span.end.month, day)
            reference = self._frame.published
            late = found and reference and (found - reference).days > _NEAR and not coming
            if found and not (late and near and abs((near - known.span.end).days) <= _BACKGROUND):
                return _Days(Span(found, found), "day", known.source)
            if found is None and near is None:
                year, month = calendar.shift_month(known.span.end.year, known.span.end.month, -1)
                found = calendar.day(year, month, day)
                return _Days(Span(found, found), "day", known.source) if found else None
        elif self._heading:
            return _within_month(self._heading[0], self._heading[1], Term(day=day), self._heading[2])
        own = self._frame.month()
        if own and not self._frame.week():
            return _within_month(*own, Term(day=day), "period")
        return _Days(Span(near, near), "day", self._frame.reference_from) if near else None

    def _near_day(self, day: int, coming: bool) -> date | None:
        """The latest such day of a month up to the report's day, the next one when it is to come."""
        reference = self._frame.reference
        if reference is None:
            return None
        steps = (0, 1, 2) if coming else (0, -1, -2)
        for step in steps:
            found = calendar.day(*calendar.shift_month(reference.year, reference.month, step), day)
            if found and (found >= reference if coming else found <= reference):
                return found
        return None

    def _current_month(self, e: Expression) -> tuple[int, int, str | None] | None:
        """The month that 当月, 上旬 and 月底 mean."""
        if self._last and self._last.line == self._line(e):
            return self._last.span.end.year, self._last.span.end.month, self._last.source
        if self._heading:
            return self._heading
        return self._report_month() or (
            (self._last.span.end.year, self._last.span.end.month, self._last.source) if self._last else None
        )

    def _coming(self, e: Expression) -> bool:
        """Whether the words around speak of a day to come."""
        if e.open == "start":
            return True
        for h in self._scan.within("date_future", max(0, e.start - 5), e.end + 5):
            if h.start >= e.end:
                return "\n" not in self._text[e.end : h.start]
            if self._text[h.end : e.start] in ("", "在", "于", "从", "自", "到", "到了", "在今年", "大家在"):
                return True
        return False

    # --- memory ----------------------------------------------------------------------------------------------

    def _line(self, e: Expression) -> int:
        return self._text.rfind("\n", 0, e.start)

    def _is_heading(self, e: Expression) -> bool:
        begin = self._line(e)
        if begin < 0:
            return False
        end = self._text.find("\n", e.end)
        line = self._text[begin + 1 : end if end >= 0 else len(self._text)]
        return len(line.strip()) <= _HEADING and not any(c in line for c in "。，,；")

    def _remember(self, e: Expression, days: _Days) -> None:
        t, line = e.first, self._line(e)
        source = days.source or where(e)
        told = t.year is not None or (t.relative is not None and t.relative.unit == "year" and t.relative.offset != 0)
        if t.relative is not None and t.relative.unit == "week" and t.weekday is None and self._is_heading(e):
            self._week = days.span, where(e)
        if e.open == "start" and t.year is not None and t.month is not None:
            self._last = _Known(days.span, line, told, source)
        if t.year is not None and e.last is None and self._heads_section(e):
            self._year = None if self._year and self._year[2] == line else (t.year, where(e), line)
        if e.open is not None or t.years or t.year_part is not None or t.school_year:
            return
        if t.day is not None or t.weekday is not None or (t.relative is not None and t.relative.unit == "day"):
            same = self._last is not None and self._last.told and self._last.source == source
            known = _Known(days.span, line, told or same, source)
            self._days.append(known)
            self._last, self._heading = known, None
        elif t.month is not None or (t.relative is not None and t.relative.unit == "month"):
            self._last = _Known(days.span, line, told, source)
            if self._is_heading(e):
                self._heading = days.span.end.year, days.span.end.month, source
        elif told and self._text[e.end : e.end + 1] in tuple("，,、：:"):
            self._last = _Known(days.span, line, told, source)

    def _heads_section(self, e: Expression) -> bool:
        """Whether a year stands alone in a line, or in a numbered heading."""
        if not self._is_heading(e) or e.first.month is not None:
            return False
        begin = self._line(e) + 1
        return e.start - begin <= 1 or self._text[begin : begin + 4].lstrip("（(0123456789")[:1] in tuple(
            "一二三四五六七八九十、.．"
        )


def _within_year(year: int, t: Term, source: str | None) -> _Days | None:
    if t.month is not None:
        return _within_month(year, t.month, t, source)
    if t.year_part is not None:
        return _Days(calendar.months(year, t.year_part.first, t.year_part.last), t.year_part.precision, source)
    return _Days(calendar.years(year, year), "year", source)


def _within_month(year: int, month: int, t: Term, source: str | None) -> _Days | None:
    if t.day is not None:
        day = calendar.day(year, month, t.day)
        return _Days(Span(day, day), "day", source) if day else None
    if t.week is not None:
        week = calendar.week_of_month(year, month, t.week)
        return _Days(week, "week", source) if week else None
    if t.month_part is not None:
        return _Days(
            calendar.days(year, month, t.month_part.first, t.month_part.last), t.month_part.precision, source
        )
    return _Days(calendar.months(year, month, month), "month", source)


def _precision(e: Expression) -> Precision:
    """How fine an expression is, by its last end."""
    t, several = e.last or e.first, e.last is not None
    if t.day is not None or t.weekday is not None or (t.relative is not None and t.relative.unit == "day"):
        return "days" if several else "day"
    if t.month_part is not None:
        return "days" if several else t.month_part.precision
    if t.week is not None or (t.relative is not None and t.relative.unit == "week"):
        return "days" if several else "week"
    if t.month is not None or (t.relative is not None and t.relative.unit == "month"):
        return "months" if several else "month"
    if t.year_part is not None:
        return "months" if several else t.year_part.precision
    return "years" if several or t.years else "year"
