"""Villages named by a number or after a zone: where a number is a name, and where it counts."""

from __future__ import annotations

import pytest

from govextract.find.boundary import LeftContext
from govextract.find.numbered import name_end, numbered_start, section_end, zone_start
from govextract.lexicon import Lexicon
from govextract.match import Hit

LEXICON = Lexicon.load()
LEFT = LeftContext(LEXICON)


def _hit(text: str, form: str, nth: int = 0) -> Hit:
    start = -1
    for _ in range(nth + 1):
        start = text.index(form, start + 1)
    return Hit(start, start + len(form), form, LEXICON["village_suffix.village"])


def test_a_number_in_brackets_stands_outside_the_name() -> None:
    text = "到上滩（9）村"
    assert text[: name_end(text, _hit(text, "村"))] == "到上滩"
    text = "到上滩（一期）村"
    assert name_end(text, _hit(text, "村")) == len("到上滩（一期）")


def test_a_number_is_a_name_where_brackets_prove_it() -> None:
    text = "9村开会。上滩（9）村认亲。"
    assert numbered_start(text, _hit(text, "村"), LEFT) == 0


def test_a_number_is_a_name_behind_a_town_and_before_a_body() -> None:
    text = "青山镇9村第一书记来了，9村修路。"
    assert numbered_start(text, _hit(text, "村"), LEFT) == 3
    assert numbered_start(text, _hit(text, "村", 1), LEFT) == text.index("9村修")


@pytest.mark.parametrize("text", ["3县5村", "青山镇4村的旧债", "12345村", "共12村受灾"])
def test_a_count_is_no_name(text: str) -> None:
    assert numbered_start(text, _hit(text, "村"), LEFT) is None


def test_a_quarter_behind_a_village_belongs_to_the_community() -> None:
    text = "石桥一村三区社区"
    assert section_end(text, 4) == len(text)
    assert section_end("石桥村三组", 3) == 3


def test_a_community_may_bear_a_zones_name() -> None:
    text = "在汉川经济开发区社区"
    assert zone_start(text, _hit(text, "社区")) == 1
    text = "在开发区社区"
    assert zone_start(text, _hit(text, "社区")) is None
