"""Read: bytes to documents. One reader a format, chosen by what the bytes are, not by the file's name."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from govextract.read import text as txt
from govextract.read.errors import ReadError, ReadErrorCode
from govextract.read.kinds import kind_of
from govextract.read.text import Decoded
from govextract.records import Document

__all__ = ["MAX_BYTES", "ReadError", "ReadErrorCode", "read_bytes", "read_file", "read_stdin", "read_text"]

_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_BYTES = 10_000_000
"""A larger file is refused: it holds more than three million characters and is no report but an archive."""

# Format id → bytes, source and encoding asked for → text. Another format is another line.
_READERS: dict[str, Callable[[bytes, str, str | None], Decoded]] = {"txt": txt.read}


def read_bytes(data: bytes, source: str, *, encoding: str | None = None) -> Document:
    """A document of a file's bytes.

    Args:
        data: the bytes of the file.
        source: the file's name, for the record and for messages.
        encoding: the text encoding, where it is known; otherwise the one that makes most sense of the bytes.

    Raises:
        ReadError: the bytes are no report; the message names cause and remedy.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(source)
    kind = kind_of(data)
    reader = _READERS.get(kind.id)
    if reader is None:
        raise ReadError("format", source, kind_en=kind.en, kind_zh=kind.zh)
    decoded = reader(data, source, encoding)
    sha = hashlib.sha256(data).hexdigest()
    return Document(
        id=sha[:16],
        source=source,
        sha256=sha,
        encoding=decoded.encoding,
        replaced=decoded.replaced,
        text=decoded.text,
    )


def read_file(path: str | Path, *, encoding: str | None = None) -> Document:
    """A document of a file. See ``read_bytes``."""
    path = Path(path)
    source = str(path).encode("utf-8", "replace").decode()  # a name in other bytes, too, can be written down
    try:
        if path.is_dir():
            raise ReadError("folder", source)
        # A size is asked for first, so that a huge file is never loaded.
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(source)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as e:
        raise ReadError("missing", source) from e
    except PermissionError as e:
        raise ReadError("denied", source) from e
    except (OSError, ValueError) as e:
        if isinstance(e, ReadError):
            raise
        raise ReadError("unreadable", source, reason=str(getattr(e, "strerror", None) or e)) from e
    return read_bytes(data, source, encoding=encoding)


def read_stdin(*, encoding: str | None = None, stream: BinaryIO | None = None) -> Document:
    """A document of what comes in on standard input (or on ``stream``); its source is ``-``."""
    data = (stream or sys.stdin.buffer).read(MAX_BYTES + 1)
    return read_bytes(data, "-", encoding=encoding)


def read_text(text: str, source: str = "text") -> Document:
    """A document of a text that is in memory already; nothing is refused."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    # Half a surrogate pair is no character, and no output format could hold it.
    text, replaced = _SURROGATE.subn("\ufffd", text)
    return Document(id=sha[:16], source=source, sha256=sha, encoding="str", replaced=replaced, text=text)


def _too_large(source: str) -> ReadError:
    return ReadError("too_large", source, limit=str(MAX_BYTES // 1_000_000))
