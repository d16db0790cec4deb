"""Assemble."""

from __future__ import annotations

from collections.abc import Sequence

from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Entity, Event, Mention, Reference, Trigger


class Assembler:
    """Joins mentions into events."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def assemble(
        self,
        page: Page,
        mentions: Sequence[Mention],
        triggers: Sequence[Trigger],
        entities: Sequence[Entity],
        references: Sequence[Reference],
    ) -> list[Event]:
        """Events in text order."""
        return []
