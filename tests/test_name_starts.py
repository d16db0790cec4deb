"""Where a business's name begins."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.boundary import LeftContext
from govextract.find.name_starts import NameStarts, bound, run_start
from govextract.lexicon import Lexicon


@lru_cache(maxsize=1)
def starts() -> NameStarts:
    lexicon = Lexicon.load()
    return NameStarts(lexicon, LeftContext(lexicon))


def best(text: str, form: str, sort: str = "company") -> str:
    end = text.index(form)
    found = starts().best(text, end, form, sort, frozenset({end + len(form)}))
    return text[found[0] : end + len(form)] if found else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("到恒达木业有限公司检查", "恒达木业有限公司"),
        ("，与苏州恒达木业有限公司签约", "苏州恒达木业有限公司"),
        ("施工单位云溪县恒达路桥有限公司", "云溪县恒达路桥有限公司"),
        ("本周由和静县恒达电力有限公司承建", "和静县恒达电力有限公司"),
        ("记者从中国恒达集团有限公司获悉", "中国恒达集团有限公司"),
        ("石塘镇恒达木业有限公司", "恒达木业有限公司"),
        ("恒达（中国）木业有限公司", "恒达（中国）木业有限公司"),
        ("报道(周明)恒达木业有限公司", "恒达木业有限公司"),
    ],
)
def test_beginnings_of_companies(text: str, name: str) -> None:
    form = "集团有限公司" if "集团有限公司" in text else "有限公司"
    assert best(text, form) == name


def test_a_shop_leaves_its_county_in_front() -> None:
    assert best("在清河县紫云宾馆", "宾馆", "shop") == "紫云宾馆"
    assert best("在清河县紫云砖厂", "厂", "works") == "清河县紫云砖厂"


def test_one_business_after_another() -> None:
    text = "恒达有限公司和长顺有限公司"
    ends = frozenset({6, 13})
    assert starts().best(text, 9, "有限公司", "company", ends)[0] == 7


def test_prepositions_inside_common_words_are_none() -> None:
    assert bound("大数据中心", 2, 0)
    assert not bound("因恒达停产", 0, 0)


def test_a_run_stops_at_punctuation_and_at_brackets_without_a_place() -> None:
    assert run_start("，恒达木业", 5) == 1
    assert run_start("见恒达(周明)木业", 9) == 7
    assert run_start("恒达(中国)木业", 8) == 0
