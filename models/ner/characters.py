"""A spaCy Doc with one token a character, from the end of the text to its beginning.

The parser of the trained model says what a name is at the name's first token. Chinese names of companies,
bodies and villages, and posts, say it with their last characters, so it reads them backwards: token ``i`` is
``text[len(text) - 1 - i]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.attrs import LEMMA
from spacy.strings import get_string_id
from spacy.tokens import Doc

if TYPE_CHECKING:
    from spacy.vocab import Vocab

# One character each to one: reports mix widths, and digits and white space say no more than that they are such.
_SAME: Final = str.maketrans(
    {
        **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)},
        **dict.fromkeys("0123456789０１２３４５６７８９", "0"),
        **dict.fromkeys(" \t\n\r\u00a0\u3000", "_"),
        **dict.fromkeys("—–～", "-"),
    }
)


def alike(text: str) -> str:
    """The text as the model reads it: widths, digits and white space made equal, the length kept."""
    return text.translate(_SAME)


def backwards_doc(vocab: Vocab, text: str) -> Doc:
    """A Doc whose tokens are the characters from the last to the first; a token's lemma is it and the next."""
    characters = alike(text)[::-1]
    doc = Doc(vocab, words=list(characters), spaces=[False] * len(characters))
    pairs = [get_string_id(characters[i : i + 2]) for i in range(len(characters))]
    return doc.from_array([LEMMA], np.array(pairs, dtype="uint64").reshape(-1, 1))
