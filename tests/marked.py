"""Texts with their names marked, turned into the mentions that the finders would give."""

from __future__ import annotations

import re
from datetime import date

from govextract.match import mention_id
from govextract.records import DateValue, Entity, Kind, Mention

MARK = re.compile(r"\{([dove]) ([^}=]*)(?:=([^}]*))?\}")
KINDS: dict[str, Kind] = {"d": "date", "o": "official", "v": "village", "e": "enterprise"}


def days(value: str, text: str) -> DateValue:
    """The days of a marked date; a month or more is told by the interval."""
    if value == "?":
        return DateValue(precision="vague")
    start, _, end = value.partition("/")
    a = None if start == ".." else date.fromisoformat(start)
    b = a if not end else None if end == ".." else date.fromisoformat(end)
    length = (b - a).days if a and b else 0
    if length > 80:
        return DateValue(start=a, end=b, precision="half" if length > 100 else "quarter")
    if length > 26:
        return DateValue(start=a, end=b, precision="month")
    return DateValue(start=a, end=b, precision="days" if length else "day")


def read_marks(marked: str) -> tuple[str, list[Mention], list[Entity]]:
    """The plain text, its mentions in order, and an entity a name."""
    text = ""
    mentions: list[Mention] = []
    names: dict[tuple[Kind, str], list[str]] = {}
    at = 0
    for m in MARK.finditer(marked):
        text += marked[at : m.start()]
        at = m.end()
        kind, name = KINDS[m[1]], m[2]
        start = len(text)
        text += name
        entity = None if kind == "date" else f"{kind}:{name}"
        value = days(m[3], name) if kind == "date" else None
        mention = Mention(
            id=mention_id(kind, start, len(text)), kind=kind, start=start, end=len(text), text=name,
            value=value, entity=entity, rule="marked",
        )  # fmt: skip
        mentions.append(mention)
        if entity is not None:
            names.setdefault((kind, name), []).append(mention.id)
    entities = [
        Entity(id=f"{kind}:{name}", kind=kind, name=name, mentions=tuple(ids))
        for (kind, name), ids in names.items()
    ]
    return text + marked[at:], mentions, entities
