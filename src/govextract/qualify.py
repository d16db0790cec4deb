"""Qualify."""

from __future__ import annotations

from collections.abc import Sequence

from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Mention, Trigger


class Qualifier:
    """Gives mentions and triggers their status."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def qualify(
        self, page: Page, mentions: Sequence[Mention], triggers: Sequence[Trigger]
    ) -> tuple[list[Mention], list[Trigger]]:
        """The same mentions and triggers with their status."""
        return list(mentions), list(triggers)
