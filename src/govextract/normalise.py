"""Normalise: the text as the finders read it, and records brought back to the text as it was written.

Lines that were wrapped are joined, so that a name that runs over a line's end is one; names set with a space
between all their characters are closed up; traditional characters are read as simplified ones. Every other text
stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from govextract.letter_spacing import letter_spaces
from govextract.records import Tree

_SAMPLE = 4000
_TRADITIONAL = 0.08
"""Share of characters that only traditional text has, from which a text is traditional (there it is a third)."""
_BREAK = re.compile("[ \t\u3000]{0,20}\n[ \t\u3000]{0,20}")
_PLACE = re.compile("([a-z]{1,20}:)([0-9]{1,9})-([0-9]{1,9})")

# The fields that hold names or words of the report.
_WORDS = frozenset((
    "name", "heading", "organisation", "title", "issuer", "means", "aliases", "titles", "villages", "enterprises",
    "organisations", "places", "keywords",
))  # fmt: skip
# In these stands nothing of the report's own: a place bears the gazetteer's names.
_FOREIGN = frozenset(("place", "jurisdiction"))


class Normal(NamedTuple):
    """A text as the finders read it; ``places[i]`` is where its character ``i`` stands in ``written``."""

    text: str
    written: str
    places: Sequence[int]


def normalise(text: str, tree: Tree) -> Normal | None:
    """The text as the finders are to read it; None where that is the text as it is."""
    traditional = _is_traditional(text)
    plain = text.translate(_simplified()) if traditional else text
    cuts = [(at, at + 1) for at in letter_spaces(plain)]
    for paragraph in tree.paragraphs:
        if text.find("\n", paragraph.start, paragraph.end) >= 0:
            cuts += [m.span() for m in _BREAK.finditer(text, paragraph.start, paragraph.end)]
    if not cuts and not traditional:
        return None
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for start, end in sorted(cuts):
        parts.append(plain[at:start])
        places += range(at, start)
        if _latin(text[start - 1]) and _latin(text[end]):  # two words, no name or number cut in two
            parts.append(" ")
            places.append(start)
        at = end
    parts.append(plain[at:])
    places += range(at, len(text))
    return Normal("".join(parts), text, places)


def _latin(c: str) -> bool:
    return c.isascii() and c.isalpha()


def _is_traditional(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_only_traditional().findall(sample)) > _TRADITIONAL * len(sample)


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    """The simplified character for each traditional one (models/script)."""
    text = (resources.files("govextract") / "data" / "simplified.txt").read_text(encoding="utf-8")
    return {ord(pair[0]): pair[1] for pair in text.split("\n") if pair}


@lru_cache(maxsize=1)
def _only_traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _simplified()))}]")


# --- back to the text as written ----------------------------------------------------------------------


def restore(records: dict[str, Any], normal: Normal) -> dict[str, Any]:
    """The records of a normalised text, dumped as plain types, at their places and in the words as written."""
    restored: dict[str, Any] = _Restorer(normal).visit(records, "")
    return restored


class _Restorer:
    def __init__(self, normal: Normal) -> None:
        self._normal = normal
        forms: dict[str, Counter[str]] = defaultdict(Counter)
        for read, place in zip(normal.text, normal.places, strict=True):
            if read != " ":
                forms[read][normal.written[place]] += 1
        usual = {read: max(sorted(some), key=some.__getitem__) for read, some in forms.items()}
        self._table = {ord(read): form for read, form in usual.items() if form != read}

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the text as read stands in the text as written."""
        places, written = self._normal.places, self._normal.written
        first = places[start] if start < len(places) else len(written)
        return first, (places[end - 1] + 1 if end > start else first)

    def visit(self, value: Any, key: str) -> Any:
        """A value of a record, ``key`` its field."""
        if key in _FOREIGN:
            return value
        if isinstance(value, dict):
            return self._record(value)
        if isinstance(value, list | tuple):
            return tuple(self.visit(x, key) for x in value)
        if not isinstance(value, str):
            return value
        if key in _WORDS:
            return value.translate(self._table)
        place = _PLACE.fullmatch(value)
        if place and key != "text":
            start, end = self.span(int(place[2]), int(place[3]))
            return f"{place[1]}{start}-{end}"
        return value

    def _record(self, record: dict[str, Any]) -> dict[str, Any]:
        out = {key: self.visit(value, key) for key, value in record.items()}
        text = record.get("text")
        if isinstance(record.get("start"), int):
            start, end = record["start"], record["end"]
            out["start"], out["end"] = self.span(start, end)
            if text == self._normal.text[start:end] and "organisation" not in record:
                out["text"] = self._normal.written[out["start"] : out["end"]]
                return out
        if isinstance(text, str):  # an office, whose words may be put together from several places
            out["text"] = text.translate(self._table)
        return out
