"""What every reader gives: a document's text, cleaned alike, and what the file says of itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from govextract.read.errors import ReadError

REPLACEMENT = "\ufffd"
HANZI = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# Characters that look like Hanzi and stand in their place in many PDF and OFD files: radicals, compatibility forms.
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻪⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄黾齐齿龙龟",
)
_LOST = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f\ufeff\u200b\u2060\u00ad]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BLANKS = " \t\u3000\u00a0"
_BLANK_LINES = re.compile("\n{3,}")
_DAY = re.compile("((?:19|20)[0-9]{2})[-/.年]([01]?[0-9])[-/.月]([0-3]?[0-9])(?![0-9])")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a document, the encoding it was in, and how many of its characters could not be read.

    ``published`` and ``origin`` are the day and the publisher that the file itself names; ``notes`` says in
    stable words what of the file is not in the text (``pages_without_text:3,4``).
    """

    text: str
    encoding: str
    replaced: int = 0
    published: date | None = None
    origin: str | None = None
    notes: tuple[str, ...] = ()


def clean(lines: list[str]) -> str:
    """The text of a document's lines: no control characters, no blanks at line ends, single empty lines."""
    text = _CONTROL.sub("", _LOST.sub(REPLACEMENT, _BREAK.sub("\n", "\n".join(lines))))
    # Not a pattern: a search for blanks at a line's end tries a long run of blanks from each of them.
    bare = "\n".join(line.rstrip(_BLANKS) for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", bare).strip("\n")


def plain_hanzi(text: str) -> str:
    """The text with Hanzi for what only looks like them; of the same length."""
    return _LOOKALIKES.sub(lambda m: unicodedata.normalize("NFKC", m[0].translate(_RADICALS)), text)


def checked(content: Content, source: str, limit: int) -> Content:
    """The content, if it is a report's.

    Raises:
        ReadError: it is empty, not in Chinese, or longer than ``limit``.
    """
    if not content.text.strip():
        raise ReadError("empty", source)
    if len(content.text) > limit:
        raise ReadError("too_large", source, limit=str(limit // 1_000_000))
    if not HANZI.search(content.text):
        raise ReadError("no_chinese", source)
    return content


def day(text: str) -> date | None:
    """The day that a text such as ``2023-11-02 15:30`` or ``2023年11月2日`` begins with, else None."""
    match = _DAY.match(text.strip())
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
