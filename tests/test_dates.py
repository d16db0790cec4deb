"""The date finder: spans of calendar expressions, and what only looks like one."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from govextract.find.dates import DateFinder
from govextract.lexicon import Entry, Lexicon, read_entries
from govextract.match import Hit, Matcher, Page
from govextract.segment import segment
from tests.date_specs import Spec, read_specs

AROUND = (
    "date_until",
    "date_label",
    "date_report",
    "date_event",
    "date_jubilee",
    "date_future",
    "date_year_name",
)
"""Categories of words that stand around dates and are no part of them."""


INSIDE = (
    "date_unit", "date_digits", "date_tail", "date_edge", "date_day_part", "date_month_part",
    "date_year_part", "date_festival_part", "date_plan_part", "date_weekday",
)  # fmt: skip
"""Categories of words that stand inside dates, whose rule may be that of the word or number before."""


@cache
def lexicon() -> Lexicon:
    return Lexicon.load()


@cache
def matcher() -> Matcher:
    return Matcher(lexicon())


@cache
def finder() -> DateFinder:
    return DateFinder(lexicon())


def page(text: str) -> Page:
    return Page(text, segment(text), matcher().scan(text))


def found(text: str) -> list[str]:
    return [m.text for m in finder().find(page(text))]


def entries() -> list[Entry]:
    import govextract

    path = Path(govextract.__file__).parent / "lexicons" / "dates.yaml"
    return [e for e in read_entries(path.read_text(encoding="utf-8"), path.name) if e.category not in AROUND]


def marked(entry: Entry, text: str) -> list[Hit]:
    """The entry's words in the text that a date of its own covers."""
    mentions = finder().find(page(text))
    if entry.category not in INSIDE:
        mentions = [m for m in mentions if m.rule == entry.id]
    spans = [(m.start, m.end) for m in mentions]
    hits = [h for h in matcher().scan(text).of(entry.category) if h.entry.id == entry.id]
    return [h for h in hits if any(a < h.end and h.start < b for a, b in spans)]


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.id)
def test_examples_are_dates_and_counters_are_none(entry: Entry) -> None:
    assert not [text for text in entry.example if not marked(entry, text)]
    assert not [text for text in entry.counter if marked(entry, text)]


@pytest.mark.parametrize("spec", read_specs(), ids=lambda s: s.name)
def test_spans_of_the_marked_up_reports(spec: Spec) -> None:
    spans = [(m.start, m.end) for m in finder().find(page(spec.text))]
    assert [spec.text[a:b] for a, b in spans] == [spec.text[a:b] for a, b, _ in spec.dates]
    assert spans == [(a, b) for a, b, _ in spec.dates]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("7月18-21日，5月27—28日，11月5日至8日", ["7月18-21日", "5月27—28日", "11月5日至8日"]),
        ("1至4月份，1-5月，7、8、9月", ["1至4月份", "1-5月", "7、8、9月"]),
        ("2017、2018年，2019-2021年，2016—2020年度", ["2017、2018年", "2019-2021年", "2016—2020年度"]),
        ("10月10日、15日", ["10月10日", "15日"]),
        ("１１月３日，1 1 月 3 日，10 月 17 日", ["１１月３日", "1 1 月 3 日", "10 月 17 日"]),
        ("二〇二一年十一月三日，二零二一年", ["二〇二一年十一月三日", "二零二一年"]),
        ("3.10.28，市场所抽查", ["10.28"]),
        ("1.10月21日，镇里开会", ["10月21日"]),
        ("2、3日上午开会", ["3日上午"]),
        ("动态（10.12—10.18）", ["10.12—10.18"]),
        ("11月3日早稻收割，11月3日早出发", ["11月3日", "11月3日早"]),
        ("15日晚会彩排，15日晚会同派出所夜查，26日夜查", ["15日", "15日晚", "26日"]),
        ("5月6日起火，5月6日起施行", ["5月6日", "5月6日起"]),
        ("11月2日前往青溪，11月2日前报送", ["11月2日", "11月2日前"]),
        ("2021年初中毕业，2021年初动工", ["2021年", "2021年初"]),
        ("2015年年底，今年年初，11月月底", ["2015年年底", "今年年初", "11月月底"]),
        ("去年10月至今年1月，9月至次年3月", ["去年10月至今年1月", "9月至次年3月"]),
        ("2月16日当天，7月1日当晚，当天下午", ["2月16日当天", "7月1日当晚", "当天下午"]),
        ("“十四五”时期，落实“十四五”规划，‘十三五’末", ["“十四五”时期", "“十四五”", "‘十三五’末"]),
        ("国家“八五”重点项目，打了九五折，《“十四五”规划》", ["“八五”"]),
        ("于2003、2004、2008和2014年得奖", ["2003、2004、2008和2014年"]),
        ("从2014年至今，2014年至今，自2021年10月以来", ["2014年", "2014年至今", "2021年10月以来"]),
        ("1988年前后，2016年伊始，2016年首月，2023年岁末", ["1988年前后", "2016年伊始", "2016年首月", "2023年岁末"]),
        ("2022年底数据显示，预计今年年内通车", ["2022年底", "今年年内"]),
        ("部署今冬明春水利，今冬供暖，1937年秋，明年夏粮", ["今冬明春", "今冬", "1937年秋", "明年"]),
        ("今日(3月31日)上午，昨天（13日）", ["今日", "3月31日", "昨天", "13日"]),
        ("4月22日（周六），开会；12月11日(周一)上午开会", ["4月22日", "周六", "12月11日(周一)上午"]),
        ("10月17日(星期一)19:00", ["10月17日"]),
        ("（周一至周五）开放，每天如此", []),
        ("第二天一早出发，进村的第二天，谈到的第三天", ["第二天一早"]),
        ("同一天，款到了。那年12月开会，那年没路", ["同一天", "那年12月"]),
        ("26日起重新公示，26日起重机进场，自即日起，即日可取", ["26日起", "26日", "即日起"]),
        ("2月26日前来信来电，2月26日前来视察", ["2月26日前", "2月26日"]),
        ("20世纪80年代末90年代初，上世纪80年代", ["20世纪80年代末90年代初", "上世纪80年代"]),
        ("（其间：1989.021990.02任副主任）", ["1989.021990.02"]),
        ("镇委八月工作清单，法庭四月忙，进了十月，六月的田", ["八月", "四月", "十月", "六月"]),
        ("“五月的鲜花”合唱，初心不改七月红，一月烧煤两吨，三月三歌节", []),
        ("2023年起，举办2023“溪山行”活动，“2023计划”，2023人", ["2023年起", "2023"]),
        ("2019年同期，比去年同期多，同期发情", ["2019年同期", "去年同期"]),
        ("今天的会议，今天的签约仪式，今天的青溪，换来今天的绿水青山", ["今天", "今天"]),
        ("★ 周末　巡河。尤其到了周末，一房难求", ["周末"]),
        ("3、5月18日演练；4、5月底前清理", ["5月18日", "5月底前"]),
        ("4日夜接警；5号，破案。看了5号楼", ["4日夜", "5号"]),
        ("“最近每天出门。”到最近的村", ["最近"]),
        ("春节、藏历新年期间，“3·15”期间，除夕晚上，中秋晚会", ["春节、藏历新年期间", "“3·15”期间", "除夕晚上"]),
        ("2024年第14周（4月1日至4月7日）", ["2024年第14周", "4月1日至4月7日"]),
        ("7月31日　早上六点，7月31日早上六点", ["7月31日", "7月31日早上"]),
        ("近日早晨，阳光照来", ["近日早晨"]),
        ("进入21世纪以来，20世纪，上个世纪末", ["21世纪以来", "20世纪", "上个世纪末"]),
        ("8月29日8时至30日8时，每日23时至次日5时", ["8月29日", "30日"]),
        ("元旦、春节期间，今年“五一”期间，“七一”讲话", ["元旦、春节期间", "今年“五一”期间"]),
        ("香港特区负责人陈超25日出席", ["25日"]),
        ("今年前10个月，提前4个月，前三季度", ["今年前10个月", "前三季度"]),
        ("与去年同期相比", ["去年同期"]),
        ("时至今日，在快速发展的今天", []),
        ("限3日内办结，为期5日，行政拘留7日，仅隔8日", []),
        ("近年来，目前，届时，下一步，三年来，3天后，25分钟", []),
        ("每月5日前，每年9月，每周一，每年的3月，每逢周五", []),
        ("《关于做好2021年春节期间工作的通知》", []),
        ("云政发〔2021〕12号，2021年第3期", []),
        ("电话0735-20211130，经费10.28万元，增长2019.8万元", []),
        ("送来6月龄鸡苗，五四大道，八一路，三月三歌节", []),
        ("www.example.org/2021-11-30/1.htm", []),
    ],
)  # fmt: skip
def test_expressions(text: str, dates: list[str]) -> None:
    assert found(text) == dates


def test_a_quarter_named_again_in_its_paragraph_is_the_name_of_work() -> None:
    text = "召开2021年第四季度调度会，部署第四季度党建工作。\n第四季度重点工作如下。"
    assert found(text) == ["2021年第四季度", "第四季度"]


def test_an_overlay_gives_the_finder_a_word_of_its_own() -> None:
    extra = (
        "category: date_vague\nentries:\n- {id: date_vague.own, forms: 前些时日, example: 前些时日修了路。}"
    )
    own = Lexicon([*lexicon(), *read_entries(extra, "own.yaml")])
    text = "前些时日，村里修了路。"
    mentions = DateFinder(own).find(Page(text, segment(text), Matcher(own).scan(text)))
    assert [(m.text, m.rule) for m in mentions] == [("前些时日", "date_vague.own")]


WORDS = """
2021 11 十一 二十 今年 去年 本月 当天 周三 上旬 季度 一季度 以来 期间 春节 十四五 80年代
世纪 农历 腊月 第一周 近日 上午 截至 电 工作总结 现将
"""
PIECES = st.sampled_from(
    [*"0129年月日号周旬初底末前起至到、-—.．/《》“”（）()，。\n 　度第３", *WORDS.split()]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@given(TEXTS)
@example("2021年度上半年十四五期间")
@settings(deadline=None, derandomize=True, max_examples=300)
def test_spans_are_the_text_and_never_overlap(text: str) -> None:
    mentions = finder().find(page(text))
    assert all(text[m.start : m.end] == m.text and m.text.strip() for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert mentions == finder().find(page(text))


@given(TEXTS, TEXTS)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_a_following_line_changes_no_span(text: str, more: str) -> None:
    spans = [(m.start, m.end) for m in finder().find(page(text))]
    longer = [(m.start, m.end) for m in finder().find(page(f"{text}\n{more}"))]
    assert [x for x in longer if x[0] < len(text)] == spans


def test_rules_are_entries_or_name_the_syntax() -> None:
    ids = {e.id for e in lexicon()} | {"date.calendar", "date.digits", "date.named_year", "date.point"}
    text = "今年3月，2021-11-30，周三，四季度，近日，“十四五”期间，80年代，春节期间，腊月初八，月底"
    rules = {m.rule for m in finder().find(page(text))}
    assert rules <= ids
    assert len(rules) >= 9
    assert not [r for r in rules if re.search("[^a-z0-9_.-]", r)]
