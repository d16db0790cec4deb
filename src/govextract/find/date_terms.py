"""What a calendar expression is made of, and how its numbers are written.

Numbers with their units are syntax and stand here; the words of dates are in the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from govextract.records import Precision

DIGIT = "[0-9０-９]"
SPACE = "[ \u3000\xa0]?"
DASH = "[-－—–―~～〜]{1,2}"
JOIN = f"(?:{SPACE}(?:{DASH}|[至到、]){SPACE})"
HAN_DIGITS = "一二三四五六七八九"
_HAN = f"[{HAN_DIGITS}]"
_YEAR = "[12１２]" + DIGIT * 3
_YEAR_HAN = f"[一二][〇零○Ｏ0O{HAN_DIGITS}]{{3}}"
_MONTH_HAN = f"(?:十[一二]?|[{HAN_DIGITS}元])"
_DAY_HAN = f"(?:[二三]?十{_HAN}?|廿{_HAN}?|{_HAN})"
# A number whose digits stand apart (1 1 月) only counts where its unit stands apart too.
_NUMBER = f"{DIGIT}(?:{DIGIT}| {DIGIT}(?= ))?"
# The month beside the one named (四五月, 七八月份).
_PAIRS = "|".join(f"{a}(?={b})" for a, b in pairwise(HAN_DIGITS))
_NEXT_HAN = f"(?<=[^十{HAN_DIGITS}](?:{_PAIRS})){_HAN}"
_MONTHS = f"(?:{_NUMBER}|{_MONTH_HAN})"
_DAYS = f"(?:{_NUMBER}|{_DAY_HAN})"

YEAR = re.compile(
    f"(?P<all>(?P<y>{_YEAR}|2 0 {DIGIT} {DIGIT})(?:(?:{JOIN}|[和及]){_YEAR}){{0,5}}|(?P<h>{_YEAR_HAN}))"
    f"{SPACE}(?:(?P<school>学年)|年(?P<du>度)?)(?!代(?![表理]))"
)
SHORT_YEAR = re.compile(f"(?P<y>{DIGIT}{{2}})年(?={DIGIT}{{1,2}}月)")
MONTH = re.compile(f"(?P<m>{_MONTHS})(?P<more>{_NEXT_HAN}|(?:{JOIN}{_MONTHS}){{0,3}}){SPACE}月份?")
DAY = re.compile(f"(?P<d>{_DAYS})(?P<more>(?:{JOIN}{_DAYS}){{0,3}}){SPACE}[日号]")
BRACKETED_DAY = re.compile(f"[（(](?:(?P<m>{DIGIT}{{1,2}})月)?(?P<d>{DIGIT}{{1,2}})[日号][）)]")
DASHED = re.compile(
    f"(?P<y>[12１２]{DIGIT}{{3}})(?P<sep>[-－/.．])(?P<m>{DIGIT}{{1,2}})"
    f"(?:(?P=sep)(?P<d>{DIGIT}{{1,2}}))?(?!{DIGIT})"
)
# Two months whose dash got lost (1974.121976.12), as in lives told line by line.
GLUED = re.compile("((?:19|20)[0-9]{2})[.]([01][0-9])((?:19|20)[0-9]{2})[.]([01][0-9])(?![0-9])")
POINTED = re.compile(f"(?P<m>{DIGIT}{{1,2}})[.．](?P<d>{DIGIT}{{1,2}})(?![0-9０-９.．])")
# The day of the week that belongs to a day with its part (5月6日（周一）上午).
WEEKDAY_WITHIN = re.compile("[（(](?:周|星期|礼拜)[一二三四五六日天][）)]")
WEEK_OF_YEAR = re.compile(f"{SPACE}第(?P<n>[0-9]{{1,2}})周(?!年|岁)")
WEEK_OF_MONTH = re.compile(f"{SPACE}第(?P<n>[一二三四五1-5１-５])个?(?:周(?!末)|星期)")
CONNECT = re.compile(f"{SPACE}(?:{DASH}|起?[至到]){SPACE}")
_LUNAR_DAY = f"(?:初(?:{_HAN}|十)|三十|(?:十|二十|廿){_HAN}?)"
LUNAR = re.compile(
    f"(?:(?:农历|阴历)(?:新年)?)?(?P<year>大年)?(?:(?P<m>[正冬腊]|{_MONTH_HAN})月)?(?P<d>{_LUNAR_DAY})?"
)
LUNAR_DAY = re.compile(_LUNAR_DAY)
# A second day of the same lunar month (正月十三、十四): nothing is counted by it.
LUNAR_AND = re.compile(
    f"[、和](?=(?:初{_HAN}|初十|(?:十|二十|廿){_HAN}|二十|三十)[，。、；,日早上中下晚夜两])"
)
# A year without 年 in front of a name (2023清溪文化节); which names these are the finder says.
NAMED_YEAR = re.compile(
    '(?:(?:19[4-9]|20[0-4])[0-9][-－—–])?(?:19[4-9]|20[0-4])[0-9](?=[\u4e00-\u9fff“"‘])(?![年学至到])'
)
DECADE = re.compile(
    f"(?:(?:(?:1[0-9]|2[01]|十[七八九]|二十一?)世纪|上个?世纪|本世纪)|1[0-9]|20)?(?:[0-9]0|{_HAN}{{1,2}}十)$"
)
CENTURY = re.compile("(?:1[0-9]|2[01]|十[七八九]|二十一?|上个?|本)$")
STAGE = re.compile("(?:初期?|末期?|中期|前期|中?后期|中叶)")
_NUMBERS = re.compile(f"{DIGIT}(?:{DIGIT}| {DIGIT})?|[〇零{HAN_DIGITS}十廿元]+")
_VALUE = {c: i for i, c in enumerate("零" + HAN_DIGITS)} | dict.fromkeys("〇○Ｏ0O", 0) | {"元": 1}

Unit = Literal["day", "week", "month", "quarter", "year"]
Anchor = Literal["report", "text", "sentence"]
Open = Literal["start", "end"]


class Relative(NamedTuple):
    """So many units from the report's time (今年, 上周) or from the time named last (当天, 次年)."""

    unit: Unit
    offset: int
    anchor: Anchor


class Part(NamedTuple):
    """A part of a year, in months, or of a month, in days; day 0 is the last, month 13 in the next year."""

    first: int
    last: int
    precision: Precision


class Term(NamedTuple):
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
    year_week: int | None = None
    same_period: bool = False
    """Whether the months told of are meant, in this year (去年同期)."""
    lunar: tuple[int, int] | None = None
    """Month and day of the lunar calendar; day 0 is the whole month."""
    vague: bool = False

    @property
    def of_day(self) -> bool:
        """Whether the term is as fine as a day."""
        return (
            self.day is not None
            or self.weekday is not None
            or (self.lunar is not None and self.lunar[1] > 0)
            or (self.relative is not None and self.relative.unit == "day")
        )

    @property
    def of_month(self) -> bool:
        """Whether the term names a month or a part of one."""
        return (
            self.month is not None
            or self.lunar is not None
            or (self.relative is not None and self.relative.unit == "month")
        )

    @property
    def of_year(self) -> bool:
        """Whether the term names a year, alone or with what is in it."""
        return self.year is not None or (self.relative is not None and self.relative.unit == "year")


class Expression(NamedTuple):
    """A whole calendar expression. ``open`` says which end a word inside it leaves open."""

    start: int
    end: int
    first: Term
    last: Term | None
    open: Open | None
    rule: str


def number(text: str) -> int:
    """The value of a number below one hundred, or of a year, in ASCII, full-width or Chinese digits."""
    text = text.replace(" ", "")
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.replace("廿", "二十").partition("十")
    if ten:
        return (_VALUE[tens] if tens else 1) * 10 + (_VALUE[ones] if ones else 0)
    return int("".join(str(_VALUE.get(c, c)) for c in text))


def numbers(first: str, more: str, most: int) -> list[int] | None:
    """Several numbers with one unit, a range (1-5月) or a list (7、8月); None if they can be neither."""
    found = [number(first), *(number(x) for x in _NUMBERS.findall(more))]
    if not all(1 <= n <= most for n in found) or any(a >= b for a, b in pairwise(found)):
        return None
    return found if len(found) <= 2 or "、" in more else None


def lunar_month(text: str) -> int:
    """The number of a month of the lunar calendar (正, 冬, 腊, 八)."""
    return {"正": 1, "冬": 11, "腊": 12}.get(text) or number(text)


def lunar_day(text: str | None) -> int:
    """The number of a day of a lunar month (初八, 廿三); 0 for none."""
    return number(text.removeprefix("初")) if text else 0


def decade_years(text: str) -> tuple[int, int]:
    """First and last year of a decade as written in front of 年代 (上世纪80, 20世纪八九十, 1980)."""
    century, _, decade = text.rpartition("世纪")
    if len(decade) == 4 and decade.isdecimal():
        return int(decade), int(decade) + 9
    tens = [int(decade[-2:])] if decade.isdecimal() else [_VALUE[c] * 10 for c in decade[:-1]]
    hundred = 1900
    if century[:1].isdecimal():
        hundred = (int(century) - 1) * 100
    elif century.startswith(("二十一", "本")):
        hundred = 2000
    elif century.startswith("十"):
        hundred = (number(century) - 1) * 100
    return hundred + tens[0], hundred + tens[-1] + 9


def century_years(text: str) -> tuple[int, int]:
    """First and last year of a century as written in front of 世纪 (21, 二十, 上个)."""
    which = 20 if text.startswith("上") else 21 if text == "本" else number(text)
    return (which - 1) * 100 + 1, which * 100


PLANS: Mapping[str, int] = {
    "七五": 1986,
    "八五": 1991,
    "九五": 1996,
    "十一五": 2006,
    "十二五": 2011,
    "十三五": 2016,
    "十四五": 2021,
    "十五五": 2026,
}
"""The first year of each five-year plan that is known by its number."""
