"""How far a business's name goes on."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.boundary import LeftContext
from govextract.find.branches import Branches
from govextract.find.company_names import CompanyNames
from govextract.find.name_starts import NameStarts
from govextract.find.trades import Span
from govextract.lexicon import Lexicon


@lru_cache(maxsize=1)
def _branches() -> Branches:
    lexicon = Lexicon.load()
    return Branches(CompanyNames(lexicon), NameStarts(lexicon, LeftContext(lexicon)))


@pytest.mark.parametrize(
    ("name", "sort", "behind"),
    [
        ("恒达集团", "plain", "有限责任公司"),
        ("安泰财险", "bank", "云溪支公司"),
        ("申通快递", "whole", "石桥网点"),
        ("南方电网", "whole", "赫章供电局石桥营业点"),
        ("永辉超市", "shop", "石桥店"),
    ],
)
def test_a_name_goes_on_over_branch_and_outlet(name: str, sort: str, behind: str) -> None:
    text = f"{name}{behind}派人到场"
    assert _branches().end(text, Span(0, len(name), len(name), sort, "", 0.9)) == len(name + behind)


@pytest.mark.parametrize(
    ("name", "sort", "behind"),
    [
        ("永辉超市", "shop", "开设专卖店"),
        ("申通快递", "whole", "开通服务网点"),
        ("恒达集团", "plain", "在云溪设立分公司"),
        ("恒达公司", "plain", "和石桥供电所"),
        ("恒达宾馆", "shop", "云溪分公司"),
    ],
)
def test_other_words_behind_do_not_belong(name: str, sort: str, behind: str) -> None:
    assert _branches().end(name + behind, Span(0, len(name), len(name), sort, "", 0.9)) == len(name)
