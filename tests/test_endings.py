"""Endings of businesses that are none."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.endings import Endings, in_list
from govextract.lexicon import Lexicon
from govextract.match import Hit, Matcher


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, Endings]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), Endings(lexicon)


def last(text: str) -> Hit:
    return max(_parts()[0].scan(text).of("enterprise_suffix"), key=lambda h: (h.end, -h.start))


@pytest.mark.parametrize("text", ["上级人民银行", "镇上的爱心超市", "奔赴沙场", "建成数字化工厂"])
def test_words_that_end_so_name_nobody(text: str) -> None:
    assert _parts()[1].common(text, last(text))


@pytest.mark.parametrize("text", ["恒达厂房", "恒达公司治理", "中国银行业", "平台建立电商行业"])
def test_words_that_begin_so_name_nobody(text: str) -> None:
    hits = _parts()[0].scan(text).of("enterprise_suffix")
    assert hits
    assert all(_parts()[1].common(text, h) for h in hits)


@pytest.mark.parametrize("text", ["恒达木业有限公司", "好又来超市", "云溪农商银行"])
def test_other_endings_stand(text: str) -> None:
    assert not _parts()[1].common(text, last(text))


def test_a_list_goes_on() -> None:
    assert in_list("好又来烧烤、", last("好又来烧烤"))
    assert not in_list("好又来烧烤开业", last("好又来烧烤"))
