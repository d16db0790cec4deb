"""Where a name behind a title ends when its surname is rare, its people another, or its verb unheard of."""

from __future__ import annotations

from functools import lru_cache

import pytest

from govextract.find.name_odds import NameOdds
from govextract.find.name_reader import NameReader
from govextract.find.office_starts import OfficeStarts
from govextract.find.offices import OfficeParser
from govextract.find.titled_names import TitledNames
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Tree


@lru_cache(maxsize=1)
def _tools() -> tuple[Matcher, NameReader, OfficeParser]:
    lexicon = Lexicon.load()
    names = NameReader(lexicon)
    return Matcher(lexicon), names, OfficeParser(lexicon, names.words, OfficeStarts(lexicon, names))


def odds() -> NameOdds:
    return _tools()[1].odds


def behind_title(text: str) -> str | None:
    """The name that is read behind the first title of a text."""
    matcher, names, offices = _tools()
    page = Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text))
    found = TitledNames(names).after(page, offices.heads(page)[0], {})
    return text[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("副区长柏素云到南环路看除雪作业", "柏素云"),
        ("村支书农立功带我把屯子转了一遍", "农立功"),
        ("镇长招文远拿着名单念到户", "招文远"),
        ("校长代玉兰吹哨，全部下楼", "代玉兰"),
        ("副所长高岩趴在冲锋舟头认路", "高岩"),
        ("调研员沈岚来看了助餐点", "沈岚"),
        ("书记于素梅骑摩托车进山", "于素梅"),
        ("局长海清川押着苜蓿进了嘎查", "海清川"),
        ("副乡长尕藏仁青带民兵劝回", "尕藏仁青"),
        ("书记索朗平措撒下第一把种子", "索朗平措"),
        ("副苏木达阿拉腾仓带动防站的人", "阿拉腾仓"),
        ("主任满达呼陪着逐户量尺寸", "满达呼"),
        ("指挥长曲木日哈在卡口抽查", "曲木日哈"),
        ("市长阿列克·兰德尔携夫人来访", "阿列克·兰德尔"),
        ("副校长娜达·科瓦奇时，双方同意", "娜达·科瓦奇"),
        ("地处长江上游和库区腹地", None),
        ("主任的任期三年", None),
        ("书记由大会选举", None),
        ("镇长姜某某受到诫勉", None),
    ],
)
def test_names_behind_titles(text: str, name: str | None) -> None:
    assert behind_title(text) == name


def test_probabilities_of_all_lengths_add_up_to_one() -> None:
    assert sum(odds().lengths("镇长招文远拿着名单", 2).values()) == pytest.approx(1.0)
    assert odds().lengths("镇长，", 2) == {0: 1.0}


def test_a_common_word_is_no_name_without_a_surname() -> None:
    assert odds().lengths("镇长表示", 2) == {0: 1.0}
