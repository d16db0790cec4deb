"""Items: which sentences tell of one occasion. Each occasion becomes an event if something was done at it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from govextract.assemble.anchors import Anchor, Stretch, stretches
from govextract.clauses import Clauses, words_of
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import EventDate, Mention, Paragraph, Sentence, Trigger

_LABEL = re.compile(r"\s{0,4}【([^】\n]{1,20})】")
_ENUMERATED = re.compile(r"[；;]\s?(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,2}[）)]))")
_REPORTED = re.compile(r"据[^，。]{0,60}(?:介绍|透露|反映|称|说|统计|了解|负责人)[，,]?")
_LISTS = re.compile(r"(?:[：:]|分别是[：:]?|如下[：:]?|一览|名单[：:]?)$")
_PRONOUN = re.compile(r"(?:他|她|其|该|这|此|两人|三人|大家|一行|驻村期间|期间|随后|同时)")
# Verbs that open a clause whose subject stands in the sentence before.
_NO_SUBJECT = re.compile(r"[，,\s]{0,2}(?:又|再|还|并|也|先后|被|受到|任|调任|转任|升任|当选|辞去|赴|到|来到|前往|主持|带队|率队|深入|召开|参加|出席|就|因|正式)")


@dataclass(slots=True)
class Occasion:
    """What is told of one time and occasion: its sentences, action words and the mentions in them."""

    paragraph: int
    section: str
    start: int
    end: int
    dates: tuple[EventDate, ...] = ()
    anchored: bool = False
    loose: bool = False
    first: bool = False
    background: bool = False
    triggers: list[Trigger] = field(default_factory=list)
    plans: list[Trigger] = field(default_factory=list)
    labels: list[Trigger] = field(default_factory=list)
    others: list[Trigger] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    subjects: list[Mention] = field(default_factory=list)

    def people(self) -> set[str]:
        """The officials' names so far."""
        return {m.text for m in self.mentions if m.kind == "official"}


class Items:
    """Cuts a page into occasions by its dates, paragraphs and linking words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._background = words_of(lexicon, "background")
        self._continue = words_of(lexicon, "continue")
        self._note = words_of(lexicon, "note")

    def occasions(self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]) -> list[Occasion]:
        """The occasions of the page in text order, those without any action included."""
        walk = _Walk(page, mentions, triggers)
        last: Occasion | None = None
        section = ""
        for i, paragraph in enumerate(page.tree.paragraphs):
            if paragraph.heading or self._note.match(page.text, paragraph.start) or not paragraph.sentences:
                continue
            new_item = _opens_item(page.text, paragraph) or (section and paragraph.section != section)
            section = paragraph.section
            last = self._paragraph(walk, i, paragraph, bool(new_item), last)
        return walk.occasions

    def _paragraph(
        self, walk: _Walk, index: int, paragraph: Paragraph, new_item: bool, last: Occasion | None
    ) -> Occasion | None:
        text = walk.page.text
        label = _LABEL.match(text, paragraph.start)
        inside: list[Trigger] = walk.triggers_in(paragraph.start, label.end()) if label else []
        current = last
        before = len(walk.occasions)
        for k, sentence in enumerate(_sentences(text, paragraph, label.end() if label else paragraph.start)):
            opening = k == 0
            continues = current is not None and self._continues(walk, sentence, current, opening, new_item)
            for stretch in walk.stretches(sentence):
                current = self._stretch(walk, index, paragraph, sentence, stretch, current if continues else None, opening)
                continues = current is not None
        for occasion in walk.occasions[before:]:
            occasion.labels += inside
        return current

    def _continues(
        self, walk: _Walk, sentence: Sentence, current: Occasion, opening: bool, new_item: bool
    ) -> bool:
        """Whether a sentence without its own date still tells of the current occasion."""
        text = walk.page.text
        if opening and new_item:
            return False
        at = _skip(text, sentence.start)
        reported = _REPORTED.match(text, at)
        if self._background.match(text, at) and not (reported and not opening):
            return False
        if self._continue.match(text, at) or _PRONOUN.match(text, at):
            return True
        names = [m for m in walk.mentions_in(sentence.start, sentence.end) if m.kind != "date" and m.status != "quoted"]
        if any(m.text in current.people() for m in names if m.kind == "official"):
            return True
        if current.loose:
            return not names
        return True

    def _stretch(
        self,
        walk: _Walk,
        index: int,
        paragraph: Paragraph,
        sentence: Sentence,
        stretch: Stretch,
        current: Occasion | None,
        opening: bool,
    ) -> Occasion | None:
        text = walk.page.text
        found = walk.mentions_in(stretch.start, stretch.end)
        reported = _REPORTED.match(text, _skip(text, stretch.start))
        if reported:
            # 据镇长介绍，今年…: who reports belongs to the occasion at which he does.
            if current is not None:
                current.mentions += [m for m in found if m.start < reported.end()]
            found = [m for m in found if m.start >= reported.end()]
        triggers = walk.triggers_in(stretch.start, stretch.end)
        anchor = stretch.anchor
        if anchor is None and current is not None:
            occasion = current
            occasion.end = max(occasion.end, stretch.end) if index == occasion.paragraph else occasion.end
        elif anchor is not None and current is not None and _same(current, anchor, index):
            occasion = current
            occasion.end = stretch.end
        else:
            occasion = Occasion(index, paragraph.section, stretch.start, stretch.end, first=opening)
            occasion.background = self._background.match(text, _skip(text, sentence.start)) is not None
            if anchor is not None:
                occasion.anchored = True
                occasion.dates = anchor.dates
                occasion.loose = anchor.coarse or any(d.start is None or d.end is None for d in anchor.dates)
            walk.occasions.append(occasion)
            if current is not None and anchor is not None:
                self._inherit_subject(text, stretch, found, triggers, current, occasion)
        for t in triggers:
            if t.status in ("done", "ongoing"):
                occasion.triggers.append(t)
            elif t.status == "planned":
                (occasion.plans if anchor is not None and anchor.dates else occasion.others).append(t)
            else:
                occasion.others.append(t)
        occasion.mentions += [m for m in found if m.status not in ("quoted", "simulated", "required")]
        head = triggers[0].start if triggers else stretch.end
        occasion.subjects += [m for m in found if m.kind == "official" and m.start < head]
        return occasion

    def _inherit_subject(
        self,
        text: str,
        stretch: Stretch,
        found: Sequence[Mention],
        triggers: Sequence[Trigger],
        current: Occasion,
        occasion: Occasion,
    ) -> None:
        """Give a new date the subject of the sentence before, where it names none (…；8月被判处…)."""
        if stretch.anchor is None or not triggers or any(m.kind == "official" for m in found):
            return
        end = stretch.anchor.end
        gap = triggers[0].start - end
        if 0 <= gap <= 3 or _NO_SUBJECT.match(text, end) or _PRONOUN.match(text, _skip(text, end)):
            occasion.mentions += current.subjects
            occasion.subjects += current.subjects


class _Walk:
    """The page with its mentions and action words, for lookup by span."""

    def __init__(self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]) -> None:
        self.page = page
        self.clauses = Clauses(page.text)
        self.occasions: list[Occasion] = []
        self._mentions = [m for m in mentions if m.kind in ("date", "official", "village", "enterprise")]
        self._mention_starts = [m.start for m in self._mentions]
        self._triggers = triggers
        self._trigger_starts = [t.start for t in triggers]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        return self._mentions[bisect_left(self._mention_starts, start) : bisect_left(self._mention_starts, end)]

    def triggers_in(self, start: int, end: int) -> list[Trigger]:
        a, b = bisect_left(self._trigger_starts, start), bisect_left(self._trigger_starts, end)
        return list(self._triggers[a:b])

    def stretches(self, sentence: Sentence) -> list[Stretch]:
        dates = [m for m in self.mentions_in(sentence.start, sentence.end) if m.kind == "date"]
        if not dates:
            return [Stretch(sentence.start, sentence.end, None)]
        return stretches(self.page, self.clauses, sentence, dates, self.triggers_in(sentence.start, sentence.end))


def _sentences(text: str, paragraph: Paragraph, start: int) -> Iterator[Sentence]:
    """The paragraph's sentences from ``start``, cut again at numbered points (…；2、…)."""
    for s in paragraph.sentences:
        begin = max(s.start, start)
        if begin >= s.end:
            continue
        for m in _ENUMERATED.finditer(text, begin, s.end):
            yield Sentence(start=begin, end=m.end())
            begin = m.end()
        yield Sentence(start=begin, end=s.end)


def _opens_item(text: str, paragraph: Paragraph) -> bool:
    """Whether the paragraph is a numbered point or has a label of its own."""
    return paragraph.sentences[0].start > paragraph.start or text[paragraph.start] == "【"


def _same(current: Occasion, anchor: Anchor, index: int) -> bool:
    """Whether the date says again what the occasion's date says (当天, 当晚)."""
    return current.paragraph == index and anchor.dates != () and [(d.start, d.end) for d in anchor.dates] == [
        (d.start, d.end) for d in current.dates
    ]


def _skip(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " 　“（(\t":
        offset += 1
    return offset
