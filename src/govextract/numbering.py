"""The numbering at the head of a line: which style, which number, where the words begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from govextract.lexicon import Lexicon

_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0}
# A line that begins with any other Hanzi has no number; most lines do.
_FIRST_HAN = frozenset("第一二三四五六七八九十")
# Ways to write one numbering: a writer who began with 1、 and goes on with 2. has not opened a new level.
_ALIKE = {"arabic_comma": "arabic_dot", "arabic_dot": "arabic_comma"}
UNNUMBERED = frozenset({"bullet", "bracket"})


class Marker(NamedTuple):
    """A numbering at a line's head.

    ``number`` is 0 for bullets and brackets; ``end`` is where the words begin; ``label`` is the heading that
    a bracket holds. ``sure`` is false where the same characters may be a date or an amount (3.10.28,
    1.5万元): then only a neighbour of the same series makes it a numbering.
    """

    style: str
    text: str
    number: int
    end: int
    label: str | None = None
    sure: bool = True


class Numbering:
    """Reads the numbering of lines, by the ``line_number`` patterns of the lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._styles = [
            (
                entry.id.rpartition(".")[2],
                re.compile(entry.pattern.removeprefix("^")),
                entry.attrs.get("sure", True),
            )
            for entry in lexicon.category("line_number")
            if entry.pattern
        ]

    def read(self, text: str, start: int, end: int) -> Marker | None:
        """The numbering at ``start`` of the line ``start:end``, taken by itself."""
        if "\u4e00" <= text[start] <= "\u9fff" and text[start] not in _FIRST_HAN:
            return None
        for style, pattern, sure in self._styles:
            found = pattern.match(text, start, end)
            if found is None:
                continue
            groups = found.groupdict()
            doubt = groups.get("doubt") is not None
            stop = found.start("doubt") if doubt else found.end()
            label = groups.get("label")
            return Marker(
                style=style if style != "decimal" else f"decimal{groups['n'].count('.')}",
                text=text[start:stop].strip(),
                number=_value(groups["n"]) if "n" in groups else 0,
                end=stop,
                label=label,
                sure=sure and not doubt,
            )
        return None

    @staticmethod
    def settle(markers: Sequence[Marker | None]) -> list[Marker | None]:
        """The markers of consecutive lines with doubtful ones dropped that no neighbour supports.

        A style that goes on with the number of one written alike (1、 then 2.) takes that one's name.
        """
        following: dict[int, Marker] = {}
        ahead: dict[str, Marker] = {}
        for i in range(len(markers) - 1, -1, -1):
            marker = markers[i]
            if marker is None:
                continue
            if marker.style in ahead:
                following[i] = ahead[marker.style]
            ahead[marker.style] = marker
        last: dict[str, int] = {}
        before: tuple[str, int] | None = None
        out: list[Marker | None] = []
        for i, marker in enumerate(markers):
            if marker is None or marker.style in UNNUMBERED:
                out.append(marker)
                continue
            style, number = marker.style, marker.number
            twin = _ALIKE.get(style, style)
            if last.get(style) != number - 1 and number > 1 and last.get(twin) == number - 1:
                style = twin
            supported = before == (style, number - 1)
            if number == 1 and i in following:
                supported = following[i].number == 2
            if not (marker.sure or supported):
                out.append(None)
                continue
            last[style] = number
            before = style, number
            out.append(marker._replace(style=style))
        return out


def _value(digits: str) -> int:
    """The number that Chinese, ASCII, full-width or circled digits write; of 2.1.3 the last part."""
    tail = digits.rpartition(".")[2]
    if tail[0] in "第十百" or tail[0] in _HAN:
        total = unit = 0
        for c in tail:
            if c == "百":
                total, unit = total + 100 * (unit or 1), 0
            elif c == "十":
                total, unit = total + 10 * (unit or 1), 0
            else:
                unit = unit * 10 + _HAN.get(c, 0)
        return total + unit
    code = ord(tail[0])
    for first in (0x2460, 0x2474, 0x2488):
        if first <= code < first + 20:
            return code - first + 1
    return int(tail)
