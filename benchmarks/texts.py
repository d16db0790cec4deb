"""The texts to measure on."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import govextract

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT.parent / "shared" / "data" / "text"


def news(name: str, chars: int) -> list[str] | None:
    """About ``chars`` characters of news items, evenly spread over an archive; None where there is none."""
    path = NEWS / f"{name}.jsonl.xz"
    if not path.exists():
        return None
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    step = max(sum(map(len, texts)) // chars, 1)
    return texts[::step]


def samples(chars: int) -> list[str]:
    """The sample reports again and again, about ``chars`` characters."""
    texts = [govextract.parse_file(path).text for path in sorted((ROOT / "data" / "raw").glob("*.txt"))]
    return texts * max(chars // sum(map(len, texts)), 1)


def corpora(chars: int) -> dict[str, list[str]]:
    """What there is to measure on, the first being the one whose figure counts."""
    named = {"news archive": news("archive", chars), "local-government news": news("local", chars)}
    return {name: texts for name, texts in named.items() if texts} | {"sample reports": samples(chars)}
