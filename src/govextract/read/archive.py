"""Archives to their members, in memory: zip, tar and what compresses it, 7z. Nothing is written to disk.

A member that cannot be had is an error in its place, and the rest is still read; what is unpacked from one file
on disk, however deep, counts against one budget.
"""

from __future__ import annotations

import bz2
import io
import lzma
import re
import stat
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Protocol

from govextract.read.errors import ReadError, ReadErrorCode
from govextract.read.kinds import is_tar_header
from govextract.read.limits import Limits
from govextract.read.names import decoded, is_outside, is_system, readable, zip_name
from govextract.read.zips import HEAD, open_zip, overlapping, read_member

_CHUNK = 1 << 16
_BLOCK = 512
_MEMORY = 256_000_000  # for a dictionary of LZMA
_PAX = re.compile(rb"[0-9]{1,9} (path|size)=([^\n]*)\n")
_LONGEST_NAME = 65_536
_REGULAR, _FOLDERS, _LINKS = (
    frozenset({b"\x00", b"0", b"7"}),
    frozenset({b"5", b"D"}),
    frozenset({b"1", b"2"}),
)
_LONG_NAME, _LONG_LINK, _PAX_NEXT, _PAX_ALL = b"L", b"K", b"x", b"g"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, or why it cannot be had."""

    name: str
    data: bytes | ReadError


class Budget:
    """How much may still be unpacked from one file on disk."""

    def __init__(self, source: str, size: int, limits: Limits) -> None:
        self._source = source
        self._limit = self._left = max(limits.floor, limits.ratio * size)

    def spend(self, size: int) -> None:
        """Count ``size`` more bytes.

        Raises:
            ReadError: they are too many.
        """
        self._left -= size
        if self._left < 0:
            raise ReadError("bomb", self._source, limit=str(self._limit // 1_000_000))


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class _Inflate:
    """zlib's decompressor for gzip, with the manners of those of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._rest = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        out = self._inner.decompress(self._rest + data, max_length)
        self._rest = self._inner.unconsumed_tail
        return out


_DECOMPRESSORS: dict[str, Callable[[], _Decompressor]] = {
    "gz": _Inflate,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
}


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file to read from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = b""
        self._error: ReadError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer):
            if not self._piece and not self._next(filled):
                break
            part = self._piece[: len(buffer) - filled]
            buffer[filled : filled + len(part)] = part
            self._piece = self._piece[len(part) :]
            filled += len(part)
        return filled

    def _next(self, filled: int) -> bool:
        """Fetch another piece; an error waits until what came before it has been read."""
        if self._error is None:
            try:
                self._piece = next(self._pieces, b"")
            except ReadError as e:
                self._error = e
        if self._error is not None and not filled:
            raise self._error
        return bool(self._piece) and self._error is None


def unpacked(file: IO[bytes], kind: str, source: str, budget: Budget) -> io.BufferedReader:
    """What a gzip, bzip2 or xz file holds, unpacked as it is read.

    Reading raises ReadError where the file is damaged, or unpacks to more than the budget.
    """
    return io.BufferedReader(_Stream(_pieces(file, kind, source, budget)), _CHUNK)


def _pieces(file: IO[bytes], kind: str, source: str, budget: Budget) -> Iterator[bytes]:
    new = _DECOMPRESSORS[kind]
    inner, data = new(), file.read(_CHUNK)
    is_first = is_fresh = True
    while True:
        try:
            out = inner.decompress(data, _CHUNK)
        except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError, MemoryError) as e:
            if is_fresh and not is_first:
                return  # rubbish behind the end, as downloads leave it
            raise ReadError("damaged", source, reason="structure") from e
        is_fresh, data = False, b""
        if out:
            budget.spend(len(out))
            yield out
        if inner.eof:  # another file may be joined to the end of this one
            data = inner.unused_data.lstrip(b"\x00") or file.read(_CHUNK).lstrip(b"\x00")
            if not data:
                return
            inner, is_first, is_fresh = new(), False, True
        elif not out:
            data = file.read(_CHUNK)
            if not data:
                raise ReadError("damaged", source, reason="cut")


# --- zip ---------------------------------------------------------------------------------------------------------

Allowed = Callable[[bytes], int]
"""How large a file may be that begins with these bytes."""


def zip_members(
    file: IO[bytes], source: str, limits: Limits, allowed: Allowed, budget: Budget
) -> Iterator[Member]:
    """The files in a zip archive.

    Raises:
        ReadError: the archive as a whole is damaged, or a bomb.
    """
    archive = open_zip(file, source, limits)
    shared = overlapping(archive)
    for info in archive.filelist:
        name = zip_name(info)
        if name.endswith("/"):
            continue
        member = f"{source}!/{readable(name)}"
        code = refusal(name, _zip_kind(info.external_attr >> 16))
        if code is None and info.header_offset in shared:
            code = "overlap"
        if code is not None:
            yield Member(name, ReadError(code, member))
            continue
        try:
            data = read_member(archive, info, member, allowed)
        except ReadError as e:
            yield Member(name, e)
            continue
        budget.spend(len(data))
        yield Member(name, data)


def _zip_kind(mode: int) -> ReadErrorCode | None:
    """What a Unix mode says: a link or a device is no file to read."""
    if stat.S_ISLNK(mode):
        return "link"
    return "special_file" if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR) else None


def refusal(name: str, kind: ReadErrorCode | None) -> ReadErrorCode | None:
    """Why a member is not read: its name, or else what it is."""
    if is_outside(name):
        return "unsafe_name"
    return "system_file" if is_system(name) else kind


# --- tar ---------------------------------------------------------------------------------------------------------


def tar_members(file: IO[bytes], source: str, limits: Limits, allowed: Allowed) -> Iterator[Member]:
    """The files in a tar archive, which is read from its beginning to its end, once.

    Raises:
        ReadError: the archive as a whole is damaged.
    """
    return _Tar(file, source, allowed).members(limits.members)


class _Tar:
    def __init__(self, file: IO[bytes], source: str, allowed: Allowed) -> None:
        self._file, self._source, self._allowed = file, source, allowed

    def members(self, most: int) -> Iterator[Member]:
        extended: dict[str, bytes] = {}
        for _ in range(most):
            header = self._file.read(_BLOCK)
            if not header.strip(b"\x00"):
                return  # an empty block, or nothing
            if len(header) < _BLOCK:
                raise ReadError("damaged", self._source, reason="cut")
            size, kind = _tar_number(header[124:136]), header[156:157]
            if size is None or not is_tar_header(header):
                raise ReadError("damaged", self._source, reason="structure")
            if kind in (_LONG_NAME, _LONG_LINK, _PAX_NEXT, _PAX_ALL):
                if size > _LONGEST_NAME:
                    raise ReadError("damaged", self._source, reason="structure")
                body = self._take(size + -size % _BLOCK)[:size]
                if kind == _LONG_NAME:
                    extended["path"] = body.rstrip(b"\x00")
                elif kind == _PAX_NEXT:
                    extended |= {m[1].decode("ascii"): m[2] for m in _PAX.finditer(body)}
                continue
            name = decoded(extended.get("path") or _tar_path(header))
            size = _decimal(extended.get("size"), size)
            extended = {}
            yield from self._member(name, kind, 0 if kind in _LINKS else size)
        raise ReadError("too_many", self._source, limit=str(most))

    def _member(self, name: str, kind: bytes, size: int) -> Iterator[Member]:
        member = f"{self._source}!/{readable(name)}"
        padding = -size % _BLOCK
        is_folder = kind in _FOLDERS or name.endswith("/")
        odd: ReadErrorCode | None = "link" if kind in _LINKS else None if kind in _REGULAR else "special_file"
        code = refusal(name, odd)
        if is_folder or code is not None:
            self._skip(size + padding)
            if not is_folder and code is not None:
                yield Member(name, ReadError(code, member))
            return
        head = self._take(min(size, HEAD))
        limit = self._allowed(head)
        if size > limit:
            yield Member(name, ReadError("too_large", member, limit=str(limit // 1_000_000)))
            self._skip(size - len(head) + padding)
            return
        data = head + self._take(size - len(head))
        yield Member(name, data)
        self._skip(padding)

    def _take(self, size: int) -> bytes:
        data = self._file.read(size) if size else b""
        if len(data) < size:
            raise ReadError("damaged", self._source, reason="cut")
        return data

    def _skip(self, size: int) -> None:
        while size > 0:
            size -= len(self._take(min(size, _CHUNK)))


def _tar_path(header: bytes) -> bytes:
    name, prefix = header[:100].split(b"\x00")[0], header[345:500].split(b"\x00")[0]
    return prefix + b"/" + name if prefix and header[257:262] == b"ustar" else name


def _tar_number(field: bytes) -> int | None:
    """A number of a header: octal digits, or, where these do not suffice, the bytes themselves."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \x00")
    return int(digits, 8) if re.fullmatch(b"[0-7]{1,12}", digits) else 0 if not digits else None


def _decimal(digits: bytes | None, otherwise: int) -> int:
    return int(digits) if digits is not None and re.fullmatch(b"[0-9]{1,18}", digits) else otherwise
