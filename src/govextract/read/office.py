"""Files that only an office program can open (doc, wps, rtf, odt, xls): LibreOffice turns them into docx or xlsx.

LibreOffice gets a folder and a profile of its own, both removed afterwards; no macro runs, no link is followed. It
ends with 0 whatever it made of a file, so what counts is whether a sound file came out.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Literal

from govextract.read import docx, sheets
from govextract.read.content import Content
from govextract.read.errors import ReadError
from govextract.read.kinds import DOC, ODT, RTF, WORDML, XLS, Kind
from govextract.read.limits import Limits
from govextract.read.text import common_share

# Kind → the extension for LibreOffice, its name for the format, and whether it is a workbook.
_FILTERS: dict[Kind, tuple[str, str, bool]] = {
    DOC: ("doc", "MS Word 97", False),
    RTF: ("rtf", "Rich Text Format", False),
    ODT: ("odt", "writer8", False),
    WORDML: ("xml", "MS Word 2003 XML", False),
    XLS: ("xls", "MS Excel 97", True),
}
_TARGETS = {False: ("docx", "MS Word 2007 XML"), True: ("xlsx", "Calc MS Excel 2007 XML")}
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
_SENSE, _ENOUGH = 0.3, 30
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
{items}
</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" oor:op="fuse">'
    "<value>{}</value></prop></item>"
)
_SAFE = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
    ("Calc/Content/Update", "Link", "2"),
)
_Outcome = Literal["done", "crash", "timeout"]
# Seconds for each further file in a run.
_EACH = 10
# Where a Word file's own header may begin, how it begins, and its bit for encryption.
_SECTOR, _FIB, _FIB_ENCRYPTED = 512, b"\xec\xa5", 0x01


@lru_cache(maxsize=1)
def program() -> str | None:
    """The path of LibreOffice: what GOVEXTRACT_SOFFICE says, or where it usually is; None if it is not installed."""
    said = os.environ.get("GOVEXTRACT_SOFFICE")
    found = [said] if said else [shutil.which("soffice"), shutil.which("libreoffice"), *_PLACES]
    return next((x for x in found if x and Path(x).is_file()), None)


def read(data: bytes, source: str, kind: Kind, limits: Limits) -> Content:
    """The text of one such file.

    Raises:
        ReadError: LibreOffice is not installed, could not read it, or took too long.
    """
    converted = convert([data], [source], kind, limits)[0]
    if isinstance(converted, ReadError):
        raise converted
    return content(converted, source, kind, limits)


def content(converted: bytes, source: str, kind: Kind, limits: Limits) -> Content:
    """The text of what LibreOffice made of a file.

    Raises:
        ReadError: it is no sound document.
    """
    try:
        if _FILTERS[kind][2]:
            found = sheets.read(converted, source, limits, as_one=True)
        else:
            found = docx.read(converted, source, limits)
    except ReadError as e:
        if e.code in ("damaged", "xml_bomb"):
            raise ReadError("conversion_failed", source) from e
        raise
    if len(found.text) > _ENOUGH and common_share(found.text) < _SENSE:
        raise ReadError("conversion_failed", source)
    return found


def convert(
    files: Sequence[bytes], sources: Sequence[str], kind: Kind, limits: Limits
) -> list[bytes | ReadError]:
    """What LibreOffice makes of files of one kind, in one run; a file that fails costs only itself."""
    path = program()
    if path is None:
        return [ReadError("needs_program", s, kind_en=kind.en, kind_zh=kind.zh) for s in sources]
    results: dict[int, bytes | ReadError] = {
        i: ReadError("encrypted", sources[i])
        for i, data in enumerate(files)
        if kind is DOC and is_locked(data)
    }
    left = {i: data for i, data in enumerate(files) if i not in results}
    made, outcome = _run(path, left, kind, limits.seconds + _EACH * (len(left) - 1))
    results |= made
    for i, data in left.items():
        if i in results:
            continue
        if outcome != "done" and len(left) > 1:  # one of them made it crash or hang: each on its own
            made, alone = _run(path, {i: data}, kind, limits.seconds)
            results |= made
        else:
            alone = outcome
        if i not in results and alone == "timeout":
            results[i] = ReadError("conversion_timeout", sources[i], seconds=str(limits.seconds))
        elif i not in results:
            results[i] = ReadError("conversion_failed", sources[i])
    return [results[i] for i in range(len(files))]


def is_locked(data: bytes) -> bool:
    """Whether a Word file (doc) says that it is encrypted."""
    at = data.find(_FIB, _SECTOR)
    while at >= 0:
        if at % _SECTOR == 0:
            return at + 12 <= len(data) and bool(data[at + 11] & _FIB_ENCRYPTED)
        at = data.find(_FIB, at + 1)
    return False


def _run(
    path: str, files: Mapping[int, bytes], kind: Kind, seconds: int
) -> tuple[dict[int, bytes], _Outcome]:
    """The files that came out of one run, and how it ended."""
    if not files:
        return {}, "done"
    extension, source_filter, is_workbook = _FILTERS[kind]
    target, target_filter = _TARGETS[is_workbook]
    with tempfile.TemporaryDirectory(prefix="govextract-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        settings = "\n".join(_SETTING.format(*x) for x in _SAFE)
        (folder / "profile" / "user").mkdir(parents=True)
        registry = folder / "profile" / "user" / "registrymodifications.xcu"
        registry.write_text(_SETTINGS.format(items=settings), encoding="utf-8")
        for i, data in files.items():
            (folder / f"{i}.{extension}").write_bytes(data)
        command = [
            path, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            f"--infilter={source_filter}", "--convert-to", f"{target}:{target_filter}",
            "--outdir", str(folder / "out"), *(str(folder / f"{i}.{extension}") for i in files),
        ]  # fmt: skip
        outcome = _call(command, folder, seconds)
        made = {i: folder / "out" / f"{i}.{target}" for i in files}
        return {i: p.read_bytes() for i, p in made.items() if p.is_file() and p.stat().st_size}, outcome


def _call(command: Sequence[str], folder: Path, seconds: int) -> _Outcome:
    """Run LibreOffice, and end it if it takes too long."""
    environment = {**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(  # noqa: S603 - the program that was found, and names of our own
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return "done" if process.wait(seconds) == 0 else "crash"
    except subprocess.TimeoutExpired:
        return "timeout"
    finally:
        # The program is a chain of processes; all of them are ended, also when we are interrupted.
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
