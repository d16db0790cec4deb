"""Qualify: which actions were done, and which are only planned, demanded, played, denied or quoted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from govextract.clauses import Clauses, clauses_of, words_of
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page
from govextract.records import Mention, OfficeValue, Paragraph, Sentence, Status, Trigger

# The heaviest status of the cues that reach a word is the word's.
_WEIGHT: dict[Status, int] = {
    "done": 0, "ongoing": 1, "planned": 2, "required": 3, "quoted": 4, "simulated": 5, "negated": 6,
}  # fmt: skip
_CUES = ("speech", "required", "planned", "simulated", "habit", "ongoing", "wrongdoing")
# What follows a verb of speech: a comma, a colon, a quotation mark.
_SAYS = re.compile(r"[，,：:“\"「道]|了[，,：:]")
_OPEN_QUOTE = re.compile(r"道?[，,：:]?\s?“")
# A quotation that holds a clause mark is somebody's words, not a name.
_DIRECT = re.compile(r"“[^“”，。！？；,!?\n]{1,200}[，。！？；,!?][^“”\n]{0,400}”")
# Before 称 and 讲 these make other words of them (简称, 职称, 宣讲, 听讲).
_PARTS = {"称": frozenset("下简又俗人统通尊号名职堪自并"), "讲": frozenset("宣演授开主听试评领串")}
_NO_SCENE = frozenset(("考试", "法庭", "测试", "招聘"))  # behind 模拟
_DAY = re.compile(r"[日号](?:[上下中]午|晚上?|凌晨|清晨|早上)?$")
_PAST = re.compile(r"(?:19|20)[0-9]{2}|去年|前年|今年以来|上半年")
_LEAD = 4  # how far into a clause a date may stand and still open it
_LONGEST_SCENE = 8  # sentences of an exercise
_LONGEST_LEAD = 24  # of the clause that announces the points of a speech
_LONGEST_DENIAL = 8  # characters from the denial to the action word
_LONGEST_SUBJECT = 16  # characters before 要


class _Scope(NamedTuple):
    start: int
    end: int
    status: Status


class _Cue(NamedTuple):
    start: int
    hit: Hit
    category: str


class _Reach(NamedTuple):
    """What the reach of cue words depends on: the text, its clauses, where officials and days are named."""

    text: str
    clauses: Clauses
    officials: Sequence[int]
    days: Sequence[int]
    past: Sequence[int]


class Qualifier:
    """Gives mentions and triggers their status by cue words and the reach of each."""

    def __init__(self, lexicon: Lexicon) -> None:
        denial, link = words_of(lexicon, "negated").pattern, words_of(lexicon, "denial_link").pattern
        self._denied = re.compile(f"(?:{denial})(?:{link})?$")
        self._called_off = words_of(lexicon, "called_off")
        self._must = words_of(lexicon, "must")
        self._later = words_of(lexicon, "later")
        self._bare = frozenset(lexicon.forms("bare_speech"))
        self._oratory = frozenset(lexicon.forms("oratory"))
        self._telling = frozenset(lexicon.forms("telling"))
        self._noun_before = words_of(lexicon, "noun_before")
        self._noun_behind = words_of(lexicon, "noun_behind")
        self._speaker = words_of(lexicon, "speaker_before")
        self._narration = words_of(lexicon, "narration")
        self._attending = words_of(lexicon, "attending")
        self._lists = words_of(lexicon, "speech_lists")
        self._enumerated = words_of(lexicon, "enumerated")
        self._attributive = words_of(lexicon, "attributive")
        self._set_for = frozenset(f for f, e in lexicon.forms("planned").items() if e.attrs.get("set_for"))
        self._aim = words_of(lexicon, "aim_before")
        self._scene_over = words_of(lexicon, "scene_over")
        self._sanction = words_of(lexicon, "sanction")

    def qualify(
        self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> tuple[list[Mention], list[Trigger], Scopes]:
        """The same mentions and triggers with their status, and the reach of the cue words that gave it.

        Action words inside the name of an enterprise, a body or an office are left out: they name no action.
        """
        names = _names(mentions)
        scopes = Scopes(self._scopes(page, mentions, names))
        found = []
        for t in triggers:
            if not _covered(names, t.start, t.end):
                status = self._of_trigger(page.text, scopes, t)
                found.append(t if status == t.status else t.model_copy(update={"status": status}))
        told = []
        for m in mentions:
            status = scopes.at(m.start)
            told.append(m if status == m.status else m.model_copy(update={"status": status}))
        return told, found, scopes

    def _of_trigger(self, text: str, scopes: Scopes, t: Trigger) -> Status:
        before = text[max(0, t.start - _LONGEST_DENIAL) : t.start]
        if self._denied.search(before) or self._called_off.match(text, t.end):
            return "negated"
        status = scopes.at(t.start)
        # The exercise itself took place, only its scene did not.
        return "done" if status == "simulated" and "drill" in t.actions else status

    def _scopes(
        self, page: Page, mentions: Sequence[Mention], names: Sequence[tuple[int, int]]
    ) -> Iterator[_Scope]:
        """The stretches of text that cue words reach."""
        text = page.text
        cues = sorted(
            (
                _Cue(h.start, h, category)
                for category in _CUES
                for h in page.scan.of(category)
                if not _covered(names, h.start, h.end)
            ),
            key=lambda c: (c.start, -c.hit.end),
        )
        must = [m.start() for m in self._must.finditer(text)] if "要" in text else []
        later = [m.start() for m in self._later.finditer(text)] if "待" in text else []
        if "“" in text:
            yield from (_Scope(m.start(), m.end(), "quoted") for m in _DIRECT.finditer(text))
        if not (cues or must or later):
            return
        officials = [m.start for m in mentions if m.kind == "official" and not _is_authority(text, m)]
        days = [m.start for m in mentions if _sets_a_day(m)]
        past = [m.start for m in mentions if m.kind == "date" and _PAST.match(m.text)]
        reach = _Reach(text, clauses_of(text), officials, days, past)
        starts = [c.start for c in cues]
        listed = False
        for paragraph in page.tree.paragraphs:
            if listed and self._enumerated.match(text, paragraph.start):
                # 镇长强调：一是…: the points of a speech.
                yield _Scope(paragraph.start, paragraph.end, "quoted")
                continue
            lead = max(paragraph.start, paragraph.end - _LONGEST_LEAD)
            listed = self._lists.search(text, lead, paragraph.end) is not None
            a, b = bisect_left(starts, paragraph.start), bisect_left(starts, paragraph.end)
            demands = _between(must, paragraph.start, paragraph.end)
            plans = _between(later, paragraph.start, paragraph.end)
            if a < b or demands or plans:
                yield from self._paragraph(reach, paragraph, cues[a:b], demands)
                yield from (_Scope(at, _sentence_end(paragraph, at), "planned") for at in plans)

    def _paragraph(
        self, reach: _Reach, paragraph: Paragraph, cues: Sequence[_Cue], demands: Sequence[int]
    ) -> Iterator[_Scope]:
        text = reach.text
        at = 0
        speaking = False
        for k, sentence in enumerate(paragraph.sentences):
            speaking = speaking and not self._told_again(reach, sentence)
            if speaking:
                yield _Scope(sentence.start, sentence.end, "quoted")
            open_quote = 0
            while at < len(cues) and cues[at].start < sentence.end:
                cue = cues[at]
                at += 1
                if cue.start < sentence.start or cue.start < open_quote:
                    continue
                if cue.category == "speech":
                    if not self._speaks(text, cue.hit, sentence):
                        continue
                    # What stands behind 说：“…” is told again by the report.
                    open_quote = _quotation(text, cue.hit.end, sentence.end)
                    said = self._said(reach, cue.hit.end, open_quote or sentence.end, "quoted")
                    yield from self._without_facts(reach, said) if cue.hit.form in self._telling else (said,)
                    speaking = speaking or self._holds_forth(text, cue.hit, sentence)
                elif cue.category == "simulated":
                    if text[cue.hit.end : cue.hit.end + 2] not in _NO_SCENE:
                        yield _Scope(cue.start, self._scene_end(text, paragraph.sentences, k), "simulated")
                elif cue.category == "wrongdoing":
                    sanction = self._sanction.search(text, cue.hit.end, sentence.end)
                    yield _Scope(cue.start, sanction.start() if sanction else sentence.end, "quoted")
                elif cue.category == "habit":
                    yield _Scope(cue.start, reach.clauses.span(cue.start)[1], "required")
                elif cue.category == "ongoing":
                    if cue.hit.form != "正" or text[cue.hit.end : cue.hit.end + 1] == "在":
                        yield _Scope(cue.start, reach.clauses.span(cue.start)[1], "ongoing")
                elif cue.category == "planned":
                    first = max(sentence.start, reach.clauses.span(cue.start)[0])
                    if self._attributive.match(text, cue.hit.end) or self._aim.match(text, first, cue.start):
                        continue  # 为迎接即将到来的春节
                    # 运动会将于5日举行: what the plan speaks of stands before it.
                    set_for = cue.hit.form in self._set_for
                    yield _Scope(first if set_for else cue.start, sentence.end, "planned")
                else:
                    yield self._demanded(reach, cue.start, sentence.end)
            for m in _between(demands, sentence.start, sentence.end):
                if _demands(reach, m, sentence):
                    yield self._demanded(reach, m, sentence.end)

    def _speaks(self, text: str, hit: Hit, sentence: Sentence) -> bool:
        """Whether the word opens speech: 指出 always, 说 or 希望 before punctuation only, no noun ever."""
        if text[hit.end : hit.end + 1] in ("的", "、"):
            return False
        if text[hit.start - 1 : hit.start] in _PARTS.get(hit.form, ()):
            return False
        if hit.form in self._bare or hit.form == "要求":
            before = text[max(sentence.start, hit.start - 4) : hit.start]
            if hit.form not in ("说", "讲") and (
                self._noun_before.search(before) or self._noun_behind.match(text, hit.end)
            ):
                return False
            if hit.form in self._bare and not _SAYS.match(text, hit.end):
                return hit.form == "称" and text[hit.start - 1 : hit.start] in "，, "
        return True

    def _said(self, reach: _Reach, start: int, end: int, status: Status) -> _Scope:
        """What is said or demanded, cut before a last clause that tells who attended (…，甲、乙参加)."""
        officials, clauses = reach.officials, reach.clauses
        for at in officials[bisect_right(officials, start) : bisect_left(officials, end)]:
            first, last = clauses.span(at)
            while last < end and not self._attending.search(reach.text[first:last].rstrip("，,；;")):
                last = min(end, clauses.span(last)[1])
            if first > start and self._attending.search(reach.text[first:last].rstrip("，,；;")):
                return _Scope(start, first, status)
        return _Scope(start, end, status)

    def _without_facts(self, reach: _Reach, said: _Scope) -> Iterator[_Scope]:
        """What is said, up to what is told with its date as done (他介绍，去年查处案件三起)."""
        for at in (
            () if _OPEN_QUOTE.match(reach.text, said.start) else _between(reach.past, said.start, said.end)
        ):
            first = reach.clauses.span(at)[0]
            if at - first <= _LEAD:
                yield _Scope(said.start, max(said.start, first), "quoted")
                return
        yield said

    def _demanded(self, reach: _Reach, start: int, end: int) -> _Scope:
        """What is demanded, cut before a later clause that sets a day (各村要排查，7月5日举行演练)."""
        first = reach.clauses.span(start)[1]
        days = _between(reach.days, first, end)
        return self._said(reach, start, reach.clauses.span(days[0])[0] if days else end, "required")

    def _holds_forth(self, text: str, hit: Hit, sentence: Sentence) -> bool:
        """Whether the word tells of a speech (镇长要求, 会议强调，), not of a wish among other things."""
        if hit.form not in self._oratory:
            return False
        return bool(_SAYS.match(text, hit.end) or self._speaker.search(text[sentence.start : hit.start]))

    def _told_again(self, reach: _Reach, sentence: Sentence) -> bool:
        """Whether the report itself speaks again after a speech: by a linking word, a date or a name."""
        if self._narration.match(reach.text, sentence.start):
            return True
        first = reach.clauses.span(sentence.start)[1]
        return bool(_between(reach.officials, sentence.start, first))

    def _scene_end(self, text: str, sentences: Sequence[Sentence], k: int) -> int:
        """Where the scene of an exercise ends: before the sentence that speaks of the exercise as a whole."""
        end = sentences[k].end
        for sentence in sentences[k + 1 : k + _LONGEST_SCENE]:
            if self._scene_over.match(text, sentence.start):
                break
            end = sentence.end
        return end


class Scopes:
    """The stretches of text that cue words reach, for lookup by offset."""

    def __init__(self, scopes: Iterator[_Scope]) -> None:
        self._scopes = sorted(scopes, key=itemgetter(0, 1))
        self._starts = [s.start for s in self._scopes]
        # The furthest end so far, so that a lookup may stop early.
        self._reach: list[int] = []
        far = 0
        for s in self._scopes:
            far = max(far, s.end)
            self._reach.append(far)

    def at(self, offset: int) -> Status:
        """The heaviest status of the scopes that hold ``offset``."""
        best: Status = "done"
        i = bisect_right(self._starts, offset) - 1
        while i >= 0 and self._reach[i] > offset:
            s = self._scopes[i]
            if s.end > offset and _WEIGHT[s.status] > _WEIGHT[best]:
                best = s.status
            i -= 1
        return best


def _is_authority(text: str, m: Mention) -> bool:
    """Whether the name is that of the General Secretary, whom every speech may name."""
    return text.startswith("总书记", m.end) or text.endswith("总书记", 0, m.start)


def _sets_a_day(m: Mention) -> bool:
    """Whether a date names a day or days, and no day until which something is due."""
    return m.kind == "date" and _DAY.search(m.text) is not None


def _between(offsets: Sequence[int], start: int, end: int) -> Sequence[int]:
    return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)]


def _sentence_end(paragraph: Paragraph, at: int) -> int:
    return next((s.end for s in paragraph.sentences if s.start <= at < s.end), paragraph.end)


def _quotation(text: str, start: int, end: int) -> int:
    """The offset behind the quotation that opens at ``start``, 0 where none does or it ends no clause."""
    m = _OPEN_QUOTE.match(text, start, end)
    close = text.find("”", m.end(), end) if m else -1
    if close < 0:
        return 0
    # A word or a phrase in quotation marks is part of what is said without them.
    return close + 1 if text[close - 1] in "。！？!?" or close + 2 >= end else 0


def _demands(reach: _Reach, at: int, sentence: Sentence) -> bool:
    """Whether 要 opens a demand: nothing but a short subject stands before it in its clause."""
    start = max(reach.clauses.span(at)[0], sentence.start)
    before = reach.text[start:at].strip(" 　“”、")
    return len(before) <= _LONGEST_SUBJECT and not any(x in before for x in "了着过问只若如")


def _names(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans of names and offices, in which an action word is part of the name."""
    out = []
    for m in mentions:
        if m.kind in ("enterprise", "organisation", "person", "official"):
            out.append((m.start, m.end))
        if isinstance(m.value, OfficeValue):
            out.append((m.value.start, m.value.end))
    return sorted(out)


def _covered(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_right(spans, (start, 1 << 60)) - 1
    return any(s <= start and end <= e for s, e in spans[max(0, i - 3) : i + 1])
