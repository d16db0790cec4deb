"""One enterprise across reports: the same full name, or a short one that only one full name of the county fits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.link.sightings import Firm, chain
from govextract.resolve.companies import Name, is_short_form, take_apart


class Enterprise(NamedTuple):
    """An enterprise, its fullest name, the other forms, and where it was seen."""

    id: str
    name: str
    aliases: tuple[str, ...]
    firms: tuple[Firm, ...]


def group(firms: Iterable[Firm], lexicon: Lexicon, gazetteer: Gazetteer) -> list[Enterprise]:
    """The enterprises in the order of names. Short names join a full one within a county only."""
    by_id: dict[str, list[Firm]] = defaultdict(list)
    for f in firms:
        by_id[f.entity].append(f)
    fields = tuple(lexicon.forms("company_field"))
    names = {i: _fullest(found) for i, found in by_id.items()}
    parts = {i: take_apart(name, gazetteer, fields) for i, name in names.items()}
    counties: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for i, found in by_id.items():
        for f in found:
            if len(chain(f.home)) >= 2:
                counties[chain(f.home)].add(i)
    fits: dict[str, set[str]] = defaultdict(set)
    for ids in counties.values():
        for short in ids:
            if _one_county(by_id[short]):
                fits[short] |= {full for full in ids if _is_fuller(parts[short], parts[full])}
    joined = {short: full for short, found in fits.items() if len(found) == 1 for full in found}
    groups: dict[str, list[Firm]] = defaultdict(list)
    for i in sorted(by_id):
        groups[joined.get(joined.get(i, i), joined.get(i, i))] += by_id[i]
    out = []
    for i, found in groups.items():
        found.sort(key=lambda f: (f.source.document, f.name))
        forms = dict.fromkeys(n for f in found for n in (f.name, *f.aliases))
        out.append(Enterprise(i, names[i], tuple(sorted(n for n in forms if n != names[i])), tuple(found)))
    return sorted(out, key=lambda e: (e.name, e.id))


def _fullest(found: Sequence[Firm]) -> str:
    return max((f.name for f in found), key=lambda n: (len(n), n))


def _one_county(found: Sequence[Firm]) -> bool:
    return len({chain(f.home) for f in found}) == 1


def _is_fuller(short: Name, full: Name) -> bool:
    return len(short.text) < len(full.text) and is_short_form(short, full)
