"""Whether this machine has what the program needs, and what to do about what it lacks."""

from __future__ import annotations

import importlib
import importlib.metadata
import locale
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal, NamedTuple

from govextract import __version__
from govextract.messages import Messages

State = Literal["ok", "missing", "failed"]

PYTHONS = ((3, 11), (3, 14))
SQLITE = (3, 35, 0)
"""The first that can do what the ledger asks of it."""

SPACE = 1_000_000_000
"""Bytes that should be free."""

PROBE = "2023年3月2日，县长沈怀谷到青石桥村调研。"
"""A sentence of which the program must make an event."""

FONT_FILES = (
    r"C:\Windows\Fonts\msyh.ttc", r"C:\Windows\Fonts\simsun.ttc", "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
)  # fmt: skip
"""Where Windows and macOS keep a Chinese font."""

MODULES = {"py7zr": "py7zr", "pyarrow": "pyarrow", "dask": "dask.distributed", "distributed": "distributed"}
"""What is imported of a package, where that is not its name."""

_REQUIREMENT = re.compile(r"""([A-Za-z0-9._-]+)[^;]*;.*extra\s*==\s*["']([A-Za-z0-9_-]+)["']""")


class Check(NamedTuple):
    """One thing looked at: what was found, and what to do where it is not as it should be.

    ``state`` is failed only where the program cannot work without it.
    """

    name: str
    state: State
    found: str
    remedy: str = ""


def checks(messages: Messages, folder: Path) -> Iterator[Check]:
    """Look at everything, one after the other; ``folder`` is where results are to go."""
    say = messages.say
    yield Check(say("doctor_version"), "ok", f"govextract {__version__}")
    yield _python(messages)
    yield from _packages(messages)
    yield _sqlite(messages)
    yield _parses(messages)
    yield _temporary(messages)
    yield _writable(messages, folder)
    yield _space(messages, folder)
    yield _office(messages)
    yield _fonts(messages)
    yield from _extras(messages)
    yield _terminal(messages)
    yield _names(messages)


def _python(messages: Messages) -> Check:
    version = platform.python_version()
    right = PYTHONS[0] <= sys.version_info < PYTHONS[1]
    found = f"{version} · {platform.platform(terse=True)} · {os.cpu_count() or 1} CPU"
    return Check("Python", "ok" if right else "failed", found, "" if right else messages.say("doctor_python"))


def _packages(messages: Messages) -> Iterator[Check]:
    """The packages that cannot be done without."""
    required = [
        re.split(r"[^A-Za-z0-9._-]", line)[0]
        for line in _requirements()
        if "extra ==" not in line and ";" not in line
    ]
    lost = [name for name in required if _version(name) is None]
    found = messages.say("list_comma").join(
        f"{name} {_version(name)}" for name in required if name not in lost
    )
    if lost:
        remedy = messages.say("doctor_packages_lost", names=" ".join(lost))
        yield Check(messages.say("doctor_packages"), "failed", found, remedy)
    else:
        yield Check(messages.say("doctor_packages"), "ok", found)


def _sqlite(messages: Messages) -> Check:
    right = sqlite3.sqlite_version_info >= SQLITE
    wanted = ".".join(map(str, SQLITE))
    remedy = "" if right else messages.say("doctor_sqlite", wanted=wanted)
    return Check("SQLite", "ok" if right else "failed", sqlite3.sqlite_version, remedy)


def _parses(messages: Messages) -> Check:
    name = messages.say("doctor_parses")
    try:
        from govextract.pipeline import Extractor

        events = Extractor().parse(PROBE).events
    except Exception as e:  # whatever is wrong with the installation
        return Check(name, "failed", f"{type(e).__name__}: {e}", messages.say("doctor_reinstall"))
    if not (events and events[0].date and events[0].villages == ("青石桥村",)):
        return Check(name, "failed", messages.say("page_no_events"), messages.say("doctor_reinstall"))
    return Check(name, "ok", messages.say("doctor_parsed", n=len(events)))


def _temporary(messages: Messages) -> Check:
    name = messages.say("doctor_temporary")
    try:
        folder = Path(tempfile.gettempdir())
        free = _free(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as e:
        return Check(name, "failed", e.strerror or str(e), messages.say("doctor_temporary_lost"))
    found = messages.say("doctor_free", path=folder, free=_gigabytes(free))
    return Check(name, *_enough(free), found, "" if free >= SPACE else messages.say("doctor_space"))


def _writable(messages: Messages, folder: Path) -> Check:
    name = messages.say("doctor_writable")
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as e:
        return Check(name, "missing", f"{folder} ({e.strerror})", messages.say("doctor_not_writable"))
    return Check(name, "ok", str(folder.resolve()))


def _space(messages: Messages, folder: Path) -> Check:
    name = messages.say("doctor_disk")
    try:
        free = _free(folder)
    except OSError as e:
        return Check(name, "missing", e.strerror or str(e), messages.say("doctor_space"))
    remedy = "" if free >= SPACE else messages.say("doctor_space")
    return Check(
        name, *_enough(free), messages.say("doctor_free", path=folder, free=_gigabytes(free)), remedy
    )


def _enough(free: int) -> tuple[State]:
    return ("ok",) if free >= SPACE else ("missing",)


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:,.1f} GB"


def _office(messages: Messages) -> Check:
    from govextract.read.office import program

    path = program()
    if path is None:
        return Check("LibreOffice", "missing", messages.say("doctor_none"), messages.say("doctor_office"))
    said = _said([path, "--version"]).partition("\n")[0].strip()
    return Check("LibreOffice", "ok", f"{said or path}")


def _fonts(messages: Messages) -> Check:
    name = messages.say("doctor_fonts")
    found = [Path(x).name for x in FONT_FILES if Path(x).exists()]
    if lister := shutil.which("fc-list"):
        families = [
            line.partition(",")[0] for line in _said([lister, ":lang=zh", "family"]).split("\n") if line
        ]
        found += sorted({*families})
    if not found:
        return Check(name, "missing", messages.say("doctor_none"), messages.say("doctor_fonts_lost"))
    rest = messages.say("and_more", n=len(found) - 3) if len(found) > 3 else ""
    return Check(name, "ok", messages.say("list_comma").join(found[:3]) + rest)


def _extras(messages: Messages) -> Iterator[Check]:
    """What can be installed besides, by the name that pip knows it by."""
    wanted: dict[str, list[str]] = {}
    for line in _requirements():
        if match := _REQUIREMENT.match(line):
            wanted.setdefault(match[2], []).append(match[1])
    for extra, packages in sorted(wanted.items()):
        lost = [package for package in packages if _version(package) is None or not _imports(package)]
        name = messages.say("doctor_extra", name=extra)
        if lost:
            yield Check(name, "missing", " ".join(lost), messages.say("doctor_install", name=extra))
        else:
            found = messages.say("list_comma").join(f"{package} {_version(package)}" for package in packages)
            yield Check(name, "ok", found)


def _terminal(messages: Messages) -> Check:
    encoding = getattr(sys.stdout, "encoding", None) or "?"
    found = f"{encoding} · {locale.getpreferredencoding(False)}"
    try:
        PROBE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Check(messages.say("doctor_terminal"), "missing", found, messages.say("doctor_utf8"))
    return Check(messages.say("doctor_terminal"), "ok", found)


def _names(messages: Messages) -> Check:
    encoding = sys.getfilesystemencoding()
    name = messages.say("doctor_names")
    try:
        PROBE.encode(encoding)
    except UnicodeEncodeError:
        return Check(name, "missing", encoding, messages.say("doctor_utf8"))
    return Check(name, "ok", encoding)


def _requirements() -> list[str]:
    with suppress(importlib.metadata.PackageNotFoundError):
        return importlib.metadata.requires("govextract") or []
    return []


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _imports(package: str) -> bool:
    """Whether a package can be used, not only found."""
    name = MODULES.get(package.lower())
    if name is None:
        return True
    try:
        importlib.import_module(name)
    except Exception:  # a broken installation fails in ways of its own
        return False
    return True


def _said(command: list[str]) -> str:
    """What a program prints; nothing where it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
