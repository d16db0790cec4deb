"""Files on disk to bytes, no more of them than a report can have."""

from __future__ import annotations

import stat
from pathlib import Path

from govextract.read.errors import ReadError
from govextract.read.kinds import HTML, JSON, TEXT, kind_of_head, starts_package
from govextract.read.limits import Limits
from govextract.read.zips import HEAD

_TEXTUAL = frozenset({TEXT, HTML, JSON})


def load(path: Path, limits: Limits, source: str | None = None) -> bytes:
    """The bytes of a file; ``source`` is its name in messages.

    Raises:
        ReadError: it cannot be read, or is larger than a file of its kind may be.
    """
    source = source or str(path)
    try:
        state = path.stat()
        if stat.S_ISDIR(state.st_mode):
            raise ReadError("folder", source)
        with path.open("rb") as file:
            # A size is compared before the rest is read, so that a huge file is never loaded.
            head = file.read(HEAD)
            limit = size_limit(head, limits)
            if state.st_size > limit:
                raise ReadError("too_large", source, limit=str(limit // 1_000_000))
            data = head + file.read(limit + 1 - len(head))
    except FileNotFoundError as e:
        raise ReadError("missing", source) from e
    except PermissionError as e:
        raise ReadError("denied", source) from e
    except (OSError, ValueError) as e:
        if isinstance(e, ReadError):
            raise
        raise ReadError("unreadable", source, reason=str(getattr(e, "strerror", None) or e)) from e
    if len(data) > limit:
        raise ReadError("too_large", source, limit=str(limit // 1_000_000))
    return data


def size_limit(head: bytes, limits: Limits) -> int:
    """How large a file with this beginning may be: a text is all text, other files have pictures in them."""
    textual = not starts_package(head) and (kind_of_head(head) or TEXT) in _TEXTUAL
    return limits.text if textual else limits.file
