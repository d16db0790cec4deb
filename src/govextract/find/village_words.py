"""Words in front of 村 and 社区 that name no village (驻村, 贫困村), and words behind that make a name unlikely.

Some of the first are names where the document shows it: 沿河村 behind a town, 和谐社区 with its body behind.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from govextract.find.boundary import LeftContext
from govextract.lexicon import Lexicon
from govextract.match import Hit

NEVER: Final = -99.0
"""The weight of what follows no name at all."""
LONGEST_SOFT: Final = 2
"""Characters of a soft word that is a name only right behind a place (枫林镇新村); longer ones need a town."""
TOWN_WEIGHT: Final = -0.7
"""The weight of a town in front, which a city or county does not have."""
BODIES: Final = (
    *("党支部", "党总支", "党委", "支部书记", "支部委员会", "村民委员会", "村委会", "村民小组", "村务监督"),
    *("第一书记", "驻村", "“两委", "两委", "居民委员会", "居委会", "党群服务中心"),
)
"""What a village has: behind a name it shows that it is one."""


class VillageWords:
    """Tells words that name no village by the suffix's end, and weighs what follows it."""

    def __init__(self, lexicon: Lexicon, left: LeftContext) -> None:
        self._left = left
        generic = lexicon.forms("village_generic")
        self.alone = frozenset(w for w, e in generic.items() if e.attrs.get("alone"))
        self.generic = frozenset(w for w, e in generic.items() if not e.attrs.get("soft")) - self.alone
        self._soft = frozenset(w for w, e in generic.items() if e.attrs.get("soft"))
        self._home = frozenset(lexicon.forms("village_home"))
        self._soft_lengths = sorted({len(w) for w in self._soft if len(w) > LONGEST_SOFT})
        self._lengths = sorted({len(w) for w in generic}, reverse=True)
        self._after: dict[str, float] = {}
        for form, entry in lexicon.forms("village_after").items():
            self._after[form] = NEVER if entry.attrs.get("never") else float(entry.attrs["weight"])
        self._after_lengths = sorted({len(w) for w in self._after}, reverse=True)

    def given(self, text: str, hits: Iterable[Hit]) -> frozenset[str]:
        """The longer soft words that the document has as names: behind a town, or with a body behind."""
        given = set()
        for hit in hits:
            for length in self._soft_lengths:
                start = hit.end - length
                if start >= 0 and text[start : hit.end] in self._soft:
                    left = self._left.at(text, start)
                    if left.weight >= TOWN_WEIGHT or (left.hard and text.startswith(BODIES, hit.end)):
                        given.add(text[start : hit.end])
        return frozenset(given)

    def start(self, text: str, hit: Hit, given: frozenset[str]) -> int | None:
        """Where a word that names no village begins, if one ends with the suffix."""
        for length in self._lengths:
            start = hit.end - length
            if start >= 0 and length > len(hit.form):
                word = text[start : hit.end]
                if word in self.generic and text[start - 1 : hit.start] not in self._home:
                    return start
                if word in self._soft and self.only_word(text, start, hit.end, given):
                    return start + (text[start - 1 : start] == "、")
        return None

    def only_word(self, text: str, start: int, end: int, given: frozenset[str]) -> bool:
        """Whether this is a soft word in a place where it is no name."""
        word = text[start:end]
        if word not in self._soft or word in given:
            return False
        left = self._left.at(text, start)
        return not left.cut or (len(word) > LONGEST_SOFT and left.weight < TOWN_WEIGHT)

    def after(self, text: str, end: int) -> float:
        """How much less, or more, likely a name is for what follows it."""
        for length in self._after_lengths:
            weight = self._after.get(text[end : end + length])
            if weight is not None:
                return weight
        return 0.0
