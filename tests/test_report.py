"""The report of a run: what it says is true, it stays small, and nothing in it can run."""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
import zipfile
from collections import Counter
from datetime import date
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.batch import Options, RunError, Settings, merge, run, write_tables
from govextract.batch.chunks import Wanted
from govextract.batch.talk import Talk
from govextract.batch.where import conditions
from govextract.messages import Messages, code_lists
from govextract.report import NAME, Digest, Gathering, periods
from govextract.report.charts import columns, stack, tick
from govextract.report.digest import DOUBTS, Doubt, clip, trust
from govextract.report.gathering import FILES, TOP, Cause, Facts, Ledger, Lost, Named
from govextract.report.page import render
from govextract.store import NAME as STORE
from govextract.store import Store
from govextract.tables import archive_schema
from tests.browsers import browse, dom, listener
from tests.runs import quick, report, write_reports

VOID = {"meta"}


class Page(HTMLParser):
    """Reads a page strictly: every element closed, in order; its words by the section that they are in."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.section = ""
        self.words: dict[str, list[str]] = {"": []}
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {k: v or "" for k, v in attrs}
        self.elements.append((tag, found))
        if tag == "section":
            self.section = found["id"]
            self.words[self.section] = []
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if tag == "section":
            self.section = ""

    def handle_data(self, data: str) -> None:
        if {"style", "title"} & {*self.stack}:
            return
        self.words[self.section].append(data)
        if {"td", "th"} & {*self.stack}:
            self.rows[-1][-1] += data

    def text(self, section: str = "") -> str:
        """The words of a section, or of the head and foot."""
        return "".join(self.words[section])

    def row(self, head: str) -> list[str]:
        """The cells of the first row that begins so."""
        return next(row for row in self.rows if row and row[0] == head)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some reports, and some inputs that are none; the current folder is above them."""
    monkeypatch.chdir(tmp_path)
    folder = Path("报告")
    write_reports(folder / "甲", 12)
    (folder / "甲" / "空.txt").write_bytes(b"")
    (folder / "甲" / "again.txt").write_text(report(0), encoding="utf-8")
    (folder / "甲" / "Thumbs.db").write_bytes(b"\x00")
    with zipfile.ZipFile(folder / "乙.zip", "w") as z:
        z.writestr("月报/20.txt", report(20))
        z.writestr("英文.txt", "no Chinese here")
    return folder


def page_of(out: Path) -> Page:
    return Page((out / NAME).read_text(encoding="utf-8"))


# --- what it says ---------------------------------------------------------------------------------


def test_the_counts_balance_and_every_loss_is_named(archive: Path) -> None:
    done = quick(archive, Path("结果"))
    page = page_of(Path("结果"))
    assert Path("结果") / NAME in done.written
    assert "输入 17 = 成功 13 + 空 1 + 重复 1 + 失败 1 + 跳过 1" in page.text("read")
    assert page.row("成功")[1:3] == ["13", "76.5 %"]
    assert page.row("合计")[1:3] == ["17", "100.0 %"]
    said = page.text("read")
    for name in ("报告/甲/空.txt", "报告/甲/again.txt", "报告/甲/Thumbs.db", "报告/乙.zip!/英文.txt"):
        assert name in said
    assert "与 报告/甲/0000.txt 相同" in said
    places = [said.index(name) for name in ("英文.txt", "空.txt", "again.txt", "Thumbs.db")]
    assert places == sorted(places), "the gravest first"
    assert "13 份报告" in page.text()


def test_the_numbers_are_those_of_the_tables(archive: Path) -> None:
    quick(archive, Path("结果"), ("sqlite",))
    page, db = page_of(Path("结果")), sqlite3.connect("结果/tables.sqlite")

    def number(query: str) -> int:
        return int(db.execute(query).fetchone()[0])

    counted = number("SELECT count(*) FROM events WHERE counted")
    assert f"共 {counted:,} 项" in page.text("events")
    meetings = number("SELECT sum(meeting) FROM actions_by_month")
    assert page.row("会议")[1] == f"{meetings:,}"
    month, events = db.execute(
        "SELECT month, events FROM actions_by_month ORDER BY events DESC, month"
    ).fetchone()
    assert page.row(month)[1] == str(events)
    assert number("SELECT count(*) FROM unresolved") == sum(
        int(row[1].replace(",", "")) for row in page.rows if row[0] in set(_reasons()) and len(row) == 3
    )
    db.close()


def _reasons() -> list[str]:
    return [Messages("zh").name("reason", code) for code in code_lists()["reason"]]


def test_small_numbers_are_not_dark() -> None:
    def shades(most: int) -> set[tuple[str, str]]:
        months: Counter[tuple[str | None, str]] = Counter()
        for month, n in (("2023-01", 1), ("2023-02", most)):
            months[month, ""] = months[month, "visit"] = n
        page = render(Facts(Ledger(), sums=Counter(documents=1, events=1 + most), months=months))
        return {*re.findall(r'class="h([1-6])">([0-9]+)<', page)}

    assert shades(2) == {("2", "1"), ("3", "2")}
    assert shades(60) == {("1", "1"), ("6", "60")}


def test_names_are_those_of_the_joined_tables(archive: Path) -> None:
    quick(archive, Path("结果"), ("sqlite",))
    page, db = page_of(Path("结果")), sqlite3.connect("结果/tables.sqlite")
    for kind, number in (("officials", 6), ("villages", 5), ("enterprises", 5)):
        found = db.execute(
            f"SELECT name, events, documents FROM {kind} ORDER BY events DESC, documents DESC, name"  # noqa: S608
        ).fetchall()
        names = {name for name, _, _ in found}
        shown = [row for row in page.rows if row[0] in names and len(row) >= number]
        assert shown
        assert [(row[-4], row[-2]) for row in shown] == [(str(e), str(d)) for _, e, d in found[: len(shown)]]
        assert len(shown) == min(len(found), TOP)
    db.close()


def test_records_alone_have_a_report_with_names(archive: Path) -> None:
    quick(archive, Path("结果"), ("jsonl",))
    page = page_of(Path("结果"))
    assert page.row("沈怀谷")
    assert "govextract tables" in page.text("doubts") + page.text("names") + page.text("read")


def test_formats_and_encodings(archive: Path) -> None:
    quick(archive, Path("结果"))
    page = page_of(Path("结果"))
    assert page.row("gb18030")[1] == "6"
    assert page.row("utf-8")[1] == "7"
    assert page.row("txt")[1] == "13"


def test_it_is_the_same_when_the_tables_are_written_again(archive: Path) -> None:
    quick(archive, Path("结果"))
    before = (Path("结果") / NAME).read_bytes()
    _tables(Path("结果"), Path("结果"), Wanted(("csv",)))
    assert (Path("结果") / NAME).read_bytes() == before


def test_a_part_of_the_records_says_so(archive: Path) -> None:
    quick(archive, Path("结果"))
    wanted = Wanted(("csv",), where=conditions(["事项.status=done", "source~甲/0003"]))
    _tables(Path("结果"), Path("部分"), wanted)
    page = page_of(Path("部分"))
    assert "状态 = done、来源 ~ 甲/0003" in page.text()
    assert "1 份报告" in page.text()
    _tables(Path("结果"), Path("一张表"), Wanted(("csv",), tables=("events",)))
    assert not (Path("一张表") / NAME).exists()


def test_a_joined_run_has_one_too(archive: Path) -> None:
    for i in (1, 2):
        quick(archive, Path(f"分{i}"), shard=(i, 2))
    with Talk(Messages("zh"), "quiet") as talk:
        options, wanted = Options(jobs=1), Wanted(("csv",))
        merge([Path("分1"), Path("分2")], Path("全部"), options=options, wanted=wanted, talk=talk)
    assert "输入 17 = 成功 13 + 空 1 + 重复 1 + 失败 1 + 跳过 1" in page_of(Path("全部")).text("read")


def test_a_file_of_that_name_which_is_not_ours_stays(archive: Path) -> None:
    Path("结果").mkdir()
    (Path("结果") / NAME).write_text("别人的文件", encoding="utf-8")
    with pytest.raises(RunError) as caught:
        quick(archive, Path("结果"))
    assert caught.value.key == "out_foreign"
    assert (Path("结果") / NAME).read_text(encoding="utf-8") == "别人的文件"


def test_in_english(archive: Path) -> None:
    with Talk(Messages("en"), "quiet") as talk:
        wanted = Wanted(("csv",), "en")
        run(
            [str(archive)],
            Path("out"),
            settings=Settings(),
            options=Options(jobs=1),
            wanted=wanted,
            talk=talk,
        )
    page = page_of(Path("out"))
    assert ("html", {"lang": "en"}) in page.elements
    assert "13 reports" in page.text()
    assert "Inputs 17 = ok 13 + empty 1" in page.text("read")
    menus = " ".join(words for section in page.words for words in page.words[section] if "报告" not in words)
    assert "事项" not in menus


def test_a_run_in_which_nothing_could_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("空.txt").write_bytes(b"")
    quick(["空.txt"], Path("结果"))
    page = page_of(Path("结果"))
    assert "1 份输入，没有一份能读取" in page.text()
    assert "未找到事项。" in page.text("events")


def _tables(folder: Path, out: Path, wanted: Wanted) -> None:
    with Talk(Messages("zh"), "quiet") as talk:
        write_tables(folder, out, options=Options(jobs=1), wanted=wanted, talk=talk)


# --- how it is made -------------------------------------------------------------------------------


def test_headings_captions_and_scopes(archive: Path) -> None:
    quick(archive, Path("结果"))
    page = page_of(Path("结果"))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(b <= a + 1 for a, b in pairwise(levels)), "a level of headings is left out"
    assert tags.count("table") == tags.count("caption") > 8
    assert all("scope" in attributes for tag, attributes in page.elements if tag == "th")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len({*ids})
    assert {a["href"] for tag, a in page.elements if tag == "a"} == {f"#{x}" for x in ids}, "every link leads"
    images = [a for tag, a in page.elements if a.get("role") == "img"]
    assert images
    assert all(a["aria-label"] for a in images)


def test_only_the_style_sheet_is_let_in(archive: Path) -> None:
    quick(archive, Path("结果"))
    text = (Path("结果") / NAME).read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert style
    assert policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        policy[1] == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", text)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("ink", "ground"),
    [("#1f2933", "#ffffff"), ("#55606d", "#ffffff"), ("#55606d", "#f4f6f8"), ("#1f4e78", "#f4f6f8"),
     ("#a4262c", "#ffffff"), ("#1f2933", "#86aed1"), ("#ffffff", "#356fa5"), ("#1f2933", "#fde9a9")],
)  # fmt: skip
def test_words_stand_out_from_their_ground(ink: str, ground: str) -> None:
    light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_huge_run_makes_a_small_page(tmp_path: Path) -> None:
    gathering = Gathering()
    for i in range(40):
        digest = Digest(sums=Counter(documents=50, events=2_500, chars=100_000))
        digest.doubts["events"] = [
            Doubt(0.6 + k / 100, k, f"{i:03}", 0, 9, "events", "", "证据" * 80, f"{i}.txt", "r")
            for k in range(12)
        ]
        gathering.add(digest)
    table = archive_schema()["villages"]
    at = {c.name: i for i, c in enumerate(table.columns)}

    def village(i: int) -> list[object]:
        row: list[object] = [None] * len(table.columns)
        row[at["name"]], row[at["place"]] = f"村{i}", f"省市县{i % 50}"
        row[at["events"]], row[at["documents"]] = i * 7919 % 40_009, 3
        return row

    rows = (village(i) for i in range(40_000))
    assert sum(1 for _ in gathering.seeing(table, rows)) == 40_000
    months: Counter[tuple[str | None, str]] = Counter()
    for y in range(124):
        months.update({(f"{1900 + y}-{m:02}", a): y for m in range(1, 13) for a in ("", "visit")})
    places: Counter[tuple[tuple[str, str] | None, str]]
    places = Counter({((f"省市县{i}", ""), ""): i for i in range(3_000)})
    facts = gathering.facts(_store(tmp_path), months, places)
    assert facts.distinct["villages"] == 40_000
    assert [x.events for x in facts.top["villages"]] == [*range(40_008, 40_008 - TOP, -1)]
    assert len(facts.doubts["events"]) == DOUBTS
    files = [Lost(f"镇/{k}.docx", {"what": "乱"}, None) for k in range(FILES)]
    facts.ledger.causes = [Cause("failed", "bug", 90_000, files) for _ in range(12)]
    assert len(render(facts)) < 150_000


def _store(folder: Path) -> Path:
    made = folder / "store"
    made.mkdir()
    store = Store(made, create=True)
    store.begin(["报告"])
    store.close()
    return made / STORE


# --- months and charts ----------------------------------------------------------------------------


def test_months_without_a_gap() -> None:
    span = periods.span({"2023-11": 2, "2024-02": 3})
    assert span
    assert [p.label for p in span.periods] == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert periods.sums(span, {"2023-11": 2, "2024-02": 3}) == [2, 0, 0, 3]
    assert [*periods.years(span.periods)] == [(0, 2023), (2, 2024)]


def test_a_stray_date_does_not_stretch_the_chart() -> None:
    months = {f"2023-{m:02}": 40 for m in range(1, 13)} | {"1949-10": 1, "2035-12": 2}
    span = periods.span(months)
    assert span
    assert (len(span.periods), span.before, span.after) == (12, 1, 2)


def test_an_even_series_keeps_its_first_month() -> None:
    span = periods.span({f"{y}-{m:02}": 400 for y in range(2014, 2024) for m in range(1, 13)})
    assert span
    assert (len(span.periods), span.before, span.after) == (120, 0, 0)


def test_long_times_are_told_by_quarter_and_year() -> None:
    months = {f"{y}-{m:02}": 5 for y in range(2000, 2024) for m in range(1, 13)}
    quarters, cells = periods.span(months), periods.span(months, 12)
    assert quarters
    assert quarters.periods[0].label == "2000 Q1"
    assert quarters.periods[-1].short == "Q4"
    assert cells
    assert [p.label for p in cells.periods] == [str(y) for y in range(2012, 2024)]
    assert cells.before == 12 * 12 * 5
    assert periods.span({}) is None


@given(st.dictionaries(st.integers(1900 * 12, 2100 * 12), st.integers(1, 500), min_size=1, max_size=60))
def test_no_event_is_lost_among_the_periods(counts: dict[int, int]) -> None:
    months = {f"{m // 12:04}-{m % 12 + 1:02}": n for m, n in counts.items()}
    for most in (periods.COLUMNS, periods.CELLS):
        span = periods.span(months, most)
        assert span
        assert len(span.periods) <= most
        assert sum(periods.sums(span, months)) + span.before + span.after == sum(months.values())
        chart = columns(span.periods, periods.sums(span, months), "标题", ["提示"] * len(span.periods))
        Page(chart)


def test_axes_have_round_numbers() -> None:
    assert [tick(n) for n in (1, 5, 6, 10, 11, 25, 26, 99, 1000, 30_001)] == [
        1, 1, 2, 2, 5, 5, 10, 20, 200, 10_000,
    ]  # fmt: skip


def test_parts_of_a_bar_add_up() -> None:
    widths = [float(x) for x in re.findall(r'width="([0-9.]+)"', stack([("ok", 3), ("failed", 1)], "条"))]
    assert widths == [750.0, 250.0]
    assert "rect" not in stack([], "条")


def test_small_things() -> None:
    assert (trust(0.95), trust(0.9), trust(0.7), trust(0.69)) == ("sure", "sure", "fair", "low")
    assert clip("一\n二  三", 10) == "一 二 三"
    assert clip("一" * 20, 5) == "一一一一…"


# --- nothing can run ------------------------------------------------------------------------------

HOSTILE = "\"'><script>document.title='pwned'</script><img src=x onerror=alert(1)>&lt;\x00\u202e"


def test_hostile_words_stay_words_wherever_they_come_from() -> None:
    h = HOSTILE
    facts = Facts(
        ledger=Ledger(
            [h], {"ok": 1, "failed": 3},
            [
                Cause("failed", "bug", 3, [Lost(h, {"what": h}, None)]),
                Cause("duplicate", None, 1, [Lost(h, {}, h)]),
            ],
            {h: Counter(ok=1), "": Counter(failed=1)}, {h: Counter(documents=1)},
        ),
        conditions=[h],
        targets=("csv",),
        sums=Counter(documents=1, events=3, chars=9, duplicates=1),
        months=Counter({("2023-01", ""): 2, ("2023-02", "visit"): 1, ("2023-02", ""): 1, (None, ""): 1}),
        places=Counter({((h, h), ""): 2, (None, ""): 1}),
        trust=Counter({("events", "low"): 3}),
        reasons=Counter({h: 2}),
        top={kind: [Named(h, h, h, 3, 1, None, date(2023, 3, 2))] for kind in ("officials", "villages", "enterprises")},
        distinct=Counter(officials=1, villages=9, enterprises=1),
        doubts={
            kind: [Doubt(0.1, 0, h, 0, 1, kind, h, h, h, h, (None, None), ("visit",), h)]
            for kind in ("events", "officials", "unresolved")
        },
    )  # fmt: skip
    for lang in ("zh", "en"):
        page = Page(render(facts, "zh" if lang == "zh" else "en"))
        assert not [
            tag for tag, _ in page.elements if tag in {"script", "img", "iframe", "object", "link", "base"}
        ]
        attributes = {name for _, a in page.elements for name in a}
        assert not [
            name for name in attributes if name.startswith("on") or name in {"style", "src", "action"}
        ]
        everything = "".join(page.text(section) for section in page.words)
        assert everything.count("<script>document.title='pwned'") > 12
        assert "\u202e" not in everything


HOSTILE_REPORT = """<script>document.title="pwned"</script>云岭镇2023年3月份工作情况
3月2日，云岭镇党委书记沈怀谷<img src="{address}/img" onerror="document.title='pwned'">到青石桥村调研。
3月5日，镇长顾长川到<svg onload="document.title='pwned'">恒达木业有限公司检查、督导、宣讲、培训并召开会议。</svg>
3月9日，副镇长陆宁到柳溪村走访慰问。<link rel="stylesheet" href="{address}/css">
3月12日，<iframe src="{address}/frame"></iframe><meta http-equiv="refresh" content="0;url={address}/go">王主任到场。
"""


def test_in_a_real_browser_a_person_sees_the_report_and_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with listener() as (address, asked):
        hostile = Path("报告 <b onmouseover=alert(1)>")
        write_reports(hostile, 8)
        names = (
            "<img src=x onerror=document.title='pwned'>.txt",
            "\"><svg onload=document.title='pwned'>.txt",
        )
        for name in names:
            (hostile / name).write_text(HOSTILE_REPORT.format(address=address), encoding="utf-8")
        (hostile / "坏<script>document.title='pwned'<!--.txt").write_bytes(b"")
        with zipfile.ZipFile(hostile / "包.zip", "w") as z:
            z.writestr(f"<script src='{address}/zip.js'></script>.txt", "no Chinese")
        quick(hostile, Path("结果"))
        seen = dom(Path("结果") / NAME)
        assert asked == []
        control = Path("control.html")
        control.write_text(
            f"<!DOCTYPE html><title>x</title>{HOSTILE_REPORT.format(address=address)}", encoding="utf-8"
        )
        assert "<title>pwned</title>" in dom(control), "the browser runs what it is given"
        assert asked, "the browser fetches what it is told to"
    page = Page(re.sub(r"^.*?<html", "<html", seen, count=1, flags=re.DOTALL))
    assert "pwned</title>" not in seen.replace("&#39;", "'")
    assert not [tag for tag, _ in page.elements if tag in {"script", "img", "iframe", "link"}]
    head, read = page.text(), unescape(page.text("read"))
    assert "政务报告提取结果" in head
    assert "9 份报告" in head
    assert "输入 12 = 成功 9 + 空 1 + 重复 1 + 失败 1" in read
    assert "坏<script>document.title='pwned'<!--.txt" in read
    assert "沈怀谷" in page.text("names")
    assert "恒达木业有限公司" in page.text("names")
    assert page.row("会议")


def test_the_browser_draws_it(archive: Path) -> None:
    quick(archive, Path("结果"))
    picture = Path("picture.png")
    browse(Path("结果") / NAME, "--window-size=1280,5200", f"--screenshot={picture.resolve()}")
    image = pytest.importorskip("PIL.Image").open(picture).convert("RGB")
    assert image.size == (1280, 5200)
    colours = {colour: n for n, colour in image.getcolors(1 << 24)}
    for drawn in ((0x2B, 0x7A, 0x78), (0x2F, 0x6E, 0xA8), (0x1F, 0x4E, 0x78), (0xA4, 0x26, 0x2C)):
        assert colours.get(drawn, 0) > 50, "what was read, the bars, headings, what was not read"
