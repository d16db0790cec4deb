"""Takes extractions one by one; joins people, enterprises and events; gives the tables."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from govextract.extraction import Extraction
from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.link import enterprises, passages, people, sightings

if TYPE_CHECKING:
    import pandas as pd


class Linked:
    """Joined records. Worked out when first asked for."""

    def __init__(self, readings: Iterable[sightings.Reading], lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        read = list(readings)
        self._lexicon, self._gazetteer = lexicon, gazetteer
        self._people = [s for r in read for s in r.people]
        self._firms = [f for r in read for f in r.firms]
        self._told = [t for r in read for t in r.events]

    @cached_property
    def people(self) -> list[people.Person]:
        """One row a person, however many reports name them."""
        return people.group(self._people)

    @cached_property
    def enterprises(self) -> list[enterprises.Enterprise]:
        """One row an enterprise."""
        return enterprises.group(self._firms, self._lexicon, self._gazetteer)

    @cached_property
    def events(self) -> list[passages.OneEvent]:
        """One row an event, with all documents that tell of it."""
        return passages.group(self._told)

    def frames(self) -> dict[str, pd.DataFrame]:
        """One DataFrame a table: people, posts, careers, appearances, enterprises, events."""
        from govextract.link.frames import frames

        return frames(self)


class Linker:
    """Collects what linking needs of each report, and no more: the texts of events, names, offices, days."""

    def __init__(self, *, lexicon: Lexicon | None = None, gazetteer: Path | None = None) -> None:
        self._lexicon = lexicon or Lexicon.load()
        self._gazetteer = Gazetteer.open(gazetteer) if gazetteer else Gazetteer.load()
        self._readings: list[sightings.Reading] = []

    def add(self, extraction: Extraction) -> None:
        """Take in one report."""
        self._readings.append(sightings.read(extraction, self._gazetteer))

    def link(self) -> Linked:
        """Join what was taken in so far."""
        return Linked(self._readings, self._lexicon, self._gazetteer)


def link(extractions: Iterable[Extraction]) -> Linked:
    """Join the records of reports, read as a stream."""
    linker = Linker()
    for extraction in extractions:
        linker.add(extraction)
    return linker.link()
