from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from govextract import Extractor
from govextract.records import Entity, Event, EventDate, Participant
from govextract.weigh import Weigher, clause_grams, weigh_dates, weigh_parts, weigh_work
from govextract.weigh.clause_grams import ClauseGrams
from govextract.weigh.dated import dated
from govextract.weigh.events import RULE, Weighed, events_of
from govextract.weigh.facts import Fact, facts
from govextract.weigh.meaning import Contexts
from govextract.weigh.meaning import builtin as meanings
from govextract.weigh.part import PARTS, Part, apart, named, names_of
from govextract.weigh.proposals import Proposals, proposals
from govextract.weigh.slots import GRAMS, STRINGS, crossed, grams, slot
from govextract.weigh.trees import Trees
from govextract.weigh.view import Days, View, days_of, stands_between
from govextract.weigh.weights import builtin, pack, unpack
from govextract.weigh.work import ACTIONS, NUMBER, works

REPORT = (
    "青石镇11月工作动态\n"
    "11月3日，镇党委书记沈怀谷到枫树湾村调研油茶种植。\n"
    "11月8日上午，镇里召开安全生产推进会，镇长葛明轩主持。下一步要加强检查。\n"
)
HALF: dict[Part, float] = dict.fromkeys(PARTS, 0.5)


class Recorder:
    """Stands in the weigher's place and keeps what it is shown."""

    seen: tuple[View, list[Event], list[Entity]]

    def weigh(self, view: View, events: Sequence[Event], entities: Sequence[Entity]) -> list[Event]:
        self.seen = view, list(events), list(entities)
        return list(events)


@lru_cache(maxsize=8)
def shown(text: str) -> tuple[View, list[Event], list[Entity]]:
    extractor, recorder = Extractor(model=False), Recorder()
    extractor._weigher = recorder  # type: ignore[assignment]
    extractor.parse(text, published=date(2023, 11, 20))
    return recorder.seen


def fact(part: Part, days: Days, item: str, at: int = 0, *, chosen: bool = True, own: bool = False) -> Fact:
    return Fact(part, days, item, chosen, at, None, own, ())


def nothing(view: View) -> Proposals:
    """No clause speaks for anything."""
    return Proposals(np.full((len(view.units), len(ACTIONS)), -9.0, np.float32))


def weighed(events: Sequence[Event], change: dict[tuple[Part, str], float]) -> list[Weighed]:
    """What the events hold as certain, but for the changes."""
    return [
        Weighed(fact(part, days_of(e.date), item, e.start), change.get((part, item), 1.0))
        for e in events
        for part in PARTS
        for item in names_of(e, part)
    ]


# --- slots, trees, weights -----------------------------------------------------------------------------------


def test_a_feature_has_the_same_slot_for_ever() -> None:
    """The weights are useless if it moves."""
    assert slot("word:检查") == 53293
    assert crossed(slot("word:检查"), 3) == 220665
    pairs, triples = grams("召开会议")
    assert (pairs[0], triples[1]) == (47386, 52451)


def test_slots_lie_in_their_tables() -> None:
    pairs, triples = grams(REPORT)
    view = shown(REPORT)[0]
    assert len(pairs) == len(triples) == len(REPORT)
    assert pairs.min() >= 0
    assert max(pairs.max(), triples.max()) < GRAMS
    assert all(0 <= s < STRINGS for w in works(view, nothing(view)) for s in w.slots)


@pytest.mark.parametrize("text", ["", "村", "\U00020000村", "\ud800"])
def test_grams_of_any_text(text: str) -> None:
    pairs, triples = grams(text)
    assert len(pairs) == len(triples) == len(text)


def test_trees_are_walked_to_their_leaves() -> None:
    #        0: x0 <= 1 ? leaf 1 : 2      2: x1 <= 5 ? leaf 3 : leaf 4
    trees = Trees(
        feature=np.array([[0, 0, 1, 0, 0]], np.int16),
        threshold=np.array([[1, np.inf, 5, np.inf, np.inf]], np.float32),
        left=np.array([[1, 1, 3, 3, 4]], np.int16),
        right=np.array([[2, 1, 4, 3, 4]], np.int16),
        value=np.array([[0, -2, 0, 1, 3]], np.float32),
        base=1.0,
        depth=2,
    )
    odds = np.array([-1.0, 2.0, 4.0])
    rows = np.array([[1, 9], [2, 5], [2, 6]], np.float32)
    assert trees.probabilities(rows) == pytest.approx(1 / (1 + np.exp(-odds)))


def test_the_weights_of_the_package() -> None:
    weights = builtin()
    assert weights.work.shape == weights.part.shape == (STRINGS,)
    assert weights.grams.shape == (GRAMS, len(ACTIONS) + 1)
    assert all(0.1 < weights.threshold[part] < 0.9 for part in PARTS)
    again = unpack(pack(weights))
    assert all(np.array_equal(getattr(again, x), getattr(weights, x)) for x in ("work", "grams", "part"))
    assert again.threshold == weights.threshold


def test_the_weights_fit_the_wheel() -> None:
    file = Path(__file__).parent.parent / "src/govextract/data/weights.npz"
    assert file.stat().st_size < 15_000_000


# --- what is weighed -----------------------------------------------------------------------------------------


def test_habits_lead_to_dates() -> None:
    view = shown(REPORT)[0]
    days = [d.days for d in view.dates]
    assert days == ["2023-11-01/2023-11-30", "2023-11-03/2023-11-03", "2023-11-08/2023-11-08"]
    at = REPORT.index("推进会")
    in_sentence, following, in_paragraph, first, anywhere, in_clause, day = view.led(at)
    assert (in_sentence, in_paragraph, first, anywhere, day) == (2, 2, 2, 2, 2)
    assert following is None
    assert in_clause is None
    last = view.led(REPORT.index("加强"))
    assert (last[0], last[2]) == (None, 2)


def test_a_name_set_with_a_space_takes_part_as_the_person() -> None:
    view = shown("11月3日，镇党委书记谢 贵到枫树湾村调研油茶种植。\n")[0]
    (person,) = (m for m in view.mentions if m.kind == "official")
    assert (person.text, view.name(person)) == ("谢 贵", "谢贵")
    x = Extractor().parse("11月3日，镇党委书记谢 贵到枫树湾村调研油茶种植。\n", published=date(2023, 11, 20))
    assert [p.name for e in x.events for p in e.officials] == ["谢贵"]


def test_what_lies_where_is_looked_up_as_if_all_had_been_gone_through() -> None:
    view, events, _ = shown(REPORT + "“他说：‘好’。”县里说“再查。\n" + REPORT * 3)
    text = view.text
    assert len(events) > 4
    for at in range(len(text)):
        assert view.events_at(at) == [e for e in view.events if e.start <= at < e.end]
        opened, closed, stopped = (text.rfind(mark, 0, at) for mark in "“”。")
        assert view.quoted(at) == (opened > closed and opened > stopped)
        inside = [m for m in view.mentions if at <= m.start and m.end <= at + 40]
        assert view.within(at, at + 40) == inside
        assert stands_between(view.told, at, at + 9) == any(at <= t < at + 9 for t in view.told)
        before = [i for i, d in enumerate(view.dates) if d.start <= at and d.precision == "day"]
        assert view.led(at)[6] == (before[-1] if before else None)
    for days in {d.days for d in view.dates}:
        assert list(view.numbers(days)) == [i for i, d in enumerate(view.dates) if d.days == days]


@pytest.mark.parametrize("text", ["", "天天", "天天天天天", "天地天天天地天"])
def test_occurrences_that_share_characters_count_once(text: str) -> None:
    places = [i for i in range(len(text)) if text.startswith("天天", i)]
    assert apart(places, 2) == text.count("天天")


def test_work_is_a_candidate_by_word_or_sign() -> None:
    view = shown(REPORT)[0]
    found = {
        (view.text[slice(*view.units[w.unit][:2])].strip("，。\n"), ACTIONS[w.action])
        for w in works(view, nothing(view))
    }
    assert ("镇里召开安全生产推进会", "meeting") in found
    assert ("镇党委书记沈怀谷到枫树湾村调研油茶种植", "agriculture") in found
    assert ("下一步要加强检查", "inspection") in found


def test_each_date_with_days_is_asked_whether_it_is_one_of_something_told() -> None:
    view = shown("11月3日，镇党委书记沈怀谷到枫树湾村调研。近日下雨。去年12月建成的水库已蓄满。\n")[0]
    found = dated(view)
    assert [view.text[view.dates[d.number].start : view.dates[d.number].end] for d in found] == [
        "11月3日",
        "去年12月",
    ]
    assert found[0].slots != found[1].slots
    assert all(0 <= s < STRINGS for d in found for s in d.slots)
    chances = weigh_dates(found, builtin(), Contexts(view, meanings()))
    assert chances[found[0].number] > chances[found[1].number]
    assert weigh_dates([], builtin(), Contexts(view, meanings())) == {}


def test_a_clause_without_a_word_or_sign_is_a_candidate_if_its_characters_speak_for_it() -> None:
    view = shown(REPORT)[0]
    plain = {(w.unit, w.action) for w in works(view, nothing(view))}
    ceremony = NUMBER["ceremony"]
    assert (0, ceremony) not in plain
    offered = nothing(view)
    offered.odds[0, ceremony] = -2.5
    found = {(w.unit, w.action): w for w in works(view, offered)}
    assert set(found) == {*plain, (0, ceremony)}
    assert found[0, ceremony].words == ()
    assert offered.kinds(0) == [ceremony]
    levels = [Proposals(np.array([[x]], np.float32)).level(0, 0) for x in (-9, -4.5, -2.5, 0.5, 3)]
    assert levels == sorted(levels)
    assert len(set(levels)) == len(levels)


def test_sums_over_clauses_are_those_of_their_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    view = shown(REPORT)[0]
    said = ClauseGrams(view)
    table = np.arange(GRAMS * 2, dtype=np.float32).reshape(GRAMS, 2) % 97
    units = list(range(len(view.units)))
    plain = np.array([table[said.of(k)].sum(axis=0) for k in units])
    assert np.allclose(said.sums(units, table), plain)
    monkeypatch.setattr(clause_grams, "_AT_ONCE", 2)
    assert np.allclose(said.sums(units, table), plain)
    assert said.sums([], table).shape == (0, 2)


def test_the_facts_have_as_many_features_as_the_trees_ask_for() -> None:
    view = shown(REPORT)[0]
    weights = builtin()
    said, contexts = ClauseGrams(view), Contexts(view, meanings())
    offered = proposals(said, contexts, len(view.units), weights.proposer)
    work = weigh_work(works(view, offered), weights, said, contexts)
    parts = weigh_parts(view, named(view), weights, contexts)
    found = facts(view, work, parts, weigh_dates(dated(view), weights, contexts))
    widths = {len(f.features) for f in found}
    assert len(widths) == 1
    assert int(weights.trees.feature.max()) < widths.pop()
    chosen = {(f.part, f.days, f.item) for f in found if f.chosen}
    assert ("officials", "2023-11-03/2023-11-03", "沈怀谷") in chosen
    assert ("actions", "2023-11-08/2023-11-08", "meeting") in chosen


def test_a_page_without_work_stays_as_it_is() -> None:
    view, events, entities = shown("今天天气很好。")
    assert Weigher().weigh(view, events, entities) == events == []


# --- from facts to events ------------------------------------------------------------------------------------


def test_certain_facts_change_nothing_but_the_confidence() -> None:
    view, events, entities = shown(REPORT)
    found = events_of(view, events, weighed(events, {}), entities, HALF)
    assert [e.model_copy(update={"confidence": 1.0}) for e in events] == found


def test_what_falls_short_goes() -> None:
    view, events, entities = shown(REPORT)
    found = events_of(view, events, weighed(events, {("officials", "沈怀谷"): 0.4}), entities, HALF)
    assert [[p.name for p in e.officials] for e in found] == [[], ["葛明轩"]]


def test_an_event_goes_with_the_last_of_its_work() -> None:
    view, events, entities = shown(REPORT)
    low: dict[tuple[Part, str], float] = {
        ("actions", "survey"): 0.1,
        ("officials", "沈怀谷"): 0.1,
        ("villages", "枫树湾村"): 0.1,
    }
    found = events_of(view, events, weighed(events, low), entities, HALF)
    assert [e.actions for e in found] == [("meeting",)]


def test_names_that_stand_keep_the_likeliest_work() -> None:
    view, events, entities = shown(REPORT)
    found = events_of(view, events, weighed(events, {("actions", "survey"): 0.3}), entities, HALF)
    assert [e.actions for e in found] == [("survey",), ("meeting",)]
    assert found[0].confidence == 0.3


def test_what_the_rules_missed_comes_to_the_event_of_its_days() -> None:
    view, events, entities = shown(REPORT)
    more = Weighed(
        fact("actions", "2023-11-03/2023-11-03", "agriculture", REPORT.index("油茶"), chosen=False), 0.8
    )
    found = events_of(view, events, [*weighed(events, {}), more], entities, HALF)
    assert [e.actions for e in found] == [("survey", "agriculture"), ("meeting",)]
    assert found[0].confidence == 0.8
    assert found[0].id != events[0].id


def test_work_on_days_of_its_own_makes_an_event() -> None:
    view, events, entities = shown(REPORT)
    at = REPORT.index("加强")
    alone = [
        Weighed(fact("actions", None, "inspection", at, chosen=False), 0.7),
        Weighed(fact("officials", None, "葛明轩", at, chosen=False), 0.7),
    ]
    found = events_of(view, events, [*weighed(events, {}), *alone], entities, HALF)
    (added,) = [e for e in found if e.rule == RULE]
    assert (added.text, added.date, added.actions) == ("下一步要加强检查。", None, ("inspection",))
    assert [p.name for p in added.officials] == ["葛明轩"]
    assert added.officials[0].entity in {e.id for e in entities}
    assert view.text[added.start : added.end] == added.text


def test_names_without_work_go_to_the_nearest_of_their_days_or_nowhere() -> None:
    view, events, entities = shown(REPORT)
    lone = [
        Weighed(fact("villages", "2023-11-08/2023-11-08", "枫树湾村", 0, chosen=False), 0.9),
        Weighed(fact("villages", "2020-01-01/2020-01-01", "枫树湾村", 0, chosen=False), 0.9),
    ]
    found = events_of(view, events, [*weighed(events, {}), *lone], entities, HALF)
    assert [e.villages for e in found] == [("枫树湾村",), ("枫树湾村",)]


def test_copies_follow_their_first_telling() -> None:
    view, events, entities = shown(REPORT)
    copy = events[1].model_copy(
        update={"id": "event:copy", "duplicate_of": events[0].id, "date": events[0].date}
    )
    copy = copy.model_copy(update={"actions": events[0].actions, "officials": (), "start": events[1].end})
    more = Weighed(
        fact("actions", "2023-11-03/2023-11-03", "agriculture", REPORT.index("油茶"), chosen=False), 0.8
    )
    told = [*events, copy]
    found = {e.start: e for e in events_of(view, told, [*weighed(events, {}), more], entities, HALF)}
    assert found[copy.start].actions == found[events[0].start].actions == ("survey", "agriculture")
    assert found[copy.start].duplicate_of == found[events[0].start].id


def test_events_that_do_not_count_are_left_alone() -> None:
    view, events, entities = shown(REPORT)
    played = events[1].model_copy(update={"status": "simulated"})
    assert played in events_of(view, [events[0], played], weighed(events[:1], {}), entities, HALF)


def test_ids_stay_apart() -> None:
    view, events, entities = shown(REPORT)
    found = events_of(view, [events[0], events[0]], weighed(events[:1], {}), entities, HALF)
    assert len(found) == len({e.id for e in found}) == 2


# --- in the pipeline -----------------------------------------------------------------------------------------


def test_the_users_words_are_never_doubted(tmp_path: Path) -> None:
    lexicon = tmp_path / "own.yaml"
    lexicon.write_text(
        "category: trigger\nentries:\n"
        "  - {id: action.fireside, forms: 火塘夜话, attrs: {actions: [mediation], form: event},"
        " example: 举行火塘夜话}\n",
        encoding="utf-8",
    )
    text = "3月2日，云岭镇举行火塘夜话。3月4日，云岭镇检查山塘水库。"
    extractor = Extractor(lexicons=[lexicon])
    never = builtin()._replace(trees=replace(builtin().trees, base=-50.0))
    extractor._weigher = Weigher(never)
    (event,) = extractor.parse(text, published=date(2023, 3, 5)).events
    assert (event.actions, event.confidence) == (("mediation",), 1.0)


def test_without_the_model_the_rules_stand() -> None:
    plain = Extractor(model=False).parse(REPORT, published=date(2023, 11, 20))
    assert [e.actions for e in plain.events] == [("survey",), ("meeting",)]
    assert {e.rule for e in plain.events} == {"assemble.dated"}


def test_weighing_is_the_same_every_time() -> None:
    a, b = (Extractor().parse(REPORT, published=date(2023, 11, 20)) for _ in range(2))
    assert a.events == b.events
    assert all(0 < e.confidence <= 1 for e in a.events)


def test_every_official_of_an_event_is_an_entity() -> None:
    found = Extractor().parse(REPORT, published=date(2023, 11, 20))
    ids = {e.id for e in found.entities}
    assert {p.entity for e in found.events for p in e.officials} <= ids


def test_the_days_of_a_made_event() -> None:
    view = shown(REPORT)[0]
    assert view.event_date("../2023-11-08", None) == EventDate(
        start=None, end=date(2023, 11, 8), precision="days"
    )
    assert view.event_date("2023-11-08/2023-11-08", 2).precision == "day"
    assert isinstance(Participant(name="葛明轩", entity="x", role="attendee"), Participant)
