"""Read the annotated corpora and map what they mark to one label set.

A corpus marks what its makers wanted to know. What another corpus would mark beside it is *unknown* here, not
absent: such characters go to training without a label (``Sentence.unknown``), so that nothing is learnt from
a silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

LABELS: Final = ("PERSON", "ORG", "COMPANY", "VILLAGE", "TITLE")

Spans = tuple[tuple[int, int, str], ...]

_CLUENER: Final = {
    "name": "PERSON",
    "position": "TITLE",
    "government": "ORG",
    "organization": "ORG",
    "company": "COMPANY",
}
_RESUME: Final = {"NAME": "PERSON", "TITLE": "TITLE", "ORG": "ORG"}
_NEWS: Final = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
_COMPANY: Final = re.compile(
    r"(?:公司|集团|银行|支行|分行|信用社|联社|合作社|厂|矿|酒店|宾馆|饭店|商场|超市|百货|商店|药店|药房"
    r"|农场|林场|牧场|茶场|渔场|电站|电厂|股份|实业|企业|证券|保险|药业|重工|航空|石化|石油|电力)$"
)
_NO_COMPANY: Final = re.compile(r"(?:人民银行|世界银行|开发银行|委员会|[学院局会部所]|国营农场总局)$")
_VILLAGE: Final = re.compile(r"[\u4e00-\u9fff]{1,9}(?:村|社区|嘎查|屯|寨)$")
_ABOVE: Final = re.compile(r"[\u4e00-\u9fff]*(?:省|市|县|区|旗|州|盟|镇|乡|街道|苏木)(?=[\u4e00-\u9fff]{2})")


class Sentence(NamedTuple):
    """A text with the spans of what is in it; ``unknown`` spans may hold anything."""

    text: str
    spans: Spans
    unknown: tuple[tuple[int, int], ...] = ()
    source: str = ""


def _cluener(path: Path) -> Iterator[Sentence]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line.strip():
            continue
        row = json.loads(line)
        spans, unknown = [], []
        for label, names in row["label"].items():
            for places in names.values():
                for start, last in places:
                    if label in _CLUENER:
                        spans.append((start, last + 1, _CLUENER[label]))
                    elif label == "address":
                        found = _village(row["text"], start, last + 1)
                        if found:
                            spans.append(found)
                    else:
                        unknown.append((start, last + 1))
        yield Sentence(row["text"], tuple(sorted(spans)), tuple(sorted(unknown)), "cluener")


def _columns(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Sentences of a file with one character and its tag a line, and an empty line between sentences."""
    text, tags = [], []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        cells = line.rsplit(" ", 1)
        if len(cells) == 2 and cells[0]:
            text.append(cells[0][0])
            tags.append(cells[1].strip())
        elif text:
            yield "".join(text), tags
            text, tags = [], []


def _chunks(tags: list[str]) -> Iterator[tuple[int, int, str]]:
    """Spans from tags B- I- / M- E- S- O."""
    start = 0
    for i, tag in enumerate([*tags, "O"]):
        kind, _, label = tag.partition("-")
        before = tags[i - 1].partition("-")[2] if i else ""
        if before and (kind in "BSO" or label != before):
            yield start, i, before
            start = i
        if kind in "BSO" or label != before:
            start = i


def _resume(path: Path) -> Iterator[Sentence]:
    for text, tags in _columns(path):
        spans = [(a, b, _RESUME[label]) for a, b, label in _chunks(tags) if label in _RESUME]
        yield Sentence(text, tuple(_told_apart(text, s) for s in spans), (), "resume")


def _told_apart(text: str, span: tuple[int, int, str]) -> tuple[int, int, str]:
    """ORG becomes COMPANY where its name says so."""
    start, end, label = span
    name = text[start:end]
    if label == "ORG" and _COMPANY.search(name) and not _NO_COMPANY.search(name):
        return start, end, "COMPANY"
    return span


def _village(text: str, start: int, end: int) -> tuple[int, int, str] | None:
    """The village at the end of a place's name, without what lies above it."""
    above = _ABOVE.match(text, start, end)
    first = above.end() if above else start
    return (first, end, "VILLAGE") if _VILLAGE.fullmatch(text, first, end) else None


def _news(text: str, tags: list[str], source: str) -> Sentence:
    spans = []
    for start, end, tag in _chunks(tags):
        label = _NEWS[tag]
        if label == "LOC":
            found = _village(text, start, end)
            if found:
                spans.append(found)
        else:
            spans.append(_told_apart(text, (start, end, label)))
    return Sentence(text, tuple(spans), (), source)


def _people_daily(path: Path) -> Iterator[Sentence]:
    for text, tags in _columns(path):
        yield _news(text, tags, "people_daily")


def _msra(sentences: Path, tags: Path) -> Iterator[Sentence]:
    rows = zip(
        sentences.read_text(encoding="utf-8").split("\n"),
        tags.read_text(encoding="utf-8").split("\n"),
        strict=True,
    )
    for sentence, row in rows:
        characters, marks = sentence.split(), row.split()
        if characters and len(characters) == len(marks) and all(len(c) == 1 for c in characters):
            yield _news("".join(characters), marks, "msra")


def _addresses(path: Path) -> Iterator[Sentence]:
    for text, tags in _columns(path):
        spans, unknown = [], []
        for start, end, label in _chunks(tags):
            if label == "community":
                spans.append((start, end, "VILLAGE"))
            elif label in ("poi", "subpoi", "person"):
                name = text[start:end]
                if _COMPANY.search(name) and not _NO_COMPANY.search(name):
                    spans.append((start, end, "COMPANY"))
                else:
                    unknown.append((start, end))
            elif label in ("redundant", "assist", "devZone"):
                unknown.append((start, end))
        yield Sentence(text, tuple(spans), tuple(unknown), "address")


def read_corpora(ner: Path) -> tuple[list[Sentence], list[Sentence]]:
    """Training and held-out sentences of all corpora under ``ner``.

    Addresses are no running text: only those that hold a village, of a fifth of the file, are taken.
    """
    train = [
        *_cluener(ner / "cluener/train.jsonl"),
        *_resume(ner / "resume/train.char.bmes"),
        *_people_daily(ner / "people_daily/example.test"),
        *_msra(ner / "msra/val.sentences.txt", ner / "msra/val.tags.txt"),
        *_with_village(_addresses(ner / "address_ncap/train.txt")),
    ]
    held_out = [
        *_cluener(ner / "cluener/dev.jsonl"),
        *_resume(ner / "resume/dev.char.bmes"),
        *_people_daily(ner / "people_daily/example.dev"),
        *_msra(ner / "msra/test.sentences.txt", ner / "msra/test.tags.txt"),
        *_with_village(_addresses(ner / "address_ncap/dev.txt")),
    ]
    seen = {s.text for s in held_out}
    return [s for s in train if s.text not in seen], held_out


def _with_village(sentences: Iterable[Sentence]) -> Iterator[Sentence]:
    for s in sentences:
        if any(label == "VILLAGE" for _, _, label in s.spans):
            yield s
