"""Segment."""

from __future__ import annotations

from govextract.records import Tree


def segment(text: str) -> Tree:
    """The block tree of a text."""
    return Tree(sections=(), paragraphs=())
