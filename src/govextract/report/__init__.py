"""The report of a run: one self-contained HTML page over all its documents, for people.

Workers make a ``Digest`` of each stretch of documents; ``Gathering`` joins them, and with the ledger and the joined
tables they are the ``Facts`` that ``render`` shows. Nothing in it grows with the number of documents.
"""

from __future__ import annotations

from govextract.report.digest import Digest
from govextract.report.gathering import Gathering

NAME = "report.html"
"""The page's file in a run's folder."""

__all__ = ["NAME", "Digest", "Gathering"]
