"""Find villages and communities: 枫林镇|石桥村, 华溪、光坪等村, 石桥 for a 石桥村 named elsewhere.

The suffix 村 stands in ordinary words too (乡村, 驻村, 12个村), and nothing marks where a name begins. So
each possible beginning is scored: running text up to it, a name from it to the suffix (``bigrams``), and what
stands in front (``boundary``); the best must beat running text throughout. What a document says clearly in
one place helps in others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from govextract.find.atlas import atlas
from govextract.find.bare_villages import BareVillages
from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.boundary import LISTED, Left, LeftContext, Masks
from govextract.find.lists import NameList
from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.find.numbered import companies, name_end, numbered_start, section_end, zone_start
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, mention_id, where
from govextract.records import Mention

LONGEST = 9
"""Characters of a name before its suffix."""
ACCEPT = 1.0
"""How much better than running text a name must score."""
ACCEPT_FIRM = -1.0
"""The same where punctuation stands in front."""
ACCEPT_TOWN = -3.0
"""The same where a town's or county's name does."""
ACCEPT_PLAIN = -14.0
"""The same where nothing but a town's name stands in front in its clause."""
ACCEPT_LISTED = -0.5
"""The same behind a preposition or verb of the lexicon."""
WEAK = -4.0
"""A name of this score is believed where the document repeats it."""
FIRM = 5.0
"""A name that scores so much better is believed elsewhere in the document too."""
KNOWN_BONUS = 10.0
GENERIC_BONUS = 8.0
ACROSS_TOWN = -15.0
ELSEWHERE = -1.0
"""In front of a name other places' names may stand, and names of people, which running text does not know."""
NEVER = -99.0
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
SINGLE = -4.0
"""A name of one character needs punctuation or a town's name in front."""
STRANGE_LISTED = -8.0
"""The same between other villages of a list, for names that are the whole item."""
STRANGE_ITEM = -16.0
"""The same where the name is the whole item, between other villages or punctuation."""
LONGEST_LISTED = 4
IN_VILLAGE: Final = Left(-1.2)
"""A settlement's name behind that of its village (石桥村|韩家屯)."""
IN_TOWN: Final = re.compile(
    "(?![全各本我该当和与及到在向由对等为从的是让两三多外家离距出回下进赴往])[\u4e00-\u9fff][镇乡](?![\u4e00-\u9fff]?(?:长|党|政|里|域|情|风|愁|亲|贤|村|土|区))"
)
_TOWN: Final = re.compile("(?:^|[^\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}[镇乡]$")
"""A town's whole name, from the clause's beginning: what stands behind it is a name, however strange."""
_JOINTS: Final = frozenset("与和及等的")
_SIDES: Final = frozenset("上下前后")
_STREETS: Final = frozenset("路街巷")
_AFTER_TUN: Final = frozenset("田兵垦集积驻门溪昌留粮货站街镇乡村社区市县路东西南北里河能股")
_AFTER_DOUBLED: Final = frozenset("的在是和与及为从有开")
BODIES: Final = ("党支部", "党总支", "党委", "居委", "居民委员会", "第一党支部")


class Reading(NamedTuple):
    """A possible village name: its beginning, its score over running text, and what stands in front."""

    start: int
    score: float
    left: Left

    @property
    def firm(self) -> bool:
        """Whether punctuation or a town's name stands in front."""
        return self.left.hard or self.left.cut


class VillageFinder:
    """Finds villages and communities."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._left = LeftContext(lexicon)
        self._towns = tuple(lexicon["left_context.town"].forms)
        generic = lexicon.forms("village_generic")
        self._generic = frozenset(w for w, e in generic.items() if not e.attrs.get("soft"))
        self._soft = frozenset(w for w, e in generic.items() if e.attrs.get("soft"))
        self._home = frozenset(lexicon.forms("village_home"))
        self._generic_lengths = sorted({len(w) for w in generic}, reverse=True)
        self._after: dict[str, float] = {}
        for form, entry in lexicon.forms("village_after").items():
            self._after[form] = NEVER if entry.attrs.get("never") else float(entry.attrs["weight"])
        self._lists = NameList(lexicon, self._left)
        self._bare = BareVillages(lexicon, self._left, self._lists)
        self._after_lengths = sorted({len(w) for w in self._after}, reverse=True)

    def find(self, page: Page) -> list[Mention]:
        """Villages on the page, in text order."""
        text = page.text
        hits = page.scan.of("village_suffix")
        groups = page.scan.of("village_group")
        numbered = [_mention(text, a, b, "village.number", 0.8) for a, b in companies(text)]
        if not hits and not groups and not numbered:
            return []
        masks = Masks(text)
        choices: list[tuple[Hit, list[Reading]]] = []
        found: dict[int, Mention] = {m.start: m for m in numbered if not masks.covers(m.start)}
        for hit in hits:
            if not masks.covers(hit.start):
                start = self._by_number(text, hit)
                if start is not None:
                    found[start] = _mention(text, start, hit.end, "village.number", 0.9)
                    continue
                readings = self._readings(text, hit)
                if readings:
                    choices.append((hit, readings))
        known = self._known(text, choices)
        rejected: list[tuple[Hit, list[Reading]]] = []
        for hit, readings in choices:
            mention = self._choose(text, hit, readings, known)
            if mention is None:
                rejected.append((hit, readings))
            elif mention.start not in found:
                found[mention.start] = mention
        for mention in list(self._between(text, rejected, found)):
            found.setdefault(mention.start, mention)
        for mention in list(found.values()):
            mark = mention.start - 1
            if text[mark : mark + 1] == "、" and mark > 0:
                for start, end in self._lists.shared(text, mark):
                    found.setdefault(start, _mention(text, start, end, "village.list", 0.85))
        for hit in groups:
            if masks.covers(hit.start):
                continue
            for start, end in self._lists.names(text, hit):
                found[start] = _mention(text, start, end, "village.list", 0.9)
        taken = {i for m in found.values() for i in range(m.start, m.end)}
        for start, end in self._bare.spans(text, found.values()):
            if not masks.covers(start) and taken.isdisjoint(range(start, end)):
                found[start] = _mention(text, start, end, "village.bare", 0.75)
        return [found[start] for start in sorted(found)]

    def _by_number(self, text: str, hit: Hit) -> int | None:
        if hit.start and text[hit.start - 1].isdecimal():
            return numbered_start(text, hit, self._left)
        return zone_start(text, hit)

    def _between(
        self, text: str, rejected: Iterable[tuple[Hit, list[Reading]]], found: Mapping[int, Mention]
    ) -> Iterator[Mention]:
        """Strange names beside others of a list (石桥村、柳编营村、白沙村), and where they stand again."""
        ends = {m.end for m in found.values()}
        names: set[str] = set()
        for hit, readings in rejected:
            for reading in readings:
                name = text[reading.start : hit.end]
                behind = text[reading.start - 1 : reading.start] == "、" and reading.start - 1 in ends
                before = text[hit.end : hit.end + 1] == "、" and hit.end + 1 in found
                if not (behind or (before and reading.left.weight > LISTED)) or name in self._generic:
                    continue
                after = text[hit.end : hit.end + 1]
                whole = behind and (before or after in _JOINTS or not HAN_FIRST <= after <= HAN_LAST)
                least = STRANGE_ITEM if whole or (before and reading.left.hard) else STRANGE_LISTED
                if reading.score > least and 1 <= hit.start - reading.start <= LONGEST_LISTED:
                    names.add(name)
                    break
        for hit, readings in rejected if names else ():
            for reading in readings:
                if text[reading.start : hit.end] in names:
                    yield _mention(text, reading.start, hit.end, "village.suffix", 0.8)
                    break

    # --- one suffix
    # ------------------------------------------------------------------------------------------

    def _readings(self, text: str, hit: Hit) -> list[Reading]:
        """The possible beginnings of a name that ends in the suffix, best first."""
        end, suffix = name_end(text, hit), hit.form
        if hit.entry.attrs.get("body") and not self._has_body(text, hit):
            return []
        if hit.entry.attrs.get("span") == "whole":  # 屯 is part of the name that the tables know
            if not self._settled(text, hit):
                return []
            end, suffix = hit.end, ""
        after = self._after_weight(text, hit.end)
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
        plain = total + max(ending, UNHEARD) if suffix else total + (0.0 if hit.form == "屯" else SURE)
        generic = self._generic_start(text, hit)
        if generic is not None:
            plain += GENERIC_BONUS
        tail = names.step(text[end - 1], END)
        readings = []
        # a town's end inside the name is a barrier; one right before the suffix (旗|镇|村三级) is one too
        barrier = ACROSS_TOWN if text.endswith(self._towns, low, end) else 0.0
        pending = False
        for k in range(end - 1, max(low, end - LONGEST) - 1, -1):
            if k < end - 1:
                tail += names.step(text[k], text[k + 1])
            if not (generic is not None and k >= generic):
                left = self._left.at(text, k, low if low > floor else max(0, low - 3))
                if not suffix and text[k - 1 : k] == "村" and k > low:
                    left = IN_VILLAGE
                lone = text[k] in _STREETS or not (left.cut or (left.hard and suffix))
                if end - k - (not suffix) <= 1 and lone:
                    left = left._replace(weight=left.weight + SINGLE)
                score = (
                    prefix[k - low] + left.weight + names.step(EDGE, text[k]) + tail + barrier - plain + after
                )
                readings.append(Reading(k, score, left))
                if pending or (left.cut and end - k >= 2):
                    barrier = ACROSS_TOWN
                pending = (
                    left.cut and text[k] not in _STREETS
                )  # 柏镇|西村: 镇西村 may be meant, 柏镇西村 cannot
        readings.sort(key=_best_first)
        return self._on_the_map(text, hit, readings)

    def _on_the_map(self, text: str, hit: Hit, readings: list[Reading]) -> list[Reading]:
        """The readings, those raised that are a village's name somewhere in the country."""
        if not readings or readings[0].score < HOPELESS:
            return readings
        gazetteer = atlas()
        for i, reading in enumerate(readings[:4]):
            if hit.start - reading.start >= 2 and gazetteer.village_nodes(text[reading.start : hit.end]):
                readings[i] = reading._replace(score=reading.score + MAPPED)
        return sorted(readings, key=_best_first)

    def _settled(self, text: str, hit: Hit) -> bool:
        """Whether a name can end with the ending of a settlement; one like 圪旦 needs more than 屯."""
        if hit.form == "屯":
            return text[hit.end : hit.end + 1] not in _AFTER_TUN or hit.end == len(text)
        return self._bare.ends(text, hit.end)

    def _doubled(self, text: str, hit: Hit) -> bool:
        """Whether another suffix right behind belongs to the name (中村|村 is one, 石桥村|村委会 none)."""
        if hit.form != "村" or not text.startswith("村", hit.end):
            return False
        after = text[hit.end + 1 : hit.end + 2]
        return not HAN_FIRST <= after <= HAN_LAST or after in _AFTER_DOUBLED

    def _generic_start(self, text: str, hit: Hit) -> int | None:
        """Where a word that names no village (驻村, 贫困村) begins, if one ends with the suffix."""
        for length in self._generic_lengths:
            start = hit.end - length
            if start >= 0 and length > len(hit.form):
                word = text[start : hit.end]
                if word in self._generic and text[start - 1 : hit.start] not in self._home:
                    return start
                if word in self._soft and not self._left.at(text, start).cut:
                    return start + (text[start - 1 : start] == "、")
        return None

    def _after_weight(self, text: str, end: int) -> float:
        for length in self._after_lengths:
            weight = self._after.get(text[end : end + length])
            if weight is not None:
                return weight
        return 0.0

    # --- the whole document
    # ----------------------------------------------------------------------------------

    def _known(self, text: str, choices: Iterable[tuple[Hit, list[Reading]]]) -> frozenset[str]:
        """Names that the document gives clearly somewhere: suffix included, stem at least two characters."""
        votes: Counter[str] = Counter()
        for hit, readings in choices:
            best = readings[0]
            if hit.start - best.start >= 2 or best.left.cut:
                margin = best.score - readings[1].score if len(readings) > 1 else FIRM
                name = text[best.start : hit.end]
                if best.firm and best.score >= FIRM and margin >= 0.5:
                    votes[name] += 6
                elif best.score >= ACCEPT:
                    votes[name] += 3
                elif best.score >= WEAK and best.left.weight > LISTED:
                    votes[name] += 2
        return frozenset(name for name, n in votes.items() if n >= 6)

    def _choose(self, text: str, hit: Hit, readings: list[Reading], known: frozenset[str]) -> Mention | None:
        best = readings[0]
        for reading in readings:
            if text[reading.start : hit.end] in known:
                raised = reading._replace(score=reading.score + KNOWN_BONUS)
                if raised.score > best.score:
                    best = raised
        least = ACCEPT
        if hit.start - best.start >= 2 and best.left.weight > LISTED:
            least = ACCEPT_TOWN if best.left.cut else ACCEPT_FIRM if best.firm else ACCEPT_LISTED
        if hit.form == "屯":
            least = min(least, ACCEPT_LISTED) - EASY
        if (
            best.left.cut
            and hit.start - best.start >= 2
            and _TOWN.search(text, max(0, best.start - 6), best.start)
        ):
            least = min(least, ACCEPT_PLAIN)
        best = self._whole(text, hit, best, readings)
        if text[best.start : hit.end] in self._soft and not best.left.cut:
            return None
        if best.score < least:
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
        if longer is None or text[start] not in _SIDES or hit.start - best.start < 2:
            return best
        shorter = text[best.start : hit.end]
        alone = any(text[at - 1] != text[start] for at in where(text, (shorter,))[shorter])
        return best if alone else longer._replace(score=max(longer.score, best.score))

    def _committee(self, text: str, hit: Hit, start: int) -> bool:
        """Whether 村 belongs to 村委 (石桥|村委), and the name with 村 stands nowhere else."""
        if hit.form != "村" or not text.startswith("委", hit.end) or text.startswith("委员", hit.end):
            return False
        name = text[start : hit.end]
        return hit.start - start >= 2 and text.count(name) == text.count(name + "委")

    def _has_body(self, text: str, hit: Hit) -> bool:
        """Whether the document has a body behind this name of a quarter (景苑居民区|党支部)."""
        name = text[max(0, hit.start - 2) : hit.end]
        at = text.find(name)
        while at >= 0:
            if text.startswith(BODIES, at + len(name)):
                return True
            at = text.find(name, at + 1)
        return False


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
