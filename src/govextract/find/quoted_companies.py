"""Businesses named in quotation marks: 民宿“云上小院”, “云上小院”民宿, “阿婆豆花店”, “云上”“山居”等民宿."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from govextract.find.company_names import CompanyNames
from govextract.find.endings import Endings
from govextract.find.trades import Span
from govextract.lexicon import Lexicon
from govextract.match import Hit

_OPEN: Final = '“"「'
_CLOSE: Final = '”"」'
_NAME: Final = f"[{_OPEN}](?P<name>[\u4e00-\u9fffA-Za-z0-9]{{2,10}})[{_CLOSE}]"
_ONE: Final = re.compile(_NAME)
_LIST: Final = re.compile(f"(?:{_NAME.replace('?P<name>', '')}[、和与]?){{2,12}}等")
_TOLD: Final = re.compile(
    f"(?:{_NAME.replace('?P<name>', '')}[、和与]?){{2,6}}([两三四五六])家(?!单位|医院|学校|机构|部门|媒体)"
)
"""As many names as the number behind tells (“云上”“山居”两家立案)."""
_NUMBERS: Final = {c: n for n, c in enumerate("两三四五六", 2)}
_COUNTED: Final = re.compile(
    "等?(?:[一这]批|[0-9一二两三四五六七八九十多几]{1,3}[家个户])?[\u4e00-\u9fff]{0,6}?$"
)
_SIDE_BY_SIDE: Final = ("”“", "”、“", '""', '"、"', "」「", "」、「")
_LIKE: Final = ("版", "堪称", "称为", "成了", "成为", "变成", "像", "叫做", "叫作", "誉为")
"""In front of a nickname."""
_REACH: Final = 12


class QuotedCompanies:
    """Finds names in quotation marks with the kind of business in front or behind."""

    def __init__(self, lexicon: Lexicon, names: CompanyNames, endings: Endings) -> None:
        kinds = lexicon.forms("enterprise_kind")
        self._kinds = tuple(kinds)
        self._names = names
        self._endings = endings
        self._describing = tuple(lexicon.forms("enterprise_describing"))
        self._inns = tuple(w for w, e in kinds.items() if e.attrs.get("inn"))

    def find(self, text: str, endings: Mapping[int, Hit]) -> Iterator[Span]:
        """Spans of the names, without the marks; ``endings`` are the endings of names, by their end."""
        for found in _ONE.finditer(text):
            start, end = found.span("name")
            before = text[max(0, start - 6) : start - 1]
            hit = endings.get(end)
            if text.startswith(self._inns, end + 1) or before.endswith(self._kinds):
                if self._named(found.group("name")):
                    yield Span(start, end, end, "quoted", "enterprise.quoted", 0.8)
            elif hit and hit.entry.attrs["sort"] in ("shop", "works") and hit.start - start > 1:
                stem = text[start : hit.start]
                common = before.endswith(_LIKE) or stem.endswith(self._describing)
                if self._named(stem) and not common and not self._endings.common(text, hit):
                    yield Span(start, end, hit.start, "quoted", "enterprise.quoted", 0.8)
        for found in _LIST.finditer(text) if any(mark in text for mark in _SIDE_BY_SIDE) else ():
            behind = text[found.end() : found.end() + _REACH]
            at = min((k for w in self._kinds if (k := behind.find(w)) >= 0), default=-1)
            if at >= 0 and _COUNTED.fullmatch("等" + behind[:at]):
                yield from _each(text, found)
        for found in _TOLD.finditer(text) if any(mark in text for mark in _SIDE_BY_SIDE) else ():
            spans = list(_each(text, found))
            if len(spans) == _NUMBERS[found.groups()[-1]]:
                yield from spans

    def _named(self, name: str) -> bool:
        """Whether the words in the marks are a name and no saying or way of working."""
        return bool(self._names.parts(name, shop=True).brand) and not self._names.described(name)


def _each(text: str, found: re.Match[str]) -> Iterator[Span]:
    """The names within the marks of a list."""
    for item in _ONE.finditer(text, found.start(), found.end()):
        start, end = item.span("name")
        yield Span(start, end, end, "quoted", "enterprise.quoted", 0.8)
