"""Archives and documents that mean harm, or do it: each has its true cause, and costs no other document anything."""

from __future__ import annotations

import csv
import io
import stat
import struct
import tarfile
import zipfile
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from govextract.batch import Settings, worker
from govextract.read import Limits
from tests import runs
from tests.files import TEXT, docx, paragraph, plain_docx, tarred, zipped
from tests.runs import ledger, outputs, quick, report, write_reports

if TYPE_CHECKING:
    import pytest

GOOD = TEXT.encode()


def strict(pipe: Connection, work: worker.Work) -> None:
    """A worker for which an archive is a bomb early."""
    limits = Settings.limits

    def early(self: Settings, timeout: float) -> Limits:
        return replace(limits(self, timeout), floor=3_000_000, ratio=20)

    Settings.limits = early  # type: ignore[method-assign]
    worker.main(pipe, work)


def entry(data: bytes, name: str, at: int, value: bytes) -> bytes:
    """A zip archive with some bytes of a member's entry in the directory changed."""
    out = bytearray(data)
    start = data.rfind(name.encode()) - 46
    out[start + at : start + at + len(value)] = value
    return bytes(out)


def member(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def nested(depth: int) -> bytes:
    data = zipped([("底.txt", GOOD)])
    for i in range(depth):
        data = zipped([(f"{i}.zip", data)])
    return data


def first_offset(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return struct.pack("<I", archive.getinfo("一.txt").header_offset)


def exploding() -> bytes:
    """A Word document whose entities would grow to a billion characters."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "哈哈哈哈哈哈">{levels}]><d>&e9;</d>'
    with zipfile.ZipFile(io.BytesIO(docx(paragraph("会议")))) as z:
        return zipped([(n, text if n == "word/document.xml" else z.read(n)) for n in z.namelist()])


def linked(name: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return info


def files() -> dict[str, bytes]:
    two = zipped([("一.txt", GOOD), ("二.txt", GOOD + "完".encode())])
    return {
        "炸弹.zip": zipped([(f"{i}.txt", GOOD + b" " * 1_000_000) for i in range(8)]),
        "多层.zip": nested(6),
        "重叠.zip": entry(two, "二.txt", 42, first_offset(two)),
        "谎报.zip": entry(two, "一.txt", 24, struct.pack("<I", 4_000_000_000)),
        "加密.zip": entry(two, "一.txt", 8, b"\x01\x08"),
        "外面.zip": zipped([("../../外.txt", GOOD), ("C:\\外.txt", GOOD), ("/外.txt", GOOD)]),
        "特殊.zip": zipped([
            (member("链", stat.S_IFLNK | 0o777), b"/etc/passwd"), (member("器", stat.S_IFCHR | 0o666), b"")
        ]),
        "链接.tar": tarred([(linked("链"), b""), ("a\nb.txt", GOOD)]),
        "断.tar.gz": tarred([("好.txt", GOOD)], "w:gz")[:-60],
        "炸弹.docx": exploding(),
        "断.docx": plain_docx()[:-200],
    }  # fmt: skip


def test_a_run_over_hostile_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "main", strict)
    Path("报告").mkdir()
    for name, data in files().items():
        (Path("报告") / name).write_bytes(data)
    (Path("报告") / "好.txt").write_bytes(GOOD + b" ")
    before = sorted(tmp_path.rglob("*"))
    done = quick(Path("报告"), Path("结果"))
    found = ledger(Path("结果"), "name", "status", "code")
    causes: dict[str, set[str]] = {}
    for name, status, code in found:
        assert "\n" not in name
        causes.setdefault(name.split("!/", maxsplit=1)[0].removeprefix("报告/"), set()).add(code or status)
    assert causes.pop("炸弹.zip") >= {"bomb"}
    readable = {"ok", "duplicate"}
    assert {name: codes - readable for name, codes in causes.items()} == {
        "多层.zip": {"too_deep"}, "重叠.zip": {"overlap"}, "谎报.zip": {"too_large"}, "加密.zip": {"encrypted"},
        "外面.zip": {"unsafe_name"}, "特殊.zip": {"link", "special_file"}, "链接.tar": {"link"},
        "断.tar.gz": {"damaged"}, "炸弹.docx": {"xml_bomb"}, "断.docx": {"damaged"}, "好.txt": set(),
    }  # fmt: skip
    assert sum(done.counts.values()) == len(found)
    assert sorted(x for x in tmp_path.rglob("*") if Path("结果").resolve() not in (x, *x.parents)) == before
    failures = outputs(Path("结果"))["csv/failures.csv"].decode()
    assert "压缩包内的文件名指向压缩包之外" in failures


def test_of_files_for_libreoffice_the_one_at_fault_is_the_one_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "main", runs.faulty_office)
    write_reports(Path("报告"), 40)
    for i in range(0, 40, 2):
        word = {8: runs.CRASH, 20: runs.FAIL, 38: runs.CRASH}.get(i, "")
        Path(f"报告/{i:04}.txt").write_bytes(runs.RTF + (report(i) + word).encode())
    done = quick(Path("报告"), Path("结果"))
    causes = {name[-8:-4]: code for name, code in ledger(Path("结果"), "name", "code") if code}
    assert causes == {"0008": "crash", "0020": "bug", "0038": "crash"}
    assert done.counts["ok"] == 37
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert quick(Path("报告"), Path("结果")).fresh == 0


def test_a_file_that_crashes_hangs_or_eats_memory_costs_that_file_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "main", runs.faulty)
    write_reports(Path("报告"), 30)
    for i, word in ((3, runs.CRASH), (4, runs.CRASH), (11, runs.HANG), (17, runs.EAT), (23, runs.FAIL)):
        Path(f"报告/{i:04}.txt").write_text(report(i) + word, encoding="utf-8")
    done = quick(Path("报告"), Path("结果"), timeout=10.0, memory_mb=500)
    assert done.counts["ok"] == 25
    causes = {name[-8:-4]: code for name, code in ledger(Path("结果"), "name", "code") if code}
    assert causes == {"0003": "crash", "0004": "crash", "0011": "timeout", "0017": "memory", "0023": "bug"}
    lines = outputs(Path("结果"))["csv/failures.csv"].decode("utf-8-sig")
    failures = {row["来源"]: row["说明"] for row in csv.DictReader(io.StringIO(lines, newline=""))}
    assert "SIGSEGV" in failures["报告/0003.txt"]
    assert "10 秒" in failures["报告/0011.txt"]
    assert "IndexError" in failures["报告/0023.txt"]
    # They are not tried again until somebody asks; then, without the faults, all is well.
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert quick(Path("报告"), Path("结果")).fresh == 0
    again = quick(Path("报告"), Path("结果"), retry_failed=True)
    assert (again.fresh, again.counts["ok"]) == (5, 30)
