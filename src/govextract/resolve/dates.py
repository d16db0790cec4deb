"""Resolve dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from govextract.match import Page
from govextract.records import Mention, Period


def resolve_dates(
    page: Page, mentions: Sequence[Mention], published: date | None
) -> tuple[list[Mention], date | None, Period | None]:
    """All mentions, the date mentions with their values; the day of publication; the report's period."""
    return list(mentions), published, None
