"""Which of a web page's text is the article: the innermost element that holds nearly all of its prose.

Content management systems give the article's element a name; where none is known, or too little stands under
it, the amount of prose decides. Nothing is dropped for being said twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources
from itertools import groupby

import yaml

from govextract.read.content import day
from govextract.read.table import rows_as_lines

_PUNCTUATED = re.compile("[，。；！？、：,;]")
_LETTERS = re.compile("[^\\W_]")
_PIECES = re.compile(r"[-_\s]+")
_TITLE_CUT = re.compile(r"[_|｜]|\s[-–—]{1,9}\s|[-–—]{2,9}|-(?=[^-]{0,60}$)(?=[^-]*(?:网|政府|门户))")
_ASIDE = frozenset({"footer", "aside", "header"})
_SHORT = 12
# The article's element has this share of the prose; what is called furniture has less than the other.
_MOST, _NAMED, _LITTLE = 0.75, 0.6, 0.3
_FIRST_LINES = 8
_TITLE_LINES = 5


@dataclass(slots=True, eq=False)
class Element:
    """An element of the page that begins a new line; ``names`` are its id and classes."""

    tag: str
    parent: Element | None = None
    names: frozenset[str] = frozenset()
    prose: float = 0.0
    row: Element | None = field(init=False, default=None)
    cell: Element | None = field(init=False, default=None)
    aside: bool = field(init=False, default=False)
    inside: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        parent = self.parent
        self.row = self if self.tag == "tr" else parent.row if parent else None
        self.cell = self if self.tag in ("td", "th") else parent.cell if parent else None


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page: its text, how many of its characters are links, and the element it stands in."""

    text: str
    linked: int
    element: Element

    @property
    def weight(self) -> float:
        """How much prose it is: characters that are no link, in lines with punctuation."""
        own = len(self.text) - 2 * self.linked
        return max(own, 0) if len(self.text) >= _SHORT and _PUNCTUATED.search(self.text) else 0

    @property
    def is_link(self) -> bool:
        """Whether it is a link or a row of links."""
        return self.linked * 5 >= len(self.text) * 4


@dataclass(frozen=True, slots=True)
class Article:
    """The lines of an article, its title first, and what the page says of day and publisher."""

    lines: list[str]
    published: date | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class _Words:
    containers: frozenset[str]
    furniture: frozenset[str]
    line: re.Pattern[str]
    label: re.Pattern[str]
    any_label: re.Pattern[str]
    published: re.Pattern[str]
    origin: re.Pattern[str]


def choose(elements: Sequence[Element], blocks: Sequence[Block], title: str, window_title: str) -> Article:
    """The article among the blocks of a page.

    Args:
        elements: the elements in the order of the page, each behind its parent.
        blocks: the lines in the order of the page.
        title: the article's title as the page's meta data has it, or "".
        window_title: the title of the window, which often names the site as well.
    """
    words = _words()
    _weigh(elements, blocks, words)
    article = _article_element(elements, words)
    for e in elements:
        e.inside = e is article or (e.parent is not None and e.parent.inside)
    heading = title or _heading(blocks, window_title)
    kept = [b for b in blocks if b.element.inside and not b.element.aside and not _is_furniture(b, words)]
    rest = [b for b in kept[:_FIRST_LINES] if not _is_information(b.text, words)] + kept[_FIRST_LINES:]
    shown = [b.text for b in blocks if not b.element.aside and len(b.text) < 200]
    information = [x for x in shown if _is_information(x, words)]
    lines = list(_lines(rest))
    if heading and not _begins_with(lines[:_TITLE_LINES], heading):
        lines.insert(0, heading)
    return Article(lines, _published(information, words), _origin(information, words))


def _weigh(elements: Sequence[Element], blocks: Sequence[Block], words: _Words) -> None:
    """Give every element its prose, without that of what is furniture by name."""
    weights = [0 if words.line.match(b.text) else b.weight for b in blocks]
    if not any(weights):  # a page of headings or of a table
        weights = [max(len(b.text) - 2 * b.linked, 0) for b in blocks]
    total = sum(weights)

    def spread() -> None:
        for e in elements:
            e.prose = 0.0
        for b, weight in zip(blocks, weights, strict=True):
            if not b.element.aside:
                b.element.prose += weight
        for e in reversed(elements):
            if e.parent is not None:
                e.parent.prose += e.prose

    spread()
    for e in elements:
        own = e.prose < _LITTLE * total and (e.tag in _ASIDE or _is_named(e, words.furniture))
        e.aside = own or (e.parent is not None and e.parent.aside)
    spread()


def _is_named(e: Element, names: frozenset[str]) -> bool:
    return bool(e.names & names) or any(p in names for name in e.names for p in _PIECES.split(name))


def _article_element(elements: Sequence[Element], words: _Words) -> Element:
    root = elements[0]
    innermost = named = root
    for e in elements:
        if e.prose >= _MOST * root.prose and e.prose > 0:
            innermost = e  # only one child can hold that much, so these lie in one another
        if named is root and e.names & words.containers and e.prose >= _NAMED * root.prose > 0:
            named = e
    # A row or a list item is not the whole of an article.
    while innermost.parent is not None and innermost.tag in (
        "p",
        "li",
        "tr",
        "td",
        "th",
        "tbody",
        "h1",
        "h2",
    ):
        innermost = innermost.parent
    return named if named is not root else innermost


def _is_furniture(b: Block, words: _Words) -> bool:
    if words.line.match(b.text):
        return True
    return b.is_link and b.weight == 0 and not b.text.startswith("附件")


def _is_information(text: str, words: _Words) -> bool:
    """Whether a line below the title tells day, source and clicks of the page."""
    if len(text) > 150 or "。" in text:
        return False
    return bool(words.label.match(text)) or len(words.any_label.findall(text)) >= 2


def _heading(blocks: Sequence[Block], window_title: str) -> str:
    """The title: the longest line of the page that the window's title has in it, else the first part of that."""
    bare = _bare(window_title)
    shown = (
        b.text for b in blocks if not b.element.aside and not b.is_link and 4 < len(b.text) <= len(bare) + 20
    )
    repeated = [x for x in shown if len(_bare(x)) > 4 and _bare(x) in bare]
    if repeated:
        return max(repeated, key=len)
    pieces = [x for x in map(str.strip, _TITLE_CUT.split(window_title)) if len(x) > 4]
    return pieces[0] if pieces else ""


def _begins_with(lines: Sequence[str], heading: str) -> bool:
    """Whether one of the first lines, or several in a row, are the title."""
    bare = [_bare(x) for x in lines]
    title = _bare(heading)
    return any("".join(bare[i:j]) == title for i in range(len(bare)) for j in range(i + 1, len(bare) + 1))


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    for row, of_row in groupby(blocks, key=lambda b: b.element.row):
        if row is None:
            yield from (b.text for b in of_row)
        else:
            cells = [[b.text for b in c] for _, c in groupby(of_row, key=lambda b: b.element.cell)]
            yield from rows_as_lines([cells])


def _published(lines: Sequence[str], words: _Words) -> date | None:
    found = (words.published.search(x) for x in lines)
    return next((d for m in found if m and (d := day(m[1]))), None)


def _origin(lines: Sequence[str], words: _Words) -> str | None:
    found = (words.origin.search(x) for x in lines)
    return next((m[1] for m in found if m), None)


def _bare(text: str) -> str:
    return "".join(_LETTERS.findall(text))


@lru_cache(maxsize=1)
def _words() -> _Words:
    source = resources.files("govextract") / "read" / "pages.yaml"
    data: dict[str, str] = yaml.safe_load(source.read_text(encoding="utf-8"))
    strong = "|".join(data["labels"].split())
    weak = "|".join(data["weak_labels"].split())
    return _Words(
        containers=frozenset(data["containers"].split()),
        furniture=frozenset(data["furniture"].split()),
        line=re.compile("|".join(f"(?:{x})" for x in data["lines"].split("\n") if x), re.IGNORECASE),
        label=re.compile(rf"[【\[（(]?\s{{0,8}}(?:{strong})\s{{0,8}}[：:]"),
        any_label=re.compile(rf"(?:{strong}|{weak})\s{{0,8}}[：:]"),
        published=re.compile(
            r"(?:时间|日期)\s{0,8}[：:]\s{0,8}((?:19|20)[0-9]{2}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2})"
        ),
        origin=re.compile(r"来源\s{0,8}[：:]\s{0,8}([^\s：:|【\[（(]{2,40})"),
    )
