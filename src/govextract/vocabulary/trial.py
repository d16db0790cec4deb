"""A lexicon tried out: whether each entry hits its examples, and none of its counter-examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from govextract.records import OfficeValue
from govextract.vocabulary.categories import categories
from govextract.vocabulary.structure import Draft, Finding

if TYPE_CHECKING:
    from govextract.pipeline import Extractor

RULED = ("trigger", "date_", "quantity_", "reference_")
"""Categories whose stages write the entry's id into what they find, by the beginning of their names."""


def try_out(drafts: Sequence[Draft], extractor: Extractor) -> Iterator[Finding]:
    """Examples that are missed and counter-examples that are hit by the lexicon in force."""
    for d in drafts:
        for text in d.entry.example:
            if not _hits_example(d, text, extractor):
                yield Finding(d.line, d.entry.id, "lex_example_missed", {"text": text})
        for text in d.entry.counter:
            if _hits_counter(d, text, extractor):
                yield Finding(d.line, d.entry.id, "lex_counter_hit", {"text": text})


def _hits_example(d: Draft, text: str, extractor: Extractor) -> bool:
    """Whether the entry counts in the text; where it makes no record by itself, whether its words stand there."""
    known = categories().get(d.entry.category)
    if d.entry.category.startswith("trigger") or (known and known.names):
        return d.entry.id in _rules(text, extractor)
    return _stands(d, text, extractor)


def _hits_counter(d: Draft, text: str, extractor: Extractor) -> bool:
    """Whether the entry counts in the text: the stage that reads it may refuse it for what stands around."""
    category = d.entry.category
    if not _stands(d, text, extractor):
        return False
    known = categories().get(category)
    if category.startswith(RULED) or category == "organisation" or (known and known.names):
        return d.entry.id in _rules(text, extractor)
    if category == "title":
        values = [m.value for m in extractor.parse(text).mentions if isinstance(m.value, OfficeValue)]
        hits = extractor.page(text).scan.of("title")
        spans = [(h.start, h.end) for h in hits if h.entry.id == d.entry.id]
        return any(v.start <= a and b <= v.end for v in values for a, b in spans)
    return True


def _stands(d: Draft, text: str, extractor: Extractor) -> bool:
    if d.entry.pattern is not None:
        return d.entry.regex.search(text) is not None
    if not d.entry.attrs.get("scan", True):
        return any(form in text for form in d.entry.forms)
    return any(h.entry.id == d.entry.id for h in extractor.page(text).scan.of(d.entry.category))


def _rules(text: str, extractor: Extractor) -> set[str]:
    """The rules by which a record of the text was made, or an action word counted."""
    x = extractor.parse(text)
    return (
        {m.rule for m in x.mentions}
        | {r.rule for r in x.references}
        | {t.rule for t in extractor.triggers(text)}
    )
