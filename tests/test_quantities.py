"""Quantities: what counts, what it comes to, and what only looks like a number of something."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.find.quantities import QuantityFinder
from govextract.lexicon import Entry, Lexicon, read_entries
from govextract.match import Matcher, Page
from govextract.records import Mention, QuantityValue
from govextract.segment import segment


@cache
def tools() -> tuple[QuantityFinder, Matcher]:
    lexicon = Lexicon.load()
    return QuantityFinder(lexicon), Matcher(lexicon)


def find(text: str) -> list[Mention]:
    finder, matcher = tools()
    return finder.find(Page(text, segment(text), matcher.scan(text)))


def value(mention: Mention) -> QuantityValue:
    assert isinstance(mention.value, QuantityValue)
    return mention.value


def entries() -> list[Entry]:
    import govextract

    path = Path(govextract.__file__).parent / "lexicons" / "quantities.yaml"
    return read_entries(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.id)
def test_examples_are_quantities_and_counters_are_none(entry: Entry) -> None:
    def hits(text: str) -> bool:
        if entry.category == "quantity_about":
            return any(value(m).approximate and any(f in m.text for f in entry.forms) for m in find(text))
        return any(m.rule == entry.id for m in find(text))

    assert not [text for text in entry.example if not hits(text)]
    assert not [text for text in entry.counter if hits(text)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "approximate"),
    [
        ("700多万元", 7_000_000, 8_000_000, "CNY", True),
        ("近14亿元", 1_300_000_000, 1_400_000_000, "CNY", True),
        ("约53亿元", 5_300_000_000, 5_300_000_000, "CNY", True),
        ("3.5亿元以上", 350_000_000, 360_000_000, "CNY", True),
        ("57万余元", 570_000, 580_000, "CNY", True),
        ("6-8亿元", 600_000_000, 800_000_000, "CNY", False),
        ("6000万至8000万元", 60_000_000, 80_000_000, "CNY", False),
        ("三万二千元", 32_000, 32_000, "CNY", False),
        ("1,200元", 1200, 1200, "CNY", False),
        ("30余名", 30, 40, "person", True),
        ("逾1100人", 1100, 1200, "person", True),
        ("2.2万余名", 22_000, 23_000, "person", True),
        ("二十余人", 20, 30, "person", True),
        ("上千名", 1000, 2000, "person", True),
        ("近百名", 90, 100, "person", True),
        ("十几名", 11, 19, "person", True),
        ("两三百人", 200, 300, "person", True),
        ("2600人次", 2600, 2600, "person_time", False),
        ("数百户", 200, 900, "household", True),
        ("三五户", 3, 5, "household", True),
        ("25分钟", 25, 25, "minute", False),
        ("两个小时", 120, 120, "minute", False),
        ("半个多小时", 30, 60, "minute", True),
        ("四个多月", 4, 5, "month", True),
        ("两年多", 2, 3, "year", True),
        ("１３天", 13, 13, "day", False),
        ("2.8公里", 2800, 2800, "m", False),
        ("15米左右", 15, 15, "m", True),
        ("75平方公里", 75_000_000, 75_000_000, "m2", False),
        ("3亩", 2000, 2000, "m2", False),
        ("3.5吨", 3500, 3500, "kg", False),
        ("1300方", 1300, 1300, "m3", False),
        ("45.8%", 45.8, 45.8, "percent", False),
        ("百分之三十", 30, 30, "percent", False),
        ("八成", 80, 80, "percent", False),
        ("0.5个百分点", 0.5, 0.5, "percentage_point", False),
        ("3至5个", 3, 5, "item", False),
        ("七八个村", 7, 8, "village", True),
        ("四百来副", 400, 500, "item", True),
    ],
)
def test_values(text: str, low: float, high: float, unit: str, approximate: bool) -> None:
    mentions = find(f"共{text}，已完成。")
    assert [m.text for m in mentions] == [text]
    assert value(mentions[0]) == QuantityValue(low=low, high=high, unit=unit, approximate=approximate)


@pytest.mark.parametrize(
    "text",
    [
        "第61次常务会议，十五届二次全会",
        "一是抓好春耕，一行来到石桥村，第一时间赶到",
        "2021年11月3日，1998年，上半年",
        "云政发〔2021〕12号，电话0735-2021130",
        "“六个破除”，三位一体，百家讲坛，三家庄村",
        "组织二处、综合一处副处长",
        "在签约的企业名单里",
        "一辆辆汽车，一幢幢民宿",
        "每一位代表，打通最后一公里",
        "比赛得了前六名",
        "7000米兰花，8项目集中开工，3车间",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert [m.text for m in find(text)] == []


def test_several_quantities_of_one_sentence() -> None:
    text = "出动钩机2台、三轮车11辆、130余人次,清理垃圾240余方,每4至5个村配备1名，转移6户15人。"
    assert [m.text for m in find(text)] == [
        "2台", "11辆", "130余人次", "240余方", "4至5个村", "1名", "6户", "15人",
    ]  # fmt: skip


def test_a_names_characters_go_to_the_name() -> None:
    from govextract.match import settle

    text = "三家村"
    name = Mention(id="village:0-3", kind="village", start=0, end=3, text=text, rule="village.sample")
    rival = Mention(
        id="quantity:0-2",
        kind="quantity",
        start=0,
        end=2,
        text="三家",
        rule="quantity.sample",
        confidence=0.7,
    )
    assert settle([rival, name]) == [name]
    assert [m.confidence for m in find("两家企业")] == [0.7]


WORDS = """
百分之 个月 公里 以上 左右 人次
"""
PIECES = st.sampled_from(
    [*"0129一二两十百千万亿几数半多余来个名户元亩米年天%.．,-至约近超上第“每", *WORDS.split()]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@given(TEXTS)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_any_text_gives_spans_in_order_and_low_up_to_high(text: str) -> None:
    mentions = find(text)
    assert all(text[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(0 <= value(m).low <= value(m).high for m in mentions)
    assert mentions == find(text)


@given(TEXTS, TEXTS)
@settings(deadline=None, derandomize=True, max_examples=200)
def test_a_following_line_changes_nothing(text: str, more: str) -> None:
    longer = [m for m in find(f"{text}\n{more}") if m.start < len(text)]
    assert longer == find(text)
