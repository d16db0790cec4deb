"""Automatic numbering of Word documents: the 一、 and （一） that stand in no paragraph's text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from govextract.read.numerals import numeral

_PLACE = re.compile("%([1-9])")
_LEVELS = 9
_NO_SPACE = re.compile("[、，．.）)〕】：:　 ]$")


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str
    restart: int | None
    legal: bool


@dataclass(slots=True)
class _List:
    """A list of the document: its levels and, per level, the number last given."""

    levels: dict[int, _Level]
    last: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The labels of numbered paragraphs, which must be asked for in the order of the text."""

    def __init__(self, numbering: ET.Element | None, styles: ET.Element | None) -> None:
        self._style_numbers: dict[str, tuple[str | None, str | None]] = {}
        self._based_on: dict[str, str] = {}
        self._default: str | None = None
        self._lists: dict[str, _List] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._level_of_style: dict[tuple[str, str], int] = {}
        if styles is not None:
            self._read_styles(styles)
        if numbering is not None:
            self._read_lists(numbering)

    def _read_styles(self, styles: ET.Element) -> None:
        for style in styles.iterfind("style"):
            name = style.get("styleId", "")
            if style.get("type") == "paragraph" and style.get("default") in ("1", "true", "on"):
                self._default = name
            base = style.find("basedOn")
            if base is not None:
                self._based_on[name] = base.get("val", "")
            number = style.find("pPr/numPr")
            if number is not None:
                self._style_numbers[name] = _number(number)

    def _read_lists(self, numbering: ET.Element) -> None:
        abstract = {e.get("abstractNumId", ""): e for e in numbering.iterfind("abstractNum")}
        # A list may take its levels from a style of numbering, which another list defines.
        defined = {}
        for e in abstract.values():
            link = e.find("styleLink")
            if link is not None:
                defined[link.get("val", "")] = e
        shared: dict[str, _List] = {}
        for num in numbering.iterfind("num"):
            ref = num.find("abstractNumId")
            key = ref.get("val", "") if ref is not None else ""
            source = abstract.get(key)
            if source is None:
                continue
            link = source.find("numStyleLink")
            if link is not None:
                source = defined.get(link.get("val", ""), source)
            number = num.get("numId", "")
            overrides = {_int(e.get("ilvl"), 0): e for e in num.iterfind("lvlOverride")}
            levels = {_int(e.get("ilvl"), 0): _level(e) for e in source.iterfind("lvl")}
            for e in source.iterfind("lvl"):
                style = e.find("pStyle")
                if style is not None:
                    self._level_of_style[number, style.get("val", "")] = _int(e.get("ilvl"), 0)
            own = {i: e.find("lvl") for i, e in overrides.items()}
            levels |= {i: _level(e) for i, e in own.items() if e is not None}
            for i, e in overrides.items():
                start = e.find("startOverride")
                if start is not None:
                    self._starts[number, i] = _int(start.get("val"), 1)
            # Lists on one definition count on from each other, unless one has levels of its own.
            if any(e is not None for e in own.values()):
                self._lists[number] = _List(levels)
            else:
                self._lists[number] = shared.setdefault(key, _List(levels))

    def label(self, properties: ET.Element | None) -> str:
        """The label in front of a paragraph with these properties; "" where it has none."""
        number, level = self._number_of(properties)
        found = self._lists.get(number) if number not in (None, "0") else None
        if found is None or number is None or level not in found.levels:
            return ""
        self._count(found, number, level)
        shown = found.levels[level]
        if shown.form == "bullet":
            return ""

        def value(match: re.Match[str]) -> str:
            i = int(match[1]) - 1
            at = found.levels.get(i)
            if at is None or i > level:
                return ""
            form = "decimal" if shown.legal and i < level else at.form
            return numeral(found.last.get(i, at.start), form)

        label = _PLACE.sub(value, shown.text)
        return label if not label or _NO_SPACE.search(label) else label + " "

    def _count(self, found: _List, number: str, level: int) -> None:
        start = self._starts.pop((number, level), None)
        if start is not None:
            found.last[level] = start
        elif level in found.last:
            found.last[level] += 1
        else:
            found.last[level] = found.levels[level].start
        for i in range(level + 1, _LEVELS):
            below = found.levels.get(i)
            # restart 0: never begins anew; restart n: begins anew only after level n or a higher one.
            if below is not None and (below.restart is None or level < below.restart):
                found.last.pop(i, None)

    def _number_of(self, properties: ET.Element | None) -> tuple[str | None, int]:
        own: tuple[str | None, str | None] = (None, None)
        style = self._default
        if properties is not None:
            direct = properties.find("numPr")
            if direct is not None:
                own = _number(direct)
            named = properties.find("pStyle")
            if named is not None:
                style = named.get("val")
        number, level = own
        first = style
        for _ in range(20):  # styles may be based on one another in a ring
            if style is None or (number is not None and level is not None):
                break
            inherited = self._style_numbers.get(style)
            if inherited is not None:
                number = inherited[0] if number is None else number
                level = inherited[1] if level is None else level
            style = self._based_on.get(style)
        if level is None and number is not None and first is not None:
            return number, self._level_of_style.get((number, first), 0)
        return number, _int(level, 0)


def _number(properties: ET.Element) -> tuple[str | None, str | None]:
    number, level = properties.find("numId"), properties.find("ilvl")
    return (
        number.get("val") if number is not None else None,
        level.get("val") if level is not None else None,
    )


def _level(e: ET.Element) -> _Level:
    def value(tag: str) -> str | None:
        found = e.find(tag)
        if found is None:
            found = e.find(f"AlternateContent/Fallback/{tag}")
        return found.get("val") if found is not None else None

    legal = e.find("isLgl")
    restart = value("lvlRestart")
    return _Level(
        start=_int(value("start"), 0),
        form=value("numFmt") or "decimal",
        text=(value("lvlText") or "")[:50],
        restart=None if restart is None else _int(restart, 0),
        legal=legal is not None and legal.get("val", "1") not in ("0", "false", "off"),
    )


def _int(value: str | None, default: int) -> int:
    try:
        return max(0, min(int(value or ""), 1_000_000))
    except ValueError:
        return default
