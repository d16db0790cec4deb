"""Days that the head of a report bears: which of them its 今天 and 当日 mean.

A daily report is often published the day after (（第9期 6月11日）, 截至1月22日24时), minutes days after the meeting
(时间：2月3日上午): what they call today is the day of their head.
"""

from __future__ import annotations

import re

from govextract.find.date_terms import Expression

_HEAD = 260
"""Characters in which the head of a report stands."""
_LINE = 60
_CLOCK = (
    "[ \u3000]{0,3}(?:[0-9]{1,2}[:：][0-9]{2}|[0-9]{1,2}[时点](?:[0-9]{1,2}分|半)?|[0-9]{1,2}[:：][0-9]{2})?"
)
_CLOSES = re.compile(_CLOCK + "[)）】\\] \u3000]{0,5}(?:\n|$)")
_NUMBER = re.compile("(?:总|〔[0-9]{4}〕)?第?[ \u3000]{0,2}[0-9]{1,5}[ \u3000]{0,2}[期号报]")
_DAILY = re.compile("日报|每日|日清|战报|快报|速报|专报|一日")
_ISSUER = re.compile(
    "^[\u4e00-\u9fff]{2,22}(?:办公室|[办局部委所站组院会]|中心|政府|编印?)(?=[ \u3000]{1,30})"
)
_WEEKDAY = "(?:星期|周)[一二三四五六日天]"
_WITHOUT_WEIGHT = re.compile(f"截[至止]|{_WEEKDAY}|[(（）)【】\\[\\]〔〕,，、·|｜:： \u3000]|{_CLOCK}")
_LABEL = re.compile(
    "(?:^|\n)[ \u3000]{0,4}(?:[一1][、.．][ ]?)?(?:会议|开会|活动|议事)?"
    "时[ \u3000]{0,6}间[ \u3000]{0,2}[:：][ \u3000]{0,4}$"
)
_MINUTES = re.compile("纪要|记录|会议|议事|座谈|例会")
_EXPLAINED = tuple(
    w + b
    for w in (
        "本周",
        "这周",
        "本期",
        "本旬",
        "一周",
        "假期",
        "小长假",
        "假期期间",
        "假日期间",
        "黄金周",
        "节期间",
    )
    for b in ("（", "(")
)
_LABELS = tuple(
    w + c
    for w in (
        "报告期",
        "统计时段",
        "统计周期",
        "统计时间",
        "统计期",
        "时段",
        "周期",
        "起止时间",
        "时间段",
        "报告期间",
    )
    for c in ("：", ":")
)


def closes_line(text: str, e: Expression) -> bool:
    """Whether nothing but a clock time and brackets follows in the line: the stamp of a report, no event."""
    return _CLOSES.match(text, e.end) is not None


def is_stamp(text: str, e: Expression, begin: int) -> bool:
    """Whether a line of the head holds nothing but the day, its clock time and the number of an issue."""
    if e.start > _HEAD or begin < 0 or e.last is not None or e.first.day is None:
        return False
    end = text.find("\n", e.end, e.end + _LINE)
    if end < 0 or end - begin > _LINE:
        return False
    before, after = text[begin + 1 : e.start], text[e.end : end]
    if not text[: begin + 1].strip():
        return False
    rest = _ISSUER.sub("", before.lstrip(" \u3000")) + "，" + _ISSUER.sub("", after.lstrip(" \u3000") + " ")
    return not _WITHOUT_WEIGHT.sub("", _NUMBER.sub("", rest))


def in_daily_title(text: str, e: Expression, begin: int) -> bool:
    """Whether the title of a daily report names the day (青溪镇防汛日报（6月11日）)."""
    if text[: begin + 1].strip() or e.last is not None or e.first.day is None:
        return False
    end = text.find("\n", e.end, e.end + _LINE)
    line = text[begin + 1 : end] if end > 0 else ""
    return len(line) <= _LINE and "，" not in line and _DAILY.search(line) is not None


def of_meeting(text: str, e: Expression) -> bool:
    """Whether the head of a record tells with this day when those met (时间：2月3日上午)."""
    if e.start > _HEAD or e.first.day is None:
        return False
    return _LABEL.search(text, max(0, e.start - 24), e.start) is not None and (
        _MINUTES.search(text, 0, e.start) is not None
    )


def explains(text: str, e: Expression) -> bool:
    """Whether days in brackets say what 本周 in front of them means, or which days a holiday has."""
    if e.last is None or e.first.day is None:
        return False
    if text.endswith(_LABELS, 0, e.start):
        return True
    return text.endswith(_EXPLAINED, 0, e.start) and text[e.end : e.end + 1] in ("）", ")")
