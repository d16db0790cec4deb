"""Conditions on rows: by machine name or heading, by code or its name, on documents or on one table."""

from __future__ import annotations

import pytest

from govextract.batch.where import Filter, conditions
from govextract.extraction import Extraction
from govextract.messages import Messages
from govextract.run_folder import RunError
from govextract.tables import ROWS, View, schema


def kept(extraction: Extraction, table: str, *texts: str) -> list[dict[str, object]]:
    names = [c.name for c in schema()[table].columns]
    rows = Filter(conditions(texts)).keep(table, ROWS[table](View(extraction)))
    return [dict(zip(names, row, strict=True)) for row in rows]


def takes(extraction: Extraction, *texts: str) -> bool:
    return all(Filter(conditions(texts)).takes(row) for row in ROWS["documents"](View(extraction)))


def refused(text: str) -> RunError:
    with pytest.raises(RunError) as caught:
        conditions([text])
    return caught.value


def test_codes_by_code_and_by_name_in_both_languages(extraction: Extraction) -> None:
    simulated = kept(extraction, "events", "status=simulated")
    assert [e["status"] for e in simulated] == ["simulated"]
    assert (
        kept(extraction, "events", "状态=模拟") == simulated == kept(extraction, "events", "Status=simulated")
    )
    assert len(kept(extraction, "events", "status!=simulated")) == len(kept(extraction, "events")) - 1


def test_one_item_of_a_list_is_enough(extraction: Extraction) -> None:
    found = kept(extraction, "events", "actions=supervision")
    assert [e["actions"] for e in found] == [["inspection", "supervision"]]
    assert kept(extraction, "events", "villages~白鹭洲") == found
    assert all("青石桥村" not in e["villages"] for e in kept(extraction, "events", "villages!=青石桥村"))  # type: ignore[operator]


def test_days_and_numbers_are_compared_as_such(extraction: Extraction) -> None:
    assert len(kept(extraction, "events", "date_start>=2023-03-20")) == 2
    assert len(kept(extraction, "events", "date_start>=2023-03-06", "date_end<2023-03-20")) == 2
    assert kept(extraction, "quantities", "low>=3000000") == []
    assert len(kept(extraction, "quantities", "low > 1000000")) == 2


def test_flags_and_empty_cells(extraction: Extraction) -> None:
    assert len(kept(extraction, "events", "计入统计=否")) == 2
    assert {e["counted"] for e in kept(extraction, "events", "counted=true")} == {True}
    assert [e["status"] for e in kept(extraction, "events", "date_start=")] == ["simulated"]
    assert all(e["officials"] for e in kept(extraction, "events", "officials!="))


def test_a_table_without_the_column_stays_whole(extraction: Extraction) -> None:
    assert kept(extraction, "villages", "status=simulated") == kept(extraction, "villages")


def test_a_condition_may_be_about_one_table(extraction: Extraction) -> None:
    assert len(kept(extraction, "dates", "events.status=simulated")) == len(kept(extraction, "dates"))
    assert len(kept(extraction, "events", "事项.状态=模拟")) == 1


def test_columns_of_documents_pick_documents(extraction: Extraction) -> None:
    assert takes(extraction, "jurisdiction~云岭镇", "source~三月")
    assert not takes(extraction, "所属地区~青石镇")
    assert not takes(extraction, "jurisdiction!~云岭镇")
    assert not takes(extraction, "chars<10")
    # All rows of a document that is taken are kept.
    assert len(kept(extraction, "events", "source~三月")) == len(kept(extraction, "events"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("状态", "where_form"),
        ("nowhere.status=done", "where_table"),
        ("colour=red", "where_column"),
        ("villages.status=done", "where_column"),
        ("status=finished", "where_value"),
        ("date_start>=last week", "where_value"),
        ("low>many", "where_value"),
        ("counted=perhaps", "where_value"),
    ],
)
def test_what_is_no_condition_is_refused_with_a_sentence(text: str, key: str) -> None:
    error = refused(text)
    assert error.key == key
    assert text in error.sentence(Messages("zh"))
    assert text in error.sentence(Messages("en"))
