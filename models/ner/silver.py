"""Label news by agreement: what the rules are sure of, where a model trained on the corpora does not object.

Where only one of the two sees a name, or the rules are not sure, its characters are unknown, not outside.
Texts that ``held_out.txt`` names are left out (all that annotated documents come from or share passages with),
and every other text that shares a passage with one of them.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from corpora import Sentence

from govextract import Extraction, Extractor
from govextract.gazetteer import Gazetteer
from govextract.records import OfficeValue
from govextract.sentences import split_sentences

HELD_OUT: Final = Path(__file__).with_name("held_out.txt")
LABEL_OF: Final = {
    "official": "PERSON",
    "person": "PERSON",
    "village": "VILLAGE",
    "enterprise": "COMPANY",
    "organisation": "ORG",
}
SURE: Final = {"official": 0.94, "person": 0.84, "village": 0.93, "enterprise": 0.95, "organisation": 0.84}
"""The confidence from which a mention of a kind is taught; titles within an office always are."""
RULES_KNOW_BETTER: Final = frozenset({"VILLAGE"})
"""Labels that the corpora hardly have: the teacher's different opinion counts for nothing."""
_PASSAGE: Final = 24
_EMPTY_SHARE: Final = 12
_OTHER_NAMES: Final = 0.5
_LONGEST: Final = 300

Labelled = tuple[int, int, str]
Teacher = Callable[[list[str]], list[list[Labelled]]]


class Seen(NamedTuple):
    """A span that the rules found, and whether they are sure."""

    start: int
    end: int
    label: str
    sure: bool


def read_news(path: Path) -> list[tuple[str, str]]:
    """Ids and texts of a file of news."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["id"], row["text"]) for row in rows]


def _passages(text: str) -> set[str]:
    return {text[i : i + _PASSAGE] for i in range(len(text) - _PASSAGE + 1)}


def unseen(news: Iterable[tuple[str, str]]) -> list[str]:
    """The texts that share no passage with a held-out document and are no copies of each other."""
    held = frozenset(HELD_OUT.read_text(encoding="utf-8").split())
    rows = list(news)
    forbidden = set().union(*(_passages(t) for n, t in rows if n in held))
    out, seen = [], set()
    for name, text in rows:
        if name not in held and text[:40] not in seen and forbidden.isdisjoint(_passages(text)):
            seen.add(text[:40])
            out.append(text)
    return out


def _seen(extraction: Extraction) -> list[Seen]:
    out = []
    for m in extraction.mentions:
        if m.kind in LABEL_OF:
            out.append(Seen(m.start, m.end, LABEL_OF[m.kind], m.confidence >= SURE[m.kind]))
        if isinstance(m.value, OfficeValue):
            place = m.value.start
            for title in m.value.titles:
                i = extraction.text.find(title, place, m.value.end)
                if i >= 0:
                    out.append(Seen(i, i + len(title), "TITLE", True))
                    place = i + len(title)
    return sorted(set(out))


def rule_sentences(texts: Iterable[str], wanted: frozenset[str]) -> Iterator[tuple[str, list[Seen]]]:
    """Sentences that hold a label of ``wanted``, and of the empty ones one in twelve."""
    extractor, empty = Extractor(model=False), 0
    for text in texts:
        seen = _seen(extractor.parse(text))
        start = 0
        for line in text.split("\n"):
            for a, b in split_sentences(text, start, start + len(line)):
                if 6 <= b - a <= _LONGEST:
                    inside = [
                        Seen(s.start - a, s.end - a, s.label, s.sure)
                        for s in seen
                        if a <= s.start and s.end <= b
                    ]
                    empty += not inside
                    if wanted & {s.label for s in inside} or (not inside and empty % _EMPTY_SHARE == 0):
                        yield text[a:b], inside
            start += len(line) + 1


def agreed(rows: list[tuple[str, list[Seen]]], teacher: Teacher | None, source: str) -> list[Sentence]:
    """The sentences with the spans on which rules and teacher agree; what one alone says is unknown."""
    opinions = teacher([text for text, _ in rows]) if teacher else [[] for _ in rows]
    out = []
    for (text, seen), other in zip(rows, opinions, strict=True):
        spans, unknown = [], []
        for s in seen:
            rivals = [o for o in other if o[0] < s.end and s.start < o[1] and o != s[:3]]
            if s.sure and (not rivals or s.label in RULES_KNOW_BETTER):
                spans.append(s[:3])
            else:
                unknown.append(s[:2])
                unknown += [o[:2] for o in rivals]
        unknown += [
            o[:2] for o in other if o not in spans and not any(s.start < o[1] and o[0] < s.end for s in seen)
        ]
        out.append(Sentence(text, tuple(spans), tuple(unknown), source))
    return out


def village_names() -> list[str]:
    """Names of villages and communities of the whole country, as they are said."""
    gazetteer = Gazetteer.load()
    names = set()
    for place in (gazetteer.place(n) for n, depth in enumerate(gazetteer.depths) if depth == 3):
        names.update(p.village for p in gazetteer.children(place) if p.village)
    return sorted(n for n in names if 3 <= len(n) <= 7 and n.endswith(("村", "社区", "嘎查")))


def renamed(sentences: Iterable[Sentence], names: list[str], random: Random) -> Iterator[Sentence]:
    """Copies of sentences with villages, in which other villages stand: the words round a name count, not it."""
    by_suffix = {s: [n for n in names if n.endswith(s)] for s in ("村", "社区", "嘎查")}
    for sentence in sentences:
        if any(label == "VILLAGE" for _, _, label in sentence.spans) and random.random() < _OTHER_NAMES:
            given: dict[str, str] = {}
            cuts = []
            for start, end, label in sentence.spans:
                name = sentence.text[start:end]
                suffix = next((s for s in by_suffix if name.endswith(s)), "")
                if label == "VILLAGE" and name not in given:
                    new = random.choice(by_suffix[suffix or "村"])
                    given[name] = new if suffix else new.removesuffix("村")
                cuts.append((start, end, given.get(name, name) if label == "VILLAGE" else name))
            yield _replaced(sentence, cuts)


def _replaced(sentence: Sentence, cuts: list[tuple[int, int, str]]) -> Sentence:
    moved: list[int] = []  # where each character of the old text stands in the new one
    parts, position, last = [], 0, 0
    for start, end, new in sorted(cuts):
        if start < last:
            return sentence
        parts += [sentence.text[last:start], new]
        moved += range(position, position + start - last)
        position += start - last
        moved += [min(position + i, position + len(new) - 1) for i in range(end - start)]
        position += len(new)
        last = end
    parts.append(sentence.text[last:])
    moved += range(position, position + len(sentence.text) - last + 1)
    new_spans = []
    for start, end, label in sentence.spans:
        new = next((n for a, b, n in cuts if (a, b) == (start, end)), "")
        new_spans.append((moved[start], moved[start] + len(new), label))
    unknown = tuple((moved[a], moved[b - 1] + 1) for a, b in sentence.unknown)
    return Sentence("".join(parts), tuple(new_spans), unknown, sentence.source + "+names")
