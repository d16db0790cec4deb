"""Line breaks in Chinese: width, what may not stand at a line's ends, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from govextract.wrapping import NOT_AT_END, NOT_AT_START, breaks, wrap

REPORT = st.text("3月15日，我镇（社区）“三合一”场所、https://example.org/a b。…—", max_size=60)


def test_punctuation_stays_with_the_word_in_front() -> None:
    assert wrap("整改隐患3处。", 12) == ["整改隐患3", "处。"]
    assert wrap("检查“三合一”场所", 6) == ["检查", "“三合", "一”场", "所"]


def test_a_latin_word_is_kept_whole_where_a_line_can_hold_it() -> None:
    assert wrap("写到 result.xlsx 里", 12) == ["写到", "result.xlsx", "里"]
    assert wrap("abcdefgh", 3) == ["abc", "def", "gh"]


@given(REPORT, st.integers(4, 40))
def test_lines_keep_the_width_and_the_text(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(REPORT, st.integers(0, 3))
def test_a_line_too_narrow_still_ends(text: str, width: int) -> None:
    cuts = breaks(text, width)
    assert cuts == sorted(set(cuts))
    assert all(0 < cut < len(text) for cut in cuts)


@given(st.text("一二三四五六七八，。（“", min_size=1, max_size=60))
def test_forbidden_characters_stand_at_no_lines_end_or_start(text: str) -> None:
    run = max((len(x) for x in "".join(c if c in "，。（“" else " " for c in text).split()), default=0)
    width = 2 * (run + 2)  # wide enough for the longest run of punctuation and its neighbours
    cuts = breaks(text, width)
    assert not [c for c in cuts if text[c] in NOT_AT_START or text[c - 1] in NOT_AT_END]
