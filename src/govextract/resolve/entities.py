"""Resolve mentions to entities: one village, enterprise, body or place of the document each.

Ids are made from content and stay the same from run to run and from machine to machine: the kind, and ten
hex digits of the SHA-1 of name and place (for a village 石桥村|湖南省益阳市沅江市草尾镇). An enterprise with
its legal form is itself wherever it is told of; a short name is one of the report's own county.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from govextract.match import Page
from govextract.records import Context, Entity, Kind, Mention, Place
from govextract.resolve.bodies import LEVEL_WORD, LevelWords, body_name
from govextract.resolve.companies import group_companies
from govextract.resolve.officials import resolve_officials
from govextract.resolve.placenames import gazetteer_of
from govextract.resolve.villages import Link, VillageLinker, stem

_FULL_FORMS = ("有限公司", "有限责任公司", "合作社")


class _Group:
    """The mentions of one entity while it is put together."""

    def __init__(self, kind: Kind, key: str, place: Place | None, base: str) -> None:
        self.id = f"{kind}:{hashlib.sha1(f'{key}|{base}'.encode(), usedforsecurity=False).hexdigest()[:10]}"
        self.kind = kind
        self.place = place
        self.mentions: list[Mention] = []

    def entity(self) -> Entity:
        """The entity: named by its fullest form, of equally full ones by the most frequent."""
        forms = Counter(m.text for m in self.mentions)
        name = max(forms, key=lambda f: (len("".join(f.split())), forms[f], f))
        return Entity(
            id=self.id,
            kind=self.kind,
            name=name,
            aliases=tuple(f for f in forms if f != name),
            place=self.place,
            mentions=tuple(m.id for m in self.mentions),
        )


def resolve_entities(
    page: Page, mentions: Sequence[Mention], context: Context
) -> tuple[list[Mention], list[Entity]]:
    """All mentions, with the id of what they mean, and the entities in order of their first mention.

    Dates and quantities mean themselves and have no entity.
    """
    resolved, entities = resolve_officials(mentions, context, gazetteer_of(page))
    groups: dict[tuple[str, str, str], _Group] = {}
    home = context.jurisdiction
    own = home.model_copy(update={"evidence": None, "confidence": 1.0}) if home else None
    county = _county(own)
    villages = [m for m in resolved if m.kind == "village"]
    links = dict(zip((m.id for m in villages), VillageLinker(page, context).link_all(villages), strict=True))
    keys = _village_keys(villages, links)
    fullest = group_companies(page, resolved)
    levels = LevelWords(page, context)
    out = []
    for m in resolved:
        place, base = own, own.path if own else ""
        if m.kind == "village":
            place, key = links[m.id].place, keys[m.id]
            if place and place.village != key:
                place = place.model_copy(update={"village": key})
            base = place.model_copy(update={"village": None}).path if place else ""
        elif m.kind == "enterprise":
            key = fullest[m.text]
            base, place = ("", None) if key.endswith(_FULL_FORMS) else (county.path if county else "", county)
        elif m.kind == "organisation":
            key, place, base = _body(m, levels)
        elif m.kind == "place":
            key = m.text
        else:
            out.append(m)
            continue
        group = groups.setdefault((m.kind, key, base), _Group(m.kind, key, place, base))
        group.mentions.append(m)
        out.append(m.model_copy(update={"entity": group.id}))
    first = {m.id: m.start for m in out}
    entities += [g.entity() for g in groups.values()]
    entities.sort(key=lambda e: min((first[i] for i in e.mentions), default=0))
    return out, entities


def _county(place: Place | None) -> Place | None:
    return place.model_copy(update={"town": None, "village": None}) if place and place.town else place


def _village_keys(villages: Iterable[Mention], links: dict[str, Link]) -> dict[str, str]:
    """The name under which each village is filed: that of the gazetteer, else the fullest of its stem.

    石桥 is 石桥村 when the document has that and no 石桥社区.
    """
    full: dict[tuple[str, str], set[str]] = {}
    for m in villages:
        place = links[m.id].place
        if m.text != stem(m.text):
            full.setdefault((stem(m.text), _town(place)), set()).add(m.text)
    keys = {}
    for m in villages:
        place = links[m.id].place
        forms = full.get((stem(m.text), _town(place)), set())
        known = place.village if place and place.evidence == "gazetteer" else None
        keys[m.id] = known or (m.text if len(forms) != 1 else next(iter(forms)))
    return keys


def _town(place: Place | None) -> str:
    return place.model_copy(update={"village": None}).path if place else ""


def _body(m: Mention, levels: LevelWords) -> tuple[str, Place | None, str]:
    """Key, place and path of a body; 镇应急管理办 is that of the report's own town."""
    found = LEVEL_WORD.fullmatch(m.text)
    if found and levels.is_bare(m.start):
        place = levels.which((found["level"],), "body", m.start).place
        if place is not None:
            return body_name(m.text, place), place, ""
    if levels.is_named(m.start):
        return m.text, None, ""
    own = levels.own("市") or levels.own("县") or levels.own("区")
    return m.text, None, own.path if own else ""
