"""The digests of all documents joined, and with the ledger of the run made into the facts of its report."""

from __future__ import annotations

import json
import sqlite3
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

from govextract.report.digest import NAMED, Digest, Doubt, Trust, clip, most_doubtful
from govextract.run_folder import sentences
from govextract.store import STATUSES
from govextract.tables import Table

TOP = 15
"""How many officials, villages and enterprises are shown."""

GOOD = frozenset({"ok", "duplicate", "skipped"})
"""What became of inputs that nobody misses."""

OFFICES = 40
"""Characters of offices and areas that are shown."""

GRAVITY = ("failed", "needs_ocr", "empty", "duplicate", "skipped")
"""What became of inputs that are not in the tables, the gravest first."""

FILES = 10
"""How many file names are shown a cause."""

_CAUSES = """
SELECT status, code, name, details, duplicate_of, n FROM (
  SELECT *, row_number() OVER (PARTITION BY status, code ORDER BY name) AS i,
    count(*) OVER (PARTITION BY status, code) AS n
  FROM ledger WHERE status <> 'ok')
WHERE i <= ? ORDER BY status, code, name
"""


class Named(NamedTuple):
    """An official, village or enterprise over all documents."""

    name: str
    offices: str
    area: str
    events: int
    documents: int
    first: date | None
    last: date | None

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """What the list of names is ordered by, lowest first."""
        return -self.events, -self.documents, self.name, self.area


class Lost(NamedTuple):
    """An input that is not in the tables; ``details`` fill the sentence that tells the cause."""

    name: str
    details: dict[str, str]
    duplicate_of: str | None


@dataclass
class Cause:
    """Why some inputs are not in the tables, and the first of them by name."""

    status: str
    code: str | None
    number: int
    files: list[Lost] = field(default_factory=list)


@dataclass
class Ledger:
    """What the ledger of a run says; ``roots`` are the folder that all inputs lie in, or the folders."""

    roots: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)
    formats: dict[str, Counter[str]] = field(default_factory=dict)
    encodings: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass
class Facts:
    """All that the report tells."""

    ledger: Ledger
    conditions: list[str] = field(default_factory=list)
    targets: tuple[str, ...] = ()
    sums: Counter[str] = field(default_factory=Counter)
    months: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    places: Counter[tuple[tuple[str, str] | None, str]] = field(default_factory=Counter)
    trust: Counter[tuple[str, Trust]] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    top: dict[str, list[Named]] = field(default_factory=dict)
    distinct: Counter[str] = field(default_factory=Counter)
    doubts: dict[str, list[Doubt]] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """The inputs by status."""
        found = self.ledger.counts
        order = [*STATUSES, *sorted(set(found) - set(STATUSES))]
        return {status: found[status] for status in order if found.get(status)}

    @property
    def inputs(self) -> int:
        """How many inputs there were."""
        return sum(self.ledger.counts.values())

    @property
    def not_read(self) -> int:
        """How many inputs are neither in the tables nor in them by another name, though they should be."""
        return sum(n for status, n in self.counts.items() if status not in GOOD)

    def monthly(self, action: str = "") -> dict[str, int]:
        """The events of a type by month, without those that have none; of all types where none is named."""
        return {m: n for (m, one), n in self.months.items() if m and one == action}


class Gathering:
    """Joins digests, and looks at the rows of joined tables as they pass."""

    def __init__(self) -> None:
        self._all = Digest()
        self._top: dict[str, list[Named]] = {}
        self._distinct: Counter[str] = Counter()

    def add(self, digest: Digest) -> None:
        """Take in what some documents add."""
        self._all.sums.update(digest.sums)
        self._all.trust.update(digest.trust)
        self._all.reasons.update(digest.reasons)
        for table, doubts in digest.doubts.items():
            self._all.doubts[table] = most_doubtful([*self._all.doubts.get(table, ()), *doubts])

    def seeing(self, table: Table, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """The rows of a joined table, of which the names that concern most events are kept."""
        return self._names(table, rows) if table.name in NAMED else rows

    def _names(self, table: Table, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        at = {c.name: i for i, c in enumerate(table.columns)}
        top: list[Named] = []
        for row in rows:
            one = _named(row, at)
            if len(top) < TOP or one.rank < top[-1].rank:
                insort(top, one, key=lambda x: x.rank)
                del top[TOP:]
            self._distinct[table.name] += 1
            yield row
        self._top[table.name] = top

    def facts(
        self,
        store: Path,
        months: Counter[tuple[str | None, str]],
        places: Counter[tuple[tuple[str, str] | None, str]],
        conditions: Iterable[str] = (),
        targets: Iterable[str] = (),
    ) -> Facts:
        """The facts, once all documents were taken in. ``targets`` are the files with the tables."""
        return Facts(
            ledger=read_ledger(store),
            conditions=list(conditions),
            targets=tuple(targets),
            sums=self._all.sums,
            months=months,
            places=places,
            trust=self._all.trust,
            reasons=self._all.reasons,
            top=self._top,
            distinct=self._distinct,
            doubts=self._all.doubts,
        )


def _named(row: Sequence[Any], at: Mapping[str, int]) -> Named:
    def cell(*names: str) -> Any:
        return next((row[at[name]] for name in names if name in at), None)

    area = cell("seats", "places", "place") or ""
    shown = area if isinstance(area, str) else "、".join(area)
    return Named(
        name=row[at["name"]],
        offices=clip("；".join(cell("offices") or ()), OFFICES),
        area=clip(shown, OFFICES),
        events=row[at["events"]],
        documents=row[at["documents"]],
        first=row[at["first_day"]],
        last=row[at["last_day"]],
    )


def read_ledger(store: Path) -> Ledger:
    """What the ledger says, in a few looks over it."""
    found = Ledger()
    uri = f"{store.resolve().as_uri()}?mode=ro"
    with sentences(store), closing(sqlite3.connect(uri, uri=True, timeout=10)) as db:
        found.roots = _roots(db)
        query = (
            "SELECT status, coalesce(format, ''), coalesce(encoding, ''), replaced > 0, count(*) FROM ledger"
        )
        for status, form, encoding, replaced, n in db.execute(f"{query} GROUP BY 1, 2, 3, 4 ORDER BY 2, 3"):
            found.counts[status] = found.counts.get(status, 0) + n
            found.formats.setdefault(form, Counter())[status] += n
            if status == "ok" and encoding:
                one = found.encodings.setdefault(encoding, Counter())
                one["documents"] += n
                one["replaced"] += n if replaced else 0
        for status, code, name, details, original, n in db.execute(_CAUSES, (FILES,)):
            if not found.causes or (found.causes[-1].status, found.causes[-1].code) != (status, code):
                found.causes.append(Cause(status, code, n))
            found.causes[-1].files.append(Lost(name, json.loads(details or "{}"), original))
    found.causes.sort(key=lambda x: (GRAVITY.index(x.status), -x.number, x.code or ""))
    return found


def _roots(db: sqlite3.Connection) -> list[str]:
    first, last = db.execute("SELECT min(name), max(name) FROM ledger").fetchone()
    # What the first and the last name in order begin with, all between them begin with.
    folders = zip(str(first).split("/")[:-1], str(last).split("/")[:-1], strict=False)
    shared = [a for a, _ in takewhile(lambda pair: pair[0] == pair[1], folders)]
    if shared and shared[-1]:
        return [shared[-1].removesuffix("!")]
    query = "SELECT DISTINCT substr(name, 1, instr(name || '/', '/') - 1) AS root FROM ledger ORDER BY root"
    return [root.removesuffix("!") for (root,) in db.execute(query) if root]
