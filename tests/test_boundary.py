"""Where a name may begin, and where none is marked."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.boundary import LISTED, LeftContext, Masks
from govextract.lexicon import Lexicon


@lru_cache(maxsize=1)
def left() -> LeftContext:
    return LeftContext(Lexicon.load())


@pytest.mark.parametrize(
    "text",
    ["来到|石桥村", "枫林镇|石桥村", "看望慰问|石桥村", "，|石桥村", "（|石桥村", "|石桥村", "\n|石桥村"],
)
def test_names_may_begin_here(text: str) -> None:
    at = text.index("|")
    assert left().at(text.replace("|", ""), at).weight > LISTED


@pytest.mark.parametrize("text", ["石|桥村", "峪|石桥村", "3|石桥村", "红旗|石桥村"])
def test_names_hardly_begin_here(text: str) -> None:
    at = text.index("|")
    assert left().at(text.replace("|", ""), at).weight <= LISTED


def test_the_longest_word_in_front_counts() -> None:
    assert left().at("走访慰问石桥村", 4).length == 4
    assert left().at("慰问石桥村", 2).length == 2


def test_towns_cut_and_punctuation_is_hard() -> None:
    town, comma = left().at("枫林镇石桥村", 3), left().at("、石桥村", 1)
    assert town.cut
    assert not town.hard
    assert comma.hard
    assert not comma.cut


def test_words_are_looked_for_down_to_the_limit_only() -> None:
    assert left().at("来到石桥村", 2, 1).length == 1


def test_masks_cover_titles_and_nothing_else() -> None:
    text = "印发《石桥村公约》，《柳湾村志》出版，《没有结尾的石桥村"
    masks = Masks(text)
    assert [masks.covers(i) for i in (0, 2, 5, 8, 9, 10, 15)] == [False, True, True, True, False, True, True]
    assert not masks.covers(len(text) - 1)


@given(st.text(alphabet="《》石桥村，", max_size=40))
def test_what_is_masked_lies_between_book_marks(text: str) -> None:
    masks = Masks(text)
    for i in range(len(text)):
        if masks.covers(i):
            assert "《" in text[: i + 1]
            assert "》" in text[i:]
