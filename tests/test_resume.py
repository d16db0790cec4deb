"""A run that is killed at any moment loses nothing: taken up again it comes to the same bytes."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govextract.store import NAME
from tests.runs import ledger, outputs, quick, write_reports

pytestmark = pytest.mark.skipif(os.name != "posix", reason="process groups and SIGKILL are POSIX")

KILLS = 10
SEED = 20231102


def start(out: Path) -> subprocess.Popen[bytes]:
    """A run in a process group of its own."""
    command = [sys.executable, "-m", "govextract", "batch", "报告", "--out", str(out), "--jobs", "2"]
    command += ["--format", "csv,xlsx,jsonl,sqlite", "--quiet"]
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, start_new_session=True, **nowhere)  # type: ignore[call-overload, no-any-return]  # noqa: S603


def intact(out: Path) -> bool:
    """Whether the store of a killed run is whole, and has no input twice."""
    if not (out / NAME).exists():
        return True
    db = sqlite3.connect(out / NAME)
    check = db.execute("PRAGMA integrity_check").fetchone()[0]
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE name = 'ledger'")]
    names = [row[0] for row in db.execute("SELECT name FROM ledger")] if tables else []
    db.close()
    return check == "ok" and len(names) == len(set(names))


def test_killed_ten_times_and_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 80)
    (Path("报告") / "坏.txt").write_bytes(b"\x00\x01\x02")
    began = time.monotonic()
    assert start(Path("整")).wait() == 3
    whole = time.monotonic() - began
    moments = random.Random(SEED)  # noqa: S311 - moments, no secrets
    kills = 0
    for _ in range(KILLS):
        process = start(Path("断"))
        time.sleep(moments.uniform(0.2, 1.0) * whole)
        if process.poll() is None:
            kills += 1
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        else:  # it had come to its end: the next one begins anew
            for path in Path("断").glob("*.sqlite*"):
                path.unlink()
        assert intact(Path("断"))
    assert kills >= 3
    assert start(Path("断")).wait() == 3
    assert intact(Path("断"))
    assert outputs(Path("断")) == outputs(Path("整"))
    assert not list(Path("断").glob(".govextract-tables-*"))
    columns = ("name", "status", "code", "sha256", "events", "mentions")
    assert ledger(Path("断"), *columns) == ledger(Path("整"), *columns)
    assert len(ledger(Path("断"), "name")) == 81


def test_what_was_done_before_a_kill_is_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 500)
    process = start(Path("断"))
    done = 0
    while process.poll() is None and done < 30:
        time.sleep(0.05)
        if (Path("断") / NAME).exists():
            db = sqlite3.connect(Path("断") / NAME)
            try:
                done = db.execute("SELECT count(*) FROM ledger").fetchone()[0]
            except sqlite3.OperationalError:  # not made yet
                done = 0
            finally:
                db.close()
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    again = quick(Path("报告"), Path("断"))
    assert again.fresh <= 500 - done
    assert again.counts["ok"] == 500


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_keeps_what_it_has(
    sign: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 300)
    process = start(Path("断"))
    while process.poll() is None and not (Path("断") / NAME).exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(sign)
    assert process.wait(20) in {130, 0}
    assert intact(Path("断"))
    assert quick(Path("报告"), Path("断")).counts["ok"] == 300
