"""What resolution costs: its share of the pipeline's time; the gazetteer's memory, and how fast it finds a name."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.processes import run
from govextract.gazetteer import COUNTY, VILLAGE_ENDINGS, Gazetteer

RESOLUTION = ("find_context", "resolve_dates", "resolve_entities", "resolve_references")
NAMES = 5_000
ENDINGS = len(VILLAGE_ENDINGS)
MOST_SHARE, MOST_MB, MOST_MICROSECONDS = 0.25, 60, 5.0

_MEMORY = """
from govextract.gazetteer import Gazetteer
before = peak()
gazetteer = Gazetteer.load()
for name in json.loads(sys.stdin.read()):
    gazetteer.find(name)
print(peak() - before)
"""


def share(stages: Mapping[str, float]) -> float:
    """What resolution adds to the time of all other stages."""
    own = sum(stages.get(name, 0.0) for name in RESOLUTION)
    return own / (sum(stages.values()) - own)


def memory() -> float:
    """MB that a process needs for the gazetteer, once names of all kinds were looked up."""
    return float(run(_MEMORY, json.dumps([name for names in _names().values() for name in names])))


def look_ups() -> dict[str, float]:
    """Microseconds to look a name up, by the kind of name; of one with several endings, for each of them."""
    gazetteer, names = Gazetteer.load(), _names()
    county = next(n for n, depth in enumerate(gazetteer.depths) if depth == COUNTY)
    return {
        "a county, city or town": _each(gazetteer.nodes, names["areas"]),
        "a village in the whole country": _each(gazetteer.village_nodes, names["villages"]),
        "a village in a county, under any ending": _each(
            lambda name: gazetteer.villages(name, county), names["villages"]
        )
        / ENDINGS,
        "a word that is no place": _each(gazetteer.village_nodes, names["words"]),
    }


def _each(look_up: Callable[[str], object], names: Sequence[str]) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        for name in names:
            look_up(name)
        times.append(time.process_time() - start)
    return min(times) / len(names) * 1e6


def _names() -> dict[str, list[str]]:
    """Names of places, and words made of their characters, the same in every run."""
    gazetteer, chance = Gazetteer.load(), random.Random(1)
    areas = chance.sample(gazetteer.names, NAMES)
    towns = chance.sample([n for n, depth in enumerate(gazetteer.depths) if depth == COUNTY], 4)
    places = [
        p for n in towns for town in gazetteer.children(gazetteer.place(n)) for p in gazetteer.children(town)
    ]
    villages = [p.village for p in places if p.village]
    words = ["".join(chance.choices("".join(areas), k=chance.randint(2, 5))) for _ in range(NAMES)]
    return {"areas": areas, "villages": villages, "words": words}
