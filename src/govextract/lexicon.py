"""Load, check and overlay the lexicons: every word and pattern that a rule knows is data, with an id and examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError, model_validator

from govextract.records import Record
from govextract.vocabulary.categories import rivals


class LexiconError(ValueError):
    """A lexicon file is wrong; the message names file, entry, cause and remedy."""


class Entry(Record):
    """A group of words, or one pattern, that a rule uses.

    ``category`` says which stage reads it (title, surname, trigger, …); ``forms`` are literal words, ``pattern`` is
    a regular expression with named groups; an entry has one of the two. ``attrs`` carries what the stage needs
    (level, action, unit, …). ``example`` is text in which the entry must hit, ``counter`` text in which it must not.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_-]+)+$")
    category: str
    forms: tuple[str, ...] = ()
    pattern: str | None = None
    attrs: Mapping[str, Any] = Field(default_factory=dict)
    about: str = ""
    example: tuple[str, ...] = ()
    counter: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _one_or_many(cls, data: Any) -> Any:
        """Let ``forms``, ``example`` and ``counter`` be a single text; forms may be one string split at spaces."""
        if isinstance(data, dict):
            data = dict(data)
            if isinstance(data.get("forms"), str):
                data["forms"] = data["forms"].split()
            for key in ("example", "counter"):
                value = data.get(key, ())
                # YAML reads 2021.11 as a number and 上 as text; an entry is all text.
                data[key] = [str(x) for x in value] if isinstance(value, list | tuple) else [str(value)]
        return data

    @model_validator(mode="after")
    def _forms_or_pattern(self) -> Entry:
        if bool(self.forms) == (self.pattern is not None):
            raise ValueError("an entry has either forms or a pattern")
        return self

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern or "(?!)")


def read_entries(text: str, where: str) -> list[Entry]:
    """Entries of one YAML lexicon: ``category: …`` and ``entries: [{id, forms | pattern, …}]``.

    Raises:
        LexiconError: the text is no such YAML; the message names ``where`` and the entry.
    """
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, the C one where there is one
    except yaml.YAMLError as e:
        raise LexiconError(f"{where}: no valid YAML ({e}); check indents, colons and quotes") from e
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list):
        raise LexiconError(f"{where}: needs 'category:' and a list 'entries:' at the top")
    out = []
    for i, raw in enumerate(data["entries"], 1):
        name = raw.get("id", f"number {i}") if isinstance(raw, dict) else f"number {i}"
        if not isinstance(raw, dict):
            raise LexiconError(f"{where}: entry {name} is no mapping; write '- {{id: …, forms: […]}}'")
        try:
            out.append(Entry.model_validate({"category": data.get("category"), **raw}))
        except ValidationError as e:
            first = e.errors()[0]
            place = ".".join(str(x) for x in first["loc"])
            raise LexiconError(f"{where}: entry {name}: {place} {first['msg']}") from e
    return out


class Lexicon:
    """The entries in force: the built-in ones, overlaid by the user's.

    ``own`` are the ids of the user's entries: where they and built-in ones are about the same word, theirs count.
    """

    def __init__(self, entries: Iterable[Entry], own: Iterable[str] = ()) -> None:
        self._entries = {e.id: e for e in entries}
        self.own = frozenset(own)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __getitem__(self, entry_id: str) -> Entry:
        return self._entries[entry_id]

    def category(self, name: str) -> tuple[Entry, ...]:
        """Entries of a category, in file order."""
        return tuple(e for e in self if e.category == name)

    def forms(self, name: str) -> dict[str, Entry]:
        """Every form of a category with its entry."""
        return {form: e for e in self.category(name) for form in e.forms}

    def overlay(self, entries: Sequence[Entry]) -> Lexicon:
        """The lexicon with the user's ``entries`` in it.

        An entry replaces the one that has its id, and takes its words away from all others of its category and
        of those in which a word cannot stand at the same time.
        """
        taken = {(c, form) for e in entries for form in e.forms for c in rivals(e.category)}
        ids = {e.id for e in entries}
        kept = (e if e.id in ids else _without(e, taken) for e in self)
        return Lexicon((*kept, *entries), self.own | ids)

    @classmethod
    def load(cls, *overlays: Path) -> Lexicon:
        """The built-in lexicons, and then ``overlays`` in order.

        Raises:
            LexiconError: a file is wrong.
            OSError: an overlay cannot be read.
        """
        from govextract.vocabulary.structure import own_entries

        entries: list[Entry] = []
        root = resources.files("govextract") / "lexicons"
        for item in sorted((x for x in root.iterdir() if x.name.endswith(".yaml")), key=lambda x: x.name):
            entries += read_entries(item.read_text(encoding="utf-8"), item.name)
        lexicon = cls(entries)
        for path in overlays:
            lexicon = lexicon.overlay(own_entries(path.read_text(encoding="utf-8"), str(path), lexicon))
        return lexicon


def _without(entry: Entry, taken: Set[tuple[str, str]]) -> Entry:
    """The entry without the words that another one took."""
    forms = tuple(f for f in entry.forms if (entry.category, f) not in taken)
    return entry if len(forms) == len(entry.forms) else entry.model_copy(update={"forms": forms})
