"""Web pages: the article of a government site, without the page's menus, in the lines that a browser shows."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from govextract.read import text as txt
from govextract.read.article import Block, Element, choose
from govextract.read.content import REPLACEMENT, Content, clean, day
from govextract.read.errors import ReadError

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "head", "nav", "select", "button", "textarea", "svg", "iframe",
    "object", "audio", "video", "canvas", "map", "rt", "rp", "datalist", "!doctype", "-comment",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "o:p", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "ucaptitle", "ucapcontent", "var", "wbr", "input", "rb", "st1:chsdate", "acronym", "nobr",
})  # fmt: skip
_HIDDEN = re.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden|mso-hide\\s*:\\s*all", re.IGNORECASE)
_BLANKS = re.compile("[ \t\n\r\f]+")
_WIDE = re.compile("[^\x00-\u024f]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,20})", re.IGNORECASE)
_NODES = 400_000
_TITLES = ("articletitle", "og:title")
_DAYS = ("pubdate", "publishdate", "article:published_time", "pubtime")
_ORIGINS = ("contentsource", "source")


def read(data: bytes, source: str, encoding: str | None = None) -> Content:
    """The article of a web page, its title first.

    Raises:
        ReadError: the page cannot be decoded, or has more elements than any article.
    """
    decoded = _decode(data, source, encoding)
    content = read_text(decoded.text, source)
    replaced = content.text.count(REPLACEMENT)
    return Content(content.text, decoded.encoding, replaced, content.published, content.origin)


def read_text(text: str, source: str) -> Content:
    """The article of a page that is decoded already.

    Raises:
        ReadError: the page has more elements than any article.
    """
    parser = LexborHTMLParser(text)
    meta = _meta(parser)
    walk = _Walk(source)
    if parser.root is not None:
        walk.through(parser.root)
    title = next((meta[k] for k in _TITLES if meta.get(k)), "")
    article = choose(walk.elements, walk.blocks, title, _title(parser))
    published = next((d for k in _DAYS if (d := day(meta.get(k, "")))), None) or article.published
    origin = next((meta[k] for k in _ORIGINS if meta.get(k)), None) or article.origin
    return Content(clean(article.lines), "unicode", published=published, origin=origin)


def _decode(data: bytes, source: str, encoding: str | None) -> txt.Decoded:
    """The page's text. What it says of its own encoding is often wrong, and counts where nothing else does."""
    try:
        return txt.decode(data, source, encoding)
    except ReadError as e:
        declared = _CHARSET.search(data[:4096])
        if encoding is not None or e.code != "undecodable" or declared is None:
            raise
        try:
            return txt.decode(data, source, declared[1].decode("ascii"))
        except ReadError:
            raise e from None


def _meta(parser: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for e in parser.css("meta")[:200]:
        name = (e.attributes.get("name") or e.attributes.get("property") or "").lower()
        found.setdefault(name, (e.attributes.get("content") or "").strip())
    return found


def _title(parser: LexborHTMLParser) -> str:
    e = parser.css_first("title")
    return _BLANKS.sub(" ", e.text()).strip() if e is not None else ""


class _Walk:
    """Goes once through a page, without recursion: a page may be nested as deep as its author likes."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._linked = self._links = 0
        self._here = Element("root")
        self.elements = [self._here]
        self.blocks: list[Block] = []

    def through(self, root: LexborNode) -> None:
        """Collect the blocks below ``root``."""
        opened: list[tuple[LexborNode, bool]] = []  # each with whether it is a block
        node: LexborNode | None = root
        seen = 0
        while node is not None:
            seen += 1
            if seen > _NODES:
                raise ReadError("too_many", self._source, limit=str(_NODES))
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
                self._close(node, is_block)
                following = node.next
            node = following
        self._flush()

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

    def _close(self, node: LexborNode, is_block: bool) -> None:
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
