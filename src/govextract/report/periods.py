"""Counts by month, put together so that a chart of them can be read: without outliers, by quarter or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

COLUMNS = 132
"""Columns that a chart may have: the months of eleven years."""

CELLS = 12
"""Columns that a table may have."""

STRAY, SLIGHT = 0.01, 4
"""What share of events may be left out at either end, in months that have less than this part of the usual number."""

FAR_STRAY, FAR = 0.05, 12
"""What share may be left out where this many months lie between."""


class Period(NamedTuple):
    """A month, quarter or year: its first month counted from year 0, and how many months it has."""

    first: int
    months: int

    @property
    def year(self) -> int:
        """Its year."""
        return self.first // 12

    @property
    def label(self) -> str:
        """2023-04, 2023 Q2 or 2023."""
        month = self.first % 12
        if self.months == 12:
            return f"{self.year:04}"
        return f"{self.year:04}-{month + 1:02}" if self.months == 1 else f"{self.year:04} Q{month // 3 + 1}"

    @property
    def size(self) -> str:
        """What it is."""
        return {1: "month", 3: "quarter", 12: "year"}[self.months]

    @property
    def short(self) -> str:
        """The same without its year."""
        month = self.first % 12
        return {1: str(month + 1), 3: f"Q{month // 3 + 1}"}.get(self.months, self.label)


class Span(NamedTuple):
    """The periods that are shown, without a gap, and how many events lie before and after them."""

    periods: tuple[Period, ...]
    before: int
    after: int

    def place(self, month: str) -> int | None:
        """Which of the periods a month (2023-04) is in."""
        i = (number(month) - self.periods[0].first) // self.periods[0].months
        return i if 0 <= i < len(self.periods) else None


def number(month: str) -> int:
    """A month (2023-04) counted from year 0."""
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year) - 1


def span(months: Mapping[str, int], most: int = COLUMNS) -> Span | None:
    """The periods of some months' counts, ``most`` at most; None where there are none."""
    counts = Counter({number(m): n for m, n in months.items() if n})
    if not counts:
        return None
    order = sorted(counts)
    low, high = (
        _inner(order, counts),
        -_inner([-m for m in reversed(order)], Counter({-m: n for m, n in counts.items()})),
    )
    periods: tuple[Period, ...] = ()
    for size in (1, 3, 12):
        periods = tuple(Period(m, size) for m in range(low - low % size, high + 1, size))
        if len(periods) <= most:
            break
    periods = periods[-most:]
    first, last = periods[0].first, periods[-1].first + periods[-1].months
    before = sum(n for m, n in counts.items() if m < first)
    return Span(periods, before, sum(n for m, n in counts.items() if m >= last))


def _inner(order: list[int], counts: Mapping[int, int]) -> int:
    """The first month that is no stray one."""
    total, passed, found = sum(counts.values()), 0, order[0]
    for month, following in pairwise(order):
        passed += counts[month]
        share = passed / total
        slight = share <= STRAY and counts[month] * SLIGHT <= total / len(order)
        if slight or (share <= FAR_STRAY and following - month >= FAR):
            found = following
    return found


def sums(span_: Span, months: Mapping[str, int]) -> list[int]:
    """The count of each period."""
    found = [0] * len(span_.periods)
    for month, n in months.items():
        i = span_.place(month)
        if i is not None:
            found[i] += n
    return found


def years(periods: tuple[Period, ...]) -> Iterator[tuple[int, int]]:
    """Where a year begins among the periods: index and year."""
    for i, period in enumerate(periods):
        if not i or period.year != periods[i - 1].year:
            yield i, period.year
