"""A user's own places for the gazetteer: a CSV file with a path of names a row, grafted onto the tree.

The first row names the columns, of which there may be fewer and in any order: ``province``, ``prefecture``,
``county``, ``town``, ``village``, ``code`` (or 省, 市, 县, 乡镇, 村, 代码). Each row is a place, or a village in one;
levels above a place may be left blank only where the country has none (重庆市,,江津区).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

LEVEL_COLUMNS: Final = {
    "province": 0, "prefecture": 1, "county": 2, "town": 3, "village": 4,
    "省": 0, "市": 1, "县": 2, "乡镇": 3, "村": 4,
}  # fmt: skip
_CODE_COLUMNS: Final = ("code", "代码")
VILLAGE: Final = 4
_MOST_NODES: Final = 0xFFFE
"""Nodes are numbered in 16 bits, and the highest number means none."""


WHY: Final = {
    "gazetteer_encoding": "not UTF-8 text",
    "gazetteer_csv": "no CSV file",
    "gazetteer_heading": "no heading province,prefecture,county,town,village,code",
    "gazetteer_province": "a path without its province",
    "gazetteer_empty": "the file is empty",
    "gazetteer_full": f"more than {_MOST_NODES} places above the village",
}


class GazetteerError(ValueError):
    """A gazetteer file cannot be used; ``line`` is where, 0 for the whole file; ``key`` says why, in a word."""

    def __init__(self, line: int, key: str) -> None:
        super().__init__(f"line {line}: {WHY[key]}" if line else WHY[key])
        self.line, self.key = line, key


class PathRow(NamedTuple):
    """A row: the names of the levels from the province down as (level, name), and the code."""

    line: int
    names: tuple[tuple[int, str], ...]
    code: str | None


def read_paths(path: Path) -> list[PathRow]:
    """The rows of a CSV file in UTF-8.

    Raises:
        OSError: the file cannot be read.
        GazetteerError: it is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as f:
            return list(_rows(csv.reader(f)))
    except UnicodeDecodeError as e:
        raise GazetteerError(0, "gazetteer_encoding") from e
    except csv.Error as e:
        raise GazetteerError(0, "gazetteer_csv") from e


def _rows(reader: Iterable[list[str]]) -> Iterator[PathRow]:
    levels: dict[int, int] = {}
    code_at: int | None = None
    for line, cells in enumerate(reader, 1):
        row = [c.strip() for c in cells]
        if line == 1:
            levels = {i: LEVEL_COLUMNS[c] for i, c in enumerate(row) if c in LEVEL_COLUMNS}
            code_at = next((i for i, c in enumerate(row) if c in _CODE_COLUMNS), None)
            if 0 not in levels.values() or len(set(levels.values())) < len(levels):
                raise GazetteerError(1, "gazetteer_heading")
            continue
        names = tuple(sorted((level, row[i]) for i, level in levels.items() if i < len(row) and row[i]))
        if not names:
            continue
        if names[0][0] != 0:
            raise GazetteerError(line, "gazetteer_province")
        code = row[code_at] if code_at is not None and code_at < len(row) else ""
        yield PathRow(line, names, code or None)
    if not levels:
        raise GazetteerError(0, "gazetteer_empty")


class Graft(NamedTuple):
    """The tree with the new places: nodes in tree order, ``moved[old]`` the new number of each old node."""

    names: list[str]
    depths: bytes
    parents: list[int]
    codes: dict[int, str]
    moved: list[int]
    villages: dict[str, tuple[int, ...]]
    village_codes: dict[tuple[int, str], str]


def graft(
    names: Sequence[str], depths: Sequence[int], parents: Sequence[int], rows: Iterable[PathRow]
) -> Graft:
    """Add the places of ``rows`` to a tree; a new node comes last under its parent.

    Raises:
        GazetteerError: there are more places than numbers.
    """
    old = len(names)
    all_names, all_depths, all_parents = list(names), list(depths), list(parents)
    known = {(p, name): n for n, (p, name) in enumerate(zip(parents, names, strict=True))}
    codes: dict[int, str] = {}
    villages: dict[str, set[int]] = defaultdict(set)
    village_codes: dict[tuple[int, str], str] = {}
    for row in rows:
        node = -1
        for level, name in row.names:
            if level == VILLAGE:
                villages[name].add(node)
                if row.code:
                    village_codes[node, name] = row.code
                break
            found = known.get((node, name))
            if found is None:
                found = known[node, name] = len(all_names)
                all_names.append(name)
                all_depths.append(level)
                all_parents.append(node)
            node = found
        else:
            if row.code:
                codes[node] = row.code
    if len(all_names) > _MOST_NODES:
        raise GazetteerError(0, "gazetteer_full")
    below: dict[int, list[int]] = defaultdict(list)
    for n, p in enumerate(all_parents):
        below[p].append(n)
    order: list[int] = []
    stack = below[-1][::-1]
    while stack:
        n = stack.pop()
        order.append(n)
        stack += reversed(below[n])
    new = {n: i for i, n in enumerate(order)} | {-1: -1}
    return Graft(
        names=[all_names[n] for n in order],
        depths=bytes(all_depths[n] for n in order),
        parents=[new[all_parents[n]] for n in order],
        codes={new[n]: c for n, c in codes.items()},
        moved=[new[n] for n in range(old)],
        villages={v: tuple(sorted(new[n] for n in nodes)) for v, nodes in villages.items()},
        village_codes={(new[n], v): c for (n, v), c in village_codes.items()},
    )
