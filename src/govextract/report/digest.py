"""What a stretch of documents adds to the report of a run. Made in a worker, hence small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Literal, NamedTuple

from govextract.tables import archive_schema, schema

NAMED = ("officials", "villages", "enterprises")
"""Tables whose names are told: those that the most events concern."""

JUDGED = ("events", "dates", *NAMED)
"""Tables whose confidence is told."""

SURE, LOW = 0.9, 0.7
"""At and above the one a record is sure; below the other it is to be checked."""

DOUBTS = 12
"""How many doubtful records of a table are kept."""

EVIDENCE = 160
"""Characters of evidence that are shown."""

Trust = Literal["sure", "fair", "low"]


class Doubt(NamedTuple):
    """A record that a person should look at; ``marked`` are the words in its evidence that it is about.

    Of equally doubtful ones the first of each document comes first (``rank``), then documents by their id, which
    is a hash: so the few that are shown are from all over the archive.
    """

    confidence: float
    rank: int
    document: str
    start: int
    end: int
    table: str
    name: str
    evidence: str
    source: str
    rule: str
    days: tuple[date | None, date | None] = (None, None)
    actions: tuple[str, ...] = ()
    marked: str = ""


@dataclass
class Digest:
    """Sums and doubtful records of some documents."""

    sums: Counter[str] = field(default_factory=Counter)
    trust: Counter[tuple[str, Trust]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)

    def add(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Take in one document's rows of a table."""
        if table in JUDGED:
            self._judge(table, rows)
        elif table == "unresolved":
            self._unresolved(rows)
        elif table == "documents":
            self.sums["documents"] += len(rows)
            self.sums["chars"] += sum(row[at(table)["chars"]] for row in rows)

    def _judge(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        columns = at(table)
        kept: list[Sequence[Any]] = []
        for row in rows:
            if table == "events":
                counted, repeat = (
                    row[columns["counted"]],
                    row[columns["duplicate_of"]] or row[columns["told_in"]],
                )
                self.sums["events" if counted else "duplicates" if repeat else "uncounted"] += 1
                if not counted:
                    continue
            kept.append(row)
            confidence = row[columns["confidence"]]
            if confidence is not None:
                self.trust[table, trust(confidence)] += 1
        low = [row for row in kept if (row[columns["confidence"]] or 0.0) < LOW]
        low.sort(key=lambda row: (row[columns["confidence"]] or 0.0, row[columns["start"]] or 0))
        self._keep(table, (_doubt(table, row, rank) for rank, row in enumerate(islice(low, DOUBTS))))

    def _unresolved(self, rows: Sequence[Sequence[Any]]) -> None:
        columns = at("unresolved")
        self.reasons.update(row[columns["reason"]] for row in rows)
        shown = list(islice(rows, DOUBTS))
        self._keep("unresolved", (_doubt("unresolved", row, rank) for rank, row in enumerate(shown)))

    def _keep(self, table: str, fresh: Iterable[Doubt]) -> None:
        self.doubts[table] = most_doubtful([*self.doubts.get(table, ()), *fresh])


def most_doubtful(doubts: Iterable[Doubt]) -> list[Doubt]:
    """The few of some doubtful records that are shown."""
    return sorted(doubts)[:DOUBTS]


def trust(confidence: float) -> Trust:
    """How far a record may be relied on."""
    return "sure" if confidence >= SURE else "low" if confidence < LOW else "fair"


def _doubt(table: str, row: Sequence[Any], rank: int) -> Doubt:
    columns = at(table)

    def cell(name: str) -> Any:
        return row[columns[name]] if name in columns else None

    named = cell("reason") if table == "unresolved" else cell("name")
    evidence = cell("evidence") if table == "events" else cell("context") or cell("evidence")
    return Doubt(
        confidence=0.0 if table == "unresolved" else cell("confidence") or 0.0,
        rank=rank,
        document=cell("document"),
        start=cell("start") or 0,
        end=cell("end") or 0,
        table=table,
        name=named or "",
        evidence=clip(evidence or "", EVIDENCE),
        source=cell("source"),
        rule=cell("rule") or "",
        days=(cell("date_start"), cell("date_end")),
        actions=tuple(cell("actions") or ()),
        marked=clip(cell("evidence") or "", EVIDENCE) if table in {"dates", "unresolved"} else "",
    )


def clip(text: str, most: int) -> str:
    """Text in one line, shortened."""
    line = " ".join(text[: most * 2].split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


@cache
def at(table: str) -> Mapping[str, int]:
    """Where each column of a table stands in its rows."""
    columns = (archive_schema() if table == "events" else schema())[table].columns
    return {c.name: i for i, c in enumerate(columns)}
