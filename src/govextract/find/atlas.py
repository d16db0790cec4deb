"""The gazetteer that finders look names up in: the user's, while a text of theirs is read, else the built-in one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from govextract.gazetteer import Gazetteer

_IN_USE: ContextVar[Gazetteer | None] = ContextVar("gazetteer", default=None)


def atlas() -> Gazetteer:
    """The gazetteer in use."""
    return _IN_USE.get() or Gazetteer.load()


@contextmanager
def using(gazetteer: Gazetteer | None) -> Iterator[None]:
    """Look names up in ``gazetteer``, in this thread only; None stands for the built-in one."""
    token = _IN_USE.set(gazetteer)
    try:
        yield
    finally:
        _IN_USE.reset(token)
