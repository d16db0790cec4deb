"""The store by itself: what it keeps, what it says when it cannot."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.messages import Messages
from govextract.run_folder import Lock, RunError
from govextract.store import NAME, STATUSES, Outcome, Reader, Store, Unit


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path, create=True)
    made.begin(["报告"])
    yield made
    made.abandon()


def unit(name: str, ordinal: int = 0) -> Unit:
    return Unit(name, name.encode(), ordinal)


def ok(sha: str = "a") -> Outcome:
    return Outcome("ok", sha256=sha, record=b"r", text=b"t")


def done(store: Store, name: str, outcome: Outcome, key: str | None = None, again: str | None = None) -> None:
    assert store.plan(unit(name))
    store.put(name, key or f"key of {name}", outcome, again)


def key_of(path: Path) -> RunError:
    with pytest.raises(RunError) as caught:
        Store(path)
    return caught.value


def test_what_is_planned_is_pending_until_it_is_done(store: Store) -> None:
    assert store.plan(unit("甲"))
    assert store.plan(unit("乙"))
    assert not store.plan(unit("甲")), "a name is one input"
    assert {x.name for x in store.pending(page=1)} == {"甲", "乙"}
    store.put("甲", "k", ok())
    assert [x.name for x in store.pending()] == ["乙"]
    counts = store.counts()
    assert [*counts] == [*STATUSES, "pending"]
    assert (counts["ok"], counts["pending"], sum(counts.values())) == (1, 1, 2)
    assert store.planned() == 2


def test_members_of_an_archive_come_in_its_order(store: Store) -> None:
    for ordinal, name in enumerate(["c", "a", "b"]):
        store.plan(Unit(name, b"z.tar", ordinal))
    assert [x.name for x in store.pending(page=2)] == ["c", "a", "b"]
    assert list(store.names()) == ["a", "b", "c"]


def test_the_first_of_equal_documents_by_name_counts(store: Store) -> None:
    for name in ("丙", "a", "b", "乙"):
        done(store, name, ok("same" if name != "b" else "other"))
    assert store.settle() == 2
    assert store.counts()["duplicate"] == 2
    failures = list(store.failures())
    assert [(f.name, f.status, f.duplicate_of) for f in failures] == [
        ("丙", "duplicate", "a"), ("乙", "duplicate", "a"),
    ]  # fmt: skip


def test_failed_documents_are_no_duplicates(store: Store) -> None:
    for name in ("a", "b"):
        done(store, name, Outcome("failed", "damaged", {"reason": "cut"}, sha256="same"))
    assert store.settle() == 0
    assert store.counts()["failed"] == 2
    assert store.causes() == [("failed", "damaged", 2)]
    assert next(store.failures()).details == {"reason": "cut"}


def test_a_reader_sees_what_is_committed(store: Store) -> None:
    done(store, "a", ok("1"), key="k1")
    done(store, "b", ok("2"), key="k2", again="failed")
    reader = Reader(store.path)
    assert reader.content("k1") is None
    store.settle()
    store.commit()
    assert reader.content("k1") == (1, None)
    assert reader.content("k2") == (1, "failed")
    assert list(reader.records(0, 2)) == [(b"r", b"t")] * 2
    assert list(reader.records(1, 2)) == [(b"r", b"t")]
    reader.close()


def test_nothing_uncommitted_stays(tmp_path: Path) -> None:
    store = Store(tmp_path, create=True)
    store.begin([])
    done(store, "a", ok())
    store.commit()
    done(store, "b", ok())
    store.abandon()
    again = Store(tmp_path)
    assert list(again.names()) == ["a"]
    again.close()


def test_a_new_run_forgets_what_no_input_has(store: Store) -> None:
    done(store, "a", ok("1"), key="old")
    done(store, "b", ok("2"), key="kept")
    store.begin(["报告"])
    done(store, "a", ok("3"), key="new")
    store.settle()
    store.forget()
    store.commit()
    reader = Reader(store.path)
    assert reader.content("old") is None, "its input has another content now"
    assert reader.content("kept") is not None, "its input may come back"
    assert reader.content("new") == (2, None)
    reader.close()
    assert list(store.names()) == ["a"]


def test_limit_leaves_out_without_forgetting(store: Store) -> None:
    for name in "dcba":
        done(store, name, ok(name))
    store.keep_first(2)
    assert list(store.names()) == ["a", "b"]
    store.forget()
    store.commit()
    reader = Reader(store.path)
    assert all(reader.content(f"key of {name}") for name in "abcd")
    reader.close()
    store.keep_first(9)
    assert store.planned() == 2


def test_settings_of_a_run_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path, create=True)
    store.set_meta(fingerprint="f1", options="{}")
    store.set_meta(fingerprint="f2")
    store.close()
    again = Store(tmp_path)
    assert (again.meta("fingerprint"), again.meta("options"), again.meta("none")) == ("f2", "{}", None)
    again.close()


def test_merging_keeps_all_and_refuses_contradictions(tmp_path: Path) -> None:
    stores = []
    for name, files in (("一", {"a": "1", "b": "2"}), ("二", {"b": "2", "c": "3"}), ("三", {"c": "9"})):
        (tmp_path / name).mkdir()
        store = Store(tmp_path / name, create=True)
        store.begin([])
        for file, sha in files.items():
            done(store, file, ok(sha), key=f"{file}{sha}")
        store.close()
        stores.append(store)
    joined = Store(tmp_path, create=True)
    joined.begin([])
    joined.take(stores[0].path, 1)
    joined.take(stores[1].path, 1)
    assert list(joined.names()) == ["a", "b", "c"]
    assert joined.settle() == 3
    with pytest.raises(RunError) as caught:
        joined.take(stores[2].path, 1)
    assert caught.value.key == "merge_clash"
    assert caught.value.values["name"] == "c"
    joined.abandon()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.text(min_size=1, max_size=8), st.sampled_from(["s1", "s2", "", "failed"]), max_size=12)
)
def test_lines_of_the_ledger_are_the_inputs(
    tmp_path_factory: pytest.TempPathFactory, inputs: dict[str, str]
) -> None:
    store = Store(tmp_path_factory.mktemp("run"), create=True)
    store.begin([])
    names = {name for name in inputs if "\x00" not in name and name.isprintable()}
    for name in names:
        sha = inputs[name]
        done(store, name, ok(sha) if sha.startswith("s") else Outcome(sha or "empty", "damaged"))
    documents = store.settle()
    counts = store.counts()
    assert sum(counts.values()) == len(names)
    assert documents == counts["ok"] == len({inputs[n] for n in names if inputs[n].startswith("s")})
    assert counts["ok"] + len(list(store.failures())) == len(names)
    store.close()


# --- what it says ---------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_costs_nothing_that_was_committed(tmp_path: Path) -> None:
    store = Store(tmp_path, create=True)
    store.begin([])
    done(store, "a", ok())
    store.commit()
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(RunError) as caught:
        for i in range(100):
            done(store, f"b{i}", ok()._replace(record=bytes(50_000)))
    assert caught.value.key == "store_full"
    assert "磁盘已满" in caught.value.sentence(Messages("zh"))
    store.abandon()
    again = Store(tmp_path)
    assert list(again.names()) == ["a"]
    again.close()


def test_no_run_and_no_store(tmp_path: Path) -> None:
    assert key_of(tmp_path).key == "no_run"
    (tmp_path / NAME).write_bytes(b"this is no database at all" * 100)
    assert key_of(tmp_path).key == "store_damaged"


def test_a_store_of_another_version(tmp_path: Path) -> None:
    Store(tmp_path, create=True).close()
    db = sqlite3.connect(tmp_path / NAME)
    db.execute("PRAGMA user_version = 99")
    db.close()
    assert key_of(tmp_path).key == "store_version"


def test_a_lock_is_held_by_one_and_given_back(tmp_path: Path) -> None:
    lock = Lock(tmp_path)
    with pytest.raises(RunError) as caught:
        Lock(tmp_path)
    assert caught.value.key == "run_busy"
    lock.release()
    Lock(tmp_path).release()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    folder = tmp_path / "只读"
    folder.mkdir()
    mounted = False
    if os.geteuid() == 0:  # whom permissions do not bind
        command = ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", str(folder)]
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
        if not mounted:
            pytest.skip("root, and nothing can be mounted")
    else:
        folder.chmod(0o500)
    try:
        with pytest.raises(RunError) as caught:
            Lock(folder)
        assert caught.value.key == "store_denied"
        with pytest.raises(RunError) as caught:
            Store(folder, create=True)
        assert caught.value.key == "store_denied"
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)  # noqa: S603, S607
        folder.chmod(0o700)


def test_errors_of_a_run_speak_both_languages_and_can_be_pickled() -> None:
    import pickle

    error = RunError("run_busy", path=Path("结果"))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert str(again) == str(error) == error.sentence(Messages("en"))
    assert error.sentence(Messages("zh")).startswith("另一次运行正在使用 结果")
