"""The confidence of records is that of their class."""

from __future__ import annotations

import pytest

from govextract import confidence
from govextract.confidence import (
    calibrated,
    calibrated_events,
    counted,
    date_source,
    event_classes,
    mention_classes,
)
from govextract.pipeline import Extractor
from govextract.records import DateValue, Mention

EXTRACTOR = Extractor()
TEXT = "云岭镇2023年3月份工作情况\n3月2日，镇长沈怀谷到石桥村检查恒达木业有限公司，清理垃圾3吨。近日，镇里植树。\n"


def village(rule: str, guess: float) -> Mention:
    return Mention(
        id="village:0-3", kind="village", start=0, end=3, text="石桥村", rule=rule, confidence=guess
    )


def test_a_class_that_was_not_met_lends_from_the_wider_one() -> None:
    known = counted()
    (met,) = calibrated([village("village.suffix", 0.95)])
    assert met.confidence == known["village.suffix.sure"].confidence
    (new,) = calibrated([village("village.unheard_of", 0.95)])
    assert new.confidence == known["village.sure"].confidence
    (doubtful,) = calibrated([village("village.suffix", 0.6)])
    assert doubtful.confidence == known["village.suffix.unsure"].confidence < met.confidence


def test_the_users_words_are_certain_and_what_nobody_judges_stays() -> None:
    own = village("my.village", 1.0)
    place = own.model_copy(update={"kind": "place", "confidence": 0.7})
    assert calibrated([own, place]) == [own, place]


@pytest.mark.parametrize(
    ("value", "source"),
    [
        (None, "vague"),
        (DateValue(precision="vague"), "vague"),
        ({"start": "2023-03-02", "end": None, "inferred_from": None}, "full"),
        ({"start": "2023-03-02", "end": None, "inferred_from": "text:3-8"}, "text"),
        ({"start": None, "end": "2023-03-02", "inferred_from": "option:date"}, "option"),
    ],
)
def test_where_a_date_came_from(value: object, source: str) -> None:
    assert date_source(value) == source


def test_dates_and_events_have_classes_of_their_own() -> None:
    assert mention_classes("date", "date.calendar", 1.0, "text") == ("date.text", "date")
    assert event_classes("assemble.dated", 1, 2)[0] == "assemble.dated.1.officials"
    assert event_classes("assemble.dated", 5, 0)[:2] == ("assemble.dated.3.nobody", "assemble.dated.3")


def test_an_event_of_several_actions_is_less_sure_than_one_of_one() -> None:
    known = counted()
    assert known["assemble.dated.1"].confidence > known["assemble.dated.2"].confidence
    x = Extractor(model=False).parse(TEXT)
    (event,) = [e for e in x.events if e.actions == ("inspection", "sanitation")] or [x.events[0]]
    (fewer,) = calibrated_events([event.model_copy(update={"actions": event.actions[:1]})])
    assert fewer.confidence >= event.confidence


def test_all_records_of_a_parse_have_been_through_it() -> None:
    x = EXTRACTOR.parse(TEXT)
    values = {c.confidence for c in counted().values()}
    judged = [m for m in x.mentions if m.kind in {"date", "official", "village", "enterprise"}]
    assert len(judged) >= 4
    assert {m.confidence for m in judged} <= values
    by_rules = Extractor(model=False).parse(TEXT)
    assert by_rules.events
    assert {e.confidence for e in by_rules.events} <= values


def test_the_table_is_sound() -> None:
    for name, c in counted().items():
        assert 0 <= c.right <= c.records, name
        assert 0 < c.confidence <= 0.97, name
        assert name.partition(".")[0] in {*confidence._JUDGED, "assemble", "event", "weigh"}, name
