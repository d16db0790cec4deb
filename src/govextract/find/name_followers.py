"""What runs on behind a name: punctuation, and the words that follow names (lexicon ``name_follower``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from govextract.find.names import HAN_FIRST, HAN_LAST
from govextract.lexicon import Lexicon

CLOSERS: Final = frozenset('，,。、；;：:！!？?（）()\n\t \u3000”"’》】]…—-·|/')
"""Characters that end a name."""


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their first character."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in words:
        out[word[0]].append(word)
    return {first: tuple(some) for first, some in out.items()}


class Followers:
    """Tells whether a name may end at a place by what stands there. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon) -> None:
        followers = tuple(lexicon.forms("name_follower"))
        self._all = _by_first(followers)
        self._long = _by_first(x for x in followers if len(x) > 1)

    def follows(self, text: str, at: int) -> bool:
        """Whether a word that follows names stands at a place."""
        return text.startswith(self._all.get(text[at : at + 1], ()), at)

    def long_word(self, text: str, at: int) -> bool:
        """The same for words of several characters."""
        return text.startswith(self._long.get(text[at : at + 1], ()), at)

    def supported(self, text: str, end: int) -> bool:
        """Whether punctuation, the text's end, or a whole word that follows names stands at ``end``."""
        return self.closes(text, end) or self.long_word(text, end)

    @staticmethod
    def closes(text: str, i: int) -> bool:
        """Whether no Hanzi stands at ``i``."""
        return i >= len(text) or not HAN_FIRST <= text[i] <= HAN_LAST
