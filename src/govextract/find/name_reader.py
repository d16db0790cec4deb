"""Read personal names from running text: the model's advice, and what typography and the document add."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.find.company_names import is_region
from govextract.find.name_followers import CLOSERS, Followers
from govextract.find.names import DOTS, NameModel, is_han, load_model_data
from govextract.lexicon import Lexicon
from govextract.match import Hit, Page, where
from govextract.words import Words

_THREE: Final = 1.5
"""Log-odds added for three characters: old news hold more two-character names than reports do now."""
_FOLLOWED: Final = 2.0
"""Log-odds of a word that often follows names."""
_NO_END: Final = frozenset("等以因在的被对向将曾已也都就")
"""Words behind a name that end none of four characters."""
_SPEECH: Final = frozenset("到赴给把让说称讲道等同与和任摄报文问答的在对也都则以因被曾已将就又")
"""Characters that may stand between a two-character name and punctuation."""
_PLACES: Final = ("镇", "乡", "县", "区", "市", "村")
_BEHIND: Final = frozenset("的不也已应就都与和及向并又将亲为是任因以自被于还同")
"""Words of one character behind which the doubt of a name between a public title and them counts for nothing."""
_BEHIND_TWO: Final = frozenset("不也已应就都向曾因以被")
"""The same for names of two characters."""
_HIDDEN: Final = 0.03
"""Share of the weight at which a name may hold a common word."""
_PROOF: Final = 4.0
"""Log-odds of a length that alone ends where punctuation or a word begins."""
_CERTAIN: Final = 0.9
"""Share of the weight above which a length needs no second opinion."""
_LIKELY: Final = 0.02
"""Share of a shorter name's weight from which a longer one is believed where no word begins behind the shorter."""
_SPACED: Final = 0.25
"""Weight of a name set with a space, against none, from which it is believed."""
_MIN_TITLED: Final = 0.25
_FAMILY: Final = frozenset("向")
"""Words of grammar that are also the first character of names of other peoples (向巴平措)."""
_DOTTED: Final = re.compile(rf"(?:[\u4e00-\u9fff]{{1,7}}[{DOTS}]){{1,3}}(?=[\u4e00-\u9fff])")


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
        self._speech = tuple(x for x in lexicon["name_follower.speech"].forms if len(x) > 1)
        self._given = tuple(sorted(lexicon.forms("foreign_given"), key=len, reverse=True))
        self._transliteration = frozenset(lexicon.forms("transliteration"))
        self._weak = frozenset(lexicon.forms("weak_surname"))
        self._known = tuple(lexicon.forms("known_person"))
        self._not_names = frozenset(lexicon.forms("not_a_name"))

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
                    p, _ = self._weigh(text, i, titled=False)
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

    def after(self, page: Page, head: Hit, lengths: dict[str, int]) -> Name | None:
        """The name right behind a title: start, end, confidence."""
        text, start = page.text, head.end
        while text[start : start + 1] in ("同", " ", "\u3000") and start < len(text):
            if text[start] == "同":
                if not text.startswith("同志", start):
                    break
                start += 2
            else:
                start += 1
        if start - head.end > 4:
            return None
        if text[start : start + 1] in ("：", ":") and head.entry.category == "title":
            name = self.at(page, start + 1, lengths)
            closed = name and (text[name.end : name.end + 1] in CLOSERS or name.end == len(text))
            return name if name and closed and name.confidence >= 0.7 else None
        if text[start : start + 1] in ("：", ":") and head.entry.id == "title_private.press":
            start += 1
            while text[start : start + 1] in (" ", "\u3000"):
                start += 1
        return self.at(page, start, lengths, firm=head.entry.category == "title")

    def at(self, page: Page, start: int, lengths: dict[str, int], *, firm: bool = False) -> Name | None:
        """The name that begins at ``start``, where a title or a list makes one likely.

        ``firm`` is set behind the title of a public post.
        """
        text = page.text
        dotted = self._dotted(text, start)
        if dotted:
            return Name(start, dotted, 0.9)
        for known in self._known:
            if text.startswith(known, start):
                return Name(start, start + len(known), 0.99)
        spaced = self._spaced(page, start)
        if spaced:
            return Name(start, spaced, 0.9)
        p, none = self._weigh(text, start, titled=True)
        if p:
            total = none + sum(p.values())
            length = self._length(text, start, p, lengths)
            mass = sum(p.values()) / total
            # Where a name would end plainly and no common word stands, the model's doubt counts for nothing.
            settled = (
                self._followers.supported(text, start + length) or text[start + length] in "在说称到来对"
            )
            if not settled and firm:
                settled = text[start + length] in (_BEHIND_TWO if length == 2 else _BEHIND)
            clear = not any(text[i : i + 2] in self.words for i in range(start, start + length))
            # 甘霖生|陪同: a word may be hidden in a name that the model does not rule out.
            compound = self._model.is_compound(text[start : start + 2])
            if mass > _HIDDEN or compound:
                clear |= text[start + length - 1 : start + length + 1] not in self.words
            plain = self._followers.supported(text, start + length)
            run = self._long_foreign(page, start) if length <= 3 and not plain else None
            if run and (
                not settled or self._followers.supported(text, run)
            ):  # 那仁满|都拉带队: 都 is no adverb
                return Name(start, run, 0.6)
            likely = compound or text[start] not in self._weak
            floor = 0.0 if settled and clear and likely else _MIN_TITLED
            if mass >= floor and self._good(page, start, start + length):
                return Name(start, start + length, round(0.6 + 0.39 * min(mass, 1.0), 2))
        run = self._run(text, start, 2, min(start + 7, len(text)))
        return Name(start, run, 0.6) if run and self._foreign(page, start, run) else None

    def _dotted(self, text: str, start: int) -> int | None:
        """The end of a name written with dots; a common given name in it stays whole (艾力·买买提|到会)."""
        first = _DOTTED.match(text, start)
        end = self._run(text, first.end(), 1, first.end() + 8) if first else None
        if first is None or end is None:
            return None
        whole = next((w for w in self._given if text.startswith(w, first.end())), "")
        return max(end, first.end() + len(whole))

    def _long_foreign(self, page: Page, start: int) -> int | None:
        """The end of a name of another people that begins like a Chinese one (乌兰|其其格)."""
        run = self._run(page.text, start, 4, min(start + 7, len(page.text)))
        end = next((i for i in range(start, run or 0) if page.text[i] not in self._transliteration), run)
        # What is left behind 乌云其木格|押车 is a word.
        if run is None or end is None or (end < run and (end - start < 4 or run - end < 2)):
            return None
        return end if self._foreign(page, start, end) else None

    def _length(self, text: str, start: int, p: dict[int, float], lengths: dict[str, int]) -> int:
        """The likeliest length of a name, by its own place and what the document favours."""
        favoured = lengths.get(text[start : start + 2])
        if favoured in p:
            return favoured
        supported = [n for n in p if self._followers.supported(text, start + n)]
        if len(supported) == 1 and (supported[0] == 2 or text[start + supported[0] - 1] not in _SPEECH):
            return supported[0]  # 王欢|欢称赞: only one hypothesis ends where a word begins
        if len(p) > 1 and max(p.values()) < _CERTAIN * sum(p.values()):
            # jieba's words tell how well the text reads on behind each end.
            advice = self._words.name_ends(text, start, [start + n for n in p], surname=1)
            p = {n: x * advice[start + n] for n, x in p.items()}
        length = max(p, key=lambda n: (p[n], n))
        if length == 2 and p.get(3, 0.0) > _LIKELY * p[2] and self._only_third(text, start + 2):
            return 3
        if length == 3 and 3 not in supported:
            third = text[start + 2]
            share = 0.02 if third in "和与及等" else 0.1 if third in "在对说称就到" else 1.0
            return 2 if p.get(2, 0.0) > p[3] * share else 3
        return length

    def _only_third(self, text: str, i: int) -> bool:
        """Whether no word that follows names can begin at ``i``, but one does behind it (雷震|寰到)."""
        if text[i : i + 2] in self.words or self._followers.follows(text, i) or not is_han(text[i]):
            return False
        return self._followers.follows(text, i + 1) and not (text[i] in _SPEECH or text[i] in _BEHIND)

    def _weigh(self, text: str, start: int, *, titled: bool) -> tuple[dict[int, float], float]:
        """The weight of each length of a name, and that of no name.

        To the model's characters it adds what whole words and punctuation tell: a name runs up to them.
        """
        p = self._model.probabilities(text, start, titled=titled)
        none = p.pop(0)
        if self._model.is_compound(text[start : start + 2]):
            p = {n - 1: x for n, x in p.items() if n > 2}  # weighed by its given name like any other
            return {n + 1: x for n, x in self._ends_weighed(text, start + 1, p).items()}, none
        if p.get(4, 1.0) < 0.5 or (4 in p and text[start + 3] in _NO_END):
            del p[4]  # two family names are rare enough to want proof
        return self._ends_weighed(text, start, p), none

    def _ends_weighed(self, text: str, start: int, p: dict[int, float]) -> dict[int, float]:
        for n in p:
            if n == 3:
                p[n] *= math.exp(_THREE)
            if self._followers.long_word(text, start + n):
                p[n] *= math.exp(_FOLLOWED)
            elif self._followers.follows(text, start + n):
                p[n] *= math.exp(_FOLLOWED - 0.5)
            elif not self._followers.closes(text, start + n):
                p[n] *= math.exp(-0.7)
        return p

    def _good(self, page: Page, start: int, end: int, *, titled: bool = False) -> bool:
        """Whether nothing speaks against a name there; ``titled`` where its title stands behind it."""
        name = page.text[start:end]
        if name in self._not_names or "某" in name:
            return False
        if page.scan.within("title", start, end + 1) or page.scan.within("title_guard", start, end + 2):
            return False
        # 长安区, 安定镇: the beginning of a place's name is no person.
        tail = page.text[end : end + 2]
        place = (tail[:1] in _PLACES and not titled) or tail in ("街道", "社区")
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
        p, none = self._weigh(joined, 0, titled=True)
        p = {n: x for n, x in p.items() if n == 3 or (n == 2 and not third)}
        if not p or sum(p.values()) < _SPACED * none or joined[:2] in self.words:
            return None
        length = 3 if third else self._length(joined, 0, p, {})
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
        p, none = self._weigh(text, third, titled=True)
        return sum(p.values()) < none

    def _run(self, text: str, start: int, least: int, stop: int) -> int | None:
        """The end of a run of Hanzi up to punctuation or a word that follows names, else None."""
        for i in range(start, stop + 1):
            if i - start >= least and (self._followers.closes(text, i) or self._followers.follows(text, i)):
                # 达来|在会上: 来 is a word, but before another word that follows names it is the name's last.
                inner = text[i : i + 1] in self._transliteration and not self._followers.supported(text, i)
                if not (
                    inner and (self._followers.closes(text, i + 1) or self._followers.follows(text, i + 1))
                ):
                    return i
            if i >= len(text) or not is_han(text[i]):
                return None
        return None

    def _foreign(self, page: Page, start: int, end: int) -> bool:
        """Whether a run that no surname begins can be a minority name: no common word in it."""
        run = page.text[start:end]
        if not 2 <= len(run) <= 6 or run in self._not_names or not self._good(page, start, end):
            return False
        if page.scan.within("organisation", start, end):
            return False
        if self._followers.follows(page.text, start) and not (len(run) > 3 and run[0] in _FAMILY):
            return False
        if sum(c in self._transliteration for c in run) < 0.75 * len(run):
            return False
        if len(run) > 3 and self._transliteration.issuperset(run):
            # 乌力 is a word by chance; 花木|明朗 are two.
            return len(run) > 4 or not (run[:2] in self.words and run[2:] in self.words)
        # Neither in it nor at its end may a common word stand (叫回|来: 回来).
        return not any(page.text[i : i + 2] in self.words for i in range(start, end))

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
            x = p.get(n, 0.0) * (math.exp(_THREE) if n == 3 else 1.0)
            left = text[start - 1 : start]
            opened = not left or not is_han(left) or self.opens(page, start)
            if not opened:
                x *= 0.3
            if opened and listed and n < 4 and text[start] not in self._weak:
                pairs = any(text[i : i + 2] in self.words for i in range(start, end - 1))
                x = max(x, 0.0 if pairs else 0.25)
            if text[end : end + 1] in _PLACES and (x < 0.5 or is_region(text[start:end])):
                continue  # 莫斯科|市长
            if x >= 0.2 and (best is None or x > best[2]) and self._good(page, start, end, titled=True):
                best = (start, end, x)
        return Name(best[0], best[1], round(min(0.6 + 0.3 * best[2], 0.9), 2)) if best else None

    def opens(self, page: Page, start: int) -> bool:
        """Whether a new word can begin at ``start``: a word that governs names, or a body, ends there."""
        near = max(start - 6, 0)
        return any(
            h.end == start
            for c in ("office_break", "organisation", "title")
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
        p, _ = self._weigh(text, i, titled=False)
        return bool(p) and self._length(text, i, p, {}) == 2 and name not in self.words
