"""Errors by cause, each made by one change to an output that is right."""

from __future__ import annotations

from typing import Any

import pytest

from govextract.evaluate import ROWS
from govextract.evaluate.causes import Error, errors
from govextract.evaluate.gold import score_all
from tests.gold_samples import GOLD, RIGHT, day, event, mention

DATES = [RIGHT["mentions"][0], RIGHT["mentions"][3]]
MAN, VILLAGE = RIGHT["mentions"][1:3]
PERSON, PLACE = RIGHT["entities"]


def found(row: str, gold: dict[str, Any] | None = None, **changes: Any) -> list[Error]:
    (scored,) = score_all([GOLD | (gold or {})], lambda _: RIGHT | changes)
    assert scored.failure is None
    return list(errors(scored, [row]))


def causes(row: str, gold: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    return [e.cause for e in found(row, gold, **changes)]


def test_a_right_output_has_no_errors() -> None:
    (scored,) = score_all([GOLD], lambda _: RIGHT)
    assert list(errors(scored)) == []


@pytest.mark.parametrize(
    ("row", "mentions", "cause"),
    [
        ("village span", [MAN, *DATES], "missed"),
        ("village span", [MAN, *DATES, mention("village", 10, 14)], "boundary"),
        ("village span", [MAN, *DATES, mention("place", 11, 14)], "wrong_kind"),
        ("village span", [*RIGHT["mentions"], mention("village", 14, 16)], "invented"),
        ("enterprise span", [MAN, *DATES, VILLAGE, mention("enterprise", 11, 14)], "wrong_kind"),
        ("date value", [DATES[0], day(17, 21, "2021-05-04")], "wrong_value"),
        ("date value", [DATES[0], day(17, 21, None)], "no_value"),
        ("date value", [DATES[0], day(17, 20, "2022-05-04")], "boundary"),
        ("date value", DATES[:1], "missed"),
    ],
)
def test_mentions(row: str, mentions: list[dict[str, Any]], cause: str) -> None:
    assert causes(row, mentions=mentions) == [cause]


def test_a_value_where_none_is_right() -> None:
    vague = [*GOLD["mentions"][:3], GOLD["mentions"][3] | {"value": None}]
    assert causes("date value", {"mentions": vague}) == ["value_given"]


def test_an_error_says_what_is_wanted_and_what_was_found() -> None:
    (error,) = found("date value", mentions=[DATES[0], day(17, 21, "2021-05-04")])
    assert error.wanted == "5月4日 = 2022-05-04/2022-05-04"
    assert error.found == "5月4日 = 2021-05-04/2021-05-04"
    assert (error.document, error.start) == ("own-1", 17)


@pytest.mark.parametrize(
    ("person", "cause"),
    [
        (PERSON | {"offices": []}, "no_office"),
        (PERSON | {"offices": [{"text": "柳河镇镇长"}]}, "boundary"),
        (PERSON | {"offices": [{"text": "县长"}]}, "other_office"),
        (PERSON | {"kind": "person"}, "name_missed"),
    ],
)
def test_offices(person: dict[str, Any], cause: str) -> None:
    assert causes("official office", entities=[person, PLACE]) == [cause]


def test_an_office_of_somebody_whom_the_gold_does_not_name() -> None:
    other = {"id": "o2", "kind": "official", "name": "松年到", "offices": [{"text": "镇长"}]}
    assert causes("official office", entities=[PERSON, other]) == ["name_invented"]


@pytest.mark.parametrize(
    ("part", "changes", "cause"),
    [
        ("actions", {"events": [event("2022-05-04", "inspection")]}, "wrong_date"),
        ("actions", {"events": []}, "event_missed"),
        ("actions", {"events": [event("2022-05-03", "inspection", status="required")]}, "not_counted"),
        ("officials", {"events": [event("2022-05-03", "inspection")]}, "left_out"),
        ("officials", {"events": [event("2022-05-03", "inspection")], "entities": [PLACE]}, "name_missed"),
        ("villages", {"events": [event("2022-05-03", "inspection", villages=["桥村"])]}, "name_invented"),
    ],
)
def test_events(part: str, changes: dict[str, Any], cause: str) -> None:
    assert cause in causes(f"event {part}", **changes)


def test_actions_that_are_too_many() -> None:
    more = [*RIGHT["events"], event("2022-05-04", "visit")]
    assert causes("event actions", events=[event("2022-05-03", "inspection", "visit")]) == ["added"]
    assert causes("event actions", events=more) == ["event_invented"]


def test_causes_account_for_every_fact_that_counts() -> None:
    """Each missed or invented fact of the score stands in one error."""
    broken = RIGHT | {
        "mentions": [day(0, 4, "2021-05-03"), mention("official", 6, 10), mention("village", 14, 16)],
        "events": [event(None, "visit", "inspection", villages=["石桥村", "桥村"])],
    }
    (scored,) = score_all([GOLD], lambda _: broken)
    for name in ROWS:
        row = scored.rows[name]
        some = list(errors(scored, [name]))
        assert sum(bool(e.wanted) for e in some) == row.gold - row.right, name
        missing = sum(bool(e.found) and e.cause not in {"not_counted", "wrong_kind"} for e in some)
        assert missing == row.out - row.right, name
