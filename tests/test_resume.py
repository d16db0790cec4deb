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
from typing import Any

import pytest

from govextract.batch.tables import SCRATCH
from govextract.store import NAME, Store
from tests.runs import ledger, outputs, quick, write_reports

pytestmark = pytest.mark.skipif(os.name != "posix", reason="process groups and SIGKILL are POSIX")

SEED = 20231102


def start(out: Path) -> subprocess.Popen[bytes]:
    """A run in a process group of its own."""
    command = [sys.executable, "-m", "govextract", "batch", "报告", "--out", str(out), "--jobs", "2"]
    command += ["--format", "csv,xlsx,jsonl,sqlite", "--quiet"]
    nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, start_new_session=True, **nowhere)  # type: ignore[call-overload, no-any-return]  # noqa: S603


def query(out: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a run's store; none where there is no such table yet."""
    if not (out / NAME).exists():
        return []
    db = sqlite3.connect(out / NAME)
    try:
        return db.execute(sql).fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        db.close()


def intact(out: Path) -> bool:
    """Whether the store of a killed run is whole, and has no input twice."""
    names = query(out, "SELECT name FROM ledger")
    return query(out, "PRAGMA integrity_check") in ([("ok",)], []) and len(names) == len({*names})


def reaches(out: Path, done: int) -> bool:
    """Whether so many inputs are done."""
    return len(query(out, "SELECT name FROM ledger")) >= done


def test_killed_ten_times_and_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 80)
    (Path("报告") / "坏.txt").write_bytes(b"\x00\x01\x02")
    assert start(Path("整")).wait() == 3
    out = Path("断")
    chance = random.Random(SEED)  # noqa: S311 - moments, no secrets
    stages = ["start", "reading", "tables"] * 3 + ["reading"]
    kills = 0
    for stage in stages:
        process = start(out)
        done, delay = chance.randrange(1, 81), chance.random()
        while process.poll() is None:  # in each stage of a run at a moment that is drawn
            if stage == "start" or (stage == "reading" and reaches(out, done)) or [*out.glob(f"{SCRATCH}*")]:
                break
            time.sleep(0.005)
        time.sleep(delay * {"start": 2.0, "reading": 0.1, "tables": 0.5}[stage])
        if process.poll() is None:
            kills += 1
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        assert intact(out)
    assert len(stages) == 10
    assert kills >= 5
    assert start(out).wait() == 3
    assert intact(out)
    assert outputs(out) == outputs(Path("整"))
    assert not list(out.glob(f"{SCRATCH}*"))
    columns = ("name", "status", "code", "sha256", "events", "mentions")
    assert ledger(out, *columns) == ledger(Path("整"), *columns)
    assert len(ledger(out, "name")) == 81


def test_what_was_done_before_a_kill_is_not_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 500)
    process = start(Path("断"))
    while process.poll() is None and not reaches(Path("断"), 30):
        time.sleep(0.02)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done = len(query(Path("断"), "SELECT name FROM ledger"))
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


def test_a_run_killed_after_its_last_table_can_be_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 3)
    with monkeypatch.context() as broken:
        broken.setattr(Store, "close", Store.abandon)  # nothing more is committed
        quick(Path("报告"), Path("断"))
    assert Path("断/csv/events.csv").exists()
    again = quick(Path("报告"), Path("断"))
    assert (again.fresh, again.counts["ok"]) == (0, 3)
