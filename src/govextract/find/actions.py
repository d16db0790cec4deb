"""Find actions."""

from __future__ import annotations

from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Trigger


class ActionFinder:
    """Finds action triggers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, page: Page) -> list[Trigger]:
        """Triggers on the page, in text order."""
        return []
