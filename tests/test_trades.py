"""Businesses without a suffix."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.boundary import LeftContext
from govextract.find.company_names import CompanyNames
from govextract.find.name_starts import NameStarts
from govextract.find.trades import Span, TradeNames, listed_beside, odd
from govextract.lexicon import Lexicon
from govextract.match import Matcher


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, TradeNames]:
    lexicon = Lexicon.load()
    left = LeftContext(lexicon)
    return Matcher(lexicon), TradeNames(lexicon, CompanyNames(lexicon), NameStarts(lexicon, left), left)


def traded(text: str) -> list[str]:
    matcher, trades = _parts()
    hits = [h for h in matcher.scan(text).of("enterprise_suffix") if h.entry.attrs["sort"] == "trade"]
    ends = frozenset(h.end for h in hits)
    found = [trades.find(text, h, {}, ends, listed=False) for h in hits]
    return [text[s.start : s.end] for s in found if s]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("到龙峪门业检查", ["龙峪门业"]),
        ("众鑫菌业负责人", ["众鑫菌业"]),
        ("先后到元焱电工、天焱金属看望", ["元焱电工", "天焱金属"]),
        ("沈阳康禾牧业捐赠", ["沈阳康禾牧业"]),
    ],
)
def test_names_with_a_cue(text: str, names: list[str]) -> None:
    assert traded(text) == names


@pytest.mark.parametrize(
    "text", ["推动环保项目", "发展生态农业", "加强科技创新", "龙峪门业有限公司", "建筑、机械、化工"]
)
def test_common_words_are_no_names(text: str) -> None:
    assert traded(text) == []


def test_a_neighbour_in_a_list() -> None:
    text = "恒达公司、龙峪门业"
    spans = {0: Span(0, 4, 2, "plain", "enterprise.plain", 0.9)}
    assert listed_beside(text, 5, 9, spans)
    assert not listed_beside(text, 6, 9, spans)


def test_brands_surprise_and_words_do_not() -> None:
    assert odd("鼎瑞门业", 0, 2, 6.0)
    assert not odd("推动科技", 0, 2, 4.0)
