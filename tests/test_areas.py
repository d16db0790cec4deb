"""What names of towns, counties and cities mean where they stand by themselves."""

from __future__ import annotations

import pytest

from govextract import parse
from govextract.resolve.areas import RULE


@pytest.mark.parametrize(
    ("text", "name", "means"),
    [
        ("关于农村公路的通报\n检查组到沂水县抽查。", "沂水县", "山东省临沂市沂水县"),
        ("宣威市倘塘镇工作总结\n镇干部到东山镇学习。", "东山镇", "云南省曲靖市宣威市东山镇"),
        ("吕梁市林业局通报\n魏家滩镇完成绿化1800亩。", "魏家滩镇", "山西省吕梁市兴县魏家滩镇"),
        ("江苏省民政厅通报\n检查组到通州区检查养老机构5家。", "通州区", "江苏省南通市通州区"),
        ("情况通报\n督查组到会泽县，随后到马街镇抽查。", "会泽县", "云南省曲靖市会泽县"),
    ],
)
def test_a_name_means_the_place_that_fits(text: str, name: str, means: str) -> None:
    start = text.index(name, text.index("\n"))
    assert [r.means for r in parse(text).references if r.start == start and r.rule == RULE] == [means]


def test_several_places_of_a_name_stay_open() -> None:
    x = parse("江苏省民政厅通报\n检查组到鼓楼区检查养老机构6家。")
    (row,) = (u for u in x.unresolved if u.reason == "several_areas")
    assert row.text == "鼓楼区"
    assert [c.name for c in row.candidates] == ["江苏省南京市鼓楼区", "江苏省徐州市鼓楼区"]


def test_part_of_a_bodys_name_is_no_area() -> None:
    x = parse("沂水县委办公室通知\n沂水县人民政府、沂水县委印发方案。")
    assert [r for r in x.references if r.rule == RULE] == []
