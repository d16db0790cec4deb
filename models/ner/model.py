"""Read text with a trained model: names from their characters alone, without lexicon or rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import spacy
from characters import backwards_doc

if TYPE_CHECKING:
    from spacy.tokens import Doc

_BEAM: Final = 8
_BATCH: Final = 64


class Name(NamedTuple):
    """What the model takes ``text[start:end]`` for: PERSON, ORG, COMPANY, VILLAGE or TITLE."""

    start: int
    end: int
    label: str


class TrainedModel:
    """The spaCy pipeline of a folder that ``build.py`` made."""

    def __init__(self, path: Path) -> None:
        self._nlp = spacy.load(path)
        self._layer: Any = self._nlp.get_pipe("tok2vec")
        self._ner: Any = self._nlp.get_pipe("ner")

    def names(self, texts: Sequence[str]) -> list[list[Name]]:
        """The names in each text, in its order."""
        return [
            sorted(Name(len(doc) - e.end, len(doc) - e.start, e.label_) for e in doc.ents)
            for doc in self._ner.pipe(self._read(texts), batch_size=_BATCH)
        ]

    def chances(self, texts: Sequence[str]) -> list[dict[Name, float]]:
        """For each text the names that it may hold, with the probability of each."""
        out = []
        for i in range(0, len(texts), _BATCH):
            docs = self._read(texts[i : i + _BATCH])
            beams = self._ner.beam_parse(docs, beam_width=_BEAM, beam_density=0.0)
            for doc, scores in zip(docs, self._ner.scored_ents(beams), strict=True):
                n = len(doc)
                out.append({Name(n - b, n - a, label): p for (a, b, label), p in sorted(scores.items())})
        return out

    def _read(self, texts: Sequence[str]) -> list[Doc]:
        """The texts with the vectors of their characters."""
        docs = (backwards_doc(self._nlp.vocab, text) for text in texts)
        return list(self._layer.pipe(docs, batch_size=_BATCH))
