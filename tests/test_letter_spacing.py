"""Names set with spaces between their characters."""

from __future__ import annotations

import pytest

from govextract import parse
from govextract.letter_spacing import letter_spaces


def closed(text: str) -> str:
    gone = set(letter_spaces(text))
    return "".join(c for i, c in enumerate(text) if i not in gone)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("镇党委书记王 小 明主持会议", "镇党委书记王小明主持会议"),
        ("  高 伯 远指出", "  高伯远指出"),
        ("副市长斯 琴 毕 力 格,副旗长", "副市长斯琴毕力格,副旗长"),
        ("局长艾 力 · 买 买 提到会", "局长艾力·买买提到会"),
        ("旗水利局副局长额 涛 海赶到现场", "旗水利局副局长额涛海赶到现场"),
        ("通 知 书", "通知书"),
    ],
)
def test_a_name_set_apart_is_closed_up(text: str, read: str) -> None:
    assert closed(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "张 丽 李子平 王强",
        "李子平 张 丽 王五强",
        "王 红 李 明 张 强 出席",
        "记者 张 丽 摄影 李 强",
        "参加：王 红、李 明、张强",
        "a 王 b",
        "",
    ],
)
def test_a_list_of_names_stays_as_it_is(text: str) -> None:
    assert closed(text) == text


def test_records_keep_the_places_and_words_of_the_text() -> None:
    text = "11月3日，镇党委书记王 小 明到石桥村调研。王 小 明指出，要抓好春耕。"
    found = [m for m in parse(text).mentions if m.kind == "official"]
    assert [(m.text, text[m.start : m.end]) for m in found] == [("王 小 明", "王 小 明")] * 2
    assert {e.name for e in parse(text).entities if e.kind == "official"} == {"王小明"}
