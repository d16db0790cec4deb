"""Patterns that can backtrack without end, told by their structure."""

from __future__ import annotations

import re

import pytest

from govextract.lexicon import Lexicon
from govextract.vocabulary.backtracking import ENDLESS, TOLERATED, degree


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(?:[一-龥]{1,8}、?){0,30}主任", "(?:a|aa)+b", "(?:a?a)+c", "(?:x*y?)*z", "((ab?)*b)*c"],
)
def test_a_repeat_within_a_repeat(pattern: str) -> None:
    assert degree(pattern) == ENDLESS


@pytest.mark.parametrize(
    ("pattern", "power"),
    [
        ("召开|举行", 1),
        ("[0-9]{1,2}月[0-9]{1,2}日", 1),
        ("[一-龥]{0,9}村[一-龥]{0,9}会", 2),
        ("[一-龥]{0,9}[一-龥]{0,9}[一-龥]{0,9}村", 3),
        (r"\s*\s*\s*x", 3),
        ("[^，]{0,6}(?:因[^，]{0,6})?取消", 2),
        ("(?:[^，]{1,9}，){1,5}会", 1),
        ("(?:ab|c)+d", 1),
        (r"\d+\D+\d+", 1),
        ("(?>a+)+b", 1),
        ("(?:a++b)+", 1),
        ("(?=x+x+x+)y", 3),
        (r"(a)\1*", 1),
    ],
)
def test_powers(pattern: str, power: int) -> None:
    assert degree(pattern) == power


def test_no_pattern_at_all() -> None:
    with pytest.raises(re.error):
        degree("(")


def test_the_built_in_patterns_are_tolerable() -> None:
    assert not [e.id for e in Lexicon.load() if e.pattern and degree(e.pattern) > TOLERATED]
