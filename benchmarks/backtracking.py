"""How long each pattern takes on text made to mislead it, at a length and at twice that length.

A pattern that the code searches for is tried at every place, one that it only matches at a place, at the first.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from benchmarks.patterns import Found, in_code, in_lexicons

LENGTH = 2000
LONG = 0.02
STRANGER = "\x00"  # matched by no pattern but the negated classes: what lets a match fail at its very end


class Pump(NamedTuple):
    """A pattern on its worst text: seconds per character at the greater length, and growth from half of it.

    ``growth`` is 2 where the time grows with the text, 4 where it grows with its square.
    """

    found: Found
    unit: str
    seconds: float
    growth: float

    @property
    def steep(self) -> bool:
        """Whether it grows clearly faster than the text, and is slow enough to tell."""
        return self.growth > 3 and self.seconds > 2e-6


def measure() -> list[Pump]:
    """Every pattern's worst pump, the slowest first."""
    patterns = {(x.pattern, x.flags): x for x in in_lexicons() + in_code()[0]}
    return sorted((worst(x) for x in patterns.values()), key=lambda p: -p.seconds)


def worst(found: Found) -> Pump:
    """The unit whose repetition costs the pattern most."""
    pattern = re.compile(found.pattern, found.flags)
    run = partial(_sweep, pattern) if found.swept else pattern.match
    pumps = [Pump(found, unit, *_cost(run, unit)) for unit in units(found)]
    return max(pumps, key=lambda p: p.seconds)


def _cost(run: Callable[[str], object], unit: str) -> tuple[float, float]:
    half, full = (_seconds(run, unit * (n // len(unit)) + STRANGER) for n in (LENGTH, 2 * LENGTH))
    return full / (2 * LENGTH), full / max(half, 1e-6)


def _sweep(pattern: re.Pattern[str], text: str) -> None:
    for _ in pattern.finditer(text):
        pass


def _seconds(run: Callable[[str], object], text: str) -> float:
    """The better of two runs; of one that takes long enough to tell, the first."""
    runs: list[float] = []
    while len(runs) < 2 and not (runs and runs[0] > LONG):
        start = time.perf_counter()
        run(text)
        runs.append(time.perf_counter() - start)
    return min(runs)


def units(found: Found) -> list[str]:
    """Texts to repeat: the characters and words of the pattern, alone and two by two."""
    parser: Any = vars(re)["_parser"]
    pieces = list(dict.fromkeys(_pieces(parser.parse(found.pattern, found.flags))))[:24]
    pairs = [a + b for a in pieces[:8] for b in pieces[:8] if a != b]
    return [*pieces, *pairs, "".join(pieces)] if pieces else ["一"]


def _pieces(parsed: Iterable[Any]) -> Iterator[str]:
    word = ""
    for op, value in parsed:
        if str(op) == "LITERAL":
            word += chr(value)
            yield chr(value)
            continue
        if word:
            yield word
            word = ""
        yield from _inside(str(op), value)
    if word:
        yield word


def _inside(op: str, value: Any) -> Iterator[str]:
    match op:
        case "IN":
            yield from _class(value)
        case "NOT_LITERAL" | "ANY":
            yield "一" if value != ord("一") else "二"
        case "BRANCH":
            for branch in value[1]:
                yield from _pieces(branch)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            yield from _pieces(value[2])
        case "SUBPATTERN":
            yield from _pieces(value[3])
        case "ATOMIC_GROUP":
            yield from _pieces(value)
        case "ASSERT" | "ASSERT_NOT":
            yield from _pieces(value[1])


def _class(items: list[Any]) -> Iterator[str]:
    """One or two characters of a class; of a negated one, a character that it most likely holds."""
    if str(items[0][0]) == "NEGATE":
        yield "一"
        return
    for op, value in items[:2]:
        match str(op):
            case "LITERAL":
                yield chr(value)
            case "RANGE":
                yield chr(value[0])
            case "CATEGORY":
                yield {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1"}.get(str(value), "一")
