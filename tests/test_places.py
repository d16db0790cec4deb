"""Places: marked lines, and what the lines cannot say."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.places import PlaceFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Mention, Tree

SPECS = Path(__file__).parent / "specs" / "places.txt"
LINES = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
MARK = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, PlaceFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), PlaceFinder(lexicon)


def find(text: str) -> list[Mention]:
    matcher, finder = _parts()
    return finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))


@pytest.mark.parametrize("line", LINES)
def test_marked_lines(line: str) -> None:
    assert [m.text for m in find(MARK.sub(r"\1", line))] == MARK.findall(line)


def test_a_road_needs_an_end_behind_it() -> None:
    assert [m.text for m in find("到朝阳路。")] == ["朝阳路"]
    assert find("到朝阳路灯下") == []


def test_the_rule_is_the_lexicon_entry_of_the_ending() -> None:
    assert [m.rule for m in find("到朝阳路、云溪汽车站。")] == ["place_suffix.road", "place_suffix.station"]


@given(st.text(alphabet="到朝阳路河湖清水县公园广场产业园桥、，段的《》 \n", max_size=60))
def test_any_text_gives_spans_that_equal_it_and_never_overlap(text: str) -> None:
    found = find(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
