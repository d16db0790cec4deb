"""Make the weights by which ends of names behind titles are chosen (src/govextract/find/name_odds.py).

    python models/names/odds.py GOLD_DIR... [--news NEWS.jsonl.xz] [--skip IDS]

GOLD_DIR holds annotated documents (JSON with text and mentions). Their officials' names are exchanged for others,
several times over, with surnames common and rare and names of other peoples, since what must be learnt is how a
text goes on behind a name, not which names there are. Titles in news behind which today's reader finds no name
are examples of none (--skip: a file of ids of documents to leave out); those where the new weights would find one
are left out of the second pass. Prints the weights. Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from govextract.find.name_odds import NameOdds
from govextract.find.name_reader import NameReader
from govextract.find.office_starts import OfficeStarts
from govextract.find.offices import OfficeParser
from govextract.find.titled_names import TitledNames
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.segment import segment

ROUNDS = 3
KEPT, EXCHANGED, NONE = 2.0, 0.6, 0.5
"""Weights of an example as annotated, with another name, and from news."""


class Example(NamedTuple):
    """The hypotheses at a place, the right length (0: no name) and what the example weighs."""

    features: list[dict[str, float]]
    lengths: list[int]
    right: int
    weight: float


class Names:
    """Makes names: given names from jieba's dictionary (MIT), surnames and parts of other names from the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        rows = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").split("\n")
        fields = [row.split(" ") for row in rows if row]
        words = {f[0] for f in fields}
        known = [f[0] for f in fields if f[2] == "nr"]
        surnames = [x for x in lexicon.forms("surname") if len(x) == 1]
        self._common = [x for x in surnames if sum(n.startswith(x) for n in known) > 100]
        self._rare = sorted({*surnames} - {*self._common} - {*lexicon.forms("weak_surname")})
        given = [n[1:] for n in known if n[0] in self._common and n[1:]]
        self._pairs = [x for x in given if len(x) == 2 and x not in words]
        self._single = [x for x in given if len(x) == 1]
        self._parts = {e.id: [x for x in e.forms if len(x) > 1] for e in lexicon.category("foreign_element")}

    def make(self, rng: random.Random) -> str:
        """A name: seven in ten with a common surname or a rare one and two characters, one in ten foreign."""
        kind = rng.random()
        if kind > 0.9:
            parts = self._parts[rng.choice(sorted(self._parts))]
            return "".join(rng.choice(parts) for _ in range(1 + (rng.random() < 0.8)))
        surname = rng.choice(self._common if kind < 0.5 else self._rare)
        return surname + rng.choice(self._pairs if rng.random() < 0.7 else self._single)


def exchanged(
    text: str, spans: Sequence[tuple[int, int]], names: Names, rng: random.Random
) -> tuple[str, dict]:
    """A text with its officials' names exchanged, and where these then stand."""
    old = sorted({text[a:b] for a, b in spans if "习近平" not in text[a:b]}, key=lambda n: (-len(n), n))
    if not old:
        return text, dict(spans)
    new = {name: names.make(rng) for name in old}
    starts = dict(spans)
    out, found, at = [], {}, 0
    for m in re.finditer("|".join(map(re.escape, old)), text):
        out.append(text[at : m.start()])
        start = sum(map(len, out))
        out.append(new[m.group()])
        if starts.get(m.start()) == m.end():
            found[start] = start + len(new[m.group()])
        at = m.end()
    return "".join(out) + text[at:], found


class Reader:
    """Finds the titles of a text and the hypotheses behind them."""

    def __init__(self) -> None:
        self.lexicon = Lexicon.load()
        self.matcher = Matcher(self.lexicon)
        self.names = NameReader(self.lexicon)
        starts = OfficeStarts(self.lexicon, self.names)
        self.offices = OfficeParser(self.lexicon, self.names.words, starts)
        self.odds: NameOdds = self.names.odds

    def examples(self, text: str, gold: Mapping[int, int] | None, weight: float) -> Iterator[Example]:
        """Examples at the titles of a text; without ``gold`` those behind which no name is read."""
        page = Page(text, segment(text), self.matcher.scan(text))
        heads = self.offices.heads(page)
        lengths = self.names.document_lengths(text, heads)
        for head in heads:
            if head.entry.category != "title" or "某" in text[head.end : head.end + 4]:
                continue
            start = head.end
            read = TitledNames(self.names).after(page, head, lengths)
            right = (gold or {}).get(start, start) - start
            if not right and (read or (gold is not None and weight < KEPT)):
                continue
            found = list(self.odds.hypotheses(text, start))
            if found and (not right or right in [x.length for x in found]):
                features = [{}, *(x.features for x in found)]
                yield Example(features, [0, *(x.length for x in found)], right, weight)


def scores(weights: Mapping[str, float], example: Example) -> list[float]:
    """The score of each hypothesis."""
    return [sum(weights.get(k, 0.0) * x for k, x in f.items()) for f in example.features]


def train(examples: Sequence[Example], epochs: int = 40) -> dict[str, float]:
    """Maximise the likelihood of the right lengths by AdaGrad."""
    rng = random.Random(7)
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(float)
    order = list(examples)
    for _ in range(epochs):
        rng.shuffle(order)
        for e in order:
            s = scores(weights, e)
            top = max(s)
            mass = [math.exp(x - top) for x in s]
            total = sum(mass)
            good = sum(m for m, n in zip(mass, e.lengths, strict=True) if n == e.right)
            for m, n, f in zip(mass, e.lengths, e.features, strict=True):
                gradient = ((m / good if n == e.right else 0.0) - m / total) * e.weight
                for k, x in f.items():
                    g = gradient * x - 1e-4 * weights[k]
                    squares[k] += g * g
                    weights[k] += 0.1 * g / math.sqrt(squares[k] + 1e-6)
    return dict(weights)


def main() -> None:
    """Gather, train twice, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--skip", type=Path)
    parser.add_argument("--items", type=int, default=2500)
    args = parser.parse_args()
    reader = Reader()
    names = Names(reader.lexicon)
    skip = frozenset(args.skip.read_text(encoding="utf-8").split()) if args.skip else frozenset()
    examples: list[Example] = []
    for path in sorted(p for folder in args.gold for p in folder.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        text = document["text"]
        spans = [(m["start"], m["end"]) for m in document["mentions"] if m["type"] == "OFFICIAL"]
        examples += reader.examples(text, dict(spans), KEPT)
        for seed in range(ROUNDS):
            other, found = exchanged(text, spans, names, random.Random(f"{seed}{path.name}"))
            examples += reader.examples(other, found, EXCHANGED)
    if args.news:
        with lzma.open(args.news, "rt", encoding="utf-8") as lines:
            for _, line in zip(range(args.items), lines, strict=False):
                item = json.loads(line)
                if item["id"] not in skip:
                    examples += reader.examples(item["text"], None, NONE)
    weights = train(examples)
    sure = [e for e in examples if e.weight != NONE or max(scores(weights, e)) <= 0.0]
    weights = train(sure)
    print(len(examples), len(sure), {k: round(x, 2) for k, x in sorted(weights.items())})


if __name__ == "__main__":
    main()
