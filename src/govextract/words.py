"""Words, by jieba's dictionary: they advise where a name ends, and give each section its keywords.

jieba never moves an offset: its words cut through names. It is asked in two ways. Its dictionary says how
well a text reads as words from some place on; its tokenizer cuts a section into words, the best of which are
its keywords.
Both load when first asked, without jieba's cache file, logging or global tokenizer: so processes and threads
do not meet, and a document's names stay with the document.
"""

from __future__ import annotations

import math
import re
import warnings
from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from govextract.lexicon import Lexicon
from govextract.records import Tree

_LONGEST_WORD = 6
# So many Hanzi behind a place tell how the text goes on from there.
_WINDOW = 8
# Log-probability model of names: one name in five has two characters; unseen characters are smoothed.
_SHORT_NAME, _SMOOTH, _CHARACTERS = 0.2, 0.3, 4000
# Counts of a character that is no word by itself, and of a word that the user has added.
_UNSEEN, _USERS_WORD = 0.5, 1000
# Count of a surname that jieba's names lack.
_RARE = 0.5
_KEYWORDS = 5
_HEADING_WEIGHT = 2
# Weight of a word that jieba's table of document frequencies lacks: of middling rarity if it comes back
# (创卫), else most likely no word.
_UNLISTED, _UNLISTED_ONCE = 8.0, 2.0
_HANZI_WORD = re.compile("[一-鿿]{2,10}")


class _Dictionary(NamedTuple):
    """jieba's words with their counts, and how often a character is first, last or only in a given name.

    ``family`` counts the characters with which its names of three begin.
    """

    counts: dict[str, int]
    log_total: float
    first: Counter[str]
    last: Counter[str]
    only: Counter[str]
    pairs: int
    family: Counter[str]


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    fields = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").split()
    counts = dict(zip(fields[::3], map(int, fields[1::3]), strict=True))
    whole = [w for w, tag in zip(fields[::3], fields[2::3], strict=True) if tag[:2] == "nr" and len(w) <= 3]
    names = [w[1:] for w in whole]
    pairs = [x for x in names if len(x) == 2]
    return _Dictionary(
        counts,
        math.log(sum(counts.values())),
        Counter(x[0] for x in pairs),
        Counter(x[1] for x in pairs),
        # The last of two is as likely the only one: 海 in 王大海, 王海.
        Counter(x[-1] for x in names if x),
        len(pairs),
        Counter(w[0] for w in whole if len(w) > 2),
    )


@lru_cache(maxsize=1)
def _document_frequency() -> dict[str, float]:
    fields = (resources.files("jieba") / "analyse" / "idf.txt").read_text(encoding="utf-8").split()
    return dict(zip(fields[::2], map(float, fields[1::2]), strict=True))


class Words:
    """The words of the language, and the user's (lexicon category ``word``).

    Immutable, so threads may share it; picklable, since what it loads belongs to the process, not to it.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._own = {w: _USERS_WORD for e in lexicon.category("word") for w in e.forms}
        self._stop = frozenset(w for e in lexicon.category("stop_word") for w in e.forms)

    # --- where a name ends ------------------------------------------------------------------------------

    def follows(self, text: str, at: int) -> float:
        """How well ``text`` reads as words from ``at`` on, as log-probability per character.

        It is 0 where no Hanzi stands. Of two places the one with the higher value begins a word, rather than
        cuts one.
        """
        stop = _hanzi_end(text, at)
        return self._paths(text[at:stop])[0] / (stop - at) if stop > at else 0.0

    def name_ends(self, text: str, start: int, ends: Sequence[int], *, surname: int = 1) -> dict[int, float]:
        """The probability of each of ``ends`` to be the end of the personal name that begins at ``start``.

        ``surname`` is the length of the surname; each end leaves one or two characters for the given name.
        What weighs is how usual these are in given names, and how well the rest reads as words: in 江成与大家
        the name is 江成, since 与 and 大家 are words.
        """
        if not ends:
            return {}
        first = min(ends)
        stop = max(_hanzi_end(text, first), *ends)
        paths = self._paths(text[first:stop])
        logs = {end: _given(text[start + surname : end]) + paths[end - first] for end in ends}
        top = max(logs.values())
        mass = {end: math.exp(x - top) for end, x in logs.items()}
        total = sum(mass.values())
        return {end: x / total for end, x in mass.items()}

    def readings(self, run: str) -> list[float]:
        """For each place in a run of Hanzi, the log-probability of the best way to read the rest as words."""
        return self._paths(run)

    @staticmethod
    def name(name: str, surname: int) -> float:
        """The log-probability of a personal name of which ``surname`` characters are the surname."""
        known = _dictionary()
        family = known.family[name[0]] if surname == 1 else 0
        return math.log((family + _RARE) / (known.pairs + 1)) + _given(name[surname:])

    @staticmethod
    def given(characters: str) -> float:
        """The log-probability of one or two characters as a given name."""
        return _given(characters)

    def _paths(self, run: str) -> list[float]:
        """For each place in ``run``, the log-probability of the best way to read the rest as words."""
        counts, log_total, *_ = _dictionary()
        get = ChainMap(self._own, counts).get if self._own else counts.get
        n, log = len(run), math.log
        best = [0.0] * (n + 1)
        for i in range(n - 1, -1, -1):
            top = log(get(run[i]) or _UNSEEN) + best[i + 1]
            for end in range(i + 2, min(i + _LONGEST_WORD, n) + 1):
                count = get(run[i:end])
                if count:
                    top = max(top, log(count) + best[end])
            best[i] = top - log_total
        return best

    # --- keywords ---------------------------------------------------------------------------------------

    def cut(self, text: str, names: Iterable[str] = ()) -> Iterator[str]:
        """The words of ``text`` by jieba; ``names`` and the user's words stay whole."""
        return _cut(text, self._whole(names))

    def keywords(self, tree: Tree, text: str, names: Iterable[str] = ()) -> Tree:
        """``tree`` with the keywords of every section: its frequent words that are rare elsewhere.

        ``names`` are those of people, places and bodies that the document is known to hold: they stay whole,
        and are no keywords, since they are listed by themselves. A section counts the words of its
        sub-sections too; repeated paragraphs count once.
        """
        names = frozenset(names)
        counts: dict[str, Counter[str]] = {s.id: Counter() for s in tree.sections}
        whole = self._whole(names)
        for p in tree.paragraphs:
            if p.duplicate_of is None:
                for _ in range(_HEADING_WEIGHT if p.heading else 1):
                    counts[p.section].update(_cut(text[p.start : p.end], whole))
        for section in sorted(tree.sections, key=lambda s: -s.level):
            if section.level:
                counts[section.id.rpartition(".")[0] or "s0"].update(counts[section.id])
        refused = names | self._stop
        return Tree(
            sections=tuple(
                s.model_copy(update={"keywords": self._top(counts[s.id], refused)}) for s in tree.sections
            ),
            paragraphs=tree.paragraphs,
        )

    def _top(self, counts: Counter[str], refused: frozenset[str]) -> tuple[str, ...]:
        rarity = _document_frequency()
        weights = {
            word: n * rarity.get(word, _UNLISTED if n > 1 else _UNLISTED_ONCE)
            for word, n in counts.items()
            if word not in refused and (_HANZI_WORD.fullmatch(word) or word in self._own)
        }
        return tuple(sorted(weights, key=lambda word: (-weights[word], word))[:_KEYWORDS])

    def _whole(self, names: Iterable[str]) -> re.Pattern[str] | None:
        whole = sorted({*names, *self._own} - {""}, key=lambda w: (-len(w), w))
        return re.compile("|".join(map(re.escape, whole))) if whole else None


def _hanzi_end(text: str, at: int) -> int:
    """Where the run of Hanzi at ``at`` ends, looked for only as far as it matters."""
    end = at
    while end < min(len(text), at + _WINDOW) and "\u4e00" <= text[end] <= "\u9fff":
        end += 1
    return end


def _given(characters: str) -> float:
    """The log-probability of one or two characters as a given name."""
    _, _, first, last, only, pairs, _ = _dictionary()
    total = pairs + _SMOOTH * _CHARACTERS
    if len(characters) == 1:
        return math.log(_SHORT_NAME * (only[characters] + _SMOOTH) / total)
    a, b = first[characters[0]] + _SMOOTH, last[characters[-1]] + _SMOOTH
    return math.log((1 - _SHORT_NAME) * a * b / total / total)


def _cut(text: str, whole: re.Pattern[str] | None) -> Iterator[str]:
    tokenizer = _tokenizer()
    at = 0
    for found in whole.finditer(text) if whole else ():
        yield from tokenizer.cut(text[at : found.start()])
        yield found.group()
        at = found.end()
    yield from tokenizer.cut(text[at:])


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    """A jieba tokenizer of our own; nothing is ever added to its dictionary."""
    with warnings.catch_warnings():
        # Its regular expressions and its use of pkg_resources warn on newer Pythons.
        warnings.simplefilter("ignore")
        import jieba
    tokenizer = jieba.Tokenizer()
    counts = dict(_dictionary().counts)
    for word in _dictionary().counts:
        for k in range(1, len(word)):
            counts.setdefault(word[:k], 0)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = counts, sum(counts.values()), True
    return tokenizer
