"""Anchors: which dates of a sentence tell when something happened, and what part each one governs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govextract.assemble.occasion import AT_TABLE, Anchor, Walk
from govextract.clauses import words_of
from govextract.lexicon import Lexicon
from govextract.records import DateValue, EventDate, Mention, Precision, Sentence, Trigger

# Precisions that may name a piece of work or a body of figures rather than its day (三季度消防形势分析会).
_COARSE: frozenset[Precision] = frozenset(("month", "months", "quarter", "half", "year", "years"))
_JOINED = re.compile(r"\s?(?:[、和及与,，]|以及)\s?")
_RANGE = re.compile(r"\s?(?:至|到|[-—–－~～]{1,2})\s?")
_FROM_TO = re.compile(r"[年月日号旬初底][^至到]{0,4}(?:至|到|[-—–－~～]{1,2})")
_SINCE = re.compile(r"(?:自|从|自从)\s?$")
_UNTIL = re.compile(r"(?:截至|截止|截止到|截至到|至|到)\s?$")
_LONGEST_ATTRIBUTE = 10  # from a date to the 的 that makes an attribute of it
_LONGEST_WORK = 7  # days from the beginning of some work to its end, told in one sentence
_MARKS = " 　，,；;。：:"
_APART = re.compile(r"[，,；;。：:]")
_CLOCK = re.compile(r"^\s?[0-9一二三四五六七八九十两半:：点时分整许左右]{1,10}")
_BY = re.compile(r"前$")
_DAY_ALONE = re.compile(r"[0-9]{1,2}[月日号]|本?周|星期|礼拜|[一二三四五六七八九十]{1,2}月")


class Stretch(NamedTuple):
    """Part of a sentence under one anchor; ``anchor`` is None where the sentence gives no date of its own."""

    start: int
    end: int
    anchor: Anchor | None


class Anchors:
    """Finds the dates that govern, by the words around them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._dateline = words_of(lexicon, "dateline")
        self._stamp = words_of(lexicon, "stamp_before")
        self._reporter = words_of(lexicon, "reporter_clause")
        self._title = words_of(lexicon, "title_before")
        self._happening = words_of(lexicon, "happening")
        self._limit = words_of(lexicon, "limit_before")
        self._tells = words_of(lexicon, "tells")
        # Words that make cases public (通报, 曝光).
        self.exposing = frozenset(e.id for e in lexicon.category("trigger") if e.attrs.get("cases"))

    def stretches(self, walk: Walk, sentence: Sentence) -> list[Stretch]:
        """The sentence cut into the stretches that its dates govern; one stretch where none governs."""
        dates = [m for m in walk.mentions_in(sentence.start, sentence.end) if m.kind == "date"]
        triggers = walk.triggers_in(sentence.start, sentence.end) if dates else []
        anchors = self._anchors(walk, sentence, dates, triggers)
        if not anchors:
            return [Stretch(sentence.start, sentence.end, None)]
        cuts = [self._cut(walk, sentence, anchors, i, triggers) for i in range(len(anchors))]
        out = [Stretch(sentence.start, cuts[0], None)] if cuts[0] > sentence.start else []
        for anchor, start, end in zip(anchors, cuts, (*cuts[1:], sentence.end), strict=True):
            if not anchor.loose or any(start <= t.start < end for t in triggers):
                out.append(Stretch(start, end, anchor))
            elif out and out[-1].anchor is None:
                # 收入自去年10月以来…: a wide date of figures, under which nothing is done.
                out[-1] = out[-1]._replace(end=end)
            else:
                out.append(Stretch(start, end, None))
        return out

    def _cut(
        self, walk: Walk, sentence: Sentence, anchors: Sequence[Anchor], i: int, triggers: Sequence[Trigger]
    ) -> int:
        """Where the stretch of an anchor begins: with its clause, or with the sentence."""
        anchor = anchors[i]
        clause = max(walk.clauses.span(anchor.start)[0], sentence.start)
        if i > 0:
            return anchor.start if anchors[i - 1].start >= clause else clause
        if any(t.start < clause for t in triggers):
            return clause
        # Nothing was done before the date: who stands there belongs to it, but one who only tells.
        told = self._tells.search(walk.text, sentence.start, clause)
        return told.end() if told else sentence.start

    def _anchors(
        self, walk: Walk, sentence: Sentence, dates: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> list[Anchor]:
        out: list[Anchor] = []
        for m in dates:
            if m.status in ("quoted", "simulated") or self._names(walk, sentence, m, triggers):
                continue
            days = _days(walk.text, m)
            coarse = isinstance(m.value, DateValue) and m.value.precision in _COARSE
            inside = walk.text[max(walk.clauses.span(m.start)[0], sentence.start) : m.start].strip(_MARKS)
            if (
                inside
                and out
                and out[-1].dates
                and (days is None or self._in_title(walk, m, coarse, out[-1]))
            ):
                continue  # 5月9日，镇里召开近期工作会, 我校2016—2017年总结会: the date is part of a name
            together = _together(walk.text, out[-1], m, days, coarse) if out else None
            if together is None:
                deadline = _is_deadline(walk.text, m)
                out.append(Anchor(m.start, m.end, (days,) if days else (), coarse, deadline))
            else:
                out[-1] = together
        return out

    def _in_title(self, walk: Walk, m: Mention, coarse: bool, last: Anchor) -> bool:
        """Whether a wide date behind a day is part of the name of what was held on it."""
        if not coarse or last.loose or _SINCE.search(walk.text, max(0, m.start - 3), m.start):
            return False
        behind = walk.triggers_in(m.end, walk.clauses.span(m.start)[1])
        return any(not AT_TABLE.isdisjoint(t.actions) for t in behind)

    def _names(self, walk: Walk, sentence: Sentence, m: Mention, triggers: Sequence[Trigger]) -> bool:
        """Whether the date is part of a name, of a date line, or only limits or describes something."""
        text = walk.text
        if self._dateline.match(text, m.end) or self._stamp.search(text[max(0, m.start - 8) : m.start]):
            return True
        start, end = walk.clauses.span(m.start)
        start = max(start, sentence.start)
        before = text[max(start, m.start - 8) : m.start]
        coarse = isinstance(m.value, DateValue) and m.value.precision in _COARSE
        if text[start : m.start].strip(" 　（(“") and not _SINCE.search(before) and not _UNTIL.search(before):
            # A date inside its clause: 当日就餐的食客, or 某户上月摔断了腿, where nothing is done.
            done_before = any(start <= t.start < m.start for t in triggers)
            behind = [t.start for t in triggers if m.end <= t.start < end]
            of = text.find("的", m.end, min(end, m.end + _LONGEST_ATTRIBUTE))
            describes = of >= 0 and not any(t < of for t in behind)
            if describes and not done_before and not self._happening.search(text, m.end, of):
                return True
            alone = not _CLOCK.sub("", text[m.end : end], 1).strip(_MARKS)
            if not behind and not done_before and (coarse or _is_past(m, walk)) and not alone:
                return True
        if coarse and before and text[m.end : m.end + 1] == "的":
            return True
        if (
            coarse and (self._title.search(before) or (before and m.text.endswith("年度")))
        ) or self._limit.search(before):
            return True
        if _is_deadline(text, m) and not (
            m.status == "done" and any(m.end <= t.start < end for t in triggers)
        ):
            return True
        if not text[m.end : end].strip(_MARKS):
            end = walk.clauses.span(end)[1]  # 11月3日，记者从县里获悉
        if self._reporter.search(text, start, end) is None:
            return False
        # 5日，记者从县里的发布会上获悉: the reporter's day is that of the occasion, as it is of cases made public.
        return not (
            any("meeting" in t.actions for t in walk.triggers_in(start, end))
            or any(t.rule in self.exposing for t in walk.triggers_in(end, sentence.end))
        )


def day_of(text: str, m: Mention) -> Anchor | None:
    """The anchor that a line with nothing but this date is to what stands below it; None for a date line's year."""
    return a_day(text, m) if _DAY_ALONE.match(m.text) else None


def a_day(text: str, m: Mention) -> Anchor | None:
    """The anchor that a date outside any sentence is to what stands below it, None where it is no single day."""
    days = _days(text, m)
    if days is None or days.start is None or days.start != days.end:
        return None
    return Anchor(m.start, m.end, (days,), False)


def _is_past(m: Mention, walk: Walk) -> bool:
    """Whether the date lies before the occasion that is being told."""
    if walk.main is None or not walk.main.dates or not isinstance(m.value, DateValue):
        return False
    end, start = m.value.end, walk.main.dates[0].start
    return end is not None and start is not None and end < start


def _together(text: str, last: Anchor, m: Mention, days: EventDate | None, coarse: bool) -> Anchor | None:
    """The anchor before and this date as one, None where this date is an anchor of its own."""
    between = text[last.end : m.start]
    if days is not None and last.dates:
        first = last.dates[0]
        if (first.start, first.end) == (days.start, days.end) and _JOINED.fullmatch(between):
            return last._replace(end=m.end)  # 2月18日，正月初九
        if _JOINED.fullmatch(between) and first.precision == days.precision:
            return last._replace(end=m.end, dates=(*last.dates, days))
        if _RANGE.fullmatch(between):
            return last._replace(
                end=m.end, dates=(first.model_copy(update={"end": days.end, "precision": "days"}),)
            )
        if days.start is None and first.start is not None and _is_end(text, last, first, m, days):
            # 19日23时许，…清理，至20日2时排险完毕
            return last._replace(dates=(first.model_copy(update={"end": days.end, "precision": "days"}),))
        if last.coarse and not coarse and _holds(first, days) and not _APART.search(between):
            # 2023年村排球赛将于11月25日举行: the wider date is part of a name
            return Anchor(last.start, m.end, (days,), coarse)
        if coarse and _holds(days, first):
            if first.start is not None:
                return last  # 11月4日…2021年…会: the wider date is part of a name
            # 截至9月底，全县今年已…: from the beginning of the year to then.
            return last._replace(
                dates=(first.model_copy(update={"start": days.start, "precision": "months"}),)
            )
    if days is not None and not last.dates:
        # 近日，…：10月12日，…: the vague date is told more exactly.
        return Anchor(last.start, m.end, (days,), coarse)
    return None


def _is_end(text: str, last: Anchor, first: EventDate, m: Mention, days: EventDate) -> bool:
    """Whether a later date of the sentence only tells until when the work of the first one went on."""
    if first.start != first.end or first.end is None or days.end is None or last.coarse:
        return False
    return (
        text[m.start - 1] in "至到"
        and text[m.start - 2] not in "截直"
        and 0 <= (days.end - first.end).days <= _LONGEST_WORK
    )


def _days(text: str, m: Mention) -> EventDate | None:
    """The days of a date mention as an event has them, None when it is vague."""
    value = m.value
    if not isinstance(value, DateValue) or (value.start is None and value.end is None):
        return None
    since = _SINCE.search(text[max(0, m.start - 3) : m.start]) and not (
        _RANGE.match(text, m.end) or _FROM_TO.search(m.text)
    )
    end = None if since and value.start is not None else value.end
    return EventDate(start=value.start, end=end, precision=value.precision, inferred_from=value.inferred_from)


def _is_deadline(text: str, m: Mention) -> bool:
    """Whether the date only says until when (11月10日前), not how far things had come (截至11月10日)."""
    value = m.value
    if not isinstance(value, DateValue) or value.start is not None or value.end is None:
        return False
    return _BY.search(m.text) is not None and not _UNTIL.search(text[max(0, m.start - 3) : m.start])


def _holds(wide: EventDate, days: EventDate) -> bool:
    """Whether the wide date holds the days of the other one."""
    low, high = days.start or days.end, days.end or days.start
    return _before(wide.start, low) and _before(high, wide.end)


def _before(a: date | None, b: date | None) -> bool:
    return a is None or b is None or a <= b
