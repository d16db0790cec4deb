"""Make src/govextract/data/village_bigrams.txt: how village names and running text are spelt.

    python models/villages/bigrams.py CHINA_LOCATION TEXT... > src/govextract/data/village_bigrams.txt

CHINA_LOCATION is china_location.txt of the package jionlp (Apache-2.0), one name a line, indented by level
with tabs; the villages and communities of the whole country stand on the fifth level. Each TEXT is an .xz
file of JSON lines with a "text". Only probabilities of pairs of characters are kept, no name and no sentence.
Pairs that are rarer than the thresholds below are left to the back-off.
"""

from __future__ import annotations

import json
import lzma
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

NAME_MIN, TEXT_MIN = 3, 20
DISCOUNT = 0.75
HAN = re.compile("[\u4e00-\u9fff]+")
# Characters in front of 村 and 社区 that end no village's name; behind any other a name is taken out of the
# text.
NO_NAME = (
    "农乡镇全各本该驻我你他每某哪那这两三几多数个名位户家座们的地得了着过在到从由于为与和及跟将"
    "把被对向让使令给等或是有无入进出回返下帮助扶强兴访联包挂离去来往沿绕动性化制型级些少别余体"
    "年月日万元"
)
NAMED = re.compile("[\u4e00-\u9fff]{0,4}[^" + NO_NAME + "\\W](?:村|社区|嘎查)")
SUFFIXES = ("居民委员会", "村民委员会", "社区居委会", "村委会", "居委会", "社区", "嘎查", "村")


def names(path: Path) -> Iterator[str]:
    """Village names without their suffix."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("\t\t\t\t"):
                continue
            name = line.strip().split("\t")[0]
            stem = next((name[: -len(s)] for s in SUFFIXES if name.endswith(s)), "")
            if len(stem) <= 8 and HAN.fullmatch(stem):
                yield stem


def runs(path: Path) -> Iterator[str]:
    """Runs of Chinese characters of a text file, without what may be a village's name."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield from HAN.findall(NAMED.sub(" ", json.loads(line)["text"]))


def level(p: float) -> str:
    """A log probability in steps of a quarter as one printable character."""
    return chr(33 + min(92, round(-4 * p)))


def table(title: str, words: Iterator[str], least: int) -> None:
    """Print the model of one kind of text: absolute discounting, backed off to single characters."""
    pairs: Counter[str] = Counter()
    for word in words:
        edged = f"^{word}$"
        pairs.update(edged[i : i + 2] for i in range(len(edged) - 1))
    before: Counter[str] = Counter()
    single: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for pair, n in pairs.items():
        before[pair[0]] += n
        single[pair[1]] += n
        if n >= least:
            kept[pair[0]] += n - DISCOUNT
    total = sum(single.values())
    alone = {c: math.log((n + 0.5) / (total + 4000)) for c, n in single.items()}
    common = sorted(c for c in alone if single[c] >= 5)
    print(f"@{title}\t{level(math.log(0.5 / (total + 4000)))}")
    print("".join(common), "".join(level(alone[c]) for c in common), sep="\t")
    follow: dict[str, dict[str, float]] = {}
    back = {c: math.log(max(1e-4, 1 - kept[c] / n)) for c, n in before.items()}
    for pair, n in sorted(pairs.items()):
        if n >= least:
            a, b = pair
            p = (n - DISCOUNT) / before[a] + math.exp(back[a] + alone[b])
            follow.setdefault(a, {})[b] = math.log(p)
    for a in sorted(follow):
        print(a, level(back[a]), "".join(follow[a]), "".join(map(level, follow[a].values())), sep="\t")


def main() -> None:
    """Print both tables."""
    location, *texts = (Path(x) for x in sys.argv[1:])
    print("# Written by models/villages/bigrams.py, which says what this is. Place names: counts over the")
    print("# village names in jionlp's china_location (Apache-2.0).")
    table("names", names(location), NAME_MIN)
    table("text", (run for path in texts for run in runs(path)), TEXT_MIN)


if __name__ == "__main__":
    main()
