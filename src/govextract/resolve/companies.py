"""Which enterprise names of a document are one enterprise: full and short forms, never on a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from govextract.gazetteer import Gazetteer
from govextract.match import Page
from govextract.records import Mention
from govextract.resolve.placenames import gazetteer_of, scanner

_ALIAS: Final = re.compile(
    '[（(](?:以下|下)?(?:简称|统称|称)(?:为)?[：:]?[“"‘「]?(?P<name>[^“”"‘’」）)]{2,12})[”"’」]?[）)]'
)
_BRANCH: Final = re.compile("分公司|支公司|分厂|分店|支行|分行|分社|营业部|网点|信用社|子公司")
_FORM: Final = re.compile(
    "(?P<group>集团(?:(?:股份)?有限)?(?:责任)?(?:公司)?)$|(?P<share>股份(?:有限)?(?:责任)?公司)$"
    "|(?P<limited>(?:有限责任|有限|责任)公司)$|(?P<company>公司)$"
    "|(?P<cooperative>(?:(?:种植|养殖|种养|农机|茶叶|果蔬|蔬菜|农民|专业){0,3})合作(?:联)?社)$"
    "|(?P<factory>厂)$|(?P<farm>(?:家庭)?农场)$"
)
_BRACKETS: Final = re.compile("[（(](?P<in>[^（()）]{2,8})[）)]")
_UNBALANCED: Final = re.compile("^[^（(]*[）)]|[（(][^）)]*$")
_NATIONAL: Final = ("中国", "国家", "国网", "国电", "中央", "全国")
"""Beginnings of names that a concern shares with its many daughters."""
_COMPATIBLE: Final = frozenset({("company", "limited"), ("company", "share"), ("company", "group")})


class Name(NamedTuple):
    """A name taken apart: 沅江市|宏远燃料|有限公司, with a place in brackets; ``fields`` ends of the core."""

    text: str
    place: str
    core: str
    form: str | None
    branch: bool
    bracket: str
    fields: frozenset[int]


def group_companies(page: Page, mentions: Sequence[Mention]) -> dict[str, str]:
    """For each enterprise name as written, the fullest name of the same enterprise in the document.

    Two names are one enterprise when the document says so (以下简称), when they differ only in the place in
    front and the legal form behind (宏远公司, 沅江市宏远有限公司), or when one is the other's core without
    its words for a line of business (宏远, 山东宏远新材料科技有限公司) and no second name would do.
    """
    companies = [m for m in mentions if m.kind == "enterprise"]
    names: dict[str, Name] = {}
    for m in companies:
        if m.text not in names and not _UNBALANCED.search(m.text):
            fields = page.scan.within("company_field", m.start, m.end)
            names[m.text] = take_apart(m.text, gazetteer_of(page), [h.form for h in fields])
    fullest = {m.text: m.text for m in companies}
    for m in companies:
        said = _ALIAS.match(page.text, m.end)
        if said and said["name"] in fullest and said["name"] != m.text:
            fullest[said["name"]] = m.text
    # Fuller names come first, so that a short one never takes the full one's place.
    order = sorted(names.values(), key=lambda n: (-len(n.text), n.text))
    for i, short in enumerate(order):
        if fullest[short.text] != short.text:
            continue
        fitting = [f for f in order[:i] if fullest[f.text] == f.text and is_short_form(short, f)]
        if len(fitting) == 1:
            fullest[short.text] = fitting[0].text
    return {text: _follow(text, fullest) for text in fullest}


def _follow(text: str, fullest: dict[str, str]) -> str:
    seen = {text}
    while fullest[text] not in seen:
        text = fullest[text]
        seen.add(text)
    return text


def take_apart(text: str, gazetteer: Gazetteer, words: Iterable[str]) -> Name:
    """A name's place, core and legal form; ``words`` are words for lines of business that may stand in it."""
    place = 0
    for hit in scanner(gazetteer).scan(text):
        if hit.start != place:
            break
        place = hit.end
    bracket = _BRACKETS.search(text)
    found = _FORM.search(text, place)
    end = found.start() if found else len(text)
    form = next((k for k, v in found.groupdict().items() if v), None) if found else None
    core = _BRACKETS.sub("", text[place:end])
    if len(core) < 2:
        place, core = 0, _BRACKETS.sub("", text[:end])
    fields = frozenset(core.find(w) for w in words if w in core)
    inside = bracket["in"] if bracket else ""
    return Name(text, text[:place], core, form, bool(_BRANCH.search(text)), inside, fields)


def is_short_form(short: Name, full: Name) -> bool:
    """Whether ``short`` is a shorter form of ``full``."""
    if short.branch or full.branch or len(short.core) < 2:
        return False
    forms = short.form, full.form
    if short.form and full.form and short.form != full.form and forms not in _COMPATIBLE:
        return False
    if short.bracket and full.bracket and short.bracket != full.bracket:
        return False
    if short.place and full.place and short.place not in full.place and full.place not in short.place:
        return False
    if short.core == full.core:
        return True
    whole = full.place + full.core
    if short.place or whole.startswith(_NATIONAL) or short.form not in (None, "company"):
        return False
    # 研峰 | 新材料科技: what is left must begin with a word for a line of business.
    rest = full.core.removeprefix(short.core)
    return rest != full.core and len(short.core) in full.fields and len(rest) <= 8
