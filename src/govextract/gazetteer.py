"""The administrative places of China: province, prefecture, county, town, village; names and codes.

The file (``data/gazetteer.bin``, made by ``models/gazetteer/build.py``) is mapped into memory. Places down to
the town are *nodes*, numbered in tree order, so that a node's subtree is the range ``node:end``; their names
become a dictionary when the file is read. The 650,000 villages stay in the file: names of one length form a
sorted table of UTF-16-BE keys; each name has a range of ``postings``, the nodes that it lies in.

Layout: ``MAGIC``, then offset and length (uint32, little-endian) of each of ``SECTIONS``, then the sections.
``names``, ``codes`` (of the nodes above the town) and ``aliases`` (node, forms) are lines of text; ``depths``
is a byte a node, 0 province to 3 town, ``parents`` (uint16) the node above; ``widths`` are pairs (code units
of a key, number of names) as uint32; ``starts`` (uint32) gives each village name's range of ``postings``
(uint16).
"""

from __future__ import annotations

import mmap
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal, NamedTuple

from govextract.gazetteer_paths import Graft, graft, read_paths
from govextract.records import Place

Level = Literal["province", "prefecture", "county", "town", "village"]

MAGIC: Final = b"GOVGAZ1\n"
SECTIONS: Final = ("names", "depths", "parents", "codes", "aliases", "widths", "keys", "starts", "postings")
NO_PARENT: Final = 0xFFFF
LEVELS: Final[tuple[Level, ...]] = ("province", "prefecture", "county", "town", "village")
PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE = range(5)

TOWN_ENDINGS: Final = ("镇", "街道", "乡", "苏木")
VILLAGE_ENDINGS: Final = ("村", "社区", "嘎查")
_COUNTY_ENDINGS: Final = ("县", "市", "区", "旗", "地区", "自治县", "自治州")
_CORPS: Final = "兵团"
"""In front of the names of regiments, which have a town's place: 兵团十团."""
_STRIDE: Final = 64
Nodes = tuple[int, ...]


class Gazetteer:
    """Look-up of places by name. Threads may share it; a pickle holds only its paths."""

    def __init__(self, path: Path | None = None, extra: Path | None = None) -> None:
        """Read the built-in file, or one of the same layout at ``path``, and the places of a CSV file over it.

        Raises:
            OSError: a file cannot be read.
            ValueError: a file is no gazetteer.
        """
        self._path, self._extra = path, extra
        data = _read(path)
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path}: no gazetteer file; build one with models/gazetteer/build.py")
        body = len(MAGIC) + 8 * len(SECTIONS)
        numbers = _numbers(data[len(MAGIC) : body], "I")
        at = {n: (body + numbers[2 * i], numbers[2 * i + 1]) for i, n in enumerate(SECTIONS)}
        view = memoryview(data)
        part = {n: view[start : start + size] for n, (start, size) in at.items()}
        self.names: list[str] = str(part["names"], "utf-8").split("\n")
        """The name of each node."""
        self.depths = bytes(part["depths"])
        """The level of each node, 0 province to 3 town."""
        self.parents = [-1 if p == NO_PARENT else p for p in _numbers(part["parents"], "H")]
        """The node above each node, -1 above a province."""
        codes = iter(str(part["codes"], "ascii").split("\n"))
        self._codes = {n: code for n, d in enumerate(self.depths) if d < TOWN and (code := next(codes))}
        self.aliases: dict[int, list[str]] = {}
        """Short forms and former names of the nodes that have some."""
        for line in filter(None, str(part["aliases"], "utf-8").split("\n")):
            node, *forms = line.split(" ")
            self.aliases[int(node)] = forms
        for n, name in enumerate(self.names):
            if name.startswith(_CORPS) and name.endswith("团") and self.depths[n] == TOWN:
                self.aliases.setdefault(n, []).append(name.removeprefix(_CORPS))  # 十团
        self._graft = self._grafted(extra) if extra else None
        self.ends = _ends(self.parents)
        """The end of each node's subtree."""
        self._nodes = _index((name, n) for n, name in enumerate(self.names))
        self._by_alias = _index((a, n) for n, forms in self.aliases.items() for a in forms)
        self._data = data
        self._tables: dict[int, _Table] = {}  # by bytes of a key
        offset, first = at["keys"][0], 0
        widths = _numbers(part["widths"], "I")
        for units, rows in zip(widths[::2], widths[1::2], strict=True):
            width, end = 2 * units, offset + 2 * units * rows
            marks = [data[i : i + width] for i in range(offset, end, width * _STRIDE)]
            self._tables[width] = _Table(offset, end, first, marks)
            offset, first = end, first + rows
        self._starts = _numbers(part["starts"], "I")
        self._postings = _numbers(part["postings"], "H")
        self._at_postings = at["postings"]
        self._places: dict[int, Place] = {}
        self._by_path: dict[tuple[str | None, ...], int] = {}

    def __reduce__(self) -> tuple[type[Gazetteer], tuple[Path | None, Path | None]]:
        return type(self), (self._path, self._extra)

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Gazetteer:
        """The built-in gazetteer, read at the first call."""
        return cls()

    @classmethod
    def open(cls, file: Path) -> Gazetteer:
        """The gazetteer of a user: a CSV file of paths extends the built-in one, a built file replaces it.

        Raises:
            OSError: the file cannot be read.
            ValueError: the file is neither.
        """
        with file.open("rb") as f:
            built = f.read(len(MAGIC)) == MAGIC
        return cls(file) if built else cls(extra=file)

    def _grafted(self, extra: Path) -> Graft:
        """Take a user's places in; all nodes get new numbers, in the same order."""
        new = graft(self.names, self.depths, self.parents, read_paths(extra))
        self.names, self.depths, self.parents = new.names, new.depths, new.parents
        self._codes = {new.moved[n]: c for n, c in self._codes.items()} | new.codes
        self.aliases = {new.moved[n]: forms for n, forms in self.aliases.items()}
        for n in set(range(len(self.names))).difference(new.moved):
            # 新河县 is 新河, too, as the built-in places have their short forms.
            if self.depths[n] in (PREFECTURE, COUNTY) and len(self.names[n]) > 2:
                self.aliases[n] = [self.names[n][:-1]]
        return new

    # --- nodes: places down to the town -----------------------------------------

    def nodes(self, name: str, depth: int | None = None, within: int | None = None) -> Nodes:
        """Nodes of this full name, else of this short or former name, else of this stem with another ending.

        Args:
            name: 沅江市, 沅江; a former 寿光县 is found as 寿光市, a former 乡 only ``within`` a place.
            depth: 0 province … 3 town; None for all.
            within: a node; only what lies under it (or is it) counts.
        """
        found = self._fitting(self._nodes.get(name, ()), depth, within)
        found = found or self._highest(self._fitting(self._by_alias.get(name, ()), depth, within))
        if not found and depth != TOWN and len(name) > 2 and name.endswith(_COUNTY_ENDINGS):
            stem = self._fitting(self._by_alias.get(name[:-1], ()), depth, within)
            found = tuple(n for n in stem if self.depths[n] in (PREFECTURE, COUNTY))
        if not found and within is not None and depth in (None, TOWN):
            stem_name = next((name.removesuffix(e) for e in TOWN_ENDINGS if name.endswith(e)), name)
            towns = (self._nodes.get(stem_name + e, ()) for e in TOWN_ENDINGS) if len(stem_name) > 1 else ()
            found = next(filter(None, (self._fitting(t, TOWN, within) for t in towns)), ())
        return found

    def _fitting(self, nodes: Nodes, depth: int | None, within: int | None) -> Nodes:
        if depth is not None:
            nodes = tuple(n for n in nodes if self.depths[n] == depth)
        return nodes if within is None else tuple(n for n in nodes if within <= n < self.ends[within])

    def _highest(self, nodes: Nodes) -> Nodes:
        """Without those that lie under another: 长沙 is the city, not 长沙县 in it."""
        if len(nodes) < 2:
            return nodes
        return tuple(n for n in nodes if not any(a in nodes for a in self.above(n)))

    def towns(self, name: str) -> Nodes:
        """Towns of exactly this name, official or usual (乌镇 for 乌镇镇)."""
        nodes = self._nodes.get(name, ()) + self._by_alias.get(name, ())
        return self._fitting(nodes, TOWN, None) if nodes else ()

    def code(self, node: int) -> str | None:
        """The GB/T 2260 code; None for towns, and for the districts of Taiwan."""
        return self._codes.get(node)

    def is_zone(self, node: int) -> bool:
        """Whether the node is a development zone, which has a county's place in the tree but is no county."""
        return self._codes.get(node, "")[4:5] == "7"

    def above(self, node: int) -> Iterator[int]:
        """The nodes above, nearest first."""
        while (node := self.parents[node]) >= 0:
            yield node

    def ancestor(self, node: int, depth: int) -> int | None:
        """``node`` or the node above it that is of this level; None where the place has no such level."""
        while node >= 0 and self.depths[node] > depth:
            node = self.parents[node]
        return node if node >= 0 and self.depths[node] == depth else None

    def place(self, node: int) -> Place:
        """The node as a record; a town has its county's code, if the county has one."""
        place = self._places.get(node)
        if place is None:
            names: dict[str, str] = {LEVELS[self.depths[n]]: self.names[n] for n in (node, *self.above(node))}
            coded = self.parents[node] if self.depths[node] == TOWN and node not in self._codes else node
            code = self._codes.get(coded)
            place = self._places[node] = Place(**names, code=code)  # type: ignore[arg-type]
        return place

    def node(self, place: Place) -> int | None:
        """The node of a record (of its town, when it is a village); None when the gazetteer lacks it."""
        path = place.province, place.prefecture, place.county, place.town
        node = self._by_path.get(path)
        if node is None:
            name = next(filter(None, reversed(path)), "")
            for n in self._nodes.get(name, ()):
                known = self.place(n)
                if (known.province, known.prefecture, known.county, known.town) == path:
                    self._by_path[path] = node = n
        return node

    # --- villages -----------------------------------------

    def village_nodes(self, name: str, within: int | None = None) -> Nodes:
        """The towns (or counties without towns) that hold a village or community of exactly this name."""
        bounds = None if within is None else (within, self.ends[within])
        if self._graft is None:
            return self._filed(name, bounds)
        moved = self._graft.moved
        old = None if bounds is None else (bisect_left(moved, bounds[0]), bisect_left(moved, bounds[1]))
        own = self._graft.villages.get(name, ())
        if bounds is not None:
            own = tuple(n for n in own if bounds[0] <= n < bounds[1])
        return tuple(sorted({*own, *(moved[n] for n in self._filed(name, old))}))

    def _filed(self, name: str, bounds: tuple[int, int] | None) -> Nodes:
        """The same by the file's own numbers of nodes, within ``bounds`` of these."""
        key = name.encode("utf-16-be", "surrogatepass")
        width = len(key)
        table = self._tables.get(width)
        if table is None:
            return ()
        block = bisect_right(table.marks, key) - 1
        start = table.start + max(block, 0) * _STRIDE * width
        end = min(table.end, start + _STRIDE * width)
        at = self._data.find(key, start, end)
        while at >= 0 and (at - table.start) % width:
            at = self._data.find(key, at + 1, end)
        if at < 0:
            return ()
        number = table.first + (at - table.start) // width
        a, b = self._starts[number], self._starts[number + 1]
        if bounds is not None:
            a, b = (bisect_left(self._postings, x, a, b) for x in bounds)
        return tuple(self._postings[a:b])

    def villages(self, name: str, within: int | None = None) -> list[tuple[int, str]]:
        """Villages of this name, or with its ending left out or changed: (town, name in the gazetteer)."""
        exact = self.village_nodes(name, within)
        if exact:
            return [(n, name) for n in exact]
        stem = next((name.removesuffix(e) for e in VILLAGE_ENDINGS if name.endswith(e)), name)
        if not stem or (stem != name and within is None):
            return []
        forms = (stem + e for e in VILLAGE_ENDINGS if stem + e != name)
        return [(n, form) for form in forms for n in self.village_nodes(form, within)]

    def _village(self, node: int, name: str) -> Place:
        town = self.place(node)
        return Place(
            province=town.province,
            prefecture=town.prefecture,
            county=town.county,
            town=town.town,
            village=name,
            code=self.village_code(node, name) or town.code,
        )

    def village_code(self, node: int, name: str) -> str | None:
        """The code that a user's file gives a village; the built-in file has none."""
        return self._graft.village_codes.get((node, name)) if self._graft else None

    # --- the same by records -----------------------------------------

    def find(self, name: str, level: Level | None = None, within: Place | None = None) -> tuple[Place, ...]:
        """Every place of this name (full, short or former), in tree order.

        Args:
            name: 沅江市, 沅江, 草尾镇, 石桥村.
            level: only places of this level.
            within: only places under this one.
        """
        root = self.node(within) if within is not None else None
        if within is not None and root is None:
            return ()
        depth = LEVELS.index(level) if level else None
        found = () if depth == VILLAGE else tuple(map(self.place, self.nodes(name, depth, root)))
        if not found and depth in (None, VILLAGE):
            found = tuple(self._village(n, form) for n, form in self.villages(name, root))
        return found

    def children(self, place: Place) -> tuple[Place, ...]:
        """The places directly under this one, villages last."""
        node = self.node(place)
        if node is None or place.village:
            return ()
        nodes = [n for n in range(node + 1, self.ends[node]) if self.parents[n] == node]
        return tuple(map(self.place, nodes)) + tuple(self._village(node, v) for v in self._villages_of(node))

    def _villages_of(self, node: int) -> list[str]:
        """Names of the villages directly under a node, by length and code point; reads all postings."""
        start, size = self._at_postings
        out = []
        if self._graft is not None:
            out = [v for v, nodes in self._graft.villages.items() if node in nodes]
            at = bisect_left(self._graft.moved, node)
            if at == len(self._graft.moved) or self._graft.moved[at] != node:
                return sorted(out)
            node = at
        sought = node.to_bytes(2, "little")
        at = self._data.find(sought, start, start + size)
        while at >= 0:
            if (at - start) % 2 == 0:
                out.append(self._village_name(bisect_right(self._starts, (at - start) // 2) - 1))
            at = self._data.find(sought, at + 1, start + size)
        return out

    def _village_name(self, number: int) -> str:
        width, table = next((w, t) for w, t in reversed(self._tables.items()) if number >= t.first)
        at = table.start + (number - table.first) * width
        return self._data[at : at + width].decode("utf-16-be", "surrogatepass")

    def parse_path(self, text: str) -> Place | None:
        """The place that a path of names means (湖南省益阳市沅江市草尾镇, 湖南沅江, 北京市海淀区).

        Levels may be left out and short forms used. None when no place, or more than one, fits.
        """
        found = self.read_path("".join(text.split()))
        return found[0] if len(found) == 1 else None

    def read_path(self, text: str) -> tuple[Place, ...]:
        """Every place that a path of names can mean, in tree order."""
        readings = list(self._walk(text, None))
        found = [self.place(node) for node, rest in readings if node is not None and not rest]
        if not found:
            found = [
                self._village(n, form)
                for node, rest in readings
                if len(rest) > 1
                for n, form in self.villages(rest, node)
            ]
        return tuple({p.path: p for p in found}.values())

    def _walk(self, text: str, node: int | None) -> Iterator[tuple[int | None, str]]:
        """Ways to read ``text`` as names, each under the one before; the rest may be a village's name."""
        yield node, text
        if node is not None and self.parents[node] < 0 and text.startswith(self.names[node]):
            text = text.removeprefix(self.names[node])  # 上海市上海市嘉定区
        for size in range(2, min(len(text), 20) + 1):
            for n in self.nodes(text[:size], None, node):
                if n != node:
                    yield from self._walk(text[size:], n)


class _Table(NamedTuple):
    """Village names of one length: where they stand, the number of the first, every ``_STRIDE``-th name."""

    start: int
    end: int
    first: int
    marks: list[bytes]


def _read(path: Path | None) -> mmap.mmap | bytes:
    item = path or resources.files("govextract") / "data" / "gazetteer.bin"
    if isinstance(item, Path):
        with item.open("rb") as f:
            return mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
    return item.read_bytes()


def _numbers(data: bytes | memoryview, code: Literal["H", "I"]) -> Sequence[int]:
    """Unsigned integers of 2 (H) or 4 (I) bytes, little-endian; no copy where the machine is that too."""
    if sys.byteorder == "little":
        return memoryview(data).cast(code)
    numbers = array(code, bytes(data))
    numbers.byteswap()
    return numbers


def _ends(parents: Sequence[int]) -> list[int]:
    """The end of each node's subtree, from the parents in tree order."""
    ends = list(range(1, len(parents) + 1))
    for node in range(len(parents) - 1, -1, -1):
        parent = parents[node]
        if parent >= 0 and ends[parent] < ends[node]:
            ends[parent] = ends[node]
    return ends


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, Nodes]:
    """Nodes by name; the few names of several nodes are the reason for tuples."""
    index: dict[str, Nodes] = {}
    for name, node in pairs:
        index[name] = (*index[name], node) if name in index else (node,)
    return index
