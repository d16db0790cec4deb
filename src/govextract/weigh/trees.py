"""Boosted trees as arrays, read many rows at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Trees:
    """Trees side by side; a leaf points to itself.

    ``feature``, ``threshold``, ``left``, ``right`` and ``value`` have one row a tree and one column a node; a row
    of features goes left where its value is at most the threshold. ``base`` is the log-odds without any tree,
    ``depth`` the longest way from a root to a leaf.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]
    base: float
    depth: int

    @cached_property
    def _nodes(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Roots, features and children of all nodes in one row; the children of node n at 2n (left) and 2n + 1."""
        trees, width = self.feature.shape
        roots = np.arange(trees, dtype=np.intp) * width
        children = np.stack((self.left + roots[:, None], self.right + roots[:, None]), axis=-1)
        return roots, self.feature.astype(np.intp).ravel(), children.ravel()

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probability of each row."""
        roots, feature, children = self._nodes
        threshold, given = self.threshold.ravel(), rows.ravel()
        first = np.arange(len(rows), dtype=np.intp)[:, None] * rows.shape[1]
        node = np.broadcast_to(roots, (len(rows), len(roots)))
        for _ in range(self.depth):
            right = given.take(first + feature.take(node)) > threshold.take(node)
            node = children.take(2 * node + right)
        odds = self.value.ravel().take(node).sum(axis=1, dtype=np.float64) + self.base
        out: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-odds))
        return out
