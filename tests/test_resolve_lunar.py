"""The lunar calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from govextract.resolve import lunar
from govextract.resolve.calendar import Span


@pytest.mark.parametrize(
    ("year", "month", "day", "found"),
    [
        (2023, 1, 17, date(2023, 2, 7)),
        (2020, 8, 15, date(2020, 10, 1)),  # behind a leap month
        (2023, 2, 1, date(2023, 2, 20)),
        (2033, 12, 1, date(2033, 12, 22) + timedelta(days=29)),  # behind leap month 11
        (2021, 12, 30, date(2022, 1, 31)),  # the last day, the 29th
    ],
)
def test_days(year: int, month: int, day: int, found: date) -> None:
    assert lunar.days(year, month, day) == Span(found, found)


def test_a_month_has_all_its_days_and_the_next_begins_behind_it() -> None:
    first, second = lunar.days(2021, 1, 0), lunar.days(2021, 2, 1)
    assert first == Span(date(2021, 2, 12), date(2021, 3, 12))
    assert second is not None
    assert second.start == date(2021, 3, 13)


def test_years_follow_each_other_without_a_gap() -> None:
    for year in range(lunar.FIRST, 2050):
        last, first = lunar.days(year, 12, 30), lunar.days(year + 1, 1, 1)
        assert last is not None
        assert first is not None
        assert last.end + timedelta(days=1) == first.start


def test_outside_the_table_there_is_nothing() -> None:
    assert lunar.days(1949, 1, 1) is None
    assert lunar.days(2051, 1, 1) is None
    assert lunar.days(2021, 13, 1) is None
    assert lunar.days(2021, 1, 31) is None
