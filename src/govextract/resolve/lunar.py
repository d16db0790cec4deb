"""The lunar calendar: on which day a month of it begins, and how long it is; 1950 to 2050."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from govextract.resolve.calendar import Span

FIRST = 1950
# A year: month and day of its new year, its leap month (0 for none), and a bit for each of its twelve or
# thirteen months in order, set where it has thirty days.
_TABLE = """
21700d94 206016aa 12750ab5 214009b4 203014ba 12430a57 21200a56 1318152a 21801d2a 20800d54 128615aa 2150156a
2050096c 125414ae 213014ae 20200a4c 12131d26 20901b2a 13070b55 21700ad4 206012da 1275095d 2150095a 2030149a
12341a4d 21101a4a 13181aa5 218016a8 207016b4 128612da 216012b6 20500936 12541497 21301496 202a164b 22000d4a
20900da8 129615b4 2170156c 206012ae 1275092f 2150092e 20400c96 12330d4a 21001d4a 13180d65 21900b58 2070156c
1285126d 2160125c 2050192c 12441a95 21201a94 20101b4a 12220b55 20900ad4 1297155b 218004ba 2070125a 1265192b
2140152a 20301694 123416aa 210015aa 13190ab5 21900974 208014b6 12860a57 21600a56 20501526 12540e95 21200d54
201015aa 122209b5 2100096c 129614ae 2170149c 20601a4c 12651d26 21301aa6 20300b54 12330d6a 211012da 131b095d
2190095a 2080149a 12861a4b 21501a4a 20401aa4 12451b54 212016b4 20100ada 1222095b 21000936 13071497 21701496
2060154a 126516a5 21400da4 202015b4 12330ab6
"""
_YEARS = tuple(_TABLE.split())


@lru_cache(maxsize=128)
def _months(year: int) -> dict[int, tuple[date, int]]:
    """First day and length of the ordinary months of a lunar year."""
    row = _YEARS[year - FIRST]
    leap, bits = int(row[3], 16), f"{int(row[4:], 16):013b}"
    begin = date(year, int(row[0]), int(row[1:3]))
    out: dict[int, tuple[date, int]] = {}
    for i in range(13 if leap else 12):
        length = 29 + int(bits[i])
        number = i + 1 if not leap or i < leap else i
        if not leap or i != leap:
            out[number] = begin, length
        begin += timedelta(days=length)
    return out


def days(year: int, month: int, day: int) -> Span | None:
    """The day of a lunar year, or a whole month where ``day`` is 0; None where there is no such day."""
    if not FIRST <= year < FIRST + len(_YEARS) or month not in range(1, 13):
        return None
    begin, length = _months(year)[month]
    if day > length:
        day = length if day == 30 else 0  # 三十 is the last day, whatever its number
        if not day:
            return None
    if not day:
        return Span(begin, begin + timedelta(days=length - 1))
    return Span(*[begin + timedelta(days=day - 1)] * 2)
