"""Layout: what the lines and the first words of paragraphs tell of where one item ends and the next begins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from govextract.assemble.anchors import a_day, day_of
from govextract.assemble.occasion import Anchor, Walk
from govextract.match import Page
from govextract.records import Mention, Paragraph

# Beside the day: 星期三, and the weather of a diary.
_BESIDE_DAY = re.compile(
    r"[（(]?\s?(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:小|中|大|暴|阵|雷|夹){0,2}[雨雪]|晴|阴|多云|转|雾|霾)\s?[)）]?"
)
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}是|[（(]?[0-9一二三四五六七八九十]{1,2}[)）、.．]")
_BULLETS = frozenset("【■▲●◆★▶►○◇□△※•▪◎☆")
_LONGEST_TITLE = 60
_LONGEST_BESIDE = 10  # what else stands in a heading that gives a day
_TITLE_SHARE = 0.6  # of a title's pairs of characters, told again in the paragraph under it
_OPENING = 3  # sentences of a paragraph in which its date may stand
_LONGEST_DAY = 24  # of a line that holds nothing but a day
# 某县应急局　　2021年11月19日: no clause mark in it.
_ISSUED = re.compile(
    r"^[^，。；：,;:]{0,40}(?:[\s　]|[）)])(?:[0-9]{4}|二[〇○零0]..)[年.．/-][^，。；：,;:]{3,8}$"
)
_LEAD = 3  # how far into a paragraph its date may stand and still open it
_LONGEST_RUN_IN = 14  # of a heading that stands as first sentence of its paragraph


def opens_dated(walk: Walk, paragraph: Paragraph) -> bool:
    """Whether a date stands near the head of a paragraph."""
    return any(
        m.kind == "date" for s in paragraph.sentences[:_OPENING] for m in walk.mentions_in(s.start, s.end)
    )


def is_title(page: Page, i: int) -> bool:
    """Whether a line without a full stop says in brief what the paragraph behind it tells."""
    paragraphs = page.tree.paragraphs
    if i + 1 >= len(paragraphs):
        return False
    line = page.text[paragraphs[i].start : paragraphs[i].end]
    if len(line) > _LONGEST_TITLE or "。" in line or line[-1] in "：:；;，,！!？?":
        return False
    body = page.text[paragraphs[i + 1].start : paragraphs[i + 1].end]
    pairs = [line[k : k + 2] for k in range(len(line) - 1)]
    return len(body) > len(line) and sum(p in body for p in pairs) >= _TITLE_SHARE * len(pairs) > 0


def ends_with_its_date(walk: Walk, paragraph: Paragraph) -> bool:
    """Whether a line holds a body's name and behind it a full date: who put the report out, and when."""
    line = walk.text[paragraph.start : paragraph.end]
    if not _ISSUED.search(line):
        return False
    found = walk.mentions_in(paragraph.start, paragraph.end)
    return (
        len(found) == 1
        and found[0].kind == "date"
        and not line[found[0].end - paragraph.start :].strip("）) 　")
    )


def tells_of_a_day(walk: Walk, paragraph: Paragraph) -> bool:
    """Whether a line opens with a date and says what was done on it: an item, though it ends without a stop."""
    begin = paragraph.sentences[0].start if paragraph.sentences else paragraph.start
    first = walk.mentions_in(begin, begin + _LEAD)
    return bool(first) and first[0].kind == "date" and bool(walk.triggers_in(first[0].end, paragraph.end))


def is_point(text: str, paragraph: Paragraph) -> bool:
    """Whether the paragraph is a numbered point or has a mark or label of its own."""
    return paragraph.sentences[0].start > paragraph.start or text[paragraph.start] in _BULLETS


def day_lines(walk: Walk) -> dict[int, Anchor]:
    """The lines, two at least, with nothing but a day in them, each with its day (11月3日，周三：)."""
    out: dict[int, Anchor] = {}
    for i, p in enumerate(walk.page.tree.paragraphs):
        if p.end - p.start > _LONGEST_DAY:
            continue
        found = walk.mentions_in(p.start, p.end)
        if not found or any(m.kind != "date" for m in found):
            continue
        rest = walk.text[p.start : found[0].start] + walk.text[found[-1].end : p.end]
        anchor = (
            day_of(walk.text, found[0])
            if not _BESIDE_DAY.sub("", rest).strip("▲■●◆★：:，,、。. \t　")
            else None
        )
        if anchor is not None:
            out[i] = anchor
    return out if len(out) > 1 else {}


def heading_day(walk: Walk, paragraph: Paragraph) -> Anchor | None:
    """The day that a heading gives to what stands below it (7月12日大事, 昨日工作), None where it is about more."""
    found = walk.mentions_in(paragraph.start, paragraph.end)
    if len(found) != 1 or found[0].kind != "date" or walk.triggers_in(paragraph.start, paragraph.end):
        return None
    line = walk.text[paragraph.start : found[0].start] + walk.text[found[0].end : paragraph.end]
    return a_day(walk.text, found[0]) if len(line) <= _LONGEST_BESIDE else None


def dated_sections(page: Page, mentions: Sequence[Mention]) -> frozenset[str]:
    """Sections of which half the paragraphs, two at least, open with a date: each is an item by itself."""
    dates = [m for m in mentions if m.kind == "date"]
    starts = [m.start for m in dates]
    counts: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for p in page.tree.paragraphs:
        if not p.heading and p.sentences:
            totals[p.section] += 1
            at = p.sentences[0].start
            i = bisect_left(starts, at)
            if i < len(starts) and starts[i] - at <= _LEAD and dates[i].text[0] not in "当同次":
                counts[p.section] += 1
    return frozenset(s for s, n in counts.items() if n >= 2 and n * 2 >= totals[s])


def run_in_headings(walk: Walk) -> dict[int, int]:
    """The paragraphs that begin with a heading (三是走访慰问。15日，…), each with where it ends.

    Such a heading is short, names nobody and no day; it is numbered, or names a kind of work and is as long as
    another one (严排查。 and 严培训。).
    """
    numbered, others = {}, {}
    for i, p in enumerate(walk.page.tree.paragraphs):
        if len(p.sentences) < 2:
            continue
        first = p.sentences[0]
        line = walk.text[first.start : first.end].rstrip()
        if len(line) > _LONGEST_RUN_IN or line[-1] not in "。：:" or any(x in line for x in "，,；;"):
            continue
        if walk.mentions_in(first.start, first.end):
            continue
        if _NUMBERED.match(walk.text, p.start, first.end):
            numbered[i] = first.end
        elif walk.triggers_in(first.start, first.end):
            others[i] = first.end
    lengths = Counter(end - walk.page.tree.paragraphs[i].start for i, end in others.items())
    alike = {i: end for i, end in others.items() if lengths[end - walk.page.tree.paragraphs[i].start] > 1}
    return numbered | alike
