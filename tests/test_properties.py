"""What holds for any text whatever, checked by hypothesis.

More cases, new ones each time: HYPOTHESIS_PROFILE=long python -m pytest tests/test_properties.py
"""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from govextract import Extraction, Extractor
from govextract.records import DateValue, Event, Mention, OfficeValue, Reference, Status, Unresolved

settings.register_profile("short", max_examples=60, derandomize=True, deadline=None)
settings.register_profile("long", max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


@cache
def extractor() -> Extractor:
    return Extractor()


def fragments() -> dict[str, list[str]]:
    """The groups of specs/fragments.txt; _ stands for the wide space inside a name."""
    groups: dict[str, list[str]] = {}
    words: list[str] = []
    path = Path(__file__).parent / "specs" / "fragments.txt"
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            words = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            words += line.replace("_", "\u3000").split(" ")
    return groups


MARKS = [
    *"，,。.；;：:（）()、“”《》‘’「」【】〔〕—-~～至到·…！?和及等的与◆①",
    *" \u3000\t\n\n\n\r\u200b\ufeff\x00\x0b\x85\u2028\U0001f3d8\U00020000",
    *("——", "\n\n", "\r\n", "一、", "（一）", "(二)", "1、", "1.", "2．", "第一章", "e\u0301", ""),
]

reports = st.lists(
    st.one_of(*(st.sampled_from(words) for words in (*fragments().values(), MARKS, MARKS))), max_size=40
).map("".join)
widths = st.text(
    "0129０１２９年月日号,.，．:：()（）-－～~至 \u3000一二三十周季度上下半旬初底前", max_size=40
)
anything = st.text(max_size=80)
texts = st.one_of(reports, reports, widths, anything, st.tuples(reports, anything, reports).map("".join))


def check_spans(e: Extraction) -> None:
    """Every record with a span stands in the text, and its text is what stands there."""
    found: tuple[Mention | Reference | Unresolved | Event, ...] = (*e.mentions, *e.references)
    for r in (*found, *e.unresolved, *e.events):
        assert 0 <= r.start < r.end <= len(e.text), r
        assert e.text[r.start : r.end] == r.text, r
    for s in e.sections:
        assert 0 <= s.start <= s.end <= len(e.text), s
    for m in e.mentions:
        if isinstance(m.value, OfficeValue):
            assert 0 <= m.value.start < m.value.end <= len(e.text), m
        if isinstance(m.value, DateValue) and m.value.start and m.value.end:
            assert m.value.start <= m.value.end, m


def check_references(e: Extraction) -> None:
    """Every id that a record names is the id of a record, and no two records share one."""
    mentions = {m.id: m for m in e.mentions}
    entities = {x.id: x for x in e.entities}
    events = {x.id: x for x in e.events}
    sections = {s.id for s in e.sections}
    assert (len(mentions), len(entities), len(events)) == (len(e.mentions), len(e.entities), len(e.events))
    assert len(sections) == len(e.sections)
    for m in e.mentions:
        assert m.entity is None or m.id in entities[m.entity].mentions, m
    for x in e.entities:
        assert all(mentions[i].entity == x.id for i in x.mentions), x
    for event in e.events:
        assert event.section in sections, event
        assert all(entities[p.entity].kind == "official" for p in event.officials), event
        assert event.duplicate_of is None or events[event.duplicate_of].duplicate_of is None, event
    for u in e.unresolved:
        assert u.mention is None or u.mention in mentions, u
        assert all(c.entity is None or c.entity in entities for c in u.candidates), u
    for r in e.references:
        assert r.entity is None or r.entity in entities, r


def check_statuses(e: Extraction) -> None:
    assert {m.status for m in e.mentions} | {x.status for x in e.events} <= set(get_args(Status))
    assert all(event.actions for event in e.events)


@given(texts)
@example("")
@example("\n")
@example("\ufeff")
@example("3月1日\r\n镇长张三\r\n")
def test_any_text_gives_records_that_hold(text: str) -> None:
    e = extractor().parse(text)
    check_spans(e)
    check_references(e)
    check_statuses(e)
    assert e.document.chars == len(e.text)
    assert e.to_json()


@cache
def second() -> Extractor:
    return Extractor()


@cache
def pickled() -> Extractor:
    copy: Extractor = pickle.loads(pickle.dumps(Extractor()))  # noqa: S301 - our own
    return copy


@given(texts)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    first = extractor().parse(text).to_json()
    assert extractor().parse(text).to_json() == first
    assert second().parse(text).to_json() == first
    assert pickled().parse(text).to_json() == first


@given(st.lists(texts, min_size=2, max_size=6))
def test_threads_share_an_extractor(many: list[str]) -> None:
    alone = [extractor().parse(text).to_json() for text in many]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda text: extractor().parse(text).to_json(), many)) == alone


@given(texts, texts)
def test_what_follows_moves_no_mention(a: str, b: str) -> None:
    before = extractor().parse(a)
    assume(a == before.text)  # else a BOM or \r was taken away, and the offsets are those of another text
    after = extractor().parse(a + "\n" + b)
    kept = {(m.start, m.end) for m in after.mentions}
    assert [m for m in before.mentions if (m.start, m.end) not in kept] == []


@pytest.mark.parametrize("text", ["\ud800", "镇长\udfff张三", "3月1日\ud83d召开会议。"])
def test_half_a_surrogate_pair_is_read(text: str) -> None:
    e = extractor().parse(text)
    check_spans(e)
    assert e.to_json()


@pytest.mark.parametrize(
    "piece",
    ["一", "张", "村", "、", "（", "1、", "，县", "“", "6月1日", "\n", "公司", "镇党委书记", "1", "年", " "],
)
def test_long_runs_of_one_piece_are_read(piece: str) -> None:
    e = extractor().parse(piece * 3000)
    check_spans(e)
    check_references(e)
