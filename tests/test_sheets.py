"""The workbook of a run as spreadsheets read it: the same cells as that of parse, any length, nothing alive."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from govextract import export
from govextract.batch.sheets import Sheet, bodies, pack, widths
from govextract.export import FORMULA, write_xlsx
from govextract.extraction import Extraction
from govextract.tables import ROWS, Table, View, frames, schema

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
Cell = tuple[str, str]


def cells(path: Path) -> dict[str, list[dict[str, Cell]]]:
    """By sheet its rows; a cell by its column: text or number, and the format that it has."""
    with zipfile.ZipFile(path) as z:
        strings = []
        if "xl/sharedStrings.xml" in z.namelist():
            root = ElementTree.fromstring(z.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
            strings = ["".join(t.text or "" for t in x.iter(f"{{{NS['m']}}}t")) for x in root]
        names = re.findall(r'<sheet name="([^"]+)"', z.read("xl/workbook.xml").decode())
        found = {}
        for i, name in enumerate(names, 1):
            root = ElementTree.fromstring(z.read(f"xl/worksheets/sheet{i}.xml"))  # noqa: S314
            assert root.find(".//m:f", NS) is None, "a formula"
            found[name] = [
                {re.sub("[0-9]", "", c.get("r", "")): value(c, strings) for c in row.iterfind("m:c", NS)}
                for row in root.iterfind(".//m:row", NS)
            ]
    return found


def value(cell: ElementTree.Element, strings: Sequence[str]) -> Cell:
    if cell.get("t") == "s":
        return "s", strings[int(cell.findtext("m:v", "", NS))]
    if cell.get("t") == "inlineStr":
        return "s", cell.findtext("m:is/m:t", "", NS)
    return "n", f"{float(cell.findtext('m:v', '', NS)):g}"


def table(*columns: Sequence[Any]) -> Table:
    return schema()["references"]._replace(columns=schema()["references"].columns[: len(columns)])


def book(tmp_path: Path, *columns: Sequence[Any], times: int = 1) -> Path:
    (tmp_path / "rows").mkdir()
    sheet = Sheet(table(*columns), tmp_path / "rows")
    for _ in range(times):
        sheet.add(list(bodies(columns)), list(widths(columns)))
    pack([sheet], tmp_path / "book.xlsx", "zh")
    return tmp_path / "book.xlsx"


def test_cells_are_those_of_the_workbook_of_parse(tmp_path: Path, extraction: Extraction) -> None:
    write_xlsx(frames([extraction]), tmp_path / "parse.xlsx")
    sheets = []
    for name, one in schema().items():
        columns = list(zip(*ROWS[name](View(extraction)), strict=True)) or [()] * len(one.columns)
        made = [export.column_cells(c, v, "zh", csv=False) for c, v in zip(one.columns, columns, strict=True)]
        sheets.append(Sheet(one, tmp_path))
        sheets[-1].add(list(bodies(made)), list(widths(made)))
    pack(sheets, tmp_path / "run.xlsx", "zh")
    ours, theirs = cells(tmp_path / "run.xlsx"), cells(tmp_path / "parse.xlsx")
    assert ours == {name: theirs[name] for name in ours}
    assert len(ours) == len(schema())


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\tx", "<b>&\"'", " a ", "a\nb", "_x0041_"]
)
def test_text_stays_text(tmp_path: Path, text: str) -> None:
    path = book(tmp_path, [text], ["x"])
    found = cells(path)["指代"][1]["A"]
    assert found == ("s", text.replace("_x0041_", "_x005F_x0041_"))
    styled = ' s="1"' in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert styled is (text[0] in FORMULA)


def test_formats_are_those_that_the_rows_name(tmp_path: Path) -> None:
    styles = zipfile.ZipFile(book(tmp_path, ["=1"], [date(2023, 3, 2)])).read("xl/styles.xml").decode()
    formats = styles.partition("<cellXfs")[2].split("<xf ")[1:]
    assert 'quotePrefix="1"' in formats[1]
    assert "quotePrefix" not in formats[2]
    assert "yyyy-mm-dd" in styles
    assert 'horizontal="right" indent="1"' in formats[3]


def test_days_before_1900_and_empty_cells(tmp_path: Path) -> None:
    row = cells(book(tmp_path, [date(1898, 1, 2)], [None], [date(1901, 1, 1)], [2.5]))["指代"][1]
    assert row == {"A": ("s", "1898-01-02"), "C": ("n", "367"), "D": ("n", "2.5")}


def test_a_long_table_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "ROW_LIMIT", 5)
    path = book(tmp_path, ["a", "b", "c"], [1, 2, 3], times=3)
    found = cells(path)
    assert [(name, len(rows)) for name, rows in found.items()] == [("指代", 5), ("指代 2", 5), ("指代 3", 2)]
    assert [row["A"][1] for rows in found.values() for row in rows[1:]] == list("abcabcabc")
    sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet3.xml").decode()
    assert '<dimension ref="A1:B2"/>' in sheet
    assert [re.findall('<row r="([0-9]+)"', sheet)] == [["1", "2"]]


def test_a_table_without_rows_has_its_headings(tmp_path: Path) -> None:
    sheet = Sheet(schema()["villages"], tmp_path)
    pack([sheet], tmp_path / "book.xlsx", "en")
    assert [c[1] for c in cells(tmp_path / "book.xlsx")["Villages"][0].values()][:2] == [
        "Name",
        "Administrative path",
    ]


def test_printed_a_row_stands_on_one_page(tmp_path: Path) -> None:
    for width, paper in ((50, "8"), (1, "9")):
        (tmp_path / paper).mkdir()
        path = book(tmp_path / paper, *[["甲" * width]] * 5)
        xml = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
        setup = re.search(r"<pageSetup ([^>]*)/>", xml)
        assert setup is not None
        assert f'paperSize="{paper}"' in setup[1]
        assert 'orientation="landscape"' in setup[1]
        assert 'fitToHeight="0"' in setup[1]
