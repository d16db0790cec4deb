"""Scores, on facts small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from govextract.evaluate import ROWS, Row, evaluate, event_pairs

TEXT = "5月3日，镇长柏松年到石桥村检查，5月4日返回。"

GOLD: dict[str, Any] = {
    "text": TEXT,
    "mentions": [
        {"type": "DATE", "start": 0, "end": 4, "text": "5月3日", "value": "2022-05-03/2022-05-03"},
        {"type": "OFFICIAL", "start": 7, "end": 10, "text": "柏松年"},
        {"type": "VILLAGE", "start": 11, "end": 14, "text": "石桥村"},
        {"type": "DATE", "start": 17, "end": 21, "text": "5月4日", "value": "2022-05-04/2022-05-04"},
        {"type": "PERSON", "start": 21, "end": 23, "text": "返回"},
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


def day(text: str, start: int, value: dict[str, str | None] | None) -> dict[str, Any]:
    return {"kind": "date", "start": start, "end": start + len(text), "text": text, "value": value}


def event(**changes: Any) -> dict[str, Any]:
    on = {"start": "2022-05-03", "end": "2022-05-03"}
    return {
        "date": on,
        "status": "done",
        "actions": ["inspection"],
        "officials": [],
        "villages": [],
    } | changes


def score(row: str, **output: Any) -> Row:
    return evaluate([(GOLD, output)])[row]


def test_rows_stand_in_order_and_an_empty_output_scores_nothing() -> None:
    rows = evaluate([(GOLD, {})])
    assert tuple(rows) == ROWS
    assert rows["date value"] == Row(right=0, out=0, gold=2)
    assert all(r.precision == r.recall == r.f1 == 0 for r in rows.values())


def test_a_date_is_right_by_span_and_by_value() -> None:
    mentions = [
        day("5月3日", 0, {"start": "2022-05-03", "end": "2022-05-03"}),
        day("5月4日", 17, {"start": "2022-05-04", "end": None}),
    ]
    assert score("date span", mentions=mentions) == Row(2, 2, 2)
    wrong = score("date value", mentions=mentions)
    assert wrong == Row(1, 2, 2)
    assert wrong.precision == wrong.recall == wrong.f1 == 0.5


def test_a_vague_date_has_no_value() -> None:
    gold = {
        "text": "近日",
        "mentions": [{"type": "DATE", "start": 0, "end": 2, "text": "近日", "value": None}],
    }
    for value in (None, {"start": None, "end": None, "precision": "vague"}):
        assert evaluate([(gold, {"mentions": [day("近日", 0, value)]})])["date value"] == Row(1, 1, 1)


def test_kinds_that_the_gold_does_not_mark_count_for_nothing() -> None:
    place = {"kind": "place", "start": 11, "end": 14, "text": "石桥村"}
    assert all(r.out == 0 for r in evaluate([(GOLD, {"mentions": [place]})]).values())


def test_a_mention_must_be_the_text_at_its_span() -> None:
    with pytest.raises(ValueError, match="is not the text at 7:10"):
        score("official span", mentions=[{"kind": "official", "start": 7, "end": 10, "text": "柏松"}])


@pytest.mark.parametrize(
    ("offices", "row"),
    [
        (["镇长"], Row(1, 1, 1)),
        (
            ["书记", "镇党委副书记、 镇长"],
            Row(1, 1, 1),
        ),  # one of the gold's variants is enough, commas are 、
        (["县长"], Row(0, 1, 1)),
        ([], Row(0, 0, 1)),
    ],
)
def test_offices(offices: list[str], row: Row) -> None:
    entity = {"id": "o1", "kind": "official", "name": "柏松年", "offices": [{"text": x} for x in offices]}
    assert score("official office", entities=[entity]) == row


def test_an_office_that_the_gold_leaves_open_is_neither_right_nor_wrong() -> None:
    gold = GOLD | {"officials": [{"name": "柏松年", "offices": []}]}
    entities = [{"id": "o1", "kind": "official", "name": "柏松年", "offices": [{"text": "镇长"}]}]
    assert evaluate([(gold, {"entities": entities})])["official office"] == Row(0, 0, 0)


def test_an_event_names_its_participants_or_their_entities() -> None:
    entities = [{"id": "e7", "kind": "official", "name": "柏松年"}]
    by_name = event(officials=[{"name": "柏松年", "entity": "e7", "role": "inspector"}], villages=["石桥村"])
    assert score("event officials", entities=entities, events=[by_name]) == Row(1, 1, 1)
    assert score("event villages", events=[by_name]) == Row(1, 1, 1)
    assert score("event officials", entities=entities, events=[event(officials=["e7"])]) == Row(1, 1, 1)


def test_the_same_pair_in_two_events_counts_once() -> None:
    assert score("event actions", events=[event(), event()]) == Row(1, 1, 1)


@pytest.mark.parametrize("status", ["required", "simulated", "negated", "quoted"])
def test_what_did_not_happen_is_not_counted(status: str) -> None:
    assert score("event actions", events=[event(status=status)]) == Row(0, 0, 1)


def test_the_pairs_of_an_event_are_told_whatever_its_status() -> None:
    output = {"entities": [{"id": "e7", "kind": "official", "name": "柏松年"}]}
    pairs = event_pairs(event(officials=["e7"], status="quoted"), output)
    assert pairs["officials"] == {("2022-05-03/2022-05-03", "柏松年")}
    assert pairs["actions"] == {("2022-05-03/2022-05-03", "inspection")}


def test_scores_are_micro_over_documents() -> None:
    right = {"mentions": [day("5月3日", 0, {"start": "2022-05-03", "end": "2022-05-03"})]}
    row = evaluate([(GOLD, right), (GOLD, {})])["date value"]
    assert (row.precision, row.recall) == (1.0, 0.25)
    assert row.f1 == pytest.approx(0.4)
