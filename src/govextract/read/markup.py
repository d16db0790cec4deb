"""HTML to lines of text with the elements they stand in; and a plain way for markup made to be slow."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from govextract.read.article import Block, Element

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "head", "nav", "select", "button", "textarea", "svg", "iframe",
    "object", "audio", "video", "canvas", "map", "rt", "rp", "datalist", "!doctype", "-comment",
})  # fmt: skip
_FORMATTING = frozenset({
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
})  # fmt: skip
_INLINE = _FORMATTING | {
    "abbr", "bdi", "bdo", "cite", "del", "dfn", "img", "ins", "kbd", "label", "mark", "o:p", "q", "ruby", "samp",
    "span", "sub", "sup", "time", "ucaptitle", "ucapcontent", "var", "wbr", "input", "rb", "st1:chsdate", "acronym",
}  # fmt: skip
# Elements that have no end, or are ended by the next of their kind: they do not lie in one another.
_SHALLOW = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "td", "tr", "th", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "html",
    "head", "body",
})  # fmt: skip
_HIDDEN = re.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden|mso-hide\\s*:\\s*all", re.IGNORECASE)
_BLANKS = re.compile("[ \t\n\r\f]+")
_WIDE = re.compile("[^\x00-\u024f]")
_TAG = re.compile("<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})")
_UNSEEN = re.compile(
    "<!--.*?(?:-->|$)|<(script|style|head|noscript|template)(?=[\\s>/]).*?(?:</\\1\\s*>|$)",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile("</?([a-zA-Z][a-zA-Z0-9:]{0,20})[^<>]*+>?")
_RAW = re.compile("</?(?:script|style)[\\s>/]", re.IGNORECASE)
_SEPARATORS = re.compile("[\\s/]+")
_LONG_TAG = 20_000
_NODES = 400_000
# What a parser may have to do: formatting that is taken up again in each block, and looks at what is still open.
_COPIES, _LOOKS = 2_000_000, 1_000_000_000


def costs_too_much(text: str) -> bool:
    """Whether a parser that follows the rules of HTML would be long at this markup, or fill the memory.

    By these rules unclosed ``<b>`` are opened again in every block that follows, many a tag makes the parser look
    through all that is open, and each attribute is compared with those before it: with tags enough, a page of a
    megabyte costs hours.
    """
    depth = formatting = copies = looks = last = 0
    for match in _TAG.finditer(text):
        if match.start() - last > _LONG_TAG:
            looks += _attributes(text, last, match.start()) ** 2 // 2
        last = match.start()
        is_end, name = match[1], match[2].lower()
        step = -1 if is_end else 1
        if name in _FORMATTING:
            formatting = max(0, formatting + step)
        else:
            copies += formatting
        if name not in _SHALLOW:
            depth = max(0, depth + step)
        looks += depth
        if copies > _COPIES or looks > _LOOKS:
            return True
    return len(text) - last > _LONG_TAG and _attributes(text, last, len(text)) ** 2 // 2 > _LOOKS


def _attributes(text: str, start: int, end: int) -> int:
    """How many attributes a tag may have that begins at ``start``, at most; the next begins at ``end``."""
    if _RAW.match(text, start):
        end = max(start, text.find(">", start, end))
    return len(_SEPARATORS.findall(text, start, end))


def tags_removed(text: str) -> list[str]:
    """The lines of a page whose tags are removed as they stand, whatever they mean."""
    text = _UNSEEN.sub(" ", text)
    text = _ANY_TAG.sub(lambda m: "" if m[1].lower() in _INLINE else "\n", text)
    return [line.strip() for line in html.unescape(text).split("\n") if line.strip()]


class Walk:
    """Goes once through a page, without recursion: a page may be nested as deep as its author likes."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._linked = self._links = 0
        self._here = Element("root")
        self.elements = [self._here]
        self.blocks: list[Block] = []

    def through(self, page: LexborHTMLParser) -> bool:
        """Collect the blocks of a page; false if it has more elements than any."""
        opened: list[tuple[LexborNode, bool]] = []  # each with whether it is a block
        node: LexborNode | None = page.root
        seen = 0
        while node is not None:
            seen += 1
            if seen > _NODES:
                return False
            tag = node.tag or ""
            child = node.child if tag == "-text" or self._is_shown(node, tag) else None
            if tag == "-text":
                self._text(node.text_content or "")
            elif child is not None:
                opened.append((node, self._open(node, tag)))
                node = child
                continue
            elif tag in ("br", "hr"):
                self._flush()
            following = node.next
            while following is None and opened:
                node, is_block = opened.pop()
                self._close(node, is_block=is_block)
                following = node.next
            node = following
        self._flush()
        return True

    @staticmethod
    def _is_shown(node: LexborNode, tag: str) -> bool:
        if tag in _SKIPPED:
            return False
        attributes = node.attributes
        return "hidden" not in attributes and not _HIDDEN.search(attributes.get("style") or "")

    def _open(self, node: LexborNode, tag: str) -> bool:
        if tag in _INLINE:
            self._links += tag == "a"
            return False
        self._flush()
        attributes = node.attributes
        names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".lower()
        self._here = Element(tag, self._here, frozenset(names.split()))
        self.elements.append(self._here)
        return True

    def _close(self, node: LexborNode, *, is_block: bool) -> None:
        if is_block:
            self._flush()
            self._here = self._here.parent or self._here
        elif node.tag == "a":
            self._links -= 1

    def _text(self, text: str) -> None:
        self._parts.append(text)
        if self._links:
            self._linked += len("".join(text.split()))

    def _flush(self) -> None:
        """What was gathered since the last break is a block."""
        if self._parts:
            raw = "".join(self._parts)
            lines = raw.split("\n") if self._here.tag == "pre" else [_BLANKS.sub(_blank, raw)]
            for line in lines:
                if line.strip():
                    self.blocks.append(Block(line.strip(), self._linked, self._here))
        self._parts, self._linked = [], 0


def _blank(match: re.Match[str]) -> str:
    """One space; none where the page's source breaks a line beside Chinese, which has no spaces."""
    if "\n" not in match[0]:
        return " "
    text, start, end = match.string, match.start(), match.end()
    return "" if _WIDE.match(text, start - 1) or _WIDE.match(text, end) else " "
