"""Wrapped and traditional text is read as if it were neither, and its records stand where it was written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.extraction import Extraction
from govextract.normalise import normalise
from govextract.pipeline import Extractor
from govextract.segment import segment

EXTRACTOR = Extractor()

REPORT = (
    "云岭镇2023年3月份工作情况\n"
    "一、安全生产\n"
    "3月2日，云岭镇党委书记沈怀谷、副镇长陆宁一行到青石桥村和白鹭洲社区检查，随后来到恒达木业有限公司"
    "查看消防设施，要求企业负责人抓紧整改。3月5日上午，镇应急管理办主任顾长川主持召开安全生产推进会，"
    "各村（社区）书记参加，会议通报了近期检查情况，对下一步工作作了安排。\n"
    "二、乡村振兴\n"
    "3月第二周，县农业农村局局长柏松年到青石桥村调研春耕备耕，走访农户12户，发放种子800斤，并现场协调解决"
    "灌溉用水问题。3月20日，镇人大主席温如玉带队在石塘村开展人居环境整治，清理垃圾30余吨。\n"
)

TRADITIONAL = str.maketrans(
    "云岭镇党书记怀陆宁桥鹭区检随来达业公司查设备抓紧应办顾长开会产进参对组织农张调研访户发种协决问题带队环垃圾余",
    "雲嶺鎮黨書記懷陸寧橋鷺區檢隨來達業公司查設備抓緊應辦顧長開會產進參對組織農張調研訪戶發種協決問題帶隊環垃圾餘",
)


def wrap(text: str, width: int) -> str:
    lines = text.split("\n")
    return "\n".join("\n".join(x[i : i + width] for i in range(0, len(x), width)) for x in lines)


def traditional(text: str) -> str:
    return text.translate(TRADITIONAL)


def facts(x: Extraction) -> Any:
    """What was found, whatever the form of the text."""
    mentions = [("".join(m.text.split()), m.kind) for m in x.mentions]
    offices = {(e.name, tuple(o.text for o in e.offices)) for e in x.entities if e.kind == "official"}
    events = [
        (
            str(e.date and (e.date.start, e.date.end)),
            e.actions,
            tuple(p.name for p in e.officials),
            e.villages,
        )
        for e in x.events
    ]
    return mentions, offices, events


def test_other_text_stays_as_it_is() -> None:
    assert normalise(REPORT, segment(REPORT)) is None


@pytest.mark.parametrize("width", [28, 34, 40, 43])
def test_a_wrapped_report_says_what_the_report_says(width: int) -> None:
    wrapped = wrap(REPORT, width)
    assert wrapped.count("\n") >= REPORT.count("\n") + 4
    x = EXTRACTOR.parse(wrapped)
    assert facts(x) == facts(EXTRACTOR.parse(REPORT))
    assert_in_place(x)


def test_a_name_over_a_line_s_end_keeps_its_break_and_is_named_without() -> None:
    x = EXTRACTOR.parse(wrap(REPORT, 45))
    (cut,) = [m for m in x.mentions if "\n" in m.text and m.kind == "enterprise"]
    assert cut.text == "恒达木业\n有限公司"
    (entity,) = [e for e in x.entities if e.id == cut.entity]
    assert entity.name == "恒达木业有限公司"
    assert ("恒达木业有限公司",) in [e.enterprises for e in x.events]


def test_a_traditional_report_says_what_the_report_says_in_its_own_characters() -> None:
    text = traditional(REPORT)
    x = EXTRACTOR.parse(text)
    mentions, offices, events = facts(EXTRACTOR.parse(REPORT))
    found = facts(x)
    assert found[0] == [(traditional(name), kind) for name, kind in mentions]
    assert found[1] == {(traditional(n), tuple(map(traditional, o))) for n, o in offices}
    assert [e[:2] for e in found[2]] == [e[:2] for e in events]
    assert ("沈懷谷",) in {e[2][:1] for e in found[2]}
    assert x.document.issuer is None or x.document.issuer.startswith("雲嶺鎮")
    assert x.sections[0].heading.startswith("雲嶺鎮")
    assert_in_place(x)


def test_both_at_once() -> None:
    x = EXTRACTOR.parse(wrap(traditional(REPORT), 40))
    assert [k for _, k in facts(x)[0]] == [k for _, k in facts(EXTRACTOR.parse(REPORT))[0]]
    assert_in_place(x)


def test_a_few_traditional_characters_make_no_traditional_text() -> None:
    text = "3月2日，乾县镇长沈喆到峯山村检查，發现问题3处。会议强调要抓紧整改，压实责任，确保安全。"
    assert normalise(text, segment(text)) is None


def test_words_of_latin_letters_stay_apart() -> None:
    line = "会议通报了近期检查情况，要求各村抓紧使用智慧平台Smart"
    rest = "Village系统上报数据，做到底数清楚，情况明白，责任到人。"
    text = "\n".join(
        [
            line,
            rest + "对下一步工作作了安排，要求抓好落实，严防",
            "事故发生，确保平安，让群众过上好日子，大家都说好",
        ]
        * 3
    )
    normal = normalise(text, segment(text))
    if normal:
        assert "SmartVillage" not in normal.text


def assert_in_place(x: Extraction) -> None:
    ids = {m.id for m in x.mentions}
    for m in x.mentions:
        assert x.text[m.start : m.end] == m.text
        assert m.id == f"{m.kind}:{m.start}-{m.end}"
    for e in x.events:
        assert x.text[e.start : e.end] == e.text
    for r in x.references:
        assert x.text[r.start : r.end] == r.text
    for u in x.unresolved:
        assert x.text[u.start : u.end] == u.text
        assert u.mention is None or u.mention in ids
    for entity in x.entities:
        assert set(entity.mentions) <= ids
    for s in x.sections:
        assert 0 <= s.start <= s.end <= len(x.text)
    assert x.document.chars == len(x.text)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet="3月2日鎮長張書記村開會檢查，。、到在区 ", min_size=24, max_size=30), max_size=12
    ),
    st.integers(24, 45),
)
def test_any_wrapped_text_keeps_its_places(lines: list[str], width: int) -> None:
    assert_in_place(EXTRACTOR.parse(wrap("".join(lines), width)))
