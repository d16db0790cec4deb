"""How much a reader takes in before it refuses: what keeps hostile files from eating memory and time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of reading; all sizes in bytes.

    A report's text is bounded by ``text`` however it is packed; ``file`` bounds what may hold pictures beside
    it (docx, pdf, doc, ofd, xlsx) and ``part`` one unpacked part of such a file. Of an archive inside another
    ``archive`` bytes are held in memory; ``depth`` is how deep archives may lie in one another, ``members``
    how many files one may list. ``pages`` is how many a document may have, ``seconds`` how long LibreOffice may
    take for one file. An archive is a bomb when more than ``ratio`` times its size comes out of it,
    beyond ``floor``.
    """

    text: int = 10_000_000
    file: int = 100_000_000
    part: int = 50_000_000
    archive: int = 300_000_000
    depth: int = 4
    members: int = 1_000_000
    pages: int = 3_000
    seconds: int = 60
    ratio: int = 200
    floor: int = 500_000_000


LIMITS = Limits()
"""The bounds where nobody asks for others."""
