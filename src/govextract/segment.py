"""Segment: text to sections, paragraphs and sentences; repeated paragraphs point to the first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from govextract.lexicon import Entry, Lexicon, read_entries
from govextract.lines import paragraphs_of
from govextract.numbering import UNNUMBERED, Marker, Numbering
from govextract.records import Section, Tree
from govextract.repeats import Repeats
from govextract.sentences import marks_of, split_sentences

_LONGEST_HEADING = 40
_LONGEST_PLAIN = 30
_LONGEST_TITLE = 60
_TITLE_LINES = 8
_PLAIN = "plain"
_LEAD = re.compile(r"([^。：:；;！!？?\n]{2,32})[。：:]\s{0,4}(?=[^\s。])")
_STOP_END = re.compile(r"[。；;，,、！!]$")
_DATED = re.compile(r"^[0-9０-９]{1,4}\s?[月日年.．号时]|^[今去本上下]?[周月年日天]|^近日|^日前")
_HANZI = re.compile(r"[一-鿿]")


class _Block(NamedTuple):
    """A paragraph before it is classed: its span, its numbering, the span and text of its words."""

    start: int
    end: int
    marker: Marker | None
    words: str


class _Heading(NamedTuple):
    """A block that opens a section: style, number and heading, and whether it is nothing but a heading."""

    style: str
    number: str | None
    value: int
    text: str
    whole: bool


class Segmenter:
    """Text to block tree, by the numbering styles and line patterns of a lexicon; immutable and picklable."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._numbering = Numbering(lexicon)
        self._meta = _patterns(lexicon.category("line_meta"))
        self._colon = _patterns(lexicon.category("line_head"))
        self._repeats = Repeats(lexicon)

    def segment(self, text: str) -> Tree:
        """The block tree of ``text``. Section 0 is the whole document; its heading is the title."""
        blocks = self._blocks(text)
        title = self._title(blocks)
        headings = self._headings(blocks, title)
        sections, owner = _sections(blocks, headings, " ".join(blocks[i].words for i in title), len(text))
        repeats = self._repeats.find(text, [(b.start, b.end) for b in blocks])
        marks = marks_of(text)
        paragraphs = []
        at = 0
        for i, block in enumerate(blocks):
            heading = headings.get(i)
            # The number of a list item is no part of its first sentence.
            start = block.marker.end if block.marker and block.marker.label is None else block.start
            while at < len(marks) and marks[at][0] < start:
                at += 1
            first = at
            while at < len(marks) and marks[at][0] < block.end:
                at += 1
            paragraphs.append(
                {
                    "start": block.start,
                    "end": block.end,
                    "section": owner[i],
                    "sentences": [
                        {"start": a, "end": b}
                        for a, b in split_sentences(text, start, block.end, marks[first:at])
                    ],
                    "heading": i in title or (heading is not None and heading.whole),
                    "duplicate_of": repeats.get(i),
                }
            )
        # One validation of the whole tree is three times as fast as one a record.
        return Tree.model_validate({"sections": sections, "paragraphs": paragraphs})

    def _blocks(self, text: str) -> list[_Block]:
        lines = paragraphs_of(text, self._numbering)
        markers = self._numbering.settle([line.marker for line in lines])
        return [
            _Block(line.start, line.end, marker, text[marker.end if marker else line.start : line.end])
            for line, marker in zip(lines, markers, strict=True)
        ]

    def _is_meta(self, words: str) -> bool:
        return len(words) <= 80 and any(p.search(words) for p in self._meta)

    def _title(self, blocks: Sequence[_Block]) -> tuple[int, ...]:
        """Indexes of the title's lines: short ones without a full stop that open the document."""
        title: list[int] = []
        if len(blocks) < 2:
            return ()
        for i, block in enumerate(blocks[:_TITLE_LINES]):
            words = block.words
            if block.marker is not None or len(words) > _LONGEST_TITLE:
                break
            if self._is_meta(words):
                if title:
                    break
                continue
            if _STOP_END.search(words) and not (i == 0 and words[-1] in "！!"):
                break
            if words[-1] in "：:" or "。" in words:
                break
            if title and len(words) > _LONGEST_HEADING:
                break
            title.append(i)
            if len(title) == 3:
                break
        return tuple(title)

    # --- headings ---------------------------------------------------------------------------------------

    def _headings(self, blocks: Sequence[_Block], title: Sequence[int]) -> dict[int, _Heading]:
        out: dict[int, _Heading] = {}
        firsts: dict[str, int] = {}
        for i, block in enumerate(blocks):
            if block.marker:
                firsts.setdefault(block.marker.style, i)
        for series in _series(blocks):
            out.update(self._series_headings(blocks, series, firsts))
        first_body = title[-1] + 1 if title else 0
        run: list[int] = []
        for i in range(first_body, len(blocks)):
            if self._is_plain(blocks[i]):
                run.append(i)
                continue
            if 0 < len(run) <= 2 and _is_body(blocks[i]):
                words = blocks[run[-1]].words
                out[run[-1]] = _Heading(_PLAIN, None, 0, words.rstrip("：:"), whole=True)
            run = []
        return out

    def _is_plain(self, block: _Block) -> bool:
        words = block.words
        if block.marker is not None or not 2 <= len(words) <= _LONGEST_PLAIN or self._is_meta(words):
            return False
        if words[-1] in "：:":
            return len(words) <= 12 and any(p.search(words) for p in self._colon)
        return (
            words[-1] not in "。；;，,、！!？?…—-）)】》"
            and "。" not in words
            and len(_HANZI.findall(words)) >= 2
        )

    def _series_headings(
        self, blocks: Sequence[_Block], series: Sequence[int], firsts: Mapping[str, int]
    ) -> dict[int, _Heading]:
        """The headings among the items of one run of numbers.

        A run is one of headings when at least half of its items have a heading with a body below or behind
        it; otherwise it is a list, and its items are paragraphs.
        """
        found: dict[int, _Heading] = {}
        headed = needed = 0
        for i in series:
            marker, words = blocks[i].marker, blocks[i].words
            if marker is None:
                continue
            style, number = marker.style, marker.text if marker.style not in UNNUMBERED else None
            body_below = i + 1 < len(blocks) and _below(blocks, i, firsts)
            if marker.label is not None:
                found[i] = _Heading(style, None, 0, marker.label, whole=not words)
                headed += 1
            elif not words or self._is_meta(words):
                continue
            elif _is_heading_text(words):
                found[i] = _Heading(style, number, marker.number, words.rstrip("：: "), whole=True)
                headed += body_below
            elif lead := _lead(words):
                found[i] = _Heading(style, number, marker.number, lead, whole=False)
                headed += 1
            elif body_below and words[-1] == "。" and _is_heading_text(words[:-1]) and _parallel(words[:-1]):
                # A sentence by its full stop: a heading only where most of the run have a body below.
                found[i] = _Heading(style, number, marker.number, words[:-1], whole=True)
                headed += 1
                needed += 1
        return found if headed * 2 >= len(series) + min(needed, 1) else {}


def _patterns(entries: Sequence[Entry]) -> list[re.Pattern[str]]:
    return [e.regex for e in entries if e.pattern]


def _is_heading_text(words: str) -> bool:
    return (
        len(words) <= _LONGEST_HEADING
        and not _STOP_END.search(words)
        and not any(c in words for c in "。；;！!\n")
        and _HANZI.search(words) is not None
    )


def _parallel(words: str) -> bool:
    """Whether the clauses are one, or of the same length and without digits: 强化组织领导，压实工作责任."""
    clauses = re.split("[，,]", words)
    if len(clauses) == 1:
        return True
    sizes = [len(c) for c in clauses]
    return max(sizes) - min(sizes) <= 1 and not re.search("[0-9０-９]", words)


def _lead(words: str) -> str | None:
    """The heading (抓好安全生产) that opens a numbered paragraph and is followed by its body."""
    found = _LEAD.match(words)
    if found is None:
        return None
    text = found.group(1)
    if _DATED.match(text) or not _parallel(text) or _HANZI.search(text) is None:
        return None
    return text


def _series(blocks: Sequence[_Block]) -> list[list[int]]:
    """Indexes of the numbered blocks, by runs of rising numbers of one style."""
    out: list[list[int]] = []
    current: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        marker = block.marker
        if marker is None:
            continue
        run = current.get(marker.style)
        previous = blocks[run[-1]].marker if run else None
        if run is None or (marker.style not in UNNUMBERED and previous and marker.number <= previous.number):
            run = current[marker.style] = []
            out.append(run)
        run.append(i)
    return out


def _below(blocks: Sequence[_Block], i: int, firsts: Mapping[str, int]) -> bool:
    """Whether block ``i`` has something under it: a plain paragraph, or a numbering that begins there."""
    here, below = blocks[i].marker, blocks[i + 1].marker
    if here is None or below is None:
        return True
    return below.style != here.style and (firsts[below.style] > firsts[here.style] or below.number == 1)


def _is_body(block: _Block) -> bool:
    return block.marker is not None or len(block.words) >= 40 or block.words[-1] in "。！？!?；;”"


# --- sections ------------------------------------------------------------------------------------------


def _ranks(headings: dict[int, _Heading]) -> dict[str, int]:
    """The rank of every style: by first appearance, unless one restarts inside another that came later."""
    order = list(dict.fromkeys(h.style for _, h in sorted(headings.items())))
    restarts = _restarts(headings)
    for i in range(1, len(order)):
        k = i
        while k > 0 and restarts[order[k - 1], order[k]] and not restarts[order[k], order[k - 1]]:
            order[k - 1], order[k] = order[k], order[k - 1]
            k -= 1
    return {style: rank for rank, style in enumerate(order, 1)}


def _restarts(headings: dict[int, _Heading]) -> Counter[tuple[str, str]]:
    """How often a style begins again at 1 right behind a heading of another: (inner, outer) → count."""
    out: Counter[tuple[str, str]] = Counter()
    last: dict[str, int] = {}
    previous: _Heading | None = None
    for _, h in sorted(headings.items()):
        if previous is not None and previous.style != h.style and h.value == 1 and h.style in last:
            out[h.style, previous.style] += 1
        last[h.style] = h.value
        previous = h
    return out


def _sections(
    blocks: Sequence[_Block], headings: dict[int, _Heading], title: str, length: int
) -> tuple[list[Section], list[str]]:
    """The sections in text order, and for every block the id of the innermost section it stands in."""
    ranks = _ranks(headings)
    opened: list[tuple[str, _Heading | None, int, int]] = [("s0", None, 0, 0)]
    ends: dict[str, int] = {}
    children: Counter[str] = Counter()
    stack = [("s0", 0)]
    owner = []
    for i, block in enumerate(blocks):
        heading = headings.get(i)
        if heading is not None:
            rank = ranks[heading.style]
            while stack[-1][1] >= rank:
                ends[stack.pop()[0]] = blocks[i - 1].end
            parent = stack[-1][0]
            children[parent] += 1
            name = f"{parent}.{children[parent]}" if parent != "s0" else f"s{children[parent]}"
            opened.append((name, heading, len(stack), block.start))
            stack.append((name, rank))
        owner.append(stack[-1][0])
    for name, _ in stack:
        ends[name] = blocks[-1].end if blocks else 0
    ends["s0"] = length
    return [
        Section(
            id=name,
            number=heading.number if heading else None,
            heading=heading.text if heading else title,
            level=level,
            start=start,
            end=ends[name],
        )
        for name, heading, level, start in opened
    ], owner


@lru_cache(maxsize=1)
def _default() -> Segmenter:
    source = resources.files("govextract") / "lexicons" / "segment.yaml"
    return Segmenter(Lexicon(read_entries(source.read_text(encoding="utf-8"), "segment.yaml")))


def segment(text: str) -> Tree:
    """The block tree of ``text`` by the built-in lexicon."""
    return _default().segment(text)
