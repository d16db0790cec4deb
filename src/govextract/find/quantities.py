"""Find quantities."""

from __future__ import annotations

from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import Mention


class QuantityFinder:
    """Finds quantities."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, page: Page) -> list[Mention]:
        """Mentions on the page."""
        return []
