"""Damaged and invented files for the readers, on and on: ``python -m tests.fuzz_readers --minutes 10``.

Only documents and ReadErrors may come out, each within the time that a reader keeps. ``--files 2000`` gives so many
files to a run instead, with those that LibreOffice opens, and looks for each of them in the ledger.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from govextract.batch import Options, Settings, run
from govextract.batch.chunks import Wanted
from govextract.batch.talk import Talk
from govextract.messages import Messages
from govextract.read import Limits, ReadError, open_inputs, read_bytes, read_item
from govextract.read.kinds import OFFICE, kind_of
from govextract.read.office import program
from govextract.store import NAME
from tests.files import (
    PARAGRAPHS,
    TEXT,
    docx,
    in_paragraphs,
    numbered,
    ofd,
    paragraph,
    pdf,
    plain_docx,
    set_in_lines,
    table,
    tarred,
    web_page,
    zipped,
)
from tests.measure_formats import by_office

LIMITS = Limits(
    text=2_000_000, file=5_000_000, part=3_000_000, archive=5_000_000, floor=20_000_000, seconds=10
)
SECONDS = 20.0
"""How long one input may take on the processors: twice what LIMITS give to a reader."""
HANG = 120.0
"""How long it may take on a machine that is busy with other things."""


def workbook() -> bytes:
    """A workbook with a report in each row."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("动态")
        for i, row in enumerate([["标题", "发布日期", "正文"], ["推进会", "2023-11-02", PARAGRAPHS[0]]]):
            sheet.write_row(i, 0, row)
    return out.getvalue()


def seeds() -> dict[str, bytes]:
    """A sound file of each format."""
    lines = "\n".join(f'{{"text": "{p}", "date": "2023-11-02"}}' for p in PARAGRAPHS)
    rich = docx(
        paragraph("党建", numbered(0))
        + table([["时间", "内容"], ["11月9日", "走访"]])
        + paragraph(PARAGRAPHS[0]),
        {
            "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
            "styles": '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="toc 1"/></w:style>',
        },
    )
    found = {
        "txt": TEXT.encode(),
        "txt-gb18030": TEXT.encode("gb18030"),
        "txt-utf16": TEXT.encode("utf-16"),
        "html": web_page(in_paragraphs()).encode("gb18030"),
        "docx": plain_docx(),
        "docx-rich": rich,
        "pdf": pdf(PARAGRAPHS[:2]),
        "pdf-columns": pdf(columns=2, header="云岭镇简报"),
        "ofd": ofd(*set_in_lines()),
        "xlsx": workbook(),
        "csv": f"标题,日期,正文\n推进会,2023-11-02,{PARAGRAPHS[0]}\n走访,,{PARAGRAPHS[1]}\n".encode(),
        "json": lines.split("\n", 1)[0].encode(),
        "jsonl": lines.encode(),
        "zip": zipped([("月报/一.txt", TEXT), ("二.zip", zipped([("三.docx", plain_docx())]))]),
        "tar": tarred([("月报/一.txt", TEXT.encode()), ("二.html", web_page(in_paragraphs()).encode())]),
        "tar.gz": tarred([("一.txt", TEXT.encode())], "w:gz"),
        "tar.bz2": tarred([("一.txt", TEXT.encode())], "w:bz2"),
        "tar.xz": tarred([("一.txt", TEXT.encode())], "w:xz"),
    }
    try:
        import py7zr
    except ImportError:
        return found
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w") as archive:
        archive.writestr(TEXT.encode(), "一.txt")
        archive.writestr(TEXT.encode("gb18030"), "月报/二.txt")
    return {**found, "7z": out.getvalue()}


def mutated(data: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    """``data`` with some of it changed; half the time inside a part, if it is a package of parts."""
    if data[:2] == b"PK" and rng.random() < 0.5:
        return _in_a_part(data, rng, others)
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        if not out:
            break
        at = rng.randrange(len(out))
        size = min(rng.choice((1, 2, 4, 16, 256, 4096)), len(out) - at)
        way = rng.randrange(8)
        if way == 0:
            out[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            out[at : at + size] = rng.randbytes(size)
        elif way == 2:
            del out[at : at + size]
        elif way == 3:
            out[at:at] = out[at : at + size] * rng.choice((1, 2, 50))
        elif way == 4:
            out[at : at + size] = rng.choice((b"\x00", b"\xff", b"\x7f")) * size
        elif way == 5:
            number = rng.choice((0, 1, 0x7F, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF))
            out[at : at + 8] = number.to_bytes(8, rng.choice(("little", "big")))
        elif way == 6:
            del out[at:]
        else:
            other = rng.choice(others)
            start = rng.randrange(len(other))
            out[at:at] = other[start : start + size]
    return bytes(out)


def _in_a_part(data: bytes, rng: random.Random, others: list[bytes]) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [(n, archive.read(n)) for n in dict.fromkeys(archive.namelist())]
    except Exception:  # damaged already
        return data
    if not files:
        return data
    i = rng.randrange(len(files))
    files[i] = (files[i][0], mutated(files[i][1], rng, others))
    return zipped([(name, part) for name, part in files])


def outcomes(data: bytes, path: Path) -> list[str]:
    """What comes of one input: by the single reader, and as a file on disk with all that is in it.

    Kinds that LibreOffice reads are told, not read: it takes seconds for each.
    """
    out = []
    if kind_of(data) not in OFFICE:
        try:
            out.append(read_bytes(data, "x", limits=LIMITS).format)
        except ReadError as e:
            assert e.sentence("zh") and e.sentence("en")
            out.append(e.code)
    path.write_bytes(data)
    for count, item in enumerate(open_inputs([path], LIMITS)):
        if count >= 50:
            break
        try:
            if item.error is not None or kind_of(item.load(LIMITS)) not in OFFICE:
                out.append(read_item(item, limits=LIMITS).format)
            else:
                out.append("office")
        except ReadError as e:
            assert e.sentence("zh") and e.sentence("en")
            out.append(e.code)
    return out


def spent() -> float:
    """Seconds on the processors, those of processes that have ended with them."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def whole_run(number: int, rng: random.Random) -> int:
    """A run over so many files; gives how many of them have no line in the ledger."""
    good = seeds()
    if program() is not None:
        for form in ("doc:MS Word 97", "rtf:Rich Text Format", "odt:writer8"):
            good[form[:3]] = by_office(form)([("工作情况", PARAGRAPHS)])[0]
    others = list(good.values())
    with tempfile.TemporaryDirectory() as name, Talk(Messages("en"), "normal") as talk:
        inputs, out = Path(name) / "in", Path(name) / "out"
        inputs.mkdir()
        files = [inputs / f"{i:05}" for i in range(number)]
        for path in files:
            path.write_bytes(mutated(good[rng.choice(list(good))], rng, others))
        done = run(
            [str(inputs)],
            out,
            settings=Settings(max_file_mb=5),
            options=Options(timeout=30.0),
            wanted=Wanted(("csv",)),
            talk=talk,
        )
        print(f"files {number}, inputs {sum(done.counts.values())}: {done.counts}")
        print(*(f"{status} {code} {n}" for status, code, n in done.causes), sep="\n")
        db = sqlite3.connect(out / NAME)
        found = {
            text.split("!/", maxsplit=1)[0].split("#", maxsplit=1)[0]
            for (text,) in db.execute("SELECT name FROM ledger")
        }
        db.close()
        lost = [path for path in files if path.as_posix() not in found]
        print(f"lost: {len(lost)}")
        return len(lost)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--files", type=int, default=0, help="a run over so many files instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=None, help="where inputs that break a reader are put")
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - invents files, no secrets
    if options.files:
        return 1 if whole_run(options.files, rng) else 0
    good = seeds()
    others = list(good.values())
    tried: Counter[str] = Counter()
    came: Counter[str] = Counter()
    broken = slow = 0
    longest = (0.0, "")
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        while time.monotonic() < end:
            name = rng.choice(list(good))
            data = (
                mutated(good[name], rng, others)
                if rng.random() < 0.95
                else rng.randbytes(rng.randrange(3000))
            )
            tried[name] += 1
            start, since = time.monotonic(), spent()
            try:
                came.update(outcomes(data, path))
            except Exception as e:
                broken += 1
                print(f"{name}: {type(e).__name__}: {e}", flush=True)
                if options.keep is not None:
                    (options.keep / f"{name}-{options.seed}-{broken}").write_bytes(data)
            took = spent() - since
            longest = max(longest, (took, name))
            if took > SECONDS or time.monotonic() - start > HANG:
                slow += 1
                print(f"{name}: {took:.1f} s", flush=True)
                if options.keep is not None:
                    (options.keep / f"slow-{name}-{options.seed}-{slow}").write_bytes(data)
    print(f"tried {sum(tried.values())}: {dict(sorted(tried.items()))}")
    print(f"came out: {dict(came.most_common())}")
    print(
        f"other exceptions {broken}, above {SECONDS:.0f} s {slow}, longest {longest[0]:.2f} s ({longest[1]})"
    )
    return 1 if broken or slow else 0


if __name__ == "__main__":
    sys.exit(main())
