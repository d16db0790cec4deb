"""Paths to inputs: every report in files, folders, archives and tables, one by one, under a name of its own.

What cannot be opened is an input, too, with its error, so that nothing is lost between the folder and the count.
"""

from __future__ import annotations

import errno
import glob
import io
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO

from govextract.read import text as txt
from govextract.read.archive import Budget, Member, tar_members, unpacked, zip_members
from govextract.read.errors import ReadError
from govextract.read.files import load, size_limit
from govextract.read.kinds import (
    ARCHIVES,
    BZIP2,
    GZIP,
    JSON,
    TAR,
    TEXT,
    XLSX,
    XZ,
    ZIP,
    Kind,
    is_zip,
    kind_of_head,
    zip_kind,
)  # fmt: skip
from govextract.read.limits import LIMITS, Limits
from govextract.read.names import is_system, readable
from govextract.read.rows import Row, json_rows
from govextract.read.sevenzip import sevenzip_members
from govextract.read.sheets import csv_rows, is_table_head, xlsx_rows
from govextract.read.zips import HEAD

_MAGIC = re.compile("[*?[]")
_EXTENSION = re.compile(r"\.(?:gz|tgz|bz2|tbz2?|xz|txz)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One report to be, not read yet.

    ``name`` is where it is found: the path, then ``!/`` and the name in each archive, then ``#`` and the row in a
    table (``2023.zip!/月报/青石镇.doc``, ``简报.jsonl#12``); no two items of a run have the same. It is read from
    ``path``, a file that holds nothing else, or is ``data`` already; or it is an ``error``. ``top`` is the file on
    disk that it is in. Items can be pickled.
    """

    name: str
    top: Path
    path: Path | None = None
    data: bytes | None = None
    error: ReadError | None = None

    def load(self, limits: Limits = LIMITS) -> bytes:
        """The bytes to read.

        Raises:
            ReadError: there are none.
        """
        if self.error is not None:
            raise self.error
        if self.data is not None:
            return self.data
        return load(self.path or self.top, limits, self.name)


def open_inputs(paths: Iterable[str | Path], limits: Limits = LIMITS) -> Iterator[Item]:
    """Every report in some files, folders (with all below them), patterns (``*.doc``) and archives.

    Folders are gone through in the order of names. Of an archive one member at a time is in memory; take what you
    need from an item before you ask for the next thousand.
    """
    seen: set[str] = set()
    for given in paths:
        for path in _matching(given):
            for item in _on_disk(path, limits, is_given=True):
                # A file named twice, itself and by its folder, is one input.
                if item.name not in seen:
                    seen.add(item.name)
                    yield item


def _matching(given: str | Path) -> list[Path]:
    path = Path(given)
    if isinstance(given, str) and _MAGIC.search(given) and not os.path.lexists(path):
        found = sorted(glob.glob(given, recursive=True))  # noqa: PTH207 - patterns may be absolute
        return [Path(x) for x in found] or [path]
    return [path]


def _on_disk(path: Path, limits: Limits, *, is_given: bool = False) -> Iterator[Item]:
    name = readable(path.as_posix())
    try:
        mode = path.stat().st_mode
        is_link = stat.S_ISLNK(path.lstat().st_mode)
    except (OSError, ValueError) as e:
        yield Item(name, path, error=_os_error(e, name))
        return
    if stat.S_ISDIR(mode):
        if is_link and not is_given:
            yield Item(name, path, error=ReadError("link", name))
        else:
            yield from _in_folder(path, name, limits)
    elif not is_given and is_system(path.name):
        yield Item(name, path, error=ReadError("system_file", name))
    elif not stat.S_ISREG(mode):
        yield Item(name, path, error=ReadError("special_file", name))
    else:
        yield from _file(path, name, limits)


def _in_folder(path: Path, name: str, limits: Limits) -> Iterator[Item]:
    try:
        names = sorted(os.listdir(path))  # noqa: PTH208 - the names as such are sorted
    except OSError as e:
        yield Item(name, path, error=_os_error(e, name))
        return
    for child in names:
        yield from _on_disk(path / child, limits)


def _file(path: Path, name: str, limits: Limits) -> Iterator[Item]:
    try:
        with path.open("rb") as file:
            opener = _Opener(path, name, path.stat().st_size, limits)
            yield from opener.items(file, Item(name, path, path=path))
    except OSError as e:
        yield Item(name, path, error=_os_error(e, name))


def _os_error(e: OSError | ValueError, name: str) -> ReadError:
    if isinstance(e, FileNotFoundError):
        return ReadError("missing", name)
    if isinstance(e, PermissionError):
        return ReadError("denied", name)
    if isinstance(e, OSError) and e.errno == errno.ELOOP:
        return ReadError("link", name)
    return ReadError("unreadable", name, reason=str(getattr(e, "strerror", None) or e))


class _Opener:
    """Opens one file on disk, and what lies in it, however deep."""

    def __init__(self, top: Path, name: str, size: int, limits: Limits) -> None:
        self._top, self._limits = top, limits
        self._budget = Budget(name, size, limits)

    def items(self, file: IO[bytes], item: Item, depth: int = 0) -> Iterator[Item]:
        """The items in ``file``: ``item`` itself, if it holds one report."""
        name = item.name
        head = file.read(HEAD)
        kind = zip_kind(file) if is_zip(head) else kind_of_head(head) or TEXT
        file.seek(0)
        try:
            if kind in ARCHIVES:
                if depth >= self._limits.depth:
                    raise ReadError("too_deep", name, limit=str(self._limits.depth))
                yield from self._members(kind, file, name, depth)
                return
            rows = self._rows(kind, file, head, name)
            if rows is None:
                yield item
            else:
                yield from rows
        except ReadError as e:
            yield Item(name, self._top, error=e)

    def _members(self, kind: Kind, file: IO[bytes], name: str, depth: int) -> Iterator[Item]:
        if kind in (GZIP, BZIP2, XZ):
            stream = unpacked(file, kind.id, name, self._budget)
            head = stream.peek(HEAD)[:HEAD]
            if kind_of_head(head) is TAR:
                members = tar_members(stream, name, self._limits, self._allowed)
            else:
                members = self._single(stream, head, name)
        elif kind is ZIP:
            members = zip_members(file, name, self._limits, self._allowed, self._budget)
        elif kind is TAR:
            members = tar_members(file, name, self._limits, self._allowed)
        else:
            members = sevenzip_members(file, name, self._limits, self._allowed, self._budget)
        seen: Counter[str] = Counter()
        for member in members:
            inner = f"{name}!/{readable(member.name)}"
            seen[inner] += 1
            if seen[inner] > 1:
                inner += f" ({seen[inner]})"
            if isinstance(member.data, ReadError):
                yield Item(inner, self._top, error=member.data)
            else:
                item = Item(inner, self._top, data=member.data)
                yield from self.items(io.BytesIO(member.data), item, depth + 1)
        if not seen:
            raise ReadError("empty", name)

    def _single(self, stream: IO[bytes], head: bytes, name: str) -> Iterator[Member]:
        """The one file that is compressed in another."""
        limit = self._allowed(head)
        data = stream.read(limit + 1)
        inner = _EXTENSION.sub("", name.rpartition("/")[2])
        if len(data) > limit:
            yield Member(inner, ReadError("too_large", name, limit=str(limit // 1_000_000)))
        else:
            yield Member(inner, data)

    def _allowed(self, head: bytes) -> int:
        """How large a file in an archive may be that begins with ``head``."""
        limits = self._limits
        if is_zip(head) or kind_of_head(head) in {*ARCHIVES, JSON} or is_table_head(head):
            return limits.archive
        return size_limit(head, limits)

    def _rows(self, kind: Kind, file: IO[bytes], head: bytes, name: str) -> Iterator[Item] | None:
        """The reports in the rows of a table; None for what is no table or holds one report only."""
        try:
            if kind is XLSX:
                data = file.read(self._limits.file + 1)
                found = xlsx_rows(data, name, self._limits) if len(data) <= self._limits.file else None
                return self._numbered(found, name) if found is not None else None
            if kind is JSON or (kind is TEXT and is_table_head(head)):
                data = file.read(self._limits.archive + 1)
                if len(data) > self._limits.archive:
                    return None
                text = txt.decode(data, name).text
                rows = json_rows(text, name) if kind is JSON else csv_rows(text)
                first = list(islice(rows, 2)) if rows is not None else []
                if rows is not None and len(first) > 1:
                    return self._numbered((("", row) for row in chain(first, rows)), name)
        except ReadError:
            pass  # whoever reads the file says what is wrong with it
        return None

    def _numbered(self, rows: Iterable[tuple[str, Row | ReadError]], name: str) -> Iterator[Item]:
        for i, (sheet, row) in enumerate(rows):
            if isinstance(row, ReadError):
                place = row.source if row.source != name else f"{name}#?{i + 1}"
                yield Item(place, self._top, error=row)
                continue
            place = f"{name}#{sheet}:{row.number}" if sheet else f"{name}#{row.number}"
            data = row.to_bytes()
            self._budget.spend(len(data))
            yield Item(place, self._top, data=data)
