"""What a run is made under, and the mark by which a later run knows whether it would come to the same."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from govextract import __version__
from govextract.extraction import SCHEMA
from govextract.read import LIMITS, Limits

DateFrom = Literal["name"]

_NAME_DAY = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?:年|[-_./])?(1[0-2]|0?[1-9])(?:月|[-_./])?(3[01]|[12][0-9]|0?[1-9])(?:日|(?![0-9]))"
)


@dataclass(frozen=True)
class Settings:
    """The options that bear on records. ``lexicons`` are paths; ``date_from`` "name" reads days in file names."""

    lexicons: tuple[str, ...] = ()
    encoding: str | None = None
    published: date | None = None
    date_from: DateFrom | None = None
    jurisdiction: str | None = None
    max_file_mb: int | None = None
    gazetteer: str | None = None
    model: bool = True

    def fingerprint(self) -> str:
        """A mark that changes with the program's version, its lexicons and models, and these options."""
        digest = hashlib.sha256()
        options = {k: v for k, v in asdict(self).items() if k not in {"lexicons", "max_file_mb", "gazetteer"}}
        head = {"version": __version__, "schema": SCHEMA, **options}
        digest.update(json.dumps(head, default=str, sort_keys=True).encode())
        own = resources.files("govextract")
        files = [*_files(own / "lexicons"), *_files(own / "data"), own / "confidence.yaml"]
        files += [file for file in _files(own / "read") if file.name.endswith(".yaml")]
        files += map(Path, [*self.lexicons, self.gazetteer] if self.gazetteer else self.lexicons)
        for file in files:
            digest.update(hashlib.sha256(file.read_bytes()).digest())
        return digest.hexdigest()[:16]

    def limits(self, timeout: float) -> Limits:
        """The bounds of reading, of which a program that is called keeps to half the time for a document."""
        file = LIMITS.file if self.max_file_mb is None else self.max_file_mb * 1_000_000
        return replace(LIMITS, file=file, seconds=max(1, int(timeout / 2)))

    def day(self, name: str) -> date | None:
        """The day of publication of an input, as far as the options say."""
        return self.published or (day_in(name) if self.date_from == "name" else None)


def day_in(name: str) -> date | None:
    """The last full day in a name (``周报/2023-11-02.txt``, ``20231102动态.docx``, ``2023年11月2日/a.txt``)."""
    found = None
    for year, month, day in _NAME_DAY.findall(name):
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            continue
    return found


def _files(folder: Traversable) -> Iterator[Traversable]:
    yield from sorted((f for f in folder.iterdir() if f.is_file()), key=lambda f: f.name)
