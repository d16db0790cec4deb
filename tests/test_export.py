"""CSV and Excel as spreadsheets read them: text stays text, numbers numbers, days days; nothing runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from govextract import export
from govextract.dictionary import dictionary_frames
from govextract.export import CELL_LIMIT, FORMULA, csv_names, write_csv, write_xlsx
from govextract.extraction import Extraction
from govextract.messages import code_lists
from govextract.tables import dictionary_schema, frames, schema

if TYPE_CHECKING:
    import pandas as pd

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\tx",
    "\rx",
    "\nx",
    "　=1",
    " =cmd|'/c calc'!A1",
]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def with_names(extraction: Extraction, *names: str) -> dict[str, pd.DataFrame]:
    """The sample's tables with villages of these names."""
    village = next(e for e in extraction.entities if e.kind == "village")
    others = tuple(village.model_copy(update={"id": f"v{i}", "name": n}) for i, n in enumerate(names))
    return frames([extraction.model_copy(update={"entities": others})])


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def sheet(path: Path, name: str) -> list[list[tuple[str, str]]]:
    """The cells of a sheet as (type, text): s text, n number."""
    with zipfile.ZipFile(path) as z:
        strings = [
            "".join(t.text or "" for t in item.iter(f"{{{NS['m']}}}t"))
            for item in ElementTree.fromstring(z.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
        ]
        names = re.findall(r'<sheet name="([^"]+)"', z.read("xl/workbook.xml").decode())
        root = ElementTree.fromstring(z.read(f"xl/worksheets/sheet{names.index(name) + 1}.xml"))  # noqa: S314
        out = []
        for row in root.iterfind(".//m:row", NS):
            cells = []
            for cell in row.iterfind("m:c", NS):
                assert cell.find("m:f", NS) is None, "a formula"
                value = cell.findtext("m:v", "", NS)
                text = cell.get("t") == "s"
                cells.append(("s" if text else "n", strings[int(value)] if text else value))
            out.append(cells)
        return out


def test_csv_is_what_excel_and_wps_open(tmp_path: Path, extraction: Extraction) -> None:
    paths = write_csv(frames([extraction]), tmp_path / "out")
    assert [p.name for p in paths] == csv_names() == [f"{n}.csv" for n in (*schema(), *dictionary_schema())]
    for path in paths:
        data = path.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.endswith(b"\r\n")
        assert len({len(row) for row in rows(path)}) == 1
    head, first, *_ = rows(tmp_path / "out" / "events.csv")
    event = dict(zip(head, first, strict=True))
    assert event["开始日期"] == "2023-03-02"
    assert event["事项类型"] == "会议"
    assert event["人员"] == "沈怀谷；陆宁"
    assert event["人员角色"] == "主持；参加"
    assert event["计入统计"] == "是"
    assert event["证据起点"] == "27"


def test_headings_and_names_in_english(tmp_path: Path, extraction: Extraction) -> None:
    write_csv(frames([extraction]), tmp_path, "en")
    head, first, *_ = rows(tmp_path / "events.csv")
    event = dict(zip(head, first, strict=True))
    assert (event["Actions"], event["Status"], event["Counted"]) == ("meeting", "done", "yes")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_text_is_a_formula(tmp_path: Path, extraction: Extraction, text: str) -> None:
    write_csv(with_names(extraction, text), tmp_path)
    cell = rows(tmp_path / "villages.csv")[1][0]
    assert cell[0] == "'"
    assert cell[1:] == text.replace("\r", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "11月1日",
        "2021-11",
        "11.17",
        "1/2",
        "430981",
        "12345678901234567890",
        "3E5",
        "８００",
        "50%",
        "2021年",
    ],
)
def test_no_csv_text_becomes_a_number_or_date(tmp_path: Path, extraction: Extraction, text: str) -> None:
    write_csv(with_names(extraction, text), tmp_path)
    assert rows(tmp_path / "villages.csv")[1][0] == f"{text}\t"


def test_plain_text_and_numbers_are_left_alone(tmp_path: Path, extraction: Extraction) -> None:
    write_csv(with_names(extraction, "三里屯村", "3号公馆社区"), tmp_path)
    assert [row[0] for row in rows(tmp_path / "villages.csv")[1:]] == ["三里屯村", "3号公馆社区"]
    low = rows(tmp_path / "quantities.csv")
    assert low[1][low[0].index("下限")] == "2000000"


def test_negative_numbers_stay_numbers(tmp_path: Path, extraction: Extraction) -> None:
    tables = frames([extraction])
    tables["quantities"].loc[0, "low"] = -5.5
    write_csv(tables, tmp_path)
    head, first, *_ = rows(tmp_path / "quantities.csv")
    assert first[head.index("下限")] == "-5.5"
    write_xlsx(tables, tmp_path / "x.xlsx")
    assert ("n", "-5.5") in sheet(tmp_path / "x.xlsx", "数量")[1]


def test_workbook_has_a_sheet_a_table_with_frozen_filtered_heads(
    tmp_path: Path, extraction: Extraction
) -> None:
    path = tmp_path / "x.xlsx"
    write_xlsx(frames([extraction]), path)
    with zipfile.ZipFile(path) as z:
        names = re.findall(r'<sheet name="([^"]+)"', z.read("xl/workbook.xml").decode())
        first = z.read("xl/worksheets/sheet1.xml").decode()
    tables = (*schema().values(), *dictionary_schema().values())
    assert names == [t.heading("zh") for t in tables]
    assert 'state="frozen"' in first
    assert "<autoFilter" in first
    for table in tables:
        assert [x for _, x in sheet(path, table.heading("zh"))[0]] == [c.heading("zh") for c in table.columns]


def test_workbook_days_are_days_and_text_is_exact(tmp_path: Path, extraction: Extraction) -> None:
    path = tmp_path / "x.xlsx"
    write_xlsx(with_names(extraction, *HOSTILE, "11月1日", "430981"), path)
    cells = [row[0] for row in sheet(path, "村（社区）")[1:]]
    wanted = [x.replace("\r", "\n") for x in (*HOSTILE, "11月1日", "430981")]
    assert cells == [("s", x) for x in wanted]
    start = sheet(path, "事项")[1][0]
    assert start == ("n", str((date(2023, 3, 2) - date(1899, 12, 30)).days))
    assert ("s", "0123456789012345") in sheet(path, "文档")[1]


def test_text_that_looks_like_a_formula_is_marked_as_text_in_the_workbook(
    tmp_path: Path, extraction: Extraction
) -> None:
    write_xlsx(with_names(extraction, "=1+1"), tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as z:
        assert 'quotePrefix="1"' in z.read("xl/styles.xml").decode()
    assert "=" in FORMULA


def test_days_before_1900_are_iso_text(tmp_path: Path, extraction: Extraction) -> None:
    document = extraction.document.model_copy(update={"published": date(1898, 9, 21)})
    write_xlsx(frames([extraction.model_copy(update={"document": document})]), tmp_path / "x.xlsx")
    assert ("s", "1898-09-21") in sheet(tmp_path / "x.xlsx", "文档")[1]


def test_what_no_cell_can_hold(tmp_path: Path, extraction: Extraction) -> None:
    tables = with_names(extraction, "村" * 40_000, "𠮷" * 20_000, "a\x00b\x1bc\ud800d\uffff", "_x0041_")
    write_csv(tables, tmp_path)
    write_xlsx(tables, tmp_path / "x.xlsx")
    long, wide, odd, escaped = [row[0] for row in rows(tmp_path / "villages.csv")[1:]]
    assert long == "村" * (CELL_LIMIT - 1) + "…"
    assert len(wide.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert odd == "a�b�c�d�"
    assert escaped == "_x0041_"
    found = [row[0][1] for row in sheet(tmp_path / "x.xlsx", "村（社区）")[1:]]
    assert found[:3] == [long, wide, odd]
    assert found[3] == "_x005F_x0041_"  # Excel's own way to write the text _x0041_


def test_a_table_longer_than_a_sheet_goes_on_in_another(
    tmp_path: Path, extraction: Extraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "ROW_LIMIT", 4)
    write_xlsx(frames([extraction]), tmp_path / "x.xlsx")
    parts = [sheet(tmp_path / "x.xlsx", name) for name in ("事项", "事项 2")]
    assert [len(p) for p in parts] == [4, 4]
    assert parts[0][0] == parts[1][0]


def test_same_records_same_bytes(tmp_path: Path, extraction: Extraction) -> None:
    for name in ("a", "b"):
        write_xlsx(frames([extraction]), tmp_path / f"{name}.xlsx")
        write_csv(frames([extraction]), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_nothing_found_gives_headings_only(tmp_path: Path) -> None:
    write_csv(frames([]), tmp_path)
    write_xlsx(frames([]), tmp_path / "x.xlsx")
    assert len(rows(tmp_path / "events.csv")) == 1
    assert len(sheet(tmp_path / "x.xlsx", "事项")) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_dictionary_explains_every_column_and_code(lang: str) -> None:
    found = dictionary_frames("zh" if lang == "zh" else "en")
    columns = {(t.name, c.name) for t in schema().values() for c in t.columns}
    assert set(zip(found["dictionary"]["table"], found["dictionary"]["column"], strict=True)) == columns
    assert found["dictionary"].notna().all().all()
    codes = {(name, code) for name, members in code_lists().items() for code in members}
    assert set(zip(found["codes"]["list"], found["codes"]["code"], strict=True)) == codes
