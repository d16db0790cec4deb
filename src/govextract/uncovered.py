"""What was not understood: sentences that look as if they held a record of which there is none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from govextract.extraction import Extraction
from govextract.find.boundary import Masks
from govextract.find.names import is_han
from govextract.lexicon import Lexicon
from govextract.match import Page
from govextract.records import OfficeValue

Reason = Literal["date", "date_unread", "title", "village", "enterprise"]
REASONS: tuple[Reason, ...] = get_args(Reason)

_DAY = re.compile(
    "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})月(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})[日号]"
)
_ANONYMOUS = re.compile("[某各]|[0-9０-９一二三四五六七八九十两几数多][0-9０-９]{0,5}余?多?[家个户]$|等$")
_CLOSE = 12
"""Characters in front of an ending in which a word makes it anonymous."""


class Sign(NamedTuple):
    """What in a sentence looks like a record: its span, its text, and why it is listed."""

    start: int
    end: int
    text: str
    reason: Reason


class Uncovered(NamedTuple):
    """A sentence with signs of records that are not there."""

    start: int
    end: int
    text: str
    signs: tuple[Sign, ...]

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain JSON types."""
        return self._asdict() | {"signs": [s._asdict() for s in self.signs]}


def uncovered(extraction: Extraction, page: Page, lexicon: Lexicon) -> list[Uncovered]:
    """The sentences of ``page`` that look as if they held more than was found.

    They have a date that no event uses, a post without a person, or the ending of a village's or enterprise's
    name without a record. Headings and repeated paragraphs are left out.
    """
    signs = sorted({*_dates(extraction, page), *_words(extraction, page, lexicon)})
    starts = [s.start for s in signs]
    out = []
    for paragraph in page.tree.paragraphs:
        if paragraph.heading or paragraph.duplicate_of is not None:
            continue
        for sentence in paragraph.sentences:
            a, b = bisect_right(starts, sentence.start - 1), bisect_right(starts, sentence.end - 1)
            if a < b:
                text = page.text[sentence.start : sentence.end]
                out.append(Uncovered(sentence.start, sentence.end, text, tuple(signs[a:b])))
    return out


def _dates(extraction: Extraction, page: Page) -> Iterator[Sign]:
    events = _Spans([(e.start, e.end) for e in extraction.events])
    dates = [m for m in extraction.mentions if m.kind == "date"]
    for m in dates:
        if not events.hold(m.start, m.end):
            yield Sign(m.start, m.end, m.text, "date")
    read = _Spans([(m.start, m.end) for m in dates])
    masks = Masks(page.text)
    for found in _DAY.finditer(page.text):
        if not read.meet(*found.span()) and not masks.covers(found.start()):
            yield Sign(*found.span(), found.group(), "date_unread")


def _words(extraction: Extraction, page: Page, lexicon: Lexicon) -> Iterator[Sign]:
    """Posts and endings of names that no record holds."""
    known = [(m.start, m.end) for m in extraction.mentions]
    known += [(r.start, r.end) for r in extraction.references]
    known += [(u.start, u.end) for u in extraction.unresolved]
    offices = [m.value for m in extraction.mentions if isinstance(m.value, OfficeValue)]
    posts = _Spans([*known, *((v.start, v.end) for v in offices)])
    masks = Masks(page.text)
    yield from _titles(extraction, page, lexicon, posts, masks)
    yield from _endings(page, lexicon, posts, masks)


def _titles(
    extraction: Extraction, page: Page, lexicon: Lexicon, posts: _Spans, masks: Masks
) -> Iterator[Sign]:
    text, scan = page.text, page.scan
    near = [(m.start - _CLOSE, m.end + _CLOSE) for m in extraction.mentions if m.kind == "person"]
    others = [(h.start, h.end) for c in ("title_guard", "title_private", "organisation") for h in scan.of(c)]
    aside = _Spans([*near, *others])
    common = tuple(lexicon.forms("common_title"))
    for a, b in _longest([(h.start, h.end) for h in scan.of("title")]):
        if (
            not posts.hold(a, b)
            and not aside.hold(a, b)
            and not masks.covers(a)
            and not text.endswith(common, 0, b)
            and not _ANONYMOUS.search(text[max(0, a - _CLOSE) : a])
        ):
            yield Sign(a, b, text[a:b], "title")


def _endings(page: Page, lexicon: Lexicon, posts: _Spans, masks: Masks) -> Iterator[Sign]:
    text = page.text
    generic = tuple(lexicon.forms("village_generic"))
    after = tuple(lexicon.forms("village_after"))
    for hit in page.scan.of("village_suffix"):
        a, b = hit.start, hit.end
        if (
            is_han(text[a - 1 : a])
            and not posts.meet(a - 1, b)
            and not masks.covers(a)
            and not text.endswith(generic, 0, b)
            and not text.startswith(after, b)
            and not _ANONYMOUS.search(text[max(0, a - 3) : a])
        ):
            yield Sign(a, b, hit.form, "village")
    refused = tuple(lexicon.forms("enterprise_never"))
    for hit in page.scan.of("enterprise_suffix"):
        a, b = hit.start, hit.end
        if (
            hit.entry.attrs["sort"] in {"company", "plain", "union"}
            and is_han(text[a - 1 : a])
            and not posts.meet(a, b)
            and not masks.covers(a)
            and not text.endswith(refused, 0, b)
            and not _ANONYMOUS.search(text[max(0, a - _CLOSE) : a])
        ):
            yield Sign(a, b, hit.form, "enterprise")


def _longest(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that stand in no longer one."""
    out: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not out or span[1] > out[-1][1]:
            out.append(span)
    return out


class _Spans:
    """Spans of a text, asked which of them a stretch is in."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._starts = [a for a, _ in self._spans]
        self._reach: list[int] = []  # the furthest end of the spans so far
        furthest = -1
        for _, end in self._spans:
            furthest = max(furthest, end)
            self._reach.append(furthest)

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds the whole of ``start:end``."""
        i = bisect_right(self._starts, start)
        return i > 0 and self._reach[i - 1] >= end

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them shares a character with ``start:end``."""
        i = bisect_right(self._starts, end - 1)
        return i > 0 and self._reach[i - 1] > start
