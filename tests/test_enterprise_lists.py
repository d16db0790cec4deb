"""Names that a list of businesses proves."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.enterprises import EnterpriseFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Tree


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, EnterpriseFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), EnterpriseFinder(lexicon)


def names(text: str) -> list[str]:
    matcher, finder = _parts()
    return [m.text for m in finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("深入鑫科达、富骏、力升树灯、霸王花食品等企业", ["鑫科达", "力升树灯", "霸王花食品"]),
        ("来到开沃环保、中舟物资等5家公司", ["开沃环保", "中舟物资"]),
        ("把鑫禾农机、丰洛农机两个合作社的收割机调来", ["鑫禾农机", "丰洛农机"]),
        ("定下两家农家乐（溪洛人家、老榉树饭店）接待", ["溪洛人家", "老榉树饭店"]),
        ("走访中科类芯等企业4家", ["中科类芯"]),
    ],
)
def test_a_word_that_closes_a_list_proves_its_names(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "先后到龙峪食品、澳斯珀恩、鼎荻新材料、众屹科环等地调研",
            ["龙峪食品", "澳斯珀恩", "鼎荻新材料", "众屹科环"],
        ),
        ("在鸿峪钢构和三屹铝业，县长与负责人交谈", ["鸿峪钢构", "三屹铝业"]),
        (
            "走访恒峪超市、丰洛粮油购销站、阳光幼儿托管中心",
            ["恒峪超市", "丰洛粮油购销站", "阳光幼儿托管中心"],
        ),
    ],
)
def test_known_names_prove_those_beside_them(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "餐饮、住宿、零售等企业",
        "李占通、李中泽、李金芝等企业家",
        "清理乱堆乱放、乱搭乱建等5家门店",
        "培育食品、保健品、化妆品三大产业",
    ],
)
def test_lists_of_other_things_name_nobody(text: str) -> None:
    assert names(text) == []


def test_what_is_no_business_stays_out() -> None:
    text = "县领导到恒达木业有限公司、西苑社区、青湖公园、石桥村、县体育馆查看"
    assert names(text) == ["恒达木业有限公司"]


def test_persons_are_no_items() -> None:
    assert names("孙战勇、孔磊到龙峪食品、雅泺科技调研") == ["龙峪食品", "雅泺科技"]
