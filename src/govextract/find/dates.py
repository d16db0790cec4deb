"""Find calendar expressions: every place where a word or a number with its unit could begin one is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govextract.find.date_grammar import CENTURY, ISO, DateReader, Expression, Part, Term, stands
from govextract.lexicon import Entry, Lexicon
from govextract.match import Hit, Page, mention_id
from govextract.records import Mention

_N = "[0-9０-９]"
_HAN = "[〇零○一二三四五六七八九十廿元]"
_SPACE = "[ \u3000\xa0]?"
_JOIN = f"(?:{_SPACE}(?:[-－—–―~～〜]{{1,2}}|[至到、]){_SPACE})"
_NUMBER = f"(?:{_N} {_N} {_N} {_N}(?= )|{_N} {_N}(?= )|{_N}{{1,4}}|{_HAN}{{1,4}})"
# The numbers in front of a unit, the last with those that share the unit (7、8、9月).
_BEFORE = re.compile(f"(?P<more>(?:{_NUMBER}{_JOIN}){{0,3}})(?P<last>{_NUMBER}){_SPACE}$")
# What may stand between the head of a line and a date without units (3.10.28，).
_ITEM = re.compile(
    r"[ \u3000\xa0]*(?:[0-9]{1,2}[.．、)）]|[（(][0-9一二三四五六七八九十]{1,3}[)）]|[■●▲◆·•*◇□※-]|【[^】\n]{1,20}】)?[ \u3000\xa0]*"
)
_AFTER_POINT = re.compile(
    f"{_SPACE}(?:[，,）)]|[上下中]午|凌晨|晚|(?:[-－—–~～]{{1,2}}|至){_SPACE}{_N}{{1,2}}[.．]{_N}{{1,2}}[）)，, \n])"
)
_MEASURE = re.compile("[ ]?(?:[万亿千百余多元吨米斤亩户人件个倍%％‰℃吋寸]|公[里斤顷分]|平方|立方|总第|版)")
_NUMBERED = re.compile("年?第[0-9０-９一二三四五六七八九十]{1,3}[号期]")
_ISSUE_LINE = re.compile("[（( ]*$")
_OPENING = '“"‘「＂'


class DateFinder:
    """Finds the calendar expressions of a page, with exact spans; what days they mean is settled later."""

    def __init__(self, lexicon: Lexicon) -> None:
        units = lexicon.category("date_unit")
        self._units: dict[str, Entry] = {e.attrs["unit"]: e for e in units}

    def find(self, page: Page) -> list[Mention]:
        """A mention for each expression, in text order, none inside another."""
        reader = DateReader(page)
        found: list[Mention] = []
        covered = 0
        quarters: set[tuple[int, Part]] = set()
        for start in sorted(set(_starts(page))):
            if start < covered:
                continue
            expression = reader.read(start)
            if expression is None or not self._dates(page.text, expression):
                continue
            if _named_again(page.text, expression, quarters):
                continue
            covered = expression.end
            found.append(
                Mention(
                    id=mention_id("date", start, covered),
                    kind="date",
                    start=start,
                    end=covered,
                    text=page.text[start:covered],
                    rule=expression.rule,
                )
            )
        return found

    def _dates(self, text: str, e: Expression) -> bool:
        """Whether the expression at this place is a date: no title, no duration, no number of another kind."""
        if _in_title(text, e.start):
            return False
        if e.rule == "date.calendar":
            return self._calendar(text, e)
        if e.rule == "date.digits":
            return _digits(text, e)
        if e.rule == "date.point":
            return _heads_line(text, e.start) and _AFTER_POINT.match(text, e.end) is not None
        return True

    def _calendar(self, text: str, e: Expression) -> bool:
        before = text[e.start - 1] if e.start else "\n"
        first = text[e.start]
        term = e.first
        unit = "year" if term.year is not None else "month" if term.month is not None else "day"
        if first.isdecimal() and (
            before.isdecimal() or (unit == "year" and before.isascii() and before.isalpha())
        ):
            return False
        entry = self._units[unit]
        bare = e.last is None and e.open is None
        end = e.end if _only(term, unit) and bare else len(text)
        if not stands(text, entry, e.start, end):
            return False
        if unit == "year":
            return _NUMBERED.match(text, e.end - 1) is None or term.month is not None
        fraction = before in ".．:：/" and text[e.start - 2 : e.start - 1].isdecimal()
        if (
            fraction
            and not (term.month is not None and term.day is not None)
            and not _heads_line(text, e.start)
        ):
            return False
        if (e.last is not None or unit == "day") and _numbers_item(text, e):
            return False
        if unit == "month":
            return first.isdecimal() or first == "元" or _han_month(text, e)
        return _bare_day(text, e)


def _named_again(text: str, e: Expression, quarters: set[tuple[int, Part]]) -> bool:
    """Whether a quarter only names work: its year stood with it earlier in the paragraph (第四季度党建工作)."""
    term, part = e.first, e.first.year_part
    if part is None or part.precision != "quarter":
        return False
    here = text.rfind("\n", 0, e.start), part
    if term.year is not None or term.relative is not None:
        quarters.add(here)
        return False
    return here in quarters and text[e.start] == "第" and text[e.end : e.end + 1] not in tuple("，,。、；")


def _starts(page: Page) -> Iterator[int]:
    text, of = page.text, page.scan.of
    for role in (
        "date_relative",
        "date_weekday",
        "date_year_part",
        "date_month_part",
        "date_vague",
        "date_lunar",
    ):
        for hit in of(role):
            yield hit.start
    for role in ("date_plan", "date_festival"):
        for hit in of(role):
            yield hit.start - (text[hit.start - 1 : hit.start] in tuple(_OPENING))
    for hit in of("date_unit"):
        m = _BEFORE.search(text, max(0, hit.start - 16), hit.start)
        if m:
            yield m.start()
            yield m.start("last")
    for hit in of("date_decade"):
        m = CENTURY.search(text, max(0, hit.start - 8), hit.start)
        if m:
            yield m.start()
    for hit in of("date_digits"):
        if hit.form in ".．":
            yield from _point_starts(text, hit)
        elif ISO.match(text, hit.start):
            yield hit.start


def _point_starts(text: str, hit: Hit) -> Iterator[int]:
    """Where the number in front of a point begins, if a line may begin there."""
    at = hit.start
    while at > 0 and hit.start - at < 2 and text[at - 1].isdecimal():
        at -= 1
    if at < hit.start and _heads_line(text, at):
        yield at


def _in_title(text: str, at: int) -> bool:
    """Whether ``at`` stands inside 《》."""
    begin = text.rfind("《", max(0, at - 100), at)
    return begin >= 0 and text.find("》", begin, at) < 0 and "\n" not in text[begin:at]


def _heads_line(text: str, at: int) -> bool:
    begin = text.rfind("\n", max(0, at - 30), at) + 1
    if begin == 0 and at > 30:
        return False
    if text[at - 1 : at] in tuple("（("):
        return True
    m = _ITEM.match(text, begin)
    return m is not None and (m.end() == at or not text[begin:at].strip(" \u3000\xa0"))


def _only(term: Term, unit: str) -> bool:
    """Whether nothing finer is written than the unit."""
    if unit == "day":
        return term.day_part is None
    if unit == "month":
        return term.day is None and term.week is None and term.month_part is None
    return term.month is None and term.year_part is None


def _digits(text: str, e: Expression) -> bool:
    before, after = text[e.start - 1 : e.start], text[e.end : e.end + 1]
    if before and (before.isdecimal() or before in "./-_=%&" or (before.isascii() and before.isalpha())):
        return False
    if after and (after in "./_%&" and text[e.end + 1 : e.end + 2].isalnum()):
        return False
    return e.first.day is not None or e.last is not None or not _MEASURE.match(text, e.end)


def _numbers_item(text: str, e: Expression) -> bool:
    """Whether the first of several numbers is the number of an item (1、2日下午)."""
    joined = re.match("[0-9０-９一二三四五六七八九十]{1,3}、", text[e.start : e.start + 4])
    return joined is not None and _heads_line(text, e.start)


def _han_month(text: str, e: Expression) -> bool:
    """A month in Chinese numerals alone is mostly a name (五月花, 三月三); a day, a part or 份 makes it a date."""
    term = e.first
    if term.day is not None:
        return text[e.start - 1 : e.start] not in tuple("闰历")
    if term.month_part is not None or term.week is not None or text[e.end - 1] == "份":
        return True
    before, after = text[e.start - 1 : e.start], text[e.end : e.end + 1]
    return e.open is not None or (before in tuple("，。；、\n ,至从自于在到") and after in tuple("，,。至到"))


def _bare_day(text: str, e: Expression) -> bool:
    term = e.first
    unit = text[e.start : e.end]
    if "号" in unit and term.day_part is None:
        return False
    return text[e.start].isdecimal() or (
        term.day is not None and term.day > 10 and (term.day_part is not None or e.last is not None)
    )
