"""An extraction as a spaCy Doc: one token a character, one span group a kind."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from govextract.extraction import Extraction

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

COLOURS = {
    "date": "#fde9a9",
    "official": "#bcd9fb",
    "person": "#dfe3ea",
    "village": "#b9ecc6",
    "enterprise": "#fbc9bf",
    "organisation": "#dcd0f7",
    "place": "#c3eef0",
    "quantity": "#f3d6ea",
}
DISPLACY: dict[str, Any] = {"colors": COLOURS, "spans_key": "sc"}
"""Options for ``displacy.render(doc, style="span" or "ent", options=DISPLACY)``."""


@lru_cache(maxsize=1)
def _language() -> Language:
    import spacy

    return spacy.blank("zh")  # its tokens are single characters unless a segmenter is configured


def to_doc(extraction: Extraction) -> Doc:
    """The text as a Doc, with its mentions as spans.

    ``doc.spans["sc"]`` holds all mentions (the group that displaCy and spaCy's span categoriser use), a group
    a kind those of the kind, and ``doc.spans["event"]`` the evidence of the events, labelled with their
    actions. A span's ``label_`` is its kind, ``kb_id_`` its entity and ``id_`` its mention. ``doc.ents`` are
    the mentions that do not stand inside another one.
    """
    from spacy.util import filter_spans

    doc = _language().make_doc(extraction.text)
    groups: dict[str, list[Span]] = {"sc": []}
    for m in extraction.mentions:
        span = doc.char_span(
            m.start, m.end, m.kind, kb_id=m.entity or "", span_id=m.id, alignment_mode="expand"
        )
        if span is not None:
            groups["sc"].append(span)
            groups.setdefault(m.kind, []).append(span)
    for e in extraction.events:
        label = "+".join(e.actions)
        span = doc.char_span(e.start, e.end, label, span_id=e.id, alignment_mode="expand")
        if span is not None:
            groups.setdefault("event", []).append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    doc.ents = filter_spans(groups["sc"])
    return doc
