"""Records to tables: one DataFrame a table, columns as ``tables.yaml`` declares them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from govextract.extraction import Extraction
from govextract.messages import LANGS, Lang, Messages, code_lists
from govextract.records import DateValue, Entity, Event, Mention, OfficeValue, QuantityValue

if TYPE_CHECKING:
    import pandas as pd

CONTEXT = 60
"""How many characters of a sentence stand on either side of the evidence in a context column."""

ENDS = "。！？；!?;\n"


class Column(NamedTuple):
    """A column: its machine name, type, and its heading and meaning in each language (Chinese, English)."""

    name: str
    type: str
    headings: tuple[str, str]
    meanings: tuple[str, str]

    def heading(self, lang: Lang) -> str:
        """The heading in a language."""
        return self.headings[LANGS.index(lang)]

    def meaning(self, lang: Lang) -> str:
        """What the column says, in a language."""
        return self.meanings[LANGS.index(lang)]


class Table(NamedTuple):
    """A table: its machine name, heading and description in each language, and its columns."""

    name: str
    headings: tuple[str, str]
    abouts: tuple[str, str]
    columns: tuple[Column, ...]

    def heading(self, lang: Lang) -> str:
        """The heading in a language."""
        return self.headings[LANGS.index(lang)]

    def about(self, lang: Lang) -> str:
        """What the table holds, in a language."""
        return self.abouts[LANGS.index(lang)]


@lru_cache(maxsize=1)
def schema() -> dict[str, Table]:
    """The tables of records by name, in the order in which people want them."""
    return _declared("tables")


@lru_cache(maxsize=1)
def run_schema() -> dict[str, Table]:
    """The tables of a run over many documents that are no list of records: counts, and what failed."""
    return _declared("run")


@lru_cache(maxsize=1)
def linked_schema() -> dict[str, Table]:
    """The tables in which what several reports name, or tell of, is one."""
    return _declared("linked")


@lru_cache(maxsize=1)
def archive_schema() -> dict[str, Table]:
    """The tables of a run by name: those of records, with what is joined across reports in its place."""
    linked, out = linked_schema(), {}
    for name, table in schema().items():
        out[name] = linked.get(name, table)
        if name == "officials":
            out |= {n: linked[n] for n in ("posts", "careers")}
    return out


@lru_cache(maxsize=1)
def dictionary_schema() -> dict[str, Table]:
    """The tables that explain the others: the data dictionary and the codes."""
    return _declared("dictionary")


@lru_cache(maxsize=1)
def _declaration() -> dict[str, Any]:
    text = (resources.files("govextract") / "tables.yaml").read_text(encoding="utf-8")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return data


def _declared(part: str) -> dict[str, Table]:
    data = _declaration()
    tables = {}
    for name, raw in data[part].items():
        columns = []
        for column, spec in raw["columns"].items():
            kind, *words = data["shared"][column] if spec == "shared" else spec
            zh, en, about_zh, about_en = map(str, words)
            each = kind.removeprefix("each:")
            if each == kind:
                columns.append(Column(column, kind, (zh, en), (about_zh, about_en)))
                continue
            for code in code_lists()[each]:  # a column of numbers for every code of a list
                names = Messages("zh").name(each, code), Messages("en").name(each, code)
                about = about_zh.format(name=names[0]), about_en.format(name=names[1])
                columns.append(Column(code, "integer", names, about))
        tables[name] = Table(name, tuple(raw["heading"]), tuple(raw["about"]), tuple(columns))
    return tables


DTYPES = {"integer": "Int64", "number": "float64", "day": "datetime64[s]", "flag": "boolean"}
"""The pandas type of a column; lists and lists of codes are Python lists, all others strings."""


def frames(extractions: Iterable[Extraction]) -> dict[str, pd.DataFrame]:
    """One DataFrame a table, over any number of documents, in their order."""
    columns: dict[str, list[list[Any]]] = {name: [[] for _ in t.columns] for name, t in schema().items()}
    for extraction in extractions:
        view = View(extraction)
        for name, rows in ROWS.items():
            lists = columns[name]
            for row in rows(view):
                for values, value in zip(lists, row, strict=True):
                    values.append(value)
    return {name: frame(table, columns[name]) for name, table in schema().items()}


def frame(table: Table, values: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """A DataFrame of a table's columns, each of its type."""
    import pandas as pd

    data = {}
    for column, cells in zip(table.columns, values, strict=True):
        plain = column.type.startswith(("list", "codes"))
        # The same strings whether or not pyarrow is installed, which would refuse lone surrogates.
        text = DTYPES.get(column.type, pd.StringDtype("python"))
        data[column.name] = pd.Series(cells, dtype="object" if plain else text)
    return pd.DataFrame(data, columns=[c.name for c in table.columns])


class View:
    """An extraction with the look-ups that several tables need."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.source = extraction.document.source, extraction.document.id
        self.text = extraction.text
        self.mentions = {m.id: m for m in extraction.mentions}
        self.entities = {e.id: e for e in extraction.entities}
        self.by_name: dict[tuple[str, str], Entity] = {}
        for entity in extraction.entities:
            self.by_name.setdefault((entity.kind, entity.name), entity)
        self.headings = {s.id: s.heading for s in extraction.sections}
        self.events: dict[str, list[Event]] = defaultdict(list)
        self.roles: dict[str, list[str]] = defaultdict(list)
        for event in extraction.events:
            for _, _, entity_id, role in participations(self, event):
                seen = self.events[entity_id]
                if event.counted and (not seen or seen[-1] is not event):
                    seen.append(event)
                if role and role not in self.roles[entity_id]:
                    self.roles[entity_id].append(role)

    def of_kind(self, kind: str) -> Iterator[Entity]:
        """The entities of a kind."""
        return (e for e in self.extraction.entities if e.kind == kind)

    def context(self, start: int, end: int) -> str:
        """The sentence around a span, cut to ``CONTEXT`` characters on either side."""
        low, high = max(0, start - CONTEXT), min(len(self.text), end + CONTEXT)
        head = max(self.text.rfind(c, low, start) for c in ENDS) + 1
        tail = min((i + 1 for c in ENDS if (i := self.text.find(c, end, high)) >= 0), default=0)
        cut = self.text[head or low : tail or high].strip()
        before = "…" if not head and low else ""
        return f"{before}{cut}{'…' if not tail and high < len(self.text) else ''}"

    def days(self, entity_id: str) -> tuple[date | None, date | None]:
        """The first and the last day of an entity's events."""
        dates = [e.date for e in self.events[entity_id] if e.date]
        first = min((d.start for d in dates if d.start), default=None)
        return first, max((d.end for d in dates if d.end), default=None)


def participations(view: View, event: Event) -> Iterator[tuple[str, str, str, str | None]]:
    """Who and what takes part in an event: kind, name, entity id ("" when there is none), role."""
    for person in event.officials:
        yield "official", person.name, person.entity, person.role
    for kind, names in (
        ("village", event.villages),
        ("enterprise", event.enterprises),
        ("organisation", event.organisations),
        ("place", event.places),
    ):
        for name in names:
            entity = view.by_name.get((kind, name))
            yield kind, name, entity.id if entity else "", None


Row = tuple[Any, ...]


def _events(view: View) -> Iterator[Row]:
    for e in view.extraction.events:
        people, date_ = e.officials, e.date
        yield (
            *((date_.start, date_.end) if date_ else (None, None)), list(e.actions), [p.name for p in people],
            [p.role for p in people], list(e.villages), list(e.enterprises), list(e.organisations),
            list(e.places), [q.text for q in e.quantities], e.status, e.counted, e.text,
            view.headings.get(e.section, e.section), e.duplicate_of,
            *((date_.precision, date_.inferred_from) if date_ else (None, None)), e.id, *view.source,
            e.start, e.end, e.rule, e.confidence,
        )  # fmt: skip


def _action_counts(view: View) -> Iterator[Row]:
    """Counted events by action type, the most frequent first."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in view.extraction.events:
        if event.counted:
            for one in event.actions:
                found[one].append(event)
    for action, events in sorted(found.items(), key=lambda x: (-len(x[1]), x[0])):
        days = [e.date for e in events if e.date]
        first = events[0]
        yield (
            action, len(events), min((d.start for d in days if d.start), default=None),
            max((d.end for d in days if d.end), default=None), first.text, [e.id for e in events],
            *view.source, first.start, first.end, first.rule, min(e.confidence for e in events),
        )  # fmt: skip


def _officials(view: View) -> Iterator[Row]:
    for e in view.of_kind("official"):
        yield (
            e.name, [o.text for o in e.offices], _unique(o.organisation for o in e.offices),
            _unique(t for o in e.offices for t in o.titles), _unique(o.level or "" for o in e.offices),
            len(e.mentions), len(view.events[e.id]), list(view.roles[e.id]), *view.days(e.id),
            list(e.aliases), *_first_mention(view, e),
        )  # fmt: skip


def _entities(kind: str) -> Callable[[View], Iterator[Row]]:
    def rows(view: View) -> Iterator[Row]:
        for e in view.of_kind(kind):
            events, place = view.events[e.id], e.place
            yield (
                e.name, *((place.path, place.code) if place else (None, None)), len(e.mentions), len(events),
                _unique(a for event in events for a in event.actions), *view.days(e.id), list(e.aliases),
                *_first_mention(view, e),
            )  # fmt: skip

    return rows


def _first_mention(view: View, entity: Entity) -> Row:
    """An entity's columns from evidence on: those of its first mention."""
    found = [view.mentions[i] for i in entity.mentions if i in view.mentions]
    if not found:
        return None, None, entity.id, *view.source, None, None, None, None
    m = min(found, key=lambda m: m.start)
    return m.text, view.context(m.start, m.end), entity.id, *view.source, m.start, m.end, m.rule, m.confidence


def _unique(items: Iterable[str]) -> list[str]:
    return [x for x in dict.fromkeys(items) if x]


def _tail(view: View, m: Mention, *ids: str | None) -> Row:
    """A mention's columns from status on."""
    place = view.context(m.start, m.end), m.id, *ids, *view.source, m.start, m.end
    return m.status, *place, m.rule, m.confidence


def _dates(view: View) -> Iterator[Row]:
    for m in view.extraction.mentions:
        if m.kind == "date":
            v = m.value if isinstance(m.value, DateValue) else DateValue(precision="vague")
            yield m.text, v.start, v.end, v.precision, v.part, v.inferred_from, *_tail(view, m)


def _quantities(view: View) -> Iterator[Row]:
    for m in view.extraction.mentions:
        if m.kind == "quantity" and isinstance(m.value, QuantityValue):
            v = m.value
            yield m.text, v.low, v.high, v.unit, v.approximate, *_tail(view, m)


def _appearances(view: View) -> Iterator[Row]:
    for e in view.extraction.events:
        days = (e.date.start, e.date.end) if e.date else (None, None)
        for kind, name, entity, role in participations(view, e):
            yield (
                name, kind, role, *days, list(e.actions), e.status, e.counted, e.text, e.id, entity or None,
                *view.source, e.start, e.end, e.rule, e.confidence,
            )  # fmt: skip


def _mentions(view: View) -> Iterator[Row]:
    for m in view.extraction.mentions:
        entity = view.entities.get(m.entity or "")
        office = m.value.text if isinstance(m.value, OfficeValue) else None
        yield m.text, m.kind, entity.name if entity else None, office, *_tail(view, m, m.entity)


def _references(view: View) -> Iterator[Row]:
    for r in view.extraction.references:
        place = view.context(r.start, r.end), r.entity, *view.source, r.start, r.end
        yield r.text, r.means, *place, r.rule, r.confidence


def _unresolved(view: View) -> Iterator[Row]:
    for u in view.extraction.unresolved:
        m = view.mentions.get(u.mention or "")
        why = (m.rule, m.confidence) if m else (None, None)
        place = view.context(u.start, u.end), u.mention, *view.source, u.start, u.end
        yield u.text, u.reason, [c.name for c in u.candidates], *place, *why


def _documents(view: View) -> Iterator[Row]:
    x, d = view.extraction, view.extraction.document
    place, period = d.jurisdiction, d.period
    yield (
        d.title, d.source, d.issuer, d.published, *((period.start, period.end) if period else (None, None)),
        *((place.path, place.code) if place else (None, None)), *event_counts(x), len(x.mentions),
        len(x.unresolved), d.encoding, d.replaced, d.chars, d.sha256, d.id,
    )  # fmt: skip


def event_counts(extraction: Extraction) -> tuple[int, int, int]:
    """How many events count, repeat an earlier one, and are otherwise not counted."""
    counted = sum(e.counted for e in extraction.events)
    repeats = sum(e.duplicate_of is not None for e in extraction.events)
    return counted, repeats, len(extraction.events) - counted - repeats


ROWS: dict[str, Callable[[View], Iterator[Row]]] = {
    "events": _events,
    "action_counts": _action_counts,
    "officials": _officials,
    "villages": _entities("village"),
    "enterprises": _entities("enterprise"),
    "organisations": _entities("organisation"),
    "places": _entities("place"),
    "dates": _dates,
    "quantities": _quantities,
    "appearances": _appearances,
    "mentions": _mentions,
    "references": _references,
    "unresolved": _unresolved,
    "documents": _documents,
}
"""What makes the rows of a table, in the order of its columns."""
