"""Read: bytes to documents."""

from __future__ import annotations

import hashlib

from govextract.records import Document


def read_text(text: str, source: str = "text") -> Document:
    """A document of a text that is in memory already."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    sha = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(id=sha[:16], source=source, sha256=sha, encoding="str", text=text)
