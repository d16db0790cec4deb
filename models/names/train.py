"""Train the personal-name model (src/govextract/data/names.json).

    python models/names/train.py SHARED_DATA

SHARED_DATA holds ner/ (labelled corpora) and text/ (news). Two passes: names labelled in the corpora; then names in
the news that a title and punctuation bound on both sides, whose other occurrences in the same document show
what follows a name in running text. Documents whose ids stand in the gold set are left out. Seeds are fixed.
"""

from __future__ import annotations

import json
import lzma
import math
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import ahocorasick_rs
import jieba

from govextract.find.names import NameModel, features, fold
from govextract.lexicon import Lexicon

ROOT = Path(__file__).parents[2]
Example = tuple[str, int, bool]  # window, right length, whether a title stands in front
CLOSERS = "，、。,;；)）:：”\n"


def corpora(data: Path) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Sentences and their person spans."""
    for name in ("val", "test"):
        base = data / "ner" / "msra"
        texts = (base / f"{name}.sentences.txt").read_text(encoding="utf-8").split("\n")
        tags = (base / f"{name}.tags.txt").read_text(encoding="utf-8").split("\n")
        for text, tag in zip(texts, tags, strict=True):
            yield spans(text.split(), tag.split())
    for name in ("dev", "test"):
        chars: list[str] = []
        labels: list[str] = []
        for line in (
            (data / "ner" / "people_daily" / f"example.{name}").read_text(encoding="utf-8").split("\n")
        ):
            parts = line.split()
            if len(parts) == 2:
                chars.append(parts[0])
                labels.append(parts[1])
            elif chars:
                yield spans(chars, labels)
                chars, labels = [], []
    for name in ("train", "dev"):
        for line in (data / "ner" / "cluener" / f"{name}.jsonl").read_text(encoding="utf-8").split("\n"):
            if line:
                row = json.loads(line)
                found = row["label"].get("name", {}).values()
                yield row["text"], [(a, b + 1) for places in found for a, b in places]


def spans(chars: list[str], labels: list[str]) -> tuple[str, list[tuple[int, int]]]:
    """Text and person spans of a character-labelled sentence."""
    text, out, start = "".join(c[0] for c in chars), [], None
    for i, label in enumerate([*labels, "O"]):
        if start is not None and not label.startswith("I-PER"):
            out.append((start, i))
            start = None
        if label.startswith("B-PER"):
            start = i
    return text, out


def window(text: str, i: int) -> str:
    """What the model sees at ``i``."""
    return fold(text[i : i + 6]).ljust(6, "$")


class Titles:
    """Where titles end."""

    def __init__(self, lexicon: Lexicon) -> None:
        forms = [*lexicon.forms("title"), *lexicon.forms("title_private")]
        self._automaton = ahocorasick_rs.AhoCorasick([f for f in forms if len(f) > 1])

    def ends(self, text: str) -> list[int]:
        """Ends of titles that no other title runs over."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        inner = {i for _, a, b in found for i in range(a + 1, b)}
        return sorted({b for _, _, b in found if b not in inner})


def train(
    examples: list[Example], model: NameModel, weights: dict[str, float], words: frozenset[str], epochs: int
) -> None:
    """Maximise the likelihood of the right lengths by AdaGrad, in place.

    A feature met once only is trained as its stand-in for unseen values, so that these get weights of their own.
    """
    rng = random.Random(7)
    squares: dict[str, float] = defaultdict(float)
    unique = Counter(examples)
    rows = [(w, n, t, min(c, 3)) for (w, n, t), c in sorted(unique.items())]
    met: Counter[str] = Counter(f for w, n, t, _ in rows for f, _ in features(w, n, t, words))
    for _ in range(epochs):
        rng.shuffle(rows)
        for w, right, titled, count in rows:
            options = model.lengths(w)
            if right not in options or len(options) < 2:
                continue
            feats = {
                n: [a if met[a] > 1 or not b else b for a, b in features(w, n, titled, words)]
                for n in options
            }
            logits = {n: sum(weights.get(f, 0.0) for f in feats[n]) for n in options}
            top = max(logits.values())
            mass = {n: math.exp(x - top) for n, x in logits.items()}
            total = sum(mass.values())
            for n in options:
                gradient = ((n == right) - mass[n] / total) * count
                if abs(gradient) < 1e-3:
                    continue
                for f in feats[n]:
                    g = gradient - 1e-3 * weights.get(f, 0.0)
                    squares[f] += g * g
                    weights[f] = weights.get(f, 0.0) + 0.3 * g / math.sqrt(squares[f] + 1e-6)


def labelled(data: Path, titles: Titles) -> list[Example]:
    """Examples of the labelled corpora: every name, and titles that no name follows."""
    out: list[Example] = []
    for text, people in corpora(data):
        starts = dict(people)
        ends = titles.ends(text)
        out += [(window(text, a), b - a, a in ends) for a, b in people if 2 <= b - a <= 4]
        out += [(window(text, e), 0, True) for e in ends if e not in starts and e < len(text)]
        # Places where nothing of a name stands keep the model honest about common words.
        taken = {i for a, b in people for i in range(a, b)}
        out += [
            (window(text, i), 0, False) for i in range(0, len(text), 5) if i not in taken and i not in ends
        ]
    return out


def gold_ids(data: Path) -> set[str]:
    """Ids of the documents that the gold set was taken from."""
    path = data.parent / "gold" / "SOURCES.md"
    if not path.exists():
        return set()
    return set(re.findall(r"\| ([a-z]+-[0-9]+)-[0-9]+ \|", path.read_text(encoding="utf-8")))


def news(data: Path) -> list[str]:
    """The news texts, without those of the gold set."""
    skip, seen, out = gold_ids(data), set(), []
    for name in ("local", "archive"):
        with lzma.open(data / "text" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as f:
            for line in f:
                row = json.loads(line)
                if row["id"] not in skip and row["text"][:200] not in seen:
                    seen.add(row["text"][:200])
                    out.append(row["text"])
    return out


def harvested(texts: list[str], titles: Titles, model: NameModel) -> list[Example]:
    """Names between a title and punctuation, their other occurrences, and titles that no name follows."""
    out: list[Example] = []
    for text in texts:
        ends = titles.ends(text)
        names: set[str] = set()
        for e in ends:
            p = model.probabilities(text, e, titled=True)
            for n, x in p.items():
                # Between a title and punctuation the length is certain once it is a name at all.
                if n and text[e + n : e + n + 1] in CLOSERS and x > 0.7:
                    names.add(text[e : e + n])
        longest = {n for n in names if not any(o != n and o.startswith(n) for o in names)}
        at: dict[int, int] = {}
        for name in sorted(longest):
            i = text.find(name)
            while i >= 0:
                at[i] = len(name)
                i = text.find(name, i + 1)
        out += [(window(text, i), n, i in ends) for i, n in sorted(at.items())]
        out += [
            (window(text, e), 0, True) for e in ends
            if e < len(text) and e not in at and model.probabilities(text, e, titled=True)[0] > 0.85
        ]  # fmt: skip
    return out


def common_words() -> frozenset[str]:
    """Words of two characters in jieba's dictionary (MIT) that are neither names nor rare."""
    out = set()
    with jieba.get_dict_file() as f:
        for line in f:
            word, freq, tag = line.decode("utf-8").split()
            if len(word) == 2 and int(freq) >= 10 and tag[:2] not in ("nr", "ns", "nt", "nz") and tag != "ng":
                out.add(word)
    return frozenset(out)


def main(data: Path) -> None:
    """Train and write the weights."""
    lexicon = Lexicon.load()
    surnames = frozenset(f for f in lexicon.forms("surname") if len(f) == 1)
    compound = frozenset(f for f in lexicon.forms("surname") if len(f) == 2)
    titles = Titles(lexicon)
    weights: dict[str, float] = {}
    words = common_words()
    model = NameModel(weights, surnames, compound, words)  # an untrained model, for the lengths alone
    first = labelled(data, titles)
    print(f"labelled corpora: {len(first)} examples")
    train(first, model, weights, words, 3)
    texts = news(data)
    for step in range(2):
        more = harvested(texts, titles, NameModel(weights, surnames, compound, words))
        print(f"pass {step + 1}: {len(more)} examples, {sum(n > 0 for _, n, _ in more)} names")
        weights.clear()
        train(first + more, model, weights, words, 4)
    small = {f: round(w, 2) for f, w in sorted(weights.items()) if abs(w) >= 0.1}
    target = ROOT / "src" / "govextract" / "data" / "names.json"
    data_out = {"weights": small, "words": "".join(sorted(words))}
    target.write_text(json.dumps(data_out, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    print(f"{len(small)} weights, {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
