"""Resolve the context."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from govextract.match import Page
from govextract.records import Context, Mention, Period


def find_context(
    page: Page,
    mentions: Sequence[Mention],
    jurisdiction: str | None,
    published: date | None,
    period: Period | None,
) -> Context:
    """Whose report it is."""
    return Context(published=published, period=period)
