"""Items: which sentences of a page tell of one occasion."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govextract.assemble.anchors import Anchors, Stretch, day_of, exposing
from govextract.assemble.links import Links
from govextract.assemble.occasion import Anchor, Occasion, Walk
from govextract.clauses import words_of
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Mention, Paragraph, Sentence, Trigger

# Beside the day: 星期三, and the weather of a diary.
_BESIDE_DAY = re.compile(
    r"[（(]?\s?(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:小|中|大|暴|阵|雷)?[雨雪]|晴|阴|多云|转|雾|霾)\s?[)）]?"
)
_LABEL = re.compile(r"\s{0,4}【[^】\n]{1,20}】")
_ENUMERATED = re.compile(
    r"[；;]\s?(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九]是))"
)
_POINT = re.compile(r"[一二三四五六七八九]是|[0-9]{1,2}[、.．]|[（(]")
_BULLETS = frozenset("【■▲●◆★▶►○◇□△※•▪◎☆")
_WORK = frozenset(("work", "act", "area"))  # forms of action words that name no occasion
_NOT_TOLD = frozenset(("quoted", "simulated", "required"))
_LONGEST_BYLINE = 120
_LONGEST_LEAD = 24  # of the clause that announces what follows
_LONGEST_TITLE = 60
_TITLE_SHARE = 0.6  # of a title's pairs of characters, told again in the paragraph under it
_OPENING = 3  # sentences of a paragraph in which its date may stand
_LONGEST_DAY = 24  # of a line that holds nothing but a day
_LEAD = 3  # how far into a paragraph its date may stand and still open it


class _Place(NamedTuple):
    """Where the walk stands: a paragraph, its number, and whether it is an item by itself, or one of the cases."""

    number: int
    paragraph: Paragraph
    itemised: bool
    case: bool


class Items:
    """Cuts a page into occasions by its dates, paragraphs and linking words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._anchors = Anchors(lexicon)
        self._links = Links(lexicon)
        self._note = words_of(lexicon, "note")
        self._byline = words_of(lexicon, "byline")
        self._closing = words_of(lexicon, "closing_heading")
        self._sanction = words_of(lexicon, "sanction")
        self._exposing = exposing(lexicon)
        self._work = frozenset(e.id for e in lexicon.category("trigger") if e.attrs.get("form") in _WORK)
        self._with_whom = words_of(lexicon, "with_whom")
        self._follows = words_of(lexicon, "follows")
        self._dispatch = words_of(lexicon, "dispatch")

    def occasions(
        self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> list[Occasion]:
        """The occasions of the page in text order, those without any action included."""
        walk = Walk(page, mentions, triggers)
        dated = _dated_sections(page, mentions)
        days = _day_lines(walk)
        sections = {s.id: s for s in page.tree.sections}
        last: Occasion | None = None
        section = ""
        headed = False
        for i, paragraph in enumerate(page.tree.paragraphs):
            if i in days:
                # A line with nothing but a day: what stands below was done on it.
                walk.day, last, walk.main = days[i], None, None
                continue
            if (paragraph.heading or _is_title(page, i)) and not _tells_of_a_day(walk, paragraph):
                headed = True
                walk.day = None if paragraph.heading else walk.day
                villages = [
                    m for m in walk.mentions_in(paragraph.start, paragraph.end) if m.kind == "village"
                ]
                if villages and paragraph.heading and not walk.triggers_in(paragraph.start, paragraph.end):
                    walk.homes.append((sections[paragraph.section].end, villages))
                walk.titled = villages
                continue
            if not paragraph.sentences or self._is_note(page.text, paragraph):
                continue
            if self._dispatch.match(page.text, paragraph.start):
                walk.whole = last = walk.main = None
            if headed and _opens_dated(walk, paragraph):
                # A report of its own under its own title.
                last, walk.main = walk.whole, walk.whole
            headed = False
            changed = bool(section) and paragraph.section != section
            section = paragraph.section
            here = sections.get(section)
            point = _is_point(page.text, paragraph)
            case = self._list_case(walk, i, point)
            if point or case or (changed and here is not None and here.number is not None):
                last, walk.main = walk.whole, walk.whole
            walk.idle = here is not None and here.level > 0 and bool(self._closing.search(here.heading))
            heading = here.heading if here is not None and here.level > 0 else ""
            itemised = walk.whole is None and (
                section in dated or changed or walk.day is not None or paragraph.duplicate_of is not None
            )
            before = len(walk.occasions)
            last = self._paragraph(walk, _Place(i, paragraph, itemised, case), last, heading)
            walk.settle(before, paragraph.start)
            if (
                last is not None
                and last.fine
                and last.triggers
                and self._follows.search(
                    page.text, max(paragraph.start, paragraph.end - _LONGEST_LEAD), paragraph.end
                )
            ):
                walk.whole = last  # 开展了一次集中检查。现将情况通报如下：
        return walk.occasions

    def _is_note(self, text: str, paragraph: Paragraph) -> bool:
        """Whether the paragraph tells of the report itself: its source, writer, date, pictures."""
        if self._note.match(text, paragraph.start):
            return True
        if paragraph.end - paragraph.start > _LONGEST_BYLINE:
            return False
        line = text[paragraph.start : paragraph.end]
        return "。" not in line and self._byline.search(line) is not None

    def _list_case(self, walk: Walk, i: int, point: bool) -> bool:
        """Whether a paragraph tells of a case; its person belongs to the occasion that made the cases public."""
        if walk.listing is None:
            return False
        paragraph = walk.page.tree.paragraphs[i]
        people = [m for m in walk.mentions_in(paragraph.start, paragraph.end) if m.kind == "official"]
        if not point and not self._sanctions(walk.page, i):
            walk.listing = None
            return False
        walk.listing.take(people)
        return True

    def _sanctions(self, page: Page, i: int) -> bool:
        """Whether a paragraph, or the one behind it under the same heading, tells of a sanction."""
        here, *behind = page.tree.paragraphs[i : i + 2]
        end = behind[0].end if behind and not behind[0].heading else here.end
        return self._sanction.search(page.text, here.start, end) is not None

    def _paragraph(self, walk: Walk, place: _Place, last: Occasion | None, heading: str) -> Occasion | None:
        text, paragraph, itemised = walk.text, place.paragraph, place.itemised
        label = _LABEL.match(text, paragraph.start)
        named = walk.triggers_in(paragraph.start, label.end()) if label else []
        begin = label.end() if label else paragraph.start
        first = paragraph.sentences[0]
        if (
            len(paragraph.sentences) > 1
            and heading
            and text[first.start : first.end].strip("。：: ") == heading
        ):
            begin = first.end
        before = len(walk.occasions)
        current = last
        # Until a first sentence leads back to what was told before.
        walk.adrift = walk.whole is None
        for k, sentence in enumerate(_sentences(text, paragraph, begin)):
            opening = k == 0
            if not walk.speaks_of(sentence.start, sentence.end) and not (opening and itemised):
                # Nobody is named and nothing done: the sentence can only lead away from the occasion.
                current = None if self._links.leads_away(text, sentence.start) else current
                continue
            if walk.idle and not opening and _POINT.match(text, sentence.start):
                current = None  # 二是…；三是…: each plan by itself
            cut = self._anchors.stretches(walk, sentence)
            current = self._links.goes_on(walk, sentence, current, opening=opening, itemised=itemised)
            if opening and (itemised or current is walk.whole) and any(s.anchor for s in cut):
                current = None
            if current is None:
                cut = _dated_from_behind(walk, cut)
            for stretch in cut:
                current = self._stretch(walk, place, sentence, stretch, current)
            if current is not None and current.fine and (current.triggers or current.people()):
                walk.main = current
            if current is not None and self._announces(walk, sentence):
                walk.listing = current
        for occasion in walk.occasions[before:]:
            occasion.labels += named
        return current

    def _announces(self, walk: Walk, sentence: Sentence) -> bool:
        """Whether the points behind a sentence are the cases of which it speaks."""
        return any(t.rule in self._exposing for t in walk.triggers_in(sentence.start, sentence.end))

    def _stretch(
        self, walk: Walk, place: _Place, sentence: Sentence, stretch: Stretch, current: Occasion | None
    ) -> Occasion:
        """The occasion that a stretch tells of: the current one, or a new one with the stretch's date."""
        number, paragraph = place.number, place.paragraph
        found = walk.mentions_in(stretch.start, stretch.end)
        told = self._links.reporter_end(walk.text, stretch.start)
        if told is not None:
            # 据镇长介绍，今年…: who reports belongs to the occasion at which he does.
            if current is not None:
                current.take(m for m in found if m.start < told)
            found = [m for m in found if m.start >= told]
        triggers = walk.triggers_in(stretch.start, stretch.end)
        anchor = stretch.anchor
        if place.case:
            # A case: nothing but the sanction is an event, and no date but its own counts.
            triggers = [t for t in triggers if self._sanction.search(t.text)]
            anchor = anchor if triggers else None
            found = [m for m in found if m.kind == "official"]
        if current is not None and (anchor is None or _same(current, anchor)):
            occasion = current
            if number == occasion.paragraph:
                occasion.end = max(occasion.end, stretch.end)
        else:
            anchor = anchor or walk.day
            occasion = Occasion(number, paragraph.section, stretch.start, stretch.end)
            occasion.idle = walk.idle
            occasion.case = place.case
            if anchor is not None:
                occasion.anchored, occasion.dates = True, anchor.dates
                occasion.parent = _around(anchor, walk.main)
                occasion.aside = anchor.loose or _before(
                    anchor,
                    current if current is not None and current.dates and current.triggers else walk.main,
                )
                within = sentence.start > paragraph.sentences[0].start
                if within and not anchor.dates and walk.main is not None and walk.main.dates:
                    occasion.aside = True
            walk.occasions.append(occasion)
            if current is not None:
                if current.paragraph == number and not current.anchored and not current.triggers:
                    # 青山村离镇区十里。18日，…: the place is told before the date.
                    occasion.take(current.mentions.values())
                self._links.inherit(walk, stretch, current, occasion)
        if walk.adrift and number != occasion.paragraph and occasion.dates and occasion.triggers:
            at_large = [t for t in triggers if t.rule in self._work]
            triggers = [t for t in triggers if t.rule not in self._work]
            self._tell_at_large(walk, place, stretch, at_large)
        _sort(occasion, triggers, anchor)
        # A business of which only a plan speaks took no part in what was done.
        planned = anchor is not None or bool(occasion.plans)
        occasion.take(
            m
            for m in found
            if m.status not in _NOT_TOLD and (planned or m.kind != "enterprise" or m.status != "planned")
        )
        head = triggers[0].start if triggers else stretch.end
        others = self._with_whom.search(walk.text, stretch.start, head)
        head = others.start() if others else head
        occasion.take_subjects(m for m in found if m.kind == "official" and m.start < head)
        if anchor is not None and not any(m.kind in ("village", "enterprise") for m in found):
            # 去年签约的某公司项目8月竣工: what stands between two dates of a clause belongs to both.
            clause = max(walk.clauses.span(anchor.start)[0], sentence.start)
            shared = walk.mentions_in(clause, stretch.start) if clause < stretch.start else []
            occasion.take(m for m in shared if m.kind in ("village", "enterprise"))
        return occasion

    def _tell_at_large(
        self, walk: Walk, place: _Place, stretch: Stretch, triggers: Sequence[Trigger]
    ) -> None:
        """Give work told in a later paragraph, with no word that leads back, an occasion without a date."""
        if not triggers:
            return
        occasion = Occasion(place.number, place.paragraph.section, stretch.start, stretch.end, idle=walk.idle)
        _sort(occasion, triggers, None)
        found = walk.mentions_in(stretch.start, stretch.end)
        occasion.take(m for m in found if m.status not in _NOT_TOLD)
        walk.occasions.append(occasion)


def _dated_from_behind(walk: Walk, cut: list[Stretch]) -> list[Stretch]:
    """The stretches, the first joined with the next where that gives it a date (运动会，11日在县城举行)."""
    if len(cut) < 2 or cut[0].anchor is not None or walk.triggers_in(cut[1].start, cut[1].end):
        return cut
    return [cut[1]._replace(start=cut[0].start), *cut[2:]]


def _sort(occasion: Occasion, triggers: Sequence[Trigger], anchor: Anchor | None) -> None:
    """Put each action word where its status belongs; what has a deadline is a plan."""
    due = anchor is not None and anchor.deadline
    for t in triggers:
        if t.status in ("done", "ongoing") and not due:
            occasion.triggers.append(t)
        elif t.status in ("planned", "done") and anchor is not None and anchor.dates:
            occasion.plans.append(t)
        else:
            occasion.others.append(t)


def _sentences(text: str, paragraph: Paragraph, start: int) -> Iterator[Sentence]:
    """The paragraph's sentences from ``start``, cut again at numbered points (…；2、…)."""
    for s in paragraph.sentences:
        begin = max(s.start, start)
        if begin >= s.end:
            continue
        for m in _ENUMERATED.finditer(text, begin, s.end):
            yield Sentence(start=begin, end=m.end())
            begin = m.end()
        yield s if begin == s.start else Sentence(start=begin, end=s.end)


def _opens_dated(walk: Walk, paragraph: Paragraph) -> bool:
    """Whether a date stands near the head of a paragraph."""
    return any(
        m.kind == "date" for s in paragraph.sentences[:_OPENING] for m in walk.mentions_in(s.start, s.end)
    )


def _is_title(page: Page, i: int) -> bool:
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


def _tells_of_a_day(walk: Walk, paragraph: Paragraph) -> bool:
    """Whether a line opens with a date and says what was done on it: an item, though it ends without a stop."""
    begin = paragraph.sentences[0].start if paragraph.sentences else paragraph.start
    first = walk.mentions_in(begin, begin + _LEAD)
    return bool(first) and first[0].kind == "date" and bool(walk.triggers_in(first[0].end, paragraph.end))


def _is_point(text: str, paragraph: Paragraph) -> bool:
    """Whether the paragraph is a numbered point or has a mark or label of its own."""
    return paragraph.sentences[0].start > paragraph.start or text[paragraph.start] in _BULLETS


def _same(current: Occasion, anchor: Anchor) -> bool:
    """Whether the date says again what the occasion's date says (当天, 当晚)."""
    return anchor.dates != () and [(d.start, d.end) for d in anchor.dates] == [
        (d.start, d.end) for d in current.dates
    ]


def _before(anchor: Anchor, other: Occasion | None) -> bool:
    """Whether the anchor lies wholly before the days of an occasion told already: it is background."""
    if other is None or not anchor.dates or not other.dates:
        return False
    end, start = anchor.dates[-1].end, other.dates[0].start
    return end is not None and start is not None and end < start


def _around(anchor: Anchor, outer: Occasion | None) -> Occasion | None:
    """The occasion of several days in which the anchor's day lies."""
    if outer is None or len(anchor.dates) != 1 or len(outer.dates) != 1:
        return None
    a, b = anchor.dates[0], outer.dates[0]
    if a.start is None or a.end is None or b.start is None or b.end is None or b.start == b.end:
        return outer.parent and _around(anchor, outer.parent)
    inside = b.start <= a.start and a.end <= b.end and (a.start, a.end) != (b.start, b.end)
    return outer if inside else None


def _day_lines(walk: Walk) -> dict[int, Anchor]:
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


def _dated_sections(page: Page, mentions: Sequence[Mention]) -> frozenset[str]:
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
