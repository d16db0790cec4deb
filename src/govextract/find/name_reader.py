"""Read personal names from running text: the model's advice, and what typography and the document add."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.find.company_names import is_region, place_at
from govextract.find.foreign_names import ForeignNames
from govextract.find.name_followers import CLOSERS, Followers
from govextract.find.name_lengths import BEHIND, SPEECH, THREE, NameLengths
from govextract.find.name_odds import NameOdds
from govextract.find.namelike_titles import begins_name
from govextract.find.names import NameModel, is_han, load_model_data
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, where
from govextract.words import Words

_PLACES: Final = ("镇", "乡", "县", "区", "市", "村")
_BEHIND_TWO: Final = frozenset("不也已应就都向曾因以被")
"""The same for names of two characters."""
_HIDDEN: Final = 0.03
"""Share of the weight at which a name may hold a common word."""
_PROOF: Final = 4.0
"""Log-odds of a length that alone ends where punctuation or a word begins."""
_SPACED: Final = 0.25
"""Weight of a name set with a space, against none, from which it is believed."""
_MIN_TITLED: Final = 0.25
_GRAMMAR: Final = frozenset("的由及和与给将等在被把对从以为是并或也都就还又则了们级期来去到")
"""Words of grammar that are surnames too: a name that begins with one wants the model's word."""
_REGION: Final = 5
_PLAIN: Final = 0.9
"""Share of the weight at which the model has no doubt."""
_BEYOND_DOUBT: Final = 0.97
"""The same where only a word of one character bears the name out."""
_SURELY_NONE: Final = 0.9
"""Odds of no name beyond which a word that begins in the title counts for more than the model."""
_JOINS: Final = ("和", "与")
_KNOWN: Final = 0.05
"""Share of the weight of a longer name from which a known one of two characters is believed."""
_FAVOURED: Final = 0.01
"""Probability from which a length that the document favours is taken."""


class Name(NamedTuple):
    """A name at ``text[start:end]``."""

    start: int
    end: int
    confidence: float


class NameReader:
    """Reads names at places where other finders expect one. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon) -> None:
        weights, self.words = load_model_data()
        surnames = lexicon.forms("surname")
        self._model = NameModel(
            weights,
            frozenset(x for x in surnames if len(x) == 1),
            frozenset(x for x in surnames if len(x) == 2),
            self.words,
        )
        self._words = Words(lexicon)
        self._followers = Followers(lexicon)
        self.follows = self._followers.follows
        self._lengths = NameLengths(self._model, self._followers, self._words, self.words)
        self.odds = NameOdds(lexicon, self._model, self._followers, self._words, self.words)
        self._speech = tuple(x for x in lexicon["name_follower.speech"].forms if len(x) > 1)
        self._weak = frozenset(lexicon.forms("weak_surname"))
        self._personnel = tuple(lexicon.forms("personnel_verb"))
        self._known = tuple(lexicon.forms("known_person"))
        self._not_names = frozenset(lexicon.forms("not_a_name"))
        self._foreign = ForeignNames(
            lexicon, self._followers, self.odds, self.words, good=self._good, opens=self.opens
        )

    def may_begin(self, character: str) -> bool:
        """Whether a surname begins with a character."""
        return self._model.may_begin(character)

    def document_lengths(self, text: str, heads: Sequence[Hit]) -> dict[str, int]:
        """For the first two characters of names behind titles, the length that the whole document favours."""
        starts: set[str] = set()
        for h in heads:
            i = h.end + (text[h.end : h.end + 1] == " ")
            if self._model.lengths(text[i : i + 6].ljust(6, "$")) != [0] and not self._model.is_compound(
                text[i : i + 2]
            ):
                starts.add(text[i : i + 2])
        out: dict[str, int] = {}
        for two, found in where(text, starts).items():
            if len(found) < 2:
                continue
            third = defaultdict(list)
            for i in found:
                third[text[i + 2 : i + 3]].append(i)
            best, count = max(((c, len(p)) for c, p in third.items()), key=lambda x: (x[1], x[0]))
            score = 0.0
            for c, spots in sorted(third.items()):
                for i in spots[:8]:
                    p, _ = self._lengths.weigh(text, i, titled=False)
                    odds = math.log((p.get(3, 0.0) + 1e-6) / (p.get(2, 0.0) + 1e-6))
                    ends = [n for n in (2, 3) if self._followers.supported(text, i + n)]
                    if len(ends) == 1:  # what stands behind says more than the characters do
                        odds += _PROOF if ends == [3] else -_PROOF
                    # Another third character tells of another name only if a name of three fits there too.
                    score += odds if c == best else min(odds, 0.0)
            if is_han(best) and count > 1 and score > 1.0:
                out[two] = 3
            elif score < -1.0:
                out[two] = 2
        return out

    def at(
        self, page: Page, start: int, lengths: dict[str, int], *, firm: bool = False, least: float = 0.0
    ) -> Name | None:
        """The name that begins at ``start``, where a title or a list makes one likely.

        ``firm`` is set behind the title of a public post; ``least`` is the probability that a name must have there.
        """
        text = page.text
        if not is_han(text[start : start + 1]):
            return None
        dotted = self._foreign.dotted(text, start)
        if dotted:
            return Name(start, dotted, 0.9)
        for known in self._known:
            if text.startswith(known, start):
                return Name(start, start + len(known), 0.99)
        spaced = self._spaced(page, start)
        if spaced:
            return Name(start, spaced, 0.9)
        p, none = self._lengths.weigh(text, start, titled=True)
        if firm and text[start : start + 1] not in _GRAMMAR and not self._plain(text, start, p, none):
            odds = self.odds.lengths(text, start)
            if (
                odds[0] > _SURELY_NONE
                and text[start - 1 : start + 1] in self.words
                and sum(p.values()) < none
            ):
                return None  # 地处长|江上游
            read = self._behind_title(page, start, odds, lengths)
            if read and read.confidence >= least:
                return read
        if p:
            total = none + sum(p.values())
            length = self._lengths.choose(text, start, p, lengths)
            mass = sum(p.values()) / total
            # Where a name would end plainly and no common word stands, the model's doubt counts for nothing.
            settled = (
                self._followers.supported(text, start + length) or text[start + length] in "在说称到来对"
            )
            if not settled and firm:
                settled = text[start + length] in (_BEHIND_TWO if length == 2 else BEHIND)
            clear = not any(text[i : i + 2] in self.words for i in range(start, start + length))
            # 甘霖生|陪同: a word may be hidden in a name that the model does not rule out.
            compound = self._model.is_compound(text[start : start + 2])
            if mass > _HIDDEN or compound:
                clear |= text[start + length - 1 : start + length + 1] not in self.words
            plain = self._followers.supported(text, start + length)
            run = self._foreign.long(page, start) if length <= 3 and not plain else None
            if run and (
                not settled or self._followers.supported(text, run)
            ):  # 那仁满|都拉带队: 都 is no adverb
                return Name(start, run, 0.6)
            likely = compound or text[start] not in self._weak
            floor = 0.0 if settled and clear and likely else _MIN_TITLED
            if mass >= floor and self._good(page, start, start + length):
                return Name(start, start + length, round(0.6 + 0.39 * min(mass, 1.0), 2))
        run = self._foreign.run(page, start)
        return Name(start, run, 0.6) if run else None

    def _plain(self, text: str, start: int, p: dict[int, float], none: float) -> bool:
        """Whether the model has no doubt, and what stands behind the name bears it out."""
        if not p:
            return False
        length = max(p, key=lambda n: p[n])
        end = start + length
        share = p[length] / (none + sum(p.values()))
        borne_out = self._followers.supported(text, end) or (
            length == 3 and share > _BEYOND_DOUBT and self._followers.follows(text, end)
        )
        if share < _PLAIN or not borne_out:
            return False
        return not (self._followers.follows(text, end - 1) or self.odds.is_deed(text[end - 1]))

    def _behind_title(
        self, page: Page, start: int, p: dict[int, float], lengths: dict[str, int]
    ) -> Name | None:
        """The name right behind the title of a public post, by the odds of each end that it may have."""
        favoured = lengths.get(page.text[start : start + 2], 0)
        length = (
            favoured if favoured and p.get(favoured, 0.0) > _FAVOURED else max(p, key=lambda n: (p[n], n))
        )
        if not length or not self._good(page, start, start + length):
            return None
        if page.text[start - 1] == "长" and place_at(page.text, start - 1, start + _REGION) > start + 1:
            return None  # 福州市长|乐区
        end = start + length
        run = None if self._followers.supported(page.text, end) else self._foreign.long(page, start)
        word = run and (page.text[run - 1] in (*SPEECH, "时") or page.text[run - 2 : run] in self.words)
        if run and run > end and not word and self._followers.supported(page.text, run):
            return Name(start, run, 0.8)  # 古特雷|斯
        return Name(start, end, round(0.6 + 0.39 * p[length], 2))

    def _good(self, page: Page, start: int, end: int, *, titled: bool = False) -> bool:
        """Whether nothing speaks against a name there; ``titled`` where its title stands behind it."""
        name = page.text[start:end]
        if (
            name in self._not_names
            or (name[0] == "自" and name[:2] in self._not_names)  # 自 is a surname, but not in 农户|自主申报
            or name.endswith(("老师", "了"))
            or name.startswith("老师")
            or "某" in name
            or "的" in name
            or page.text.startswith("某", end)
        ):
            return False
        if any(not begins_name(page, h) for h in page.scan.within("title", start, end + 1)):
            return False
        if page.scan.within("title_guard", start, end + 2):
            return False
        # 长安区, 安定镇: the beginning of a place's name is no person.
        tail = page.text[end : end + 2]
        place = (tail[:1] in _PLACES and not titled) or tail in ("街道", "社区")
        if place and len(tail) > 1 and end - start == 3 and page.text.endswith(self._personnel, 0, start):
            return True  # 免去|韩立群|街道办事处主任职务
        if place and tail[0] in "县市区" and not is_region(page.text[start : end + 1]):
            # 免去卢汉章|县水务局局长职务: a body stands right behind.
            place = not any(h.start <= end + 1 for h in page.scan.within("organisation", end, end + 12))
        if name[-1] in "镇村乡区" and end - start == 3 and page.text.startswith(self._speech, end):
            return True  # 陈孝镇|介绍
        return not place and name[-1] not in "区县镇乡村局厅委处市联"

    def _spaced(self, page: Page, start: int) -> int | None:
        """The end of a name set with a space behind the surname (金 山, 金 山川, 金 山 川), as in even lists."""
        text = page.text
        w = text[start : start + 3]
        if len(w) < 3 or w[1] not in " \u3000" or not (is_han(w[0]) and is_han(w[2])):
            return None
        rest = text[start + 2 : start + 12]
        third = self._third(page, start + 2)
        closed = (
            self._followers.closes(rest, 1)
            or rest.startswith("同志", 1)
            or self._followers.long_word(rest, 1)
        )
        if closed and not third:
            return start + 3 if self._model.lengths(w[0] + w[2] + "$$$$") != [0] else None
        joined = w[0] + (rest[0] + rest[2:] if third else rest)
        p, none = self._lengths.weigh(joined, 0, titled=True)
        p = {n: x for n, x in p.items() if n == 3 or (n == 2 and not third)}
        if not p or sum(p.values()) < _SPACED * none or joined[:2] in self.words:
            return None
        length = 3 if third else self._lengths.choose(joined, 0, p, {})
        return start + length + 1 + third

    def _third(self, page: Page, second: int) -> bool:
        """Whether a third character, set with a space too, belongs to a name whose second is at ``second``.

        In 张 丽 李子平 another name begins there, in 张 丽 摄影 another word.
        """
        text, third = page.text, second + 2
        if text[second + 1 : third] not in (" ", "\u3000") or not is_han(text[third : third + 1]):
            return False
        behind = text[third + 1 : third + 3]
        if self._followers.closes(text, third + 1) and not (
            behind[:1] in (" ", "\u3000") and is_han(behind[1:])
        ):
            return text[third] not in "男女"  # one character alone is no name
        if behind[:1] in (" ", "\u3000") or text[third : third + 2] in self.words:
            return False  # 张 丽 李 平; 张 丽 摄影
        if page.scan.within("title_private", third, third + 6) or page.scan.within("title", third, third + 6):
            return False
        if behind in self.words or self._followers.follows(text, third + 1):
            return True
        p, none = self._lengths.weigh(text, third, titled=True)
        return sum(p.values()) < none

    def ending_at(self, page: Page, end: int, *, listed: bool = False) -> Name | None:
        """The name that ends at ``end``; ``listed`` where others of a list, or blanks, stand around it."""
        text = page.text
        best: tuple[int, int, float] | None = None
        while text[end - 1 : end] == " ":
            end -= 1
        if text.endswith(self._known, 0, end):
            known = next(x for x in self._known if text.endswith(x, 0, end))
            return Name(end - len(known), end, 0.99)
        for n in (3, 2, 4):
            start = end - n
            if start < 0 or not self._model.may_begin(text[start]) or not is_han(text[start:end]):
                continue
            if n == 4 and not self._model.may_be_four(text[start : start + 2]):
                continue
            p = self._model.probabilities(text, start)
            x = p.get(n, 0.0) * (math.exp(THREE) if n == 3 else 1.0)
            left = text[start - 1 : start]
            opened = not left or not is_han(left) or self.opens(page, start) or (listed and left == "村")
            if not opened:
                x *= 0.3
            if opened and listed and n < 4 and n in p and text[start] not in self._weak:
                pairs = any(text[i : i + 2] in self.words for i in range(start, end - 1))
                # 马怀玉、|安然|为副乡长; 任命|杜鹃|为局长
                bound = left == "、" or text.endswith(self._personnel, 0, start)
                pairs = pairs and not (n == 2 and bound)
                x = max(x, 0.0 if pairs else 0.25)
            region = (listed or text[end : end + 1] in _PLACES) and is_region(text[start:end])
            if region or (text[end : end + 1] in _PLACES and x < 0.5):
                continue  # 莫斯科|市长, 房俐当选|吉林省…
            if x >= 0.2 and (best is None or x > best[2]) and self._good(page, start, end, titled=True):
                best = (start, end, x)
        foreign = self._foreign.start(page, end)
        if foreign is not None and (best is None or foreign < best[0]):
            return Name(foreign, end, 0.85)
        return Name(best[0], best[1], round(min(0.6 + 0.3 * best[2], 0.9), 2)) if best else None

    def opens(self, page: Page, start: int) -> bool:
        """Whether a new word can begin at ``start``: a word that governs names, or a body, ends there."""
        near = max(start - 6, 0)
        return any(
            h.end == start
            for c in ("office_break", "organisation", "title", "title_private")
            for h in page.scan.within(c, near, start)
        )

    def stands_at(self, page: Page, name: str, i: int) -> bool:
        """Whether a known name's characters at ``i`` are that name, not a part of something longer."""
        text, end = page.text, i + len(name)
        if len(name) > 2:
            # 长|江水利: the first character may end a common word.
            return not (
                is_han(text[i - 1 : i]) and text[i - 1 : i + 1] in self.words and name[:2] in self.words
            )
        if text[end : end + 1] in CLOSERS or self._followers.follows(text, end):
            return name not in self.words or text[i - 1 : i] in CLOSERS
        if name in self.words or is_region(name):
            return False
        p, _ = self._lengths.weigh(text, i, titled=False)
        if p and self._lengths.choose(text, i, p, {}) == 2:
            return True
        if is_han(text[i - 1 : i]) and text[i - 1] not in _JOINS:
            return False
        odds = self.odds.lengths(text, i)
        return odds.get(2, 0.0) > _KNOWN * max((x for n, x in odds.items() if n > 2), default=0.0)
