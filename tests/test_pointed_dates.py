"""Days written without units: by which habits of a report they are told from amounts and headings."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.dates import DateFinder
from govextract.find.pointed_dates import pointed_days
from govextract.lexicon import Lexicon
from govextract.match import Hit, Matcher, Page
from govextract.records import Tree


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, DateFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), DateFinder(lexicon)


def days(text: str) -> list[str]:
    """The texts of the days without units that the finder marks."""
    matcher, finder = _parts()
    page = Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text))
    return [m.text for m in finder.find(page) if m.rule == "date.point"]


def test_the_title_s_period_makes_days_of_the_numbers_in_it() -> None:
    text = "水利局动态（6.27—7.3）\n1.值守。6.28组织会商，雨量6.28毫米。\n2.巡河。7.12组织巡河。"
    assert days(text) == ["6.27—7.3", "6.28"]


def test_a_period_may_cross_the_year() -> None:
    assert days("动态（12.26—1.1）\n12.30，开会。\n1.1慰问。\n2.3慰问。") == ["12.26—1.1", "12.30", "1.1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("快报\n6.26　赴青山签约。\n7.2　办恳谈会。\n7.4-7.5　走访。", ["6.26", "7.2", "7.4-7.5"]),
        ("快报\n7.15　走访。\n6.26　签约。", ["7.15", "6.26"]),
        ("要点\n【5.6】开会。\n【5.7】走访。", ["5.6", "5.7"]),
        ("要点\n1.1　总则\n1.2　范围\n1.13　附则", []),
        ("要点\n3.4　范围\n3.5　附则", []),
        ("要点\n【5.6】开会。", []),
        ("要点\n5.6　开会。\n7.21　走访。\n6.2　赶集。", []),
    ],
)
def test_heads_of_lines_are_days_where_they_run_on_like_days(text: str, found: list[str]) -> None:
    assert days(text) == found


def test_a_column_of_dates() -> None:
    rows = "1\t8.21\t设卡14处\n2\t8.25—8.26\t转场"
    assert days("序号\t日期\t内容\n" + rows) == ["8.21", "8.25—8.26"]
    assert days("序号\t面积\t内容\n" + rows) == []


def test_in_front_of_a_comma_at_the_head_of_a_sentence() -> None:
    assert days("演练用时3分。9.11，派出所讲防欺凌。") == ["9.11"]
    assert days("水位涨到5.5，退到4.2，又涨。降到。9.11米") == []


def test_what_no_day_can_be_is_none() -> None:
    assert days("动态（6.1—6.30）\n。6.31，。13.5，。0.5，。6.7.8，") == ["6.1—6.30"]


def test_no_points_no_days() -> None:
    assert pointed_days("6月3日开会。", []) == frozenset()
    assert pointed_days(".", [Hit(0, 1, ".", Lexicon.load()["date_digits.point"])]) == frozenset()


def test_the_title_may_name_the_month_or_the_days() -> None:
    assert days("清溪中学三月纪事\n3.1　开学。\n3.5—3.6　植树。\n3.9　慰问。") == [
        "3.1",
        "3.5—3.6",
        "3.9",
    ]
    assert days("一周播报（3月2日-8日）\n3.2\n抽查。\n3.3\n约谈。") == ["3.2", "3.3"]
    assert days("清溪镇三月总结\n3.1　党建\n3.2　产业\n3.3　安全") == []


def test_a_range_may_close_the_title() -> None:
    assert days("【清溪社区周报】3.6-3.12\n3.7，例会。") == ["3.6-3.12", "3.7"]


def test_behind_until_a_number_is_a_day() -> None:
    assert days("全镇办理130件，截至4.25，办结率高。占4.25，") == ["4.25"]


def test_the_number_of_an_item_is_no_part_of_a_range() -> None:
    assert days("2.例会。\n3.1至6月，检查商店75家。") == []
