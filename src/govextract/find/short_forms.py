"""Later short forms of a company named in full: 恒达木业 for 云溪县恒达木业有限公司, and (以下简称“恒达”)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final, NamedTuple

from govextract.find.bigrams import load_bigrams
from govextract.find.boundary import LISTED, LeftContext
from govextract.find.company_names import CompanyNames, is_region, place_at
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
    "杯",
    "城",
)
_GROUPS: Final = ("集团公司", "集团", "公司")
_CHINA: Final = re.compile(
    "中国(?=(?:区|高级|资深|执行|首席|副)?(?:副|高级)?(?:总裁|总经理|董事长|首席|CEO))"
)
"""A foreign company's branch in China, before its head's title."""
_WORKS: Final = ("工程", "水利工程", "调水", "一期工程", "二期工程")
"""What follows when the form is the name of works, and the company bears theirs (引水工程中线)."""
APART: Final = 6.0
"""Surprise of a long form's first character after the one in front, where no word is known."""


_PLACES: Final = (
    *("省", "市", "县", "区", "旗", "州", "镇", "乡", "村", "街道", "屯", "社区"),
    *("新区", "高新区", "经开区", "开发区", "地区", "大使馆"),
)
"""What stands behind a place's name: a form that has it somewhere in the text is a place there."""
_OFTEN: Final = 3
_MOSTLY: Final = 0.7
"""How often a form stands where names begin, and in what share of its places, to be believed by that alone."""
_NAMED: Final = {2: 5.0}
"""Surprise of such a form by its length; longer ones are no common words anyway."""
_NAMED_LONG: Final = 2.0
_SOME: Final = 5.0
"""Surprise of its first character after the one in front, in its other places."""
NOT_AT_ALL, BEHIND_A_MARK, WHERE_NAMES_BEGIN, ANYWHERE = range(4)
"""Where a form is believed to be a name, whatever follows."""
PERSON: Final = -3.0
"""The weight of 村民 and the like in front, behind which people's names begin."""
BRAND: Final = 8.0
"""Surprise of a brand that is believed wherever a name may begin, whatever follows."""


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
        declared: set[str] = set()
        shops: set[str] = set()
        for company in companies:
            alias = ALIAS.match(text, company.end)
            if alias:
                declared.add(alias.group(1))
                yield alias.span(1)
            if company.sort in ("company", "plain", "union", "headed"):
                shorts = self._names.short_forms(company.stem)
                brands.update(f for f in shorts if not f.endswith(_NO_COMPANY))
            elif company.end - company.start >= LONG and company.sort != "whole":
                forms.add(text[company.start : company.end])
                if company.sort == "shop":
                    shops.update(f for f in self._names.short_forms(company.stem)[:1] if len(f) > 2)
        forms.update(f for f in brands if _surprise(f) >= UNCOMMON)
        for form in sorted(forms | brands | declared | shops, key=lambda f: (-len(f), f)):
            places = list(_places(text, form))
            if any(text.startswith(_WORKS, start + len(form)) for start in places):
                continue
            trust = ANYWHERE if form in declared else self._trust(text, form, places, own)
            if trust == WHERE_NAMES_BEGIN and form in shops - forms - brands:
                trust = BEHIND_A_MARK
            for start in places:
                end = start + len(form)
                group = next((w for w in _GROUPS if text.startswith(w, end)), "")
                if start in own or not (group or form in forms or trust):
                    continue
                if self._stands_alone(text, start, end, grouped=bool(group), trust=trust):
                    china = _CHINA.match(text, end) if trust else None
                    yield self._placed(text, start), china.end() if china else end + len(group)

    def _trust(self, text: str, form: str, places: Sequence[int], own: Container[int]) -> int:
        """Where the form is a name, by what the whole text shows."""
        surprise = _surprise(form)
        if surprise < _NAMED.get(len(form), _NAMED_LONG):
            return NOT_AT_ALL
        towns = any(text.startswith(_PLACES, k + len(form)) for k in places)
        if towns or form.endswith(_PLACES) or is_region(form):
            return NOT_AT_ALL
        starts = [k for k in places if k not in own]
        if len(starts) >= _OFTEN:
            begin = sum(self._left.at(text, k).weight > LISTED for k in starts)
            if begin >= max(_OFTEN, _MOSTLY * len(starts)):
                return ANYWHERE
        return WHERE_NAMES_BEGIN if surprise >= BRAND else NOT_AT_ALL

    def _placed(self, text: str, start: int) -> int:
        """The beginning of the name, with the place right in front of it (辽宁|恒达)."""
        for k in (start - 2, start - 3):
            if k >= 0 and place_at(text, k, start) == start and self._left.at(text, k).weight > LISTED:
                return k
        return start

    def _stands_alone(self, text: str, start: int, end: int, *, grouped: bool, trust: int) -> bool:
        """Whether the form is a name here, and not part of other words; ``grouped``: 公司 follows."""
        if text.startswith(_NO_COMPANY, end):  # 青山人文纪念|公园 bears the company's name
            return False
        form = text[start:end]
        _, running = load_bigrams()
        left = self._left.at(text, start)
        listed = left.weight > LISTED or (trust > 0 and self._placed(text, start) < start)
        if (
            (trust and left.hard)
            or (trust >= WHERE_NAMES_BEGIN and listed and left.weight > PERSON)
            or (trust == ANYWHERE and -running.step(text[start - 1], text[start]) >= _SOME)
        ):
            return True
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


def _places(text: str, form: str) -> Iterator[int]:
    start = text.find(form)
    while start >= 0:
        yield start
        start = text.find(form, start + len(form))


def _surprise(form: str) -> float:
    """The mean surprise as running text of the second and third character."""
    _, running = load_bigrams()
    steps = [-running.step(form[i - 1], form[i]) for i in range(1, min(3, len(form)))]
    return sum(steps) / len(steps)
