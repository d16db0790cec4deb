"""What an expression that does not say all takes from the report's own time and from what was named before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from govextract.find.date_terms import Expression, Term
from govextract.resolve import calendar
from govextract.resolve.calendar import Span
from govextract.resolve.inference import _BACKGROUND, _NEAR, _SPOKEN, Inference
from govextract.resolve.memory import Day, Known, Month, Year

_QUARTER = 92  # days
_MEMORY = 40  # how many days back 当天 may look
_SPEECH = 300  # characters
_SAYS = (
    "说，",
    "说：",
    "说,",
    "表示，",
    "表示:",
    "表示：",
    "指出，",
    "强调，",
    "介绍，",
    "发言",
    "致辞",
    "坦言",
    "表示祝贺",
    "表示感谢",
)
_OCCASIONS = ("活动", "比赛", "仪式", "演出", "大会", "开幕", "论坛", "灯会", "庙会", "赛事")
_PLANS = ("预告", "计划", "安排", "打算", "工作安排", "工作计划", "工作打算", "重点安排")
_WINTER_END = 3
_WORKING_WEEK = 5  # days
_TITLE = 80  # characters in which a title stands
_DIARIES = ("日记", "日志", "手记", "札记", "笔记", "周记")
_OUTLOOK = ("：", ":", "工作", "安排", "计划", "打算", "重点")
_EVE = 3  # days


class Timeline(Inference):
    """Goes through the dates of a page in text order."""

    # --- the report's own time ---------------------------------------------------------------------------

    def today(self, e: Expression | None = None) -> Day | None:
        """The day of publication; under a line that holds nothing but a day, that day."""
        if e is not None and self._entry and (self._entry[0] == self._line(e) or self._is_diary()):
            return self._entry[1], self._entry[2]
        if self._diary_day:
            return self._diary_day
        f = self._frame
        if e is not None and f.published:
            if self._dateline and 0 < (f.published - self._dateline[0]).days <= _NEAR:
                return self._dateline
            last = self._days[-1] if self._days else None
            if last and 0 < (f.published - last.span.end).days <= _EVE and self._is_outlook(e):
                return last.span.end, last.source
            if last and 0 < (f.published - last.span.end).days <= _SPOKEN and self._is_spoken(e):
                return last.span.end, last.source
        return (f.published, f.published_from) if f.published else None

    def _is_diary(self) -> bool:
        """Whether the title says that entries follow, and they do: each goes on to the next."""
        return self._entries > 1 and any(w in self._text[:_TITLE] for w in _DIARIES)

    def _is_outlook(self, e: Expression) -> bool:
        """Whether the word heads what a log plans for the next day (明日：…)."""
        relative = e.first.relative
        begins = not self._text[self._line(e) + 1 : e.start].strip(" \u3000一二三四五六七八九十、【●■◆★")
        return (
            relative is not None
            and relative.offset == 1
            and begins
            and self._text.startswith(_OUTLOOK, e.end)
        )

    def _is_spoken(self, e: Expression) -> bool:
        """Whether somebody says it: in quotation marks, or behind 他说 in the same paragraph."""
        begin = self._line(e) + 1
        before = self._text[max(begin, e.start - _SPEECH) : e.start]
        if before.rfind("“") > before.rfind("”"):
            return True
        now = e.first.relative is not None and e.first.relative.offset == 0
        return now and any(w in before for w in _SAYS)

    def report_day(self) -> Day | None:
        """The day of publication, else the end of the period, else of the year that the text is of."""
        f = self._frame
        if f.reference:
            return f.reference, f.reference_from
        return (date(f.year, 12, 31), f.year_from) if f.year else None

    def report_week(self, offset: int, e: Expression | None = None) -> tuple[Span, str | None] | None:
        """The week that the report tells of, else that of publication, or one so many weeks from it."""
        own, published = self._frame.week(), self._frame.published
        planned = e is not None and offset == 0 and self._text.startswith(_PLANS, e.end)
        if own and planned and published and 0 < (published - own.end).days <= _WORKING_WEEK:
            own = None  # 本周预告: the week in which the report of the last one came out
        if own:
            return calendar.week(own.start + (own.end - own.start) // 2, offset), "period"
        today = self.today()
        return (calendar.week(today[0], offset), today[1]) if today else None

    def weekday_week(self) -> tuple[Span, str | None] | None:
        """The week that a day of the week without more means: that of the heading or of the report."""
        if self._heading_week:
            return self._heading_week
        own, last = self._frame.week(), self._days[-1] if self._days else None
        short = own is not None and (own.end - own.start).days < _WORKING_WEEK
        if own and last and short and 0 < (last.span.end - own.end).days <= 7:
            return calendar.week(last.span.end), last.source  # 7月第一周 is cut to its month: the days go on
        return (own, "period") if own else None

    def report_month(self) -> Month | None:
        """The month that the report tells of, else that of its day."""
        own = self._frame.month()
        if own:
            return *own, "period"
        if self._frame.period and self._heading_month:
            return self._heading_month
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

    def is_early(self) -> bool:
        """Whether the report is of the first months of a year, whose winter began the year before."""
        reference = self._frame.reference
        return reference is not None and reference.month <= _WINTER_END

    def named_in_title(self, e: Expression) -> Span | None:
        """The days of a festival that the title names, where the report tells of a few days."""
        week = self._frame.week() if e.rule.startswith("date_festival") and e.end < _TITLE else None
        told = "\n" not in self._text[: e.end].strip() or self._text[e.end : e.end + 1] in ("（", "(")
        return week if week and told else None

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
            lead = self._lead
            if (
                lead
                and not self._text.startswith("同", e.start)
                and lead.at < known.at
                and known.span.end < lead.span.end
                and (known.line != line or self._text.endswith(_OCCASIONS, 0, e.start))
            ):
                return lead.span.end, lead.source
            if (
                known.line == line
                or reference is None
                or abs((known.span.end - reference).days) <= _BACKGROUND
            ):
                return known.span.end, known.source
            oldest = oldest or known
        return (oldest.span.end, oldest.source) if oldest else self.today(e)

    def _is_ahead(self, known: Known) -> bool:
        published = self._frame.published
        return published is not None and known.span.start > published


def last_weekday(today: date, weekday: int, *, coming: bool) -> date:
    """The latest such day of the week up to a day, or the next one."""
    found = calendar.weekday_before(today, weekday)
    return found + timedelta(days=7) if coming and found < today else found


def month_of(t: Term) -> int:
    """The month with which a term begins."""
    return t.month or (t.year_part.first if t.year_part else 1)
