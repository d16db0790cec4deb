"""Vectors of pairs of characters, from the company they keep in unlabelled text.

    python models/events/meanings.py CORPUS.jsonl.xz … [--out src/govextract/data/meanings.npz]

Pairs are counted with those that stand two to twelve characters away in the same sentence, the counts weighed by how
far they are above chance (positive pointwise mutual information), and brought down to a few numbers by a truncated
singular value decomposition (Levy and Goldberg, 2014). Only the commonest pairs have a vector; the very common ones
count less in a sum. Needed beside the project's own environment: scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.utils.extmath import randomized_svd

from govextract.weigh.meaning import Meanings, pack, pairs_of

PAIRS = 40_000
NEIGHBOURS = 8_000
WIDTH = 64
COMPUTED = 100
NEAR = range(2, 13)
COMMON = 300
"""Occurrences above which a pair counts less in a sum."""
SMOOTHED = 0.75
SEED = 0


def meanings(texts: Iterable[str]) -> Meanings:
    """The vectors of the commonest pairs of Hanzi."""
    text = "\n".join(texts)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    hanzi = (codes >= 0x4E00) & (codes < 0xA000)
    sentence = np.cumsum(np.isin(codes, [ord(c) for c in "。！？；\n"]))[:-1]
    all_pairs = np.where(hanzi[:-1] & hanzi[1:], pairs_of(text), np.uint32(0))
    known, place, count = np.unique(all_pairs, return_inverse=True, return_counts=True)
    order = np.argsort(-count, kind="stable")
    order = order[known[order] != 0][:PAIRS]
    numbers = np.full(len(known), -1)
    numbers[order] = np.arange(len(order))
    found = _directions(_together(numbers[place], sentence, len(order)))
    found *= np.minimum(1.0, np.sqrt(COMMON / count[order]))[:, None]
    rising = np.argsort(known[order], kind="stable")
    return Meanings(known[order][rising], found[rising].astype(np.float32))


def _together(ids: Any, sentence: Any, pairs: int) -> csr_matrix:
    """How often each pair stands near each of the commonest."""
    out = csr_matrix((pairs, min(pairs, NEIGHBOURS)), dtype=np.float32)
    for distance in NEAR:
        first, second = ids[:-distance], ids[distance:]
        same = (first >= 0) & (second >= 0) & (sentence[:-distance] == sentence[distance:])
        for row, column in ((first, second), (second, first)):
            kept = same & (column < out.shape[1])
            ones = np.ones(int(kept.sum()), np.float32)
            out = out + coo_matrix((ones, (row[kept], column[kept])), shape=out.shape).tocsr()
    return out


def _directions(together: csr_matrix) -> Any:
    total = float(together.sum())
    rows = np.asarray(together.sum(axis=1)).ravel()
    columns = np.asarray(together.sum(axis=0)).ravel() ** SMOOTHED
    columns = columns / columns.sum() * total
    cells = together.tocoo()
    above = np.log(cells.data * total / (rows[cells.row] * columns[cells.col]))
    kept = above > 0
    weighed = csr_matrix((above[kept], (cells.row[kept], cells.col[kept])), shape=together.shape)
    left, size, _ = randomized_svd(
        weighed, min(COMPUTED, min(weighed.shape) - 1), n_iter=4, random_state=SEED
    )
    vectors = (left * np.sqrt(size))[:, :WIDTH]
    return vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)


def texts_of(corpora: Iterable[Path]) -> Iterable[str]:
    """The texts of corpora, JSON lines with ``text``."""
    for path in corpora:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["text"]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/govextract/data/meanings.npz"))
    args = parser.parse_args()
    found = meanings(texts_of(args.corpora))
    np.savez_compressed(args.out, **pack(found))
    print(len(found.pairs), "pairs,", args.out, args.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
