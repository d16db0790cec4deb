"""The administrative level of an office, by the territory or body that it names."""

from __future__ import annotations

from govextract.lexicon import Lexicon


class OfficeLevels:
    """Knows which words name a level. Read-only, safe to share."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._levels = {form: str(e.attrs["level"]) for form, e in lexicon.forms("level").items()}
        self._no_levels = tuple(sorted(lexicon.forms("no_level"), key=len, reverse=True))

    def of(self, office: str) -> str | None:
        """The level of a post: that of the last territory or body named in it."""
        for word in self._no_levels:
            office = office.replace(word, "\0" * len(word))
        best = max(((office.rfind(w) + len(w), len(w), w) for w in self._levels if w in office), default=None)
        return self._levels[best[2]] if best else None
