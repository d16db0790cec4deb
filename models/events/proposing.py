"""The proposer: which clauses may tell of some kind of work, by their characters and what they are about.

One logistic regression for each kind of work, over all clauses. Most clauses tell nothing of it; a part of those
without a word for it is enough.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from labels import NO, OPEN, YES, Reading
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from govextract.weigh.proposals import Proposer
from govextract.weigh.slots import GRAMS
from govextract.weigh.work import ACTIONS

SEED = 0
C = 0.3
SCALE = 3.0
"""How much easier than a slot a vector is to believe."""
SHARE = 0.35
"""The share of clauses that tell nothing of the kind of work from which it is learned; each counts the more."""
FEW = 5
"""Clauses that must tell of a kind of work for it to be learned."""


def proposer(train: Sequence[Reading]) -> Proposer:
    """The weights from these documents."""
    slots = [r.said.of(k) for r in train for k in range(len(r.view.units))]
    ends = np.cumsum([0, *map(len, slots)])
    said = csr_matrix((np.ones(ends[-1], np.float32), np.concatenate(slots), ends), shape=(len(slots), GRAMS))
    about = np.concatenate([r.contexts.of(range(len(r.view.units))) for r in train])
    answers = np.concatenate([r.answers for r in train])
    used = np.flatnonzero(np.asarray(said.sum(axis=0)).ravel() > 1)
    rows = hstack((said[:, used], csr_matrix(about * np.float32(SCALE)))).tocsr()
    out = Proposer(
        np.zeros((GRAMS, len(ACTIONS)), np.float32),
        np.zeros((len(ACTIONS), about.shape[1]), np.float32),
        np.full(len(ACTIONS), -20.0, np.float32),
    )
    chance = np.random.default_rng(SEED)
    for y in range(len(ACTIONS)):
        answer = answers[:, y]
        if (answer == YES).sum() < FEW:
            continue
        kept = (answer != OPEN) & ((answer == YES) | (chance.random(len(answer)) < SHARE))
        weight = np.where(answer[kept] == NO, 1 / SHARE, 1.0)
        model = LogisticRegression(C=C, solver="liblinear", max_iter=200, random_state=SEED)
        model.fit(rows[kept], answer[kept] == YES, weight)
        out.grams[used, y] = model.coef_[0][: len(used)]
        out.about[y] = model.coef_[0][len(used) :] * SCALE
        out.base[y] = model.intercept_[0]
    return out
