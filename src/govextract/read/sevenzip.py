"""7z archives to their members, in memory, by py7zr."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import IO, Any

from govextract.read.archive import Allowed, Budget, Member, refusal
from govextract.read.errors import ReadError, ReadErrorCode
from govextract.read.kinds import SEVENZIP
from govextract.read.limits import Limits
from govextract.read.names import readable
from govextract.read.zips import HEAD

# Bytes unpacked in one go: a solid archive is unpacked from its beginning for each.
_AT_ONCE = 100_000_000


def sevenzip_members(
    file: IO[bytes], source: str, limits: Limits, allowed: Allowed, budget: Budget
) -> Iterator[Member]:
    """The files in a 7z archive.

    Raises:
        ReadError: the archive as a whole is damaged, encrypted or a bomb, or py7zr is not installed.
    """
    try:
        import py7zr
    except ImportError as e:
        raise ReadError("needs_library", source, kind_en=SEVENZIP.en, kind_zh=SEVENZIP.zh, extra="7z") from e
    try:
        archive = py7zr.SevenZipFile(file)
    except py7zr.PasswordRequired as e:
        raise ReadError("encrypted", source) from e
    except Exception as e:  # at a broken archive py7zr raises whatever comes
        raise ReadError("damaged", source, reason="structure") from e
    with archive:
        if archive.needs_password():
            raise ReadError("encrypted", source)
        listed = [x for x in archive.files if not x.is_directory]
        if len(listed) > limits.members:
            raise ReadError("too_many", source, limit=str(limits.members))
        wanted: list[_File] = []
        seen: Counter[str] = Counter()
        for info in listed:
            file_ = _File(info, source, seen[info.filename])
            seen[info.filename] += 1
            code = refusal(file_.name, _kind(info))
            if code is not None:
                yield Member(file_.name, ReadError(code, file_.member))
            elif info.uncompressed > limits.archive:
                yield Member(file_.name, _too_large(file_, limits.archive))
            else:
                budget.spend(info.uncompressed)
                wanted.append(file_)
        for group in _groups(wanted):
            for file_, data in _unpacked(archive, group):
                limit = allowed(data[:HEAD]) if isinstance(data, bytes) else 0
                is_large = isinstance(data, bytes) and len(data) > limit
                yield Member(file_.name, _too_large(file_, limit) if is_large else data)


class _File:
    """A file as the archive lists it; of several with one name py7zr numbers the later ones."""

    def __init__(self, info: Any, source: str, before: int) -> None:
        self.filename: str = info.filename
        self.name = self.filename.replace("\\", "/")
        self.member = f"{source}!/{readable(self.name)}"
        self.size: int = info.uncompressed
        self.key = PurePath(f"{self.filename}_{before - 1}" if before else self.filename).as_posix()


def _too_large(file: _File, limit: int) -> ReadError:
    return ReadError("too_large", file.member, limit=str(limit // 1_000_000))


def _kind(info: Any) -> ReadErrorCode | None:
    if info.is_symlink or info.is_junction:
        return "link"
    return "special_file" if info.is_socket else None


def _groups(files: Sequence[_File]) -> Iterator[list[_File]]:
    """Files in groups that are unpacked together."""
    group: list[_File] = []
    size = 0
    for file in files:
        if group and size + file.size > _AT_ONCE:
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def _unpacked(archive: Any, group: list[_File]) -> Iterator[tuple[_File, bytes | ReadError]]:
    """The bytes of the files of a group; where it cannot be unpacked as a whole, those of its parts."""
    from py7zr.exceptions import CrcError, PasswordRequired
    from py7zr.io import BytesIOFactory

    factory = BytesIOFactory(_AT_ONCE + max(x.size for x in group))
    code: ReadErrorCode = "damaged"
    reason = "structure"
    try:
        archive.reset()
        archive.extract(targets=[x.filename for x in group], factory=factory)
    except PasswordRequired:
        code = "encrypted"
    except CrcError:
        reason = "checksum"
    except Exception:  # noqa: S110 - at a broken archive py7zr raises whatever comes; it is told below
        pass
    else:
        for file in group:
            product = factory.products.get(file.key)
            data = product.read() if product is not None else b""
            yield file, data if len(data) == file.size else ReadError("wrong_size", file.member)
        return
    if len(group) == 1:
        details = {"reason": reason} if code == "damaged" else {}
        yield group[0], ReadError(code, group[0].member, **details)
        return
    for half in (group[: len(group) // 2], group[len(group) // 2 :]):
        yield from _unpacked(archive, half)
