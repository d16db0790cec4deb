"""Line breaks for text that mixes Chinese and Latin, measured in terminal columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rich.cells import cell_len

NOT_AT_START = frozenset("，。、；：？！）》〉」』】”’…—,.;:?!)]}%％")
"""Characters that never begin a line; the one before comes along with them."""

NOT_AT_END = frozenset("（《〈「『【“‘([{")
"""Opening brackets and quotation marks, which never end a line."""

PIECE = re.compile(r"[!-~]+ *|.", re.DOTALL)
"""What is never cut: a word of ASCII characters with the spaces after it, or one other character."""


def breaks(text: str, width: int) -> list[int]:
    """The offsets at which ``text`` is to be cut so that no line is wider than ``width`` columns.

    Spaces at a line's end may stand out. What cannot be cut is cut all the same when a line cannot hold it.
    """
    cuts: list[int] = []
    line = cells = 0  # where the line began, and how wide it is so far
    last = 0  # the last place in the line where it may be cut
    for start, end in _pieces(text, width):
        piece = text[start:end]
        if cells + cell_len(piece.rstrip(" ")) > width and start > line:
            cut = last if last > line else start
            cuts.append(cut)
            line, cells = cut, cell_len(text[cut:start])
        cells += cell_len(piece)
        if text[end - 1] not in NOT_AT_END and text[end : end + 1] not in NOT_AT_START:
            last = end
    return cuts


def _pieces(text: str, width: int) -> Iterator[tuple[int, int]]:
    for match in PIECE.finditer(text):
        for start in range(match.start(), match.end(), max(width, 1)):
            yield start, min(match.end(), start + max(width, 1))


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns."""
    cuts = [0, *breaks(text, width), len(text)]
    return [text[a:b].rstrip() for a, b in pairwise(cuts)]
