"""Workers under every kind of trouble: what one task does to its worker costs no other task anything."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from govextract.batch.pool import DONE, READY, Lost, Patience, Pool, Task, resident
from govextract.run_folder import RunError

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


def entry(pipe: Connection, folder: Path) -> None:
    """A worker that does what it is told."""
    pipe.send(READY)
    while True:
        try:
            kind, payload = pipe.recv()
        except EOFError:
            return
        with suppress(GiveUpError):
            for step in payload:
                do(kind, step, pipe, folder)
            pipe.send(DONE)


class GiveUpError(Exception):
    """A task is not gone on with."""


def do(kind: str, step: Any, pipe: Connection, folder: Path) -> None:
    if step == "crash":
        ctypes.string_at(0)
    elif step == "hang":
        time.sleep(600)
    elif step == "leave":
        os._exit(7)
    elif step == "give up":
        pipe.send(Lost("bug", {"what": "IndexError: x"}))
        raise GiveUpError
    elif step == "eat":
        hoard = [bytearray(50_000_000) for _ in range(8)]
        time.sleep(600)
        pipe.send(len(hoard))
    elif step == "start":
        child = subprocess.Popen(["sleep", "600"], start_new_session=True)  # noqa: S607
        pipe.send(child.pid)
    elif step == "slow":
        pipe.send(Patience(20.0))
        time.sleep(1.5)
        pipe.send(Patience(1.0))
    else:
        pipe.send((kind, step, os.getpid()))


def stillborn(pipe: Connection, folder: Path) -> None:
    os._exit(9)


@pytest.fixture
def pool(tmp_path: Path) -> Iterator[Pool]:
    with Pool(entry, tmp_path, 2, timeout=1.0, memory=200_000_000) as made:
        yield made


def results(pool: Pool, *payloads: list[Any]) -> dict[int, list[Any]]:
    """What came of each task."""
    found: dict[int, list[Any]] = {i: [] for i in range(len(payloads))}
    for task, message in pool.run(Task("echo", payload, i) for i, payload in enumerate(payloads)):
        found[task.state].append(message)
    return found


def test_all_tasks_are_done_by_all_workers(pool: Pool) -> None:
    found = results(pool, *([i, i + 1] for i in range(40)))
    assert {i: [m[:2] for m in messages] for i, messages in found.items()} == {
        i: [("echo", i), ("echo", i + 1)] for i in range(40)
    }
    assert len({m[2] for messages in found.values() for m in messages}) == 2


def test_one_pool_runs_one_set_of_tasks_after_another(pool: Pool) -> None:
    assert [m[1] for m in results(pool, ["a"])[0]] == ["a"]
    assert results(pool) == {}
    assert [m[1] for m in results(pool, ["b"])[0]] == ["b"]


@posix
def test_a_crash_costs_one_task(pool: Pool) -> None:
    found = results(pool, *(["ok", "crash"] if i % 5 == 2 else [i] for i in range(20)))
    for i, messages in found.items():
        if i % 5 == 2:
            assert messages[0][1] == "ok"  # what it sent before is not lost
            assert messages[1:] == [Lost("crash", {"how": "SIGSEGV"})]
        else:
            assert [m[1] for m in messages] == [i]


def test_a_worker_that_gives_up_a_task_takes_the_next(pool: Pool) -> None:
    found = results(pool, *([i, "give up", "never"] if i == 1 else [i] for i in range(10)))
    assert [m[1] if isinstance(m[1], int) else m for m in found[1]] == [
        1,
        Lost("bug", {"what": "IndexError: x"}),
    ]
    assert len({m[2] for i, messages in found.items() if i != 1 for m in messages}) == 2


def test_an_exit_and_a_hang_cost_one_task_each(pool: Pool) -> None:
    found = results(pool, [1], ["leave"], [2], ["hang"], [3], [4])
    assert found[1] == [Lost("crash", {"how": "7"})]
    assert found[3] == [Lost("timeout", {"seconds": "1"})]
    assert [found[i][0][1] for i in (0, 2, 4, 5)] == [1, 2, 3, 4]


@linux
def test_too_much_memory_costs_one_task(pool: Pool) -> None:
    found = results(pool, ["eat"], [1], [2])
    assert found[0] == [Lost("memory", {"limit": "200"})]
    assert [found[i][0][1] for i in (1, 2)] == [1, 2]


def test_a_worker_may_ask_for_patience(pool: Pool) -> None:
    assert [m[1] for m in results(pool, ["slow", "done"])[0]] == ["done"]
    assert results(pool, ["hang"])[0] == [Lost("timeout", {"seconds": "1"})]  # it ends with the asking


@posix
def test_what_is_left_of_a_lost_task_can_be_given_out_again(pool: Pool) -> None:
    seen = []
    for task, message in pool.run([Task("echo", ["a", "crash", "b", "crash", "c"])]):
        if isinstance(message, Lost):
            done = task.payload.index("crash")
            if rest := task.payload[done + 1 :]:
                pool.again(Task("echo", rest))
        else:
            seen.append(message[1])
    assert seen == ["a", "b", "c"]


@linux
def test_programs_that_a_worker_started_end_with_it(pool: Pool) -> None:
    pid, lost = results(pool, ["start", "hang"])[0]
    assert lost.cause == "timeout"
    for _ in range(100):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        pytest.fail("the program runs on")


@linux
def test_resident_memory_is_told() -> None:
    assert resident(os.getpid()) > 1_000_000
    assert resident(2**22 + 5) == 0


def test_a_tasks_iterator_may_have_nothing_for_a_while(pool: Pool) -> None:
    class Slowly(Iterator[Task]):
        given = done = 0

        def __next__(self) -> Task:
            if self.given == 6 or self.given > self.done:
                raise StopIteration
            self.given += 1
            return Task("echo", [self.given])

    tasks = Slowly()
    for _ in pool.run(tasks):
        tasks.done += 1
    assert tasks.done == 6


def test_workers_that_never_get_ready_are_given_up(tmp_path: Path) -> None:
    with Pool(stillborn, tmp_path, 2, timeout=5.0, memory=10**9) as pool, pytest.raises(RunError) as caught:
        results(pool, [1])
    assert caught.value.key == "no_worker"


@posix
def test_a_script_without_a_main_guard_can_run_it(tmp_path: Path) -> None:
    """Each worker would run it again, and again a run in it, if the script were loaded there."""
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\n"
        "from tests.test_pool import entry, results\n"
        "from govextract.batch.pool import Pool\n"
        "print('once')\n"
        "with Pool(entry, Path('.'), 2, timeout=5.0, memory=10**9) as pool:\n"
        "    print(results(pool, ['a'])[0][0][1])\n",
        encoding="utf-8",
    )
    root = Path(__file__).parent.parent
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(script)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.returncode) == ("once\na\n", 0), done.stderr
