"""Resolve officials: the mentions of one name in a document are one person, with the offices it gives them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from govextract.gazetteer import COUNTY, PREFECTURE, PROVINCE, Gazetteer
from govextract.match import mention_id
from govextract.records import Context, Entity, Kind, Mention, Office, OfficeValue, Place
from govextract.resolve.bodies import seat_of

_GOVERNING: Final = tuple("对向由让请给把被")
_TAKEN_ALONG: Final = ("拉上", "叫上", "喊上", "约上", "带上", "碰上", "遇上", "找来", "叫来", "喊来")
"""Words in front of an office that no village's name begins with (他|对|村党支部书记)."""
_BEHIND_COMPANY: Final = 12
"""Characters of a post behind the name of its business."""
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
    villages = [m for m in mentions if m.kind == "village"]
    mentions = [_levelled(m, context.jurisdiction, places) for m in _with_whole_villages(mentions, villages)]
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


def _with_whole_villages(mentions: Sequence[Mention], villages: Sequence[Mention]) -> Iterator[Mention]:
    """Offices that begin within a village's name begin with it (科同|村党委书记)."""
    holder = {i: v for v in villages for i in range(v.start + 1, v.end)}
    for m in mentions:
        office = m.value
        village = holder.get(office.start) if isinstance(office, OfficeValue) else None
        if village is None or not isinstance(office, OfficeValue) or office.start >= m.start:
            yield m
            continue
        front = village.text[: office.start - village.start]
        if front[-1:] in _GOVERNING or front.endswith(_TAKEN_ALONG):
            yield m
            continue
        whole = {
            "text": front + office.text,
            "organisation": front + office.organisation,
            "start": village.start,
        }
        yield m.model_copy(update={"value": office.model_copy(update=whole)})


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
    if end is None or not 0 <= office.end - end <= _BEHIND_COMPANY:
        return False
    rest = office.text[end - office.start :]
    return not any(c in rest for c in "省市县区镇乡村")  # 大崖|口乡石桥村党支部书记


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
