from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from govextract.clauses import Clauses, alternation, clauses_of, words_of
from govextract.lexicon import Entry, Lexicon


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in Clauses(text).within(0, len(text))]


def test_clauses_end_at_commas_and_colons_of_both_widths() -> None:
    assert cut("镇长说：好,干；走。") == ["镇长说：", "好,", "干；", "走。"]


def test_numbers_and_clock_times_stay_whole() -> None:
    assert cut("共1,300户,9:30开会") == ["共1,300户,", "9:30开会"]


def test_the_clause_of_an_offset() -> None:
    text = "甲，乙丙，丁"
    assert Clauses(text).span(text.index("丙")) == (2, 5)
    assert clauses_of(text).span(0) == (0, 2)


@given(st.text(alphabet="村12,，:：。\n", max_size=40))
def test_clauses_cover_the_text(text: str) -> None:
    assert "".join(cut(text)) == text
    spans = Clauses(text)
    assert all(a <= i < b for i in range(len(text)) for a, b in [spans.span(i)])


def test_the_longest_word_matches_first() -> None:
    found = alternation(["检查", "检查组"]).match("检查组到了")
    assert found is not None
    assert found.group() == "检查组"
    assert alternation([]).match("") is None


def test_words_and_patterns_of_a_category_are_one_pattern() -> None:
    entries = [
        Entry(id="a.words", category="x", forms=("随后",)),
        Entry(id="a.pattern", category="x", pattern="(?x) 会[上后]"),
    ]
    found = words_of(Lexicon(entries), "x")
    assert [bool(found.match(t)) for t in ("随后", "会后", "会前")] == [True, True, False]
