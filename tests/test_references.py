"""What 我镇, 市委, 该村, 该公司, 她 and 王镇长 mean, by marked-up lines."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page, mention_id
from govextract.records import Context, Mention, OfficeValue, Place, Reference, Unresolved
from govextract.resolve.areas import RULE
from govextract.resolve.context import find_context
from govextract.resolve.entities import resolve_entities
from govextract.resolve.references import resolve_references
from govextract.segment import segment

SPECS = Path(__file__).parent / "specs" / "references.txt"
TOKEN = re.compile(
    r"\{(?P<kind>[a-z]+) (?P<name>[^};]+)(?:;(?P<titles>[^}]*))?\}"
    r"|\[(?P<ref>(?:\{[^}]*\}|[^\]=?{])+)(?P<sign>[=?])?(?P<means>[^\]]*)\]"
)


class Line(NamedTuple):
    """A text, the mentions in it, and what its references are expected to be: (start, end) → meanings."""

    text: str
    mentions: list[Mention]
    resolved: dict[tuple[int, int], list[str]]
    unresolved: dict[tuple[int, int], set[str]]


@cache
def matcher() -> Matcher:
    return Matcher(Lexicon.load())


def read(marked: str) -> Line:
    line = Line("", [], {}, {})
    text = ""
    at = 0
    for token in TOKEN.finditer(marked):
        text += marked[at : token.start()]
        at = token.end()
        start = len(text)
        if token["kind"]:
            text += token["name"]
            line.mentions.append(mention(token["kind"], token["name"], start, token["titles"]))
            continue
        inner = TOKEN.match(token["ref"])
        word = inner["name"] if inner else token["ref"]
        text += word
        if inner:
            line.mentions.append(mention(inner["kind"], word, start, None))
        if token["sign"] == "=":
            line.resolved[start, len(text)] = token["means"].split("+")
        elif token["sign"] == "?":
            line.unresolved[start, len(text)] = set(filter(None, token["means"].split("|")))
    return line._replace(text=text + marked[at:])


def mention(kind: str, name: str, start: int, titles: str | None) -> Mention:
    end = start + len(name)
    value = None
    if titles:
        each = tuple(titles.split(","))
        value = OfficeValue(text="、".join(each), start=start, end=end, organisation="", titles=each)
    return Mention.model_validate(
        {"id": f"{kind}:{start}-{end}", "kind": kind, "start": start, "end": end, "text": name,
         "value": value, "rule": "spec"}
    )  # fmt: skip


def place(path: str) -> Place:
    found = Gazetteer.load().parse_path(path)
    assert found is not None
    return found


def resolve(
    page: Page, mentions: list[Mention], context: Context
) -> tuple[list[Reference], list[Unresolved]]:
    resolved, entities = resolve_entities(page, mentions, context)
    references, unresolved = resolve_references(page, resolved, entities, context)
    # Names of towns and counties have tests of their own (test_areas.py).
    return [r for r in references if r.rule != RULE], [u for u in unresolved if u.reason != "several_areas"]


def specs() -> list[tuple[str, str]]:
    out, where = [], "-"
    for line in SPECS.read_text(encoding="utf-8").split("\n"):
        if line.startswith("@ "):
            where = line[2:]
        elif line and not line.startswith("#"):
            out.append((where, line.replace("⏎", "\n")))
    return out


@pytest.mark.parametrize(("where", "marked"), specs())
def test_references(where: str, marked: str) -> None:
    line = read(marked)
    places = tuple(place(p) for p in where.split("|") if p != "-")
    context = Context(jurisdiction=places[0]) if len(places) == 1 else Context(alternatives=places)
    page = Page(line.text, segment(line.text), matcher().scan(line.text))
    references, unresolved = resolve(page, line.mentions, context)
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for r in references:
        assert line.text[r.start : r.end] == r.text
        found[r.start, r.end].append(r.means)
    assert found == line.resolved
    open_ones = {
        (u.start, u.end): {c.name for c in u.candidates}
        for u in unresolved
        if u.reason != "several_jurisdictions"
    }
    assert open_ones == line.unresolved


def test_an_open_jurisdiction_is_listed_with_its_candidates() -> None:
    text = "太平镇11月份重点工作总结\n11月2日，我镇召开会议。"
    page = Page(text, segment(text), matcher().scan(text))
    _, unresolved = resolve(page, [], find_context(page, [], None, None, None))
    first = unresolved[0]
    assert (first.text, first.reason) == ("太平镇", "several_jurisdictions")
    assert len(first.candidates) > 2
    assert all(c.name.endswith("太平镇") for c in first.candidates)


def test_a_village_that_the_county_has_twice_is_listed_with_both() -> None:
    line = read("市领导到{village 双湖村}查看。")
    page = Page(line.text, segment(line.text), matcher().scan(line.text))
    _, unresolved = resolve(page, line.mentions, Context(jurisdiction=place("湖北省宜昌市枝江市")))
    assert [(u.text, u.reason, len(u.candidates)) for u in unresolved] == [("双湖村", "several_villages", 2)]
    assert unresolved[0].mention == mention_id("village", 4, 7)


def test_references_name_the_entity_and_the_rule() -> None:
    line = read(
        "{enterprise 云岭茶业有限公司}投资建厂，该公司今年产茶。镇长{official 向泽楷;镇长}到场，向镇长讲话。"
    )
    page = Page(line.text, segment(line.text), matcher().scan(line.text))
    resolved, entities = resolve_entities(page, line.mentions, Context())
    references, _ = resolve_references(page, resolved, entities, Context())
    ids = {e.name: e.id for e in entities}
    assert [(r.text, r.entity, r.rule) for r in references] == [
        ("该公司", ids["云岭茶业有限公司"], "reference.company"),
        ("向镇长", ids["向泽楷"], "reference.surname"),
    ]


@given(st.text(alphabet="我镇全县市委政府该村公司他她们两家企业上述“”，。、\n问安枝江王书记", max_size=60))
def test_any_text_has_references_inside_it(text: str) -> None:
    page = Page(text, segment(text), matcher().scan(text))
    context = Context(jurisdiction=place("湖北省宜昌市枝江市问安镇"))
    references, unresolved = resolve(page, [], context)
    assert (references, unresolved) == resolve(page, [], context)
    for start, end, words in [(r.start, r.end, r.text) for r in references] + [
        (u.start, u.end, u.text) for u in unresolved
    ]:
        assert text[start:end] == words
