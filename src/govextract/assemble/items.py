"""Items: which sentences tell of one occasion. Each occasion becomes an event if something was done at it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from govextract.assemble.anchors import Anchor, Stretch, stretches
from govextract.clauses import Clauses, words_of
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Action, EventDate, Mention, Paragraph, Sentence, Trigger

_LABEL = re.compile(r"\s{0,4}【([^】\n]{1,20})】")
_ENUMERATED = re.compile(r"[；;]\s?(?=(?:[0-9]{1,2}[、.．]|[（(][0-9一二三四五六七八九十]{1,2}[）)]))")
_REPORTED = re.compile(r"据[^，。]{0,60}(?:介绍|透露|反映|称|说|统计|了解|负责人)[，,]?")
_LEARNED = re.compile(r"(?:中新网)?记者[^，。]{0,24}(?:获悉|了解到)")
_LISTS = re.compile(r"(?:[：:]|分别是[：:]?|如下[：:]?|一览|名单[：:]?)$")
# A word for an occasion by its action: 考察期间, 座谈会上, 陪同调研 lead back to the occasion that has the action.
_RETURN = re.compile(r"在?(?:[^，。]{0,8}?)(?P<what>调研|考察|走访|检查|视察|培训|会议|座谈|仪式|慰问|督导|巡查|演练|宣讲)[^，。]{0,4}?(?:期间|中|时|后|前|上|结束)")
_ATTENDED = re.compile(r"(?:陪同|参加|参与|随同)(?:了)?(?:此次|上述|以上)?(?P<what>调研|考察|走访|检查|视察|培训|会议|座谈|仪式|慰问|督导)")
_WHAT: dict[str, frozenset[Action]] = {
    "调研": frozenset(("survey",)), "考察": frozenset(("survey",)), "视察": frozenset(("survey",)),
    "走访": frozenset(("visit", "survey")), "慰问": frozenset(("visit",)),
    "检查": frozenset(("inspection", "supervision")), "巡查": frozenset(("inspection",)),
    "督导": frozenset(("supervision",)), "培训": frozenset(("training",)), "会议": frozenset(("meeting",)),
    "座谈": frozenset(("meeting",)), "仪式": frozenset(("ceremony",)), "演练": frozenset(("drill",)),
    "宣讲": frozenset(("lecture",)),
}  # fmt: skip
# Sections of problems, plans and demands, where nothing without a date was done.
_CLOSING = re.compile(r"问题|打算|计划|安排|下步|下一步|要求|建议|思路|困难|不足")
_AT_TABLE = re.compile(r"会上|会议|[^，。]{0,40}(?:会|仪式|活动|培训|论坛)(?:上|现场)|与会|参会")
# Who held, opened or attended it: a sentence of the occasion before.
_ON_STAGE = re.compile(r"(?:会|仪式|论坛|培训班?)上[^，。]{0,6}(?:说|表示|发言|致辞|介绍)")
_HELD = re.compile(r"主持|出席|参加|陪同|列席|到会|参会|致辞|讲话|发言|随同|见证")
_SPEECH = re.compile(r"[^，。]{0,6}(?:指出|强调|要求|表示|说)")
_BYLINE = re.compile(r"(?:来源|作者|浏览(?:次数)?|点击(?:数|率)?|发布(?:日期|时间|单位)?|发稿时间|日期|时间|责编|责任编辑|编辑|供稿|审核|字体|字号)\s?[:：]")
_LONGEST_BYLINE = 120
_BULLETS = frozenset("【■▲●◆★▶►○◇□△※•▪◎☆")
_PRONOUN = re.compile(r"(?:他|她|其(?!中)|该|这|此|两人|三人|大家|驻村期间)")
# Verbs that open a clause whose subject stands in the sentence before.
_NO_SUBJECT = re.compile(r"[，,\s]{0,2}(?:又|再|还|并|也|先后|对|把|将|给|向|被|受到|任|调任|转任|升任|当选|辞去|赴|到|来到|前往|主持|带队|率队|深入|召开|参加|出席|就|因|正式)")


# How far into a paragraph its date may stand and still open it.
_LEAD = 3
_THERE = re.compile(r"到场|到现场|该村|该社区|当地|村里|上述")
_HE = re.compile(r"(?<![其吉])[他她](?![们人])")
_GROUP = re.compile(r"一行|小分队|工作组|检查组|调研组|代表团|考察团|督导组|工作队|同志")


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
    aside: bool = False
    parent: Occasion | None = None
    item: bool = False
    background: bool = False
    triggers: list[Trigger] = field(default_factory=list)
    plans: list[Trigger] = field(default_factory=list)
    labels: list[Trigger] = field(default_factory=list)
    others: list[Trigger] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    subjects: list[Mention] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether it has days of its own, told for itself and not as background."""
        return self.anchored and not self.aside

    def people(self) -> set[str]:
        """The officials' names so far."""
        return {m.text for m in self.mentions if m.kind == "official"}


class Items:
    """Cuts a page into occasions by its dates, paragraphs and linking words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._background = words_of(lexicon, "background")
        self._continue = words_of(lexicon, "continue")
        self._note = words_of(lexicon, "note")

    def occasions(
        self, page: Page, clauses: Clauses, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> list[Occasion]:
        """The occasions of the page in text order, those without any action included."""
        walk = _Walk(page, clauses, mentions, triggers)
        dated = _dated_sections(page, mentions)
        numbered = frozenset(s.id for s in page.tree.sections if s.number is not None)
        closing = frozenset(s.id for s in page.tree.sections if _CLOSING.search(s.heading))
        last: Occasion | None = None
        section = ""
        for i, paragraph in enumerate(page.tree.paragraphs):
            if paragraph.heading or not paragraph.sentences or self._is_note(page.text, paragraph):
                continue
            walk.item = _opens_item(page.text, paragraph) or paragraph.section in dated
            changed = bool(section) and paragraph.section != section
            section = paragraph.section
            if _opens_item(page.text, paragraph) or (changed and section in numbered):
                last, walk.main, walk.item = None, None, True
            walk.closing = section in closing
            last = self._paragraph(walk, i, paragraph, section in dated or changed, last)
        return walk.occasions

    def _is_note(self, text: str, paragraph: Paragraph) -> bool:
        """Whether the paragraph tells of the report itself: its source, writer, date, pictures."""
        if self._note.match(text, paragraph.start):
            return True
        line = text[paragraph.start : paragraph.end]
        return len(line) <= _LONGEST_BYLINE and "。" not in line and _BYLINE.search(line) is not None

    def _paragraph(
        self, walk: _Walk, index: int, paragraph: Paragraph, itemised: bool, last: Occasion | None
    ) -> Occasion | None:
        text = walk.page.text
        label = _LABEL.match(text, paragraph.start)
        inside: list[Trigger] = walk.triggers_in(paragraph.start, label.end()) if label else []
        current = last
        before = len(walk.occasions)
        begin = label.end() if label else paragraph.start
        first = paragraph.sentences[0]
        if len(paragraph.sentences) > 1 and text[first.start : first.end].rstrip("。：: ") == walk.headings.get(paragraph.section):
            begin = first.end
        for k, sentence in enumerate(_sentences(text, paragraph, begin)):
            opening = k == 0
            current = self._goes_on(walk, sentence, current, opening, itemised)
            for stretch in walk.stretches(sentence):
                current = self._stretch(walk, index, paragraph, sentence, stretch, current, opening)
            if current is not None and current.fine and (current.triggers or current.people()):
                walk.main = current
        for occasion in walk.occasions[before:]:
            occasion.labels += inside
        return current

    def _goes_on(
        self, walk: _Walk, sentence: Sentence, current: Occasion | None, opening: bool, itemised: bool
    ) -> Occasion | None:
        """The occasion of which a sentence without its own date still tells, None where it begins anew."""
        text, main = walk.page.text, walk.main
        at = _skip(text, sentence.start)
        back = _RETURN.match(text, at) or _ATTENDED.search(text, sentence.start, sentence.end)
        if back is not None and opening and not itemised:
            found = walk.with_action(_WHAT[back["what"]], since=main)
            if found is not None:
                return found
            if main is not None and _AT_TABLE.match(text, at):
                return main
        if opening and current is not None and current.parent is not None and not _AT_TABLE.match(text, at):
            speaks = any(m.text in current.people() and _SPEECH.match(text, m.end) for m in walk.mentions_in(at, at + 40))
            return current if speaks else current.parent
        if self._background.match(text, at) and not (_REPORTED.match(text, at) and not opening):
            return None
        if _LEARNED.match(text, at):
            return None
        names = [m for m in walk.mentions_in(sentence.start, sentence.end) if m.kind != "date" and m.status != "quoted"]
        people = {m.text for m in names if m.kind == "official"}
        if current is not None and _PRONOUN.match(text, at):
            return current
        for known in (current, main):
            if known is not None and people & known.people():
                return known
        if self._continue.match(text, at):
            stays = current is not None and current.anchored and (not current.aside or _AT_TABLE.match(text, at))
            return current if stays or main is None else main
        if main is not None and (people or _ON_STAGE.search(text, sentence.start, sentence.end)):
            # Who spoke or attended belongs to the occasion told before, whatever was told in between.
            held = _HELD.search(text, sentence.start, sentence.end)
            if current is None or not current.fine or not opening or not itemised or held:
                return current if current is not None and current.fine else main
        if current is not None and current.aside and names:
            return None
        if opening and itemised:
            return None
        return current

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
        elif anchor is not None and current is not None and _same(current, anchor):
            occasion = current
            occasion.end = stretch.end if index == occasion.paragraph else occasion.end
        else:
            occasion = Occasion(index, paragraph.section, stretch.start, stretch.end, item=opening and walk.item and not walk.closing)
            occasion.background = self._background.match(text, _skip(text, sentence.start)) is not None
            if anchor is not None:
                occasion.anchored = True
                occasion.dates = anchor.dates
                occasion.loose = anchor.loose
                occasion.parent = _around(anchor, walk.main)
                occasion.aside = occasion.loose or _before(anchor, current or walk.main)
            walk.occasions.append(occasion)
            if current is not None and current.paragraph == index and not current.anchored and not current.triggers:
                # 大山村离镇区十里。18日，…: the place is told before the date.
                occasion.mentions += current.mentions
            if current is not None and anchor is not None:
                self._inherit_subject(text, stretch, found, triggers, current, occasion)
        due = anchor is not None and anchor.deadline
        for t in triggers:
            if t.status in ("done", "ongoing") and not due:
                occasion.triggers.append(t)
            elif t.status in ("planned", "done"):
                (occasion.plans if anchor is not None and anchor.dates else occasion.others).append(t)
            else:
                occasion.others.append(t)
        occasion.mentions += [m for m in found if m.status not in ("quoted", "simulated", "required")]
        head = triggers[0].start if triggers else stretch.end
        occasion.subjects += [m for m in found if m.kind == "official" and m.start < head]
        if anchor is not None:
            # 去年签约的某公司项目8月竣工: what stands between two dates of a clause belongs to both.
            clause = max(walk.clauses.span(anchor.start)[0], sentence.start)
            if clause < stretch.start and not any(m.kind in ("village", "enterprise") for m in found):
                occasion.mentions += [
                    m for m in walk.mentions_in(clause, stretch.start) if m.kind in ("village", "enterprise")
                ]
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
        if not any(m.kind == "village" for m in found) and _THERE.search(text, stretch.start, stretch.end):
            occasion.mentions += [m for m in current.mentions if m.kind == "village"]
        if stretch.anchor is None or not triggers or any(m.kind == "official" for m in found):
            return
        end = stretch.anchor.end
        gap = text[end : max(end, triggers[0].start)].strip("，, ")
        if text[end : end + 1] == "的" or text[triggers[0].end : triggers[0].end + 1] == "的":
            return
        if not gap or _HE.search(text, end, max(end, triggers[0].start)) or _GROUP.search(text, end, max(end, triggers[0].start)) or _NO_SUBJECT.match(text, end) or _PRONOUN.match(text, _skip(text, end)):
            occasion.mentions += current.subjects
            occasion.subjects += current.subjects


class _Walk:
    """The page with its mentions and action words, for lookup by span."""

    def __init__(
        self, page: Page, clauses: Clauses, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> None:
        self.page = page
        self.clauses = clauses
        self.occasions: list[Occasion] = []
        self.main: Occasion | None = None
        self.headings = {s.id: s.heading for s in page.tree.sections if s.heading and s.level > 0}
        self.item = False
        self.closing = False
        self._mentions = [m for m in mentions if m.kind in ("date", "official", "village", "enterprise")]
        self._mention_starts = [m.start for m in self._mentions]
        self._triggers = triggers
        self._trigger_starts = [t.start for t in triggers]

    def with_action(self, actions: frozenset[Action], since: Occasion | None) -> Occasion | None:
        """The last occasion with days of its own that has one of ``actions``."""
        if since is None:
            return None
        for o in reversed(self.occasions):
            if o.fine and any(not actions.isdisjoint(t.actions) for t in o.triggers):
                return o
            if o.section != since.section:
                break
        return None

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
    return paragraph.sentences[0].start > paragraph.start or text[paragraph.start] in _BULLETS


def _same(current: Occasion, anchor: Anchor) -> bool:
    """Whether the date says again what the occasion's date says (当天, 当晚)."""
    return anchor.dates != () and [(d.start, d.end) for d in anchor.dates] == [
        (d.start, d.end) for d in current.dates
    ]


def _skip(text: str, offset: int) -> int:
    while offset < len(text) and text[offset] in " 　“（(\t":
        offset += 1
    return offset


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
    return outer if b.start <= a.start and a.end <= b.end and (a.start, a.end) != (b.start, b.end) else None


def _dated_sections(page: Page, mentions: Sequence[Mention]) -> frozenset[str]:
    """Sections in which at least two paragraphs open with a date: each paragraph there is an item by itself."""
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
