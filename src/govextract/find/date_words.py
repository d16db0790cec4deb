"""Times that have names: festivals, five-year plans, decades, days of the lunar calendar, vague words."""

from __future__ import annotations

import re
from functools import lru_cache

from govextract.find.date_terms import DECADE, HAN_DIGITS, PLANS, STAGE, Term, decade_years
from govextract.lexicon import Entry
from govextract.match import Hit, Page

_ROLES = (
    "relative", "weekday", "year_part", "month_part", "tail", "day_part", "edge", "vague", "festival",
    "festival_part", "plan", "plan_part", "decade", "lunar",
)  # fmt: skip
_DECADE_HEADS = frozenset("012345678９上本十二" + HAN_DIGITS + "9")
_QUOTES = {"“": "”", '"': '"', "‘": "’", "「": "」", "＂": "＂"}
_PLAN_NAME = re.compile("[^，。；、,;：:\n]{0,9}(?:规划|计划|纲要|课题|教材|普法)")
_FESTIVAL_TAILS = ("佳节", "双节", "两节", "节")
_APPROACHES = re.compile("将至|(?:即将)?(?:来临|到来)|临近")
_FESTIVALS_TOGETHER = ("“双节”", "“两节”", "双节", "两节")


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
    return not (
        (before and text.endswith(_words(before), max(0, start - 6), start))
        or (after and text.startswith(_words(after), end))
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
            if hit:
                m = DECADE.match(self.text[at:end])
                if not m or not stands(self.text, hit.entry, hit.start, hit.end):
                    return None
                stage = STAGE.match(self.text, hit.end)
                term = Term(years=decade_years(m[0]))
                return Read(stage.end() if stage else hit.end, term, hit.entry.id)
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
        part = self._word("plan_part", end)
        if part:
            return Read(part.end, term, hit.entry.id)
        if _PLAN_NAME.match(self.text, end):
            return None
        return Read(end + self.text.startswith(("末", "初"), end), term, hit.entry.id)

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
        if not part and not after_year and not _APPROACHES.match(self.text, end):
            return None
        return Read(part.end if part else end, Term(vague=True), rule)
