"""What days the calendar expressions mean: what is not written of them comes from the document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from govextract.find.date_reader import DateReader
from govextract.find.date_terms import Expression, Relative, Term
from govextract.find.date_words import stands
from govextract.match import Page
from govextract.records import DateValue, Mention, Period, Precision
from govextract.resolve import calendar, lunar
from govextract.resolve.calendar import Span
from govextract.resolve.frame import Dated, find_frame
from govextract.resolve.timeline import Timeline, last_weekday, month_of


def resolve_dates(
    page: Page, mentions: Sequence[Mention], published: date | None, source: str = ""
) -> tuple[list[Mention], date | None, Period | None]:
    """All mentions, the date mentions with their values; the day of publication; the report's period."""
    reader = DateReader(page)
    dated = []
    for m in mentions:
        e = reader.read(m.start) if m.kind == "date" else None
        if e is not None and e.end == m.end:
            dated.append(Dated(m, e))
    frame = find_frame(page, dated, published, source)
    resolver = _Resolver(page, Timeline(page, frame))
    values = {m.id: resolver.value(e) for m, e in dated}
    resolved = [
        m.model_copy(update={"value": values.get(m.id, _VAGUE)}) if m.kind == "date" else m for m in mentions
    ]
    return resolved, frame.published, frame.period


class _Days(NamedTuple):
    """The days of a term, how fine it is, and where what was not written came from."""

    span: Span
    precision: Precision
    source: str | None = None


_VAGUE = DateValue(precision="vague")
_COARSE = ("month", "months", "year", "years", "quarter", "half")
_LUNAR_FAR = 300
"""So many days ahead no day of the lunar calendar is planned: it was planned, and is past."""


class _Resolver:
    """Gives each expression its days, in text order."""

    def __init__(self, page: Page, timeline: Timeline) -> None:
        self._text = page.text
        self._timeline = timeline
        # Where two words for 'until' end at one place the longer stays: 截至 before 至.
        self._until = {h.end: h for h in reversed(page.scan.of("date_until"))}

    def value(self, e: Expression) -> DateValue:
        """The value of the next expression."""
        if e.first.vague:
            title = self._timeline.named_in_title(e)
            if title is None:
                return _VAGUE
            return DateValue(start=title.start, end=title.end, precision="days", inferred_from="period")
        part = (e.last or e.first).day_part
        days = self._expression(e)
        if days is None:
            return DateValue(precision=_precision(e), part=part)
        cut_off = self._is_cut_off(e)
        self._timeline.passed(e, days.span, days.source)
        if not cut_off:
            self._timeline.remember(e, days.span, days.source)
        end = days.span.end
        if e.open == "start" and days.precision in _COARSE and self._text.endswith("之前", e.start, e.end):
            end = days.span.start - timedelta(days=1)  # 4月份之前: not in April itself
        return DateValue(
            start=None if cut_off or e.open == "start" else days.span.start,
            end=None if e.open == "end" else end,
            precision=days.precision,
            part=part,
            inferred_from=days.source,
        )

    def _is_cut_off(self, e: Expression) -> bool:
        """Whether 截至 or 至 stands in front."""
        at = e.start
        while at > 0 and self._text[at - 1] in " \u3000":
            at -= 1
        hit = self._until.get(at)
        if e.open is None and self._text.startswith("为止", e.end):
            return True
        if hit is None or e.last is not None or e.open == "end":
            return False
        return stands(self._text, hit.entry, hit.start, hit.end)

    # --- expressions -------------------------------------------------------------------------------------

    def _expression(self, e: Expression) -> _Days | None:
        first, last = e.first, e.last
        if last is None:
            return self._term(first, e)
        if last.year is not None and first.month and not first.of_year:
            return self._backwards(first, last, e)
        begin = self._term(first, e)
        end = self._second(last, begin, e) if begin else None
        if begin is None or end is None or begin.span.start > end.span.end:
            return None
        return _Days(Span(begin.span.start, end.span.end), _precision(e), begin.source)

    def _backwards(self, first: Term, last: Term, e: Expression) -> _Days | None:
        """A range whose year stands only at its end (11月至2022年2月)."""
        end = self._term(last, e)
        if end is None:
            return None
        for year in (end.span.end.year, end.span.end.year - 1):
            begin = self._term(first._replace(year=year), e)
            if begin and begin.span.start <= end.span.end:
                return _Days(Span(begin.span.start, end.span.end), _precision(e))
        return None

    def _second(self, t: Term, begin: _Days, e: Expression) -> _Days | None:
        """The second end of a range takes what it lacks from the first."""
        start = begin.span.start
        r = t.relative
        if r is not None and r.unit == "year" and r.anchor == "text":
            return self._term(t._replace(relative=None, year=start.year + r.offset), e)
        if t.lunar:
            return self._lunar(*t.lunar, e, after=start)
        if t.of_year or t.years or r is not None:
            return self._term(t, e)
        if t.weekday is not None:
            day = start + timedelta(days=(t.weekday - start.isoweekday()) % 7)
            return _Days(Span(day, day), "day")
        if t.month is None and t.year_part is None:
            year, month = start.year, start.month
            if t.day is not None and t.day < start.day:
                year, month = calendar.shift_month(year, month, 1)
            return self._term(t._replace(year=year, month=month), e)
        end = self._term(t._replace(year=start.year), e)
        if end and end.span.end < start:
            return self._term(t._replace(year=start.year + 1), e)
        return end

    def _term(self, t: Term, e: Expression) -> _Days | None:
        if t.years:
            if t.month_part is not None:  # “十四五”末
                return _Days(Span(date(t.years[1], 12, 31), date(t.years[1], 12, 31)), "day")
            return _Days(calendar.years(*t.years), "years")
        if t.school_year and t.year:
            return _Days(Span(date(t.year, 9, 1), date(t.year + 1, 8, 31)), "year")
        if t.lunar:
            return self._lunar(*t.lunar, e)
        if t.weekday is not None:
            return self._weekday(t, e)
        if t.relative is not None:
            return self._relative(t.relative, t, e)
        if t.year is not None:
            return self._same_period(t.year, e, None) if t.same_period else _in_year(t.year, t, None)
        if t.month is not None or t.year_part is not None:
            within = t.year_part is not None and t.year_part.precision == "year"  # 年内
            year = self._timeline.report_year() if within else None
            year = year or self._timeline.infer_year(month_of(t), t.day or 1, e)
            return _in_year(year[0], t, year[1]) if year else None
        if t.day is not None:
            day = self._timeline.infer_day(t.day, e)
            return _Days(Span(day[0], day[0]), "day", day[1]) if day else None
        if t.month_part is not None:
            month = self._timeline.named_month(e)
            return _in_month(month[0], month[1], t, month[2]) if month else None
        return None

    def _lunar(self, month: int, day: int, e: Expression, after: date | None = None) -> _Days | None:
        """A day or month of the lunar calendar: the one next to the report's day, or the one to come."""
        base = self._timeline.report_day()
        if base is None:
            return None
        known = after or base[0]
        years = range(known.year - 2, known.year + 2)
        found = [x for y in years if (x := lunar.days(y, month, day))]
        coming = after is not None or self._timeline.is_coming(e)
        ahead = [x for x in found if x.end >= known]
        near = min(found, key=lambda x: abs((x.start - known).days), default=None)
        far = not ahead or (after is None and (ahead[0].start - known).days > _LUNAR_FAR)
        chosen = ahead[0] if coming and not far else near
        return _Days(chosen, "day" if day else "month", base[1]) if chosen else None

    def _relative(self, r: Relative, t: Term, e: Expression) -> _Days | None:
        line, text = self._timeline, r.anchor == "text"
        if r.unit == "day":
            base = line.named_day(e) if text else line.today(e)
            if base is None:
                return None
            day = base[0] + timedelta(days=r.offset)
            return _Days(Span(day, day), "day", base[1])
        if r.unit == "week":
            week = line.report_week(r.offset, e)
            return _Days(week[0], "week", week[1]) if week else None
        if r.unit == "month":
            month = line.named_month(e) if text else line.report_month()
            if month is None:
                return None
            return _in_month(*calendar.shift_month(month[0], month[1], r.offset), t, month[2])
        if r.unit == "quarter":
            end = line.report_quarter()
            return _Days(calendar.quarter(end[0], r.offset), "quarter", end[1]) if end else None
        in_sentence = r.anchor == "sentence"
        year = line.named_year(e, in_sentence=in_sentence) if text or in_sentence else line.report_year()
        if year and t.same_period:
            return self._same_period(year[0] + r.offset, e, year[1])
        if year and e.rule == "date_season.this_winter" and line.is_early():
            year = year[0] - 1, year[1]
        return _in_year(year[0] + r.offset, t, year[1]) if year else None

    def _same_period(self, year: int, e: Expression, source: str | None) -> _Days | None:
        """The days told of just before, in another year (1—9月…，比去年同期): else the whole year."""
        told = self._timeline.told_span(e)
        if told is None:
            return _Days(calendar.years(year, year), "year", source)
        if told.start == told.end:  # a cut-off day (截至10月31日…，比去年同期)
            told = Span(date(told.start.year, 1, 1), told.end)
        return _Days(calendar.shift_years(told, year - told.end.year), "days", source or "context")

    def _weekday(self, t: Term, e: Expression) -> _Days | None:
        """A day of a week; weekday 0 is the weekend."""
        if t.relative is None and t.weekday:
            beside = self._timeline.day_beside(e)
            if beside:
                return _Days(Span(beside[0], beside[0]), "day", beside[1])
        week = self._timeline.report_week(t.relative.offset) if t.relative else self._timeline.weekday_week()
        if week:
            middle = week[0].start + (week[0].end - week[0].start) // 2
            monday = middle - timedelta(days=middle.weekday())
            if not t.weekday:
                return _Days(Span(monday + timedelta(days=5), monday + timedelta(days=6)), "days", week[1])
            day = monday + timedelta(days=t.weekday - 1)
            return _Days(Span(day, day), "day", week[1])
        today = self._timeline.today(e)
        if today is None or not t.weekday:
            return None
        day = last_weekday(today[0], t.weekday, coming=self._timeline.is_coming(e))
        return _Days(Span(day, day), "day", today[1])


def _in_year(year: int, t: Term, source: str | None) -> _Days | None:
    if t.month is not None:
        return _in_month(year, t.month, t, source)
    if t.year_week is not None:
        week = calendar.week_of_year(year, t.year_week)
        return _Days(week, "week", source) if week else None
    part = t.year_part
    if part is not None:
        return _Days(calendar.months(year, part.first, part.last), part.precision, source)
    return _Days(calendar.years(year, year), "year", source)


def _in_month(year: int, month: int, t: Term, source: str | None) -> _Days | None:
    if t.day is not None:
        day = calendar.day(year, month, t.day)
        return _Days(Span(day, day), "day", source) if day else None
    if t.week is not None:
        week = calendar.week_of_month(year, month, t.week)
        return _Days(week, "week", source) if week else None
    part = t.month_part
    if part is not None:
        return _Days(calendar.days(year, month, part.first, part.last), part.precision, source)
    return _Days(calendar.months(year, month, month), "month", source)


def _precision(e: Expression) -> Precision:
    """How fine an expression is, by its last end."""
    t, several = e.last or e.first, e.last is not None
    single: Precision
    if t.of_day:
        single = "day"
    elif t.month_part is not None:
        single = t.month_part.precision
    elif t.week is not None or (t.relative is not None and t.relative.unit == "week"):
        single = "week"
    elif t.relative is not None and t.relative.unit == "quarter":
        single = "quarter"
    elif t.of_month:
        single = "month"
    elif t.year_part is not None:
        single = t.year_part.precision
    else:
        single = "years" if t.years else "year"
    return _SEVERAL.get(single, single) if several else single


_SEVERAL: dict[Precision, Precision] = {
    "day": "days", "week": "days", "dekad": "days", "month": "months", "quarter": "months", "half": "months",
    "year": "years",
}  # fmt: skip
