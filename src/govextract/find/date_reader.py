"""Read one calendar expression at one place of a text: its ends, and what is written of year, month and day.

The finder asks where expressions are, the resolver what they mean; both read them here. Words come from the
lexicon by way of the page's scan.
"""

from __future__ import annotations

import re

from govextract.find.date_terms import (
    BRACKETED_DAY,
    CONNECT,
    DASHED,
    DAY,
    GLUED,
    HAN_DIGITS,
    LUNAR,
    LUNAR_AND,
    LUNAR_DAY,
    MONTH,
    NAMED_YEAR,
    POINTED,
    SHORT_YEAR,
    WEEK_OF_MONTH,
    WEEK_OF_YEAR,
    WEEKDAY_WITHIN,
    YEAR,
    Expression,
    Open,
    Part,
    Relative,
    Term,
    lunar_day,
    lunar_month,
    number,
    numbers,
)
from govextract.find.date_words import NamedTimes, Read
from govextract.lexicon import Entry
from govextract.match import Hit

_BLANK = " \u3000\xa0"
_NUMERALS = frozenset("0123456789０１２３４５６７８９十廿元" + HAN_DIGITS)
_NAMED = "date.named_year"
_YEAR_WORD = re.compile("[0-9０-９]年|[去今前]年")


class DateReader(NamedTimes):
    """Reads the calendar expressions of one page."""

    def read(self, at: int) -> Expression | None:
        """The expression that begins at a place, as long as it goes."""
        read = self._vague(at) or self._term(at)
        if read is None:
            return None
        end, term, last = read.end, read.term, read.last
        if term.vague:
            return Expression(at, end, term, None, None, read.rule)
        joint = CONNECT.match(self.text, end) if last is None else None
        if joint is None and last is None and term.lunar:
            joint = LUNAR_AND.match(self.text, end)
        if joint:
            more = self._term(joint.end()) or self._lunar_day(joint.end(), term)
            if more and not more.term.vague:
                end, last = more.end, more.last or more.term
        edge = self._edge(end, term)
        if edge and edge.entry.attrs["open"] == "none":
            end = edge.end
            edge = self._edge(end, term)
        if edge and edge.form in _TO_NOW and self.text[at - 1 : at] in _FROM:
            edge = None  # 从2014年|至今: the words around make the range
        side: Open | None = None
        if edge and edge.entry.attrs["open"] != "none":
            end, side = edge.end, edge.entry.attrs["open"]
        return Expression(at, end, term, last, side, read.rule)

    def _edge(self, at: int, term: Term) -> Hit | None:
        hit = self._word("edge", at)
        after = hit.entry.attrs.get("after") if hit else None
        if after == "year" and not (term.of_year and _bare_year(term)):
            return None
        if after == "day" and not term.of_day and term.month_part is None:
            return None
        return hit

    def _blank(self, at: int) -> int:
        """Behind one blank, if one stands there."""
        return at + (at < len(self.text) and self.text[at] in _BLANK)

    # --- terms -------------------------------------------------------------------------------------------

    def _term(self, at: int) -> Read | None:
        hit = self._word("relative", at)
        if hit:
            return self._relative(hit)
        hit = self._word("weekday", at)
        if hit and (hit.entry.attrs.get("needs") != "head" or self._heads(hit)):
            return self._weekday(hit.end, Term(weekday=int(hit.entry.attrs["day"])), hit.entry.id)
        hit = self._word("year_part", at)
        if hit and self._may_be_bare(hit):
            return self._year_part(hit, Term(), hit.entry.id)
        hit = self._word("month_part", at)
        if hit:
            return Read(hit.end, Term(month_part=_part(hit.entry)), hit.entry.id)
        return self._lunar(at) or self._plan(at) or self._decade(at) or self._calendar(at)

    def _may_be_bare(self, hit: Hit) -> bool:
        """Whether a part of a year may stand without a year."""
        needs = hit.entry.attrs.get("needs")
        if needs == "clause":
            before = self.text[hit.start - 1] if hit.start else "\n"
            return before in "，。；\n,;：:“" and self.text[hit.end : hit.end + 1] in ("，", ",")
        return needs is None

    def _weekday(self, at: int, term: Term, rule: str) -> Read:
        m = BRACKETED_DAY.match(self.text, at)
        if m:  # 下周三（14日）, like 昨天（13日）
            return Read(at, Term(month=number(m["m"]) if m["m"] else None, day=number(m["d"])), rule)
        return self._day_part(at, term, rule)

    def _heads(self, hit: Hit) -> bool:
        """Whether a word stands at the head of a line or item, with a pause behind it."""
        before = self.text[max(0, hit.start - 4) : hit.start].rstrip(_BLANK)
        after = self.text[hit.end : hit.end + 1]
        return (not before or not before[-1].isalnum()) and before[-1:] not in _PAUSES and after in _HEADED

    def _relative(self, hit: Hit) -> Read | None:
        attrs, end, rule = hit.entry.attrs, hit.end, hit.entry.id
        relative = Relative(attrs["unit"], int(attrs["offset"]), attrs["anchor"])
        term = Term(relative=relative)
        if relative.unit == "day":
            word = hit.form[1:]
            m = BRACKETED_DAY.match(self.text, end)
            if m:  # 昨天（13日）: the number, a date of its own, says which day
                return Read(end, Term(month=number(m["m"]) if m["m"] else None, day=number(m["d"])), rule)
            return self._day_part(end, term._replace(day_part=word if word in "晚夜晨早午" else None), rule)
        if relative.unit == "week":
            for back in (1, 2):
                day = self._at["weekday"].get(end - back)
                if day and day.end > end:
                    term = term._replace(weekday=int(day.entry.attrs["day"]))
                    return self._weekday(day.end, term, rule)
            if self.text.startswith("末", end):
                return Read(end + 1, term._replace(weekday=0), rule)
            return Read(end, term, rule)
        if relative.unit == "quarter":
            return Read(end, term, rule)
        if relative.unit == "month":
            return self._in_month(end, term, rule) or Read(end + self.text.startswith("份", end), term, rule)
        if "first" in attrs:  # 今冬
            return Read(end, term._replace(year_part=_part(hit.entry)), rule)
        read, needs = self._in_year(end, term, rule), attrs.get("needs")
        if read is None and (needs == "finer" or (needs and not self._year_before(hit.start, needs))):
            return None
        return read or Read(end, term, rule)

    def _year_before(self, at: int, needs: str) -> bool:
        """Whether a year stands in front of ``at``, in the same sentence or the same paragraph."""
        far, ends = (60, "。\n；") if needs == "year" else (150, "\n")
        begin = max(self.text.rfind(c, max(0, at - far), at) for c in ends)
        return _YEAR_WORD.search(self.text, max(begin + 1, at - far), at) is not None

    def _in_year(self, at: int, term: Term, rule: str) -> Read | None:
        """What follows a year: a month, a half, a quarter, 底 …; None if nothing of that does."""
        if self.text.startswith("度", at):
            at += 1
        begin = self._blank(at)
        read = self._months(begin, term, rule)
        if read:
            return read
        hit = self._word("year_part", begin)
        if hit:
            return self._year_part(hit, term, rule)
        hit = self._word("tail", at)
        if hit:
            return Read(hit.end, term._replace(year_part=_YEAR_TAILS[hit.entry.attrs["at"]]), rule)
        if self.text.startswith("同期", at):
            return Read(at + 2, term._replace(same_period=True), rule)
        week = WEEK_OF_YEAR.match(self.text, at) if term.year is not None else None
        if week:
            return Read(week.end(), term._replace(year_week=number(week["n"])), rule)
        festival = self._festival(begin, after_year=True)
        if festival:
            return festival
        return Read(at, term, rule) if self.text[at - 1] == "度" else None

    def _year_part(self, hit: Hit, term: Term, rule: str) -> Read:
        """A part of a year, a quarter with its beginning or end (三季度末)."""
        part, end = _part(hit.entry), hit.end
        tail = self._word("tail", end) if part.precision == "quarter" else None
        if tail:
            end, side = tail.end, tail.entry.attrs["at"]
            month = {"start": part.first, "end": part.last}.get(side)
            part = Part(month, month, "month") if month else part
        return Read(end, term._replace(year_part=part), rule)

    def _months(self, at: int, term: Term, rule: str) -> Read | None:
        m = MONTH.match(self.text, at)
        if not m:
            return None
        months, end = numbers(m["m"], m["more"], 12), m.end()
        if not months or (len(months) > 1 and DAY.match(self.text, end)):
            return None
        term = term._replace(month=months[0])
        if len(months) == 1:
            return self._in_month(end, term, rule) or Read(end, term, rule)
        last = Term(month=months[-1])
        read = self._in_month(end, last, rule)
        return Read(read.end, term, rule, read.last or read.term) if read else Read(end, term, rule, last)

    def _in_month(self, at: int, term: Term, rule: str) -> Read | None:
        """What follows a month: a day, a week, a dekad, 底 …; None if nothing of that does."""
        begin = self._blank(at)
        m = DAY.match(self.text, begin)
        if m:
            return self._days(m, term, rule)
        m = WEEK_OF_MONTH.match(self.text, at)
        if m:
            return Read(m.end(), term._replace(week=number(m["n"])), rule)
        hit = self._word("month_part", begin)
        if hit:
            return Read(hit.end, term._replace(month_part=_part(hit.entry)), rule)
        hit = self._word("tail", at)
        if hit:
            return Read(hit.end, term._replace(month_part=_MONTH_TAILS[hit.entry.attrs["at"]]), rule)
        return None

    def _days(self, m: re.Match[str], term: Term, rule: str) -> Read | None:
        days = numbers(m["d"], m["more"], 31)
        if not days:
            return None
        term = term._replace(day=days[0])
        if len(days) == 1:
            return self._day_part(m.end(), term, rule)
        read = self._day_part(m.end(), Term(day=days[-1]), rule)
        return Read(read.end, term, rule, read.term)

    def _day_part(self, at: int, term: Term, rule: str) -> Read:
        """A day with the part of it that follows (上午, 当晚)."""
        within = WEEKDAY_WITHIN.match(self.text, at) if self.text[at : at + 1] in _OPENING else None
        begin = within.end() if within else at
        # A wide blank sets the text of a diary or chronicle apart (7月31日　早上…).
        if self.text[begin : begin + 1] != "\u3000":
            begin = self._blank(begin)
        hit = self._word("day_part", begin)
        if not hit:
            return Read(at, term, rule)
        if hit.form in ("当天", "当日"):
            hit = self._word("day_part", hit.end) or hit
        return Read(hit.end, term._replace(day_part=hit.form), rule)

    # --- numbers -----------------------------------------------------------------------------------------

    def _calendar(self, at: int) -> Read | None:
        """Numbers with their units, and numbers that need none."""
        if at >= len(self.text) or self.text[at] not in _NUMERALS:
            return None
        rule = "date.calendar"
        year = YEAR.match(self.text, at)
        if year:
            return self._numeric_year(year, rule)
        year = NAMED_YEAR.match(self.text, at)
        if year:
            term = Term(year=number(year[0][:4]))
            if len(year[0]) > 4:
                return Read(year.end(), term, _NAMED, Term(year=number(year[0][-4:])))
            return self._in_year(year.end(), term, _NAMED) or Read(year.end(), term, _NAMED)
        year = SHORT_YEAR.match(self.text, at)
        if year:
            two = number(year["y"])
            return self._in_year(year.end(), Term(year=two + (2000 if two < 50 else 1900)), rule)
        read = self._dashed(at) or self._months(at, Term(), rule)
        if read:
            return read
        day = DAY.match(self.text, at)
        return self._days(day, Term(), rule) if day else None

    def _numeric_year(self, m: re.Match[str], rule: str) -> Read | None:
        year = number(m["y"] or m["h"])
        if not 1000 <= year < 2100 or (year < 1900 and year % 100 == 0):
            return None
        term = Term(year=year, school_year=m["school"] is not None)
        if m["school"]:
            return Read(m.end(), term, rule)
        several = _FOUR.findall(m["all"]) if m["y"] else ()
        if len(several) > 1:
            last = Term(year=number(several[-1]))
            read = self._in_year(m.end(), last, rule)
            if not year < number(several[-1]) < year + 100:
                return None
            if read is None or read.term.vague:
                return Read(m.end(), term, rule, last)
            return Read(read.end, term, rule, read.last or read.term)
        return self._in_year(m.end() - bool(m["du"]), term, rule) or Read(m.end(), term, rule)

    def _dashed(self, at: int) -> Read | None:
        glued = GLUED.match(self.text, at)
        if glued and 1 <= int(glued[2]) <= 12 and 1 <= int(glued[4]) <= 12:
            first, last = (Term(year=int(glued[i]), month=int(glued[i + 1])) for i in (1, 3))
            return Read(glued.end(), first, "date.digits", last)
        m = DASHED.match(self.text, at)
        if m:
            year, month, day = number(m["y"]), number(m["m"]), number(m["d"] or "1")
            if not (1900 <= year < 2100 and 1 <= month <= 12 and 1 <= day <= 31):
                return None
            if m["d"]:
                return self._day_part(m.end(), Term(year=year, month=month, day=day), "date.digits")
            return Read(m.end(), Term(year=year, month=month), "date.digits") if m["sep"] in ".．" else None
        m = POINTED.match(self.text, at)
        if m and 1 <= number(m["m"]) <= 12 and 1 <= number(m["d"]) <= 31:
            return self._day_part(m.end(), Term(month=number(m["m"]), day=number(m["d"])), "date.point")
        return None

    # --- the lunar calendar, and vague times ---------------------------------------------------------------

    def _lunar(self, at: int) -> Read | None:
        """正月十七, 农历八月, 大年初一."""
        hit = self._word("lunar", at)
        m = LUNAR.match(self.text, at) if hit else None
        if hit is None or m is None or m.end() <= at + 2 - (m["m"] is not None):
            return None
        month = lunar_month(m["m"]) if m["m"] else 1 if m["year"] and m["d"] else None
        if month is None:
            return self._day_part(m.end(), Term(vague=True), hit.entry.id)
        if m["year"] and m["d"] == "三十":
            month = 12
        return self._day_part(m.end(), Term(lunar=(month, lunar_day(m["d"]))), hit.entry.id)

    def _lunar_day(self, at: int, first: Term) -> Read | None:
        """The second end of a range in the same lunar month (正月初一至|十五)."""
        m = LUNAR_DAY.match(self.text, at)
        if first.lunar is None or m is None:
            return None
        return self._day_part(m.end(), Term(lunar=(first.lunar[0], lunar_day(m[0]))), "date_lunar.day")

    def _vague(self, at: int) -> Read | None:
        hit = self._word("vague", at)
        if hit is None:
            return self._festival(at)
        part = self._word("day_part", hit.end)  # 近日早晨
        end = part.end if part and part.end > hit.end + 1 else hit.end
        return Read(end, Term(vague=True), hit.entry.id)


_PAUSES = ("、", "“", "（", "(")
_HEADED = ("，", ",", "：", ":", "】", "]", " ", "\u3000")
_TO_NOW = ("至今", "迄今")
_FROM = ("从", "自")
_OPENING = ("（", "(")
_FOUR = re.compile("[0-9０-９]{4}")
_YEAR_TAILS = {"start": Part(1, 1, "month"), "end": Part(12, 12, "month"), "within": Part(1, 12, "year")}
_MONTH_TAILS = {"start": Part(1, 10, "dekad"), "end": Part(0, 0, "day"), "within": Part(1, 0, "month")}


def _part(entry: Entry) -> Part:
    return Part(int(entry.attrs["first"]), int(entry.attrs["last"]), entry.attrs["precision"])


def _bare_year(term: Term) -> bool:
    return term.month is None and term.year_part is None
