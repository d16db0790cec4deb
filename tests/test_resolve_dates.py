"""The days that dates mean in their document."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.find.dates import DateFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import DateValue, Mention, Period
from govextract.resolve.dates import resolve_dates
from govextract.segment import segment
from tests.date_specs import Spec, read_specs


@cache
def tools() -> tuple[DateFinder, Matcher]:
    lexicon = Lexicon.load()
    return DateFinder(lexicon), Matcher(lexicon)


def resolve(text: str, published: date | None = None) -> tuple[list[Mention], date | None, Period | None]:
    finder, matcher = tools()
    page = Page(text, segment(text), matcher.scan(text))
    return resolve_dates(page, finder.find(page), published)


def interval(value: object) -> str | None:
    assert isinstance(value, DateValue)
    return f"{value.start or '..'}/{value.end or '..'}" if value.start or value.end else None


def values(text: str, published: str | None = None) -> dict[str, str | None]:
    day = date.fromisoformat(published) if published else None
    return {m.text: interval(m.value) for m in resolve(text, day)[0]}


def value_of(text: str, words: str, published: str | None = None) -> DateValue:
    day = date.fromisoformat(published) if published else None
    found = next(m.value for m in resolve(text, day)[0] if m.text == words)
    assert isinstance(found, DateValue)
    return found


@pytest.mark.parametrize("spec", read_specs(), ids=lambda s: s.name)
def test_marked_up_reports(spec: Spec) -> None:
    mentions, published, period = resolve(spec.text, spec.given)
    found = {(m.start, m.end): interval(m.value) for m in mentions}
    assert {spec.text[a:b]: found.get((a, b)) for a, b, _ in spec.dates} == {
        spec.text[a:b]: v for a, b, v in spec.dates
    }
    assert [found.get((a, b)) for a, b, _ in spec.dates] == [v for *_, v in spec.dates]
    if "found" in spec.about:
        assert published == date.fromisoformat(spec.about["found"])
    expected = spec.about.get("period")
    assert (f"{period.start}/{period.end}" if period else None) == expected


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("11月第一周", "2021-11-01/2021-11-07"),
        ("10月第三周", "2021-10-11/2021-10-17"),
        ("10月第一周", "2021-10-01/2021-10-03"),
        ("11月中旬", "2021-11-11/2021-11-20"),
        ("2月下旬", "2021-02-21/2021-02-28"),
        ("11月初", "2021-11-01/2021-11-10"),
        ("11月底", "2021-11-30/2021-11-30"),
        ("11月底前", "../2021-11-30"),
        ("年底前", "../2021-12-31"),
        ("年初", "2021-01-01/2021-01-31"),
        ("年内", "2021-01-01/2021-12-31"),
        ("去年底", "2020-12-01/2020-12-31"),
        ("前年", "2019-01-01/2019-12-31"),
        ("明年上半年", "2022-01-01/2022-06-30"),
        ("今年5至9月份", "2021-05-01/2021-09-30"),
        ("一、二季度", "2021-01-01/2021-06-30"),
        ("前三季度", "2021-01-01/2021-09-30"),
        ("三季度末", "2021-09-01/2021-09-30"),
        ("9月中上旬", "2021-09-01/2021-09-20"),
        ("今年前10个月", "2021-01-01/2021-10-31"),
        ("去年冬季", "2020-12-01/2021-02-28"),
        ("2020—2021学年", "2020-09-01/2021-08-31"),
        ("本月15日", "2021-11-15/2021-11-15"),
        ("上月底", "2021-10-31/2021-10-31"),
        ("下月", "2021-12-01/2021-12-31"),
        ("今晨", "2021-11-30/2021-11-30"),
        ("明天上午", "2021-12-01/2021-12-01"),
        ("前天", "2021-11-28/2021-11-28"),
        ("上周五", "2021-11-26/2021-11-26"),
        ("本周末", "2021-12-04/2021-12-05"),
        ("周一", "2021-11-29/2021-11-29"),
        ("星期三", "2021-11-24/2021-11-24"),
        ("9月至次年3月", "2021-09-01/2022-03-31"),
        ("“十三五”末", "2020-12-31/2020-12-31"),
        ("“八五”", "1991-01-01/1995-12-31"),
        ("80年代末", None),
        ("21世纪", "2001-01-01/2100-12-31"),
        ("2021年第14周", "2021-04-05/2021-04-11"),
        ("2003、2008和2014年", "2003-01-01/2014-12-31"),
        ("2016年首月", "2016-01-01/2016-01-31"),
        ("2023年岁末", "2023-12-01/2023-12-31"),
        ("1989.021990.02", "1989-02-01/1990-02-28"),
        ("今冬明春", "2021-12-01/2022-05-31"),
        ("去冬今春", "2020-12-01/2021-05-31"),
        ("今秋", "2021-09-01/2021-11-30"),
        ("即日起", "2021-11-30/.."),
        ("10月份之前", "../2021-09-30"),
        ("2020年之前", "../2019-12-31"),
        ("2020年以前", "../2020-12-31"),
        ("二十世纪九十年代", "1990-01-01/1999-12-31"),
        ("21年10月", "2021-10-01/2021-10-31"),
        ("2月29日", None),
        ("农历八月", "2021-09-07/2021-10-05"),
        ("春节期间", None),
        ("连日来", None),
    ],
)
def test_days_from_the_day_of_publication(words: str, days: str | None) -> None:
    assert values(f"{words}，镇里召开会议。", "2021-11-30") == {words: days}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("腊月二十八", "2021-02-09/2021-02-09"),
        ("大年三十", "2021-02-11/2021-02-11"),
        ("正月初一至初五", "2021-02-12/2021-02-16"),
        ("腊月廿八至正月初三", "2021-02-09/2021-02-14"),
    ],
)
def test_days_of_the_lunar_calendar_lie_next_to_the_report(words: str, days: str) -> None:
    assert values(f"{words}，镇里召开会议。", "2021-03-05") == {words: days}
    assert values("房间已订到正月十五。", "2023-12-17") == {"正月十五": "2024-02-24/2024-02-24"}
    assert values("原定于正月初八复工。", "2020-03-30") == {"正月初八": "2020-02-01/2020-02-01"}


def test_a_date_in_december_told_in_january_is_of_last_year() -> None:
    text = "12月20日，工作队入户。1月4日，召开总结会。定于1月10日召开部署会，2月底前销号。"
    assert list(values(text, "2021-01-05").values()) == [
        "2020-12-20/2020-12-20", "2021-01-04/2021-01-04", "2021-01-10/2021-01-10", "../2021-02-28",
    ]  # fmt: skip


def test_a_plan_for_january_made_in_december_is_of_next_year() -> None:
    assert values("拟于1月10日前完成。", "2020-12-28") == {"1月10日前": "../2021-01-10"}


def test_a_bare_day_goes_back_over_the_turn_of_the_month() -> None:
    text = "本报青溪5月1日电 记者30日从镇政府获悉，道路已通。"
    assert values(text, "2021-05-01") == {"5月1日": "2021-05-01/2021-05-01", "30日": "2021-04-30/2021-04-30"}


def test_background_days_do_not_hold_the_bare_days_of_the_occasion() -> None:
    text = "2020年6月13日，村民跳水救人。\n当日会议强调，要弘扬正气。"
    assert values("5月16日电，会议16日召开。\n" + text, "2021-05-16")["当日"] == "2021-05-16/2021-05-16"


def test_the_day_after_counts_from_the_day_named_last() -> None:
    text = "10月31日，检查组到村；次日凌晨，降雨停止。截至11月2日，全部复工，当天下午恢复供电。"
    assert values(text, "2021-11-03") == {
        "10月31日": "2021-10-31/2021-10-31", "次日凌晨": "2021-11-01/2021-11-01", "11月2日": "../2021-11-02",
        "当天下午": "2021-11-01/2021-11-01",
    }  # fmt: skip


def test_a_written_year_goes_on_within_its_paragraph() -> None:
    text = "2018年3月5日开工，9月8日竣工。\n9月9日，镇里召开会议。"
    assert values(text, "2021-10-01") == {
        "2018年3月5日": "2018-03-05/2018-03-05", "9月8日": "2018-09-08/2018-09-08",
        "9月9日": "2021-09-09/2021-09-09",
    }  # fmt: skip


def test_a_year_as_heading_holds_below_it() -> None:
    text = "大事记\n2019年\n10月15日，新村部启用。\n2020年\n2月3日，设卡14处。"
    assert values(text, "2021-10-01")["10月15日"] == "2019-10-15/2019-10-15"
    assert values(text, "2021-10-01")["2月3日"] == "2020-02-03/2020-02-03"


def test_last_year_in_a_sentence_with_a_year_is_the_one_before_it() -> None:
    text = "2019年，全镇增收8%，比上年快2个百分点。比上年多两家企业。"
    assert [interval(m.value) for m in resolve(text, date(2021, 3, 1))[0] if m.text == "上年"] == [
        "2018-01-01/2018-12-31", "2020-01-01/2020-12-31",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "source"),
    [
        ("3月2日，开会。", "3月2日", "option:date"),
        ("2021年3月2日，开会。", "2021年3月2日", None),
        ("2019年3月开工，10月竣工。", "10月", "text:0-7"),
        ("云溪镇3月份工作总结\n3月2日，开会。", "3月2日", "period"),
    ],
)
def test_where_the_missing_part_came_from_is_told(text: str, words: str, source: str | None) -> None:
    assert value_of(text, words, "2021-03-31").inferred_from == source


def test_the_text_tells_the_year_where_no_day_is_given() -> None:
    text = "我镇3月5日召开2019年脱贫攻坚部署会。"
    value = value_of(text, "3月5日")
    assert (interval(value), value.inferred_from) == ("2019-03-05/2019-03-05", "text:8-13")


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("云溪镇召开推进会\n发布时间：2021-05-06 10:32 来源：镇政府\n5月5日，会议召开。", date(2021, 5, 6)),
        ("云溪镇召开推进会\n[ 发布日期 ] 2021-05-06\n5月5日，会议召开。", date(2021, 5, 6)),
        ("2021年5月5日，会议召开。\n云溪镇人民政府\n2021年5月6日", date(2021, 5, 6)),
        ("云溪镇2020年12月份工作总结\n12月3日，开会。\n云溪镇人民政府\n1月4日", date(2021, 1, 4)),
        ("中新网青溪5月6日电 我镇2021年5月5日召开会议。", date(2021, 5, 6)),
        ("2021年5月5日，会议召开，拟于2021年6月1日验收。", None),
    ],
)
def test_the_day_of_publication_is_read_from_the_text(text: str, published: date | None) -> None:
    assert resolve(text)[1] == published


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("云溪镇2021年第四季度安全生产工作总结\n正文。", "2021-10-01/2021-12-31"),
        ("云溪镇2021年1-11月工作情况\n正文。", "2021-01-01/2021-11-30"),
        ("云溪镇2021年度工作报告\n正文。", "2021-01-01/2021-12-31"),
        ("云溪镇周报（2021.11.1-2021.11.7）\n正文。", "2021-11-01/2021-11-07"),
        ("云溪镇一周工作动态\n（10月12日-18日）\n正文。", "2021-10-12/2021-10-18"),
        ("县委、县政府：\n现将我镇11月份重点工作开展情况总结如下：\n正文。", "2021-11-01/2021-11-30"),
        ("云溪镇召开2021年工作总结会\n正文。", None),
        ("云溪镇四季度“五个一批”项目集中开工\n正文。", None),
        ("镇里审议通过2021年工作要点\n正文。", None),
    ],
)
def test_the_period_is_read_from_title_or_opening(text: str, period: str | None) -> None:
    found = resolve(text, date(2021, 12, 3))[2]
    assert (f"{found.start}/{found.end}" if found else None) == period


def test_parts_of_the_day_and_precision() -> None:
    value = value_of("11月3日下午，开会。", "11月3日下午", "2021-11-30")
    assert (value.part, value.precision) == ("下午", "day")
    assert value_of("7月18-21日调研。", "7月18-21日", "2021-11-30").precision == "days"
    assert value_of("1-5月完成。", "1-5月", "2021-11-30").precision == "months"
    assert value_of("近日，开会。", "近日", "2021-11-30").precision == "vague"


def test_a_date_that_no_rule_reads_is_vague_and_other_kinds_stay_as_they_are() -> None:
    text = "那段时候，沈某到村。"
    finder, matcher = tools()
    page = Page(text, segment(text), matcher.scan(text))
    foreign = Mention(
        id="date:0-4", kind="date", start=0, end=4, text="那段时候", rule="model", confidence=0.5
    )
    person = Mention(id="official:5-7", kind="official", start=5, end=7, text="沈某", rule="model")
    mentions, _, _ = resolve_dates(page, [foreign, person], None)
    assert mentions[0].value == DateValue(precision="vague")
    assert mentions[1] is person
    assert finder.find(page) == []


WORDS = """
2021年 11月 3日 31日 2月30日 二十 今年 去年 本月 当天 次日 周三 上旬 一季度 以来 十四五期间
同年 次月 第一周 近日 上午 截至 电 工作总结 现将 情况 发布时间： 建国70周年 上年 下周
将于
"""
PIECES = st.sampled_from([*"0129年月日初底末前起至到、-—.，。\n（）", *WORDS.split()])
TEXTS = st.lists(PIECES, max_size=30).map("".join)
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2050, 12, 31)))


@given(TEXTS, DAYS)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_any_text_resolves_and_ends_never_stand_before_starts(text: str, day: date | None) -> None:
    mentions, published, period = resolve(text, day)
    assert day is None or published == day
    assert period is None or period.start <= period.end
    for m in mentions:
        assert isinstance(m.value, DateValue)
        assert not (m.value.start and m.value.end) or m.value.start <= m.value.end
    assert resolve(text, day)[0] == mentions
