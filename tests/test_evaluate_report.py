"""Scores shown: tables, JSON and CSV say the same."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from govextract.evaluate import ROWS
from govextract.evaluate.gold import Scored, score_all
from govextract.evaluate.report import SCORE_COLUMNS, Report
from govextract.messages import Messages
from tests.gold_samples import GOLD, RIGHT, day

WRONG = RIGHT | {"mentions": [*RIGHT["mentions"][:3], day(17, 21, "2021-05-04")]}


def scored() -> list[Scored]:
    outputs: dict[str, Any] = {"own-1": RIGHT, "own-2": WRONG, "far-1": RIGHT}
    documents = [GOLD | {"id": name} for name in outputs]
    return list(score_all(documents, lambda d: outputs[d["id"]]))


def shown(report: Report, lang: str = "zh") -> str:
    stream = io.StringIO()
    messages = Messages("zh" if lang == "zh" else "en")
    Console(file=stream, width=140, markup=False, emoji=False).print(report.to_terminal(messages))
    return stream.getvalue()


def test_json_holds_every_row_with_its_interval() -> None:
    data = Report(scored()).to_dict()
    assert (data["documents"], data["failed"], list(data["scores"])) == (3, [], list(ROWS))
    row = data["scores"]["date value"]
    assert (row["right"], row["out"], row["gold"]) == (5, 6, 6)
    assert row["precision"] == row["recall"] == row["f1"] == 0.8333
    assert row["f1_low"] <= row["f1"] <= row["f1_high"]
    assert "per_source" not in data
    assert "errors" not in data


def test_groups_are_documents_or_sources() -> None:
    by_source = Report(scored(), per="source").to_dict()["per_source"]
    assert list(by_source) == ["far", "own"]
    assert by_source["own"]["date value"]["f1"] == 0.75
    assert by_source["far"]["date value"]["f1_low"] is None  # one document has no interval
    assert list(Report(scored(), per="document").to_dict()["per_document"]) == ["far-1", "own-1", "own-2"]


def test_csv_is_one_table_with_one_heading() -> None:
    lines = [list(x) for x in Report(scored(), per="source").to_rows()]
    assert lines[0] == list(SCORE_COLUMNS)
    assert len(lines) == 1 + 3 * len(ROWS)
    assert {len(x) for x in lines} == {len(SCORE_COLUMNS)}
    errors = list(Report(scored(), wanted=["date value"]).to_rows())
    assert [e[2] for e in errors[1:]] == ["wrong_value"]
    table = list(Report(scored(), calibrated=True).to_rows())
    assert table[0][0] == "kind"
    assert table[-1][0] == "sure"


def test_calibration_counts_each_record_in_the_whole_and_in_its_kind() -> None:
    lines = Report(scored(), calibrated=True).to_dict()["calibration"]
    whole = sum(x["records"] for x in lines if x["kind"] == "")
    kinds = sum(x["records"] for x in lines if x["kind"] not in {"", "sure"})
    assert whole == kinds == 15
    assert sum(x["right"] for x in lines if x["kind"] == "") == 14


def test_the_terminal_shows_what_was_asked_for() -> None:
    plain = shown(Report(scored()))
    assert "0.8333" in plain
    assert "文档 3 份" in plain
    assert "取值不对" not in plain
    full = shown(Report(scored(), per="source", wanted=["date value"], calibrated=True))
    assert "取值不对" in full
    assert "own-2" in full
    assert "2021-05-04" in full
    assert "置信度 ≥ 0.9" in full
    english = shown(Report(scored(), wanted=["village span"]), "en")
    assert "No errors" in english
