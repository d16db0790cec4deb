"""Records in words for people, in one language: counts, days, values, where a value came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from govextract.extraction import Extraction
from govextract.messages import Messages
from govextract.records import DateValue, Event, Mention, OfficeValue, QuantityValue
from govextract.tables import event_counts, schema


def counts_line(extraction: Extraction, messages: Messages) -> str:
    """How much was found, in one line: events, then each kind by distinct thing, then what is left out."""
    counted, repeats, uncounted = event_counts(extraction)
    things = Counter(e.kind for e in extraction.entities)
    things.update(m.kind for m in extraction.mentions if m.kind in {"date", "quantity"})
    found = {
        "events": counted,
        **{f"{kind}s": n for kind, n in things.items()},
        "quantities": things["quantity"],
    }
    parts = [
        messages.say("count", name=table.heading(messages.lang), n=found[name])
        for name, table in schema().items()
        if name == "events" or found.get(name)
    ]
    for key, n in (
        ("duplicates", repeats),
        ("uncounted", uncounted),
        ("unresolved", len(extraction.unresolved)),
    ):
        if n:
            parts.append(messages.say(f"count_{key}", n=n))
    return " · ".join(parts)


def document_facts(extraction: Extraction, messages: Messages) -> Iterator[tuple[str, str]]:
    """What the document says of itself and how it was read: name and value."""
    d, say = extraction.document, messages.say
    if d.issuer:
        yield say("fact_issuer"), d.issuer
    if d.jurisdiction and d.jurisdiction.path:
        yield say("fact_jurisdiction"), d.jurisdiction.path
    if d.period:
        yield say("fact_period"), say("span", start=d.period.start, end=d.period.end)
    if d.published:
        yield say("fact_published"), d.published.isoformat()
    yield say("fact_source"), d.source
    replaced = say("fact_replaced", n=d.replaced) if d.replaced else ""
    yield say("fact_encoding"), f"{d.encoding}{replaced}"
    yield say("fact_chars"), f"{d.chars:,}"


def first_numbers(events: Sequence[Event]) -> dict[str, int]:
    """The number, counted from 1, under which an event id is met first."""
    numbers: dict[str, int] = {}
    for i, event in enumerate(events, 1):
        numbers.setdefault(event.id, i)
    return numbers


def people(event: Event, messages: Messages) -> list[str]:
    """The officials of an event with their parts."""
    return [
        messages.say("participant", name=p.name, role=messages.name("role", p.role)) for p in event.officials
    ]


def when(event: Event, messages: Messages) -> str:
    """The days of an event in words for people."""
    return days(event.date.start, event.date.end, messages) if event.date else messages.say("no_date")


def days(start: object | None, end: object | None, messages: Messages) -> str:
    """An interval of days in words for people; a single day is written once."""
    if start is None and end is None:
        return messages.say("no_date")
    if start is None:
        return messages.say("until", end=end)
    if end is None:
        return messages.say("since", start=start)
    return str(start) if start == end else messages.say("span", start=start, end=end)


def describe(mention: Mention, extraction: Extraction, messages: Messages) -> list[str]:
    """A mention in lines of words: kind, value, where it was inferred from, meaning, rule, confidence."""
    say, value = messages.say, mention.value
    lines = [messages.name("kind", mention.kind) + value_of(mention, messages)]
    if isinstance(value, DateValue) and value.inferred_from:
        lines.append(messages.inferred(value.inferred_from, extraction.text))
    if mention.status != "done":
        lines.append(messages.name("status", mention.status))
    lines.append(say("page_why", rule=mention.rule, confidence=f"{mention.confidence:.2f}"))
    return lines


def value_of(mention: Mention, messages: Messages) -> str:
    """A mention's value in words, with a colon in front; "" where it has none."""
    value = mention.value
    if isinstance(value, DateValue):
        part = f" {value.part}" if value.part else ""
        return messages.say("value", value=days(value.start, value.end, messages) + part)
    if isinstance(value, OfficeValue):
        return messages.say("value", value=value.text)
    if isinstance(value, QuantityValue):
        low, high = f"{value.low:,.12g}", f"{value.high:,.12g}"
        number = low if low == high else f"{low}–{high}"
        about = messages.say("about") if value.approximate else ""
        return messages.say("value", value=f"{about}{number} {value.unit}".strip())
    return ""
