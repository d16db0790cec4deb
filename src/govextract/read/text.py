"""Bytes of a text file to text: which encoding, and how to get through damaged bytes."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from govextract.lexicon import Lexicon, read_entries
from govextract.read.align import Aligner
from govextract.read.content import REPLACEMENT, Content
from govextract.read.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be")
# Names that people give to a smaller set than their files use.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "euc_cn": "gb18030"}
_BIG5 = ("big5", "cp950", "big5hkscs")
_ALIGNED = frozenset({"gb18030", *_BIG5, "utf-16-le", "utf-16-be"})
_SAMPLE, _STRETCH = 1 << 16, 512
# A right decoding has 0.7 or more of its characters among the common ones, a wrong one 0.15 or less.
_CERTAIN, _PLAUSIBLE = 0.5, 0.3
_FEW = 24
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_WIDE = re.compile(r"[^\x00-\x7f]")


class Decoded(NamedTuple):
    """The text of a file, the encoding it was in, and how many characters could not be decoded."""

    text: str
    encoding: str
    replaced: int


def read(data: bytes, source: str, encoding: str | None = None) -> Content:
    """The text of a text file, as it stands.

    Raises:
        ReadError: the bytes are no text.
    """
    return Content(*decode(data, source, encoding))


def decode(data: bytes, source: str, encoding: str | None = None) -> Decoded:
    """The text of ``data``, in ``encoding`` or in the one that makes most sense of it.

    Raises:
        ReadError: the bytes are no text.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise ReadError("empty", source)
    decoded = _decode_as(data, source, encoding) if encoding else _decode(data, source)
    text = decoded.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # A stray zero byte is damage, as is what no decoder could read.
    text = text.replace("\x00", REPLACEMENT)
    return Decoded(text, decoded.encoding, text.count(REPLACEMENT))


def _decode_as(data: bytes, source: str, encoding: str) -> Decoded:
    """The text in the encoding that the user named; refused when a third of it cannot be read so."""
    try:
        name = codecs.lookup(encoding).name
        name = _WIDER.get(name, name)
        text = data.decode(name, "replace")
    except (LookupError, ValueError) as e:
        raise ReadError("unknown_encoding", source, encoding=encoding) from e
    replaced = text.count(REPLACEMENT)
    if replaced * 3 > len(text) - len(text.encode("ascii", "ignore")) > 0:
        raise ReadError("wrong_encoding", source, encoding=encoding)
    if name in _ALIGNED:
        text = _text_in(data, name)
        replaced = text.count(REPLACEMENT)
    return Decoded(text, name, replaced)


def _decode(data: bytes, source: str) -> Decoded:
    for bom, name in _BOMS:
        if data.startswith(bom):
            text = _text_in(data, name)
            if common_share(text) >= _PLAUSIBLE or name == "utf-8-sig":
                return Decoded(text, name, text.count(REPLACEMENT))
    high = _HIGH.search(data)
    if high is None and b"\x00" not in data:
        return Decoded(data.decode("ascii"), "utf-8", 0)
    name, share = _best(data, high.start() if high else 0)
    if not name.startswith("utf-16"):
        odd = len(_NOT_TEXT.findall(data))
        if odd * 50 > len(data):
            raise ReadError("binary", source)
    if share < _PLAUSIBLE:
        name = _last_resort(data, source)
    if name == "big5":
        name = next((x for x in _BIG5 if _strict(data, x) is not None), "cp950")
    text = _text_in(data, name)
    return Decoded(text, name, text.count(REPLACEMENT))


def _text_in(data: bytes, name: str) -> str:
    """The text of ``data`` in a known encoding; damaged double-byte text is aligned again."""
    if name not in _ALIGNED:
        return data.decode(name, "replace")
    aligner = Aligner(name, _common())
    text = _strict(data, name)
    return text if text is not None and not aligner.is_odd(text) else aligner.decode(data)


def _best(data: bytes, first: int) -> tuple[str, float]:
    """The encoding in which the most of a sample's characters are common ones, and their share.

    The sample begins at the first byte that is not ASCII, so that it begins with a whole character. Where no
    encoding makes sense of the whole sample, because damage has shifted the pairs of bytes, the best stretch
    of it counts.
    """
    sample = data[first - first % 2 : first + _SAMPLE]
    if common_share(sample.decode("utf-8", "replace")) >= _CERTAIN:
        return "utf-8", 1.0
    name, share = _best_in([sample])
    if share < _PLAUSIBLE:
        size = max(64, min(_STRETCH, len(sample) // 4))
        name, share = _best_in([sample[i : i + size] for k in (0, 1) for i in range(k, len(sample), size)])
    return name, share


def _best_in(stretches: list[bytes]) -> tuple[str, float]:
    best, best_share = "utf-8", -1.0
    for name in _CANDIDATES:
        share = max((common_share(x.decode(name, "replace")) for x in stretches), default=0.0)
        if share > best_share:
            best, best_share = name, share
    return best, best_share


def common_share(text: str) -> float:
    """The share of common characters among those that are not ASCII."""
    wide = len(_WIDE.findall(text[:_SAMPLE]))
    return len(_common().findall(text[:_SAMPLE])) / wide if wide else 0.0


def _last_resort(data: bytes, source: str) -> str:
    """The encoding of a text without common characters: valid UTF-8, a few Hanzi, or mostly ASCII."""
    if _strict(data, "utf-8") is not None:
        return "utf-8"
    high = len(data) - len(data.translate(None, _HIGH_BYTES))
    if high * 20 < len(data):
        return "utf-8"
    for name in ("gb18030", "big5"):
        text = _strict(data, name)
        narrow = "gb2312" if name == "gb18030" else name
        if text is not None and high <= _FEW and _strict(data, narrow) is not None:
            return name
    raise ReadError("undecodable", source)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


@lru_cache(maxsize=1)
def _common() -> re.Pattern[str]:
    source = resources.files("govextract") / "lexicons" / "read.yaml"
    lexicon = Lexicon(read_entries(source.read_text(encoding="utf-8"), "read.yaml"))
    (entry,) = lexicon.category("common_character")
    return entry.regex
