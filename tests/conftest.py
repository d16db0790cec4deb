"""A small report with everything in it that people are shown, annotated by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from govextract.extraction import Extraction
from govextract.match import mention_id
from govextract.records import (
    Candidate,
    DateValue,
    DocumentRecord,
    Entity,
    Event,
    EventDate,
    EventQuantity,
    Kind,
    Mention,
    Office,
    OfficeValue,
    Participant,
    Period,
    Place,
    QuantityValue,
    Reference,
    Section,
    Unresolved,
)

TEXT = """云岭镇2023年3月份重点工作情况
一、安全生产工作
3月2日,云岭镇党委书记沈怀谷主持召开安全生产推进会，副镇长陆 宁参加会议。
3月第二周，镇应急办到青石桥村、白鹭洲社区检查，督促恒达木业有限公司整改隐患3处。
3月15日,我镇举行消防演练，演练模拟某木材加工厂起火。
二、乡村振兴工作
3月20日，县农业农村局局长顾长川到青石桥村调研，投入资金200多万元。
3月20日，县农业农村局局长顾长川到青石桥村调研，投入资金200多万元。
会议要求，4月底前完成春耕备耕。
=HYPERLINK("http://example.org")点此<script>alert(1)</script>，王主任表示感谢。
"""


def _at(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def _mention(kind: Kind, words: str, nth: int = 0, **fields: object) -> Mention:
    start, end = _at(words, nth)
    base = {"id": mention_id(kind, start, end), "kind": kind, "start": start, "end": end, "text": words}
    return Mention.model_validate({**base, "rule": f"{kind}.sample", "confidence": 0.9, **fields})


def _day(words: str, start: date, end: date, precision: str, nth: int = 0) -> Mention:
    value = {"start": start, "end": end, "precision": precision, "inferred_from": "text:3-8"}
    return _mention("date", words, nth, value=DateValue.model_validate(value))


def _post(text: str, organisation: str, *titles: str) -> tuple[Office, ...]:
    return (Office(text=text, organisation=organisation, titles=titles),)


def _office(text: str, organisation: str, *titles: str, nth: int = 0) -> OfficeValue:
    start, end = _at(text, nth)
    return OfficeValue(text=text, start=start, end=end, organisation=organisation, titles=titles)


def _entity(kind: Kind, name: str, mentions: list[Mention], **fields: object) -> Entity:
    base = {"id": f"{kind}:{name}", "kind": kind, "name": name}
    return Entity.model_validate({**base, "mentions": tuple(m.id for m in mentions), **fields})


def _event(words: str, nth: int = 0, **fields: Any) -> Event:
    start, end = _at(words, nth)
    base = {"id": f"event:{start}-{end}", "start": start, "end": end, "text": words, "rule": "event.sample"}
    return Event.model_validate({**base, "confidence": 0.8, **fields})


def _sample() -> Extraction:
    lines = TEXT.split("\n")
    second, eighth = (date(2023, 3, 2),) * 2, (date(2023, 3, 6), date(2023, 3, 12))
    sowing = date(2023, 4, 30)
    drill, visit = (date(2023, 3, 15),) * 2, (date(2023, 3, 20),) * 2
    secretary = _office("云岭镇党委书记", "云岭镇党委", "书记")
    shen = _mention("official", "沈怀谷", value=secretary, entity="official:沈怀谷")
    lu = _mention("official", "陆 宁", value=_office("副镇长", "", "副镇长"), entity="official:陆宁")
    gu = [
        _mention(
            "official",
            "顾长川",
            i,
            value=_office("县农业农村局局长", "县农业农村局", "局长", nth=i),
            entity="official:顾长川",
        )
        for i in (0, 1)
    ]
    bridge = [_mention("village", "青石桥村", i, entity="village:青石桥村") for i in (0, 1, 2)]
    egret = _mention("village", "白鹭洲社区", entity="village:白鹭洲社区")
    wood = _mention("enterprise", "恒达木业有限公司", entity="enterprise:恒达木业有限公司")
    office = _mention("organisation", "镇应急办", entity="organisation:镇应急办")
    money = [
        _mention(
            "quantity",
            "200多万元",
            i,
            value=QuantityValue(low=2e6, high=3e6, unit="CNY", approximate=True),
        )
        for i in (0, 1)
    ]
    mentions = [
        _day("2023年3月份", date(2023, 3, 1), date(2023, 3, 31), "month").model_copy(
            update={"value": DateValue(start=date(2023, 3, 1), end=date(2023, 3, 31), precision="month")}
        ),
        _day("3月2日", *second, "day"),
        _day("3月第二周", *eighth, "week"),
        _day("3月15日", *drill, "day"),
        _day("3月20日", *visit, "day"),
        _day("3月20日", *visit, "day", nth=1),
        _mention("date", "4月底前", value=DateValue(end=sowing, precision="day"), status="required"),
        shen,
        lu,
        *gu,
        *bridge,
        egret,
        wood,
        office,
        *money,
    ]
    quantity = EventQuantity(text="200多万元", low=2e6, high=3e6, unit="CNY", approximate=True)

    def day(span: tuple[date, date], precision: str) -> EventDate:
        value = {"start": span[0], "end": span[1], "precision": precision, "inferred_from": "text:3-8"}
        return EventDate.model_validate(value)

    survey: dict[str, Any] = {
        "section": "s2",
        "date": day(visit, "day"),
        "actions": ("survey",),
        "officials": (Participant(name="顾长川", entity="official:顾长川", role="visitor"),),
        "villages": ("青石桥村",),
        "quantities": (quantity,),
    }
    first = _event(lines[6], **survey)
    events = (
        _event(
            lines[2],
            section="s1",
            date=day(second, "day"),
            actions=("meeting",),
            officials=(
                Participant(name="沈怀谷", entity="official:沈怀谷", role="host"),
                Participant(name="陆宁", entity="official:陆宁", role="attendee"),
            ),
        ),
        _event(
            lines[3],
            section="s1",
            date=day(eighth, "week"),
            actions=("inspection", "supervision"),
            villages=("青石桥村", "白鹭洲社区"),
            enterprises=("恒达木业有限公司",),
            organisations=("镇应急办",),
        ),
        _event("我镇举行消防演练", section="s1", date=day(drill, "day"), actions=("drill",)),
        _event("演练模拟某木材加工厂起火", section="s1", actions=("emergency_response",), status="simulated"),
        first,
        _event(lines[7], 1, **survey, duplicate_of=first.id),
    )
    town, wang = _at("我镇"), _at("王主任")
    heads = [TEXT.index(lines[1]), TEXT.index(lines[5]), len(TEXT)]
    return Extraction(
        document=DocumentRecord(
            id="0123456789012345",
            source="sample/三月.txt",
            sha256="0" * 64,
            encoding="gb18030",
            title=lines[0],
            issuer="云岭镇人民政府",
            period=Period(start=date(2023, 3, 1), end=date(2023, 3, 31), evidence="2023年3月份"),
            jurisdiction=Place(province="样省", county="样县", town="云岭镇", code="990123"),
            chars=len(TEXT),
        ),
        sections=(
            Section(id="s0", heading=lines[0], level=0, start=0, end=len(TEXT)),
            Section(id="s1", number="一", heading="安全生产工作", level=1, start=heads[0], end=heads[1]),
            Section(id="s2", number="二", heading="乡村振兴工作", level=1, start=heads[1], end=heads[2]),
        ),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, -m.end))),
        entities=(
            _entity("official", "沈怀谷", [shen], offices=_post("云岭镇党委书记", "云岭镇党委", "书记")),
            _entity("official", "陆宁", [lu], aliases=("陆 宁",), offices=_post("副镇长", "", "副镇长")),
            _entity("official", "顾长川", gu, offices=_post("县农业农村局局长", "县农业农村局", "局长")),
            _entity("village", "青石桥村", bridge, place=Place(county="样县", village="青石桥村")),
            _entity("village", "白鹭洲社区", [egret]),
            _entity("enterprise", "恒达木业有限公司", [wood]),
            _entity("organisation", "镇应急办", [office]),
        ),
        events=events,
        references=(
            Reference(start=town[0], end=town[1], text="我镇", means="云岭镇", rule="reference.sample"),
        ),
        unresolved=(
            Unresolved(
                text="王主任", start=wang[0], end=wang[1], reason="no official of this surname",
                candidates=(Candidate(name="王甲"), Candidate(name="王乙")),
            ),
        ),
        text=TEXT,
    )  # fmt: skip


@pytest.fixture(scope="session")
def extraction() -> Extraction:
    """The annotated sample; session-wide, since records are frozen."""
    return _sample()
