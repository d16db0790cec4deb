"""govextract: Chinese local-government reports in; events, officials, villages, enterprises and dates out."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

__version__ = "0.1.0"
__all__ = ["Extraction", "Extractor", "__version__", "parse", "parse_file"]

if TYPE_CHECKING:
    from govextract.extraction import Extraction
    from govextract.pipeline import Extractor


def __getattr__(name: str) -> object:
    """Import the public classes when they are first asked for, so that ``import govextract`` stays quick."""
    if name == "Extractor":
        from govextract.pipeline import Extractor

        return Extractor
    if name == "Extraction":
        from govextract.extraction import Extraction

        return Extraction
    raise AttributeError(f"module 'govextract' has no attribute {name!r}")


@lru_cache(maxsize=1)
def _extractor() -> Extractor:
    from govextract.pipeline import Extractor

    return Extractor()


def parse(text: str, *, published: date | None = None, jurisdiction: str | None = None) -> Extraction:
    """The records of a text. See ``Extractor.parse``; build an ``Extractor`` to parse with your own lexicons."""
    return _extractor().parse(text, published=published, jurisdiction=jurisdiction)


def parse_file(
    path: str | Path,
    *,
    encoding: str | None = None,
    published: date | None = None,
    jurisdiction: str | None = None,
) -> Extraction:
    """The records of a file.

    Raises:
        ReadError: the file cannot be read as a report; the message names cause and remedy.
    """
    from govextract.read import read_file

    document = read_file(Path(path), encoding=encoding)
    return _extractor().parse(document, published=published, jurisdiction=jurisdiction)
