"""Items: which sentences of a page tell of one occasion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govextract.assemble.anchors import Anchors, Stretch
from govextract.assemble.days import is_before, is_lately, is_same, occasion_around
from govextract.assemble.layout import (
    dated_sections,
    day_lines,
    ends_with_its_date,
    heading_day,
    is_point,
    is_title,
    opens_dated,
    run_in_headings,
    tells_of_a_day,
)
from govextract.assemble.links import Links
from govextract.assemble.occasion import TOURS, Anchor, Occasion, Walk
from govextract.clauses import words_of
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Mention, Paragraph, Sentence, Trigger

_LABEL = re.compile(r"\s{0,4}【[^】\n]{1,20}】")
_ENUMERATED = re.compile(
    r"[；;]\s?(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九]是))"
)
_OWN_LABEL = re.compile(r"[^：:，。\n]{2,10}[：:]")
_POINT = re.compile(r"[一二三四五六七八九]是|[0-9]{1,2}[、.．]|[（(]")
_WORK = frozenset(("work", "act", "area"))  # forms of action words that name no occasion
_NOT_TOLD = frozenset(("quoted", "simulated", "required"))
_LONGEST_BYLINE = 120
_LONGEST_TOPIC = 40  # of a sentence that only names what its paragraph is about
_LEAD = 3  # how far into a paragraph its date may stand and still open it
_LONGEST_LEAD = 24  # of the clause that announces what follows


class _Place(NamedTuple):
    """Where the walk stands: a paragraph, its number, and whether it is an item by itself, or one of the cases.

    ``head`` is where a heading in its first sentence ends.
    """

    number: int
    paragraph: Paragraph
    itemised: bool
    case: bool
    head: int


class Items:
    """Cuts a page into occasions by its dates, paragraphs and linking words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._anchors = Anchors(lexicon)
        self._links = Links(lexicon)
        self._note = words_of(lexicon, "note")
        self._byline = words_of(lexicon, "byline")
        self._closing = words_of(lexicon, "closing_heading")
        self._sanction = words_of(lexicon, "sanction")
        self._exposing = self._anchors.exposing
        self._work = frozenset(e.id for e in lexicon.category("trigger") if e.attrs.get("form") in _WORK)
        self._with_whom = words_of(lexicon, "with_whom")
        self._follows = words_of(lexicon, "follows")
        self._apart = words_of(lexicon, "led_apart")
        self._dispatch = words_of(lexicon, "dispatch")
        self._report_title = words_of(lexicon, "report_title")
        self._measures = words_of(lexicon, "measures_heading")
        self._after_cases = words_of(lexicon, "after_cases")
        self._topic = words_of(lexicon, "topic_sentence")
        self._case_label = words_of(lexicon, "case_label")

    def occasions(
        self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> list[Occasion]:
        """The occasions of the page in text order, those without any action included."""
        walk = Walk(page, mentions, triggers)
        dated = dated_sections(page, mentions)
        days = day_lines(walk)
        heads = run_in_headings(walk)
        sections = {s.id: s for s in page.tree.sections}
        last: Occasion | None = None
        section = ""
        headed = False
        for i, paragraph in enumerate(page.tree.paragraphs):
            if i in days:
                # A line with nothing but a day: what stands below was done on it.
                walk.day, last, walk.main = days[i], None, None
                continue
            if (paragraph.heading or is_title(page, i)) and not tells_of_a_day(walk, paragraph):
                headed = True
                if paragraph.heading:
                    walk.day = heading_day(walk, paragraph)
                villages = [
                    m for m in walk.mentions_in(paragraph.start, paragraph.end) if m.kind == "village"
                ]
                line = page.text[paragraph.start : paragraph.end]
                if self._report_title.search(line):
                    villages = []  # 枫树村11月份工作动态: whose report it is, no place of what it tells
                if villages and paragraph.heading and not walk.triggers_in(paragraph.start, paragraph.end):
                    walk.homes.append((sections[paragraph.section].end, villages))
                walk.titled = villages
                continue
            if not paragraph.sentences or self._is_note(walk, paragraph):
                continue
            if self._dispatch.match(page.text, paragraph.start):
                walk.whole = last = walk.main = None
            if headed and opens_dated(walk, paragraph):
                # A report of its own under its own title.
                last, walk.main = walk.whole, walk.whole
            headed = False
            changed = bool(section) and paragraph.section != section
            section = paragraph.section
            here = sections.get(section)
            head = heads.get(i, paragraph.start)
            point = (
                is_point(page.text, paragraph)
                or head > paragraph.start
                or self._case_label.match(page.text, paragraph.start) is not None
            )
            case = self._list_case(walk, i, point)
            if point or case or (changed and here is not None and here.number is not None):
                last, walk.main = walk.whole, walk.whole
            heading = here.heading if here is not None and here.level > 0 else ""
            if changed and self._measures.search(heading):
                last = walk.main = None  # what followed for those found wanting is no part of the inspection
            walk.idle = bool(self._closing.search(heading) or self._closing_label(page.text, paragraph.start))
            itemised = walk.whole is None and (
                section in dated or changed or walk.day is not None or paragraph.duplicate_of is not None
            )
            before = len(walk.occasions)
            last = self._paragraph(walk, _Place(i, paragraph, itemised, case, head), last, heading)
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

    def _closing_label(self, text: str, start: int) -> bool:
        """Whether a paragraph begins with a label under which problems and plans stand (存在问题：…)."""
        colon = _OWN_LABEL.match(text, start)
        return colon is not None and self._closing.search(colon.group()) is not None

    def _is_note(self, walk: Walk, paragraph: Paragraph) -> bool:
        """Whether the paragraph tells of the report itself: its source, writer, date, pictures."""
        text = walk.text
        if self._note.match(text, paragraph.start):
            return True
        if paragraph.end - paragraph.start > _LONGEST_BYLINE:
            return False
        line = text[paragraph.start : paragraph.end]
        return "。" not in line and (
            self._byline.search(line) is not None or ends_with_its_date(walk, paragraph)
        )

    def _list_case(self, walk: Walk, i: int, point: bool) -> bool:
        """Whether a paragraph tells of a case; its person belongs to the occasion that made the cases public."""
        if walk.listing is None:
            return False
        paragraph = walk.page.tree.paragraphs[i]
        people = [m for m in walk.mentions_in(paragraph.start, paragraph.end) if m.kind == "official"]
        behind = self._after_cases.match(walk.text, paragraph.start)
        if behind or (not point and not self._sanctions(walk.page, i)):
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
        begin = max(label.end() if label else paragraph.start, place.head)
        first = paragraph.sentences[0]
        if (
            len(paragraph.sentences) > 1
            and heading
            and text[first.start : first.end].strip("。：: ") == heading
        ):
            begin = first.end
            walk.headed = walk.mentions_in(first.start, begin)
        elif self._is_topic(walk, paragraph):
            walk.headed = walk.mentions_in(first.start, first.end)
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
            if current is not None and current.aside and self._announces(walk, sentence):
                current = None  # 今年以来查处了一批案件。现将其中四起通报如下：
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

    def _is_topic(self, walk: Walk, paragraph: Paragraph) -> bool:
        """Whether a first sentence only names what its paragraph is about (青山村与柳河村山界纠纷。)."""
        first = paragraph.sentences[0]
        line = walk.text[first.start : first.end].rstrip("。：: ")
        if len(paragraph.sentences) < 2 or len(line) > _LONGEST_TOPIC or "，" in line or "," in line:
            return False
        found = walk.mentions_in(first.start, first.end)
        if not found or any(m.kind == "date" for m in found):
            return False
        return bool(self._topic.search(line) or self._case_label.match(line))

    def _announces(self, walk: Walk, sentence: Sentence) -> bool:
        """Whether the points behind a sentence are the cases of which it speaks."""
        return any(t.rule in self._exposing for t in walk.triggers_in(sentence.start, sentence.end))

    def _stretch(
        self, walk: Walk, place: _Place, sentence: Sentence, stretch: Stretch, current: Occasion | None
    ) -> Occasion:
        """The occasion that a stretch tells of: the current one, or a new one with the stretch's date."""
        number, paragraph = place.number, place.paragraph
        found = walk.mentions_in(stretch.start, stretch.end)
        reported = self._links.reporter_end(walk.text, stretch.start)
        if reported is not None:
            # 据镇长介绍，今年…: who reports belongs to the occasion at which he does.
            if current is not None:
                current.take(m for m in found if m.start < reported)
            found = [m for m in found if m.start >= reported]
        triggers = walk.triggers_in(stretch.start, stretch.end)
        anchor = stretch.anchor
        opens = anchor is not None and anchor.start - max(paragraph.sentences[0].start, place.head) <= _LEAD
        if place.case:
            # A case: nothing but the sanction is an event, and no date but its own counts.
            triggers = [t for t in triggers if self._sanction.search(t.text)]
            anchor = anchor if triggers else None
            found = [m for m in found if m.kind == "official"]
        if current is not None and (anchor is None or is_same(current, anchor)):
            occasion = current
            walk.adrift = walk.adrift and anchor is None
            if number == occasion.paragraph:
                occasion.end = max(occasion.end, stretch.end)
        else:
            anchor = anchor or walk.day
            occasion = Occasion(number, paragraph.section, stretch.start, stretch.end)
            occasion.idle = walk.idle
            occasion.case = place.case
            if anchor is not None:
                occasion.anchored, occasion.dates = True, anchor.dates
                occasion.parent = occasion_around(anchor, walk.main)
                told = current if current is not None and current.dates and current.triggers else walk.main
                occasion.aside = anchor.loose or (
                    is_before(anchor, told) and not (opens and is_lately(anchor, told))
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
        acting = [m for m in found if m.kind == "official" and m.start < head]
        alone = not any(m.kind == "official" for m in found) and occasion.start == stretch.start
        if alone and occasion.parent is not None and self._links.names_group(walk.text, stretch.start, head):
            acting = [] if self._apart.search(walk.text, *occasion.parent.span) else _leader(occasion.parent)
            occasion.take(acting)
        occasion.take_subjects(acting)
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


def _leader(tour: Occasion) -> list[Mention]:
    """Who leads a tour of several days, also on each of them."""
    first = next(iter(tour.subjects.values()), None)
    touring = any(not TOURS.isdisjoint(t.actions) for t in tour.triggers)
    return [first] if touring and first is not None else []


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
