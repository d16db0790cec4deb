"""Villages: marked lines, and what the lines cannot say."""

from __future__ import annotations

import itertools
import pickle
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.bigrams import EDGE, END, load_bigrams
from govextract.find.villages import VillageFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Mention, Tree

SPECS = Path(__file__).parent / "specs" / "villages.txt"
LINES = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
MARK = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, VillageFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), VillageFinder(lexicon)


def find(text: str) -> list[Mention]:
    matcher, finder = _parts()
    return finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))


def names(text: str) -> list[str]:
    return [m.text for m in find(text)]


@pytest.mark.parametrize("line", LINES)
def test_marked_lines(line: str) -> None:
    text = MARK.sub(r"\1", line)
    wanted, shift = [], 0
    for m in MARK.finditer(line):
        wanted.append((m.start() - shift, m.end() - shift - 2))
        shift += 2
    assert [(m.start, m.end) for m in find(text)] == wanted


def test_a_name_said_clearly_once_settles_its_left_end_elsewhere() -> None:
    unsure = "沿滏江上柳村段走了一趟。"
    assert names("。上柳村支部书记在场。上柳村、下柳村出工。" + unsure)[-1] == "上柳村"


def test_common_words_are_not_looked_for_without_their_suffix() -> None:
    text = "枫林镇和平村开会。世界和平，人民团结。团结村来人了，团结一致。"
    assert names(text) == ["和平村", "团结村"]


def test_titles_in_book_marks_are_left_alone() -> None:
    assert names("编印《枫林镇青石桥村志》，青石桥村民办。") == ["青石桥村"]


def test_mentions_tell_their_rule_and_confidence() -> None:
    found = {m.text: m for m in find("枫林镇青石桥村与华溪、光坪等村。青石桥的路。")}
    assert found["青石桥村"].rule == "village.suffix"
    assert found["华溪"].rule == "village.list"
    assert found["青石桥"].rule == "village.bare"
    assert found["青石桥村"].confidence > found["青石桥"].confidence


def test_half_and_full_width_commas_close_lists_alike() -> None:
    assert names("看了华溪、光坪、石柳等村,又到枫林镇大湾村.") == names(
        "看了华溪、光坪、石柳等村，又到枫林镇大湾村。"
    )


def test_the_finder_travels_between_processes() -> None:
    matcher, finder = _parts()
    text = "到枫林镇青石桥村调研。"
    page = Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text))
    assert pickle.loads(pickle.dumps(finder)).find(page) == finder.find(page)  # noqa: S301


def test_place_names_and_running_text_disagree_about_prepositions() -> None:
    villages, running = load_bigrams()
    assert villages.step(EDGE, "石") > villages.step(EDGE, "在")
    assert running.step(EDGE, "在") > running.step(EDGE, "峪")
    assert villages.step("湾", END) > villages.step("的", END)


CHINESE = st.text(
    alphabet="村社区到在镇县乡等两个、，。和与石桥王家湾大山《》屯段——(（）)0３a \n", max_size=80
)


@given(CHINESE)
def test_any_text_gives_spans_that_equal_it_and_never_overlap(text: str) -> None:
    found = find(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert found == find(text)
