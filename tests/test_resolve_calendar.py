"""Calendar arithmetic."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.resolve import calendar

YEARS = st.integers(1900, 2100)
MONTHS = st.integers(1, 12)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert calendar.day(2020, 2, 29) == date(2020, 2, 29)
    assert calendar.day(2021, 2, 29) is None
    assert calendar.day(2021, 13, 1) is None
    assert calendar.day(0, 1, 1) is None


@pytest.mark.parametrize(
    ("month", "number", "first", "last"),
    [
        ((2021, 11), 1, 1, 7),
        ((2024, 10), 1, 1, 6),
        ((2024, 10), 3, 14, 20),
        ((2024, 10), 5, 28, 31),
        ((2021, 5), 1, 1, 2),
    ],
)
def test_weeks_run_from_monday_and_are_cut_to_the_month(
    month: tuple[int, int], number: int, first: int, last: int
) -> None:
    assert calendar.week_of_month(*month, number) == (date(*month, first), date(*month, last))


def test_a_month_without_a_sixth_week_has_none() -> None:
    assert calendar.week_of_month(2021, 11, 6) is None


def test_month_thirteen_is_in_the_next_year() -> None:
    assert calendar.months(2020, 12, 14) == (date(2020, 12, 1), date(2021, 2, 28))
    assert calendar.shift_month(2021, 1, -1) == (2020, 12)


def test_day_nought_is_the_last() -> None:
    assert calendar.days(2020, 2, 21, 0) == (date(2020, 2, 21), date(2020, 2, 29))
    assert calendar.days(2020, 2, 0, 0) == (date(2020, 2, 29), date(2020, 2, 29))


@given(YEARS, MONTHS)
def test_the_weeks_of_a_month_are_the_month(year: int, month: int) -> None:
    weeks = [w for n in range(1, 7) if (w := calendar.week_of_month(year, month, n))]
    assert weeks[0].start == date(year, month, 1)
    assert weeks[-1].end == calendar.month_end(year, month)
    assert all(b.start - a.end == timedelta(days=1) and b.start.weekday() == 0 for a, b in pairwise(weeks))


@given(DAYS, st.integers(1, 7))
def test_the_weekday_before_is_within_a_week(of: date, weekday: int) -> None:
    found = calendar.weekday_before(of, weekday)
    assert found.isoweekday() == weekday
    assert timedelta(0) <= of - found < timedelta(days=7)


@given(DAYS, st.integers(-3, 3))
def test_a_week_is_seven_days_from_monday(of: date, offset: int) -> None:
    week = calendar.week(of, offset)
    assert (week.start.weekday(), week.end - week.start) == (0, timedelta(days=6))
    assert (week.start - calendar.week(of).start).days == 7 * offset
