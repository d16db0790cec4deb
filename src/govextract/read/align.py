"""Double-byte text with damaged bytes: find again where the characters begin.

In GB18030, Big5 and UTF-16 a lost or changed byte can make every later pair begin one byte too early or too
late, and what comes out is valid and senseless. Such stretches are read again here, along the way through the
bytes that gives the most common characters.
"""

from __future__ import annotations

import codecs
import re

_REPLACEMENT = "\ufffd"
_CHUNK = 2048
_WINDOW = 32
_WIDE = re.compile(r"[^\x00-\x7f]")
# Worth of a common character, of any other, and of leaving out a byte.
_COMMON, _RARE, _SKIP = 1.0, -0.1, -1.5


class Aligner:
    """Decodes one encoding; ``common`` matches the characters of which right text is made."""

    def __init__(self, encoding: str, common: re.Pattern[str]) -> None:
        self._encoding = encoding
        self._wide_ascii = encoding.startswith("utf-16")
        self._common = common
        self._decoder = codecs.getincrementaldecoder(encoding)
        self._units: dict[bytes, tuple[str, float] | None] = {}

    def decode(self, data: bytes) -> str:
        """The text of ``data``; bytes that belong to no character become U+FFFD."""
        out = []
        at = 0
        while at < len(data):
            chunk = self._chunk(data, at)
            final = at + len(chunk) >= len(data)
            text, used = self._plain(chunk, final)
            if self.is_odd(text):
                mended, mended_used = self._mended(chunk, final)
                if self._worth(mended) > self._worth(text):
                    text, used = mended, mended_used
            out.append(text)
            at += max(used, 1)
        return "".join(out)

    def is_odd(self, text: str) -> bool:
        """Whether a stretch of ``text`` looks damaged or decoded off its feet."""
        if _REPLACEMENT in text:
            return True
        for i in range(0, len(text), _WINDOW):
            window = text[i : i + _WINDOW]
            wide = len(_WIDE.findall(window))
            if wide >= _WINDOW // 4 and len(self._common.findall(window)) * 3 < wide:
                return True
        return False

    def _chunk(self, data: bytes, at: int) -> bytes:
        """The next stretch: a line where the encoding has line ends of one byte, at most ``_CHUNK`` bytes."""
        end = -1 if self._wide_ascii else data.find(b"\n", at, at + _CHUNK)
        return data[at : end + 1] if end >= 0 else data[at : at + _CHUNK]

    def _plain(self, chunk: bytes, final: bool) -> tuple[str, int]:
        decoder = self._decoder("replace")
        text = decoder.decode(chunk, final)
        return text, len(chunk) - len(decoder.getstate()[0])

    def _worth(self, text: str) -> float:
        common = len(self._common.findall(text))
        lost = text.count(_REPLACEMENT)
        rare = len(_WIDE.findall(text)) - common - lost
        return common * _COMMON + rare * _RARE + lost * _SKIP

    def _mended(self, chunk: bytes, final: bool) -> tuple[str, int]:
        """The best way through ``chunk``, and how many of its bytes it uses."""
        n = len(chunk)
        best = [0.0] * (n + 5)
        step: list[tuple[str, int]] = [("", 0)] * (n + 1)
        for i in range(n - 1, -1, -1):
            best[i], step[i] = best[i + 1] + _SKIP, (_REPLACEMENT, 1)
            if i == n - 1 and not final:
                # The rest of a character that the next chunk completes.
                best[i], step[i] = 0.0, ("", 0)
            for size in (2, 4) if self._wide_ascii else (1, 2, 4):
                unit = self._unit(chunk[i : i + size]) if i + size <= n else None
                if unit is not None and best[i + size] + unit[1] > best[i]:
                    best[i], step[i] = best[i + size] + unit[1], (unit[0], size)
        out = []
        i = 0
        while i < n and step[i][1]:
            out.append(step[i][0])
            i += step[i][1]
        return "".join(out), i

    def _unit(self, raw: bytes) -> tuple[str, float] | None:
        """The one character that ``raw`` encodes, with its worth; None if it encodes none."""
        if raw not in self._units:
            try:
                char = raw.decode(self._encoding)
            except UnicodeDecodeError:
                char = ""
            if len(char) != 1:
                self._units[raw] = None
            elif self._common.match(char):
                self._units[raw] = char, _COMMON
            else:
                self._units[raw] = char, 0.0 if char.isascii() else _RARE
        return self._units[raw]
