"""Anchors: which dates of a sentence tell when something happened, and which stretch of it each one governs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from govextract.clauses import Clauses
from govextract.match import Page
from govextract.records import DateValue, EventDate, Mention, Precision, Sentence, Trigger

# Precisions that may name a piece of work or a body of figures rather than its day (三季度消防形势分析会).
_COARSE: frozenset[Precision] = frozenset(("month", "months", "quarter", "half", "year", "years"))
_JOINED = re.compile(r"[、和及与,，\s]{1,2}|以及")
_RANGE = re.compile(r"\s?(?:至|到|[-—–－~～]{1,2})\s?")
_SINCE = re.compile(r"(?:自|从|自从)\s?$")
_UNTIL = re.compile(r"(?:截至|截止|截止到|截至到|至|到)\s?$")
_DEADLINE = re.compile(r"(?:前|之前|以前)$")
# A date that belongs to a date line, a byline, a photo or to the reporter's own work.
_DATELINE = re.compile(r"(?:（[^（）]{0,12}）|\([^()]{0,12}\))?的《|\s?(?:电|讯|消息|摄|日?报道)|[）)]?\s?(?:电|讯)")
_REPORTER = re.compile(r"记者[^，。]{0,24}(?:获悉|了解到|从|采访|走进|来到|看到|见到)")
_IN_NAME = re.compile(r"(?:召开|召开了|举行|举行了|举办|举办了|开展|组织|部署了?|总结了?|通报了?|传达了?|印发|汇报了?|学习|听取了?|完成|进入|全面完成|实施|对|的|中国|全国|首届|第)\s?[“《]?$")
_HAPPENS = re.compile(r"召开|举行|举办|召集|开幕|发布|进行|开展|成立|签|启动|实施")
_LIMIT = re.compile(r"(?:限|限于|必须|要求|争取|力争|确保|务必|须|应|要|责令)[^，。；]{0,6}$")


# 镇长介绍，今年…: the one who tells belongs to the occasion at which it is told.
_TELLS = re.compile(r"(?:介绍|汇报|告诉[^，。]{0,12}|透露|通报|讲述|说)[，,：:]")


class Anchor(NamedTuple):
    """A date that governs: its days (None where it is vague), and the span of its words."""

    start: int
    end: int
    dates: tuple[EventDate, ...]
    coarse: bool
    deadline: bool = False

    @property
    def loose(self) -> bool:
        """Whether it is wide or open: a sentence that follows need not be under it."""
        return self.coarse or any(d.start is None or d.end is None for d in self.dates)


class Stretch(NamedTuple):
    """Part of a sentence under one anchor; ``anchor`` is None where the sentence gives no date of its own."""

    start: int
    end: int
    anchor: Anchor | None


def stretches(
    page: Page, clauses: Clauses, sentence: Sentence, dates: Sequence[Mention], triggers: Sequence[Trigger]
) -> list[Stretch]:
    """The sentence cut into the stretches that its dates govern; without a governing date, one stretch."""
    anchors = _anchors(page.text, clauses, sentence, dates, triggers)
    if not anchors:
        return [Stretch(sentence.start, sentence.end, None)]
    cuts = []
    for i, anchor in enumerate(anchors):
        clause = max(clauses.span(anchor.start)[0], sentence.start)
        if i and anchors[i - 1].start >= clause:
            clause = anchor.start
        elif i == 0 and not any(sentence.start <= t.start < clause for t in triggers):
            told = _TELLS.search(page.text, sentence.start, clause)
            clause = told.end() if told else sentence.start
        cuts.append(clause)
    out = []
    if cuts[0] > sentence.start:
        out.append(Stretch(sentence.start, cuts[0], None))
    for i, anchor in enumerate(anchors):
        end = cuts[i + 1] if i + 1 < len(cuts) else sentence.end
        if anchor.loose and not any(cuts[i] <= t.start < end for t in triggers):
            # 月收入自去年10月以来…: a wide date of figures, under which nothing is done.
            if out and out[-1].anchor is None:
                out[-1] = out[-1]._replace(end=end)
            else:
                out.append(Stretch(cuts[i], end, None))
            continue
        out.append(Stretch(cuts[i], end, anchor))
    return out


def _anchors(
    text: str, clauses: Clauses, sentence: Sentence, dates: Sequence[Mention], triggers: Sequence[Trigger]
) -> list[Anchor]:
    out: list[Anchor] = []
    for m in dates:
        if m.status in ("quoted", "simulated") or _is_name(text, clauses, sentence, m, triggers):
            continue
        days = _days(text, m)
        coarse = isinstance(m.value, DateValue) and m.value.precision in _COARSE
        if out:
            last = out[-1]
            between = text[last.end : m.start]
            if _JOINED.fullmatch(between) and days is not None and last.dates and len(between.strip()) > 0:
                if last.dates[0].precision == days.precision:
                    out[-1] = last._replace(end=m.end, dates=(*last.dates, days))
                    continue
            if _RANGE.fullmatch(between) and days is not None and last.dates:
                first = last.dates[0]
                joined = EventDate(start=first.start, end=days.end, precision="days", inferred_from=first.inferred_from)
                out[-1] = last._replace(end=m.end, dates=(joined,))
                continue
            if _frames(last, days, coarse):
                # 截至9月底，全县今年已…: from the beginning of the year to then.
                if last.dates and last.dates[0].start is None and days is not None:
                    until = last.dates[0].model_copy(update={"start": days.start, "precision": "months"})
                    out[-1] = last._replace(dates=(until,))
                continue
            if not last.dates and days is not None:
                # 近日，…：10月12日，…: the vague date is told more exactly.
                out[-1] = Anchor(last.start, m.end, (days,), coarse)
                continue
        out.append(Anchor(m.start, m.end, (days,) if days else (), coarse, deadline=_is_deadline(text, m)))
    return out


def _days(text: str, m: Mention) -> EventDate | None:
    """The days of a date mention as an event has them, None when it is vague."""
    value = m.value
    if not isinstance(value, DateValue) or (value.start is None and value.end is None):
        return None
    end = value.end
    since = _SINCE.search(text[max(0, m.start - 3) : m.start])
    if since and value.start is not None and not _RANGE.match(text, m.end):
        end = None
    return EventDate(
        start=value.start, end=end, precision=value.precision, inferred_from=value.inferred_from
    )


def _is_deadline(text: str, m: Mention) -> bool:
    """Whether the date only says until when (11月10日前), not how far things had come (截至11月10日)."""
    value = m.value
    open_start = isinstance(value, DateValue) and value.start is None and value.end is not None
    return open_start and _DEADLINE.search(m.text) is not None and not _UNTIL.search(text[max(0, m.start - 3) : m.start])


def _frames(last: Anchor, days: EventDate | None, coarse: bool) -> bool:
    """Whether the date is a wider one that holds the anchor before it (11月4日…2021年…会)."""
    if not coarse or days is None or not last.dates:
        return False
    inner = last.dates[0]
    low, high = inner.start or inner.end, inner.end or inner.start
    return _before(days.start, low) and _before(high, days.end)


def _before(a: date | None, b: date | None) -> bool:
    return a is None or b is None or a <= b


def _is_name(
    text: str, clauses: Clauses, sentence: Sentence, m: Mention, triggers: Sequence[Trigger]
) -> bool:
    """Whether the date is part of a name, a deadline or a date line and governs nothing."""
    if _DATELINE.match(text, m.end):
        return True
    start, end = clauses.span(m.start)
    start = max(start, sentence.start)
    before = text[max(start, m.start - 8) : m.start]
    value = m.value
    coarse = isinstance(value, DateValue) and value.precision in _COARSE
    if text[start : m.start].strip(" 　（(“") and not _SINCE.search(before) and not _UNTIL.search(before):
        # A date inside its clause: 当日就餐的食客, and 某户上月摔断了腿, where nothing is done in the clause.
        here = [t for t in triggers if m.end <= t.start < end]
        of = text.find("的", m.end, end)
        if of >= 0 and not _HAPPENS.search(text, m.end, of) and not any(t.start < of for t in here) and not any(start <= t.start < m.start for t in triggers):
            return True
        if coarse and not here and not any(start <= t.start < m.start for t in triggers):
            return True
    if coarse and _IN_NAME.search(before):
        return True
    if _LIMIT.search(before):
        return True
    if _is_deadline(text, m) and (m.status != "done" or not any(m.end <= t.start < end for t in triggers)):
        return True
    return _REPORTER.search(text[start:end]) is not None
