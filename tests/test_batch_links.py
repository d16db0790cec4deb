"""What is one across the documents of a run: people, enterprises, villages and events of a small archive."""

from __future__ import annotations

import csv
import sqlite3
from io import StringIO
from pathlib import Path

import pytest

from govextract.batch import Options, merge, write_tables
from govextract.batch.chunks import Wanted
from govextract.batch.talk import Talk
from govextract.batch.where import conditions
from govextract.messages import Messages
from tests.runs import ALL_FORMATS, outputs, quick

SHARED = (
    "镇党委书记苏晏清到立新村调研早稻集中育秧，查看育秧大棚12座，要求抓好保温防冻和病虫防治，确保秧苗质量。"
)

REPORTS = {
    "草尾镇/2021年3月.txt": f"""草尾镇2021年3月工作总结
沅江市草尾镇人民政府
3月4日，{SHARED}
3月11日，副镇长贺知澜到沅江市丰稔米业有限公司检查安全生产，整改隐患3处。
3月18日，镇应急办到东红村检查森林防火，发放宣传单500份。""",
    "草尾镇/2021年9月.txt": """草尾镇2021年9月工作总结
沅江市草尾镇人民政府
9月3日，镇长贺知澜主持召开秋收推进会，丰稔米业公司参加。
9月10日，镇党委书记苏晏清到东红村走访脱贫户8户。""",
    "南大膳镇/2021年3月.txt": """南大膳镇2021年3月工作总结
沅江市南大膳镇人民政府
3月5日，镇长贺知澜到康宁村检查水利设施，排查险工险段2处。
3月12日，镇党委书记吕望舒到东红村调研产业发展。""",
    "沅江市/2021年3月.txt": f"""沅江市工作动态（2021年3月）
沅江市人民政府办公室
草尾镇：3月4日，草尾{SHARED}
3月20日，副市长韩庭修到沅江市丰稔米业有限公司调研粮食加工，市农业农村局局长丁牧言陪同。""",
}


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in REPORTS.items():
        path = Path("报告", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Path("报告")


def rows(out: str, table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(Path(out, "csv", f"{table}.csv").read_text(encoding="utf-8-sig"))))


def test_officials_are_persons(archive: Path) -> None:
    quick(archive, Path("结果"))
    people = rows("结果", "officials")
    assert len({row["对象编号"] for row in people}) == len(people)
    found = sorted((row["姓名"], row["任职地区"], row["文档数"], row["事项数"]) for row in people)
    assert found == [
        ("丁牧言", "湖南省益阳市沅江市", "1", "1"),
        ("吕望舒", "湖南省益阳市沅江市南大膳镇", "1", "1"),
        ("苏晏清", "湖南省益阳市沅江市草尾镇", "3", "2"),
        ("贺知澜", "湖南省益阳市沅江市南大膳镇", "1", "1"),
        ("贺知澜", "湖南省益阳市沅江市草尾镇", "2", "2"),
        ("韩庭修", "湖南省益阳市沅江市", "1", "1"),
    ]
    (mayor,) = (row for row in people if row["姓名"] == "贺知澜" and row["文档数"] == "2")
    assert mayor["职务"] == "副镇长；镇长"
    assert mayor["任职见于"] == "2021-03-11；2021-09-03"
    posts = {
        (row["姓名"], row["所属区划"], row["单个职位"]): row["首见日期"] for row in rows("结果", "posts")
    }
    assert posts["贺知澜", "湖南省益阳市沅江市草尾镇", "镇长"] == "2021-09-03"
    assert len(rows("结果", "careers")) == len(posts)


def test_who_was_where_on_which_day(archive: Path) -> None:
    quick(archive, Path("结果"))
    seen = [
        (row["姓名"], row["开始日期"], row["村或企业"], row["文档数"], row["来源"])
        for row in rows("结果", "appearances")
        if row["姓名"] == "苏晏清"
    ]
    assert sorted(seen) == [
        ("苏晏清", "2021-03-04", "立新村", "2", "报告/沅江市/2021年3月.txt"),
        ("苏晏清", "2021-09-10", "东红村", "1", "报告/草尾镇/2021年9月.txt"),
    ]
    ids = {row["姓名"] + row["任职地区"]: row["对象编号"] for row in rows("结果", "officials")}
    assert {row["对象编号"] for row in rows("结果", "appearances")} == set(ids.values())
    mentions = {row["对象编号"] for row in rows("结果", "mentions") if row["类别"] == "官员"}
    assert mentions == set(ids.values())


def test_an_event_of_two_documents_counts_once(archive: Path) -> None:
    quick(archive, Path("结果"))
    events = rows("结果", "events")
    shared = [row for row in events if row["文档数"] == "2"]
    assert [(row["来源"], row["计入统计"]) for row in shared] == [
        ("报告/沅江市/2021年3月.txt", "是"), ("报告/草尾镇/2021年3月.txt", "否"),
    ]  # fmt: skip
    first, second = shared
    assert not first["详见事项"]
    assert second["详见事项"] == f"{first['文档编号']}/{first['事项编号']}"
    counted = sum(row["计入统计"] == "是" for row in events)
    for table in ("actions_by_month", "actions_by_place"):
        assert sum(int(row["事项数"]) for row in rows("结果", table)) == counted


def test_enterprises_and_villages(archive: Path) -> None:
    quick(archive, Path("结果"))
    (firm,) = rows("结果", "enterprises")
    assert (firm["名称"], firm["其他写法"], firm["文档数"]) == ("沅江市丰稔米业有限公司", "丰稔米业公司", "3")
    villages = {row["所属区划"]: row for row in rows("结果", "villages")}
    assert villages["湖南省益阳市沅江市草尾镇立新村"]["文档数"] == "2"
    assert villages["湖南省益阳市沅江市草尾镇立新村"]["事项数"] == "1"
    assert "湖南省益阳市沅江市草尾镇东红村" in villages


def test_every_format_and_any_number_of_workers(archive: Path) -> None:
    quick(archive, Path("一"), ALL_FORMATS, jobs=1)
    quick(archive, Path("四"), ALL_FORMATS, jobs=4)
    for i in (1, 2):
        quick(archive, Path(f"分{i}"), shard=(i, 2))
    with Talk(Messages("zh"), "quiet") as talk:
        options, wanted = Options(jobs=2), Wanted(ALL_FORMATS)
        merge([Path("分2"), Path("分1")], Path("合"), options=options, wanted=wanted, talk=talk)
        before = tables_of("一")
        assert before == tables_of("四") == tables_of("合")
        assert {"csv/officials.csv", "csv/careers.csv", "parquet/posts.parquet"} <= set(before)
        write_tables(Path("一"), Path("一"), options=options, wanted=wanted, talk=talk)
    assert before == tables_of("一")
    db = sqlite3.connect("一/tables.sqlite")
    people = db.execute("SELECT name, events FROM officials WHERE documents = 3").fetchall()
    db.close()
    assert people == [("苏晏清", 2)]
    explained = {(row["表"], row["列"]) for row in rows("一", "dictionary")}
    assert {("officials", "office_days"), ("events", "told_in"), ("careers", "rank")} <= explained


def tables_of(out: str) -> dict[str, bytes]:
    return {name: data for name, data in outputs(Path(out)).items() if not name.endswith(".html")}


def test_tables_of_some_documents_know_of_these_only(archive: Path) -> None:
    quick(archive, Path("结果"))
    with Talk(Messages("zh"), "quiet") as talk:
        some = Wanted(("csv",), where=conditions(["source~草尾镇/"]))
        write_tables(Path("结果"), Path("草尾"), options=Options(jobs=1), wanted=some, talk=talk)
        mayors = Wanted(("csv",), tables=("posts",), where=conditions(["单个职位=镇长"]))
        write_tables(Path("结果"), Path("镇长"), options=Options(jobs=1), wanted=mayors, talk=talk)
        late = Wanted(("csv",), tables=("officials",), where=conditions(["officials.last_day>=2021-09-01"]))
        write_tables(Path("结果"), Path("九月"), options=Options(jobs=1), wanted=late, talk=talk)
    assert sorted(row["姓名"] for row in rows("草尾", "officials")) == ["苏晏清", "贺知澜"]
    assert all(row["计入统计"] == "是" for row in rows("草尾", "events"))
    assert [row["姓名"] for row in rows("镇长", "posts")] == ["贺知澜", "贺知澜"]
    assert sorted(row["姓名"] for row in rows("九月", "officials")) == ["苏晏清", "贺知澜"]
