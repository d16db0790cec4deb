"""Loaded by the server that workers fork from, before any of them: the extractor is built there, once for all.

Where there is no such server (on Windows), and for lexicons that it was not told of, a worker builds its own.
"""

from __future__ import annotations

import gc
import os
from functools import lru_cache
from pathlib import Path

from govextract.batch.pool import WARM
from govextract.pipeline import Extractor


@lru_cache(maxsize=1)
def extractor(lexicons: tuple[str, ...], gazetteer: str | None = None, model: bool = True) -> Extractor:
    """The extractor with these lexicons and places, ready to go: its first use would load more."""
    made = Extractor(
        lexicons=[Path(x) for x in lexicons], gazetteer=Path(gazetteer) if gazetteer else None, model=model
    )
    made.parse("3月1日，镇长到村里检查。")
    return made


if WARM in os.environ:
    extractor(tuple(x for x in os.environ[WARM].split("\n") if x))
    gc.collect()
    gc.freeze()  # pages that the collector does not touch stay shared by all workers
