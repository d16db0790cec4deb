"""Names of files as people can read them: those in archives decoded, none with line breaks or broken bytes."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_THREE_BYTES = re.compile("[\u0800-\uffff]")
_OUTSIDE = re.compile("(?:/|[A-Za-z]:|.*?(?:^|/)\\.\\.(?:/|$))", re.DOTALL)
_SYSTEM = re.compile(
    r"(?:.*/)?(?:__MACOSX/.*|\.DS_Store|\._[^/]*|Thumbs\.db|ehthumbs\.db|desktop\.ini|~\$[^/]*|\.~lock\.[^/]*#|\.~[^/]*)",
    re.IGNORECASE | re.DOTALL,
)
_UTF8 = 0x800
_UNICODE_PATH = 0x7075


def readable(name: str) -> str:
    """A file's name for records and messages: what cannot be printed stands as an escape (backslash, x, 0a)."""
    name = decoded(os.fsencode(name)) if _has_bytes(name) else name
    return _UNPRINTABLE.sub(_escape, name)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00 if 0xDC80 <= code <= 0xDCFF else code:02x}"


def decoded(raw: bytes) -> str:
    """A name that is UTF-8 or GB18030, whichever makes names of it; bytes that are neither are kept as such."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    # A few Hanzi in GB18030 happen to be valid UTF-8, but then of two bytes each: Greek, Cyrillic, Arabic.
    if text is not None and (raw.isascii() or _THREE_BYTES.search(text)):
        return text
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return text if text is not None else raw.decode("utf-8", "surrogateescape")


def zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a zip file's member, in the encoding that this member's name is in."""
    if info.flag_bits & _UTF8:
        return info.orig_filename.replace("\\", "/")
    raw = info.orig_filename.encode("cp437", "replace")
    stated = _unicode_path(info.extra, raw)
    name = stated if stated is not None else decoded(raw)
    return name.replace("\\", "/")


def is_outside(name: str) -> bool:
    """Whether a member's name leads out of the archive."""
    return bool(_OUTSIDE.match(name.replace("\\", "/")))


def is_system(name: str) -> bool:
    """Whether an operating system or an office program left this file, and nobody misses it."""
    return bool(_SYSTEM.fullmatch(name.replace("\\", "/")))


def _has_bytes(name: str) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in name)


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in UTF-8 that some programs put beside one in the encoding of their country."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        if (
            kind == _UNICODE_PATH
            and len(field) > 5
            and struct.unpack_from("<I", field, 1)[0] == zlib.crc32(raw)
        ):
            try:
                return field[5:].decode("utf-8")
            except UnicodeDecodeError:
                return None
        at += 4 + size
    return None
