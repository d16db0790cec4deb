"""Folders of small reports, runs over them, and what such a run wrote."""

from __future__ import annotations

import os
import signal
import sqlite3
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from govextract.batch import Options, Settings, Summary, run, worker
from govextract.batch.chunks import FORMATS, Format, Wanted
from govextract.batch.talk import Talk
from govextract.messages import Messages
from govextract.store import NAME

TOWNS = ("云岭镇", "青石镇", "白鹭乡", "松溪街道")

REPORT = """{town}{year}年{month}月份工作情况
一、安全生产
{month}月{day}日，{town}召开第{i}次安全生产推进会，镇党委书记沈怀谷主持会议，副镇长陆宁参加。
{month}月{next}日，镇应急办到青石桥村、白鹭洲社区检查，督促恒达木业有限公司整改隐患{day}处。
二、乡村振兴
{month}月{next}日，镇长顾长川到柳溪村调研，投入资金{day}00多万元。王主任表示感谢。
"""

CRASH, HANG, EAT, FAIL = "让进程崩溃", "让进程停住", "让进程吃内存", "让程序出错"
KILL = "让上级进程被杀"

RTF = b"{\\rtf1 "
"""How a file begins that LibreOffice is asked for."""


def report(i: int) -> str:
    """A report that differs from all others."""
    day = i % 26 + 1
    town = TOWNS[i % len(TOWNS)]
    return REPORT.format(town=town, year=2019 + i % 4, month=i % 12 + 1, day=day, next=day + 2, i=i)


def write_reports(folder: Path, number: int, first: int = 0) -> list[Path]:
    """Some reports in a folder, half of them in GB18030."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{i:04}.txt" for i in range(first, first + number)]
    for i, path in enumerate(paths, first):
        path.write_bytes(report(i).encode("gb18030" if i % 2 else "utf-8"))
    return paths


def quick(
    inputs: Path | list[str],
    out: Path,
    formats: tuple[Format, ...] = ("csv",),
    settings: Settings | None = None,
    **options: Any,
) -> Summary:
    """A run that says nothing."""
    given = inputs if isinstance(inputs, list) else [str(inputs)]
    with Talk(Messages("zh"), "quiet") as talk:
        return run(
            given,
            out,
            settings=settings or Settings(),
            options=Options(**{"jobs": 2, **options}),
            wanted=Wanted(formats),
            talk=talk,
        )


def outputs(out: Path) -> dict[str, bytes]:
    """The tables in a run's folder, by their names; its store and lock are left out."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and "govextract" not in path.name
    }


def ledger(out: Path, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of the ledger, by name."""
    db = sqlite3.connect(f"{(out / NAME).resolve().as_uri()}?mode=ro", uri=True)
    rows = db.execute(f"SELECT {', '.join(columns)} FROM ledger ORDER BY name").fetchall()  # noqa: S608
    db.close()
    return rows


ALL_FORMATS = FORMATS


def faulty(pipe: Connection, work: worker.Work) -> None:
    """A worker that comes to grief at texts that ask for it."""
    import ctypes
    import time

    from govextract.pipeline import Extractor
    from govextract.records import Document

    parse = Extractor.parse

    def fault(self: Extractor, source: str | Document, **options: Any) -> Any:
        text = source if isinstance(source, str) else source.text
        if CRASH in text:
            ctypes.string_at(0)
        if HANG in text:
            time.sleep(600)
        if EAT in text:
            hoard = []
            while True:
                hoard.append(bytearray(10_000_000))
        if FAIL in text:
            raise IndexError("例外")
        if KILL in text:
            os.kill(parent_process().pid, signal.SIGKILL)  # type: ignore[union-attr, arg-type]
            time.sleep(60)
        return parse(self, source, **options)

    Extractor.parse = fault  # type: ignore[method-assign]
    worker.main(pipe, work)


def faulty_office(pipe: Connection, work: worker.Work) -> None:
    """A worker whose files for LibreOffice come to grief when they ask for it, together or each by itself."""
    import ctypes

    from govextract import read
    from govextract.records import Document

    def read_bytes(data: bytes, name: str, **_: Any) -> Document:
        if not data.startswith(RTF):
            return read.read_bytes(data, name)
        if CRASH.encode() in data:
            ctypes.string_at(0)
        if FAIL.encode() in data:
            raise IndexError("例外")
        return read.read_text(data.removeprefix(RTF).decode(), source=name)

    def read_items(items: list[read.Item], **_: Any) -> list[Document]:
        return [read_bytes(item.load(), item.name) for item in items]

    vars(worker).update(read_bytes=read_bytes, read_items=read_items)
    worker.main(pipe, work)


def faulty_tables(pipe: Connection, work: worker.Work) -> None:
    """A worker that cannot make tables."""

    def table_chunk(*_: Any) -> None:
        raise IndexError("例外")

    vars(worker)["Worker"].table_chunk = table_chunk
    worker.main(pipe, work)
