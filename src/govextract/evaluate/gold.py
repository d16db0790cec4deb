"""Gold documents, and the outputs that are scored against them: from a folder, or made on the spot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from govextract.evaluate import Json, Rows, score

if TYPE_CHECKING:
    from govextract.pipeline import Extractor

NEEDED = ("id", "text", "mentions")
"""What a gold document has at least."""


class GoldError(ValueError):
    """A file is no gold document; ``key`` names the sentence that says so, ``values`` what it speaks of."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(f"{key} {values}")
        self.key, self.values = key, values


class Scored(NamedTuple):
    """A gold document, the output for it, its rows, and why there was no usable output, if there was none."""

    document: Json
    output: Json
    rows: Rows
    failure: str | None = None

    @property
    def id(self) -> str:
        """The document's id."""
        return str(self.document["id"])

    @property
    def source(self) -> str:
        """Where the document comes from: its id up to the first hyphen."""
        return self.id.partition("-")[0]


def load(folder: Path) -> list[Json]:
    """The gold documents of a folder, by file name.

    Raises:
        GoldError: there are none, or a file is none.
    """
    if not folder.is_dir():
        raise GoldError("gold_no_folder", folder=folder)
    documents = [_read(path) for path in sorted(folder.glob("*.json"))]
    if not documents:
        raise GoldError("gold_empty", folder=folder)
    return documents


def _read(path: Path) -> Json:
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as e:
        raise GoldError("gold_unreadable", file=path, why=e) from e
    missing = [key for key in NEEDED if not isinstance(document, dict) or key not in document]
    if missing:
        raise GoldError("gold_incomplete", file=path, keys=", ".join(missing))
    return dict(document)


def predicted(folder: Path) -> Callable[[Json], Json]:
    """Reads the output for a document from ``folder``, ``<id>.json``."""

    def read(document: Json) -> Json:
        output: Any = json.loads((folder / f"{document['id']}.json").read_text(encoding="utf-8"))
        if not isinstance(output, dict):
            raise TypeError("no JSON object")
        return output

    return read


def extracted(extractor: Extractor) -> Callable[[Json], Json]:
    """Makes the output for a document, whose day is that of publication."""

    def parse(document: Json) -> Json:
        day = document.get("date")
        return extractor.parse(document["text"], published=date.fromisoformat(day) if day else None).to_dict()

    return parse


def score_all(documents: Iterable[Json], produce: Callable[[Json], Json]) -> Iterator[Scored]:
    """Each document scored; one without usable output counts as all missed."""
    for document in documents:
        try:
            output = produce(document)
            yield Scored(document, output, score(document, output))
        except Exception as e:  # whatever goes wrong with one document must not hide the others' scores
            yield Scored(document, {}, score(document, {}), f"{document['id']}: {type(e).__name__}: {e}")
