"""Workbook and CSV files as LibreOffice opens them: Chinese is right, codes are whole, no formula is alive."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from govextract.read.office import program
from tests.runs import outputs, quick, report, write_reports

pytestmark = pytest.mark.skipif(program() is None, reason="LibreOffice is not installed")

HOSTILE = """=HYPERLINK("http://x.invalid","点我")云岭镇2023年11月工作情况
一、安全生产
=1+1，11月1日，云岭镇党委书记沈怀谷到恒达木业有限公司（统一社会信用代码913305007120000011）检查，整改隐患3处。
+86，11月2日，镇长顾长川到青石桥村调研，投入资金200万元。
-5，11月3日，副镇长陆宁到白鹭洲社区走访慰问困难群众12户。
@SUM(A1)，11月4日，云岭镇召开人代会，镇党委书记沈怀谷参加。
0012345678901234567890，11月5日，镇应急办到柳溪村开展消防演练。
"""
NAMES = ("=1+1", "+1", "-1+1", "@SUM(A1)", "00123", "1E10", "11月1日", "2021-11", "913305007120000011")

Cell = tuple[str, str]
OFFICE, TABLE = (
    "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
)
PARAGRAPH = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"
# UTF-8 with commas, in Chinese surroundings; all that looks like a number, a day or a formula is taken for one.
AS_CSV = "CSV:44,34,76,1,,2052,false,true,false,false,false,0,true"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run writes of reports and names that look like formulas, numbers and days."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_reports(Path("报告"), 3)
        (Path("报告") / "公式.txt").write_text(HOSTILE, encoding="utf-8")
        for i, name in enumerate(NAMES, 10):
            Path(name).write_text(report(i), encoding="utf-8")
        quick(["报告", *NAMES], Path("结果"), ("csv", "xlsx"))
    return folder / "结果"


def opened(paths: list[Path], folder: Path, *options: str) -> dict[str, dict[str, list[list[Cell]]]]:
    """The cells of each sheet of each file as LibreOffice has them: their types and texts; formulas show as such."""
    office = program()
    assert office is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, "--headless", profile, *options, "--convert-to", "fods", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=120)  # noqa: S603
    return {path.stem: _sheets(folder / f"{path.stem}.fods") for path in paths}


def _sheets(path: Path) -> dict[str, list[list[Cell]]]:
    found = {}
    for sheet in ET.parse(path).iter(f"{TABLE}table"):  # noqa: S314 - written by LibreOffice
        rows = []
        for row in sheet.iter(f"{TABLE}table-row"):
            cells: list[Cell] = []
            for cell in row.iter(f"{TABLE}table-cell"):
                kind = "formula" if cell.get(f"{TABLE}formula") else cell.get(f"{OFFICE}value-type", "")
                text = "\n".join("".join(p.itertext()) for p in cell.iter(PARAGRAPH))
                cells += [(kind, text)] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 100)
            rows.append(cells)
        found[sheet.get(f"{TABLE}name", "")] = rows
    return found


def column(rows: list[list[Cell]], heading: str) -> list[Cell]:
    """The cells below a heading."""
    at = [text for _, text in rows[0]].index(heading)
    return [row[at] for row in rows[1:] if len(row) > at and any(text for _, text in row)]


def test_the_reader_of_this_test_sees_formulas(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n=1+1,11月1日\n", encoding="utf-8")
    cells = opened([tmp_path / "a.csv"], tmp_path, f"--infilter={AS_CSV}")["a"]["a"]
    assert cells[1][0][0] == "formula"
    assert cells[1][1][0] != "string"


def test_a_workbook(run: Path, tmp_path: Path) -> None:
    sheets = opened([run / "tables.xlsx"], tmp_path)["tables"]
    assert not [text for rows in sheets.values() for row in rows for kind, text in row if kind == "formula"]
    events, documents = sheets["事项"], sheets["文档"]
    assert {kind for kind, _ in column(events, "开始日期")} == {"date"}
    evidence = [text for _, text in column(events, "原文")]
    title, _, *lines = HOSTILE.rstrip().split("\n")
    assert {*lines} <= {*evidence}
    assert title in [text for _, text in column(documents, "标题")]
    assert {*NAMES} < {text for _, text in column(documents, "来源")}
    assert {kind for kind, _ in column(documents, "来源")} == {"string"}


def test_csv_files(run: Path, tmp_path: Path) -> None:
    paths = sorted((run / "csv").glob("*.csv"))
    written = outputs(run)
    for name, sheets in opened(paths, tmp_path, f"--infilter={AS_CSV}").items():
        rows = [row for row in sheets[name] if any(text for _, text in row)]
        text = written[f"csv/{name}.csv"].decode("utf-8-sig")
        expected = [*csv.reader(io.StringIO(text, newline=""))]
        assert len(rows) == len(expected)
        for row, cells in zip(rows, expected, strict=True):
            for (kind, shown), cell in zip(row, cells, strict=False):
                assert kind in {"string", "float", "date", ""}, (name, cell, kind)
                if kind == "string":
                    assert shown.split() == cell.split()
                elif kind:  # only what is a number or a day of ours may be one there
                    assert cell.replace(".", "", 1).lstrip("-").isdigit() or cell.count("-") == 2, (
                        name,
                        cell,
                    )
    documents = written["csv/documents.csv"].decode("utf-8-sig")
    sources = {row["来源"].strip("'\t") for row in csv.DictReader(io.StringIO(documents, newline=""))}
    assert {*NAMES} < sources
