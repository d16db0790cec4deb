"""Read: bytes to documents. One reader a format, chosen by what the bytes are, not by the file's name."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from govextract.read.content import Content
from govextract.read.errors import ReadError, ReadErrorCode, ReadStatus
from govextract.read.files import load
from govextract.read.formats import content_of, contents_of
from govextract.read.inputs import Item, open_inputs
from govextract.read.limits import LIMITS, Limits
from govextract.read.names import readable
from govextract.records import Document

__all__ = [
    "LIMITS", "MAX_BYTES", "Item", "Limits", "ReadError", "ReadErrorCode", "ReadStatus", "open_inputs", "read_bytes",
    "read_file", "read_item", "read_items", "read_stdin", "read_text",
]  # fmt: skip

_SURROGATE = re.compile("[\ud800-\udfff]")

MAX_BYTES = LIMITS.text
"""A larger text file is refused: it holds more than three million characters and is no report but an archive."""


def read_bytes(data: bytes, source: str, *, encoding: str | None = None, limits: Limits = LIMITS) -> Document:
    """The document that a file's bytes hold.

    Args:
        data: the bytes of the file.
        source: the file's name, for the record and for messages.
        encoding: the text encoding, where it is known; otherwise the one that makes most sense of the bytes.
        limits: how much is read before a file is refused.

    Raises:
        ReadError: the bytes are no report, or several; the message names cause and remedy.
    """
    kind, content = content_of(data, source, encoding, limits)
    return _document(hashlib.sha256(data).hexdigest(), source, kind, content)


def read_item(item: Item, *, encoding: str | None = None, limits: Limits = LIMITS) -> Document:
    """The document of one of ``open_inputs``' items. See ``read_bytes``."""
    return read_bytes(item.load(limits), item.name, encoding=encoding, limits=limits)


def read_items(
    items: Sequence[Item], *, encoding: str | None = None, limits: Limits = LIMITS
) -> list[Document | ReadError]:
    """The documents of several items, in their order, or why there is none.

    LibreOffice, which takes seconds to start, is started once for all that need it: give it a dozen or two.
    """
    loaded: dict[int, bytes] = {}
    out: list[Document | ReadError | None] = [None] * len(items)
    for i, item in enumerate(items):
        try:
            loaded[i] = item.load(limits)
        except ReadError as e:
            out[i] = e
    found = contents_of([(data, items[i].name) for i, data in loaded.items()], encoding, limits)
    for (i, data), content in zip(loaded.items(), found, strict=True):
        if isinstance(content, ReadError):
            out[i] = content
        else:
            out[i] = _document(hashlib.sha256(data).hexdigest(), items[i].name, *content)
    return [x for x in out if x is not None]


def read_file(path: str | Path, *, encoding: str | None = None, limits: Limits = LIMITS) -> Document:
    """A document of a file. See ``read_bytes``."""
    return read_bytes(load(Path(path), limits), str(path), encoding=encoding, limits=limits)


def read_stdin(*, encoding: str | None = None, stream: BinaryIO | None = None) -> Document:
    """A document of what comes in on standard input (or on ``stream``); its source is ``-``."""
    data = (stream or sys.stdin.buffer).read(LIMITS.file + 1)
    return read_bytes(data, "-", encoding=encoding)


def read_text(text: str, source: str = "text") -> Document:
    """A document of a text that is in memory already; nothing is refused."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    # Half a surrogate pair is no character, and no output format could hold it.
    text, replaced = _SURROGATE.subn("\ufffd", text)
    return _document(sha, source, "txt", Content(text, "str", replaced))


def _document(sha: str, source: str, kind: str, content: Content) -> Document:
    return Document(
        id=sha[:16],
        source=readable(source),
        sha256=sha,
        format=kind,
        encoding=content.encoding,
        replaced=content.replaced,
        published=content.published,
        origin=content.origin,
        notes=content.notes,
        text=content.text,
    )
