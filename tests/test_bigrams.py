"""Character tables: what is likelier in a village's name, what in running text."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from govextract.find.bigrams import EDGE, END, load_bigrams

NAMES, RUNNING = load_bigrams()


def test_names_and_running_text_disagree_about_beginnings() -> None:
    assert NAMES.step(EDGE, "石") > NAMES.step(EDGE, "在")
    assert RUNNING.step(EDGE, "在") > RUNNING.step(EDGE, "峪")


def test_names_end_in_the_words_for_places() -> None:
    for character in "湾庄坪峪岭":
        assert NAMES.step(character, END) > NAMES.step(character, "的")


def test_a_common_word_hangs_together_in_running_text_only() -> None:
    assert RUNNING.step("慰", "问") > -1
    assert NAMES.step("慰", "问") < RUNNING.step("慰", "问")


def test_the_tables_are_read_once() -> None:
    assert load_bigrams() is load_bigrams()


@given(st.characters(), st.characters())
def test_every_pair_has_a_probability(before: str, character: str) -> None:
    for table in (NAMES, RUNNING):
        assert -60 < table.step(before, character) <= 0
        assert math.isfinite(table.step(before, character))
