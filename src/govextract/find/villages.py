"""Find villages and communities: 枫林镇|石桥村, 华溪、光坪等村, 石桥 for a 石桥村 named elsewhere.

The suffix 村 stands in ordinary words too (乡村, 驻村, 12个村), and nothing marks where a name begins. So
each possible beginning is scored: running text up to it, a name from it to the suffix (``bigrams``), and what
stands in front (``boundary``); the best must beat running text throughout. What a document says clearly in
one place helps in others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from govextract.find.atlas import atlas
from govextract.find.bare_villages import BareVillages, bare
from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.boundary import LISTED, Left, LeftContext, Masks
from govextract.find.company_names import is_region
from govextract.find.lists import NameList
from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.find.numbered import companies, name_end, numbered_start, section_end, zone_start
from govextract.find.village_proofs import (
    ACCEPT,
    FIRM,
    Choice,
    Known,
    Reading,
    between,
    known,
    lengthened,
    of_towns,
    proof,
)
from govextract.find.village_words import NEVER, TOWN_WEIGHT, VillageWords
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id, where
from govextract.records import Mention

LONGEST = 9
"""Characters of a name before its suffix."""
ACCEPT_FIRM = -1.0
"""What a name must score where punctuation stands in front."""
ACCEPT_TOWN = -3.0
"""The same where a town's or county's name does."""
ACCEPT_PROVED = -12.0
"""The same for a name whose place proves it elsewhere in the document."""
ACCEPT_LISTED = -0.5
"""The same behind a preposition or verb of the lexicon."""
KNOWN_BONUS = 10.0
GENERIC_BONUS = 8.0
ACROSS_TOWN = -15.0
ELSEWHERE = -1.0
"""In front of a name other places' names may stand, and names of people, which running text does not know."""
STRANGE = -8.5
HOPELESS = -8.0
MAPPED = 3.0
"""What a name gains that the gazetteer knows."""
UNHEARD = -8.0
"""Behind some characters a suffix never occurs in running text; that alone makes no name."""
SURE = 2.0
"""What an ending like 屯 needs more than 村."""
EASY = 2.0
"""What 屯 needs less, which stands in few other words."""
EASY_FIRM = 4.5
"""The same where punctuation or a town stands in front of a name of two characters and more."""
RARE = 4.0
"""What an ending like 新村 needs more, since few villages have it."""
SINGLE = -4.0
"""A name of one character needs punctuation or a town's name in front."""
IN_VILLAGE: Final = Left(-1.2)
"""A settlement's name behind that of its village (石桥村|韩家屯), or of a river whose stretch is told."""
THERE: Final = -1.5
"""The weight of prepositions and verbs of going, behind which 赵营 is rather a place than a man."""
IN_TOWN: Final = re.compile(
    "(?![全各本我该当和与及到在向由对等为从的是让两三多外家离距出回下进赴往])[\u4e00-\u9fff][镇乡](?![\u4e00-\u9fff]?(?:长|党|政|里|域|情|风|愁|亲|贤|村|土|区))"
)
_SIDES: Final = frozenset("上下前后东西南北大小老新")
_OPPOSITE: Final = {"上": "下", "下": "上", "前": "后", "后": "前"}
_STREETS: Final = frozenset("路街巷")
_COMMON_ENDINGS: Final = ("屯", "寨")
_AFTER_TUN: Final = frozenset(
    "田兵垦集积驻门溪昌留粮货站街镇乡村社区市县路东西南北里河能股子民门沟山卡英尾头"
)
_BESIDE_TUN: Final = frozenset(
    (
        *("卡点", "路灯", "路口", "路边", "门口", "河边", "田里", "沟里", "山上", "山坡", "河段"),
        *(side + place for side in "东西南北" for place in "边侧头面"),
    )
)
_AFTER_DOUBLED: Final = frozenset("的在是和与及为从有开")
_LISTED: Final = re.compile("、[\u4e00-\u9fff]{2,5}?(?:村|社区)(?![\u4e00-\u9fff])")
BODIES: Final = ("党支部", "党总支", "党委", "居委", "居民委员会", "第一党支部")


class VillageFinder:
    """Finds villages and communities."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._towns = tuple(lexicon["left_context.town"].forms)
        self._words = VillageWords(lexicon, self._left)
        self._lists = NameList(lexicon, self._left)
        self._bare = BareVillages(lexicon, self._left, self._lists)

    def find(self, page: Page) -> list[Mention]:
        """Villages on the page, in text order."""
        text = page.text
        hits = page.scan.of("village_suffix")
        groups = page.scan.of("village_group")
        numbered = [_mention(text, a, b, "village.number", 0.8) for a, b in companies(text)]
        if not hits and not groups and not numbered:
            return []
        masks = Masks(text)
        given = self._words.given(text, hits)
        choices: list[Choice] = []
        found: dict[int, Mention] = {m.start: m for m in numbered if not masks.covers(m.start)}
        for hit in hits:
            whole = hit.entry.attrs.get("span") == "whole"
            if not masks.covers(hit.start) and (not whole or self._settled(text, hit)):
                start = self._by_number(text, hit)
                if start is not None:
                    found[start] = _mention(text, start, hit.end, "village.number", 0.9)
                    continue
                readings = self._readings(text, hit, given)
                if readings:
                    choices.append((hit, readings))
        choices = _likelier(choices)
        clear = known(text, choices)
        rejected: list[Choice] = []
        for hit, readings in choices:
            mention = self._choose(text, hit, readings, clear, given)
            if mention is None:
                rejected.append((hit, readings))
            elif mention.start not in found:
                found[mention.start] = mention
        found = {start: m for start, m in found.items() if not of_towns(text, m.end)}
        for start, end in list(lengthened(text, ((m.start, m.end) for m in found.values()), self._left)):
            found[start - 1] = _mention(text, start - 1, end, "village.suffix", found.pop(start).confidence)
        ends = frozenset(m.end for m in found.values())
        for start, end in list(between(text, rejected, found, ends, self._words.generic)):
            found.setdefault(start, _mention(text, start, end, "village.suffix", 0.8))
        for mention in list(found.values()):
            mark = mention.start - 1
            if text[mark : mark + 1] == "、" and mark > 0:
                for start, end in self._lists.shared(text, mark, bare(mention.text)):
                    found.setdefault(start, _mention(text, start, end, "village.list", 0.85))
        for hit in groups:
            spans = [] if masks.covers(hit.start) else self._lists.names(text, hit)
            if spans:
                counted = (*spans, (hit.start, hit.end))  # 两屯 is no name behind 前湾、后湾
                for m in [m for m in found.values() if any(a < m.end and m.start < b for a, b in counted)]:
                    del found[m.start]
            for start, end in spans:
                found[start] = _mention(text, start, end, "village.list", 0.9)
        taken = {i for m in found.values() for i in range(m.start, m.end)}
        for start, end in self._bare.spans(text, found.values()):
            if not masks.covers(start) and taken.isdisjoint(range(start, end)):
                found[start] = _mention(text, start, end, "village.bare", 0.75)
        return _apart(found[start] for start in sorted(found))

    def _by_number(self, text: str, hit: Hit) -> int | None:
        if hit.start and text[hit.start - 1].isdecimal():
            return numbered_start(text, hit, self._left)
        return zone_start(text, hit)

    # --- one suffix
    # ------------------------------------------------------------------------------------------

    def _readings(self, text: str, hit: Hit, given: frozenset[str]) -> list[Reading]:
        """The possible beginnings of a name that ends in the suffix, best first."""
        end, suffix = name_end(text, hit), hit.form
        if hit.entry.attrs.get("body") and not self._has_body(text, hit):
            return []
        if hit.entry.attrs.get("span") == "whole":  # 屯 is part of the name that the tables know
            end, suffix = hit.end, ""
        after = self._words.after(text, hit.end)
        if after == NEVER or self._doubled(text, hit) or IN_TOWN.match(text, hit.end):
            return []
        low = end
        floor = max(0, end - LONGEST - 4)
        while low > floor and HAN_FIRST <= text[low - 1] <= HAN_LAST:
            low -= 1
        if low == end:
            return []
        names, running = load_bigrams()
        # running[k]: log probability of the text from `low` up to `low + k`, as running text
        before = text[low - 1] if low == floor and low else EDGE
        total = 0.0
        prefix = [0.0]
        for c in text[low:end]:
            total += max(running.step(before, c), names.step(before, c) + ELSEWHERE, STRANGE)
            prefix.append(total)
            before = c
        ending = 0.0
        for c in suffix:
            ending += running.step(before, c)
            before = c
        plain = (
            total + max(ending, UNHEARD) if suffix else total + (0.0 if hit.form in _COMMON_ENDINGS else SURE)
        )
        generic = self._words.start(text, hit, given)
        if generic is not None:
            plain += GENERIC_BONUS
        plain += RARE * bool(hit.entry.attrs.get("rare"))
        tail = names.step(text[end - 1], END)
        readings = []
        # a town's end inside the name is a barrier; one right before the suffix (旗|镇|村三级) is one too
        barrier = ACROSS_TOWN if text.endswith(self._towns, low, end) else 0.0
        pending = False
        for k in range(end - 1, max(low, end - LONGEST) - 1, -1):
            if k < end - 1:
                tail += names.step(text[k], text[k + 1])
            named = k < end - 1 or suffix  # 屯 alone is no name
            word = (generic is not None and k >= generic) or text[k : hit.end] in self._words.alone
            if named and not word:
                left = self._left.at(text, k, low if low > floor else max(0, low - 3))
                if text[k - 1] == "乡" and not left.cut and self._is_town(text, k, low):
                    left = left._replace(weight=TOWN_WEIGHT, cut=True)  # 王家乡, and no 家乡
                told = text[k - 1] == "村" or (text[k - 1] in "河江渠" and text.startswith("段", end))
                if told and not suffix and k > low:
                    left = IN_VILLAGE
                there = left.hard if suffix else left.length > 0 and left.weight >= THERE
                lone = text[k] in _STREETS or not (left.cut or there)
                if end - k - (not suffix) <= 1 and lone:
                    left = left._replace(weight=left.weight + SINGLE)
                score = (
                    prefix[k - low] + left.weight + names.step(EDGE, text[k]) + tail + barrier - plain + after
                )
                readings.append(Reading(k, score, left))
                side = left.cut and text[k - 1] in "上里"  # 镇上|吾屯村: 镇|上吾屯村 may be meant
                if pending or (left.cut and end - k >= 2 and not side):
                    barrier = ACROSS_TOWN
                pending = (
                    left.cut and text[k] not in _STREETS
                )  # 柏镇|西村: 镇西村 may be meant, 柏镇西村 cannot
        if low == end - 2 and len(readings) == 2 and running.step(EDGE, text[low]) <= STRANGE:
            del readings[0]  # what stands in front of one character (佤|岬村) would have to be a word
        readings.sort(key=_best_first)
        return self._on_the_map(text, hit, readings)

    def _on_the_map(self, text: str, hit: Hit, readings: list[Reading]) -> list[Reading]:
        """The readings, those raised that are a village's name somewhere in the country."""
        if not readings or readings[0].score < HOPELESS:
            return readings
        gazetteer = atlas()
        rest = "村" if hit.entry.attrs.get("span") == "whole" else ""
        for i, reading in enumerate(readings[:4]):
            name = text[reading.start : hit.end] + rest
            if hit.start - reading.start >= 2 - len(rest) and gazetteer.village_nodes(name):
                readings[i] = reading._replace(score=reading.score + MAPPED)
        return sorted(readings, key=_best_first)

    def _is_town(self, text: str, end: int, low: int) -> bool:
        """Whether the gazetteer has a town whose name ends here."""
        return any(atlas().towns(text[end - n : end]) for n in (3, 4) if end - n >= low)

    def _settled(self, text: str, hit: Hit) -> bool:
        """Whether a name can end with the ending of a settlement; one like 圪旦 needs more than 屯."""
        if text[hit.end - 2 : hit.end] in self._words.generic:
            return False
        if hit.form in _COMMON_ENDINGS:
            after = text[hit.end : hit.end + 2]
            return not after or after[0] not in _AFTER_TUN or after in _BESIDE_TUN
        return self._bare.ends(text, hit.end) and not text.startswith(("村", "社区", "自然村"), hit.end)

    def _doubled(self, text: str, hit: Hit) -> bool:
        """Whether another suffix right behind belongs to the name (中村|村 is one, 石桥村|村委会 none)."""
        if hit.form != "村" or not text.startswith("村", hit.end):
            return False
        after = text[hit.end + 1 : hit.end + 2]
        return not HAN_FIRST <= after <= HAN_LAST or after in _AFTER_DOUBLED

    # --- the whole document
    # ----------------------------------------------------------------------------------

    def _choose(
        self, text: str, hit: Hit, readings: list[Reading], clear: Known, given: frozenset[str]
    ) -> Mention | None:
        best = readings[0]
        for reading in readings:
            if text[reading.start : hit.end] in clear.names:
                raised = reading._replace(score=reading.score + KNOWN_BONUS)
                if raised.score > best.score:
                    best = raised
        least = ACCEPT
        if hit.start - best.start >= 2 and best.left.weight > LISTED:
            least = ACCEPT_TOWN if best.left.cut else ACCEPT_FIRM if best.firm else ACCEPT_LISTED
        if hit.form in _COMMON_ENDINGS:
            least = min(least, ACCEPT_LISTED) - (
                EASY_FIRM if best.firm and hit.end - best.start > 2 else EASY
            )
        least = min(least, proof(text, hit, best))
        if text[best.start : hit.end] in clear.proved:
            least = min(least, ACCEPT_PROVED)
        best = self._whole(text, hit, best, readings)
        if self._words.only_word(text, best.start, hit.end, given):
            return None
        if best.score < least or (
            hit.entry.attrs.get("span") == "whole" and is_region(text[best.start : hit.end])
        ):
            return None
        end = section_end(text, hit.end)
        if hit.entry.attrs.get("span") == "stem" or self._committee(text, hit, best.start):
            end = hit.start
        confidence = 0.95 if best.score >= FIRM else 0.8
        return _mention(text, best.start, end, "village.suffix", confidence)

    @staticmethod
    def _whole(text: str, hit: Hit, best: Reading, readings: Iterable[Reading]) -> Reading:
        """The reading with 上, 下, 前 or 后 in front of the best one, where nothing but a name can begin (下石桥村)."""
        start = best.start - 1
        longer = next((r for r in readings if r.start == start and r.left.hard), None)
        if longer is None or text[start] not in _OPPOSITE or hit.start - best.start < 2:
            return best
        shorter = text[best.start : hit.end]
        alone = any(text[at - 1 : at] not in _SIDES for at in where(text, (shorter,))[shorter])
        return best if alone else longer._replace(score=max(longer.score, best.score))

    def _committee(self, text: str, hit: Hit, start: int) -> bool:
        """Whether 村 belongs to 村委 (石桥|村委), and the name with 村 stands nowhere else."""
        if hit.form != "村" or not text.startswith("委", hit.end) or text.startswith("委员", hit.end):
            return False
        name = text[start : hit.end]
        return hit.start - start >= 2 and text.count(name) == text.count(name + "委")

    def _has_body(self, text: str, hit: Hit) -> bool:
        """Whether the document has a body or, in a list, a village behind this quarter (景苑居民区|党支部)."""
        name = text[max(0, hit.start - 2) : hit.end]
        at = text.find(name)
        while at >= 0:
            if text.startswith(BODIES, at + len(name)) or _LISTED.match(text, at + len(name)):
                return True
            at = text.find(name, at + 1)
        return False


def _apart(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in text order, of two that overlap the surer, then the longer one."""
    kept: list[Mention] = []
    for m in mentions:
        if kept and m.start < kept[-1].end:
            other = kept[-1]
            if (m.confidence, m.end - m.start) <= (other.confidence, other.end - other.start):
                continue
            kept.pop()
        kept.append(m)
    return kept


def _likelier(choices: list[Choice]) -> list[Choice]:
    """Of two endings that end together (新村, 村) the one whose best reading is the better."""
    rare = {hit.end for hit, _ in choices if hit.entry.attrs.get("rare")}
    best: dict[int, Choice] = {}
    for choice in choices:
        end = choice[0].end
        if end in rare and (end not in best or choice[1][0].score > best[end][1][0].score):
            best[end] = choice
    return [c for c in choices if c[0].end not in rare or best[c[0].end] is c]


def _best_first(reading: Reading) -> tuple[float, int]:
    return -reading.score, reading.start


def _mention(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    return Mention(
        id=mention_id("village", start, end),
        kind="village",
        start=start,
        end=end,
        text=text[start:end],
        rule=rule,
        confidence=confidence,
    )
