"""Which PDF files pdfium may read in this process, and a process of its own for all others.

A content stream may unpack to a thousand times its size, twice over, and a drawing may use another drawing that
uses another: a kilobyte can cost an hour and all memory. A file is ordinary if none of that is possible in it;
any other is read apart, with bounds on time and memory.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from dataclasses import asdict

from govextract.read.errors import ReadError, ReadErrorCode
from govextract.read.limits import Limits
from govextract.read.pdf_pages import Pages, from_json, pages_of

_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\r|\n)")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)(?![A-Za-z])")
_LETTERS = re.compile(rb"/(?:ASCII(?:85|Hex)Decode|A85|AHx)(?![A-Za-z])")
# Other filters that make much of little, names with escapes, strings, and entries that stand elsewhere.
_ODD = re.compile(rb"LZW|RunLength|/RL(?![A-Za-z])|[#()]|/(?:Filter|Subtype)\s+[0-9]|/F\s")
_RATIO = 1032  # what Flate makes of a byte at most
_FORM, _DRAWS = re.compile(rb"/Form(?![A-Za-z])"), re.compile(rb"(?<![A-Za-z])Do(?![A-Za-z])")
_DICTIONARY = 3000
_STREAMS = 20_000
_CHUNK = 1 << 16
# Bytes of streams that an ordinary file unpacks to, at most; and times its pages, which may share them.
_UNPACKED, _WORK = 30_000_000, 5_000_000_000
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_MEMORY = 2_000_000_000


def guarded_pages(data: bytes, source: str, limits: Limits) -> Pages:
    """The pages of a document, read here or apart.

    Raises:
        ReadError: it is encrypted or damaged, too large, or takes too much time or memory.
    """
    return pages_of(data, source, limits) if is_ordinary(data) else _pages_apart(data, source, limits)


def is_ordinary(data: bytes) -> bool:
    """Whether no part of the file can unpack to more than its size would suggest."""
    if b"/Encrypt" in data:
        return False
    unpacked = 0
    for count, match in enumerate(_STREAM.finditer(data)):
        start = match.end()
        begin = data.rfind(b"obj", max(0, start - _DICTIONARY), start)
        dictionary = data[begin:start]
        if begin < 0 or count > _STREAMS or _ODD.search(dictionary):
            return False
        if _LETTERS.search(dictionary):  # packed and then written in letters: judged by its length
            unpacked += _RATIO * (max(data.find(b"endstream", start), start) - start)
            continue
        parts = _inflated(data, start, _UNPACKED - unpacked)
        for _ in _FLATE.findall(dictionary)[1:]:
            parts = _inflated(parts, 0, _UNPACKED - unpacked)
        unpacked += len(parts)
        if unpacked >= _UNPACKED or (_FORM.search(dictionary) and _DRAWS.search(parts)):
            return False
    return unpacked < _UNPACKED and unpacked * max(len(_PAGE.findall(data)), 1) < _WORK


def _inflated(data: bytes, start: int, most: int) -> bytes:
    """What is packed from ``start`` on, up to ``most`` bytes; of a broken stream what can be had."""
    inner = zlib.decompressobj()
    out = bytearray()
    for at in range(start, len(data), _CHUNK):
        try:
            out += inner.decompress(data[at : at + _CHUNK], most - len(out) + 1)
        except zlib.error:
            break
        if inner.eof or len(out) > most:
            break
    return bytes(out)


def _pages_apart(data: bytes, source: str, limits: Limits) -> Pages:
    command = [sys.executable, "-m", "govextract.read.pdf_pages", json.dumps(asdict(limits)), str(_MEMORY)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=limits.seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as e:
        raise ReadError("too_slow", source, seconds=str(limits.seconds)) from e
    except OSError as e:
        raise ReadError("unreadable", source, reason=str(e.strerror or e)) from e
    try:
        if done.returncode != 0:
            raise ValueError(done.returncode)
        if done.stdout.startswith(b"{"):
            told = json.loads(done.stdout)
            code: ReadErrorCode = told["code"]
            raise ReadError(code, source, **told["details"])
        return from_json(done.stdout.decode("utf-8"))
    except ReadError:
        raise
    except ValueError as e:  # it crashed, or ran out of memory
        raise ReadError("too_costly", source) from e
