"""Runs over many files: nothing is lost, nothing is done twice, and the bytes do not depend on how it was done."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from govextract import parse_file
from govextract.batch import Options, RunError, Settings, dry_run, merge, write_tables
from govextract.batch.chunks import Wanted
from govextract.batch.links import JOINED, OF_DOCUMENTS
from govextract.batch.settings import day_in
from govextract.batch.talk import Talk
from govextract.batch.where import conditions
from govextract.export import write_csv
from govextract.messages import Messages
from govextract.run_folder import Lock
from govextract.store import NAME, STATUSES
from govextract.tables import frames, schema
from tests import runs
from tests.runs import ledger, outputs, quick, report, write_reports


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a bit of everything; the current folder is above it."""
    monkeypatch.chdir(tmp_path)
    folder = Path("报告")
    write_reports(folder / "甲", 6)
    write_reports(folder / "乙", 4, first=6)
    (folder / "甲" / "空.txt").write_bytes(b"")
    (folder / "甲" / "坏.docx").write_bytes(b"PK\x03\x04" + b"word/" * 20)
    (folder / "甲" / "again.txt").write_text(report(0), encoding="utf-8")
    (folder / "甲" / "Thumbs.db").write_bytes(b"\x00")
    with zipfile.ZipFile(folder / "丙.zip", "w") as z:
        for i in (20, 21, 22):
            z.writestr(f"月报/{i}.txt", report(i))
        z.writestr("英文.txt", "no Chinese here")
    return folder


def test_every_input_has_a_line_and_the_sums_balance(archive: Path) -> None:
    done = quick(archive, Path("结果"))
    assert done.counts == {"ok": 13, "empty": 1, "needs_ocr": 0, "duplicate": 1, "failed": 2, "skipped": 1}
    assert list(done.counts) == list(STATUSES)
    found = {
        name: (status, code, of)
        for name, status, code, of in ledger(Path("结果"), "name", "status", "code", "duplicate_of")
    }
    assert len(found) == 18
    assert found["报告/甲/空.txt"] == ("empty", "empty", None)
    assert found["报告/甲/Thumbs.db"] == ("skipped", "system_file", None)
    assert found["报告/丙.zip!/英文.txt"] == ("failed", "no_chinese", None)
    assert found["报告/丙.zip!/月报/20.txt"] == ("ok", None, None)
    assert found["报告/甲/坏.docx"][0] == "failed"
    # Of equal files the first by name counts.
    assert found["报告/甲/again.txt"] == ("duplicate", None, "报告/甲/0000.txt")


def test_the_ledger_tells_encoding_counts_and_seconds(archive: Path) -> None:
    quick(archive, Path("结果"))
    columns = ("name", "encoding", "format", "chars", "events", "mentions", "seconds", "sha256")
    found = {row[0]: row[1:] for row in ledger(Path("结果"), *columns)}
    encoding, form, chars, events, mentions, seconds, sha = found["报告/甲/0001.txt"]
    assert (encoding, form, chars) == ("gb18030", "txt", len(report(1)))
    assert events > 0
    assert mentions > events
    assert seconds > 0
    assert len(sha) == 64


def test_bytes_do_not_depend_on_the_number_of_workers(archive: Path) -> None:
    quick(archive, Path("一"), runs.ALL_FORMATS, jobs=1)
    quick(archive, Path("四"), runs.ALL_FORMATS, jobs=4)
    one, four = outputs(Path("一")), outputs(Path("四"))
    assert {"tables.xlsx", "tables.sqlite", "records.jsonl", "csv/events.csv", "parquet/events.parquet"} <= {
        *one
    }
    assert one == four


def test_tables_of_a_run_are_those_of_parse(archive: Path) -> None:
    quick(archive, Path("结果"))
    files = [f"报告/甲/{i:04}.txt" for i in range(6)]
    for file in [*archive.rglob("*")]:
        if file.is_file() and file.as_posix() not in files:
            file.unlink()
    quick(archive, Path("结果"))
    write_csv(frames([parse_file(file) for file in files]), Path("对照"))
    for name in set(schema()) - {*JOINED, *OF_DOCUMENTS}:  # those show what is one across documents
        assert Path(f"结果/csv/{name}.csv").read_bytes() == Path(f"对照/{name}.csv").read_bytes(), name


def test_documents_stand_in_the_order_of_their_names(archive: Path) -> None:
    quick(archive, Path("结果"), ("csv", "jsonl"))
    sources = [row["来源"] for row in rows(outputs(Path("结果"))["csv/documents.csv"])]
    assert sources == sorted(sources)
    lines = outputs(Path("结果"))["records.jsonl"].decode().split("\n")[:-1]
    assert [json.loads(line)["document"]["source"] for line in lines] == sources


def test_failures_are_listed_with_cause_and_remedy(archive: Path) -> None:
    quick(archive, Path("结果"))
    found = {row["来源"]: row for row in rows(outputs(Path("结果"))["csv/failures.csv"])}
    assert len(found) == 5
    assert found["报告/甲/空.txt"]["说明"] == "文件是空的，请换成含有报告正文的文件。"
    assert found["报告/甲/again.txt"]["重复于"] == "报告/甲/0000.txt"
    assert found["报告/丙.zip!/英文.txt"]["结果"] == "失败"


def test_months_and_places_add_up(archive: Path) -> None:
    quick(archive, Path("结果"))
    tables = outputs(Path("结果"))
    counted = [row for row in rows(tables["csv/events.csv"]) if row["计入统计"] == "是"]
    for name in ("actions_by_month", "actions_by_place"):
        found = rows(tables[f"csv/{name}.csv"])
        assert sum(int(row["事项数"]) for row in found) == len(counted)
        meetings = sum("会议" in row["事项类型"].split("；") for row in counted)
        assert sum(int(row["会议"]) for row in found) == meetings > 0
    months = [row["月份"].strip() for row in rows(tables["csv/actions_by_month.csv"])]
    assert [m for m in months if m] == sorted(m for m in months if m)


# --- again ----------------------------------------------------------------------------------------


def test_a_second_run_reads_only_what_is_new_or_changed(archive: Path) -> None:
    first = quick(archive, Path("结果"))
    before = outputs(Path("结果"))
    assert quick(archive, Path("结果")).fresh == 0
    assert outputs(Path("结果")) == before
    write_reports(archive / "丁", 2, first=40)
    (archive / "甲" / "0003.txt").write_text(report(50), encoding="utf-8")
    again = quick(archive, Path("结果"))
    assert again.fresh == 3
    assert again.counts["ok"] == first.counts["ok"] + 2
    shutil.rmtree(archive / "丁")
    (archive / "甲" / "0003.txt").write_bytes(report(3).encode("gb18030"))
    assert quick(archive, Path("结果")).fresh == 1  # what was there before is forgotten
    assert outputs(Path("结果")) == before


def test_another_option_or_lexicon_reads_all_again(archive: Path) -> None:
    total = sum(quick(archive, Path("结果")).counts.values())
    unread = 1  # the system file, which nobody opens
    place = Settings(jurisdiction="浙江省湖州市德清县")
    assert quick(archive, Path("结果"), settings=place).fresh == total - unread
    lexicon = Path("自己的.yaml")
    entry = "{id: title.grid, forms: 湾长, example: 青石桥村湾长沈怀谷到场}"
    lexicon.write_text(f"category: title\nentries:\n  - {entry}\n", encoding="utf-8")
    assert quick(archive, Path("结果"), settings=Settings(lexicons=(str(lexicon),))).fresh == total - unread


def test_every_word_that_bears_on_records_is_in_the_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def noted(self: Path) -> bytes:
        read.append(self.name)
        return b""

    monkeypatch.setattr(Path, "read_bytes", noted)
    Settings(lexicons=("自己的.yaml",), gazetteer="地名.csv").fingerprint()
    package = Path(__file__).parent.parent / "src" / "govextract"
    bearing = {x.name for folder in ("lexicons", "data") for x in (package / folder).iterdir() if x.is_file()}
    bearing |= {x.name for x in (package / "read").glob("*.yaml")} | {"confidence.yaml"}
    assert {*read} == bearing | {"自己的.yaml", "地名.csv"}


def test_force_reads_all_and_retry_failed_what_failed(archive: Path) -> None:
    done = quick(archive, Path("结果"))
    assert (
        quick(archive, Path("结果"), retry_failed=True).fresh == done.counts["failed"] + done.counts["empty"]
    )
    assert (
        quick(archive, Path("结果"), force=True).fresh == sum(done.counts.values()) - done.counts["skipped"]
    )


def test_inputs_of_the_last_run_are_the_ones_that_count(archive: Path) -> None:
    quick(archive, Path("结果"))
    only = quick(archive / "乙", Path("结果"))
    assert (only.fresh, only.counts["ok"]) == (0, 4)
    assert len(ledger(Path("结果"), "name")) == 4
    assert quick(archive, Path("结果")).fresh == 0  # nothing was forgotten


def test_an_input_named_twice_is_one(archive: Path) -> None:
    twice = quick([str(archive), "报告/甲/0001.txt", "./报告/乙", "报告/甲/*.txt"], Path("结果"))
    assert sum(twice.counts.values()) == 18


def test_the_output_folder_is_no_input(archive: Path) -> None:
    before = quick(".", archive / "结果")  # type: ignore[arg-type]
    assert quick(".", archive / "结果").counts == before.counts  # type: ignore[arg-type]


# --- options --------------------------------------------------------------------------------------


def test_limit_takes_the_first_by_name(archive: Path) -> None:
    quick(archive, Path("结果"), limit=4)
    names = [name for (name,) in ledger(Path("结果"), "name")]
    quick(archive, Path("全部"))
    assert names == [name for (name,) in ledger(Path("全部"), "name")][:4]


def test_dry_run_lists_and_writes_nothing(archive: Path) -> None:
    with Talk(Messages("zh"), "quiet") as talk:
        names = dry_run([str(archive)], Path("结果"), settings=Settings(), options=Options(jobs=1), talk=talk)
    assert not Path("结果").exists()
    quick(archive, Path("结果"))
    assert names == [name for (name,) in ledger(Path("结果"), "name")]


def test_shards_merged_are_one_run(archive: Path) -> None:
    quick(archive, Path("全部"), runs.ALL_FORMATS)
    for i in (1, 2, 3):
        quick(archive, Path(f"分{i}"), shard=(i, 3))
    parts = [len(ledger(Path(f"分{i}"), "name")) for i in (1, 2, 3)]
    assert sum(parts) == 18
    assert all(parts)
    with Talk(Messages("zh"), "quiet") as talk:
        shards = [Path(f"分{i}") for i in (3, 1, 2)]
        done = merge(shards, Path("合"), options=Options(jobs=2), wanted=Wanted(runs.ALL_FORMATS), talk=talk)
        assert done.counts["duplicate"] == 1
        assert outputs(Path("合")) == outputs(Path("全部"))
        quick(archive, Path("别"), shard=(1, 2), settings=Settings(jurisdiction="浙江省"))
        with pytest.raises(RunError, match="another version"):
            merge(
                [Path("分1"), Path("别")],
                Path("合2"),
                options=Options(jobs=1),
                wanted=Wanted(("csv",)),
                talk=talk,
            )


def test_tables_are_made_again_without_the_inputs(archive: Path) -> None:
    quick(archive, Path("结果"), ("csv", "jsonl"))
    before = outputs(Path("结果"))
    shutil.rmtree(archive)
    with Talk(Messages("zh"), "quiet") as talk:
        write_tables(
            Path("结果"), Path("结果"), options=Options(jobs=2), wanted=Wanted(("csv", "jsonl")), talk=talk
        )
        assert outputs(Path("结果")) == before
        some = Wanted(("csv",), tables=("events",), where=conditions(["status=done", "officials~沈怀谷"]))
        write_tables(Path("结果"), Path("一部分"), options=Options(jobs=2), wanted=some, talk=talk)
    assert {*outputs(Path("一部分"))} == {"csv/events.csv", "csv/dictionary.csv", "csv/codes.csv"}
    events = rows(outputs(Path("一部分"))["csv/events.csv"])
    assert 0 < len(events) < len(rows(before["csv/events.csv"]))
    assert all("沈怀谷" in row["人员"] for row in events)


def test_days_in_names() -> None:
    names = ("周报/2023-11-02.txt", "20231102动态.docx", "2023年11月2日/a.txt", "2023.1.9")
    assert [str(day_in(x)) for x in names] == [
        "2023-11-02", "2023-11-02", "2023-11-02", "2023-01-09",
    ]  # fmt: skip
    assert [day_in(x) for x in ("2023年.txt", "2023年2月30日.txt", "13912345678.txt", "120231102.txt")] == [
        None
    ] * 4
    assert Settings(date_from="name").day("简报/2021-10-09.txt") == day_in("2021-10-09")
    assert Settings().day("简报/2021-10-09.txt") is None


# --- what goes wrong ------------------------------------------------------------------------------


def test_two_runs_on_one_folder(archive: Path) -> None:
    Path("结果").mkdir()
    lock = Lock(Path("结果"))
    with pytest.raises(RunError) as caught:
        quick(archive, Path("结果"))
    assert caught.value.key == "run_busy"
    lock.release()
    assert quick(archive, Path("结果")).counts["ok"] == 13


def test_a_program_may_run_one_after_the_other() -> None:
    code = "from govextract import batch; import govextract.batch.run; assert callable(batch.run)"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


def test_foreign_files_are_not_replaced(archive: Path) -> None:
    Path("结果").mkdir()
    Path("结果/tables.xlsx").write_bytes(b"precious")
    with pytest.raises(RunError) as caught:
        quick(archive, Path("结果"), ("csv", "xlsx"))
    assert caught.value.key == "out_foreign"
    assert Path("结果/tables.xlsx").read_bytes() == b"precious"
    quick(archive, Path("结果"), ("csv", "xlsx"), force=True)
    assert Path("结果/tables.xlsx").read_bytes() != b"precious"


def test_sums_that_do_not_balance_fail_loudly(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govextract.batch.run import Run

    finish = Run._finish

    def forgetful(self: Run, unit: object, key: object, outcome: object) -> None:
        if not unit.name.endswith("0002.txt"):  # type: ignore[attr-defined]
            finish(self, unit, key, outcome)  # type: ignore[arg-type]

    monkeypatch.setattr(Run, "_finish", forgetful)
    with pytest.raises(RunError) as caught:
        quick(archive, Path("结果"))
    assert caught.value.key == "unbalanced"
    assert "17" in caught.value.sentence(Messages("zh"))


@pytest.mark.skipif(os.name != "posix", reason="file names are bytes on POSIX only")
def test_names_of_any_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    names = [b"in/" + n for n in ("月报.txt".encode("gb18030"), b"\xff\xfe.txt", b"a\nb.txt", b"=1+1.txt")]
    for i, name in enumerate(names):
        Path(os.fsdecode(name)).write_text(report(i), encoding="utf-8")
    done = quick(Path("in"), Path("out"), runs.ALL_FORMATS)
    assert done.counts["ok"] == 4
    found = [name for (name,) in ledger(Path("out"), "name")]
    assert "in/月报.txt" in found
    assert not any("\n" in name for name in found)


def test_links_and_missing_files_are_lines(archive: Path) -> None:
    (archive / "链接").symlink_to(archive.resolve() / "甲", target_is_directory=True)
    (archive / "断.txt").symlink_to("没有这个文件")
    done = quick([str(archive), "没有.txt", "没有*.docx"], Path("结果"))
    found = dict(ledger(Path("结果"), "name", "code"))
    assert found["报告/链接"] == "link"
    assert found["报告/断.txt"] in {"missing", "link"}
    assert found["没有.txt"] == found["没有*.docx"] == "missing"
    assert sum(done.counts.values()) == 22


def test_a_store_that_is_no_store(archive: Path) -> None:
    Path("结果").mkdir()
    (Path("结果") / NAME).write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(RunError) as caught:
        quick(archive, Path("结果"))
    assert caught.value.key == "store_damaged"
    with pytest.raises(RunError) as none:
        write_tables(
            Path("报告"),
            Path("报告"),
            options=Options(jobs=1),
            wanted=Wanted(("csv",)),
            talk=Talk(Messages("zh"), "quiet"),
        )
    assert none.value.key == "no_run"


def test_sqlite_and_parquet_hold_what_csv_holds(archive: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    quick(archive, Path("结果"), runs.ALL_FORMATS)
    events = rows(outputs(Path("结果"))["csv/events.csv"])
    db = sqlite3.connect("结果/tables.sqlite")
    found = db.execute("SELECT date_start, actions, counted, evidence FROM events").fetchall()
    db.close()
    table = pq.read_table("结果/parquet/events.parquet").to_pylist()
    assert len(events) == len(found) == len(table) > 0
    for text, (start, actions, counted, evidence), row in zip(events, found, table, strict=True):
        assert start == (text["开始日期"] or None) == (row["date_start"] and row["date_start"].isoformat())
        assert json.loads(actions) == row["actions"]
        assert bool(counted) is row["counted"]
        assert evidence == row["evidence"] == text["原文"]
