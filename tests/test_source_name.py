"""Time and place from a file's name and folder."""

from __future__ import annotations

from datetime import date

import pytest

from govextract import Extractor
from govextract.read import read_text
from govextract.resolve.source_name import time_in

EXTRACTOR = Extractor()


@pytest.mark.parametrize(
    ("source", "start", "end"),
    [
        ("2021-11_泗湖山镇.txt", date(2021, 11, 1), date(2021, 11, 30)),
        ("周报/202402.docx", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021年第四季度.txt", date(2021, 10, 1), date(2021, 12, 31)),
        ("2022年上半年总结.txt", date(2022, 1, 1), date(2022, 6, 30)),
        ("2020年度/总结.txt", date(2020, 1, 1), date(2020, 12, 31)),
    ],
)
def test_period(source: str, start: date, end: date) -> None:
    time = time_in(source)
    assert time is not None
    assert time.period is not None
    assert (time.period.start, time.period.end) == (start, end)


@pytest.mark.parametrize("source", ["text", "-", "总结.txt", "13900002021.txt", "2021-11与2021-12.txt", ""])
def test_no_period(source: str) -> None:
    assert time_in(source) is None


def test_the_day_in_a_name_is_no_period() -> None:
    time = time_in("动态/2023-11-02.txt")
    assert time is not None
    assert (time.year, time.period) == (2023, None)


def test_a_name_tells_whose_report_it_is_and_when() -> None:
    x = EXTRACTOR.parse(read_text("工作总结\n9日，我镇召开推进会。", source="沅江市/2021-11_泗湖山镇.txt"))
    place, period = x.document.jurisdiction, x.document.period
    assert place is not None
    assert place.path == "湖南省益阳市沅江市泗湖山镇"
    assert place.confidence < 0.8
    assert (place.evidence or "").startswith("source:")
    assert period is not None
    assert period.evidence == "source:2021-11"
    assert [e.date.start for e in x.events if e.date] == [date(2021, 11, 9)]


def test_the_text_is_stronger_than_the_name() -> None:
    text = "湄潭县复兴镇2022年3月工作总结\n湄潭县复兴镇人民政府\n我镇召开推进会。"
    x = EXTRACTOR.parse(read_text(text, source="沅江市/2021-11_泗湖山镇.txt"))
    assert x.document.jurisdiction is not None
    assert x.document.jurisdiction.town == "复兴镇"
    assert x.document.period is not None
    assert x.document.period.start == date(2022, 3, 1)
