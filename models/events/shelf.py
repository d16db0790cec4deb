"""The annotated documents: reports written for this project, whole; news items, only what was marked in them.

The text of the news is not ours, so it is not here. An item is named by its id in the corpora, and each mark is a
pair of offsets into its text; with the corpora at hand the documents come out whole again.

    python models/events/shelf.py FOLDER … --news local.jsonl.xz archive.jsonl.xz     puts documents on the shelf
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

HERE = Path(__file__).parent / "data"
REPORTS, NEWS = HERE / "reports.jsonl.xz", HERE / "news.jsonl.xz"
NAMED = {"officials": "OFFICIAL", "villages": "VILLAGE", "enterprises": "ENTERPRISE"}


def lines(path: Path) -> Iterator[Json]:
    """The objects of a file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def write(path: Path, documents: Iterable[Json]) -> int:
    """Write a file of JSON lines; how many there are."""
    path.parent.mkdir(exist_ok=True)
    found = sorted(documents, key=lambda d: str(d["id"]))
    text = "".join(json.dumps(d, ensure_ascii=False, separators=(",", ":")) + "\n" for d in found)
    path.write_bytes(lzma.compress(text.encode("utf-8"), preset=9))
    return len(found)


def without_text(document: Json, source: str, start: int) -> Json:
    """A document as offsets into the item ``source``, where its text begins at ``start``."""
    text = document["text"]

    def span(words: str, after: int = 0) -> list[int]:
        at = text.find(words, after)
        at = at if at >= 0 else text.find(words)
        if at < 0:
            raise ValueError(f"{document['id']}: {words!r} is not in the text")
        return [at, at + len(words)]

    def offices(found: list[str]) -> list[list[list[int]]]:
        # A title that the text splits round the name is kept in its parts.
        return [[span(o)] if o in text else [span(part) for part in _parts(o, text)] for o in found]

    events = []
    after = 0
    for e in document["events"]:
        quote = span(e["quote"], after)
        after = quote[0]
        events.append(
            {
                "quote": quote,
                "date": e["date"],
                "evidence": [[kind, *span(words, after)] for kind, words in e["evidence"]],
                **{part: [span(name) for name in e[part]] for part in NAMED},
            }
        )
    return {
        "id": document["id"],
        "source": source,
        "start": start,
        "end": start + len(text),
        "date": document.get("date"),
        "mentions": [[m["type"], m["start"], m["end"], m.get("value")] for m in document["mentions"]],
        "officials": [[span(o["name"]), offices(o["offices"])] for o in document["officials"]],
        "events": events,
    }


def _parts(office: str, text: str) -> tuple[str, str]:
    for i in range(1, len(office)):
        if office[:i] in text and office[i:] in text:
            return office[:i], office[i:]
    raise ValueError(f"{office!r} is not in the text")


def with_text(marks: Json, item: str) -> Json:
    """The document again, from its marks and the text of the item."""
    text = item[marks["start"] : marks["end"]]

    def words(span: list[int]) -> str:
        return text[span[0] : span[1]]

    return {
        "id": marks["id"],
        "date": marks["date"],
        "text": text,
        "mentions": [
            {
                "type": kind,
                "start": a,
                "end": b,
                "text": text[a:b],
                **({"value": value} if kind == "DATE" else {}),
            }
            for kind, a, b, value in marks["mentions"]
        ],
        "officials": [
            {"name": words(name), "offices": ["".join(map(words, parts)) for parts in offices]}
            for name, offices in marks["officials"]
        ],
        "events": [
            {
                "quote": words(e["quote"]),
                "date": e["date"],
                "actions": sorted({kind for kind, _, _ in e["evidence"]}),
                "evidence": [[kind, text[a:b]] for kind, a, b in e["evidence"]],
                **{part: list(map(words, e[part])) for part in NAMED},
            }
            for e in marks["events"]
        ],
    }


def documents(corpora: Iterable[Path]) -> Iterator[Json]:
    """All that is on the shelf; the news only as far as the corpora hold their texts."""
    yield from lines(REPORTS)
    marked: dict[str, list[Json]] = {}
    for marks in lines(NEWS):
        marked.setdefault(marks["source"], []).append(marks)
    for corpus in corpora:
        for item in lines(corpus):
            for marks in marked.pop(item["id"], ()):
                yield with_text(marks, item["text"])


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--news", nargs="+", type=Path, required=True)
    args = parser.parse_args()
    texts = {item["id"]: item["text"] for corpus in args.news for item in lines(corpus)}
    reports, news = [], []
    for folder in args.folders:
        for file in sorted(folder.glob("*.json")):
            document = json.loads(file.read_text(encoding="utf-8"))
            source = document.pop("source", document["id"])
            if source not in texts:
                reports.append(document)
                continue
            news.append(without_text(document, source, texts[source].index(document["text"])))
    print(write(REPORTS, reports), "reports,", write(NEWS, news), "items of news")


if __name__ == "__main__":
    main()
