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
    people = linked().frames()["officials"].set_index("name")
    both = people.loc[["贺知澜"]].sort_values("documents")
    assert list(both["documents"]) == [1, 3]
    assert list(both["seats"]) == [["贵州省遵义市湄潭县复兴镇"], ["湖南省益阳市沅江市草尾镇"]]
    assert both["entity"].nunique() == 2
    assert both.iloc[1]["first_day"] == pd.Timestamp(2021, 11, 9)
    assert both.iloc[1]["last_day"] == pd.Timestamp(2022, 3, 4)
    assert both.iloc[1]["offices"] == ["草尾镇党委副书记、镇长", "草尾镇党委书记"]
    assert both.iloc[1]["office_days"] == ["2021-11-09/2021-11-16", "2022-03-04"]
    assert both.iloc[1]["mentions"] == 4


def test_a_post_has_the_days_on_which_it_was_seen() -> None:
    posts = linked().frames()["posts"]
    own = posts[(posts["name"] == "贺知澜") & (posts["place"] == "湖南省益阳市沅江市草尾镇")]
    days = {
        t: (a.date(), b.date())
        for t, a, b in zip(own["post"], own["first_day"], own["last_day"], strict=True)
    }
    assert days["镇长"] == (date(2021, 11, 9), date(2021, 11, 16))
    assert days["党委书记"] == (date(2022, 3, 4), date(2022, 3, 4))
    assert list(own["post"]) == ["党委副书记", "镇长", "党委书记"]


def test_careers_have_three_levels_of_place_and_post() -> None:
    careers = linked().frames()["careers"]
    row = careers[(careers["name"] == "丁牧言")].iloc[0]
    places = row["place_1"], row["place_2"], row["place_3"]
    assert places == ("湖南省", "益阳市", "沅江市")
    assert (row["post_1"], row["post_2"], row["post_3"]) == ("政府", "农业农村局", "副局长")
    assert row["number"] == 1


def test_an_event_that_two_reports_tell_counts_once() -> None:
    found = linked()
    frames = found.frames()
    (first,) = {first for x in ALL for first, _ in found.tellings_in(x.document.id).values()}
    assert {x.document.source: list(found.tellings_in(x.document.id).values()) for x in ALL} == {
        "a.txt": [(first, 2)], "b.txt": [], "c.txt": [(first, 2)], "d.txt": [],
    }  # fmt: skip
    people = frames["officials"]
    mayor = people[(people["name"] == "贺知澜") & (people["documents"] == 3)].iloc[0]
    assert mayor["events"] == 3
    rows = frames["appearances"]
    own = rows[(rows["name"] == "贺知澜") & (rows["place"] == "立新村")]
    assert list(own["documents"]) == [2]
    assert list(own["event"]) == [first]
    assert list(own["path"]) == ["湖南省益阳市沅江市草尾镇立新村"]
    assert list(own["entity"]) == [mayor["entity"]]


def test_another_number_is_another_event() -> None:
    other = parse(DIGEST.replace("种粮大户6户", "种粮大户9户"), "e.txt")
    assert not link([ALL[0], other]).tellings_in(other.document.id)


def test_short_and_full_name_of_an_enterprise() -> None:
    firms = linked().frames()["enterprises"].set_index("name")
    assert list(firms.index) == ["沅江市丰稔米业有限公司"]
    assert firms.iloc[0]["aliases"] == ["丰稔米业公司"]
    assert firms.iloc[0]["documents"] == 2


def test_a_short_name_that_two_full_ones_fit_is_left_alone() -> None:
    text = "草尾镇工作动态\n沅江市草尾镇人民政府\n4月2日，草尾镇镇长贺知澜到益阳市丰稔米业有限责任公司检查安全生产。"
    firms = link([*ALL[:2], parse(text, "f.txt")]).frames()["enterprises"]
    assert len(firms) == 3


def test_a_name_without_its_place_is_another_enterprise_in_another_county() -> None:
    texts = [
        f"{place}\n5月2日，我镇到恒昌木业有限公司检查安全生产。"
        for place in ("沅江市草尾镇人民政府", "湄潭县复兴镇人民政府")
    ]
    firms = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["enterprises"]
    assert list(firms["name"]) == ["恒昌木业有限公司"] * 2
    assert sorted(map(tuple, firms["places"])) == [("湖南省益阳市沅江市",), ("贵州省遵义市湄潭县",)]


def test_a_village_has_its_path_and_counts_each_event_once() -> None:
    villages = linked().frames()["villages"].set_index("name")
    assert villages.loc["立新村", "place"] == "湖南省益阳市沅江市草尾镇立新村"
    assert bool(villages.loc["立新村", "known"])
    assert villages.loc["立新村", "events"] == 2
    assert villages.loc["立新村", "documents"] == 3
    assert not villages.loc["阳山村", "known"]


def test_villages_of_no_known_place_stay_apart() -> None:
    texts = ["3月2日，王主任到云栖岭村检查防火。", "3月5日，李主任到云栖岭村检查防火。"]
    villages = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["villages"]
    assert list(villages["documents"]) == [1, 1]
    assert villages["entity"].nunique() == 2


def test_a_village_head_and_a_towns_officer_of_one_name_are_two() -> None:
    texts = (
        "草尾镇工作动态\n沅江市草尾镇人民政府\n5月2日，立新村党支部书记周牧野组织清理沟渠。",
        "草尾镇工作动态\n沅江市草尾镇人民政府\n6月2日，草尾镇副镇长周牧野到立新村检查防汛。",
    )
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["officials"]
    assert list(people["documents"]) == [1, 1]


def test_who_tells_the_same_event_means_the_same_person() -> None:
    body = "周牧野到立新村检查河道清淤和堤防除险加固工程进度，详细了解物资储备和人员值守安排，督促整改问题4个"
    texts = (
        f"草尾镇工作动态\n沅江市草尾镇人民政府\n2021年5月2日，副镇长{body}。",
        f"沅江市水利局工作动态\n2021年5月2日，市水利局副局长{body}。",
    )
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["officials"]
    assert list(people["documents"]) == [2]
    assert list(people["events"]) == [1]


def test_ids_are_the_same_in_every_run_and_on_every_machine() -> None:
    frames = linked().frames()
    people = {
        tuple(s): e for s, e in zip(frames["officials"]["seats"], frames["officials"]["entity"], strict=True)
    }
    assert people["湖南省益阳市沅江市草尾镇",] == "official:fffebcd5ad55"
    assert list(frames["enterprises"]["entity"]) == ["enterprise:c1996eefd6"]
    assert set(frames["careers"]["person"]) == set(frames["officials"]["entity"])


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
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["officials"]
    assert list(people["documents"]) == [2]
    assert list(people["seats"]) == [[]]


def test_a_title_that_brings_its_own_body() -> None:
    text = (
        "沅江市工作动态\n沅江市人民政府\n5月2日，市委常委、宣传部部长陆怀谷到立新村党支部书记周牧野家走访。"
    )
    posts = link([parse(text, "h.txt")]).frames()["posts"]
    found = {(n, b, t) for n, b, t in zip(posts["name"], posts["organisation"], posts["post"], strict=True)}
    assert ("陆怀谷", "沅江市委", "常委") in found
    assert ("陆怀谷", "沅江市委宣传部", "部长") in found
    assert ("周牧野", "立新村", "党支部书记") in found


def test_classes_of_posts() -> None:
    text = (
        "沅江市工作动态\n沅江市人民政府\n5月2日，市委副书记陆怀谷到立新村，市农业农村局局长苏晏清、市人大常委会副主任韩庭修、"
        "时任立新村村委会主任周牧野参加。"
    )
    careers = link([parse(text, "i.txt")]).frames()["careers"].set_index("name")
    assert dict(careers["post_1"]) == {
        "陆怀谷": "党委", "苏晏清": "政府", "韩庭修": "人大", "周牧野": "村（社区）",
    }  # fmt: skip
    assert careers.loc["周牧野", "office"] == "立新村村委会主任"


def test_a_crowd_at_many_places_is_not_paired() -> None:
    names = "沈怀谷、陆宁、顾长川、韩庭修、丁牧言、贺知澜、周以宁、孟青山、许文远、梁书衡、江牧之"
    villages = "青石桥村、白鹭洲村、柳溪村、云岭村、松溪村、石塘村、花桥村、竹坪村、龙潭村、梅湾村"
    text = f"草尾镇2021年11月工作总结\n11月9日，镇领导{names}到{villages}检查森林防火，发放宣传单300份。"
    few = text.replace("、".join(villages.split("、")[2:]), "柳溪村")
    for told, pairs in ((few, True), (text, False)):
        rows = link([parse(told, "a.txt")]).frames()["appearances"]
        assert rows["name"].nunique() == 11
        assert (len(rows) > 11) is pairs
        assert rows["place"].notna().all() == pairs


def test_a_title_without_a_place_joins_nobody() -> None:
    texts = [f"3月{day}日，局长陆怀谷到现场检查防汛物资储备情况。" for day in (2, 9)]
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["officials"]
    assert list(people["documents"]) == [1, 1]
    assert people["entity"].nunique() == 2


def test_a_school_is_any_school() -> None:
    text = "沅江市工作动态\n沅江市人民政府\n3月{}日，校党委书记陆怀谷主持召开开学工作会议。"
    people = link(parse(text.format(day), f"{day}.txt") for day in (2, 9)).frames()["officials"]
    assert list(people["documents"]) == [1, 1]


def test_a_bureaus_report_says_whose_head_it_names() -> None:
    texts = [f"沅江市水利局工作动态\n3月{day}日，局长陆怀谷检查防汛物资储备情况。" for day in (2, 9)]
    texts.append("沅江市民政局工作动态\n3月12日，局长陆怀谷走访敬老院。")
    frames = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()
    assert sorted(frames["officials"]["documents"]) == [1, 2]
    assert sorted(set(frames["posts"]["organisation"])) == ["沅江市民政局", "沅江市水利局"]


def test_an_institution_is_not_where_the_report_is() -> None:
    texts = (
        "沅江市工作动态\n沅江市人民政府\n5月2日，北衡大学副校长陆怀谷到立新村调研水稻种植。",
        "湄潭县工作动态\n湄潭县人民政府\n6月3日，北衡大学副校长陆怀谷到阳山村调研，教育部副部长苏晏清参加。",
    )
    people = link(parse(t, f"{i}.txt") for i, t in enumerate(texts)).frames()["officials"].set_index("name")
    assert people.loc["陆怀谷", "documents"] == 2
    assert people.loc["陆怀谷", "seats"] == []
    assert people.loc["苏晏清", "seats"] == []
