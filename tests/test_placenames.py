"""Administrative names in running text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govextract.gazetteer import Gazetteer
from govextract.match import Page, Scan
from govextract.resolve.placenames import NameHit, names_in, scanner
from govextract.segment import segment


def names(text: str) -> tuple[NameHit, ...]:
    return names_in(Page(text, segment(""), Scan({})))


def found(text: str) -> list[tuple[str, list[str]]]:
    gazetteer = scanner(Gazetteer.load()).gazetteer
    return [(text[h.start : h.end], [gazetteer.place(n).path for n in h.nodes]) for h in names(text)]


@pytest.mark.parametrize(
    ("text", "name", "path"),
    [
        ("枝江市副市长到会", "枝江市", "湖北省宜昌市枝江市"),
        ("到问安镇查看", "问安镇", "湖北省宜昌市枝江市问安镇"),
        ("在湖北省宜昌市枝江市问安镇召开", "湖北省宜昌市枝江市问安镇", "湖北省宜昌市枝江市问安镇"),
        ("湖北枝江问安镇", "湖北枝江问安镇", "湖北省宜昌市枝江市问安镇"),
        ("达拉特旗昭君镇", "达拉特旗昭君镇", "内蒙古自治区鄂尔多斯市达拉特旗昭君镇"),
        ("寿光县委", "寿光县", "山东省潍坊市寿光市"),
        ("北京市朝阳区", "北京市朝阳区", "北京市朝阳区"),
        ("古浪县民权乡", "古浪县民权乡", "甘肃省武威市古浪县民权镇"),
        ("在浙江乌镇举行", "浙江乌镇", "浙江省嘉兴市桐乡市乌镇镇"),
    ],
)
def test_a_name_is_found_with_its_place(text: str, name: str, path: str) -> None:
    assert (name, [path]) in found(text)


def test_a_name_of_several_places_has_them_all() -> None:
    ((name, paths),) = found("到太平镇查看")
    assert name == "太平镇"
    assert len(paths) > 20


@pytest.mark.parametrize("text", ["促进乡村振兴", "各乡镇、各街道", "不负父老乡亲", "城市建设", ""])
def test_ordinary_words_are_no_towns(text: str) -> None:
    assert not [n for n, _ in found(text) if n.endswith(("镇", "乡", "街道"))]


def test_a_town_behind_a_county_is_that_countys_or_none() -> None:
    assert found("枝江市太平镇") == [("枝江市", ["湖北省宜昌市枝江市"])]


def test_short_names_and_doubtful_ones_are_marked() -> None:
    (short,) = names("来到枝江考察")
    assert not short.full
    assert [h.clear for h in names("毗邻临县的山区")] == [False]
    assert [h.clear for h in names("来到临县")] == [True]


@example("和平市北")
@given(st.text(alphabet="湖北省宜昌市枝江市问安镇太平乡促进乡村和平县区街道到在，", max_size=40))
def test_hits_are_in_order_and_never_overlap(text: str) -> None:
    hits = names(text)
    assert all(isinstance(h, NameHit) and h.nodes and 0 <= h.start < h.end <= len(text) for h in hits)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert hits == tuple(scanner(Gazetteer.load()).scan(text))
