"""Zip files that may lie: members are read in memory, within bounds, and each on its own."""

from __future__ import annotations

import itertools
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from govextract.read.errors import ReadError
from govextract.read.limits import Limits

# Whatever the standard library raises at a broken zip file.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    OverflowError,
    IndexError,
    ValueError,
    struct.error,
)
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _COMMENT = 22, 20, 1 << 16
_ENTRY_SIZE = 46
_ENCRYPTED = 0x1
HEAD = 4096
"""How many bytes of a file show its kind, where its beginning does."""

_CHUNK = 1 << 18


def open_zip(file: IO[bytes], source: str, limits: Limits) -> zipfile.ZipFile:
    """The zip file in ``file``, once its list of members is known to be no longer than the limit.

    Raises:
        ReadError: it is no zip file, damaged, or lists too many members.
    """
    try:
        if _directory_size(file) > limits.members * _ENTRY_SIZE:
            raise ReadError("too_many", source, limit=str(limits.members))
        archive = zipfile.ZipFile(file)
    except ReadError:
        raise
    except _BROKEN as e:
        raise ReadError("damaged", source, reason="structure") from e
    if len(archive.filelist) > limits.members:
        raise ReadError("too_many", source, limit=str(limits.members))
    return archive


def overlapping(archive: zipfile.ZipFile) -> set[int]:
    """The offsets of members whose bytes reach into the next one's: the trick of the densest zip bombs."""
    members = sorted((x.header_offset, x.compress_size) for x in archive.filelist)
    found: set[int] = set()
    for (start, size), (following, _) in itertools.pairwise(members):
        # A header has 30 bytes and a name; data lies behind it.
        if start + 30 + size > following:
            found |= {start, following}
    return found


def read_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str, allowed: Callable[[bytes], int]
) -> bytes:
    """The bytes of one member; ``allowed`` says how large a file may be that begins with some bytes.

    Raises:
        ReadError: it is larger than allowed, encrypted, damaged, or not of the size that is stated.
    """
    if info.flag_bits & _ENCRYPTED:
        raise ReadError("encrypted", source)
    chunks = []
    try:
        with archive.open(info) as member:
            chunks.append(member.read(HEAD))
            limit = allowed(chunks[0])
            if info.file_size > limit:
                raise ReadError("too_large", source, limit=str(limit // 1_000_000))
            while chunk := member.read(_CHUNK):
                chunks.append(chunk)
    except ReadError:
        raise
    except EOFError as e:
        raise ReadError("damaged", source, reason="cut") from e
    except zipfile.BadZipFile as e:
        raise ReadError("damaged", source, reason="checksum" if "CRC" in str(e) else "structure") from e
    except (*_BROKEN, RuntimeError) as e:  # RuntimeError too where it is packed in an unknown way
        raise ReadError("damaged", source, reason="structure") from e
    data = b"".join(chunks)
    if len(data) != info.file_size:
        raise ReadError("wrong_size", source)
    return data


def _directory_size(file: IO[bytes]) -> int:
    """The size in bytes of the list of members, as the end of the file gives it; 0 if there is none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _COMMENT))
    tail = file.read(_END_SIZE + _COMMENT)
    at = tail.rfind(_END)
    if at < 0 or at + _END_SIZE > len(tail):
        return 0
    listed: int = struct.unpack_from("<I", tail, at + 12)[0]
    if listed == 0xFFFFFFFF and tail.startswith(_LOCATOR64, max(0, at - _LOCATOR_SIZE)):
        file.seek(struct.unpack_from("<Q", tail, at - _LOCATOR_SIZE + 8)[0])
        end64 = file.read(56)
        if end64.startswith(_END64) and len(end64) == 56:
            listed = struct.unpack_from("<Q", end64, 40)[0]
    file.seek(0)
    return listed
