"""What the terminal shows, at the widths that people have."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from govextract.cli.reports import Part
from govextract.extraction import Extraction
from govextract.lexicon import Entry, Lexicon
from govextract.messages import Lang, Messages
from govextract.terminal import SNIPPET, events_table, excerpt, explanation, safe

LEXICON = Lexicon(
    [
        Entry(id="date.sample", category="date", forms=("月",), about="月份"),
        Entry(id="a.b", category="c", forms=("x",)),
    ]
)


def shown(what: RenderableType, width: int) -> list[str]:
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False, emoji=False, markup=False).print(what)
    return stream.getvalue().split("\n")


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_terminal(extraction: Extraction, width: int, lang: Lang) -> None:
    messages = Messages(lang)
    for what in (
        events_table(extraction, messages, width),
        explanation(extraction, LEXICON, messages, width),
    ):
        assert max(cell_len(line) for line in shown(what, width)) <= width


def test_columns_stand_under_their_headings(extraction: Extraction) -> None:
    lines = shown(events_table(extraction, Messages("zh"), 120), 120)
    head = next(x for x in lines if "事项类型" in x)
    first = next(x for x in lines if "沈怀谷" in x)
    for heading, cell in (
        ("日期", "2023-03-02"),
        ("事项类型", "会议"),
        ("人员", "沈怀谷（主持）"),
        ("状态", "已完成"),
    ):
        assert cell_len(head[: head.index(heading)]) == cell_len(first[: first.index(cell)])
    assert any("陆宁（参加）" in x for x in lines)
    assert any("–2023-03-12" in x for x in lines)


def test_evidence_stands_beside_or_below(extraction: Extraction) -> None:
    wide = shown(events_table(extraction, Messages("zh"), 160), 160)
    assert "云岭镇党委书记沈怀谷主持召开" in next(x for x in wide if "沈怀谷（主持）" in x)
    narrow = shown(events_table(extraction, Messages("zh"), 80), 80)
    at = next(i for i, x in enumerate(narrow) if "沈怀谷（主持）" in x)
    assert narrow[at + 2].strip().startswith("3月2日,云岭镇党委书记")


def test_repeats_and_counts_are_told(extraction: Extraction) -> None:
    text = "\n".join(shown(events_table(extraction, Messages("zh"), 200), 200))
    assert "重复 #5" in text
    assert "事项 4 · 官员 3 · 村（社区） 2 · 企业 1 · 单位 1 · 日期 7 · 数量 2" in text
    assert "重复未计 1 · 要求、模拟等未计 1 · 未能确定 1" in text


def test_columns_that_are_empty_are_left_out(extraction: Extraction) -> None:
    plain = extraction.model_copy(update={"events": extraction.events[:1]})
    text = "\n".join(shown(events_table(plain, Messages("zh"), 120), 120))
    assert "企业  " not in text.split("\n")[1]
    assert "村（社区）" not in text.split("\n")[1]


def test_no_events_is_said(extraction: Extraction) -> None:
    none = extraction.model_copy(update={"events": ()})
    assert "No events were found." in shown(events_table(none, Messages("en"), 80), 80)


def test_two_events_of_one_id_keep_their_own_numbers(extraction: Extraction) -> None:
    twins = tuple(e.model_copy(update={"id": "event:x", "duplicate_of": None}) for e in extraction.events[:2])
    text = shown(events_table(extraction.model_copy(update={"events": twins}), Messages("zh"), 120), 120)
    assert [x[:2] for x in text if x[:2] in {"1 ", "2 "}] == ["1 ", "2 "]


def test_a_report_cannot_command_the_terminal(extraction: Extraction) -> None:
    evil = "\x1b[2J\x07\u202e\x9b31m"
    assert safe(evil) == "�[2J���31m"
    assert len(safe(evil)) == len(evil)
    document = extraction.document.model_copy(update={"title": f"报告{evil}"})
    hostile = extraction.model_copy(
        update={"document": document, "text": extraction.text.replace("安全", "\x1b\x07")}
    )
    for what in (
        events_table(hostile, Messages("zh"), 90),
        explanation(hostile, LEXICON, Messages("zh"), 90),
    ):
        assert not [line for line in shown(what, 90) if safe(line) != line]


def test_square_brackets_in_a_report_are_no_markup(extraction: Extraction) -> None:
    text = "[bold]3月2日[/bold][link=x]" + extraction.text[27:]
    event = extraction.events[0].model_copy(update={"start": 0, "end": 27})
    odd = extraction.model_copy(update={"text": text, "events": (event,), "mentions": ()})
    assert "[bold]3月2日[/bold]" in "\n".join(shown(events_table(odd, Messages("zh"), 160), 160))


def test_an_excerpt_is_cut_and_coloured(extraction: Extraction) -> None:
    event = extraction.events[1]
    text = excerpt(extraction, event.start, event.end, extraction.mentions)
    coloured = {text.plain[s.start : s.end]: s.style for s in text.spans}
    assert coloured["青石桥村"] == "green"
    assert coloured["恒达木业有限公司"] == "bright_red"
    whole = excerpt(extraction, 0, len(extraction.text), ())
    assert len(whole.plain) == SNIPPET + 1
    assert whole.plain.endswith("…")
    assert "\n" not in whole.plain


def test_explanation_gives_value_origin_rule_and_confidence(extraction: Extraction) -> None:
    text = "\n".join(shown(explanation(extraction, LEXICON, Messages("zh"), 120), 120))
    for words in (
        "所属时段  2023-03-01 至 2023-03-31",
        "取自原文 3–8“2023年”",
        "规则 date.sample · 置信度 0.90",
        "月份",
        "截至 2023-04-30",
        "约 2,000,000–3,000,000 CNY",
        "所指：陆宁",
        "5. 2023-03-20  调研",
        "重复，首次见事项 5",
        "所指：云岭镇",
        "no official of this surname",
        "可能是：王甲、王乙",
    ):
        assert words in text, words


@pytest.mark.parametrize("part", list(Part))
def test_an_explanation_can_be_narrowed(extraction: Extraction, part: Part) -> None:
    whole = shown(explanation(extraction, LEXICON, Messages("zh"), 100), 100)
    some = shown(explanation(extraction, LEXICON, Messages("zh"), 100, [part.value]), 100)
    assert set(some) <= set(whole)
    assert len(some) < len(whole)
