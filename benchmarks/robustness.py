"""How much is lost when the same reports come in another form: `python -m benchmarks.robustness GOLD_DIR…`.

Each transformation changes the text as scanners, mail programs and editors do, and carries the gold's spans
along; the scores are then those of the changed documents. The table goes to benchmarks/ROBUSTNESS.md.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from govextract.evaluate import ROWS, Json, Rows, evaluate
from govextract.evaluate.gold import extracted, load
from govextract.pipeline import Extractor
from govextract.read import read_bytes

HERE = Path(__file__).parent
WIDTH = 40
TOLERATED = 0.05

ASCII = str.maketrans("，：；！？（）", ",:;!?()")
FULL = str.maketrans(",:;!?()", "，：；！？（）")
STOPS = frozenset("。！？!?")


class Changed(NamedTuple):
    """A text in another form: where each character went, how wide it became, and words in the same form."""

    text: str
    places: Sequence[int]
    widths: Sequence[int]
    word: Callable[[str], str] = str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a span of the old text stands in the new one."""
        return self.places[start], self.places[end - 1] + self.widths[end - 1]


def pieces(parts: Iterable[tuple[str, str]], word: Callable[[str], str] = str) -> Changed:
    """A text put together from what is inserted before each old character and what the character became."""
    out, places, widths, at = [], [], [], 0
    for inserted, became in parts:
        places.append(at + len(inserted))
        widths.append(len(became))
        at += len(inserted) + len(became)
        out += [inserted, became]
    return Changed("".join(out), places, widths, word)


# --- the transformations ------------------------------------------------------------------------------


def swap(text: str) -> str:
    """Full-width punctuation as ASCII and ASCII as full-width; that between digits stays (10:30, 1,000)."""
    out = []
    for i, c in enumerate(text):
        inside = c.isascii() and text[i - 1 : i].isascii() and text[i + 1 : i + 2].isascii()
        out.append(c if inside else c.translate(FULL if c.isascii() else ASCII))
    return "".join(out)


def punctuation(document: Json) -> Changed:
    return pieces((("", c) for c in swap(document["text"])), swap)


def wrapped(document: Json) -> Changed:
    """Line breaks every 40 characters of a paragraph."""
    parts, column = [], 0
    for c in document["text"]:
        column = 0 if c == "\n" else column + 1
        broken = column > WIDTH
        column = 1 if broken else column
        parts.append(("\n" if broken else "", c))
    return pieces(parts)


def spaced(longest: int) -> Callable[[Json], Changed]:
    """Spaces inside the names of people of up to ``longest`` characters (谢 贵)."""

    def change(document: Json) -> Changed:
        spans = [m for m in document["mentions"] if m["type"] == "OFFICIAL"]
        inside = {
            i for m in spans if m["end"] - m["start"] <= longest for i in range(m["start"] + 1, m["end"])
        }
        return pieces((" " if i in inside else "", c) for i, c in enumerate(document["text"]))

    return change


def traditional(document: Json) -> Changed:
    from opencc import OpenCC  # noqa: PLC0415 - a development dependency, for this alone

    converter = OpenCC("s2t")

    def convert(text: str) -> str:
        whole = converter.convert(text)
        return whole if len(whole) == len(text) else "".join(converter.convert(c)[:1] or c for c in text)

    return pieces((("", c) for c in convert(document["text"])), convert)


def unpunctuated(instead: str, *, within: bool) -> Callable[[Json], Changed]:
    """No full stops at the ends of lines, and ``within`` them something ``instead``, or nothing."""

    def change(document: Json) -> Changed:
        text = document["text"]
        parts = []
        for i, c in enumerate(text):
            last = text[i + 1 : i + 2] in {"\n", ""}
            stop = c in STOPS and (within or last)
            parts.append(("", c if not stop else "" if last else instead))
        return pieces(parts)

    return change


def corrupt(document: Json) -> Changed:
    """GB18030 with one byte of it changed, that of a Hanzi in the middle."""
    text = document["text"]
    at = next(i for i in range(len(text) // 2, len(text)) if "\u4e00" <= text[i] <= "\u9fff")
    raw = bytearray(text.encode("gb18030"))
    raw[len(text[:at].encode("gb18030"))] = 0xFF
    read = read_bytes(bytes(raw), "corrupt.txt").text
    tail = next(n for n in range(len(text)) if n == len(text) - at or text[-1 - n] != read[-1 - n])
    head = next(n for n in range(at + 1) if n == at or text[n] != read[n])
    damaged = range(head, len(text) - tail)
    middle = read[head : len(read) - tail]
    parts = [("", c) for c in text[:head]]
    parts += [("", middle if i == damaged.start else "") for i in damaged]
    return pieces([*parts, *(("", c) for c in text[len(text) - tail :])])


TRANSFORMATIONS: dict[str, Callable[[Json], Changed]] = {
    "full-width ↔ ASCII punctuation": punctuation,
    "line breaks every 40 characters": wrapped,
    "spaces inside names of two characters": spaced(2),
    "spaces inside all names": spaced(9),
    "traditional characters": traditional,
    "no full stop at line ends": unpunctuated("", within=False),
    "spaces instead of full stops": unpunctuated(" ", within=True),
    "no full stops at all": unpunctuated("", within=True),
    "GB18030, one byte changed": corrupt,
}


# --- gold in the new form -----------------------------------------------------------------------------


def carried(document: Json, changed: Changed) -> dict[str, Any]:
    """The gold of the changed text; a mention of which a character was lost is left out."""
    mentions, names = [], {}
    for m in document["mentions"]:
        start, end = changed.span(m["start"], m["end"])
        text = changed.text[start:end]
        if "\ufffd" in text or len(text) < m["end"] - m["start"]:
            continue
        mentions.append({**m, "start": start, "end": end, "text": text})
        names[m["text"]] = "".join(text.split())

    def renamed(name: str) -> str:
        return names.get(name) or changed.word(name)

    officials = [
        {"name": renamed(o["name"]), "offices": [changed.word(x) for x in o["offices"]]}
        for o in document.get("officials", ())
    ]
    lists = ("officials", "villages", "enterprises")
    events = [
        {**e, **{part: [renamed(x) for x in e.get(part) or ()] for part in lists}}
        for e in document.get("events", ())
    ]
    new = {"text": changed.text, "mentions": mentions, "officials": officials, "events": events}
    return {**document, **new}


def scores(documents: Sequence[Json], extractor: Extractor) -> Rows:
    produce = extracted(extractor)
    return evaluate((d, squeezed(produce(d))) for d in documents)


def squeezed(output: Json) -> dict[str, Any]:
    """An output whose names hold no white space, as the carried gold's do."""

    def name(x: Mapping[str, Any] | str) -> Any:
        return "".join(x.split()) if isinstance(x, str) else {**x, "name": "".join(x["name"].split())}

    lists = ("officials", "villages", "enterprises")
    events = [{**e, **{part: [name(x) for x in e[part]] for part in lists}} for e in output["events"]]
    return {**output, "entities": [name(e) for e in output["entities"]], "events": events}


def table(folders: Sequence[Path], extractor: Extractor) -> dict[str, Rows]:
    documents = [d for folder in folders for d in load(folder)]
    found = {
        "as written": scores([carried(d, pieces(("", c) for c in d["text"])) for d in documents], extractor)
    }
    for name, change in TRANSFORMATIONS.items():
        found[name] = scores([carried(d, change(d)) for d in documents], extractor)
        print(name, file=sys.stderr, flush=True)
    return found


def page(found: Mapping[str, Rows], documents: int) -> str:
    """The table as Markdown: F1 as written, and the fall of each row under each transformation."""
    plain = found["as written"]
    heads = ["", *ROWS]
    lines = [heads, ["---", *("---:" for _ in ROWS)]]
    lines.append(["**F1 as written**", *(f"**{plain[row].f1:.3f}**" for row in ROWS)])
    for name, rows in found.items():
        if name == "as written":
            continue
        falls = [rows[row].f1 - plain[row].f1 for row in ROWS]
        lines.append([name, *(f"**{x:+.3f}**" if x < -TOLERATED else f"{x:+.3f}" for x in falls)])
    body = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return f"""# The same reports in another form

Written by `make robustness`; {documents} annotated documents. The first line is the F1 on the texts as they
were written; the others tell how much it changes when the text comes in another form, the gold's spans carried
along. A fall of more than {TOLERATED} stands in bold.

{body}

- Wrapped lines are joined and traditional characters read as simplified ones before anything is looked for
  (`normalise.py`); records keep the places and the words of the text as it was written.
- Names set with a space between all their characters are closed up likewise (`letter_spacing.py`), where the
  name model reads them as one name; those of two characters are read behind a post (谢 贵).
- In a paragraph without any full stop sentences begin at days and at words that open one, offices at the body
  they name. Where neither stands, nothing tells where one event ends and the next begins: names, dates, villages
  and businesses are found all the same, but an event's people and actions go to the day before; a line break or
  a space in the place of the stop is enough.
"""


def main(arguments: Sequence[str]) -> int:
    folders = [Path(x) for x in arguments]
    documents = sum(len(load(folder)) for folder in folders)
    text = page(table(folders, Extractor()), documents)
    (HERE / "ROBUSTNESS.md").write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
