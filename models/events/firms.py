"""Train the weights that weigh names of businesses (``govextract.weigh.firms``).

    python models/events/firms.py CORPUS.jsonl.xz … [--score GOLD_DIR …] [--out src/govextract/data/firms.npz]

A conditional random field over the annotated documents of ``data/``. The rules were written on many of these
documents and find more there than elsewhere; so each document is shown twice, each time without some of the
businesses that the rules found in it, that the weights do not lean on the rules more than they may. Needed beside
the project's own environment: python-crfsuite.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pycrfsuite
from labels import Json, folder
from shelf import HERE, documents

from govextract import Extractor
from govextract.records import Mention
from govextract.weigh.chain import BEGIN, INSIDE, NONE
from govextract.weigh.firms import SLOTS, Firms, FirmWeights, pack, slots_of, unpack

HELD = HERE / "held.txt"
SEED = 0
TWICE = 2
UNSEEN = 0.3
"""The share of names that the rules found and the weights are not shown."""
ROUNDS = 80
L1, L2 = 0.05, 0.05
EASE = 0.5
"""Added to the score of every beginning: by itself the best labelling is chary of names (measured)."""
NEVER = -20.0
ENDS = frozenset("。！？；\n")


class Page(NamedTuple):
    """A document: its text, what the rules found, the places of the businesses that are right."""

    id: str
    text: str
    mentions: list[Mention]
    right: set[tuple[int, int]]


class _Recorder:
    """Stands in the place of the weights and keeps what it is shown."""

    seen: tuple[str, list[Mention]] = "", []

    def weigh(self, text: str, mentions: Sequence[Mention]) -> list[Mention]:
        self.seen = text, list(mentions)
        return list(mentions)


def pages(found: Iterable[Json]) -> list[Page]:
    """The documents as the weights see them; those whose text the program rewrites are left out."""
    extractor, recorder = Extractor(), _Recorder()
    extractor._weigher = None
    extractor._firms = recorder  # type: ignore[assignment]
    out = []
    for d in found:
        extractor.parse(d["text"], published=date.fromisoformat(d["date"]) if d.get("date") else None)
        text, mentions = recorder.seen
        if text == d["text"]:
            right = {(m["start"], m["end"]) for m in d["mentions"] if m["type"].upper() == "ENTERPRISE"}
            out.append(Page(d["id"], text, mentions, right))
    return out


def train(found: Sequence[Page]) -> FirmWeights:
    """The weights."""
    trainer = pycrfsuite.Trainer(verbose=False)
    chance = random.Random(SEED)
    for _ in range(TWICE):
        for page in found:
            hidden = {m.text for m in page.mentions if m.kind == "enterprise"}
            hidden = {name for name in sorted(hidden) if chance.random() < UNSEEN}
            shown = [m for m in page.mentions if m.kind != "enterprise" or m.text not in hidden]
            rows = [[str(s) for s in row] for row in slots_of(page.text, shown)]
            labels = [str(NONE)] * len(page.text)
            for start, end in page.right:
                labels[start:end] = [str(INSIDE)] * (end - start)
                labels[start] = str(BEGIN)
            for start, end in sentences(page.text):
                trainer.append(rows[start:end], labels[start:end])
    trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.minfreq": 2})
    with tempfile.TemporaryDirectory() as place:
        file = str(Path(place) / "crf")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        learned = tagger.info()
        tagger.close()
    slots, steps = np.zeros((SLOTS, 3), np.float32), np.zeros((3, 3), np.float32)
    for (slot, label), weight in learned.state_features.items():
        slots[int(slot), int(label)] = weight
    for (first, second), weight in learned.transitions.items():
        steps[int(first), int(second)] = weight
    steps[:, BEGIN] += EASE
    steps[NONE, INSIDE] = NEVER  # what does not begin does not go on
    steps[BEGIN, NONE] = steps[BEGIN, BEGIN] = NEVER  # no name has one character
    return FirmWeights(slots, steps)


def sentences(text: str) -> list[tuple[int, int]]:
    """The stretches between ends of sentences, these included."""
    out, start = [], 0
    for i, c in enumerate(text):
        if c in ENDS:
            out.append((start, i + 1))
            start = i + 1
    return [*out, (start, len(text))] if start < len(text) else out


def show(name: str, found: Sequence[Page], weights: FirmWeights | None) -> None:
    """Precision, recall and F1 of the businesses."""
    right = given = asked = 0
    firms = Firms(weights)
    for page in found:
        mentions = firms.weigh(page.text, page.mentions) if weights else page.mentions
        have = {(m.start, m.end) for m in mentions if m.kind == "enterprise"}
        right, given, asked = right + len(have & page.right), given + len(have), asked + len(page.right)
    f1 = 2 * right / max(1, given + asked)
    print(f"{name:24} {right / max(1, given):.3f} {right / max(1, asked):.3f} {f1:.3f}", flush=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--score", nargs="*", type=Path, default=[])
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    unread = {x for x in HELD.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")}
    shelf = list(documents(args.corpora))
    weights = train(pages(d for d in shelf if d["id"] not in unread))
    arrays: dict[str, Any] = pack(weights)
    weights = unpack(arrays)
    held = pages(d for d in shelf if d["id"] in unread)
    scored = {"held reports": [p for p in held if p.id.startswith("wr")]}
    scored["held news"] = [p for p in held if not p.id.startswith("wr")]
    scored |= {path.name: pages(folder(path)) for path in args.score}
    for name, there in scored.items():
        show(f"{name} rules", there, None)
        show(f"{name} both", there, weights)
    if args.out:
        np.savez_compressed(args.out, **arrays)
        print(args.out, args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
