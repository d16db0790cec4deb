"""What a business's name is made of."""

from __future__ import annotations

import pytest

from govextract.find.company_names import CompanyNames, is_full, is_province, is_region, place_at, places_at
from govextract.lexicon import Lexicon


@pytest.mark.parametrize(
    ("stem", "placed", "brand"),
    [
        ("苏州恒达木业", True, "恒达"),
        ("湖南省沅江市长顺燃气", True, "长顺"),
        ("物流", False, ""),
        ("大型国有建筑", False, ""),
        ("恒达物流", False, "恒达"),
        ("德安杰", False, "德安杰"),
    ],
)
def test_a_name_is_taken_apart(stem: str, placed: bool, brand: str) -> None:
    parts = CompanyNames(Lexicon.load()).parts(stem)
    assert (parts.placed, parts.brand) == (placed, brand)


def test_short_forms_leave_out_place_and_common_words() -> None:
    names = CompanyNames(Lexicon.load())
    assert names.short_forms("山东研锋新材料科技") == ["研锋新材料科技", "研锋新材料", "研锋"]
    assert names.short_forms("中国煤炭物流") == []


def test_a_second_place_needs_its_ending() -> None:
    assert places_at("湖南省沅江市长顺", 0, 8) == 6
    assert places_at("湖南沅江长顺", 0, 6) == 4
    assert places_at("武山县惠民养殖", 0, 7) == 3  # 惠民 is a county too
    assert is_region("沅江市")
    assert not is_region("长顺燃气")


def test_three_food_is_a_brand_in_front_of_a_legal_form_only() -> None:
    names = CompanyNames(Lexicon.load())
    assert names.parts("三全食品", legal=True).brand == "三全"
    assert names.parts("三全食品").brand == ""


def test_places_in_full_and_short() -> None:
    assert is_province("湖南")
    assert not is_province("沅江")
    assert is_full("沅江市")
    assert not is_full("沅江")
    assert place_at("沅江市恒峪", 0, 5) == 3
    assert place_at("恒峪燃气", 0, 4) == 0


def test_banks_are_seen_in_a_branch_name() -> None:
    names = CompanyNames(Lexicon.load())
    assert names.bank_in("农行清河县")
    assert not names.bank_in("清河县长顺")
