"""Which enterprise names of a document are one enterprise: full and short forms, never on a guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from govextract.match import Page
from govextract.records import Mention
from govextract.resolve.placenames import scanner

_ALIAS: Final = re.compile("[（(](?:以下|下)?(?:简称|统称|称)(?:为)?[：:]?[“\"‘「]?(?P<name>[^“”\"‘’」）)]{2,12})[”\"’」]?[）)]")
_BRANCH: Final = re.compile("分公司|支公司|分厂|分店|支行|分行|分社|营业部|网点|信用社|店$")
_FORM: Final = re.compile(
    "(?P<group>集团(?:股份)?(?:有限)?(?:责任)?(?:公司)?)$|(?P<company>(?:股份)?(?:有限)?(?:责任)?公司)$"
    "|(?P<cooperative>(?:农民)?(?:[一-鿿]{2,4})?(?:专业)?合作(?:联)?社)$|(?P<factory>厂)$|(?P<farm>农场|家庭农场)$"
)
_PLACE_TAIL: Final = re.compile("^[（(][^）)]{2,8}[）)]|[（(][^）)]{2,8}[）)]")


class _Name(NamedTuple):
    """A name taken apart: 沅江市|华阳燃料|有限公司."""

    text: str
    place: str
    core: str
    form: str | None
    branch: bool


def group_companies(page: Page, mentions: Sequence[Mention]) -> dict[str, str]:
    """For each enterprise name as written, the fullest name of the same enterprise in the document.

    Two names are one enterprise when the document says so (以下简称), when they differ only in the place in front
    and the legal form behind (华阳燃料公司, 沅江市华阳燃料有限公司), or when one is the beginning of exactly one
    other's core and has no legal form that contradicts (研峰新材料, 山东研峰新材料科技有限公司).
    """
    names = {m.text: _apart(m.text) for m in mentions if m.kind == "enterprise"}
    fullest = {text: text for text in names}
    for m in mentions:
        said = _ALIAS.match(page.text, m.end) if m.kind == "enterprise" else None
        if said and said["name"] in names and said["name"] != m.text:
            fullest[said["name"]] = m.text
    # Fuller names come first, so that a short one never takes the full one's place.
    order = sorted(names.values(), key=lambda n: (-len(n.text), n.text))
    for i, short in enumerate(order):
        if fullest[short.text] != short.text:
            continue
        fitting = [full for full in order[:i] if fullest[full.text] == full.text and _same(short, full)]
        if len(fitting) == 1:
            fullest[short.text] = fitting[0].text
    return {text: _follow(text, fullest) for text in fullest}


def _follow(text: str, fullest: dict[str, str]) -> str:
    seen = {text}
    while fullest[text] not in seen:
        text = fullest[text]
        seen.add(text)
    return text


def _apart(text: str) -> _Name:
    bare = _PLACE_TAIL.sub("", text)
    place = 0
    for hit in scanner().scan(bare):
        if hit.start != place or (not hit.full and place == 0 and len(bare) < 6):
            break
        place = hit.end
    found = _FORM.search(bare, place)
    form = next((k for k, v in found.groupdict().items() if v), None) if found else None
    core = bare[place : found.start() if found else len(bare)]
    if len(core) < 2:
        place, core = 0, bare[: found.start() if found else len(bare)]
    return _Name(text, bare[:place], core, form, bool(_BRANCH.search(text)))


def _same(short: _Name, full: _Name) -> bool:
    """Whether ``short`` is a shorter form of ``full``."""
    if short.branch or full.branch or len(short.core) < 2:
        return short.branch and full.branch and full.text.endswith(short.text) and len(short.core) > 3
    if short.form and full.form and short.form != full.form:
        return False
    if short.place and full.place and not (short.place in full.place or full.place in short.place):
        return False
    if short.core == full.core:
        return True
    # 华大基因 | 科技: the rest is a field of business, and a core of one or two characters may be anybody's.
    rest = full.core.removeprefix(short.core)
    return rest != full.core and len(short.core) >= 3 and len(rest) <= 6 and short.form in (None, full.form)
