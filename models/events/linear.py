"""The linear models: whether a clause tells of some work, a name takes part, a date is that of something told.

Logistic regressions over slots (``govextract.weigh.slots``), and over what the text around is about
(``govextract.weigh.meaning``): once for all kinds of work or names together, and once for each kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from labels import COLUMNS, WORK_COLUMNS, Example
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from govextract.weigh.part import KINDS
from govextract.weigh.slots import GRAMS, STRINGS

SEED = 0
C = 0.3
WORK_SCALE = 3.0
"""How much easier than a slot a vector is to believe, for work; measured, as the next."""
PART_SCALE = 1.0


class Lesson(NamedTuple):
    """What is asked: its slots, what the text is about there, of which kind it is, and the answer."""

    slots: NDArray[np.int64]
    about: NDArray[np.float32]
    kind: int
    right: bool


def linear(train: Sequence[Example], columns: Sequence[Sequence[NDArray[np.int64]]]) -> dict[str, Any]:
    """The three models, as the weights hold them."""
    work = logistic(
        [
            Lesson(c, row, w.action, told)
            for e, cs in zip(train, columns, strict=True)
            for told, c, w, row in zip(e.told, cs, e.work, e.work_about, strict=True)
            if told is not None
        ],
        (WORK_COLUMNS, COLUMNS, WORK_SCALE),
    )
    part = logistic(
        [
            Lesson(np.array(n.slots, np.int64), row, n.kind, right)
            for e in train
            for n, row, right in zip(e.names, e.part_about, e.part, strict=True)
        ],
        (STRINGS, len(KINDS) + 1, PART_SCALE),
    )
    date = logistic(
        [
            Lesson(np.array(d.slots, np.int64), row, 0, right)
            for e in train
            for d, row, right in zip(e.dates, e.date_about, e.day, strict=True)
        ],
        (STRINGS, 2, PART_SCALE),
    )
    return {
        "date": date[0],
        "date_about": date[1],
        "date_base": date[2],
        "work": work[0][:STRINGS],
        "grams": work[0][STRINGS:].reshape(GRAMS, COLUMNS),
        "work_about": work[1],
        "work_base": work[2],
        "part": part[0],
        "part_about": part[1],
        "part_base": part[2],
    }


def logistic(
    lessons: Sequence[Lesson], shape: tuple[int, int, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """The log-odds of each slot, those of what the text is about by kind, and those of nothing.

    ``shape``: how many slots there are, how many kinds (the last for all together), the scale of vectors.
    """
    width, kinds, scale = shape
    used, numbers = np.unique(np.concatenate([x.slots for x in lessons]), return_inverse=True)
    ends = np.cumsum([0, *(len(x.slots) for x in lessons)])
    slots = csr_matrix((np.ones(len(numbers), np.float32), numbers, ends), shape=(len(lessons), len(used)))
    about = _by_kind(lessons, kinds, scale)
    model = LogisticRegression(C=C, max_iter=300, solver="liblinear", random_state=SEED)
    model.fit(hstack((slots, about)).tocsr(), np.array([x.right for x in lessons]))
    of_slots = np.zeros(width, np.float32)
    of_slots[used] = model.coef_[0][: len(used)]
    of_about = (model.coef_[0][len(used) :] * scale).reshape(kinds, -1).astype(np.float32)
    return of_slots, of_about, float(model.intercept_[0])


def _by_kind(lessons: Sequence[Lesson], kinds: int, scale: float) -> csr_matrix:
    """Each vector twice: in the columns of its kind, and in those of all."""
    length = len(lessons[0].about)
    inside = np.arange(length)
    values = [x.about * np.float32(scale) for x in lessons for _ in range(2)]
    columns = [inside + k * length for x in lessons for k in (x.kind, kinds - 1)]
    ends = np.arange(len(lessons) + 1) * 2 * length
    return csr_matrix(
        (np.concatenate(values), np.concatenate(columns), ends), shape=(len(lessons), kinds * length)
    )
