"""Later short forms of a company named in full: 恒达木业 for 云溪县恒达木业有限公司, and (以下简称“恒达”)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import CompanyNames
from govextract.find.names import is_han

ALIAS: Final = re.compile(
    "[(（](?:以?下?简?称|以下简称|下称|简称)[为：:]?[“\"'‘「]?([^”\"'’」)）\n]{2,12})[”\"'’」]?[)）]"
)
STRANGE: Final = 8.0
"""Mean surprise in running text from which two characters are believed to be a brand."""
UNCOMMON: Final = 5.0
"""The same for the first characters of any short form."""
LONG: Final = 4
"""A name of so many characters is found where it stands again."""
_NO_COMPANY: Final = (
    "高速",
    "公路",
    "高速公路",
    "铁路",
    "水库",
    "景区",
    "公园",
    "科技园",
    "产业园",
    "工业园",
    "软件园",
    "园区",
    "医院",
    "大学",
    "中心",
    "大桥",
    "机场",
    "局",
    "村",
)
_GROUPS: Final = ("集团公司", "集团", "公司")
_WORKS: Final = ("工程", "水利工程", "调水", "一期工程", "二期工程")
"""What follows when the form is the name of works, and the company bears theirs (引水工程中线)."""
APART: Final = 6.0
"""Surprise of a long form's first character after the one in front, where no word is known."""


class Company(NamedTuple):
    """A business named in the text; ``stem`` is its name without the suffix."""

    start: int
    end: int
    stem: str
    sort: str


class ShortForms:
    """Finds short forms of the companies that a document names."""

    def __init__(self, names: CompanyNames, left: LeftContext) -> None:
        self._names = names
        self._left = left

    def find(self, text: str, companies: Sequence[Company]) -> Iterator[tuple[int, int]]:
        """Spans of short forms, longer ones first."""
        forms: set[str] = set()
        own = {company.start for company in companies}
        brands: set[str] = set()  # too common a word alone, none where 公司 follows
        for company in companies:
            alias = ALIAS.match(text, company.end)
            if alias:
                forms.add(alias.group(1))
                yield alias.span(1)
            if company.sort in ("company", "plain", "union"):
                shorts = self._names.short_forms(company.stem)
                brands.update(f for f in shorts if not f.endswith(_NO_COMPANY))
            elif company.end - company.start >= LONG and company.sort != "whole":
                forms.add(text[company.start : company.end])
        forms.update(f for f in brands if _surprise(f) >= UNCOMMON)
        for form in sorted(forms | brands, key=lambda f: (-len(f), f)):
            if any(form + w in text for w in _WORKS):
                continue
            start = text.find(form)
            while start >= 0:
                end = start + len(form)
                group = next((w for w in _GROUPS if text.startswith(w, end)), "")
                if (
                    start not in own
                    and (group or form in forms)
                    and self._stands_alone(text, start, end, form, bool(group))
                ):
                    yield start, end + len(group)
                start = text.find(form, end)

    def _stands_alone(self, text: str, start: int, end: int, form: str, grouped: bool) -> bool:
        """Whether the form is a name here, and not part of other words; ``grouped``: 公司 follows."""
        _, running = load_bigrams()
        listed = self._left.at(text, start).weight > LISTED
        if text.startswith(_NO_COMPANY, end):  # 青山人文纪念|公园 bears the company's name
            return False
        if len(form) >= LONG:
            return listed or -running.step(text[start - 1], text[start]) >= APART
        if not listed:
            return False
        if grouped:
            return True
        surprise = _surprise(form)
        after = text[end : end + 1]
        clean = not is_han(after) or after in "的与和及等在是将已有公项董总"
        return surprise >= (STRANGE if len(form) == 2 else STRANGE - 2) and clean


def _surprise(form: str) -> float:
    """The mean surprise as running text of the second and third character."""
    _, running = load_bigrams()
    steps = [-running.step(form[i - 1], form[i]) for i in range(1, min(3, len(form)))]
    return sum(steps) / len(steps)
