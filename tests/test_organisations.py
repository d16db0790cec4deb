"""Bodies: marked lines, and what the lines cannot say."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.organisations import OrganisationFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Mention, Tree

SPECS = Path(__file__).parent / "specs" / "organisations.txt"
LINES = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
MARK = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, OrganisationFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), OrganisationFinder(lexicon)


def find(text: str) -> list[Mention]:
    matcher, finder = _parts()
    return finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))


@pytest.mark.parametrize("line", LINES)
def test_marked_lines(line: str) -> None:
    assert [m.text for m in find(MARK.sub(r"\1", line))] == MARK.findall(line)


def test_the_rule_is_the_lexicon_entry_of_the_ending() -> None:
    assert [m.rule for m in find("到县公安局交警大队调研")] == ["organisation.team"]
    assert [m.rule for m in find("县农业农村局派人")] == ["organisation.bureau"]


def test_an_open_name_is_less_certain_than_a_known_ending() -> None:
    sure, open_name = find("县农业农村局到镇矛盾纠纷调处中心。")
    assert sure.confidence > open_name.confidence


@given(st.text(alphabet="县市镇委局政府农业中心学校大医院人民法派出所、，到的某全长《》 \n", max_size=60))
def test_any_text_gives_spans_that_equal_it_and_never_overlap(text: str) -> None:
    found = find(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
