"""Personal names: is this a name, and where does it end? A log-linear model over the possible lengths.

The model knows characters: the surname, the given characters at their places, and the two characters that
follow (a name often runs into a verb: 江成与大家), and whether these begin a common word.
``models/names/train.py`` makes its weights.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from functools import lru_cache
from importlib import resources
from typing import Final

HAN_FIRST: Final = "\u4e00"
HAN_LAST: Final = "\u9fff"
DOTS: Final = "·•・‧∙．"
"""Marks between the parts of a minority or foreign name."""

# Punctuation of both widths is one and the same to the model.
_FOLD: Final = str.maketrans("，。；：！？（）、“”‘’〔〕\n\t \u3000", ",.;:!?(),\"\"''()####")

Weights = dict[str, float]


def is_han(text: str) -> bool:
    """Whether ``text`` is one or more CJK ideographs and nothing else."""
    if len(text) == 1:
        return HAN_FIRST <= text <= HAN_LAST
    return bool(text) and min(text) >= HAN_FIRST and max(text) <= HAN_LAST


def fold(text: str) -> str:
    """``text`` with punctuation of both widths alike, length unchanged."""
    return text.translate(_FOLD)


def features(window: str, length: int, titled: bool, words: frozenset[str]) -> list[tuple[str, str]]:
    """What the model sees of the hypothesis that ``window[:length]`` is a name (0: no name begins here).

    ``window`` is at least ``length`` + 2 characters, folded, the text's end padded with ``$``; ``titled``
    says that a title stands right in front; ``words`` are common words of two characters. Each feature comes
    with its stand-in for values never met in training (a character that never followed a name is a poor
    follower, a rare one in a name a good one).
    """
    c0, c1, c2 = window[0], window[1], window[2]
    if not length:
        out = ["0", "0s" + c0, "0S" + c0 + c1, "0T" + c0 + c1 + c2, "0t" + "01"[titled]]
        out.append("0w" + "01"[c0 + c1 in words])
        return [(x, x[:2] + "?") for x in out]
    given = window[1:length] if length < 4 else window[2:length]
    after = window[length : length + 2]
    k = str(length)
    pairs = [
        (k, ""), (k + "t" + "01"[titled], ""), (k + "s" + c0, k + "s?"),
        ("w" + "01"[after in words], ""), ("v" + "01"[window[length - 1] + after[0] in words], ""),
        ("f" + after[0], "f?"), (k + "f" + after[0], k + "f?"), ("F" + after, "F?"),
        ("x" + window[length - 1] + after[0], "x?"),
    ]  # fmt: skip
    pairs += [(f"{k}{i}{c}", f"{k}{i}?") for i, c in enumerate(given)]
    return pairs


class NameModel:
    """Scores the lengths a name at some place could have. Read-only, safe to share."""

    def __init__(
        self, weights: Weights, surnames: frozenset[str], compound: frozenset[str], words: frozenset[str]
    ) -> None:
        # One table a kind of feature: a look-up by the characters themselves, no strings put together.
        kinds: dict[str, dict[str, float]] = defaultdict(dict)
        for feature, weight in weights.items():
            kind = feature[:2] if feature[0] in "0234" else feature[0]
            kinds[kind][feature[len(kind) :]] = weight
        self._none = [_table(kinds, kind) for kind in ("0s", "0S", "0T", "0t", "0w")]
        self._none_bias = weights.get("0", 0.0)
        self._shared = [_table(kinds, kind) for kind in ("w", "v", "f", "F", "x")]
        self._of_length = {
            n: (weights.get(str(n), 0.0), [_table(kinds, f"{n}{kind}") for kind in ("t", "s", "f", "0", "1")])
            for n in (2, 3, 4)
        }
        self._words = words
        self._surnames = surnames
        self._compound = compound
        self._first = surnames | {x[0] for x in compound}

    def may_begin(self, character: str) -> bool:
        """Whether a surname begins with ``character``."""
        return character in self._first

    def may_be_four(self, start: str) -> bool:
        """Whether a name of four characters may begin so: a compound surname, or two surnames."""
        return start in self._compound or (start[0] in self._surnames and start[1:] in self._surnames)

    def is_compound(self, surname: str) -> bool:
        """Whether two characters are one surname."""
        return surname in self._compound

    def lengths(self, window: str) -> list[int]:
        """The lengths that a name at the start of ``window`` could have by its surname; 0 is always one."""
        out = [0]
        if window[0] not in self._first or not HAN_FIRST <= window[1] <= HAN_LAST:
            return out
        compound = window[:2] in self._compound
        if window[0] in self._surnames or compound:
            out += [2, 3] if HAN_FIRST <= window[2] <= HAN_LAST else [2]
            if compound or window[1] in self._surnames:  # 欧阳立德, and two family names (范徐丽丽)
                out += [4] if is_han(window[:4]) else []
        return out

    def logit(self, window: str, length: int, titled: bool) -> float:
        """The score of one hypothesis: the sum of the weights of its ``features``."""
        c0 = window[0]
        if not length:
            (s, s_), (two, two_), (three, three_), (t, t_), (w, w_) = self._none
            pair = window[:2]
            return (
                self._none_bias
                + s.get(c0, s_)
                + two.get(pair, two_)
                + three.get(window[:3], three_)
                + t.get("1" if titled else "0", t_)
                + w.get("1" if pair in self._words else "0", w_)
            )
        bias, ((t, t_), (s, s_), (kf, kf_), (given1, g1_), (given2, g2_)) = self._of_length[length]
        (w, w_), (v, v_), (f, f_), (ff, ff_), (x, x_) = self._shared
        after, across = window[length : length + 2], window[length - 1 : length + 1]
        first = window[1 if length < 4 else 2]
        total = (
            bias
            + t.get("1" if titled else "0", t_)
            + s.get(c0, s_)
            + w.get("1" if after in self._words else "0", w_)
            + v.get("1" if across in self._words else "0", v_)
            + f.get(after[0], f_)
            + kf.get(after[0], kf_)
            + ff.get(after, ff_)
            + x.get(across, x_)
            + given1.get(first, g1_)
        )
        return total + given2.get(window[length - 1], g2_) if length > 2 else total

    def probabilities(self, text: str, start: int, *, titled: bool = False) -> dict[int, float]:
        """The probability of each possible length of a name at ``text[start]``; key 0 is that of no name."""
        if text[start : start + 1] not in self._first:
            return {0: 1.0}
        window = fold(text[start : start + 6]).ljust(6, "$")
        lengths = self.lengths(window)
        if len(lengths) == 1:
            return {0: 1.0}
        logits = {n: self.logit(window, n, titled) for n in lengths}
        top = max(logits.values())
        mass = {n: math.exp(x - top) for n, x in logits.items()}
        total = sum(mass.values())
        return {n: x / total for n, x in mass.items()}


def _table(kinds: dict[str, dict[str, float]], kind: str) -> tuple[dict[str, float], float]:
    """The weights of a kind of feature, and that of its values never met in training."""
    table = kinds.get(kind, {})
    return table, table.get("?", 0.0)


@lru_cache(maxsize=1)
def load_model_data() -> tuple[Weights, frozenset[str]]:
    """The trained weights, and the common words of two characters, that ship with the package."""
    raw = (resources.files("govextract") / "data" / "names.json").read_text(encoding="utf-8")
    data = json.loads(raw)
    words = data["words"]
    return data["weights"], frozenset(words[i : i + 2] for i in range(0, len(words), 2))
