"""Resolve mentions to entities."""

from __future__ import annotations

from collections.abc import Sequence

from govextract.match import Page
from govextract.records import Context, Entity, Mention


def resolve_entities(
    page: Page, mentions: Sequence[Mention], context: Context
) -> tuple[list[Mention], list[Entity]]:
    """Mentions with their entity, and the entities."""
    return list(mentions), []
