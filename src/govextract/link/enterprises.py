"""One enterprise across reports: the same full name, or a short one that only one full name of the county fits.

A name that begins with its place, or that names the country, is one enterprise wherever it is told of. Any other is
one within a county only; where the report's county is not known, within the report.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from govextract.link.posts import Area
from govextract.link.sightings import Seen
from govextract.resolve.companies import Name, is_short_form

_NATIONAL: Final = ("中国", "中华", "国家", "国网", "国电", "中央", "全国")


class Firm(NamedTuple):
    """A name as one enterprise of some reports, and the counties whose reports have it."""

    key: str
    name: Name
    county: str


def firm_of(s: Seen) -> Firm:
    """The name under which a sighting is filed, before short names join full ones."""
    name = s.firm or Name(s.name, "", s.name, None, False, "", frozenset())
    county = _county(s.home)
    everywhere = bool(name.form and (name.place or name.bracket)) or name.text.startswith(_NATIONAL)
    base = "" if everywhere else county or s.source.document
    return Firm(f"{name.text}|{base}", name, county)


def group(firms: Iterable[Firm]) -> dict[str, str]:
    """For the short names filed, by their keys, the key of the fullest name of the same enterprise."""
    names: dict[str, Name] = {}
    counties: dict[str, set[str]] = defaultdict(set)
    for f in firms:
        if f.county:
            names[f.key] = f.name
            counties[f.key].add(f.county)
    within: dict[str, list[str]] = defaultdict(list)
    for key in sorted(counties):
        for county in counties[key]:
            within[county].append(key)
    fits: dict[str, set[str]] = defaultdict(set)
    for keys in within.values():
        # A short name's core begins the full one's, so that those that may fit stand behind it.
        keys.sort(key=lambda k: (names[k].core, k))
        cores = [names[k].core for k in keys]
        for short in keys:
            if len(counties[short]) > 1 or len(core := names[short].core) < 2:
                continue
            for at in range(bisect_left(cores, core), len(keys)):
                if not cores[at].startswith(core):
                    break
                if _is_fuller(names[short], names[keys[at]]):
                    fits[short].add(keys[at])
    joined = {short: full for short, found in fits.items() if len(found) == 1 for full in found}
    out = {}
    for key in joined:
        end, seen = key, {key}
        while (further := joined.get(end)) and further not in seen:
            end = further
            seen.add(end)
        out[key] = end
    return out


def enterprise_id(key: str) -> str:
    """The id of an enterprise, made of its fullest name and the place within which that is one enterprise."""
    return f"enterprise:{hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:10]}"


def _county(home: Area | None) -> str:
    return home._replace(town=None).path if home and home.county else ""


def _is_fuller(short: Name, full: Name) -> bool:
    return len(short.text) < len(full.text) and is_short_form(short, full)
