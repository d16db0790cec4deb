"""A gold document and outputs for it, small enough to count by hand; used by the tests of evaluation."""

from __future__ import annotations

from typing import Any

TEXT = "5月3日，镇长柏松年到石桥村检查，5月4日返回。"

GOLD: dict[str, Any] = {
    "id": "own-1",
    "text": TEXT,
    "mentions": [
        {"type": "DATE", "start": 0, "end": 4, "text": "5月3日", "value": "2022-05-03/2022-05-03"},
        {"type": "OFFICIAL", "start": 7, "end": 10, "text": "柏松年"},
        {"type": "VILLAGE", "start": 11, "end": 14, "text": "石桥村"},
        {"type": "DATE", "start": 17, "end": 21, "text": "5月4日", "value": "2022-05-04/2022-05-04"},
    ],
    "officials": [{"name": "柏松年", "offices": ["镇党委副书记,镇长", "镇长"]}],
    "events": [
        {
            "date": "2022-05-03/2022-05-03",
            "actions": ["inspection"],
            "officials": ["柏松年"],
            "villages": ["石桥村"],
            "enterprises": [],
        },
    ],
}


def mention(kind: str, start: int, end: int, **fields: Any) -> dict[str, Any]:
    base = {"kind": kind, "start": start, "end": end, "text": TEXT[start:end], "value": None}
    return base | {"rule": f"{kind}.test", "confidence": 0.9} | fields


def day(start: int, end: int, first: str | None, last: str | None = None) -> dict[str, Any]:
    value = {"start": first, "end": last or first} if first else None
    return mention("date", start, end, value=value, confidence=0.97)


def event(start: str | None, *actions: str, **fields: Any) -> dict[str, Any]:
    date = {"start": start, "end": start} if start else None
    base = {"id": "event:1", "start": 0, "end": 16, "text": TEXT[:16], "date": date, "actions": list(actions)}
    lists: dict[str, Any] = {"officials": [], "villages": [], "enterprises": []}
    return base | lists | {"status": "done", "rule": "assemble.dated", "confidence": 0.9} | fields


RIGHT: dict[str, Any] = {
    "document": {"id": "d1", "source": "own.txt"},
    "mentions": [
        day(0, 4, "2022-05-03"),
        mention("official", 7, 10),
        mention("village", 11, 14),
        day(17, 21, "2022-05-04"),
    ],
    "entities": [
        {"id": "official:1", "kind": "official", "name": "柏松年", "offices": [{"text": "镇长"}]},
        {"id": "village:1", "kind": "village", "name": "石桥村"},
    ],
    "events": [event("2022-05-03", "inspection", officials=["official:1"], villages=["石桥村"])],
}
"""An output without a mistake."""
