"""How the days of a date lie to those of the occasions told before it."""

from __future__ import annotations

from typing import Final

from govextract.assemble.occasion import Anchor, Occasion

_LATELY: Final = 31
"""Days by which the items of one report may go back."""


def is_same(current: Occasion, anchor: Anchor) -> bool:
    """Whether the date says again what the occasion's date says (当天, 当晚)."""
    return anchor.dates != () and [(d.start, d.end) for d in anchor.dates] == [
        (d.start, d.end) for d in current.dates
    ]


def is_before(anchor: Anchor, other: Occasion | None) -> bool:
    """Whether the anchor lies wholly before the days of an occasion told already: it is background."""
    if other is None or not anchor.dates or not other.dates:
        return False
    end, start = anchor.dates[-1].end, other.dates[0].start
    return end is not None and start is not None and end < start


def is_lately(anchor: Anchor, other: Occasion | None) -> bool:
    """Whether no more than some weeks lie between the anchor and the days told before."""
    if other is None or not anchor.dates or not other.dates:
        return False
    end, start = anchor.dates[-1].end, other.dates[0].start
    return end is not None and start is not None and (start - end).days <= _LATELY


def occasion_around(anchor: Anchor, outer: Occasion | None) -> Occasion | None:
    """The occasion of several days in which the anchor's day lies."""
    if outer is None or len(anchor.dates) != 1 or len(outer.dates) != 1:
        return None
    a, b = anchor.dates[0], outer.dates[0]
    if a.start is None or a.end is None or b.start is None or b.end is None or b.start == b.end:
        return outer.parent and occasion_around(anchor, outer.parent)
    inside = b.start <= a.start and a.end <= b.end and (a.start, a.end) != (b.start, b.end)
    return outer if inside else None
