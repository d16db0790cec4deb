"""How long a name is: the model's advice, what whole words and punctuation behind it tell, and jieba's words."""

from __future__ import annotations

import math
from typing import Final

from govextract.find.name_followers import Followers
from govextract.find.names import NameModel, is_han
from govextract.words import Words

THREE: Final = 1.5
"""Log-odds added for three characters: old news hold more two-character names than reports do now."""
_FOLLOWED: Final = 2.0
"""Log-odds of a word that often follows names."""
_NO_END: Final = frozenset("等以因在的被对向将曾已也都就")
"""Words behind a name that end none of four characters."""
SPEECH: Final = frozenset("到赴给把让说称讲道等同与和任摄报文问答的在对也都则以因被曾已将就又")
"""Characters that may stand between a two-character name and punctuation."""
BEHIND: Final = frozenset("的不也已应就都与和及向并又将亲为是任因以自被于还同")
"""Words of one character behind which the doubt of a name between a public title and them counts for nothing."""
_RULED_OUT: Final = 1e-3
"""Share of the likeliest length's weight below which even the document's favour counts for nothing."""
_CERTAIN: Final = 0.9
"""Share of the weight above which a length needs no second opinion."""
_LIKELY: Final = 0.02
"""Share of a shorter name's weight from which a longer one is believed where no word begins behind the shorter."""


class NameLengths:
    """Weighs the lengths of a name. Read-only, safe to share. ``common`` are common words of two characters."""

    def __init__(self, model: NameModel, followers: Followers, words: Words, common: frozenset[str]) -> None:
        self._model = model
        self._followers = followers
        self._words = words
        self._common = common

    def choose(self, text: str, start: int, p: dict[int, float], lengths: dict[str, int]) -> int:
        """The likeliest length of a name, by its own place and what the document favours."""
        favoured = lengths.get(text[start : start + 2])
        if favoured in p and p[favoured] > _RULED_OUT * max(p.values()):
            return favoured
        supported = [n for n in p if self._followers.supported(text, start + n)]
        if len(supported) == 1 and (supported[0] == 2 or text[start + supported[0] - 1] not in SPEECH):
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
        if text[i : i + 2] in self._common or self._followers.follows(text, i) or not is_han(text[i]):
            return False
        return self._followers.follows(text, i + 1) and not (text[i] in SPEECH or text[i] in BEHIND)

    def weigh(self, text: str, start: int, *, titled: bool) -> tuple[dict[int, float], float]:
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
                p[n] *= math.exp(THREE)
            if self._followers.long_word(text, start + n):
                p[n] *= math.exp(_FOLLOWED)
            elif self._followers.follows(text, start + n):
                p[n] *= math.exp(_FOLLOWED - 0.5)
            elif not self._followers.closes(text, start + n):
                p[n] *= math.exp(-0.7)
        return p
