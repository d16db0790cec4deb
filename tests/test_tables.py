"""Records to DataFrames: every table, every column, what counts and what does not."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pandas as pd
import pytest

from govextract import parse
from govextract.extraction import Extraction
from govextract.messages import code_lists
from govextract.records import Kind
from govextract.tables import DTYPES, ROWS, View, dictionary_schema, frames, schema

TYPES = {"text", "id", "list", "code", "codes", "integer", "number", "day", "flag"}


@pytest.fixture(scope="module")
def tables(extraction: Extraction) -> dict[str, pd.DataFrame]:
    return frames([extraction])


def test_the_declaration_is_whole() -> None:
    assert set(schema()) == set(ROWS)
    for table in (*schema().values(), *dictionary_schema().values()):
        names = [c.name for c in table.columns]
        assert len(names) == len(set(names)), table.name
        for lang in ("zh", "en"):
            headings = [c.heading(lang) for c in table.columns]
            assert len(headings) == len(set(headings)), f"{table.name}: two columns with one heading"
            assert len(table.heading(lang)) <= 31  # the longest name that Excel allows a sheet
            assert all(c.meaning(lang) for c in table.columns)
        for column in table.columns:
            kind, _, codes = column.type.partition(":")
            assert kind in TYPES
            assert (codes in code_lists()) == kind.startswith("code")


def test_columns_and_types_are_those_declared_with_and_without_rows(tables: dict[str, pd.DataFrame]) -> None:
    for found in (tables, frames([])):
        for name, table in schema().items():
            assert list(found[name].columns) == [c.name for c in table.columns]
            for column in table.columns:
                wanted = (
                    "object"
                    if column.type.startswith(("list", "codes"))
                    else DTYPES.get(column.type, "string")
                )
                assert str(found[name][column.name].dtype) == wanted, (name, column.name)


def test_every_row_proves_itself(extraction: Extraction, tables: dict[str, pd.DataFrame]) -> None:
    for name, frame in tables.items():
        if name == "documents":
            continue
        assert {"document", "source", "start", "end", "evidence", "rule", "confidence"} <= set(
            frame.columns
        ), name
        assert set(frame["document"]) <= {extraction.document.id}
        for start, end, evidence in frame[["start", "end", "evidence"]].to_numpy().tolist():
            assert extraction.text[start:end] == evidence, name


def test_no_record_is_lost(extraction: Extraction, tables: dict[str, pd.DataFrame]) -> None:
    assert len(tables["events"]) == len(extraction.events)
    assert len(tables["mentions"]) == len(extraction.mentions)
    assert len(tables["references"]) == len(extraction.references)
    assert len(tables["unresolved"]) == len(extraction.unresolved)
    by_kind = tables["mentions"]["kind"].value_counts()
    assert len(tables["dates"]) == by_kind["date"]
    assert len(tables["quantities"]) == by_kind["quantity"]
    for kind in ("official", "village", "enterprise", "organisation", "place"):
        assert kind in get_args(Kind)
        assert len(tables[f"{kind}s"]) == sum(e.kind == kind for e in extraction.entities)


def test_an_event_in_full(tables: dict[str, pd.DataFrame]) -> None:
    meeting = tables["events"].iloc[0]
    assert meeting["date_start"] == pd.Timestamp(2023, 3, 2)
    assert meeting["actions"] == ["meeting"]
    assert meeting["officials"] == ["沈怀谷", "陆宁"]
    assert meeting["roles"] == ["host", "attendee"]
    assert meeting["section"] == "安全生产工作"
    assert meeting["counted"]


def test_repeats_and_exercises_do_not_count(tables: dict[str, pd.DataFrame]) -> None:
    events = tables["events"].set_index("event")
    assert events["counted"].tolist() == [True, True, True, False, True, False]
    repeat = events[events["duplicate_of"].notna()].iloc[0]
    assert events.loc[repeat["duplicate_of"], "counted"]
    counts = tables["action_counts"].set_index("action")["events"]
    assert counts.to_dict() == {"drill": 1, "inspection": 1, "meeting": 1, "supervision": 1, "survey": 1}
    officials = tables["officials"].set_index("name")
    assert officials.loc["顾长川", "mentions"] == 2
    assert officials.loc["顾长川", "events"] == 1
    document = tables["documents"].iloc[0]
    assert document[["events", "duplicates", "uncounted"]].tolist() == [4, 1, 1]


def test_action_counts_stand_most_frequent_first_document_by_document(extraction: Extraction) -> None:
    other = extraction.document.model_copy(update={"id": "ffff"})
    twice = extraction.model_copy(update={"events": extraction.events[:2] + extraction.events[1:2]})
    found = frames([extraction, twice.model_copy(update={"document": other})])["action_counts"]
    assert found["document"].tolist() == [extraction.document.id] * 5 + ["ffff"] * 3
    assert found["action"].tolist()[5:] == ["inspection", "supervision", "meeting"]
    assert found["events"].tolist()[5:] == [2, 2, 1]


def test_people_and_villages_carry_what_they_took_part_in(tables: dict[str, pd.DataFrame]) -> None:
    official = tables["officials"].set_index("name").loc["陆宁"]
    assert official["offices"] == ["副镇长"]
    assert official["roles"] == ["attendee"]
    assert official["aliases"] == ["陆 宁"]
    village = tables["villages"].set_index("name").loc["青石桥村"]
    assert village["actions"] == ["inspection", "supervision", "survey"]
    assert (village["first_day"], village["last_day"]) == (
        pd.Timestamp(2023, 3, 6),
        pd.Timestamp(2023, 3, 20),
    )
    assert village["place"] == "样县青石桥村"
    rows = tables["appearances"]
    assert rows[rows["name"] == "青石桥村"]["event"].nunique() == 3


def test_open_and_vague_dates_leave_blanks(tables: dict[str, pd.DataFrame]) -> None:
    sowing = tables["dates"].set_index("evidence").loc["4月底前"]
    assert pd.isna(sowing["date_start"])
    assert sowing["date_end"] == pd.Timestamp(2023, 4, 30)
    assert sowing["status"] == "required"


def test_context_is_the_sentence_cut_to_size(extraction: Extraction) -> None:
    text = f"前句。{'甲' * 100}青石桥村{'乙' * 100}。后句。"
    view = View(extraction.model_copy(update={"text": text}))
    start = text.index("青石桥村")
    assert view.context(start, start + 4) == f"…{'甲' * 60}青石桥村{'乙' * 60}…"
    assert view.context(0, 2) == "前句。"
    assert view.context(len(text) - 3, len(text) - 1) == "后句。"


def test_days_before_pandas_time_are_kept(extraction: Extraction) -> None:
    document = extraction.document.model_copy(update={"published": date(1368, 1, 23)})
    found = frames([extraction.model_copy(update={"document": document})])["documents"]
    assert found.loc[0, "published"] == pd.Timestamp("1368-01-23")


def test_frames_of_a_parsed_text() -> None:
    found = parse("3月2日，石桥镇召开安全生产推进会。").to_frames()
    assert len(found["documents"]) == 1
    assert found["events"]["document"].isin(found["documents"]["document"]).all()
