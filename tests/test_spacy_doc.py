"""An extraction as a spaCy Doc: the text unharmed, spans where the mentions are, ready for displaCy."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy

from govextract import parse
from govextract.extraction import Extraction
from govextract.spacy_doc import COLOURS, DISPLACY

if TYPE_CHECKING:
    from spacy.tokens import Doc


@pytest.fixture(scope="module")
def doc(extraction: Extraction) -> Doc:
    return extraction.to_spacy()


def test_the_text_is_the_same(doc: Doc, extraction: Extraction) -> None:
    assert doc.text == extraction.text
    assert doc[0].text == "云"  # a token a character


def test_spans_are_the_mentions(doc: Doc, extraction: Extraction) -> None:
    found = [(s.start_char, s.end_char, s.label_, s.text, s.id_, s.kb_id_) for s in doc.spans["sc"]]
    wanted = [(m.start, m.end, m.kind, m.text, m.id, m.entity or "") for m in extraction.mentions]
    assert found == wanted


def test_a_group_a_kind_and_one_of_events(doc: Doc, extraction: Extraction) -> None:
    kinds = {m.kind for m in extraction.mentions}
    assert set(doc.spans) == {"sc", "event", *kinds}
    assert [s.text for s in doc.spans["village"]] == ["青石桥村", "白鹭洲社区", "青石桥村", "青石桥村"]
    assert [s.label_ for s in doc.spans["event"]][1] == "inspection+supervision"
    assert [s.text for s in doc.spans["event"]] == [e.text for e in extraction.events]


def test_entities_do_not_overlap(doc: Doc) -> None:
    ends = [(e.start, e.end) for e in doc.ents]
    assert all(a[1] <= b[0] for a, b in pairwise(ends))
    assert "陆 宁" in [e.text for e in doc.ents]


def test_displacy_renders_spans_and_entities(doc: Doc) -> None:
    for style in ("span", "ent"):
        html = displacy.render(doc, style=style, options=DISPLACY, jupyter=False)
        assert COLOURS["village"] in html


def test_every_kind_has_a_colour() -> None:
    assert set(COLOURS) == {
        "date",
        "official",
        "person",
        "village",
        "enterprise",
        "organisation",
        "place",
        "quantity",
    }


@given(st.text("3月5日，青 石桥村\n\t 𠮷😀（）", max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_keeps_its_offsets(text: str) -> None:
    extraction = parse(text)
    doc = extraction.to_spacy()
    assert doc.text == extraction.text
    for mention, span in zip(extraction.mentions, doc.spans["sc"], strict=True):
        assert mention.text in span.text
