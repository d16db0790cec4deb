"""Write src/govextract/data/simplified.txt, the simplified character for each traditional one.

Facts from OpenCC (Apache License 2.0), as the package opencc-python-reimplemented carries them:

    python models/script/build.py
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src" / "govextract" / "data" / "simplified.txt"

# In places' and people's names it stays as it is (乾县), and where it means 干 little is lost.
KEPT = frozenset("乾")


def main() -> None:
    """Read the table and write the pairs, both characters in the basic plane, by code point."""
    table = resources.files("opencc") / "dictionary" / "TSCharacters.txt"
    pairs = {}
    for line in table.read_text(encoding="utf-8").split("\n"):
        traditional, _, simplified = line.partition("\t")
        first = simplified.split(" ")[0]
        plain = len(traditional) == len(first) == 1 and max(traditional, first) < "\U00010000"
        if plain and traditional != first and traditional not in KEPT:
            pairs[traditional] = first
    text = "".join(f"{t}{s}\n" for t, s in sorted(pairs.items()))
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(pairs)} pairs, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
