"""Write src/govextract/confidence.yaml: how often records of each class are right.

    python models/calibration/derive.py GOLD_DIR[:WEIGHT] …

A folder's weight is what one of its records counts for: documents on which rules were written tell too well of
them. For the same reason a class of names is estimated from its own counts and, as if it were ``DOUBT`` records
more, from what the finder thought of them; a class of dates or events from its own and, ``PRIOR`` records more,
from the wider class. What was met less than ``LEAST`` times has no class of its own, and no class is surer than
``MOST``. To check a table, give it documents of which none went into it:
``govextract evaluate GOLD_DIR --calibration``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path

from govextract.evaluate.calibration import judge
from govextract.evaluate.gold import extracted, load, score_all
from govextract.pipeline import Extractor

TARGET = Path(__file__).parents[2] / "src" / "govextract" / "confidence.yaml"
LEAST = 6.0
PRIOR = 10.0
DOUBT = 20.0
ROOT = 0.8
"""The estimate of a kind before any record of it was judged."""
MOST = 0.97

HEAD = """# How often records are right, by class: [records judged, right, confidence]. Written by
# models/calibration/derive.py from annotated documents; the script says how.
classes:
"""


def main(arguments: Sequence[str]) -> int:
    """Judge the records of all folders and write the table."""
    TARGET.write_text(
        HEAD.replace("classes:", "classes: {}"), encoding="utf-8"
    )  # counted are the finders' guesses
    records: defaultdict[str, float] = defaultdict(float)
    right: defaultdict[str, float] = defaultdict(float)
    guesses: defaultdict[str, float] = defaultdict(float)
    wider: dict[str, str] = {}
    # Events have a confidence of their class only where no model has weighed them.
    produced = (extracted(Extractor()), False), (extracted(Extractor(model=False)), True)
    for argument, (produce, events) in product(arguments, produced):
        folder, _, weight = argument.partition(":")
        for scored in score_all(load(Path(folder)), produce):
            for judged in judge(scored):
                if (judged.kind == "event") != events:
                    continue
                chain = judged.classes
                wider.update(pairwise(chain))
                for name in chain:
                    records[name] += float(weight or 1)
                    right[name] += float(weight or 1) * judged.right
                    guesses[name] += float(weight or 1) * judged.confidence
    lines = []
    estimates: dict[str, float] = defaultdict(lambda: ROOT)
    for name in sorted(records, key=lambda c: (len(_chain(c, wider)), c)):
        if name.endswith(("sure", "unsure")):
            strength, prior = DOUBT, guesses[name] / records[name]
        else:
            strength, prior = PRIOR, estimates[wider[name]] if name in wider else ROOT
        estimates[name] = (right[name] + strength * prior) / (records[name] + strength)
        if records[name] >= LEAST or name not in wider:
            sure = min(round(estimates[name], 2), MOST)
            lines.append(f"  {name}: [{records[name]:g}, {right[name]:g}, {sure}]\n")
    TARGET.write_text(HEAD + "".join(sorted(lines)), encoding="utf-8")
    print(TARGET.read_text(encoding="utf-8"))
    return 0


def _chain(name: str, wider: dict[str, str]) -> list[str]:
    """The classes that hold a class, the widest last."""
    out = [name]
    while out[-1] in wider:
        out.append(wider[out[-1]])
    return out


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
