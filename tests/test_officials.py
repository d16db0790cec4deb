"""Officials: spec lines, and what the lines cannot say."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest

from govextract.find.officials import OfficialFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Mention, OfficeValue, Tree

SPECS = Path(__file__).parent / "specs" / "officials.txt"
MARK = re.compile(r"\[([^\[\]|]+)\|([^\[\]]*)\]|\{([^{}]+)\}")
LINES = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]


@lru_cache(maxsize=1)
def _parts() -> tuple[Matcher, OfficialFinder]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), OfficialFinder(lexicon)


def find(text: str) -> list[Mention]:
    matcher, finder = _parts()
    return finder.find(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)))


@pytest.mark.parametrize("line", LINES)
def test_spec(line: str) -> None:
    text, wanted = "", []
    last = 0
    for m in MARK.finditer(line):
        text += line[last : m.start()]
        name = m[1] or m[3]
        wanted.append((len(text), name, "person" if m[3] else "official", m[2] or ""))
        text += name
        last = m.end()
    text += line[last:]
    found = [
        (m.start, m.text, m.kind, m.value.text if isinstance(m.value, OfficeValue) else "")
        for m in find(text)
    ]
    assert found == wanted


def test_an_office_knows_its_body_its_titles_and_its_level() -> None:
    (m,) = find("清源市水利局党组成员、副局长韩立群到会。")
    assert isinstance(m.value, OfficeValue)
    assert m.value.organisation == "清源市水利局"
    assert m.value.titles == ("党组成员", "副局长")
    assert m.value.level == "municipal"
    assert m.text == "韩立群"


def test_the_span_of_an_office_proves_it() -> None:
    text = "会上,镇党委书记宋知远讲话。"
    (m,) = find(text)
    assert isinstance(m.value, OfficeValue)
    assert text[m.value.start : m.value.end] == m.value.text == "镇党委书记"


def test_a_name_without_a_post_is_found_again_only_as_itself() -> None:
    found = find("副镇长高涛到场。高涛说，河水高涨。高涛华在家。")
    assert [(m.start, m.text) for m in found] == [(3, "高涛"), (8, "高涛")]


def test_the_document_settles_where_a_name_ends() -> None:
    # By itself 张旭及 could be a name; the second mention shows that it is not.
    found = find("研究院院长张旭及区科委主任韩立群发言。张旭认为可行。")
    assert [m.text for m in found] == ["张旭", "韩立群", "张旭"]


@pytest.mark.parametrize(
    ("office", "level"),
    [
        ("市农业农村局副局长", "municipal"),
        ("市场监管所所长", None),
        ("省林草局局长", "provincial"),
        ("清溪县卓玛村驻村第一书记", "village"),
        ("社区党委书记", "village"),
        ("镇人大主席", "township"),
        ("县城区管理局局长", "county"),
    ],
)
def test_the_last_territory_named_gives_the_level(office: str, level: str | None) -> None:
    (m,) = find(f"{office}韩立群到会。")
    assert isinstance(m.value, OfficeValue)
    assert m.value.level == level


def test_without_full_stops_an_office_begins_with_its_body() -> None:
    text = (
        "11月3日，工作队入户走访，各村排查隐患，清理沟渠，转移群众，登记造册，发放物资，收缴烟花爆竹，检查加油站，"
        "检查养老院，检查学校，检查商超，检查工地，检查渡口，检查水库，检查地质灾害点，检查渔船，检查林场，检查油库，检查桥梁，造成不良影响县委书记韩立群"
        "指出，要抓好落实，层层压实责任，细化工作措施，确保不漏一户一人"
    )
    (m,) = find(text)
    assert isinstance(m.value, OfficeValue)
    assert m.value.text == "县委书记"
