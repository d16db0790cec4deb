"""People, enterprises and events across reports."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pandas as pd

from govextract import Extraction, Extractor
from govextract.link import Linked, link
from govextract.read import read_text

EXTRACTOR = Extractor()

NOVEMBER = """草尾镇2021年11月工作总结
沅江市草尾镇人民政府
11月9日，草尾镇党委副书记、镇长贺知澜到立新村调研粮食生产，看望种粮大户6户，要求抓好冬季田间管理。
11月16日，贺知澜到沅江市丰稔米业有限公司检查安全生产，现场整改隐患3处，市农业农村局副局长丁牧言陪同。"""

MARCH = """草尾镇2022年3月工作总结
沅江市草尾镇人民政府
3月4日，草尾镇党委书记贺知澜主持召开春耕备耕推进会，安排早稻集中育秧1.2万亩。
3月10日，丰稔米业公司向立新村捐赠种子2吨。"""

DIGEST = """沅江市工作动态
沅江市人民政府办公室
草尾镇：2021年11月9日，草尾镇党委副书记、镇长贺知澜到立新村调研粮食生产，看望种粮大户6户，要求抓好冬季田间管理。
11月20日，沅江市副市长韩庭修到沅江市第一中学检查校园安全，查看食堂2处。"""

ELSEWHERE = """湄潭县复兴镇2021年11月工作总结
湄潭县复兴镇人民政府
11月12日，复兴镇党委副书记、镇长贺知澜到阳山村检查森林防火，发放宣传单300份。"""


def parse(text: str, source: str) -> Extraction:
    return EXTRACTOR.parse(read_text(text, source=source))


ALL = [
    parse(NOVEMBER, "a.txt"),
    parse(MARCH, "b.txt"),
    parse(DIGEST, "c.txt"),
    parse(ELSEWHERE, "d.txt"),
]


def linked() -> Linked:
    return link(ALL)


def test_one_person_with_two_offices_and_a_namesake_elsewhere() -> None:
    people = linked().frames()["people"].set_index("name")
    both = people.loc[["贺知澜"]].sort_values("documents")
    assert list(both["documents"]) == [1, 3]
    assert list(both["seats"]) == [["贵州省遵义市湄潭县复兴镇"], ["湖南省益阳市沅江市草尾镇"]]
    assert both["person"].nunique() == 2
    assert both.iloc[1]["first_day"] == pd.Timestamp(2021, 11, 9)
    assert both.iloc[1]["last_day"] == pd.Timestamp(2022, 3, 4)


def test_a_post_has_the_days_on_which_it_was_seen() -> None:
    posts = linked().frames()["posts"]
    own = posts[(posts["name"] == "贺知澜") & (posts["place"] == "湖南省益阳市沅江市草尾镇")]
    days = {
        t: (a.date(), b.date())
        for t, a, b in zip(own["title"], own["first_day"], own["last_day"], strict=True)
    }
    assert days["镇长"] == (date(2021, 11, 9), date(2021, 11, 16))
    assert days["党委书记"] == (date(2022, 3, 4), date(2022, 3, 4))


def test_careers_have_three_levels_of_place_and_post() -> None:
    careers = linked().frames()["careers"]
    row = careers[(careers["name"] == "丁牧言")].iloc[0]
    places = row["place_1"], row["place_2"], row["place_3"]
    assert places == ("湖南省", "益阳市", "沅江市")
    assert (row["post_1"], row["post_2"], row["post_3"]) == ("政府", "农业农村局", "副局长")
    assert row["number"] == 1


def test_an_event_that_two_reports_tell_counts_once() -> None:
    frames = linked().frames()
    events = frames["linked_events"]
    shared = events[events["documents"] == 2]
    assert len(shared) == 1
    assert "立新村" in shared.iloc[0]["evidence"]
    people = frames["people"]
    mayor = people[(people["name"] == "贺知澜") & (people["documents"] == 3)].iloc[0]
    assert mayor["events"] == 3
    rows = frames["person_appearances"]
    assert len(rows[(rows["name"] == "贺知澜") & (rows["place"] == "立新村")]) == 1


def test_another_number_is_another_event() -> None:
    other = parse(DIGEST.replace("种粮大户6户", "种粮大户9户"), "e.txt")
    assert all(e.documents == 1 for e in link([ALL[0], other]).frames()["linked_events"].itertuples())


def test_short_and_full_name_of_an_enterprise() -> None:
    firms = linked().frames()["linked_enterprises"].set_index("name")
    assert list(firms.index) == ["沅江市丰稔米业有限公司"]
    assert firms.iloc[0]["aliases"] == ["丰稔米业公司"]
    assert firms.iloc[0]["documents"] == 2


def test_a_short_name_that_two_full_ones_fit_is_left_alone() -> None:
    text = "草尾镇工作动态\n沅江市草尾镇人民政府\n4月2日，草尾镇镇长贺知澜到益阳市丰稔米业有限责任公司检查安全生产。"
    firms = link([*ALL[:2], parse(text, "f.txt")]).frames()["linked_enterprises"]
    assert len(firms) == 3


def test_order_of_the_reports_makes_no_difference() -> None:
    first, *others = ([f.to_csv() for f in link(order).frames().values()] for order in permutations(ALL))
    assert all(other == first for other in others)


def test_nothing_gives_empty_tables() -> None:
    assert all(f.empty for f in link([]).frames().values())


def test_level_of_a_citys_office_is_that_of_the_city() -> None:
    posts = linked().frames()["posts"].set_index("name")
    assert posts.loc["韩庭修", "level"] == "county"  # 沅江市 is a city of a county's rank
    x = parse("益阳市工作动态\n益阳市人民政府\n11月9日，副市长江照临检查防汛。", "g.txt")
    (person,) = (e for e in x.entities if e.kind == "official")
    assert [o.level for o in person.offices] == ["municipal"]


def test_a_national_body_has_no_place() -> None:
    texts = (
        "草尾镇工作动态\n沅江市草尾镇人民政府\n5月2日，中国农业科学院副院长陆怀谷到立新村调研水稻种植。",
        "复兴镇工作动态\n湄潭县复兴镇人民政府\n6月3日，中国农业科学院副院长陆怀谷到阳山村调研茶叶生产。",
    )
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["people"]
    assert list(people["documents"]) == [2]
    assert list(people["seats"]) == [[]]
