"""Businesses: marked lines, and what the lines cannot say."""

from __future__ import annotations

import itertools
import pickle
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.enterprises import EnterpriseFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Mention, Tree

SPECS = Path(__file__).parent / "specs" / "enterprises.txt"
LINES = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
MARK = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, EnterpriseFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), EnterpriseFinder(lexicon)


def find(text: str) -> list[Mention]:
    matcher, finder = _parts()
    return finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))


@pytest.mark.parametrize("line", LINES)
def test_marked_lines(line: str) -> None:
    text = MARK.sub(r"\1", line)
    wanted, shift = [], 0
    for m in MARK.finditer(line):
        wanted.append(text[m.start() - shift : m.end() - shift - 2])
        shift += 2
    assert [m.text for m in find(text)] == wanted


def test_a_name_said_elsewhere_loses_the_words_in_front() -> None:
    text = "恒峪集团到会。据恒峪集团介绍，发挥恒峪集团的优势。"
    assert [m.text for m in find(text)] == ["恒峪集团"] * 3


def test_confidence_falls_with_the_proof() -> None:
    found = find("到云溪县恒达木业有限公司、龙腾门业检查。恒达木业关了门。")
    legal, trade, short = (m.confidence for m in found)
    assert legal > short > trade
    assert [m.rule for m in found] == ["enterprise.company", "enterprise.trade", "enterprise.short"]


def test_a_date_does_not_run_into_a_name() -> None:
    assert [m.text for m in find("2000.04清河县恒达木业有限公司董事长")] == ["清河县恒达木业有限公司"]


def test_the_finder_travels_between_processes() -> None:
    matcher, finder = _parts()
    text = "到云溪县恒达木业有限公司检查。"
    page = Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text))
    assert pickle.loads(pickle.dumps(finder)).find(page) == finder.find(page)  # noqa: S301


PIECES = ["到", "恒达", "木业", "有限公司", "集团", "公司", "、", "，", "等", "5家", "企业"]
PIECES += ["云溪县", "镇", "超市", "(", ")"]
PIECES += [
    "中国",
    "银行",
    "支行",
    "某",
    "的",
    "和",
    "《",
    "》",
    "厂",
    "合作社",
    "A",
    "2",
    "下称",
    "“",
    "”",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_text_gives_spans_that_equal_it_and_never_overlap(words: list[str]) -> None:
    text = "".join(words)
    found = find(text)
    assert all(text[m.start : m.end] == m.text for m in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert found == find(text)
