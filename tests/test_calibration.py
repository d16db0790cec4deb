"""Records judged against gold, and the reliability table."""

from __future__ import annotations

import pytest

from govextract.evaluate.calibration import Judged, bins, high, judge
from govextract.evaluate.gold import score_all
from tests.gold_samples import GOLD, RIGHT, day, event, mention


def judged(**changes: object) -> list[Judged]:
    (scored,) = score_all([GOLD], lambda _: RIGHT | changes)
    assert scored.failure is None
    return list(judge(scored))


def test_a_right_output_is_right_in_all_its_records() -> None:
    assert [(j.kind, j.right) for j in judged()] == [
        ("date", True), ("official", True), ("village", True), ("date", True), ("event", True),
    ]  # fmt: skip


def test_a_date_needs_its_value_and_the_others_their_span() -> None:
    some = judged(mentions=[day(0, 4, "2021-05-03"), mention("official", 7, 9), mention("place", 11, 14)])
    assert [(j.kind, j.right) for j in some] == [("date", False), ("official", False), ("event", True)]


def test_an_event_needs_each_action_on_its_date_and_what_is_not_counted_is_not_judged() -> None:
    events = [
        event("2022-05-03", "inspection", "visit"),
        event("2022-05-04", "inspection"),
        event("2022-05-03", "inspection"),
        event("2022-05-03", "visit", status="required"),
    ]
    assert [j.right for j in judged(events=events) if j.kind == "event"] == [False, False, True]


def test_bins_count_every_record_once() -> None:
    some = [Judged("date", "r", c / 100, right=c % 2 == 0) for c in range(0, 101)]
    table = bins(some)
    assert sum(b.records for b in table) == 101
    assert table[-1].low == 0.95
    assert table[-1].records == 6  # 0.95 to 1, both included
    assert [b.high for b in table[:-1]] == [b.low for b in table[1:]]
    assert table[-1].share == pytest.approx(3 / 6)
    assert table[-1].confidence == pytest.approx(0.975)


def test_sure_records_begin_at_nine_tenths() -> None:
    some = [Judged("date", "r", c, right) for c, right in ((0.9, True), (0.89, False), (1.0, False))]
    assert (high(some).records, high(some).share) == (2, 0.5)
    assert high([]).share == 0
    assert bins([]) == []
