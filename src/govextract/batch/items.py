"""The way to inputs: files on disk, and in each the reports that it holds, one after the other."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govextract.read import Item, Limits, ReadError, open_inputs
from govextract.read.names import is_system, readable
from govextract.store import Unit


class File(NamedTuple):
    """A file on disk: its name for people, its path, and why it is not to be opened, if it is not."""

    name: str
    path: bytes
    error: ReadError | None = None


def files(inputs: Iterable[str], leave_out: Path) -> Iterator[File]:
    """The files that the inputs (files, folders, globs) name, without those in the folder ``leave_out``.

    They come in the order of their names; what does not exist, or may not be opened, comes too.
    """
    leave_out = leave_out.resolve()
    for one in inputs:
        found = [Path(one)]
        if glob.has_magic(one) and not os.path.lexists(one):
            found = sorted(map(Path, glob.glob(one, recursive=True))) or found  # noqa: PTH207 - may be absolute
        for path in found:
            if path.is_dir():
                yield from _below(path, leave_out)
            else:
                yield _file(path)


def _below(folder: Path, leave_out: Path) -> Iterator[File]:
    closed: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=closed.append):
        if Path(here).resolve() == leave_out:
            folders.clear()
            continue
        links = [x for x in folders if (Path(here) / x).is_symlink()]
        folders[:] = sorted({*folders} - {*links})
        for name in sorted([*names, *links]):
            path = Path(here) / name
            file = _file(path)
            if name in links:
                yield file._replace(error=ReadError("link", file.name))
            else:
                yield file._replace(error=ReadError("system_file", file.name) if is_system(name) else None)
    for error in closed:
        file = _file(Path(error.filename))
        yield file._replace(error=ReadError("denied", file.name))


def _file(path: Path) -> File:
    return File(readable(path.as_posix()), os.fsencode(path))


class Walker:
    """A way through a file that goes forward from input to input."""

    def __init__(self, path: bytes, limits: Limits) -> None:
        self._path = path
        self._items = open_inputs([Path(os.fsdecode(path))], limits)
        self._next = 0

    def reaches(self, unit: Unit) -> bool:
        """Whether an input lies in this file, and still ahead."""
        return self._path == unit.path and self._next <= unit.ordinal

    def item(self, unit: Unit) -> Item:
        """An input ahead.

        Raises:
            ReadError: it is not there any more.
        """
        for item in self._items:
            self._next += 1
            if self._next > unit.ordinal:
                if unit.name.startswith(
                    item.name
                ):  # two names may look the same, and have numbers behind them
                    return item
                break
        raise ReadError("missing", unit.name)


def in_shard(name: str, shard: tuple[int, int] | None) -> bool:
    """Whether an input belongs to the shard number i of n; it depends on its name alone."""
    if shard is None:
        return True
    number, of = shard
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % of == number - 1
