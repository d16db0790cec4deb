"""No pattern of the lexicons or of the code can backtrack without end (regexploit judges, no clock)."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from benchmarks.patterns import Found, in_code, in_lexicons

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it reads patterns with the module sre_parse
    redos = pytest.importorskip("regexploit.redos", reason="regexploit is not installed")
    sre = pytest.importorskip("regexploit.ast.sre", reason="regexploit is not installed")

QUADRATIC = 2


class Parser(sre.SreOpParser):  # type: ignore[misc, name-defined]
    """The tool's reader, made stricter: what may repeat twice may repeat for ever, whatever its bound."""

    def from_MAX_REPEAT(self, data: tuple[int, Any, Any]) -> Any:  # noqa: N802 - the tool's names
        low, high, what = data
        return super().from_MAX_REPEAT((low, high if high < 2 else sre.sre_constants.MAXREPEAT, what))

    def from_POSSESSIVE_REPEAT(self, data: tuple[int, Any, Any]) -> Any:  # noqa: N802 - the tool's names
        return self.from_MAX_REPEAT(data)

    def from_ATOMIC_GROUP(self, data: Any) -> Any:  # noqa: N802
        return self.sequence_or_singleton(data)

    def from_FAILURE(self, _: None) -> None:  # noqa: N802 - what Python 3.13 makes of (?!)
        return None


def degree(found: Found) -> int:
    """The worst case as a power of the text's length; above ten it is exponential."""
    parsed = Parser().parse_sre(found.pattern, found.flags)
    return max((risk.starriness for risk in redos.find(parsed)), default=1)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(?:[一-龥]{1,8}、?){0,30}主任", "[一-龥]{0,9}[一-龥]{0,9}[一-龥]{0,9}村", r"\s*\s*\s*x"],
)
def test_the_check_sees_what_it_is_for(pattern: str) -> None:
    assert degree(Found("here", pattern)) > QUADRATIC


def test_patterns_of_the_lexicons() -> None:
    assert not [x.where for x in in_lexicons() if degree(x) > QUADRATIC]


def test_patterns_of_the_code() -> None:
    found, unseen = in_code()
    assert not [x.where for x in found if degree(x) > QUADRATIC]
    assert not unseen, (
        "patterns put together where the sample reports do not lead: the check has not seen them"
    )
