"""Resolve officials: the mentions of one name in a document are one person, with the offices it gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from govextract.gazetteer import COUNTY, PREFECTURE, PROVINCE, Gazetteer
from govextract.match import mention_id
from govextract.records import Context, Entity, Kind, Mention, Office, OfficeValue, Place
from govextract.resolve.bodies import seat_of

_CITIES: Final = {PROVINCE: "provincial", PREFECTURE: "municipal", COUNTY: "county"}


def resolve_officials(
    mentions: Sequence[Mention], context: Context, gazetteer: Gazetteer | None = None
) -> tuple[list[Mention], list[Entity]]:
    """Mentions of officials and persons with their entity, and these entities; other mentions as they are.

    Whose every office belongs to a company that the document names (豪丰铸造安全科长) becomes a ``person``.
    """
    companies = {m.start: m.end for m in mentions if m.kind == "enterprise"}
    offices: dict[str, list[OfficeValue]] = {}
    public: set[str] = set()
    places = gazetteer or Gazetteer.load()
    mentions = [_levelled(m, context.jurisdiction, places) for m in mentions]
    for m in mentions:
        if m.kind not in ("official", "person"):
            continue
        known = offices.setdefault(_name(m), [])
        if isinstance(m.value, OfficeValue) and not _of_company(m.value, companies):
            known.append(m.value)
            public.add(_name(m))
    place = context.jurisdiction.path if context.jurisdiction else ""
    out: list[Mention] = []
    seen: dict[str, list[Mention]] = {}
    for m in mentions:
        if m.kind in ("official", "person"):
            kind: Kind = "official" if _name(m) in public else "person"
            entity = _entity_id(kind, _name(m), place)
            value = (
                m.value if isinstance(m.value, OfficeValue) and not _of_company(m.value, companies) else None
            )
            m = m.model_copy(  # noqa: PLW2901 - the same mention, resolved
                update={
                    "kind": kind,
                    "id": mention_id(kind, m.start, m.end),
                    "entity": entity,
                    "value": value,
                }
            )
            seen.setdefault(_name(m), []).append(m)
        out.append(m)
    return out, [_entity(name, found, offices[name]) for name, found in seen.items()]


def _levelled(m: Mention, home: Place | None, gazetteer: Gazetteer) -> Mention:
    """With the level of a city's office by what the city is: a province's, a prefecture's or a county's."""
    office = m.value
    if not isinstance(office, OfficeValue) or office.level != "municipal":
        return m
    seat = seat_of(office.organisation, home, gazetteer)
    node = gazetteer.node(seat) if seat else None
    level = _CITIES.get(gazetteer.depths[node]) if node is not None else None
    if level in (None, office.level):
        return m
    return m.model_copy(update={"value": office.model_copy(update={"level": level})})


def _name(m: Mention) -> str:
    return "".join(m.text.split())


def _of_company(office: OfficeValue, companies: dict[int, int]) -> bool:
    end = companies.get(office.start)
    return end is not None and end <= office.end and office.end - end <= 12


def _entity_id(kind: str, name: str, place: str) -> str:
    """From kind, name and jurisdiction: the same in every run and for every report of the same place."""
    return f"{kind}:{hashlib.sha1(f'{name}|{place}'.encode(), usedforsecurity=False).hexdigest()[:12]}"


def _entity(name: str, found: Sequence[Mention], values: Sequence[OfficeValue]) -> Entity:
    distinct: dict[str, Office] = {}
    for v in values:
        office = Office(text=v.text, organisation=v.organisation, titles=v.titles, level=v.level)
        distinct.setdefault(v.text, office)
    return Entity(
        id=found[0].entity or "",
        kind=found[0].kind,
        name=name,
        aliases=tuple(dict.fromkeys(m.text for m in found if m.text != name)),
        offices=tuple(distinct.values()),
        mentions=tuple(m.id for m in found),
    )
