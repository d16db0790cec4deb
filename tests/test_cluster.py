"""A real Dask cluster of two workers: the bytes of a run on one machine, whatever happens to the workers."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govextract import cli
from govextract.batch import Options, RunError, Settings, Summary, run, worker
from govextract.batch.chunks import Wanted
from govextract.batch.talk import Talk
from govextract.messages import Messages
from govextract.store import Outcome
from tests import runs
from tests.runs import ledger, outputs, quick, report, write_reports

pytest.importorskip("distributed", reason="needs the extra dask")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="workers are killed by signals of POSIX")

LEDGER = (
    "name",
    "status",
    "code",
    "details",
    "sha256",
    "encoding",
    "chars",
    "events",
    "mentions",
    "unresolved",
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two processes, which their nannies start again when they die."""
    import dask
    from distributed import LocalCluster

    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made,
    ):
        yield made


class Trouble(Talk):
    """A listener that makes trouble when so many documents are done."""

    def __init__(self, after: int, make: Callable[[], object]) -> None:
        super().__init__(Messages("zh"), "quiet")
        self.left, self._make = after, make

    def document(self, name: str, outcome: Outcome) -> None:
        super().document(name, outcome)
        self.left -= 1
        if not self.left:
            self._make()


def on_cluster(cluster: Any, out: Path, talk: Talk, **options: Any) -> Summary:
    given = Options(jobs=2, scheduler=cluster.scheduler_address, **options)
    wanted = Wanted(("csv", "jsonl", "sqlite"))
    with talk:
        return run(["报告"], out, settings=Settings(), options=given, wanted=wanted, talk=talk)


def test_a_worker_killed_on_the_way_changes_nothing(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_reports(Path("报告"), 80)
    Path("报告/空.txt").write_bytes(b"")
    Path("报告/坏.docx").write_bytes(b"PK\x03\x04" + b"word/" * 20)
    trouble = Trouble(20, lambda: os.kill(cluster.workers[0].pid, signal.SIGKILL))
    done = on_cluster(cluster, Path("群"), trouble)
    assert trouble.left < 0
    assert done.counts["ok"] == 80
    quick(Path("报告"), Path("单"), ("csv", "jsonl", "sqlite"))
    assert ledger(Path("群"), *LEDGER) == ledger(Path("单"), *LEDGER)
    assert outputs(Path("群")) == outputs(Path("单"))
    again = on_cluster(cluster, Path("群"), Talk(Messages("zh"), "quiet"))
    assert (again.fresh, again.counts) == (0, done.counts)


def test_a_file_that_brings_workers_down_costs_that_file_only(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(worker, "main", runs.faulty)
    monkeypatch.setattr(cluster.scheduler, "allowed_failures", 0)  # the first death is one too many
    write_reports(Path("报告"), 30)
    for i, word in ((3, runs.CRASH), (4, runs.KILL), (11, runs.HANG), (23, runs.FAIL)):
        Path(f"报告/{i:04}.txt").write_text(report(i) + word, encoding="utf-8")
    done = on_cluster(cluster, Path("群"), Talk(Messages("zh"), "quiet"), timeout=4.0)
    assert done.counts["ok"] == 26
    causes = {name[-8:-4]: code for name, code in ledger(Path("群"), "name", "code") if code}
    assert causes == {"0003": "crash", "0004": "crash", "0011": "timeout", "0023": "bug"}


def test_the_users_words_are_sent(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = "entries:\n- {id: my.own, category: title, forms: 湾长, example: 湾长到场}\n"
    Path("我的.yaml").write_text(words, encoding="utf-8")
    Path("报告").mkdir()
    Path("报告/一.txt").write_text("3月2日，青石桥村湾长沈怀谷到场检查。", encoding="utf-8")
    for out, more in (("群", ["--engine", "dask", "--scheduler", cluster.scheduler_address]), ("单", [])):
        command = [
            "batch",
            "报告",
            "--out",
            out,
            "--lexicon",
            "我的.yaml",
            "--quiet",
            "--format",
            "csv",
            *more,
        ]
        assert cli.main(command) == cli.OK
    assert outputs(Path("群")) == outputs(Path("单"))
    assert "湾长" in outputs(Path("群"))["csv/officials.csv"].decode()


def test_a_cluster_of_another_version_is_told(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Settings, "fingerprint", lambda _: "another")
    write_reports(Path("报告"), 1)
    with pytest.raises(RunError) as caught:
        on_cluster(cluster, Path("群"), Talk(Messages("zh"), "quiet"))
    assert caught.value.key == "cluster_differs"
    assert "tcp://" in caught.value.sentence(Messages("zh"))
    assert not Path("群").exists()


def test_a_scheduler_that_goes_away_is_told_and_what_was_done_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from distributed import LocalCluster

    from govextract.batch import cluster

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "CONNECT", 5.0)
    write_reports(Path("报告"), 60)
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as one:
        trouble = Trouble(10, one.close)
        with pytest.raises(RunError) as caught:
            on_cluster(one, Path("群"), trouble)
        assert caught.value.key == "scheduler_lost"
    done = quick(Path("报告"), Path("群"))
    assert done.counts["ok"] == 60
    assert done.fresh < 60


def test_nobody_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from govextract.batch import cluster

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    write_reports(Path("报告"), 1)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
    command = ["batch", "报告", "--out", "群", "--engine", "dask"]
    assert cli.main([*command, "--scheduler", address]) == cli.WRONG_USE
    assert address in capsys.readouterr().err
    assert cli.main([*command, "--scheduler", "没有协议的地址"]) == cli.WRONG_USE
    assert cli.main(command) == cli.WRONG_USE
    assert "--scheduler" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main([*command, "--scheduler", address]) == cli.WRONG_USE
    assert "govextract[dask]" in capsys.readouterr().err
    assert not Path("群").exists()
