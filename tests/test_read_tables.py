"""Several reports in one file: workbooks, CSV, JSON; and workbooks that are one report."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from govextract.read import Limits, ReadError, open_inputs, read_bytes, read_item
from govextract.records import Document
from tests.files import PARAGRAPHS, docx, paragraph, zipped

Cell = str | int | float | date | None
FIRST, SECOND = PARAGRAPHS[0], PARAGRAPHS[1]


def workbook(*sheets: tuple[str, Sequence[Sequence[Cell]]], hidden: str = "") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            if name == hidden:
                sheet.hide()
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(i, j, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
                    elif cell is not None:
                        sheet.write(i, j, cell)
    return out.getvalue()


def documents(folder: Path, name: str, data: bytes) -> list[tuple[str, Document]]:
    path = folder / name
    path.write_bytes(data)
    return [(item.name.rpartition("/")[2], read_item(item)) for item in open_inputs([path])]


def refusal(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as e:
        read_bytes(data, "台账.xlsx")
    return e.value


# --- workbooks ---------------------------------------------------------------------------------------------------


def test_a_register_of_work_is_one_report() -> None:
    rows: list[list[Cell]] = [
        ["序号", "时间", "内容", "参加人员"],
        [1, date(2023, 11, 1), "安全生产推进会", "沈怀谷\n陆宁"],
        [2, "11月9日", "入户走访", "顾长川"],
    ]
    document = read_bytes(workbook(("Sheet1", rows)), "台账.xlsx")
    assert document.text == (
        "序号\t时间\t内容\t参加人员\n1\t2023-11-01\t安全生产推进会\t沈怀谷 陆宁\n2\t11月9日\t入户走访\t顾长川"
    )
    assert document.format == "xlsx"


def test_sheets_with_names_of_their_own_and_hidden_ones() -> None:
    data = workbook(
        ("安全生产", [["隐患3处"]]), ("Sheet2", [["走访农户12户"]]), ("字典", [["是"]]), hidden="字典"
    )
    document = read_bytes(data, "x.xlsx")
    assert document.text == "安全生产\n隐患3处\n走访农户12户"
    assert document.notes == ("hidden_sheets_left_out",)


def test_numbers_days_and_the_calendar_of_1904() -> None:
    document = read_bytes(workbook(("Sheet1", [["户数", 12.0, 0.1, 1234567, date(2023, 1, 31)]])), "x.xlsx")
    assert document.text == "户数\t12\t0.1\t1234567\t2023-01-31"


def test_a_report_in_each_row(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["云岭镇动态汇总"],
        ["标题", "发布日期", "来源", "正文"],
        ["推进会", date(2023, 11, 2), "党政办", FIRST],
        [None, "2023/11/9", None, SECOND],
    ]
    found = documents(tmp_path, "动态.xlsx", workbook(("动态", rows)))
    assert [name for name, _ in found] == ["动态.xlsx#动态:3", "动态.xlsx#动态:4"]
    first, second = (d for _, d in found)
    assert (first.text, first.published, first.origin) == (f"推进会\n{FIRST}", date(2023, 11, 2), "党政办")
    assert (second.text, second.published, second.origin) == (SECOND, date(2023, 11, 9), None)


def test_such_a_workbook_is_for_batch() -> None:
    e = refusal(workbook(("x", [["标题", "正文"], ["推进会", FIRST]])))
    assert e.code == "container"
    assert "govextract batch 台账.xlsx" in e.sentence("en")
    assert "govextract batch 台账.xlsx" in e.sentence("zh")


def test_strings_with_runs_and_readings_and_inline_strings() -> None:
    data = bare_workbook(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>直接</t></is></c>'
        '<c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="s"><v>99</v></c><c r="F1" t="str"><v>公式</v></c></row>',
        "<si><r><t>沈</t></r><r><t>怀谷</t></r><rPh><t>shen</t></rPh></si>",
    )
    assert read_bytes(data, "x").text == "沈怀谷\t直接\t公式"


def bare_workbook(rows: str, strings: str = "") -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return zipped([
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", f'<R><x Id="a" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></R>'),
        ("xl/workbook.xml", f'<workbook {space} xmlns:r="{rel}"><sheets><sheet name="Sheet1" r:id="s"/></sheets>'
         "</workbook>"),
        ("xl/_rels/workbook.xml.rels", f'<R><x Id="s" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
         f'<x Id="t" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/></R>'),
        ("xl/worksheets/sheet1.xml", f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"),
        ("xl/sharedStrings.xml", f"<sst {space}>{strings}</sst>"),
    ])  # fmt: skip


def test_a_cell_far_out_costs_nothing() -> None:
    cells = "".join(f'<row r="{i}"><c r="XFD{i}" t="str"><v>会议</v></c></row>' for i in range(1, 500))
    assert read_bytes(bare_workbook(cells), "x").text.count("会议") == 499


def test_one_long_string_a_thousand_times_is_too_much() -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 1000))
    with pytest.raises(ReadError) as e:
        read_bytes(
            bare_workbook(rows, f"<si><t>{'会议' * 5000}</t></si>"), "x", limits=Limits(text=1_000_000)
        )
    assert e.value.code == "too_large"


def test_an_empty_workbook() -> None:
    assert refusal(workbook(("Sheet1", []))).code == "empty"


# --- CSV ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [
        "标题{0}发布时间{0}正文",
        '推进会{0}2023-11-02 09:30{0}"' + FIRST + '\n第二段，带“引号”""和逗号,。"',
        "{0}{0}" + SECOND,
        "{0}{0}",
    ]
    text = "\r\n".join(lines).format(delimiter)
    found = documents(tmp_path, "动态.csv", text.encode(encoding))
    assert [n for n, _ in found] == ["动态.csv#2", "动态.csv#3"]
    assert found[0][1].text == f'推进会\n{FIRST}\n第二段，带“引号”"和逗号,。'
    assert found[0][1].published == date(2023, 11, 2)
    assert found[1][1].text == SECOND


def test_text_with_commas_is_no_table(tmp_path: Path) -> None:
    for text in (f"正文,如下:\n{FIRST}", f"内容,说明\n一,二\n{FIRST}", "时间,地点\n11月1日,镇政府\n"):
        assert [d.text for _, d in documents(tmp_path, "x.txt", text.encode())] == [text]


def test_a_register_as_csv_is_one_report() -> None:
    text = "序号,时间,内容\n1,11月1日,安全检查\n2,11月9日,入户走访\n"
    assert read_bytes(text.encode(), "台账.csv").text == text


def test_csv_in_the_single_reader_is_for_batch() -> None:
    assert refusal(f"标题,正文\n推进会,{FIRST}\n走访,{SECOND}\n".encode()).code == "container"


# --- JSON --------------------------------------------------------------------------------------------------------


def test_json_lines(tmp_path: Path) -> None:
    rows: list[object] = [
        {"title": "推进会", "text": FIRST, "date": "2023-11-02", "source": "县融媒体中心", "id": 7},
        {"正文": SECOND},
        ["no", "object"],
        {"id": 3},
    ]
    path = tmp_path / "动态.jsonl"
    path.write_text(
        "\n".join([json.dumps(r, ensure_ascii=False) for r in rows] + ["", "{broken"]), encoding="utf-8"
    )
    found: dict[str, Document | str] = {}
    for item in open_inputs([path]):
        try:
            found[item.name.rpartition("#")[2]] = read_item(item)
        except ReadError as e:
            found[item.name.rpartition("#")[2]] = e.code
    first, second = found.pop("1"), found.pop("2")
    assert isinstance(first, Document) and isinstance(second, Document)
    assert (first.text, first.published, first.origin) == (
        f"推进会\n{FIRST}",
        date(2023, 11, 2),
        "县融媒体中心",
    )
    assert second.text == SECOND
    assert found == {"3": "no_text_field", "4": "no_text_field", "6": "damaged"}


def test_the_id_of_a_row_is_that_of_its_content(tmp_path: Path) -> None:
    row = {"text": FIRST, "title": "推进会"}
    one = "\n".join(json.dumps({**row, "id": i}, ensure_ascii=False) for i in range(2))
    two = f"题号,title,text\n9,推进会,{FIRST}\n8,推进会,{FIRST}\n"
    ids = {d.id for _, d in documents(tmp_path, "a.jsonl", one.encode())}
    ids |= {d.id for _, d in documents(tmp_path, "b.csv", two.encode())}
    assert len(ids) == 1


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"content": FIRST}),
        json.dumps([{"content": FIRST}], indent=1, ensure_ascii=False),
        json.dumps({"content": [FIRST[:20], FIRST[20:]]}).replace(FIRST[:0], ""),
    ],
)
def test_one_object_is_one_report(text: str) -> None:
    assert read_bytes(text.encode(), "x.json").text.replace("\n", "") == FIRST


def test_markup_in_a_field_is_read_as_a_page() -> None:
    text = json.dumps({"text": f"<p>　　{FIRST}</p><p>{SECOND}</p>"})
    assert read_bytes(text.encode(), "x").text == f"{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    "text", ['{"a": ' * 100_000, "[" * 200_000 + '{"text": 1', '{"n": ' + "9" * 5000 + "}", '{"text": 5}']
)
def test_json_that_is_none(text: str) -> None:
    with pytest.raises(ReadError):
        read_bytes(text.encode(), "x.json")


def test_a_list_of_documents_is_for_batch() -> None:
    assert refusal(json.dumps([{"text": FIRST}, {"text": SECOND}]).encode()).code == "container"


def test_single_reports_keep_their_name(tmp_path: Path) -> None:
    assert [n for n, _ in documents(tmp_path, "x.json", json.dumps({"text": FIRST}).encode())] == ["x.json"]
    assert [n for n, _ in documents(tmp_path, "x.docx", docx(paragraph(FIRST)))] == ["x.docx"]
