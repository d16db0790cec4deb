"""Calendar arithmetic: spans of days for months, weeks, quarters; nothing here knows of texts."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


class Span(NamedTuple):
    """A closed interval of days."""

    start: date
    end: date


def day(year: int, month: int, number: int) -> date | None:
    """A day, None where the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]):
        return None
    return date(year, month, number)


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def shift_month(year: int, month: int, by: int) -> tuple[int, int]:
    """The month so many months on; ``month`` itself may lie outside of 1–12."""
    index = year * 12 + month - 1 + by
    return index // 12, index % 12 + 1


def months(year: int, first: int, last: int) -> Span:
    """From the first of one month to the end of another; 13 is January of the next year."""
    return Span(date(*shift_month(year, first, 0), 1), month_end(*shift_month(year, last, 0)))


def years(first: int, last: int) -> Span:
    """Whole years."""
    return Span(date(first, 1, 1), date(last, 12, 31))


def days(year: int, month: int, first: int, last: int) -> Span:
    """Days of a month; 0 is its last day."""
    end = month_end(year, month)
    return Span(date(year, month, first) if first else end, date(year, month, last) if last else end)


def week_of_month(year: int, month: int, number: int) -> Span | None:
    """The n-th week of a month, Monday to Sunday, cut to the month; week 1 begins on the 1st."""
    first, end = date(year, month, 1), month_end(year, month)
    monday = first - timedelta(days=first.weekday()) + timedelta(weeks=number - 1)
    start = max(first, monday)
    return Span(start, min(end, monday + timedelta(days=6))) if start <= end else None


def week_of_year(year: int, number: int) -> Span | None:
    """The n-th week of a year, Monday to Sunday, by ISO 8601."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError:
        return None
    return Span(monday, monday + timedelta(days=6))


def shift_years(span: Span, by: int) -> Span:
    """The same days so many years on; 29 February becomes the 28th."""
    start, end = (day(d.year + by, d.month, d.day) or date(d.year + by, 2, 28) for d in span)
    return Span(start, end)


def week(of: date, offset: int = 0) -> Span:
    """The week, Monday to Sunday, that is ``offset`` weeks from that of a day."""
    monday = of - timedelta(days=of.weekday()) + timedelta(weeks=offset)
    return Span(monday, monday + timedelta(days=6))


def quarter(of: date, offset: int = 0) -> Span:
    """The quarter that is ``offset`` quarters from that of a day."""
    first = (of.month - 1) // 3 * 3 + 1 + 3 * offset
    return months(of.year, first, first + 2)


def weekday_before(of: date, weekday: int) -> date:
    """The latest such day of the week (1 is Monday) that is not after a day."""
    return of - timedelta(days=(of.isoweekday() - weekday) % 7)
