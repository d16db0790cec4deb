"""What the model gains beside the rules: spans of names, each way to use it, on annotated documents.

    python models/ner/measure.py MODEL [MODEL ...] --fit GOLD_DIR ... --score GOLD_DIR ... [--speed NEWS.jsonl.xz]

``--fit`` folders train the re-scoring of rule candidates; the same folders are scored by cross-validation.
Nothing but totals is printed, so that folders may be scored that nobody may read.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from model import Name, TrainedModel

from govextract import Extractor
from govextract.evaluate import Json, Row, score, total
from govextract.evaluate.gold import load
from govextract.find.name_reader import Name as Reading
from govextract.find.name_reader import NameReader
from govextract.find.officials import OfficialFinder
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.sentences import split_sentences

ROWS: Final = ("official span", "village span", "enterprise span")
LABELS: Final = {"official": "PERSON", "village": "VILLAGE", "enterprise": "COMPANY"}
SURE: Final = 0.9
"""The probability from which a name of the model counts."""
DOUBTED: Final = 0.7
"""The confidence of a reading below which the model is asked."""
UNSURE: Final = 0.94
"""The confidence below which a village or business may be denied."""
FOLDS: Final = 10
_LONGEST: Final = 250
_READ: Final = 500_000

Chances = dict[Name, float]


class Opinion:
    """What the model sees in a text: the whole of it at once, or a sentence when it is first asked about."""

    def __init__(self, model: TrainedModel, text: str) -> None:
        self._model, self._text, self.read = model, text, 0
        self._spans = list(_pieces(text))
        self._known: dict[tuple[int, int], Chances] = {}

    def all(self) -> Chances:
        """Every name that the text may hold."""
        return {name: p for span in self._spans for name, p in self._of(span).items()}

    def at(self, place: int) -> Chances:
        """The names of the piece that holds ``place``."""
        return next((self._of(s) for s in self._spans if s[0] <= place < s[1]), {})

    def _of(self, span: tuple[int, int]) -> Chances:
        if span not in self._known:
            a, b = span
            self.read += b - a
            found = self._model.chances([self._text[a:b]])[0]
            self._known[span] = {Name(n.start + a, n.end + a, n.label): p for n, p in found.items()}
        return self._known[span]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        for a, b in split_sentences(text, start, start + len(line)):
            yield from ((i, min(i + _LONGEST, b)) for i in range(a, b, _LONGEST))
        start += len(line) + 1


class AdvisedNames(NameReader):
    """The rules' reader of names, which asks the model where it reads none or is in doubt."""

    def __init__(self, lexicon: Lexicon, ask: Callable[[str], Opinion]) -> None:
        super().__init__(lexicon)
        self._ask = ask

    def at(self, page: Page, start: int, lengths: dict[str, int], **more: Any) -> Reading | None:
        """The name that begins at ``start``."""
        name = super().at(page, start, lengths, **more)
        if name and name.confidence >= DOUBTED:
            return name
        seen = [n for n in self._persons(page, start) if n.start == start]
        return self._believed(page, seen) or name

    def ending_at(self, page: Page, end: int, **more: Any) -> Reading | None:
        """The name that ends at ``end``."""
        name = super().ending_at(page, end, **more)
        return name or self._believed(page, [n for n in self._persons(page, end - 1) if n.end == end])

    def _persons(self, page: Page, place: int) -> list[Name]:
        if not page.text[place : place + 1].isalpha():
            return []
        found = self._ask(page.text).at(place).items()
        return [n for n, p in found if n.label == "PERSON" and p >= SURE and n.end - n.start > 1]

    def _believed(self, page: Page, seen: Sequence[Name]) -> Reading | None:
        return next((Reading(n.start, n.end, 0.8) for n in seen if self._good(page, n.start, n.end)), None)


class Advised:
    """An extractor whose finder of officials asks the model."""

    def __init__(self, model: TrainedModel) -> None:
        self._model, self._opinions = model, dict[str, Opinion]()
        self._extractor = Extractor(model=False)
        names = AdvisedNames(self._extractor.lexicon, self._opinion)
        self._extractor._finders = tuple(
            OfficialFinder(self._extractor.lexicon, names) if isinstance(f, OfficialFinder) else f
            for f in self._extractor._finders
        )

    def _opinion(self, text: str) -> Opinion:
        if text not in self._opinions:
            self._opinions = {text: Opinion(self._model, text)}
        return self._opinions[text]

    def parse(self, text: str, day: date | None = None) -> Any:
        """The records of a text."""
        return self._extractor.parse(text, published=day)

    @property
    def read(self) -> int:
        """Characters of the last text that the model was shown."""
        return sum(o.read for o in self._opinions.values())


# --- the ways --------------------------------------------------------------------------------------


def alone(document: Json, model: TrainedModel) -> list[Json]:
    """The model's own names. A person is an official where a title stands in front of one of his mentions."""
    text = document["text"]
    names = []
    spans = list(_pieces(text))
    for (a, _), found in zip(spans, model.names([text[a:b] for a, b in spans]), strict=True):
        names += [Name(n.start + a, n.end + a, n.label) for n in found]
    titled = {n.end for n in names if n.label == "TITLE"}
    public = {text[n.start : n.end] for n in names if n.label == "PERSON" and n.start in titled}
    return [
        _mention(kind, n, text)
        for n in names
        for kind, label in LABELS.items()
        if n.label == label and (kind != "official" or text[n.start : n.end] in public)
    ]


def denied(mentions: Sequence[Json], seen: Chances) -> list[Json]:
    """Without the unsure villages and businesses in whose place the model sees nothing of the kind."""
    return [
        m
        for m in mentions
        if m["kind"] not in ("village", "enterprise") or m["confidence"] >= UNSURE or _cover(m, seen) >= 0.5
    ]


def added(mentions: Sequence[Json], seen: Chances, text: str) -> list[Json]:
    """With the villages and businesses of which the model is sure, where the rules have nothing."""
    taken = {i for m in mentions for i in range(m["start"], m["end"])}
    new = [
        _mention(kind, n, text)
        for n, p in seen.items()
        for kind, label in LABELS.items()
        if n.label == label and kind != "official" and p >= 0.97 and taken.isdisjoint(range(n.start, n.end))
    ]
    return [*mentions, *new]


def _mention(kind: str, name: Name, text: str) -> Json:
    return {"kind": kind, "start": name.start, "end": name.end, "text": text[name.start : name.end]}


def _cover(m: Json, seen: Chances) -> float:
    label = LABELS[m["kind"]]
    return sum(p for n, p in seen.items() if n.label == label and n.start < m["end"] and m["start"] < n.end)


# --- re-scoring ------------------------------------------------------------------------------------


def features(m: Json, seen: Chances, rules: Sequence[str], *, model: bool) -> list[float]:
    """What the re-scoring knows of a candidate: its rule, whether it is sure, what the model sees there."""
    label = LABELS[m["kind"]]
    out = [1.0, *(float(m["rule"] == r) for r in rules), float(m["confidence"] >= UNSURE)]
    if model:
        other = [p for n, p in seen.items() if n.label != label and n.start < m["end"] and m["start"] < n.end]
        out += [seen.get(Name(m["start"], m["end"], label), 0.0), min(_cover(m, seen), 1.0), sum(other)]
    return out


def fit(rows: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a logistic regression with a quadratic penalty of one."""
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-rows @ weights))
        curve = rows.T @ (rows * (p * (1 - p))[:, None]) + np.eye(len(weights))
        weights += np.linalg.solve(curve, rows.T @ (right - p) - weights)
    return weights


def auc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """How often a right candidate has the higher score than a wrong one."""
    good = [s for s, r in zip(scores, right, strict=True) if r]
    bad = [s for s, r in zip(scores, right, strict=True) if not r]
    pairs = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return pairs / (len(good) * len(bad)) if good and bad else float("nan")


# --- the table -------------------------------------------------------------------------------------


class Case:
    """A gold document, what the rules say of it, what the model sees in it, and what both together say."""

    def __init__(self, document: Json, rules: Extractor, advised: Advised, model: TrainedModel) -> None:
        day = date.fromisoformat(document["date"]) if document.get("date") else None
        self.document = document
        self.rules = rules.parse(document["text"], published=day).to_dict()
        self.advised = advised.parse(document["text"], day).to_dict()
        self.seen = Opinion(model, document["text"]).all()
        self.model = alone(document, model)

    def candidates(self) -> list[tuple[Json, bool]]:
        """The mentions that the gold judges, and whether it has them."""
        gold = {(m["type"].lower(), m["start"], m["end"]) for m in self.document["mentions"]}
        found = [m for m in self.rules["mentions"] if m["kind"] in LABELS]
        return [(m, (m["kind"], m["start"], m["end"]) in gold) for m in found]

    def rows(self, mentions: Sequence[Json]) -> Mapping[str, Row]:
        """The score of these mentions."""
        return score(self.document, {"mentions": mentions})


def rescored(cases: Mapping[str, Sequence[Case]], fitted: Sequence[str]) -> dict[str, list[list[Json]]]:
    """The mentions of each document without the candidates that a regression takes for wrong."""
    learnt = [c for folder in fitted for c in cases[folder]]
    rules = sorted({m["rule"] for c in learnt for m, _ in c.candidates()})
    for model in (False, True):
        scores: list[float] = []
        right: list[bool] = []
        out: dict[str, list[list[Json]]] = {}
        weights = [
            _weights([c for i, c in enumerate(learnt) if i % FOLDS != k], rules, model) for k in range(FOLDS)
        ]
        all_weights = _weights(learnt, rules, model)
        for folder, folder_cases in cases.items():
            out[folder] = []
            for case in folder_cases:
                own = weights[learnt.index(case) % FOLDS] if folder in fitted else all_weights
                kept = [m for m in case.rules["mentions"] if m["kind"] not in LABELS]
                for m, is_right in case.candidates():
                    z = float(np.array(features(m, case.seen, rules, model=model)) @ own)
                    kept += [m] if z > 0 else []
                    scores.append(z)
                    right.append(is_right)
                out[folder].append(kept)
        wrong = len(right) - sum(right)
        with_model = "with" if model else "without"
        print(
            f"re-scoring {with_model} the model: {len(right)} candidates, {wrong} wrong, AUC {auc(scores, right):.3f}"
        )
    return out


def _weights(cases: Sequence[Case], rules: Sequence[str], model: bool) -> np.ndarray:
    pairs = [(features(m, c.seen, rules, model=model), r) for c in cases for m, r in c.candidates()]
    return fit(np.array([f for f, _ in pairs]), np.array([float(r) for _, r in pairs]))


def table(model: TrainedModel, folders: Sequence[Path], fitted: Sequence[Path]) -> None:
    """Print precision, recall and F1 of each way on each folder."""
    rules, advised = Extractor(model=False), Advised(model)
    cases = {f.name: [Case(d, rules, advised, model) for d in load(f)] for f in folders}
    again = rescored(cases, [f.name for f in fitted])
    for name, found in cases.items():
        ways = {
            "rules": [c.rules["mentions"] for c in found],
            "model alone": [c.model for c in found],
            "both: asked in doubt": [c.advised["mentions"] for c in found],
            "both: unsure ones denied": [denied(c.rules["mentions"], c.seen) for c in found],
            "both: sure ones added": [added(c.rules["mentions"], c.seen, c.document["text"]) for c in found],
            "both: re-scored": again[name],
        }
        for way, mentions in ways.items():
            rows = total(c.rows(m) for c, m in zip(found, mentions, strict=True))
            cells = (f"{rows[r].precision:.3f} {rows[r].recall:.3f} {rows[r].f1:.3f}" for r in ROWS)
            print(f"| {name} | {way} | {' | '.join(cells)} |")


def speed(model: TrainedModel, path: Path) -> None:
    """Print characters a second of the rules, of both, and of the model on the whole text."""
    texts: list[str] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        while sum(map(len, texts)) < _READ:
            texts.append(json.loads(next(lines))["text"])
    rules, advised, read = Extractor(model=False), Advised(model), 0
    size = sum(map(len, texts))
    for name, parse in (
        ("rules", rules.parse),
        ("both", advised.parse),
        ("model", lambda t: Opinion(model, t).all()),
    ):
        parse(texts[0])
        start, read = time.process_time(), 0
        for text in texts:
            parse(text)
            read += advised.read if name == "both" else 0
        print(f"{name}: {size / (time.process_time() - start):,.0f} characters/s")
        if read:
            print(f"read by the model: {read / size:.0%} of the text")


def main(arguments: Sequence[str]) -> int:
    """The table of every model."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--fit", type=Path, nargs="+", required=True)
    parser.add_argument("--score", type=Path, nargs="*", default=[])
    parser.add_argument("--speed", type=Path)
    options = parser.parse_args(arguments)
    for path in options.models:
        print(path.name)
        model = TrainedModel(path)
        table(model, [*options.fit, *options.score], options.fit)
        if options.speed:
            speed(model, options.speed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
