"""Intervals by bootstrap over documents."""

from __future__ import annotations

import pytest

from govextract.evaluate import ROWS, Row, Rows, total
from govextract.evaluate.bootstrap import intervals


def rows(right: int, out: int, gold: int) -> Rows:
    return dict.fromkeys(ROWS, Row(right, out, gold))


def test_documents_that_are_all_alike_leave_no_room() -> None:
    for some in intervals([rows(8, 10, 16)] * 6).values():
        assert some.precision.low == some.precision.high == pytest.approx(0.8)
        assert some.recall.low == some.recall.high == pytest.approx(0.5)
        assert some.f1.low == some.f1.high == pytest.approx(2 * 8 / 26)


def test_the_interval_holds_the_score_and_narrows_with_more_documents() -> None:
    few = [rows(9, 10, 10), rows(2, 10, 10), rows(6, 10, 10), rows(5, 10, 10)]
    wide, narrow = (intervals(some)["date span"].f1 for some in (few, few * 16))
    f1 = total(few)["date span"].f1
    assert wide.low < narrow.low < f1 < narrow.high < wide.high
    # 16 times the documents: about a quarter of the width
    assert (narrow.high - narrow.low) / (wide.high - wide.low) == pytest.approx(0.25, abs=0.1)


def test_the_same_documents_give_the_same_interval() -> None:
    some = [rows(i % 5, 5, 6) for i in range(12)]
    assert intervals(some) == intervals(some)


def test_one_document_has_no_interval() -> None:
    assert intervals([rows(1, 1, 1)]) == {}


def test_a_row_that_the_gold_lacks_is_nought() -> None:
    some = intervals([rows(0, 0, 0)] * 3)["date span"]
    assert (some.f1.low, some.f1.high) == (0, 0)
