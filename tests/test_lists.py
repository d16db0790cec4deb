"""Lists of villages that share one ending."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.boundary import LeftContext
from govextract.find.lists import NameList
from govextract.lexicon import Lexicon
from govextract.match import Matcher


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, NameList]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), NameList(lexicon, LeftContext(lexicon))


def lists(text: str) -> list[str]:
    matcher, names = _parts()
    return [text[a:b] for hit in matcher.scan(text).of("village_group") for a, b in names.names(text, hit)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("转移华溪、光坪、柳家圪梁等村群众", ["华溪", "光坪", "柳家圪梁"]),
        ("石桥和白沙两村", ["石桥", "白沙"]),
        ("在良家坞、石坝岭以及冯家湾三个村入户", ["良家坞", "石坝岭", "冯家湾"]),
        ("到枫林镇石门、洪岭等12个村", ["石门", "洪岭"]),
        ("给上河屯、下河屯两个自然屯", ["上河屯", "下河屯"]),
        ("带动华溪等村", ["华溪"]),
    ],
)
def test_names_of_a_list(text: str, names: list[str]) -> None:
    assert lists(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "全镇12个村",
        "书记等村干部",
        "党员、干部等村民代表",
        "3个村书记发言",
        "枫林镇、云岭镇两个村",
        "在两个村",
    ],
)
def test_no_list_of_names(text: str) -> None:
    assert lists(text) == []


def test_a_name_in_full_at_the_head_is_left_to_its_own_ending() -> None:
    assert lists("石桥村、白沙两个点") == ["白沙"]
