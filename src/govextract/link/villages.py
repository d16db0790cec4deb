"""One village across reports: the same name in the same town; in a place that is not known, the same report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from govextract.link.sightings import Seen


def joined(seen: Iterable[tuple[int, Seen]]) -> Iterator[tuple[int, str, str]]:
    """For each sighting, by its number, the id and path of its village."""
    for n, s in seen:
        if s.spot is not None and s.spot.known is not None:
            yield n, s.entity, s.spot.path
        else:  # of several, or nowhere: nobody knows whether another report means the same
            text = f"{s.entity}|{s.source.document}"
            id_ = f"village:{hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:10]}"
            yield n, id_, f"{s.spot.path if s.spot else ''}{s.name}"
