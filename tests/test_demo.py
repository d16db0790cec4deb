"""The demo: samples of every kind, written as often as one likes, and a run over them."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from govextract import cli
from govextract.demo import ARCHIVE, ARCHIVED, SAMPLES, report, write
from govextract.demo.formats import docx, html, zipped
from govextract.read import open_inputs, read_bytes
from govextract.run_folder import RunError
from tests.runs import ledger


def test_the_demo_runs_and_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo", "试用"]) == cli.OK
    out, err = capfd.readouterr()
    assert "输入 17 = 成功 14 + 空 1 + 重复 1 + 失败 1" in err
    for path in ("试用/结果/report.html", "试用/结果/tables.xlsx"):
        assert path in out
        assert Path(path).is_file()
    status = dict(ledger(Path("试用/结果"), "name", "status"))
    assert status["试用/报告/县级部门/会议材料（下载不完整）.docx"] == "failed"
    assert status["试用/报告/县级部门/空白.txt"] == "empty"
    assert status["试用/报告/县级部门/应急管理局通报（副本）.txt"] == "duplicate"
    # Names in the zip are in GB18030, and nothing says so.
    assert status[f"试用/报告/{ARCHIVE}!/茶亭坳镇/2023年8月.docx"] == "ok"


def test_every_village_is_one_in_all_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo", "--lang", "en"]) == cli.OK
    with Path("govextract-demo/result/csv/villages.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["Name"] for row in rows) == [
        "上坊村",
        "双井社区",
        "大屋场村",
        "杨柳塅村",
        "枫树湾村",
        "石鼓冲村",
    ]
    assert {row["In gazetteer"] for row in rows} == {"yes"}
    assert all(int(row["Documents"]) >= 5 for row in rows)


def test_it_can_be_run_again_and_does_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo"]) == cli.OK
    page = Path("govextract-demo/结果/report.html").read_bytes()
    capfd.readouterr()
    assert cli.main(["demo"]) == cli.OK
    assert "本次读取 0 份" in capfd.readouterr().err
    assert Path("govextract-demo/结果/report.html").read_bytes() == page


@pytest.mark.parametrize("name", ["报告/茶亭坳镇/2023年1月.txt", "结果/report.html", "地名表.csv"])
def test_a_file_that_is_not_ours_stays(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    mine = Path("试用") / name
    mine.parent.mkdir(parents=True)
    mine.write_text("我的文件", encoding="utf-8")
    assert cli.main(["demo", "试用"]) == cli.WRONG_USE
    assert str(mine) in capfd.readouterr().err
    assert mine.read_text(encoding="utf-8") == "我的文件"


def test_a_folder_that_cannot_be_made(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    assert cli.main(["demo", str(tmp_path / "文件")]) == cli.WRONG_USE
    assert "请换一个位置" in capfd.readouterr().err


def test_nothing_is_written_when_one_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ARCHIVE).mkdir()
    with pytest.raises(RunError):
        write(tmp_path, tmp_path / "地名表.csv")
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE]


@pytest.mark.parametrize("form", [docx, html])
def test_a_report_is_the_same_in_every_format(form: object) -> None:
    text = report("2023-04")
    data = docx(text) if form is docx else html(text)
    lines = [line for line in read_bytes(data, "x").text.split("\n") if line.strip("　 ")]
    assert [line.strip("　 ") for line in lines] == text.strip().split("\n")


def test_the_archive_has_its_names_as_windows_writes_them(tmp_path: Path) -> None:
    data = zipped([("镇/八月.txt", b"a"), ("县/月报（终）.docx", b"b" * 5_000)])
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert [i.filename.encode("cp437").decode("gb18030") for i in archive.infolist()] == [
            "镇/八月.txt", "县/月报（终）.docx",
        ]  # fmt: skip
        assert not any(info.flag_bits & 0x800 for info in archive.infolist())
    assert [Path(item.name).name for item in open_inputs([path])] == ["八月.txt", "月报（终）.docx"]


def test_every_sample_is_used() -> None:
    from importlib import resources

    folder = resources.files("govextract.demo") / "reports"
    assert {x.report for x in (*SAMPLES, *ARCHIVED)} == {
        path.name.removesuffix(".txt") for path in folder.iterdir()
    }
