"""Sentences as spaCy Docs: one token a character, read from the end to the beginning.

A transition-based parser says what a name is when it meets the name's first token. Chinese names of bodies,
companies, villages and posts say it with their last characters (…有限公司, …村, …书记), so they are read
backwards (see characters.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from characters import alike, backwards_doc
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example

if TYPE_CHECKING:
    from corpora import Sentence
    from spacy.language import Language

_LONGEST = 300


def plain(nlp: Language, text: str, tags: list[str] | None = None) -> Doc:
    """A Doc to write: without the bigrams, which ``sentences`` makes anew."""
    words = list(alike(text))[::-1]
    return Doc(nlp.vocab, words=words, spaces=[False] * len(words), tags=tags[::-1] if tags else None)


def labelled(nlp: Language, sentence: Sentence) -> Doc:
    """The sentence with its spans as entities; where they cross, the longer one."""
    doc, length = plain(nlp, sentence.text), len(sentence.text)
    taken: set[int] = set()
    entities = []
    for start, end, label in sorted(sentence.spans, key=lambda s: (s[0] - s[1], s)):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            entities.append(Span(doc, length - end, length - start, label))
    unknown = []
    for start, end in sentence.unknown:
        free = [i for i in range(start, end) if i not in taken]
        taken.update(free)
        unknown += [Span(doc, length - 1 - i, length - i) for i in free]
    doc.set_ents(entities, missing=unknown, default="outside")
    return doc


def write_names(nlp: Language, rows: Iterable[Sentence], path: Path) -> int:
    """Write the sentences for training; returns how many."""
    docs = [labelled(nlp, s) for s in rows if 1 < len(s.text) <= _LONGEST]
    DocBin(attrs=["ORTH", "ENT_IOB", "ENT_TYPE", "SPACY"], docs=docs).to_disk(path)
    return len(docs)


def write_tags(nlp: Language, rows: Iterable[tuple[str, list[str]]], path: Path) -> int:
    """Write texts with one tag a character; returns how many."""
    docs = [plain(nlp, text, tags) for text, tags in rows if 1 < len(text) <= _LONGEST]
    DocBin(attrs=["ORTH", "TAG", "SPACY"], docs=docs).to_disk(path)
    return len(docs)


@spacy.registry.readers("govextract.sentences.v1")
def sentences(path: Path) -> Callable[[Language], Iterator[Example]]:
    """Examples of a file that was written here."""

    def read(nlp: Language) -> Iterator[Example]:
        for doc in DocBin().from_disk(path).get_docs(nlp.vocab):
            yield Example(backwards_doc(nlp.vocab, doc.text[::-1]), doc)

    return read
