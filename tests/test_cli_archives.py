"""The archive commands from outside: every option, what is printed where, exit codes, and what goes wrong."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from govextract import cli
from govextract.batch import talk, worker, writers
from govextract.cli import shell
from govextract.run_folder import Lock
from govextract.store import NAME
from tests import runs
from tests.runs import ledger, outputs, report, write_reports

needs_posix = pytest.mark.skipif(os.name != "posix", reason="terminals and permissions of POSIX")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file systems of Linux")


class Run:
    """Runs the program in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        out, err = self.capsys.readouterr()
        return code, out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports in it; the current folder is above it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVEXTRACT_LANG", raising=False)
    write_reports(Path("报告"), 4)
    return Path("报告")


def batch(run: Run, *options: str, out: str = "结果") -> tuple[int, str, str]:
    return run("batch", "报告", "--out", out, "--jobs", "1", *options)


# --- options --------------------------------------------------------------------------------------


def test_data_to_stdout_and_talk_to_stderr(run: Run) -> None:
    code, out, err = batch(run)
    assert code == shell.OK
    assert {"结果/csv", "结果/tables.xlsx"} <= {*out.split("\n")}
    assert "输入 4 = 成功 4" in err
    assert "成功" not in out
    code, _, err = batch(run, "--lang", "en")
    assert "Inputs 4" in err
    assert "had not changed" in err


def test_quiet_says_nothing(run: Run) -> None:
    assert batch(run, "--quiet") == (shell.OK, "", "")
    (Path("报告") / "坏.txt").write_bytes(b"\x00\x01")
    assert batch(run, "--quiet") == (shell.SOME_FAILED, "", "")


def test_every_format(run: Run) -> None:
    pytest.importorskip("pyarrow")
    code, *_ = batch(run, "--format", "csv,xlsx,jsonl,parquet,sqlite")
    assert code == shell.OK
    files = {*outputs(Path("结果"))}
    assert {
        "csv/events.csv",
        "tables.xlsx",
        "records.jsonl",
        "parquet/events.parquet",
        "tables.sqlite",
    } <= files


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--format", "csv,doc"], "--format"),
        (["--format", ""], "--format"),
        (["--shard", "0/2"], "--shard"),
        (["--shard", "3/2"], "--shard"),
        (["--shard", "a"], "--shard"),
        (["--jobs", "0"], "--jobs"),
        (["--limit", "0"], "--limit"),
        (["--encoding", "klingon"], "klingon"),
        (["--date", "2023-13-01"], "2023-13-01"),
        (["--jurisdiction", "子虚省"], "子虚省"),
        (["--lexicon", "没有.yaml"], "没有.yaml"),
        (["--log-file", "没有/a.log"], "没有/a.log"),
    ],
)
def test_wrong_options_are_sentences_and_code_2(run: Run, options: list[str], words: str) -> None:
    code, out, err = batch(run, *options)
    assert (code, out) == (shell.WRONG_USE, "")
    assert words in err
    assert "Traceback" not in err
    assert not Path("结果").exists()


def test_nothing_to_read_and_nothing_that_can_be_read(run: Run) -> None:
    Path("空").mkdir()
    assert run("batch", "空", "--out", "无")[0] == shell.NONE_READ
    Path("空/坏.txt").write_bytes(b"\x00\x01")
    code, _, err = run("batch", "空", "--out", "无", "--jobs", "1")
    assert code == shell.NONE_READ
    assert "failures" in err


def test_resume_force_and_retry_failed(run: Run) -> None:
    (Path("报告") / "坏.txt").write_bytes(b"\x00\x01")
    assert batch(run)[0] == shell.SOME_FAILED
    for options, fresh in (([], 0), (["--resume"], 0), (["--retry-failed"], 1)):
        assert f"本次读取 {fresh} 份" in batch(run, *options)[2]
    assert "本次读取" not in batch(run, "--force")[2], "all were read"


def test_limit_shard_and_dry_run(run: Run) -> None:
    code, out, err = batch(run, "--dry-run", "--limit", "3")
    assert code == shell.OK
    assert out.split("\n")[:-1] == [f"报告/{i:04}.txt" for i in range(3)]
    assert not Path("结果").exists()
    shards = [batch(run, "--dry-run", "--shard", f"{i}/2")[1].split("\n")[:-1] for i in (1, 2)]
    assert sorted(shards[0] + shards[1]) == [f"报告/{i:04}.txt" for i in range(4)]
    for i in (1, 2):
        run("batch", "报告", "--out", f"分{i}", "--jobs", "1", "--shard", f"{i}/2", "--quiet")
    code, out, err = run("merge", "分1", "分2", "--out", "合", "--jobs", "1")
    assert (code, "输入 4 = 成功 4" in err) == (shell.OK, True)
    batch(run, "--quiet")
    assert outputs(Path("合"))["csv/events.csv"] == outputs(Path("结果"))["csv/events.csv"]


def test_limits_of_size_and_time(run: Run) -> None:
    (Path("报告") / "大.docx").write_bytes(b"PK\x03\x04[Content_Types].xml word/" + bytes(1_100_000))
    batch(run, "--max-file-mb", "1", "--timeout", "100", "--memory-mb", "900")
    assert ("报告/大.docx", "too_large") in ledger(Path("结果"), "name", "code")


def test_verbose_and_a_log_file(run: Run) -> None:
    (Path("报告") / "坏.txt").write_bytes(b"\x00\x01")
    code, _, err = batch(run, "--verbose", "--log-file", "经过.log")
    assert code == shell.SOME_FAILED
    assert err.count("成功 报告/") == 4
    log = Path("经过.log").read_text(encoding="utf-8")
    assert "WARNING failed 报告/坏.txt" in log
    assert "输入 5" in log


def test_the_day_comes_from_the_name(run: Run) -> None:
    (Path("报告") / "2021-10-09.txt").write_text("10月8日，镇长顾长川到柳溪村调研。", encoding="utf-8")
    batch(run, "--date-from", "name", "--format", "csv")
    assert "2021-10-08,2021-10-08,调研" in outputs(Path("结果"))["csv/events.csv"].decode()


def test_tables_again_in_part(run: Run) -> None:
    batch(run, "--quiet")
    code, out, _ = run("tables", "结果", "--where", "officials~陆宁", "--table", "events", "--out", "部分")
    assert (code, "部分/csv" in out) == (shell.OK, True)
    for wrong in (
        ["--where", "status=done"],
        ["--where", "子虚=1", "--out", "x"],
        ["--table", "x", "--out", "x"],
    ):
        code, out, err = run("tables", "结果", *wrong)
        assert (code, out) == (shell.WRONG_USE, ""), err


# --- progress -------------------------------------------------------------------------------------


def test_a_line_now_and_then_where_there_is_no_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "EVERY", 0.0)
    err = batch(run)[2]
    assert re.search(r"读取解析：[0-9]/4，每秒 [0-9]+，还需 0:00:0[0-9]", err)
    assert "\x1b" not in err


@needs_posix
def test_a_bar_on_a_terminal() -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "govextract", "batch", "报告", "--out", "结果", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as process:  # noqa: S603
        os.close(theirs)
        shown = b""
        try:
            while some := os.read(ours, 10_000):
                shown += some
        except OSError:  # the other end is closed
            pass
        assert process.stdout is not None
        out = process.stdout.read().decode()
    assert process.returncode == shell.OK
    assert "读取解析" in shown.decode()
    assert "4/4" in shown.decode()
    assert "结果/csv" in out
    assert "读取解析" not in out


# --- what goes wrong ------------------------------------------------------------------------------


def test_two_runs_on_one_folder(run: Run) -> None:
    Path("结果").mkdir()
    lock = Lock(Path("结果"))
    code, out, err = batch(run)
    lock.release()
    assert (code, out) == (shell.WRONG_USE, "")
    assert "另一次运行正在使用 结果" in err


def test_two_runs_at_the_same_time() -> None:
    command = [sys.executable, "-m", "govextract", "batch", "报告", "--out", "结果", "--jobs", "1", "--quiet"]
    runs = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]  # noqa: S603
    said = [(p.communicate(timeout=120)[1].decode(), p.returncode) for p in runs]
    codes = sorted(code for _, code in said)
    assert codes in ([shell.OK, shell.OK], [shell.OK, shell.WRONG_USE]), (
        said
    )  # one after the other, or refused
    assert len(ledger(Path("结果"), "name")) == 4


def test_a_disk_that_is_full_at_the_tables(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writers._Csv, "add", full)
        code, out, err = batch(run)
    assert (code, out) == (shell.WRONG_USE, "")
    assert "磁盘已满" in err
    assert {*outputs(Path("结果"))} == set()
    code, _, err = batch(run)
    assert (code, "本次读取 0 份" in err) == (shell.OK, True)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 400 KB."""
    path = Path("小盘")
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(path)]
    if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("nothing can be mounted")
    yield path
    for _ in range(50):  # the workers of a run that failed may still have it open
        if subprocess.run(["umount", str(path)], capture_output=True, check=False).returncode == 0:  # noqa: S603, S607
            return
        time.sleep(0.1)


@linux
def test_a_disk_that_gets_full(run: Run, small_disk: Path) -> None:
    write_reports(Path("报告"), 150)
    code, out, err = batch(run, out=str(small_disk / "结果"))
    assert (code, out) == (shell.WRONG_USE, "")
    assert "磁盘已满" in err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)  # noqa: S603, S607
    assert batch(run, out=str(small_disk / "结果"))[0] == shell.OK
    assert len(ledger(small_disk / "结果", "name")) == 150


@needs_posix
def test_an_output_folder_that_cannot_be_written(run: Run) -> None:
    Path("只读").mkdir()
    mounted = False
    if os.geteuid() == 0:  # whom permissions do not bind
        command = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", "只读"]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
        if not mounted:
            pytest.skip("root, and nothing can be mounted")
    else:
        Path("只读").chmod(0o500)
    try:
        for out in ("只读", "只读/结果"):
            code, shown, err = batch(run, out=out)
            assert (code, shown) == (shell.WRONG_USE, "")
            assert "Traceback" not in err
            assert "只读" in err
    finally:
        if mounted:
            subprocess.run(["umount", "只读"], check=True)  # noqa: S607
        Path("只读").chmod(0o700)


def test_a_fault_at_the_tables_is_told_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(worker, "main", runs.faulty_tables)
        code, out, err = batch(run)
    assert (code, out) == (shell.BUG, "")
    assert "IndexError: 例外" in err
    assert batch(run)[0] == shell.OK


def test_a_file_where_the_output_folder_is_to_be(run: Run) -> None:
    Path("结果").write_text("x", encoding="utf-8")
    code, _, err = batch(run)
    assert code == shell.WRONG_USE
    assert "结果" in err
    assert Path("结果").read_text(encoding="utf-8") == "x"


def test_a_folder_with_foreign_files(run: Run) -> None:
    Path("结果").mkdir()
    Path("结果/tables.xlsx").write_bytes(b"precious")
    assert batch(run)[0] == shell.WRONG_USE
    assert Path("结果/tables.xlsx").read_bytes() == b"precious"
    assert batch(run, "--force")[0] == shell.OK


def test_a_store_that_is_damaged(run: Run) -> None:
    batch(run, "--quiet")
    store = Path("结果") / NAME
    store.write_bytes(store.read_bytes()[:4096] + os.urandom(store.stat().st_size))
    code, _, err = batch(run)
    assert code == shell.WRONG_USE
    assert "已损坏" in err


@needs_posix
def test_names_with_line_breaks_and_broken_bytes_are_one_line_each(run: Run) -> None:
    for name in (b"a\nb.txt", b"\xff\xfe.txt", b"\x1b[31mred.txt"):
        Path(os.fsdecode("报告/".encode() + name)).write_text(report(9), encoding="utf-8")
    code, out, _ = batch(run, "--dry-run")
    assert code == shell.OK
    assert len(out.split("\n")) - 1 == 7
    assert "\x1b" not in out
