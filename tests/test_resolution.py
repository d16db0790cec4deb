"""What the mentions of fifty short reports mean, told before the resolver was run on them.

``resolution/cases.jsonl`` and ``cases_second.jsonl`` hold a report a line (invented people and
companies, real places) and of some of its mentions what they mean; a mention without answers must stay unresolved.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from govextract import Extraction, Extractor
from govextract.read import read_text

CASES = Path(__file__).parent / "resolution"


def cases(name: str = "cases") -> list[dict[str, Any]]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


@cache
def extractor() -> Extractor:
    return Extractor()


def parse(case: dict[str, Any]) -> Extraction:
    return extractor().parse(read_text(case["text"], source=case["source"] or "text"))


def answer(x: Extraction, asked: dict[str, Any]) -> str | None:
    """What the extraction says that a span means; None where it leaves that open."""
    start, end = asked["start"], asked["end"]
    entities = {e.id: e for e in x.entities}
    if any(u.start == start and u.end >= end for u in x.unresolved):
        return None
    found = [r for r in x.references if (r.start, r.end) == (start, end)]
    if found:
        places = [entities[r.entity].place for r in found if r.entity and asked["question"] == "place"]
        return "、".join([p.path for p in places if p]) or "、".join(r.means for r in found)
    longer = next((r for r in x.references if r.start == start and r.end > end), None)
    if longer is not None:  # 市委督导组 or 市委、市政府, of which 市委 was asked
        rest = longer.text[end - start :]
        return longer.means.partition("、")[0] if rest.startswith("、") else longer.means.removesuffix(rest)
    for m in x.mentions:
        if (m.start, m.end) == (start, end) and m.entity:
            entity = entities[m.entity]
            if asked["question"] != "place" or entity.place is None:
                return entity.name
            return entity.place.path if entity.place.village else None
    return None


def plain(name: str) -> frozenset[str]:
    """A name without marks between its levels; several names as a set."""
    return frozenset(re.sub("/", "", part) for part in re.split("[、和与及]", name))


def verdict(asked: dict[str, Any], got: str | None) -> str:
    """right, wrong, missed; for a mention that must stay open: open or guessed."""
    if not asked["answers"]:
        return "open" if got is None else "guessed"
    if got is None:
        return "missed"
    return "right" if any(plain(got) == plain(a) for a in asked["answers"]) else "wrong"


@pytest.mark.parametrize(
    ("name", "right", "wrong", "guessed"), [("cases", 95, 0, 0), ("cases_second", 41, 0, 1)]
)
def test_accuracy(name: str, right: int, wrong: int, guessed: int) -> None:
    """Bounds are what was measured; what must stay open has no answer.

    The one guess is 白站长 where there is a 站长 and a 副站长 of that surname.
    """
    read = [(parse(c), c["mentions"]) for c in cases(name)]
    found = Counter(verdict(m, answer(x, m)) for x, mentions in read for m in mentions)
    assert found["guessed"] <= guessed
    assert found["right"] >= right
    assert found["wrong"] <= wrong


@pytest.mark.parametrize("case", cases() + cases("cases_second"), ids=lambda c: c["id"])
def test_spans(case: dict[str, Any]) -> None:
    assert all(case["text"][m["start"] : m["end"]] == m["text"] for m in case["mentions"])
