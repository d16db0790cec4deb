"""Web pages: the article of a government site, without the page's menus, in the lines that a browser shows."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from govextract.read import text as txt
from govextract.read.article import choose
from govextract.read.content import REPLACEMENT, Content, clean, day
from govextract.read.errors import ReadError
from govextract.read.markup import Walk, costs_too_much, tags_removed

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,20})", re.IGNORECASE)
_TITLES = ("articletitle", "og:title")
_DAYS = ("pubdate", "publishdate", "article:published_time", "pubtime")
_ORIGINS = ("contentsource", "source")


def read(data: bytes, source: str, encoding: str | None = None) -> Content:
    """The article of a web page, its title first.

    Raises:
        ReadError: the page cannot be decoded.
    """
    decoded = _decode(data, source, encoding)
    content = read_text(decoded.text)
    return replace(content, encoding=decoded.encoding, replaced=content.text.count(REPLACEMENT))


def read_text(text: str) -> Content:
    """The article of a page that is decoded already; all of its text, if its markup is made to be slow."""
    walk = Walk()
    if costs_too_much(text) or not walk.through(parser := LexborHTMLParser(text)):
        return Content(clean(tags_removed(text)), "unicode", notes=("markup_not_understood",))
    meta = _meta(parser)
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
    return " ".join(e.text().split()) if e is not None else ""
