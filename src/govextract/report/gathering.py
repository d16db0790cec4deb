"""The digests of all documents joined, and with the ledger of the run made into the facts of its report."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from govextract.report.digest import NAMED, Digest, Doubt, Trust, most_doubtful
from govextract.run_folder import sentences
from govextract.store import STATUSES

TOP = 15
"""How many officials, villages and enterprises are shown."""

GOOD = frozenset({"ok", "duplicate", "skipped"})
"""What became of inputs that nobody misses."""

FILES = 10
"""How many file names are shown a cause."""

_TABLE = """
CREATE TABLE names (kind TEXT, name TEXT, area TEXT, label TEXT, events INTEGER, documents INTEGER, first TEXT,
  last TEXT, PRIMARY KEY (kind, name, area)) WITHOUT ROWID
"""
_ADD = """
INSERT INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
  label = CASE label WHEN '' THEN excluded.label ELSE label END,
  events = events + excluded.events, documents = documents + excluded.documents,
  first = coalesce(min(first, excluded.first), first, excluded.first),
  last = coalesce(max(last, excluded.last), last, excluded.last)
"""
_CAUSES = """
SELECT status, code, name, details, duplicate_of, n FROM (
  SELECT *, row_number() OVER (PARTITION BY status, code ORDER BY name) AS i,
    count(*) OVER (PARTITION BY status, code) AS n
  FROM ledger WHERE status <> 'ok')
WHERE i <= ? ORDER BY status, n DESC, code, name
"""


class Named(NamedTuple):
    """An official, village or enterprise over all documents."""

    name: str
    area: str
    label: str
    events: int
    documents: int
    first: str | None
    last: str | None


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
    distinct: dict[str, int] = field(default_factory=dict)
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
    """Joins digests. Names wait in a file, since there may be millions of them."""

    def __init__(self, scratch: Path) -> None:
        self._path = scratch / "names.sqlite"
        self._db = sqlite3.connect(self._path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(_TABLE)
        self._db.execute("BEGIN")
        self._all = Digest()

    def add(self, digest: Digest) -> None:
        """Take in what some documents add."""
        self._all.sums.update(digest.sums)
        self._all.trust.update(digest.trust)
        self._all.reasons.update(digest.reasons)
        for table, doubts in digest.doubts.items():
            self._all.doubts[table] = most_doubtful([*self._all.doubts.get(table, ()), *doubts])
        rows = (
            (
                *key,
                one.label,
                one.events,
                one.documents,
                one.first and str(one.first),
                one.last and str(one.last),
            )
            for key, one in digest.seen.items()
        )
        with sentences(self._path):
            self._db.executemany(_ADD, rows)

    def facts(
        self,
        store: Path,
        months: Counter[tuple[str | None, str]],
        places: Counter[tuple[tuple[str, str] | None, str]],
        conditions: Iterable[str] = (),
        targets: Iterable[str] = (),
    ) -> Facts:
        """The facts, once all documents were taken in. ``targets`` are the files with the tables."""
        with closing(self._db), sentences(self._path):
            top = {kind: [Named(*row) for row in self._db.execute(_top(), (kind, TOP))] for kind in NAMED}
            distinct: Counter[str] = Counter()
            distinct.update(dict(self._db.execute("SELECT kind, count(*) FROM names GROUP BY kind")))
        return Facts(
            ledger=read_ledger(store),
            conditions=list(conditions),
            targets=tuple(targets),
            sums=self._all.sums,
            months=months,
            places=places,
            trust=self._all.trust,
            reasons=self._all.reasons,
            top=top,
            distinct=distinct,
            doubts=self._all.doubts,
        )


def _top() -> str:
    return (
        "SELECT name, area, label, events, documents, first, last FROM names WHERE kind = ?"
        " ORDER BY events DESC, documents DESC, name, area LIMIT ?"
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
