"""Qualify: which actions were done, and which are only planned, demanded, played, denied or quoted."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from govextract.clauses import Clauses, words_of
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page
from govextract.records import Mention, OfficeValue, Paragraph, Sentence, Status, Trigger

_SAYS = re.compile(r"[，,：:“\"「]|道|了?[，,：:]")
# Speech verbs of one or two characters that are parts of other words, or nouns, unless punctuation follows.
_BARE = frozenset(("说", "讲", "称", "问", "提醒", "评价", "明确", "提出", "建议", "希望", "期望", "期待", "感谢", "回答", "反映", "批示",
                   "指示", "解释", "承诺", "补充", "透露", "回忆", "形容", "鼓励", "号召", "呼吁", "倡议", "提议"))  # fmt: skip
_NOUN_BEFORE = re.compile(r"(?:的|按照?|根据|提出|工作|任务|有关|相关|基本|总体|具体|明确|几点|更高|部署|上级|新|目标|标准|点|项|下达|按|达到|符合|有|被|人|职|名|重要|作出|做出)$")
_NAMED = re.compile(r"[下简又俗人统通尊号名职堪自并]")  # 简称, 下称, 职称: a name, no speech
_NOUN = frozenset(("要求", "希望", "批示", "指示", "建议", "号召", "倡议", "承诺", "期望", "期待", "嘱托", "称", "说", "讲"))
# 要 as a demand: at the head of a clause or behind the body addressed, not 重要, 主要, 要求, 要闻.
_MUST = re.compile(r"(?<![重主需只必纪摘概首想就快次紧简提扼机索])要(?!求|素|点|闻|案|害|道|么|不是|不然|员|塞|约|价|挟|命|职|人|件)")
_ATTENDING = re.compile(r"(?:参加|陪同|出席|列席|参会|到会|随同)[^，。；,;]{0,14}[。；]?$")
_AFTER_DENIED = re.compile(r"[^，。；,;、]{0,6}(?:因[^，。；]{0,6})?(?:取消|推迟|延期|改期|暂停|未能如期|没能如期)")
_PLAY_OVER = re.compile(r"(?:此次|本次|通过|演练结束|活动|这次|整个演练|整场|演练后|最后|随后|镇|街道|据|该次)")
_SANCTION = re.compile(r"处分|处罚|警告|判处|移送|立案|诫勉|免去|撤职|开除|罚款|拘留|逮捕|通报批评|审理|宣判|起诉|公诉|侦查|双开|撤销")
_LATER = re.compile(r"(?<![接等期看对招款优])待(?!遇|业|岗|定|机|客|人|命|办)[^，。；]{1,12}后")
# Verbs of a speech that fills the rest of its paragraph, and the words with which the report takes over again.
_ORATORY = frozenset(("指出", "强调", "要求", "明确", "提出", "认为", "强调指出", "明确要求", "希望"))
_SPEAKER = re.compile(r"(?:^|[，,。；])[^，。；]{0,20}(?:书记|[镇乡县市区局村校院处站]长|主任|主席|会议|他|她|同志|领导)[^，。；]{0,4}$")
_NARRATES = re.compile(
    r"来到|走进|赴|前往|到|会后|会前|会上|随后|之后|其间|期间|座谈|活动|据|截至|目前|近[日期]|当[天日晚]|此前|[0-9]{1,2}(?:[月日至到-]|[—、])|[0-9]{4}年|仪式|最后，|会议还|会议(?:由|听取|审议|传达|通报|学习|期间|结束)|参加|出席|来自|[^，。]{0,12}(?:参加|出席|陪同)|在[^，。]{2,20}[，,]"
)
_LONGEST_PLAY = 8


class _Scope(NamedTuple):
    start: int
    end: int
    status: Status


class Qualifier:
    """Gives mentions and triggers their status by cue words and the reach of each."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._denied = re.compile(
            f"(?:{words_of(lexicon, 'negated').pattern})(?:及时|按规定|按时|有效|进行|开展|能|得到|完成|参加|组织|召开|举行|有|予|再)?$"
        )

    def qualify(
        self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> tuple[list[Mention], list[Trigger]]:
        """The same mentions and triggers with their status.

        Action words inside the name of an enterprise, a body or an office are left out: they name no action.
        """
        scopes = self._scopes(page, mentions)
        inside = _names(mentions)
        found = []
        for t in triggers:
            if _covers(inside, t.start, t.end):
                continue
            status = self._of_trigger(page, scopes, t)
            found.append(t if status == t.status else t.model_copy(update={"status": status}))
        told = []
        for m in mentions:
            status = _status(scopes, m.start)
            told.append(m if status == m.status else m.model_copy(update={"status": status}))
        return told, found

    def _of_trigger(self, page: Page, scopes: _Scopes, t: Trigger) -> Status:
        text = page.text
        before = text[max(0, t.start - 8) : t.start]
        if self._denied.search(before) or _AFTER_DENIED.match(text, t.end):
            return "negated"
        status = _status(scopes, t.start)
        if status == "simulated" and "drill" in t.actions:
            return "done"
        return status

    def _scopes(self, page: Page, mentions: Sequence[Mention]) -> _Scopes:
        """The stretches of text that cue words reach, in text order; a later cue narrows an earlier one."""
        text, scan = page.text, page.scan
        clauses: Clauses | None = None
        officials = [m.start for m in mentions if m.kind == "official"]
        out: list[_Scope] = []
        for paragraph in page.tree.paragraphs:
            if paragraph.heading and not paragraph.sentences:
                continue
            start, end = paragraph.start, paragraph.end
            cues: list[tuple[int, Hit, str]] = []
            for category in ("speech", "required", "planned", "simulated", "habit", "ongoing", "wrongdoing"):
                cues += [(h.start, h, category) for h in scan.within(category, start, end)]
            later = [m.start() for m in _LATER.finditer(text, start, end)]
            must = [m.start() for m in _MUST.finditer(text, start, end)]
            if not cues and not must and not later:
                continue
            if clauses is None:
                clauses = Clauses(text)
            cues.sort(key=lambda c: (c[0], -c[1].end))
            out += _paragraph(text, paragraph, cues, must, later, clauses, officials)
        return _Scopes(out)


class _Scopes:
    """Scopes in text order, for lookup by offset."""

    def __init__(self, scopes: Sequence[_Scope]) -> None:
        self.scopes = sorted(scopes, key=lambda s: (s.start, -s.end))
        self.starts = [s.start for s in self.scopes]
        # The furthest end so far, so that a lookup may stop early.
        self.reach: list[int] = []
        far = 0
        for s in self.scopes:
            far = max(far, s.end)
            self.reach.append(far)


_WEIGHT: dict[Status, int] = {
    "done": 0, "ongoing": 1, "planned": 2, "required": 3, "quoted": 4, "simulated": 5, "negated": 6,
}  # fmt: skip


def _status(scopes: _Scopes, offset: int) -> Status:
    """The heaviest status of the scopes that hold ``offset``."""
    best: Status = "done"
    i = bisect_right(scopes.starts, offset) - 1
    while i >= 0 and scopes.reach[i] > offset:
        s = scopes.scopes[i]
        if s.end > offset and _WEIGHT[s.status] > _WEIGHT[best]:
            best = s.status
        i -= 1
    return best


def _paragraph(
    text: str,
    paragraph: Paragraph,
    cues: Sequence[tuple[int, Hit, str]],
    must: Sequence[int],
    later: Sequence[int],
    clauses: Clauses,
    officials: Sequence[int],
) -> list[_Scope]:
    out: list[_Scope] = []
    sentences = paragraph.sentences
    at = 0
    speaking = False
    for k, sentence in enumerate(sentences):
        reach = sentence.end
        if speaking and not _told_again(text, sentence, clauses, officials):
            out.append(_Scope(sentence.start, reach, "quoted"))
        else:
            speaking = False
        open_quote = 0
        while at < len(cues) and cues[at][0] < sentence.start:
            at += 1
        here = at
        while here < len(cues) and cues[here][0] < sentence.end:
            _, hit, category = cues[here]
            here += 1
            if hit.start < open_quote:
                continue
            if category == "speech":
                if not _speaks(text, hit, sentence):
                    continue
                # What stands behind 说：“…” is told again by the writer.
                open_quote = _quotation(text, hit.end, reach)
                out += _less_attendance(text, hit.end, open_quote or reach, "quoted", clauses, officials)
                speaking = speaking or (hit.form in _ORATORY and _holds_forth(text, hit, sentence))
            elif category == "simulated":
                if text[hit.end : hit.end + 2] in ("考试", "法庭", "测试", "考"):
                    continue
                out.append(_Scope(hit.start, _play_end(text, sentences, k), "simulated"))
            elif category == "wrongdoing":
                out.append(_Scope(hit.start, _sanction(text, hit.end, reach), "quoted"))
            elif category == "habit":
                out.append(_Scope(hit.start, clauses.span(hit.start)[1], "required"))
            elif category == "ongoing":
                if hit.form == "正" and text[hit.end : hit.end + 1] not in "在":
                    continue
                out.append(_Scope(hit.start, clauses.span(hit.start)[1], "ongoing"))
            elif category == "planned":
                out.append(_Scope(hit.start, reach, "planned"))
            else:
                out.append(_Scope(hit.start, reach, "required"))
        at = here
        out += [_Scope(m, reach, "planned") for m in later if sentence.start <= m < sentence.end]
        for m in must:
            if sentence.start <= m < sentence.end and _demands(text, m, sentence, clauses):
                out.append(_Scope(m, reach, "required"))
    return out


def _holds_forth(text: str, hit: Hit, sentence: Sentence) -> bool:
    """Whether the word tells of a speech (镇长要求, 会议强调，), not of a wish among other things."""
    return _SAYS.match(text, hit.end) is not None or _SPEAKER.search(text, sentence.start, hit.start) is not None


def _told_again(text: str, sentence: Sentence, clauses: Clauses, officials: Sequence[int]) -> bool:
    """Whether the report itself speaks again after a speech: by a linking word, a date or somebody's name."""
    if _NARRATES.match(text, sentence.start):
        return True
    first = clauses.span(sentence.start)[1]
    i = bisect_right(officials, sentence.start - 1)
    return i < len(officials) and officials[i] < first


def _sanction(text: str, start: int, end: int) -> int:
    """Where the telling of the wrongdoing ends and that of the sanction begins."""
    m = _SANCTION.search(text, start, end)
    return m.start() if m else end


def _speaks(text: str, hit: Hit, sentence: Sentence) -> bool:
    """Whether the word opens speech: 指出, 强调 and the like always, 说 or 希望 before punctuation only."""
    if hit.form in _BARE or hit.form in _NOUN:
        noun = _NOUN_BEFORE.search(text[max(sentence.start, hit.start - 4) : hit.start]) is not None
        if noun and hit.form not in ("说", "讲"):
            return False
        if hit.form in _BARE and not _SAYS.match(text, hit.end):
            return hit.form == "称" and text[hit.start - 1 : hit.start] in "，, "
    if hit.form == "称" and _NAMED.search(text[max(sentence.start, hit.start - 1) : hit.start]):
        return False
    return text[hit.end : hit.end + 1] not in ("的", "、")


def _quotation(text: str, start: int, end: int) -> int:
    """The offset behind the quotation that opens at ``start``, 0 where none does or it is the sentence's rest."""
    m = re.compile(r"道?[，,：:]?\s?“").match(text, start, end)
    if m is None:
        return 0
    close = text.find("”", m.end(), end)
    if close < 0:
        return 0
    # A word or a phrase in quotation marks is part of what is said without them.
    return close + 1 if text[close - 1] in "。！？!?" or close + 2 >= end else 0


def _less_attendance(
    text: str, start: int, end: int, status: Status, clauses: Clauses, officials: Sequence[int]
) -> list[_Scope]:
    """The scope, cut before a last clause that says who attended (…，县领导甲、乙参加)."""
    i = bisect_right(officials, start)
    while i < len(officials) and officials[i] < end:
        a, b = clauses.span(officials[i])
        last = b
        while last < end and clauses.span(last)[1] <= end:
            if _ATTENDING.search(text, a, last):
                break
            last = clauses.span(last)[1]
        if a > start and _ATTENDING.search(text[a:last].rstrip("，,；;")):
            return [_Scope(start, a, status)]
        i += 1
    return [_Scope(start, end, status)]


def _play_end(text: str, sentences: Sequence[Sentence], k: int) -> int:
    """Where the scene of an exercise ends: before the sentence that speaks of the exercise as a whole."""
    end = sentences[k].end
    for sentence in sentences[k + 1 : k + _LONGEST_PLAY]:
        if _PLAY_OVER.match(text, sentence.start):
            break
        end = sentence.end
    return end


def _demands(text: str, at: int, sentence: Sentence, clauses: Clauses) -> bool:
    """Whether 要 opens a demand: nothing but a short subject stands before it in its clause."""
    start, _ = clauses.span(at)
    before = text[max(start, sentence.start) : at].strip(" 　“”、")
    return len(before) <= 16 and not re.search(r"[了着过]|是否|问|只|若|如", before)


def _names(mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    """The spans of names and offices, in which an action word is part of the name."""
    out = []
    for m in mentions:
        if m.kind in ("enterprise", "organisation", "person", "official"):
            out.append((m.start, m.end))
        if isinstance(m.value, OfficeValue):
            out.append((m.value.start, m.value.end))
    return sorted(out)


def _covers(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    i = bisect_right(spans, (start, 1 << 60)) - 1
    return any(s <= start and end <= e for s, e in spans[max(0, i - 3) : i + 1])
