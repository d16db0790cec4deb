"""Titles that are also how a name begins (段长, 路长)."""

from __future__ import annotations

from typing import Final

from govextract.match import Hit, Page

_NAMELIKE: Final = frozenset(
    ("段长", "关长", "连长", "路长", "林长", "田长", "河长", "师长", "军长", "站长", "团长", "庭长", "巷长")
)
"""Titles whose first character is a surname, too."""
_LONGEST_TITLE: Final = 6


def begins_name(page: Page, head: Hit) -> bool:
    """Whether what looks like a title stands right behind another one, as the beginning of a name (主任|段长|河)."""
    if head.form not in _NAMELIKE:
        return False
    return any(
        h.end == head.start
        for h in page.scan.within("title", max(head.start - _LONGEST_TITLE, 0), head.start)
    )
