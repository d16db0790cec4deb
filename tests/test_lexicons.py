"""Every entry of every lexicon does what it says, stands once, and is read by some stage."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import govextract
from govextract.find.actions import ActionFinder
from govextract.lexicon import Entry, read_entries
from govextract.match import Matcher, Page
from govextract.pipeline import Extractor
from govextract.segment import segment

SOURCE = Path(govextract.__file__).parent
# Categories whose stages write the entry's id into what they find.
RULED = ("trigger", "date_", "quantity_", "reference_")
FILES = sorted((SOURCE / "lexicons").glob("*.yaml"))


@cache
def extractor() -> Extractor:
    return Extractor()


@cache
def matcher() -> Matcher:
    return Matcher(extractor().lexicon)


def entries(path: Path) -> list[Entry]:
    return read_entries(path.read_text(encoding="utf-8"), path.name)


def in_text(entry: Entry, text: str) -> bool:
    """Whether the entry's words or pattern stand in the text, whatever stands around them."""
    if entry.pattern is not None:
        return entry.regex.search(text) is not None
    if not entry.attrs.get("scan", True):
        return any(form in text for form in entry.forms)
    return any(hit.entry.id == entry.id for hit in matcher().scan(text).of(entry.category))


def rules_in(text: str) -> set[str]:
    """The rules by which any stage made a record of the text."""
    extraction = extractor().parse(text)
    triggers = ActionFinder(extractor().lexicon).find(Page(text, segment(text), matcher().scan(text)))
    return (
        {m.rule for m in extraction.mentions}
        | {r.rule for r in extraction.references}
        | {t.rule for t in triggers}
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_entries_hit_their_examples(path: Path) -> None:
    missed = [(e.id, text) for e in entries(path) for text in e.example if not in_text(e, text)]
    assert not missed


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_entry_has_an_example(path: Path) -> None:
    assert not [e.id for e in entries(path) if not e.example]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_counters_do_not_hit(path: Path) -> None:
    """Either the words are not there at all, or the stage refuses them for what stands around."""
    invented = [
        (e.id, text)
        for e in entries(path)
        for text in e.counter
        if in_text(e, text) and (e.id in rules_in(text) or not e.category.startswith(RULED))
    ]
    assert not invented


def test_no_form_stands_twice_in_a_category() -> None:
    forms = Counter((e.category, form) for e in extractor().lexicon for form in e.forms)
    assert not sorted(key for key, n in forms.items() if n > 1)


def test_ids_are_unique_across_files() -> None:
    ids = Counter(e.id for path in FILES for e in entries(path))
    assert not sorted(i for i, n in ids.items() if n > 1)


def test_every_category_is_read_by_some_module() -> None:
    """A category that no module names, whole or by its beginning in an f-string, is dead."""
    names: set[str] = set()
    beginnings: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    dead = {
        e.category
        for e in extractor().lexicon
        if e.category not in names and not any(b and e.category.startswith(b) for b in beginnings)
    }
    assert not dead
