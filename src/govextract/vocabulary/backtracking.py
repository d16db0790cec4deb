"""Can a pattern backtrack without end? Judged from its structure, by no clock.

Two repeats beside each other that can take the same characters may share a text between them in as many ways
as it is long; three of them, in its square; a repeat within a repeat, in a number that doubles with each
character. ``degree`` is the power: 1 linear, 2 quadratic, ``ENDLESS`` for a repeat within a repeat.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

ENDLESS = 99
TOLERATED = 2
"""Quadratic patterns are tolerated: they are tried at one place of a bounded stretch."""

_LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]
EVERYTHING: Ranges = ((0, _LAST),)
_CATEGORIES: dict[str, Ranges] = {
    "CATEGORY_DIGIT": ((48, 57), (0xFF10, 0xFF19)),
    "CATEGORY_SPACE": ((9, 13), (32, 32), (0xA0, 0xA0), (0x3000, 0x3000)),
    "CATEGORY_WORD": ((48, 57), (65, 90), (95, 95), (97, 122), (0xAA, _LAST)),
}


class Piece(NamedTuple):
    """A part of a sequence: the characters that it takes, whether it may take none, whether it repeats.

    ``choice`` says that it may take one thing or another where both fit; ``inner`` is the degree of what
    repeats in it; ``body`` what an optional group holds.
    """

    characters: Ranges
    nullable: bool
    varies: bool
    inner: int = 1
    choice: bool = False
    body: tuple[Piece, ...] = ()


def degree(pattern: str) -> int:
    """The worst case of a pattern as a power of the text's length.

    Raises:
        re.error: it is no pattern.
    """
    re.compile(pattern)
    parser: Any = vars(re)["_parser"]
    return _sequence_degree(_pieces(parser.parse(pattern)))


def _sequence_degree(pieces: Sequence[Piece]) -> int:
    """The longest run of varying pieces that can take the same characters, and the worst within a piece."""
    worst = max((p.inner for p in pieces), default=1)
    for i, first in enumerate(pieces):
        if first.varies:
            rest = pieces[i + 1 :]
            worst = max(worst, 1 + _run(rest, first.characters))
            if first.body:  # the run begins inside the group
                worst = max(worst, _sequence_degree([*first.body, *rest]))
    return worst


def _run(pieces: Sequence[Piece], shared: Ranges) -> int:
    """How many varying pieces follow that can take one of the ``shared`` characters."""
    count = 0
    for i, piece in enumerate(pieces):
        if piece.body:
            rest = pieces[i + 1 :]
            return count + max(_run(rest, shared), _run([*piece.body, *rest], shared))
        both = _both(shared, piece.characters)
        if both:
            shared = both
            count += piece.varies
        elif not piece.nullable:
            break
    return count


def _pieces(parsed: Any) -> list[Piece]:
    return [piece for op, value in parsed for piece in _piece(str(op), value)]


def _piece(op: str, value: Any) -> list[Piece]:
    match op:
        case "LITERAL":
            return [Piece(((value, value),), nullable=False, varies=False)]
        case "NOT_LITERAL":
            return [Piece(_except(((value, value),)), nullable=False, varies=False)]
        case "ANY":
            return [Piece(EVERYTHING, nullable=False, varies=False)]
        case "IN":
            return [Piece(_class(value), nullable=False, varies=False)]
        case "SUBPATTERN":
            return _pieces(value[3])
        case "BRANCH":
            return [_branch([_pieces(x) for x in value[1]])]
        case "MAX_REPEAT" | "MIN_REPEAT":
            return [_repeat(value[0], value[1], _pieces(value[2]))]
        case "POSSESSIVE_REPEAT":  # what it took it never gives back
            return [_whole(_pieces(value[2]))._replace(nullable=value[0] == 0, varies=False, choice=False)]
        case "ATOMIC_GROUP":
            return [_whole(_pieces(value))._replace(varies=False, choice=False)]
        case "ASSERT" | "ASSERT_NOT":
            return [Piece((), nullable=True, varies=False, inner=_sequence_degree(_pieces(value[1])))]
        case "GROUPREF" | "GROUPREF_EXISTS":
            return [Piece(EVERYTHING, nullable=True, varies=False)]
        case _:  # ^, $ and other places take no character
            return []


def _repeat(low: int, high: int, body: list[Piece]) -> Piece:
    whole = _whole(body)
    inner = whole.inner
    # Within a repeat a choice is as bad as a repeat: its round may end anywhere and the next begin there.
    loose = [p._replace(varies=p.varies or p.choice) for p in body]
    if high > 1 and any(p.varies for p in loose) and _sequence_degree([*loose, *loose]) > inner:
        inner = ENDLESS
    optional = low == 0 and high == 1
    return Piece(
        whole.characters,
        nullable=low == 0 or whole.nullable,
        varies=whole.varies or (low != high and high > 1),
        inner=inner,
        choice=whole.choice or optional,
        body=tuple(body) if optional and len(body) > 1 else (),
    )


def _branch(branches: list[list[Piece]]) -> Piece:
    parts = [_whole(b) for b in branches]
    firsts = [b[0].characters for b in branches if b]
    alike = any(_both(x, y) for i, x in enumerate(firsts) for y in firsts[:i])
    return Piece(
        tuple(r for p in parts for r in p.characters),
        nullable=any(p.nullable for p in parts),
        varies=any(p.varies for p in parts),
        inner=max((p.inner for p in parts), default=1),
        choice=(alike or len(firsts) < len(branches)) and len({len(b) for b in branches}) > 1,
    )


def _whole(pieces: list[Piece]) -> Piece:
    """A sequence as one piece."""
    return Piece(
        tuple(r for p in pieces for r in p.characters),
        all(p.nullable for p in pieces),
        any(p.varies for p in pieces),
        _sequence_degree(pieces),
        any(p.choice for p in pieces),
    )


# --- characters ---------------------------------------------------------------------------------------


def _class(items: list[Any]) -> Ranges:
    found: list[tuple[int, int]] = []
    for op, value in items:
        match str(op):
            case "LITERAL":
                found.append((value, value))
            case "RANGE":
                found.append(tuple(value))
            case "CATEGORY":
                name = str(value).replace("_NOT_", "_")
                known = _CATEGORIES.get(name, EVERYTHING)
                found += _except(known) if "_NOT_" in str(value) else known
    return _except(tuple(found)) if str(items[0][0]) == "NEGATE" else tuple(found)


def _except(ranges: Ranges) -> Ranges:
    out, low = [], 0
    for a, b in sorted(ranges):
        if a > low:
            out.append((low, a - 1))
        low = max(low, b + 1)
    return (*out, (low, _LAST)) if low <= _LAST else tuple(out)


def _both(x: Ranges, y: Ranges) -> Ranges:
    return tuple((max(a, c), min(b, d)) for a, b in x for c, d in y if max(a, c) <= min(b, d))
