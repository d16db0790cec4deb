"""The year of a month and the month of a day, where the text does not write them."""

from __future__ import annotations

from datetime import date, timedelta

from govextract.find.date_terms import Expression
from govextract.resolve import calendar
from govextract.resolve.memory import Day, Known, Mark, Memory, Month, Year

_NEAR = 10  # days: a news item tells of days as near as this to its own
_BACKGROUND = 45  # days: what lies further back is background, not the occasion
_CHAINED = 62  # days: how far back a day may lie whose month a later paragraph goes on with
_UNTOLD = 40  # days: no news item tells of a day so far ahead without saying that it is to come
_MONTH = 31  # days
_HALF_YEAR = 180  # days
_SPOKEN = 7  # days
_TURN = 14  # days over the end of a month or year
_LINKS = ("", "在", "于", "从", "自", "到", "到了", "在今年", "大家在")


class Inference(Memory):
    """Infers what an expression does not write from the dates before it and from the report's own time."""

    def infer_year(self, month: int, day: int, e: Expression) -> Year | None:
        """The year of a month: of a date just named, of the report's period, of the nearest such month."""
        last, frame = self._last, self._frame
        exact = e.first.of_day and e.last is None and not self._may_come(e)
        near = self._near_year(
            month, day, self.is_coming(e), exact=exact, turn=_TURN if e.open is None else _BACKGROUND
        )
        deadline = e.open == "start" and near is not None
        if last and (last.written if deadline else last.told) and last.line == self._line(e):
            told = calendar.day(last.span.start.year, month, day)
            if told and told.month >= last.span.start.month and not self._is_other_year(told, last, near, e):
                return told.year, last.source
        if self._heading_year:
            return self._heading_year[0], self._heading_year[1]
        if frame.period:
            for year in range(frame.period.start.year, frame.period.end.year + 1):
                found = calendar.day(year, month, day)
                if found and frame.period.start <= found <= frame.period.end:
                    return year, "period"
        if near is not None and frame.reference and near < frame.reference.year and exact:
            near += self._goes_on(near + 1, month, day, e)
        if near is not None:
            earlier = self._year_told(e, near, month)
            return earlier or (near, frame.reference_from)
        if last:
            return last.span.start.year, last.source
        return (frame.year, frame.year_from) if frame.year else None

    def _is_other_year(self, told: date, last: Known, near: int | None, e: Expression) -> bool:
        """Whether a day is of another year than the date named last: close to the report's own, or to come."""
        reference, recent = self._frame.reference, self._recent
        within = last.written and told.month == last.span.start.month == last.span.end.month
        if self._is_fresh(near, told.month, told.day) and not (
            within and (last.span.end - last.span.start).days > 1
        ):
            return True
        if recent and recent[0] > last.at and recent[1] != told.year and recent[1] == near:
            return True  # 去年7月…。今年以来…，11月3日
        if reference is None or near is None or near == told.year:
            return False
        return (told - reference).days > _HALF_YEAR or (
            told.year < reference.year and e.open is None and self.is_coming(e)
        )

    def _year_told(self, e: Expression, near: int, month: int) -> Year | None:
        """An earlier year, if the sentence names it (去年试种，12月卖出) and the month has not come yet."""
        reference, recent = self._frame.reference, self._recent
        if (
            e.open == "start"
            or reference is None
            or recent is None
            or (near, month) <= (reference.year, reference.month)
        ):
            return None
        between = self._text[recent[0] : e.start]
        if recent[1] >= min(near, reference.year) or "\n" in between or "。" in between or self._may_come(e):
            return None
        return recent[1], recent[2]

    def _goes_on(self, year: int, month: int, day: int, e: Expression) -> bool:
        """Whether a day follows one to come that the line has just named (9月20日前完工。9月30日)."""
        told, reference, found = self._told, self._frame.reference, calendar.day(year, month, day)
        if told is None or told[0] != self._line(e) or reference is None or found is None:
            return False
        return told[1].end > reference and 0 <= (found - told[1].end).days <= _MONTH

    def _is_fresh(self, year: int | None, month: int, day: int) -> bool:
        """Whether the day lies close to the report's own."""
        reference = self._frame.reference
        found = calendar.day(year, month, day) if year else None
        return found is not None and reference is not None and abs((found - reference).days) <= _NEAR

    def _near_year(self, month: int, day: int, coming: bool, *, exact: bool, turn: int = _TURN) -> int | None:
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
        if exact and ahead < turn - 360 and reference.month == 12:
            return year + 1  # 1月2日 told at the end of December
        return year

    def infer_day(self, day: int, e: Expression) -> Day | None:
        """The month of a day: of the day named last or of the heading, else the one nearest to the report."""
        line, coming, frame = self._line(e), self.is_coming(e), self._frame
        near = self._near_day(day, coming)
        known = self._days[-1] if self._days else None
        marked = self._marked(day, e, near if not coming else None)
        if marked:
            return marked
        if self._heading_month and (known is None or known.line != line):
            return _of_month(self._heading_month, day)
        told = self._own_day(day, known, e)
        if told:
            return told
        if known and near and self._is_background(known, near, same_line=known.line == line):
            known = None
        if known and near and known.line != line and near in self._written:
            return near, self._written[near]
        if known:
            month = known.span.end
            found = calendar.day(month.year, month.month, day)
            turned = self._turned(month, day) or self._begun(known, found, near, e)
            if turned:
                return turned, known.source
            ahead = known.line == line and frame.published is not None and month > frame.published
            late = (
                found
                and frame.published
                and (found - frame.published).days > _NEAR
                and not coming
                and not ahead
            )
            if found and not (late and near and abs((near - month).days) <= _BACKGROUND):
                return found, known.source
            if found is None and near is None:
                return _of_month((*calendar.shift_month(month.year, month.month, -1), known.source), day)
        own = frame.month()
        if own and not frame.week():
            return _of_month((*own, "period"), day)
        return (near, frame.reference_from) if near else None

    def _own_day(self, day: int, known: Known | None, e: Expression) -> Day | None:
        """The day in the week or month that the report tells of, where the day named last lies before it."""
        week, month = self._frame.week(), self._frame.month()
        if known is None or (known.line == self._line(e) and "。" not in self._text[known.at : e.start]):
            return None
        if week and known.span.end < week.start:
            days = (week.start + timedelta(days=n) for n in range((week.end - week.start).days + 1))
            found = next((d for d in days if d.day == day), None)
            return (found, "period") if found else None
        if month and not week and known.line != self._line(e):
            before = (known.span.end.year, known.span.end.month) < month
            return _of_month((*month, "period"), day) if before else None
        return None

    def _begun(self, known: Known, found: date | None, near: date | None, e: Expression) -> date | None:
        """The day near the report's own, where the month named last would lead back behind the day named last.

        Of a range that runs far ahead the month in which it begins is meant.
        """
        published, last = self._frame.published, known.span.end
        if published is None or found is None or self.is_coming(e):
            return None
        first = calendar.day(known.span.start.year, known.span.start.month, found.day)
        if first and first < found and (last - published).days > _NEAR >= abs((first - published).days):
            return first
        apart = known.line != self._line(e) or "。" in self._text[known.at : e.start]
        if near and apart and found < last < near and (published - near).days <= _NEAR:
            return near
        return None

    def _turned(self, known: date, day: int) -> date | None:
        """The day in the next month, where that goes on from the day known (30日…，1日…) and is past."""
        published, period = self._frame.published, self._frame.period
        if day >= known.day or published is None:
            return None
        found = calendar.day(*calendar.shift_month(known.year, known.month, 1), day)
        if found is None or found > published or (period and known <= period.end < found):
            return None
        gap = (found - known).days
        return found if gap <= _TURN and gap < known.day - day else None

    def _marked(self, day: int, e: Expression, near: date | None) -> Day | None:
        """The day in the month or behind the term that the line named last (5月下旬…24日, 10月25日起…30日)."""
        mark = self._mark
        if (
            mark is None
            or mark.known.line != self._line(e)
            or self._is_aside(mark, near)
            or (self._days and self._days[-1].at > mark.known.at)
        ):
            return None
        span = mark.known.span
        found = calendar.day(span.end.year, span.end.month, day)
        if mark.open == "end":
            found = calendar.day(span.start.year, span.start.month, day)
            if found is None or found < span.start:
                found = calendar.day(*calendar.shift_month(span.start.year, span.start.month, 1), day)
        elif mark.open is None and (found is None or not span.start <= found <= span.end):
            return None
        published = self._frame.published
        ahead = found is not None and published is not None and found > published
        if found is None or (ahead and near is not None and found <= span.end):
            return None
        # …，12月10日前办结。25日，…: the term is over with its sentence.
        fresh = published is not None and near is not None and (published - near).days <= _NEAR
        if mark.open == "start" and ahead and fresh and "。" in self._text[mark.known.at : e.start]:
            return None
        return found, mark.known.source

    def _is_aside(self, mark: Mark, near: date | None) -> bool:
        """Whether a month named between days of one item only tells of something else (27日…6月份津贴…，28日)."""
        if mark.open is not None or near is None or not self._days:
            return False
        told = self._days[-1]
        aside = (
            told.line == mark.known.line and told.at < mark.known.at and mark.known.span.end < told.span.end
        )
        return aside and 0 <= (near - told.span.end).days <= _SPOKEN

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
            between = self._text[h.end : e.start]
            linked = between in _LINKS or (between == "，" and h.form == "计划")  # 按计划，9月中旬…
            if linked and not self._text.startswith(("现将", "兹将"), max(0, h.start - 1)):
                return True
        return False


def _of_month(month: Month, day: int) -> Day | None:
    found = calendar.day(month[0], month[1], day)
    return (found, month[2]) if found else None
