"""What speaks for each end of a name behind a title, and for none: its characters, and how the text goes on.

The trained model of names (``names``) knows what stood in its corpora. Here whole readings are weighed: a name of
so many characters and words behind it, or words from the start. A rare surname or a verb never met in training
counts then for no more than it is, and names of other peoples, which no surname begins, are weighed in the same
way. ``models/names/odds.py`` makes the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final, NamedTuple

from govextract.find.name_followers import Followers
from govextract.find.names import NameModel, fold, is_han
from govextract.lexicon import Lexicon
from govextract.words import Words

_RUN: Final = 8
"""Hanzi from a name's first on that tell how the text goes on."""
_TITLE: Final = 2
"""Characters of a title that are read together with what stands behind it."""
_LONGEST: Final = 7
_PART, _CHARACTER, _STRANGE = -5.5, -6.5, -10.5
"""Log-probability, in a name of another people, of a known part, a character that writes such names, another one."""
_BEHIND_DOT, _STRANGE_BEHIND_DOT = -6.0, -8.0
"""The same for a character behind a dot."""
_ASPECTS: Final = ("了", "着", "过", "在", "到", "起", "出", "上", "来")
"""What stands behind a verb of one character (查|了, 守|在)."""
_STAYS: Final = frozenset("守站蹲坐趴扎泡忙")
"""Verbs that 在 goes with (韩立|守在补给点)."""
_MOVES: Final = ("来", "去")
_LISTS: Final = ("、", "）", ")")
"""Marks in front of which no verb stands."""
_OPENING: Final = ("“", "‘", "《")
"""Marks that seldom stand right behind a name."""
_LINKS: Final = frozenset("和与及等并则以已也就都又还曾将为对在时后各")
"""Words of grammar that seldom end a name."""
_OPEN: Final = -15.7
"""Log-probability of a surname that the lexicon lacks."""

Weights = dict[str, float]
WEIGHTS: Final[Weights] = {
    "across": -0.28, "aspect": 0.59, "c2": 1.37, "c3": 1.96, "c4": 0.37, "closes": 1.66, "cuts_aspect": -0.3,
    "deed": 1.94, "ends_in_deed": -1.04, "ends_in_link": -1.52, "f2": -0.49, "f3": -0.62, "f4": -0.55,
    "f5": -2.3, "follows": 2.07, "joined": 1.55, "long": 2.97, "model": 0.37, "name": 0.6, "o2": -2.1,
    "o3": -1.59, "orphan": -0.88, "rest": 0.6, "weak": -1.75, "whole": 0.36, "within": -0.52, "word": 0.78,
}  # fmt: skip
"""By feature; the kinds are c (Chinese), f (of other peoples), o (unlisted surname), each with its length."""


class Hypothesis(NamedTuple):
    """A name of ``length`` characters, with what speaks for it.

    ``known`` is what the trained model makes of it, ``named`` the log-probability of the name, ``gain`` what the
    rest reads better behind it than from its beginning; ``signs`` are the weights' names that hold.
    """

    length: int
    signs: tuple[str, ...]
    named: float
    gain: float
    known: float = 0.0

    @property
    def features(self) -> dict[str, float]:
        """The values by which the weights are multiplied."""
        return {**dict.fromkeys(self.signs, 1.0), "name": self.named, "rest": self.gain, "model": self.known}

    @property
    def score(self) -> float:
        """The log-odds against no name."""
        w = WEIGHTS
        score = w["name"] * self.named + w["rest"] * self.gain + w["model"] * self.known
        for sign in self.signs:
            score += w[sign]
        return score


class NameOdds:
    """Weighs the ends of a name where a title makes one likely. Read-only, safe to share.

    ``common`` are common words of two characters.
    """

    def __init__(
        self, lexicon: Lexicon, model: NameModel, followers: Followers, words: Words, common: frozenset[str]
    ) -> None:
        self._model = model
        self._followers = followers
        self._words = words
        self._common = common
        self._parts = frozenset(lexicon.forms("foreign_element"))
        self._part_lengths = sorted({len(x) for x in self._parts})
        self._transliteration = frozenset(lexicon.forms("transliteration"))
        self._weak = frozenset(lexicon.forms("weak_surname"))
        self._deeds = frozenset(lexicon.forms("name_deed"))

    def is_deed(self, character: str) -> bool:
        """Whether a character tells what a person does (带, 喊)."""
        return character in self._deeds

    def lengths(self, text: str, start: int) -> dict[int, float]:
        """The probability of each length of a name at ``start``; 0 is none."""
        scores: dict[int, float] = {0: 0.0}
        for hypothesis in self.hypotheses(text, start):
            n, score = hypothesis.length, hypothesis.score
            scores[n] = max(score, scores.get(n, score))
        top = max(scores.values())
        mass = {n: math.exp(x - top) for n, x in scores.items()}
        total = sum(mass.values())
        return {n: x / total for n, x in mass.items()}

    def last_part(self, text: str, start: int) -> int:
        """The length of the last part of a name of another people, behind its dot."""
        run = text[start : self._stop(text, start)]
        rest = self._words.readings(run)
        costs = [_BEHIND_DOT if c in self._transliteration else _STRANGE_BEHIND_DOT for c in run]
        scores = {}
        for n in range(1, min(_LONGEST, len(run)) + 1):
            signs = self._signs(text, start, n, len(run))
            scores[n] = Hypothesis(n, signs, sum(costs[:n]), rest[n] - rest[0]).score
        return max(scores, key=lambda n: (scores[n], n))

    @staticmethod
    def _stop(text: str, start: int) -> int:
        """The end of the Hanzi from ``start`` on that tell how the text goes on."""
        stop = start
        while stop < min(start + _RUN, len(text)) and is_han(text[stop]):
            stop += 1
        return stop

    def hypotheses(self, text: str, start: int) -> Iterator[Hypothesis]:
        """The names that may begin at ``start``."""
        run = text[start : self._stop(text, start)]
        if len(run) < 2 or (not self._model.may_begin(run[0]) and self._reads_on(text, start)):
            return
        window = fold(text[start : start + 6]).ljust(6, "$")
        surname = 1 + self._model.is_compound(run[:2])
        # Two family names are left to the model.
        chinese = [n for n in self._model.lengths(window)[1:] if surname < n <= min(len(run), surname + 2)]
        foreign = list(self._foreign(run))
        unlisted = [] if chinese else [n for n in (2, 3) if n <= len(run) and self._ends(text, start + n)]
        if not (chinese or foreign or unlisted):
            return
        rest = self._rest(text[max(start - _TITLE, 0) : start], run)
        none = self._model.logit(window, 0, titled=True) if chinese else 0.0
        # 欧阳怀兰 has a given name of two characters, as 韩立群 has.
        named = [(f"c{n + 1 - surname}", n, self._words.name(run[:n], surname)) for n in chinese]
        named += [(f"o{n}", n, _OPEN + self._words.given(run[1:n])) for n in unlisted]
        named += [(f"f{min(n, 5)}", n, cost) for n, cost in foreign]
        signs = {n: self._signs(text, start, n, len(run)) for n in {n for _, n, _ in named}}
        for kind, n, cost in named:
            known = self._model.logit(window, n, titled=True) - none if kind[0] == "c" else 0.0
            yield Hypothesis(n, (kind, *signs[n]), cost, rest[n] - rest[0], known)

    def _rest(self, before: str, run: str) -> list[float]:
        """For each place in a run, how well the rest reads as words.

        From its start the two characters before count too: in 地处长江上游 the title 处长 is none.
        """
        if len(before) < _TITLE or not is_han(before):
            return self._words.readings(run)
        whole, _, *rest = self._words.readings(before + run)
        rest[0] = max(rest[0], whole - self._words.readings(before)[0])
        return rest

    def _ends(self, text: str, end: int) -> bool:
        """Whether what stands at ``end`` often stands behind a name."""
        found = self._followers
        return found.closes(text, end) or found.follows(text, end) or text[end] in self._deeds

    def _reads_on(self, text: str, start: int) -> bool:
        """Whether a common word stands at ``start`` rather than a name without a surname."""
        pair = text[start : start + 2]
        return (pair in self._common and pair not in self._parts) or self._followers.follows(text, start)

    def _foreign(self, run: str) -> Iterator[tuple[int, float]]:
        """Lengths of a name put together of known parts, or of characters that write such names."""
        run = run.partition("嘎查")[0] or run  # 到嘎查: a village's word, though its characters write names
        known = any(run[:k] in self._parts for k in self._part_lengths)
        if not known and self._model.may_begin(run[0]) and not self._transliteration.issuperset(run[:3]):
            return  # 李建国
        best, strange = [0.0], [0]
        for n in range(1, min(_LONGEST, len(run)) + 1):
            odd = run[n - 1] not in self._transliteration
            ways = [(best[n - 1] + (_STRANGE if odd else _CHARACTER), -strange[n - 1] - odd)]
            ways += [
                (best[n - k] + _PART, -strange[n - k])
                for k in self._part_lengths
                if k <= n and run[n - k : n] in self._parts
            ]
            way = max(ways)
            best.append(way[0])
            strange.append(-way[1])
            word = n == 2 and run[:2] in self._common and run[:2] not in self._parts
            if n > 1 and strange[n] < 2 and strange[n] < n / 2 and not word:
                yield n, best[n]

    def _signs(self, text: str, start: int, n: int, run: int) -> tuple[str, ...]:
        """What holds of a name of ``n`` characters at ``start``, from which on ``run`` Hanzi were read."""
        end, found, common, deeds = start + n, self._followers, self._common, self._deeds
        last, pair = text[end - 1], text[end : end + 2]
        first, second = pair[:1], pair[1:]
        closes = found.closes(text, end)
        long = not closes and found.long_word(text, end)
        free = not closes and second not in _LISTS and not (first == "在" and last in _STAYS)
        follows = free and not long and found.follows(text, end)
        word = pair in common
        deed = free and first in deeds and not word
        flags = (
            ("closes", closes and first not in _OPENING),
            ("long", long),
            ("follows", follows),
            ("across", last + first in common),
            ("whole", n == 2 and text[start:end] in common),
            ("ends_in_link", not closes and last in _LINKS),
            ("within", any(text[i : i + 2] in common for i in range(start, end - 1))),
            ("weak", text[start] in self._weak),
            ("deed", deed),
            ("ends_in_deed", last in deeds),
            ("word", word),
            ("aspect", first in deeds and second in _ASPECTS and first not in _MOVES),
            ("cuts_aspect", last in deeds and first in _ASPECTS),
            ("orphan", not (follows or deed) and run == n + 1 and found.closes(text, end + 1)),
            ("joined", text[start - 1 : start + 1] in common),
        )
        return tuple(name for name, holds in flags if holds)
