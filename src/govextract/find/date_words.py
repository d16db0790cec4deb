"""Times that have names: festivals, five-year plans, decades, days of the lunar calendar, vague words."""

from __future__ import annotations

import re
from functools import lru_cache

from govextract.find.date_terms import (
    CENTURY,
    DECADE,
    HAN_DIGITS,
    PLANS,
    STAGE,
    Part,
    Term,
    century_years,
    decade_years,
)
from govextract.lexicon import Entry
from govextract.match import Hit, Page

_ROLES = (
    "relative", "weekday", "year_part", "month_part", "tail", "day_part", "edge", "vague", "festival",
    "festival_part", "plan", "plan_part", "decade", "lunar",
)  # fmt: skip
_DECADE_HEADS = frozenset("012345678９上本十二" + HAN_DIGITS + "9")
_QUOTES = {"“": "”", '"': '"', "‘": "’", "「": "」", "＂": "＂"}
_FESTIVAL_TAILS = ("佳节", "双节", "两节", "节")
_APPROACHES = re.compile("(?:即将)?(?:来临|到来)")
# In front of a festival that ends what is told (值守一直持续到元宵节).
_LASTS_TO = (
    "直到",
    "持续到",
    "持续至",
    "延续到",
    "延续至",
    "延长到",
    "延长至",
    "坚守到",
    "忙到",
    "值守到",
    "值守至",
)
_FESTIVALS_TOGETHER = ("“双节”", "“两节”", "双节", "两节")


_INTO = ("入", "在", "从", "自", "至", "到", "于", "是", "成")
_LAST_DAY = Part(0, 0, "day")


class Read:
    """What was read from a place: the term, or the two ends of a range, and where it ends."""

    __slots__ = ("end", "last", "rule", "term")

    def __init__(self, end: int, term: Term, rule: str, last: Term | None = None) -> None:
        self.end, self.term, self.rule, self.last = end, term, rule, last


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def stands(text: str, entry: Entry, start: int, end: int) -> bool:
    """Whether the words around ``start:end`` leave the entry its meaning."""
    before, after = entry.attrs.get("not_after"), entry.attrs.get("not_before")
    while start > 0 and text[start - 1] in " \u3000":
        start -= 1
    only = entry.attrs.get("only_after")
    return not (
        (before and text.endswith(_words(before), max(0, start - 6), start))
        or (after and text.startswith(_words(after), end))
        or (only and not text.endswith(_words(only), max(0, start - 6), start))
    )


class NamedTimes:
    """Reads the times of one page that have names."""

    def __init__(self, page: Page) -> None:
        self.text = page.text
        of = page.scan.of
        # Hits come sorted by start and end, so the longest word at a place stays.
        self._at: dict[str, dict[int, Hit]] = {
            role: {h.start: h for h in of(f"date_{role}")} for role in _ROLES
        }

    def _word(self, role: str, at: int) -> Hit | None:
        """The longest word of a role at a place, where its neighbours leave it its meaning."""
        hit = self._at[role].get(at)
        if hit is None:
            return None
        length = hit.entry.attrs.get("length")
        if length:
            hit = hit._replace(end=hit.start + int(length), form=hit.form[: int(length)])
        return hit if stands(self.text, hit.entry, hit.start, hit.end) else None

    def _decade(self, at: int) -> Read | None:
        """上世纪80年代, 20世纪九十年代初, 1980年代: known by 年代 behind it."""
        decades = self._at["decade"]
        if not decades or self.text[at : at + 1] not in _DECADE_HEADS:
            return None
        for end in range(at + 2, at + 9):
            hit = decades.get(end)
            if hit and hit.form != "世纪":
                m = DECADE.match(self.text[at:end])
                if not m or not stands(self.text, hit.entry, hit.start, hit.end):
                    return None
                stage = STAGE.match(self.text, hit.end)
                if stage:  # 80年代末: which years nobody says
                    more = self._decade(stage.end())
                    return Read(more.end if more else stage.end(), Term(vague=True), hit.entry.id)
                return Read(hit.end, Term(years=decade_years(m[0])), hit.entry.id)
        return self._century(at)

    def _century(self, at: int) -> Read | None:
        """21世纪, 上个世纪末: known by 世纪 behind it, and no part of a name (中信21世纪)."""
        before = self.text[at - 1 : at]
        if before.isalnum() and before not in _INTO:
            return None
        for end in range(at + 1, at + 4):
            hit = self._at["decade"].get(end)
            if hit and hit.form == "世纪":
                m = CENTURY.match(self.text[at:end])
                if not m or not stands(self.text, hit.entry, hit.start, hit.end):
                    return None
                stage = STAGE.match(self.text, hit.end)
                if stage:
                    return Read(stage.end(), Term(vague=True), hit.entry.id)
                return Read(hit.end, Term(years=century_years(m[0])), hit.entry.id)
        return None

    def _quoted(self, at: int, role: str) -> tuple[Hit, int] | None:
        """A word with the quotation marks around it, and where it ends."""
        closing = _QUOTES.get(self.text[at : at + 1])
        hit = self._at[role].get(at + 1 if closing else at)
        if hit is None or not stands(self.text, hit.entry, at, hit.end):
            return None
        tails = ("", *_FESTIVAL_TAILS) if role == "festival" else ("",)
        if closing and not any(self.text.startswith(tail + closing, hit.end) for tail in tails):
            return None  # “暑假期间，…”: the mark opens a speech
        return hit, hit.end + (closing is not None and self.text.startswith(closing, hit.end))

    def _plan(self, at: int) -> Read | None:
        quoted = self._quoted(at, "plan")
        if not quoted:
            return None
        hit, end = quoted
        first = PLANS.get(hit.form)
        if first is None:
            return None
        term = Term(years=(first, first + 4))
        if len(hit.form) == 2 and end == hit.end:
            return None  # 打九五折: the old plans only in quotation marks
        part = self._word("plan_part", end)
        if part:
            return Read(part.end, term, hit.entry.id)
        if self.text.startswith("末", end):
            return Read(end + 1, term._replace(month_part=_LAST_DAY), hit.entry.id)
        return Read(end, term, hit.entry.id)

    def _festival(self, at: int, *, after_year: bool = False) -> Read | None:
        """Festivals, one or several, with the word that makes them a time (“五一”、中秋节期间)."""
        end, rule = at, ""
        for _ in range(3):
            begin = end + self.text.startswith(("、", "和", "及", "与"), end) if rule else end
            quoted = self._quoted(begin, "festival")
            if not quoted:
                break
            hit, end = quoted
            rule = rule or hit.entry.id
            end += next((len(w) for w in _FESTIVAL_TAILS if self.text.startswith(w, end)), 0)
            closing = _QUOTES.get(self.text[begin])
            end += closing is not None and self.text.startswith(closing, end)
        if not rule:
            return None
        end += next((len(w) for w in _FESTIVALS_TOGETHER if self.text.startswith(w, end)), 0)
        part = self._word("festival_part", end)
        lasts = self.text.endswith(_LASTS_TO, 0, at)
        if not part and not after_year and not lasts and not _APPROACHES.match(self.text, end):
            return None
        return Read(part.end if part else end, Term(vague=True), rule)
