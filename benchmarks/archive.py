"""An archive of thousands of files from one run: `python -m benchmarks.archive TEXTS.jsonl.xz [--documents 8000]`.

Texts of JSON lines (title, text) become txt, html, docx and pdf files, a fifth of them in zip archives, half of the
text files and pages in GB18030, one in a hundred damaged in a known way. `govextract batch` reads them with one and
with two workers, and a tenth of them once more; the figures go to benchmarks/ARCHIVE.md. The exit code is 1 if a
ledger does not balance, a damaged file is not listed with its true cause, or a sound one is not read.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import os
import platform
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.__main__ import table
from govextract import __version__
from govextract.cli.shell import SOME_FAILED
from govextract.store import NAME
from tests.files import docx, drawn_pdf, in_paragraphs, paragraph, pdf, plain_docx, web_page, zipped

FORMS = ("txt", "html", "docx", "pdf")
FOLDER, ZIPPED = 100, 5  # files in a folder; each fifth folder is an archive
DAMAGED = 57  # the file of each folder that is damaged
MOST_MEMORY, LEAST_GAIN = 1.2, 1.8

Text = tuple[str, list[str]]
Expected = dict[str, tuple[str, str]]


# --- the files ----------------------------------------------------------------------------------------


def sound(i: int, title: str, paragraphs: Sequence[str]) -> bytes:
    """A file of the form whose turn it is."""
    encoding, form = ("utf-8", "gb18030")[i // len(FORMS) % 2], FORMS[i % len(FORMS)]
    if form == "txt":
        return "\n".join([title, *paragraphs]).encode(encoding)
    if form == "html":
        return web_page(in_paragraphs("\n".join(paragraphs)), title).encode(encoding)
    if form == "docx":
        return plain_docx("\n".join([title, *paragraphs]))
    return pdf(paragraphs, title, header="云岭镇人民政府工作简报")


def _broken_part(title: str, paragraphs: Sequence[str]) -> bytes:
    """A Word document in whose text some bytes are wrong."""
    data = bytearray(plain_docx("\n".join([title, *paragraphs])))
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        part = z.getinfo("word/document.xml")
    name, extra = struct.unpack_from("<HH", data, part.header_offset + 26)
    at = part.header_offset + 30 + name + extra + part.compress_size // 2
    data[at : at + 40] = bytes(byte ^ 0x5A for byte in data[at : at + 40])
    return bytes(data)


def _entities() -> bytes:
    """A Word document whose XML would grow to a billion characters."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    document = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "哈哈哈哈哈哈哈哈哈哈">{levels}]><d>&e9;</d>'
    sound_parts = docx(paragraph("会议"))
    with zipfile.ZipFile(io.BytesIO(sound_parts)) as z:
        return zipped(
            [(n, document if n == "word/document.xml" else z.read(n).decode()) for n in z.namelist()]
        )


def _scanned() -> bytes:
    """Pages that are pictures."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(_picture(), 0, 0, 595, 842)

    return drawn_pdf(draw, draw)


def _picture() -> ImageReader:
    return ImageReader(Image.new("L", (300, 420), 200))


def _locked(title: str) -> bytes:
    return drawn_pdf(lambda canvas: canvas.drawString(72, 700, title), password="x")


# How a file is damaged → its form, its bytes, and what the ledger is to say.
WAYS: dict[str, tuple[str, Callable[[str, list[str]], bytes], tuple[str, str]]] = {
    "Word document cut off": ("docx", lambda t, p: plain_docx("\n".join([t, *p]))[:-300], ("failed", "damaged")),
    "Word document with wrong bytes": ("docx", _broken_part, ("failed", "damaged")),
    "Word document with exploding XML": ("docx", lambda t, p: _entities(), ("failed", "xml_bomb")),
    "program called docx": ("docx", lambda t, p: b"MZ\x90\x00" + bytes(500), ("failed", "format")),
    "PDF of pictures": ("pdf", lambda t, p: _scanned(), ("needs_ocr", "needs_ocr")),
    "PDF with a password": ("pdf", lambda t, p: _locked(t), ("failed", "encrypted")),
    "PDF cut off": ("pdf", lambda t, p: pdf(p, t)[:400], ("failed", "damaged")),
    "empty file": ("txt", lambda t, p: b"", ("empty", "empty")),
    "text overwritten with other bytes": ("txt", lambda t, p: bytes(range(256)) * 20, ("failed", "binary")),
    "English text": ("txt", lambda t, p: b"Minutes of the meeting.\n" * 20, ("failed", "no_chinese")),
    "page without text": ("html", lambda t, p: b"<html><body><div></div></body></html>", ("empty", "empty")),
}  # fmt: skip


def texts(path: Path, count: int) -> list[Text]:
    """Titles and paragraphs."""
    found: list[Text] = []
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            paragraphs = [x for p in row["text"].split("\n") if (x := " ".join(p.split()))]
            if paragraphs and len(found) < count:
                found.append((" ".join(row["title"].split()), paragraphs))
    return found


def build(folder: Path, given: Sequence[Text]) -> Expected:
    """Write the files; gives what the ledger is to say of the damaged ones."""
    expected: Expected = {}
    for first in range(0, len(given), FOLDER):
        number = first // FOLDER
        files: dict[str, bytes] = {}
        for i, (title, paragraphs) in enumerate(given[first : first + FOLDER], first):
            if i % FOLDER == DAMAGED:
                form, damage, outcome = [*WAYS.values()][number % len(WAYS)]
                files[f"第{i:05}号.{form}"] = damage(title, paragraphs)
            else:
                outcome = None
                files[f"第{i:05}号.{FORMS[i % len(FORMS)]}"] = sound(i, title, paragraphs)
            if outcome:
                inside = "!/" if number % ZIPPED == 0 else "/"
                ending = ".zip" if inside == "!/" else ""
                expected[f"{folder.name}/动态{number:03}{ending}{inside}{[*files][-1]}"] = outcome
        if number % ZIPPED == 0:
            _zip(folder / f"动态{number:03}.zip", files, "gb18030" if number % 2 else "utf-8")
        else:
            (folder / f"动态{number:03}").mkdir(parents=True)
            for name, data in files.items():
                (folder / f"动态{number:03}" / name).write_bytes(data)
    return expected


def _zip(path: Path, files: dict[str, bytes], encoding: str) -> None:
    """A zip archive with names as Windows (GB18030) or others (UTF-8) write them."""

    class Info(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile asks for it
            return self.filename.encode(encoding), self.flag_bits | (0x800 if encoding == "utf-8" else 0)

    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(Info(name), data, zipfile.ZIP_DEFLATED)


# --- the runs -----------------------------------------------------------------------------------------


class Measured(NamedTuple):
    """What a run took: wall and the parent's CPU seconds, peak memory in MB; and what came of it."""

    jobs: int
    inputs: int
    seconds: float
    parent_busy: float
    parent: float
    worker: float
    together: float
    code: int
    ledger: dict[str, tuple[str, str | None]]

    @property
    def balances(self) -> bool:
        """Whether it came to its end, and every input has its line."""
        return self.code == SOME_FAILED and self.inputs == len(self.ledger)


def measure(folder: Path, out: Path, jobs: int, inputs: int) -> Measured:
    """Run `govextract batch` in a process of its own and look at its processes from outside."""
    shutil.rmtree(out, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "govextract",
        "batch",
        folder.name,
        "--out",
        str(out),
        "--jobs",
        str(jobs),
    ]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--format", "csv,xlsx,jsonl", "--quiet"], cwd=folder.parent)
    parent = worker = together = busy = 0.0
    looked = 0.0
    while process.poll() is None:
        others = _below(process.pid)
        parent = max(parent, _status(process.pid, "status", "VmHWM:"))
        worker = max([worker, *(_status(pid, "status", "VmHWM:") for pid in others)])
        busy = max(busy, _cpu(process.pid))
        if time.perf_counter() - looked > 0.5:
            looked = time.perf_counter()
            together = max(
                together, sum(_status(pid, "smaps_rollup", "Pss:") for pid in [process.pid, *others])
            )
        time.sleep(0.05)
    seconds = time.perf_counter() - start
    db = sqlite3.connect(out / NAME)
    ledger = {
        name: (status, code) for name, status, code in db.execute("SELECT name, status, code FROM ledger")
    }
    db.close()
    return Measured(jobs, inputs, seconds, busy, parent, worker, together, process.returncode, ledger)


def _below(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [*map(int, listed.read_text().split())]
        except OSError:
            continue
        for child in children:
            found += [child, *_below(child)]
    return found


def _status(pid: int, file: str, field: str) -> float:
    """A figure of a process in MB; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().split("\n")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith(field)), 0.0)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wrong(run: Measured, expected: Expected) -> list[str]:
    """The inputs of which the ledger does not say what is true."""
    found = []
    for name, (status, code) in run.ledger.items():
        is_right = (status, code) == expected[name] if name in expected else status in {"ok", "duplicate"}
        if not is_right:
            found.append(f"{name}: {status}, {code}; expected {expected.get(name, 'ok')}")
    return found + [f"{name}: not in the ledger" for name in expected if name not in run.ledger]


# --- the report ---------------------------------------------------------------------------------------


def page(one: Measured, two: Measured, few: Measured, expected: Expected) -> str:
    gain, memory = one.seconds / two.seconds, max(two.parent / few.parent, two.worker / few.worker)
    ways = Counter[tuple[str, str]](expected.values())
    listed = Counter((two.ledger.get(n, ("", ""))[0], two.ledger.get(n, ("", ""))[1]) for n in expected)
    runs = table(
        [
            "files",
            "jobs",
            "seconds",
            "files/s",
            "parent, MB",
            "worker, MB",
            "all processes, MB",
            "parent busy",
        ],
        [
            [
                f"{r.inputs:,}",
                f"{r.jobs}",
                f"{r.seconds:.1f}",
                f"{r.inputs / r.seconds:.0f}",
                f"{r.parent:.0f}",
                f"{r.worker:.0f}",
                f"{r.together:.0f}",
                f"{r.parent_busy / r.seconds:.0%}",
            ]
            for r in (one, two, few)
        ],
    )
    counts = Counter(status for status, _ in two.ledger.values())
    return f"""# An archive

Written by `python -m benchmarks.archive`; govextract {
        __version__
    }, tables as CSV, Excel and JSON lines. Files of txt,
html, docx and pdf in equal shares, a fifth of them in zip archives, half of the text files and pages in GB18030.
Memory is the peak of each process's resident memory; that of all processes counts shared pages once.

{runs}

- Two jobs against one: **{gain:.2f}** times as fast (at least {LEAST_GAIN} is asked).
- Memory at {two.inputs:,} files against {few.inputs:,}: **{memory:.2f}** (parent {
        two.parent / few.parent:.2f},
  worker {two.worker / few.worker:.2f}; at most {MOST_MEMORY} is asked).
- Ledger: {" + ".join(f"{n:,} {status}" for status, n in counts.most_common())} = {len(two.ledger):,} of {
        two.inputs:,}.

## The damaged files

{
        table(
            ["what the ledger is to say", "files", "listed so"],
            [
                [f"{status}: {code}", f"{n}", f"{listed[status, code]}"]
                for (status, code), n in sorted(ways.items())
            ],
        )
    }

## Measured on

{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()},
{os.cpu_count()} processors
"""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--documents", type=int, default=8000)
    parser.add_argument("--work", type=Path, default=None, help="where files and runs are put, and stay")
    parser.add_argument("--write", action="store_true", help="write benchmarks/ARCHIVE.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        given = texts(options.texts, options.documents)
        many, some = given, given[: len(given) // 10]
        expected = {}
        for name, chosen in (("全部", many), ("十分之一", some)):
            shutil.rmtree(work / name, ignore_errors=True)
            expected[name] = build(work / name, chosen)
        print(f"{len(many)} files made", flush=True)
        one = measure(work / "全部", work / "out-1", 1, len(many))
        two = measure(work / "全部", work / "out-2", 2, len(many))
        few = measure(work / "十分之一", work / "out-few", 2, len(some))
        report = page(one, two, few, expected["全部"])
        print(report)
        mistakes = [
            *wrong(one, expected["全部"]),
            *wrong(two, expected["全部"]),
            *wrong(few, expected["十分之一"]),
        ]
        print("\n".join(mistakes[:50]), file=sys.stderr)
        if options.write:
            Path(__file__).with_name("ARCHIVE.md").write_text(report, encoding="utf-8")
        return 1 if mistakes or not all(r.balances for r in (one, two, few)) else 0


if __name__ == "__main__":
    sys.exit(main())
