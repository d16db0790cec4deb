"""Train the weights that weigh events, and say how right they are on documents that they did not see.

    python models/events/train.py CORPUS.jsonl.xz … [--score GOLD_DIR …] [--out src/govextract/data/weights.npz]

The documents are those of ``data/`` (see ``shelf.py``; the corpora hold the texts of the news). Figures come from
five-fold cross-validation by document, from the documents of ``held.txt``, and from the folders to be scored; the
weights are trained on all but the held ones. Needed beside the project's own environment: scikit-learn.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from labels import Example, Reading, example, folder, offered, readings, work_columns
from linear import linear
from numpy.typing import NDArray
from proposing import proposer
from shelf import HERE, documents
from sklearn.ensemble import HistGradientBoostingClassifier

from govextract.evaluate import event_pairs
from govextract.records import NOT_COUNTED
from govextract.weigh import Weigher, weigh_dates, weigh_parts, weigh_work
from govextract.weigh.facts import facts
from govextract.weigh.firms import Firms
from govextract.weigh.part import PARTS
from govextract.weigh.proposals import Proposer
from govextract.weigh.trees import Trees
from govextract.weigh.weights import Weights, pack, unpack

HELD = HERE / "held.txt"
FOLDS = 5
SEED = 0
BAGS = 4
TREES = 90


NO_TREES = Trees(
    *(np.zeros((1, 1), t) for t in (np.int16, np.float32, np.int16, np.int16, np.float32)), 0.0, 0
)  # type: ignore[arg-type]
NO_PROPOSER = Proposer(*(np.zeros((1, 1), np.float32) for _ in range(3)))
HALF = dict.fromkeys(PARTS, 0.5)


def with_trees(lin: dict[str, Any], trees: Trees, threshold: Any) -> Weights:
    """Weights of the linear models and the trees, in the steps in which they are stored."""
    return unpack(pack(Weights(**lin, trees=trees, threshold=threshold)))


def candidates(e: Example, weights: Weights) -> list[Any]:
    """The facts of a document under linear models."""
    r = e.reading
    work = weigh_work(e.work, weights, r.said, r.contexts)
    parts = weigh_parts(r.view, e.names, weights, r.contexts)
    return facts(r.view, work, parts, weigh_dates(e.dates, weights, r.contexts))


def boosted(found: Sequence[tuple[Example, list[Any]]]) -> Trees:
    """Trees over the facts of documents: the mean of several forests, each grown on most of the documents."""
    order = list(range(len(found)))
    random.Random(SEED).shuffle(order)
    forests = [_forest([found[i] for n, i in enumerate(order) if n % BAGS != bag]) for bag in range(BAGS)]
    width = max(f.feature.shape[1] for f in forests)

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate(
            [np.pad(getattr(f, name), ((0, 0), (0, width - getattr(f, name).shape[1]))) for f in forests]
        )

    columns = {name: joined(name) for name in ("feature", "threshold", "left", "right", "value")}
    columns["value"] /= np.float32(BAGS)
    base = sum(f.base for f in forests) / BAGS
    return Trees(**columns, base=base, depth=max(f.depth for f in forests))


def _forest(found: Sequence[tuple[Example, list[Any]]]) -> Trees:
    rows = np.array([f.features for _, fs in found for f in fs], np.float32)
    right = np.array([(f.days, f.item) in e.reading.facts[f"event {f.part}"] for e, fs in found for f in fs])
    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=0.09, max_leaf_nodes=15, min_samples_leaf=30, l2_regularization=1.0,
        max_features=0.5, early_stopping=False, random_state=SEED,
    )  # fmt: skip
    model.fit(rows, right)
    predictors = [p[0].nodes for p in model._predictors]
    shape = (len(predictors), max(map(len, predictors)))
    feature, left, right_ = (np.zeros(shape, np.int16) for _ in range(3))
    threshold, value = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    depth = 0
    for t, nodes in enumerate(predictors):
        for n, node in enumerate(nodes):
            if node["is_leaf"]:
                left[t, n] = right_[t, n] = n
                threshold[t, n] = np.inf
                value[t, n] = node["value"]
                depth = max(depth, int(node["depth"]))
            else:
                feature[t, n], left[t, n], right_[t, n] = node["feature_idx"], node["left"], node["right"]
                threshold[t, n] = node["num_threshold"]
    base = float(model._baseline_prediction.ravel()[0])
    trees = Trees(feature, threshold, left, right_, value, base, depth)
    differ = np.abs(trees.probabilities(rows) - model.predict_proba(rows)[:, 1]).max()
    if differ > 0.02:  # single precision moves a row that lies on a threshold
        raise RuntimeError(f"the trees are read otherwise than they were trained, by {differ:.3f}")
    return trees


def folds(n: int) -> list[list[int]]:
    """The numbers of documents, shuffled and dealt out."""
    order = list(range(n))
    random.Random(SEED).shuffle(order)
    return [order[f::FOLDS] for f in range(FOLDS)]


def counts(r: Reading, events: Sequence[Any]) -> dict[str, tuple[int, int, int]]:
    """Of each part how many pairs are right, given and asked for."""
    have: dict[str, set[Any]] = {p: set() for p in PARTS}
    for event in events:
        if event.status not in NOT_COUNTED:
            for part, pairs in event_pairs(event.model_dump(mode="json"), {}).items():
                have[part] |= pairs
    want = {p: r.facts[f"event {p}"] for p in PARTS}
    return {p: (len(have[p] & want[p]), len(have[p]), len(want[p])) for p in PARTS}


def show(name: str, found: Sequence[dict[str, tuple[int, int, int]]]) -> None:
    """Precision, recall and F1 of each part."""
    cells = []
    for p in PARTS:
        right, out, gold = (sum(c[p][i] for c in found) for i in range(3))
        f1 = 2 * right / (out + gold) if out + gold else 0.0
        cells.append(f"{p} {right / max(out, 1):.3f} {right / max(gold, 1):.3f} {f1:.3f}")
    print(f"{name:20} " + "   ".join(cells), flush=True)


def best_thresholds(found: Sequence[tuple[Example, list[Any], NDArray[np.float64]]]) -> dict[Any, float]:
    """The threshold of each part: half its best F1 on facts that were weighed unseen.

    Half the best F1 is where it lies if probabilities are what they say (Lipton and others, 2014); read off the
    curve itself it would be the chance of these documents, since the curve is flat there.
    """
    out = {}
    for part in PARTS:
        gold = sum(len(e.reading.facts[f"event {part}"]) for e, _, _ in found)
        scored = [
            (float(p), (f.days, f.item) in e.reading.facts[f"event {part}"])
            for e, fs, ps in found
            for f, p in zip(fs, ps, strict=True)
            if f.part == part
        ]
        tries = []
        for least in np.arange(0.2, 0.61, 0.02):
            kept = [right for p, right in scored if p >= least]
            tries.append((2 * sum(kept) / max(1, len(kept) + gold), float(least)))
        out[part] = max(tries)[0] / 2
    return out


def unseen(
    train: Sequence[Example], columns: Sequence[Any]
) -> tuple[list[tuple[Example, list[Any]]], list[dict[str, Any]]]:
    """The facts of each document under linear models that did not see it, and these models by fold."""
    out: list[Any] = [None] * len(train)
    parts = []
    for fold in folds(len(train)):
        held = set(fold)
        rest = [i for i in range(len(train)) if i not in held]
        parts.append(linear([train[i] for i in rest], [columns[i] for i in rest]))
        lin = with_trees(parts[-1] | {"proposer": NO_PROPOSER}, NO_TREES, HALF)
        for i in fold:
            out[i] = (train[i], candidates(train[i], lin))
    return out, parts


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--score", nargs="*", type=Path, default=[])
    parser.add_argument(
        "--alone", action="store_true", help="a model that is not told what the rules make of it"
    )
    args = parser.parse_args()
    unread_ids = {x for x in HELD.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")}
    shelf = list(documents(args.corpora))
    read = readings((d for d in shelf if d["id"] not in unread_ids), alone=args.alone)
    split = folds(len(read))
    proposers = [proposer([read[i] for i in range(len(read)) if i not in set(fold)]) for fold in split]
    train: list[Any] = [None] * len(read)
    for fold, made in zip(split, proposers, strict=True):
        for i in fold:
            train[i] = example(read[i], offered(read[i], made))
    columns = [work_columns(e) for e in train]
    print(len(train), "documents,", sum(len(e.work) for e in train), "candidates of work")
    show("rules", [counts(r, r.events) for r in read])
    found, parts = unseen(train, columns)
    weighed: list[Any] = [None] * len(train)
    forests = []
    for fold in split:
        held = set(fold)
        trees = boosted([found[i] for i in range(len(train)) if i not in held])
        forests.append(trees)
        for i in fold:
            e, fs = found[i]
            ps = trees.probabilities(np.array([f.features for f in fs], np.float32)) if fs else np.zeros(0)
            weighed[i] = (e, fs, ps)
    threshold = best_thresholds(weighed)
    print({p: round(t, 2) for p, t in threshold.items()})
    done: list[Any] = [None] * len(train)
    for fold, made, part, trees in zip(split, proposers, parts, forests, strict=True):
        weigher = Weigher(with_trees(part | {"proposer": made}, trees, threshold))
        for i in fold:
            done[i] = counts(read[i], weigher.weigh(read[i].view, read[i].events, read[i].entities))
    show("both, unseen", done)
    lin = linear(train, columns) | {"proposer": proposer(read)}
    weights = with_trees(lin, boosted(found), threshold)
    unread = [d for d in shelf if d["id"] in unread_ids]
    scored = {"held reports": [d for d in unread if d["id"].startswith("wr")]}
    scored["held news"] = [d for d in unread if not d["id"].startswith("wr")]
    scored |= {path.name: folder(path) for path in args.score}
    for name, found_there in scored.items():
        plain = readings(found_there, alone=args.alone)
        show(f"{name} rules", [counts(r, r.events) for r in plain])
        weigher = Weigher(weights)
        both = readings(found_there, alone=args.alone, firms=Firms())
        show(f"{name} both", [counts(r, weigher.weigh(r.view, r.events, r.entities)) for r in both])
    if args.out:
        np.savez_compressed(args.out, **pack(weights))
        print(args.out, args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
