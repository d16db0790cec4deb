"""Read one calendar expression at one place of a text: its ends, and what is written of year, month and day.

The finder asks where expressions are, the resolver what they mean; both read them here. Numbers with their units are
syntax and stand in this module, words come from the lexicon by way of the page's scan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from govextract.lexicon import Entry
from govextract.match import Hit, Page
from govextract.records import Precision

ROLES = (
    "date_relative", "date_weekday", "date_year_part", "date_month_part", "date_tail", "date_day_part", "date_edge",
    "date_vague", "date_festival", "date_festival_part", "date_plan", "date_plan_part", "date_decade", "date_lunar",
    "date_unit",
)  # fmt: skip

_N = "[0-9０-９]"
_SPACE = "[ \u3000\xa0]?"
_DASH = "[-－—–―~～〜]{1,2}"
_JOIN = f"(?:{_SPACE}(?:{_DASH}|[至到、]){_SPACE})"
_YEAR4 = "[12１２]" + _N * 3
_YEAR_HAN = "[一二][〇零○Ｏ0Oо一二三四五六七八九]{3}"
_MONTH_HAN = "(?:十[一二]?|[一二三四五六七八九元])"
_DAY_HAN = (
    "(?:[二三]十[一二三四五六七八九]?|十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
# A number whose digits stand apart (1 1 月) only counts where its unit stands apart too.
_NUM = f"{_N}(?:{_N}| {_N}(?= ))?"

YEAR = re.compile(
    f"(?:(?P<y>{_YEAR4}|2 0 {_N} {_N})(?:{_JOIN}(?P<y2>{_YEAR4}))?|(?P<h>{_YEAR_HAN}))"
    f"{_SPACE}(?:(?P<school>学年)|年(?P<du>度)?)(?!代)"
)
YEAR2 = re.compile(f"(?P<y>{_N}{{2}})年(?={_N}{{1,2}}月)")
MONTH = re.compile(
    f"(?P<m>{_NUM}|{_MONTH_HAN})(?P<more>(?:{_JOIN}(?:{_NUM}|{_MONTH_HAN})){{0,3}}){_SPACE}月份?"
)
DAY = re.compile(
    f"(?P<d>{_NUM}|{_DAY_HAN})(?P<more>(?:{_JOIN}(?:{_NUM}|{_DAY_HAN})){{0,3}}){_SPACE}(?P<u>[日号])"
)
ISO = re.compile(
    f"(?P<y>[12１２]{_N}{{3}})(?P<sep>[-－/.．])(?P<m>{_N}{{1,2}})(?:(?P=sep)(?P<d>{_N}{{1,2}}))?(?!{_N})"
)
POINT = re.compile(f"(?P<m>{_N}{{1,2}})[.．](?P<d>{_N}{{1,2}})(?![0-9０-９.．])")
WEEK_OF_MONTH = re.compile(f"{_SPACE}第(?P<n>[一二三四五1-5１-５])个?(?:周(?!末)|星期)")
LUNAR = re.compile(
    f"(?:(?:农历|阴历)(?:新年)?)?(?:[二〇零一三四五六七八九]{{4}}年)?(?:大年)?(?:[正冬腊]月|{_MONTH_HAN}月)?"
    "(?:初[一二三四五六七八九十]|三十|(?:十|二十|廿)[一二三四五六七八九]?)?(?:除夕)?"
)
CENTURY = re.compile(
    "(?:(?:(?:1[0-9]|2[01]|十[七八九]|二十一?)世纪|上个?世纪|本世纪)|(?:1[0-9]|20))?(?:[0-9]0|[一二三四五六七八九]{1,2}十)$"
)
CONNECT = re.compile(f"{_SPACE}(?:{_DASH}|起?[至到]){_SPACE}")
_NUMBERS = re.compile(f"{_N}(?:{_N}| {_N})?|[〇零一二三四五六七八九十廿元]+")
_STAGE = re.compile("(?:初期?|末期?|中期|前期|中?后期|中叶)")
_QUOTES = {"“": "”", '"': '"', "‘": "’", "「": "」", "＂": "＂"}
_PLAN_NAME = re.compile("[^，。；、,;：:\n]{0,9}(?:规划|计划|纲要|课题|教材|普法)")

PLANS: Mapping[str, int] = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "Ｏ": 0,
    "0": 0,
    "O": 0,
    "о": 0,
    "元": 1,
}

Unit = Literal["day", "week", "month", "year"]
Anchor = Literal["report", "text", "sentence"]


class Relative(NamedTuple):
    """So many units from the report's time (今年, 上周) or from the time named last (当天, 次年)."""

    unit: Unit
    offset: int
    anchor: Anchor


class Part(NamedTuple):
    """A part of a year, in months, or of a month, in days; 0 is the last day, month 13 is in the next year."""

    first: int
    last: int
    precision: Precision


@dataclass(frozen=True, slots=True)
class Term:
    """One end of an expression as it is written; what is not written is None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    relative: Relative | None = None
    week: int | None = None
    weekday: int | None = None
    year_part: Part | None = None
    month_part: Part | None = None
    years: tuple[int, int] | None = None
    day_part: str | None = None
    school_year: bool = False
    vague: bool = False


class Expression(NamedTuple):
    """A whole calendar expression. ``open`` says which end a word inside it leaves open."""

    start: int
    end: int
    first: Term
    last: Term | None
    open: Literal["start", "end"] | None
    rule: str


class _Read(NamedTuple):
    end: int
    term: Term
    last: Term | None
    rule: str


def number(text: str) -> int:
    """The value of a number below one hundred, or of a year, in ASCII, full-width or Chinese digits."""
    text = text.replace(" ", "")
    if text[0].isdecimal() and text.isdecimal():
        return int(text)
    if "十" not in text and "廿" not in text:
        return int("".join(str(_HAN[c]) if c in _HAN else c for c in text))
    tens, _, ones = text.replace("廿", "二十").partition("十")
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def stands(text: str, entry: Entry, start: int, end: int) -> bool:
    """Whether the words around ``start:end`` leave the entry its meaning."""
    before, after = entry.attrs.get("not_after"), entry.attrs.get("not_before")
    while start > 0 and text[start - 1] in " \u3000":
        start -= 1
    return not (
        (before and text.endswith(_words(before), max(0, start - 6), start))
        or (after and text.startswith(_words(after), end))
    )


class DateReader:
    """Reads the calendar expressions of one page."""

    def __init__(self, page: Page) -> None:
        self.text = page.text
        of = page.scan.of
        # Hits come sorted by start and end, so the longest word at a place stays.
        self._at: dict[str, dict[int, Hit]] = {role: {h.start: h for h in of(role)} for role in ROLES}
        self._festival_words = of("date_festival")

    def word(self, role: str, at: int) -> Hit | None:
        """The longest word of a role at a place, where its neighbours leave it its meaning."""
        hit = self._at[role].get(at)
        if hit is None:
            return None
        length = hit.entry.attrs.get("length")
        if length:
            hit = hit._replace(end=hit.start + int(length), form=hit.form[: int(length)])
        return hit if stands(self.text, hit.entry, hit.start, hit.end) else None

    def read(self, at: int) -> Expression | None:
        """The expression that begins at a place, as long as it goes."""
        read = self._vague(at) or self._term(at)
        if read is None:
            return None
        end, term, last, rule = read
        if term.vague:
            return Expression(at, end, term, None, None, rule)
        joint = CONNECT.match(self.text, end) if last is None else None
        if joint:
            more = self._term(joint.end())
            if more and not more.term.vague:
                end, last = more.end, more.last or more.term
        hit = self._edge(end, "during", term)
        if hit:
            end = hit.end
        hit = self._edge(end, "", term)
        side = None
        if hit:
            end = hit.end
            side = hit.entry.attrs["open"] if hit.entry.attrs["open"] != "none" else None
        return Expression(at, end, term, last, side, rule)

    def _edge(self, at: int, which: str, term: Term) -> Hit | None:
        hit = self.word("date_edge", at)
        if hit is None or (which == "during") != (hit.entry.attrs["open"] == "none"):
            return None
        bare_year = (
            term.month is None
            and term.year_part is None
            and (term.year is not None or (term.relative is not None and term.relative.unit == "year"))
        )
        return None if hit.entry.attrs.get("after") == "year" and not bare_year else hit

    def _term(self, at: int) -> _Read | None:
        hit = self.word("date_relative", at)
        if hit:
            return self._relative(hit)
        hit = self.word("date_weekday", at)
        if hit:
            return self._day_part(hit.end, Term(weekday=int(hit.entry.attrs["day"])), hit.entry.id)
        hit = self.word("date_year_part", at)
        if hit and self._bare(hit):
            return _Read(hit.end, Term(year_part=_part(hit.entry)), None, hit.entry.id)
        hit = self.word("date_month_part", at)
        if hit:
            return _Read(hit.end, Term(month_part=_part(hit.entry)), None, hit.entry.id)
        return self._plan(at) or self._decade(at) or self._calendar(at)

    def _bare(self, hit: Hit) -> bool:
        """Whether a part of a year may stand without a year."""
        needs = hit.entry.attrs.get("needs")
        if needs == "clause":
            return (
                self.text[hit.start - 1 : hit.start] in tuple("，。；\n,;：:")
                and self.text[hit.end : hit.end + 1] in "，,"
            )
        return needs is None

    def _relative(self, hit: Hit) -> _Read | None:
        attrs, end, rule = hit.entry.attrs, hit.end, hit.entry.id
        relative = Relative(attrs["unit"], int(attrs["offset"]), attrs["anchor"])
        term = Term(relative=relative)
        if relative.unit == "day":
            word = hit.form[1:]
            if word in ("晚", "夜", "晨", "早", "午"):
                term = replace(term, day_part=word)
            return self._day_part(end, term, rule)
        if relative.unit == "week":
            for back in (1, 2):
                day = self._at["date_weekday"].get(end - back)
                if day and day.end > end:
                    return self._day_part(day.end, replace(term, weekday=int(day.entry.attrs["day"])), rule)
            if self.text.startswith("末", end):
                return _Read(end + 1, replace(term, weekday=0), None, rule)
            return _Read(end, term, None, rule)
        if relative.unit == "month":
            read = self._in_month(end, term, rule)
            return read or _Read(end + self.text.startswith("份", end), term, None, rule)
        read = self._in_year(end, term, rule)
        needs = attrs.get("needs")
        if read is None and (needs == "finer" or (needs == "year" and not self._year_before(hit.start))):
            return None
        return read or _Read(end, term, None, rule)

    def _year_before(self, at: int) -> bool:
        """Whether a date stands in the same sentence in front of ``at``."""
        begin = max(self.text.rfind(c, max(0, at - 60), at) for c in "。\n；")
        return (
            "年" in self.text[begin + 1 : at]
            and re.search("[0-9０-９]年|[去今前]年", self.text[begin + 1 : at]) is not None
        )

    def _in_year(self, at: int, term: Term, rule: str) -> _Read | None:
        """What follows a year: a month, a half, a quarter, 底 …; None if nothing of that does."""
        if self.text.startswith("度", at):
            at += 1
        begin = at + (self.text[at : at + 1] in tuple(" \u3000\xa0"))
        read = self._months(begin, term, rule)
        if read:
            return read
        hit = self.word("date_year_part", begin)
        if hit:
            return _Read(hit.end, replace(term, year_part=_part(hit.entry)), None, rule)
        hit = self.word("date_tail", at)
        if hit:
            where = {
                "start": Part(1, 1, "month"),
                "end": Part(12, 12, "month"),
                "within": Part(1, 12, "year"),
            }
            return _Read(hit.end, replace(term, year_part=where[hit.entry.attrs["at"]]), None, rule)
        festival = self._festival(begin, after_year=True)
        if festival:
            return festival
        return _Read(at, term, None, rule) if self.text[at - 1] == "度" else None

    def _months(self, at: int, term: Term, rule: str) -> _Read | None:
        m = MONTH.match(self.text, at)
        if not m:
            return None
        month = number(m["m"])
        end, last = m.end(), None
        if not 1 <= month <= 12:
            return None
        if m["more"]:
            months = [month, *(number(x) for x in _NUMBERS.findall(m["more"]))]
            if not _rising(months, 12, "、" in m["more"]) or DAY.match(self.text, end):
                return None
            last = Term(month=months[-1])
        term = replace(term, month=month)
        read = self._in_month(end, last or term, rule)
        if read is None:
            return _Read(end, term, last, rule)
        return read if last is None else _Read(read.end, term, read.last or read.term, rule)

    def _in_month(self, at: int, term: Term, rule: str) -> _Read | None:
        """What follows a month: a day, a week, a dekad, 底 …; None if nothing of that does."""
        begin = at + (self.text[at : at + 1] in tuple(" \u3000\xa0"))
        m = DAY.match(self.text, begin)
        if m:
            return self._days(m, term, rule)
        m = WEEK_OF_MONTH.match(self.text, at)
        if m:
            return _Read(m.end(), replace(term, week=number(m["n"])), None, rule)
        hit = self.word("date_month_part", begin)
        if hit:
            return _Read(hit.end, replace(term, month_part=_part(hit.entry)), None, rule)
        hit = self.word("date_tail", at)
        if hit:
            where = {"start": Part(1, 1, "day"), "end": Part(0, 0, "day"), "within": Part(1, 0, "month")}
            return _Read(hit.end, replace(term, month_part=where[hit.entry.attrs["at"]]), None, rule)
        return None

    def _days(self, m: re.Match[str], term: Term, rule: str) -> _Read | None:
        days = [number(m["d"]), *(number(x) for x in _NUMBERS.findall(m["more"]))]
        if not all(1 <= d <= 31 for d in days) or (
            len(days) > 1 and not _rising(days, 31, "、" in m["more"])
        ):
            return None
        term = replace(term, day=days[0])
        if len(days) == 1:
            return self._day_part(m.end(), term, rule)
        read = self._day_part(m.end(), Term(day=days[-1]), rule)
        return _Read(read.end, term, read.term, rule)

    def _day_part(self, at: int, term: Term, rule: str) -> _Read:
        """A day with the part of it that follows (上午, 当晚)."""
        begin = at + (self.text[at : at + 1] in tuple(" \u3000\xa0"))
        hit = self.word("date_day_part", begin) or (self.word("date_day_part", at) if begin != at else None)
        if not hit:
            return _Read(at, term, None, rule)
        end, part = hit.end, hit.form
        if part in ("当天", "当日"):
            more = self.word("date_day_part", end)
            if more:
                end, part = more.end, more.form
        return _Read(end, replace(term, day_part=part), None, rule)

    def _calendar(self, at: int) -> _Read | None:
        """Numbers with their units, and numbers that need none."""
        first = self.text[at : at + 1]
        if not first or first not in "0123456789０１２３４５６７８９一二三四五六七八九十廿元":
            return None
        rule = "date.calendar"
        year = YEAR.match(self.text, at)
        if year:
            return self._numeric_year(year, rule)
        year = YEAR2.match(self.text, at)
        if year:
            two = number(year["y"])
            return self._in_year(year.end(), Term(year=two + (2000 if two < 50 else 1900)), rule)
        iso = self._iso(at)
        if iso:
            return iso
        read = self._months(at, Term(), rule)
        if read:
            return read
        day = DAY.match(self.text, at)
        return self._days(day, Term(), rule) if day else None

    def _numeric_year(self, m: re.Match[str], rule: str) -> _Read | None:
        y = number(m["y"] or m["h"])
        if not (1000 <= y < 2100) or (y < 1900 and y % 100 == 0):
            return None
        if m["y2"]:
            y2 = number(m["y2"])
            if not y < y2 < y + 100:
                return None
            if m["school"]:
                return _Read(m.end(), Term(year=y, school_year=True), None, rule)
            read = self._in_year(m.end(), Term(year=y2), rule)
            return _Read(
                read.end if read else m.end(), Term(year=y), read.term if read else Term(year=y2), rule
            )
        if m["school"]:
            return _Read(m.end(), Term(year=y, school_year=True), None, rule)
        end = m.end() - bool(m["du"])
        return self._in_year(end, Term(year=y), rule) or _Read(m.end(), Term(year=y), None, rule)

    def _iso(self, at: int) -> _Read | None:
        m = ISO.match(self.text, at)
        if m:
            y, month = number(m["y"]), number(m["m"])
            if not (1900 <= y < 2100 and 1 <= month <= 12) or (not m["d"] and m["sep"] not in ".．"):
                return None
            if not m["d"]:
                return _Read(m.end(), Term(year=y, month=month), None, "date.digits")
            if not 1 <= number(m["d"]) <= 31:
                return None
            return self._day_part(m.end(), Term(year=y, month=month, day=number(m["d"])), "date.digits")
        m = POINT.match(self.text, at)
        if m and 1 <= number(m["m"]) <= 12 and 1 <= number(m["d"]) <= 31:
            return self._day_part(m.end(), Term(month=number(m["m"]), day=number(m["d"])), "date.point")
        return None

    def _decade(self, at: int) -> _Read | None:
        """上世纪80年代, 20世纪九十年代初, 1980年代: found by 年代 behind it."""
        for end in range(at + 2, min(at + 10, len(self.text))):
            hit = self._at["date_decade"].get(end)
            if hit:
                m = CENTURY.match(self.text[at:end])
                if not m or not stands(self.text, hit.entry, hit.start, hit.end):
                    return None
                stage = _STAGE.match(self.text, hit.end)
                return _Read(
                    stage.end() if stage else hit.end, Term(years=_decade_years(m[0])), None, hit.entry.id
                )
        return None

    def _quoted(self, at: int, role: str) -> tuple[Hit, int] | None:
        """A word with the quotation marks around it, and where it ends."""
        closing = _QUOTES.get(self.text[at : at + 1])
        hit = self._at[role].get(at + 1 if closing else at)
        if hit is None or not stands(self.text, hit.entry, at, hit.end):
            return None
        return (hit, hit.end) if not closing else (hit, hit.end + self.text.startswith(closing, hit.end))

    def _plan(self, at: int) -> _Read | None:
        quoted = self._quoted(at, "date_plan")
        if not quoted:
            return None
        hit, end = quoted
        first = PLANS[hit.form]
        term = Term(years=(first, first + 4))
        part = self.word("date_plan_part", end)
        if part:
            return _Read(part.end, term, None, hit.entry.id)
        if _PLAN_NAME.match(self.text, end):
            return None
        if self.text.startswith(("末", "初"), end):
            end += 1
        return _Read(end, term, None, hit.entry.id)

    def _festival(self, at: int, *, after_year: bool = False) -> _Read | None:
        """Festivals, one or several, with the word that makes them a time (“五一”、中秋节期间)."""
        end, rule = at, ""
        for _ in range(3):
            begin = end + self.text.startswith(("、", "和", "及", "与"), end) if rule else end
            quoted = self._quoted(begin, "date_festival")
            if not quoted:
                break
            hit, end = quoted
            rule = rule or hit.entry.id
            for word in ("佳节", "双节", "两节", "节"):
                if self.text.startswith(word, end):
                    end += len(word)
                    break
            if end < len(self.text) and self.text[end] in '”"’」' and self.text[begin] in _QUOTES:
                end += 1
        if not rule:
            return None
        for word in ("“双节”", "“两节”", "双节", "两节"):
            if self.text.startswith(word, end):
                end += len(word)
                break
        part = self.word("date_festival_part", end)
        if not part and not after_year:
            return None
        return _Read(part.end if part else end, Term(vague=True), None, rule)

    def _vague(self, at: int) -> _Read | None:
        hit = self.word("date_vague", at)
        if hit:
            return _Read(hit.end, Term(vague=True), None, hit.entry.id)
        hit = self.word("date_lunar", at)
        if hit:
            m = LUNAR.match(self.text, at)
            if m and m.end() > at + 2:
                return _Read(
                    self._day_part(m.end(), Term(vague=True), "").end, Term(vague=True), None, hit.entry.id
                )
            return None
        return self._festival(at)


def _part(entry: Entry) -> Part:
    return Part(int(entry.attrs["first"]), int(entry.attrs["last"]), entry.attrs["precision"])


def _rising(numbers: list[int], most: int, listed: bool) -> bool:
    """Whether several numbers with one unit can be a range or a list of dates."""
    if not all(1 <= n <= most for n in numbers) or any(
        a >= b for a, b in zip(numbers, numbers[1:], strict=False)
    ):
        return False
    return listed or len(numbers) == 2


def _decade_years(text: str) -> tuple[int, int]:
    century, _, decade = text.rpartition("世纪")
    if not century and len(decade) == 4 and decade.isdecimal():
        return int(decade), int(decade) + 9
    tens = [int(decade[-2:])] if decade[0].isdecimal() else [_HAN[c] * 10 for c in decade[:-1]]
    hundred = 1900
    if century and century[0].isdecimal():
        hundred = (int(century) - 1) * 100
    elif century.startswith(("二十一", "本")):
        hundred = 2000
    elif century.startswith("十"):
        hundred = (number(century) - 1) * 100
    return hundred + tens[0], hundred + tens[-1] + 9


TermReader = Callable[[int], "_Read | None"]
