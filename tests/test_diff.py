"""Two runs compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govextract.diff import Difference, RunError, counts, differences, load_run
from tests.gold_samples import RIGHT, day, event, mention

DATES = [RIGHT["mentions"][0], RIGHT["mentions"][3]]
MAN, VILLAGE = RIGHT["mentions"][1:3]
PERSON, PLACE = RIGHT["entities"]


def compared(**changes: Any) -> list[Difference]:
    return list(differences({"d1": RIGHT}, {"d1": RIGHT | changes}))


def short(found: list[Difference]) -> list[tuple[str, str, str]]:
    return [(d.change, d.record, d.text) for d in found]


def test_a_run_does_not_differ_from_itself() -> None:
    assert compared() == []


def test_mentions_gained_and_lost() -> None:
    found = compared(mentions=[*DATES, MAN, mention("enterprise", 14, 16)])
    assert short(found) == [("lost", "village", "石桥村"), ("gained", "enterprise", "检查")]


def test_a_moved_boundary_is_one_change() -> None:
    (d,) = compared(mentions=[*DATES, MAN, mention("village", 10, 14)])
    assert (d.change, d.before, d.after) == ("changed", "village 石桥村", "village 到石桥村")


def test_a_village_inside_a_new_body_is_not_that_body() -> None:
    (d,) = compared(mentions=[*RIGHT["mentions"], mention("organisation", 11, 16)])
    assert (d.change, d.record) == ("gained", "organisation")


def test_another_kind_value_or_status() -> None:
    (kind,) = compared(mentions=[*DATES, MAN, mention("place", 11, 14)])
    assert (kind.change, kind.before, kind.after) == ("changed", "village 石桥村", "place 石桥村")
    (value,) = compared(mentions=[DATES[0], MAN, VILLAGE, day(17, 21, None)])
    assert (value.before, value.after) == ("2022-05-04/2022-05-04", "../..")
    (status,) = compared(mentions=[*DATES, MAN, VILLAGE | {"status": "planned"}])
    assert (status.before, status.after) == ("", "planned")


def test_offices() -> None:
    (d,) = compared(entities=[PERSON | {"offices": [{"text": "县长"}]}, PLACE])
    assert (d.change, d.record, d.text, d.before, d.after) == ("changed", "office", "柏松年", "镇长", "县长")
    (d,) = compared(entities=[PERSON | {"offices": []}, PLACE])
    assert (d.change, d.before) == ("lost", "镇长")


def test_an_event_that_differs_in_a_field_says_which() -> None:
    after = event("2022-05-03", "inspection", "visit", officials=["official:1"], villages=["石桥村"])
    (d,) = compared(events=[after])
    assert (d.change, d.before, d.after) == ("changed", "actions: inspection", "actions: inspection、visit")


def test_an_event_that_was_split_is_one_and_a_gain() -> None:
    first = RIGHT["events"][0]
    second = event("2022-05-04", "visit")
    assert [d.change for d in compared(events=[second, first])] == ["gained"]
    assert [d.change for d in compared(events=[])] == ["lost"]


def test_documents_that_one_run_lacks() -> None:
    found = list(differences({"a": RIGHT, "b": RIGHT}, {"b": RIGHT, "c": RIGHT}))
    assert [(d.change, d.record, d.document) for d in found] == [
        ("lost", "document", "own.txt (a)"),
        ("gained", "document", "own.txt (c)"),
    ]


def test_counts_by_record() -> None:
    found = compared(mentions=[*DATES, MAN], events=[])
    assert {k: dict(v) for k, v in counts(found).items()} == {"event": {"lost": 1}, "village": {"lost": 1}}


def test_runs_are_read_from_folders_files_arrays_and_lines(tmp_path: Path) -> None:
    text = json.dumps(RIGHT, ensure_ascii=False)
    other = json.dumps(RIGHT | {"document": {"id": "d2", "source": "b.txt"}}, ensure_ascii=False)
    (tmp_path / "lines.jsonl").write_text(f"{text}\n{other}\n{text}\n", encoding="utf-8")
    (tmp_path / "array.json").write_text(f"[{text},{other}]", encoding="utf-8")
    assert list(load_run(tmp_path / "lines.jsonl")) == ["d1", "d2", "d1#2"]
    assert list(load_run(tmp_path / "array.json")) == ["d1", "d2"]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "x.json").write_text(json.dumps({"mentions": []}), encoding="utf-8")
    assert list(load_run(folder)) == ["x"]


@pytest.mark.parametrize(
    ("content", "key"),
    [("{", "run_unreadable"), ("{}", "run_no_output"), ("[]", "run_empty"), ("", "run_unreadable")],
)
def test_what_is_no_run_is_told(tmp_path: Path, content: str, key: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RunError) as e:
        load_run(path)
    assert e.value.key == key
    with pytest.raises(RunError) as e:
        load_run(tmp_path / "none")
    assert e.value.key == "run_missing"
