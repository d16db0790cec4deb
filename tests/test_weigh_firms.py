"""Businesses weighed by a chain of labels: which names stand, and what gives way to what."""

from __future__ import annotations

import importlib
import itertools
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govextract import Extractor
from govextract.match import mention_id
from govextract.records import Kind, Mention
from govextract.weigh import firms
from govextract.weigh.chain import BEGIN, INSIDE, NONE, Name, names
from govextract.weigh.firms import RULE, Firms, FirmWeights, builtin, pack, scored, slots_of, unpack

EVENTS = Path(__file__).parents[1] / "models" / "events"
STEPS = np.array([[1.0, -1.0, -20.0], [-20.0, -20.0, 2.0], [-1.0, -3.0, 1.5]], np.float32)


def mention(kind: Kind, text: str, name: str, rule: str = "rule") -> Mention:
    start = text.index(name)
    end = start + len(name)
    return Mention(id=mention_id(kind, start, end), kind=kind, start=start, end=end, text=name, rule=rule)


def fixed(*spans: tuple[int, int]) -> FirmWeights:
    """Weights under which exactly these places are names; used with ``seen``."""
    return FirmWeights(np.array(spans, np.float32).reshape(-1, 2), STEPS)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights are read as the spans that they hold."""

    def found(scores: Any, steps: Any) -> list[Name]:
        return [Name(int(a), int(b), 0.84) for a, b in scores]

    monkeypatch.setattr(firms, "names", found)
    monkeypatch.setattr(firms, "scored", lambda text, mentions, weights: weights.slots)


def by_hand(scores: np.ndarray, steps: np.ndarray) -> tuple[list[tuple[int, int]], np.ndarray]:
    """The best labelling and the marginals, by trying all labellings."""
    ways = list(itertools.product(range(3), repeat=len(scores)))
    total = []
    for way in ways:
        score = sum(float(scores[i, y]) for i, y in enumerate(way))
        for x, y in itertools.pairwise((NONE, *way, NONE)):
            score += float(steps[x, y])
        total.append(score)
    best = ways[int(np.argmax(total))]
    chance = np.exp(np.array(total) - max(total))
    chance /= chance.sum()
    marginal = np.zeros_like(scores, np.float64)
    for way, p in zip(ways, chance, strict=True):
        for i, y in enumerate(way):
            marginal[i, y] += p
    spans, i = [], 0
    while i < len(best):
        j = i + 1
        if best[i] != NONE:
            while j < len(best) and best[j] == INSIDE:
                j += 1
            spans.append((i, j))
        i = j
    return spans, marginal


@pytest.mark.parametrize("seed", range(20))
def test_the_best_labelling_is_the_best_of_all(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.normal(0, 3, (7, 3)).astype(np.float32)
    spans, marginal = by_hand(scores, STEPS)
    found = names(scores, STEPS)
    assert [(n.start, n.end) for n in found] == spans
    for n in found:
        labels = [BEGIN, *[INSIDE] * (n.end - n.start - 1)]
        least = min(marginal[n.start + k, y] for k, y in enumerate(labels))
        assert n.probability == pytest.approx(least, abs=0.05)  # what lies far off is left out of the sum


def test_a_name_is_found_far_from_the_next_and_at_both_ends() -> None:
    scores = np.tile(np.array([4.0, -4.0, -4.0], np.float32), (300, 1))
    for start, end in ((0, 3), (150, 156), (296, 300)):
        scores[start] = (-4, 4, -4)
        scores[start + 1 : end] = (-4, -4, 4)
    assert [(n.start, n.end) for n in names(scores, STEPS)] == [(0, 3), (150, 156), (296, 300)]
    assert names(scores[10:100], STEPS) == []
    assert names(scores[:0], STEPS) == []


TEXT = "3月1日，县委书记沈怀谷到枫树湾村恒达木业和云岭物流园检查。"


@pytest.mark.usefixtures("seen")
def test_what_rule_and_model_agree_on_keeps_its_rule_and_the_rest_is_the_models() -> None:
    rules = [mention("enterprise", TEXT, "恒达木业", "enterprise.trade"), mention("enterprise", TEXT, "检查")]
    start, other = TEXT.index("恒达木业"), TEXT.index("云岭物流园")
    found = Firms(fixed((start, start + 4), (other, other + 5))).weigh(TEXT, rules)
    assert [(m.text, m.rule, m.confidence) for m in found] == [
        ("恒达木业", "enterprise.trade", 1.0),
        ("云岭物流园", RULE, 0.84),
    ]


@pytest.mark.usefixtures("seen")
def test_places_and_bodies_give_way_people_and_villages_do_not() -> None:
    mentions = [
        mention("official", TEXT, "沈怀谷"),
        mention("village", TEXT, "枫树湾村"),
        mention("place", TEXT, "云岭"),
        mention("organisation", TEXT, "物流园检查"),
    ]
    spans = [(TEXT.index(a), TEXT.index(a) + len(a)) for a in ("怀谷到", "树湾村恒达", "云岭物流园")]
    found = Firms(fixed(*spans)).weigh(TEXT, mentions)
    assert [m.text for m in found] == ["沈怀谷", "枫树湾村", "云岭物流园"]


@pytest.mark.usefixtures("seen")
def test_the_users_own_names_are_never_doubted() -> None:
    mine = mention("enterprise", TEXT, "恒达木业", "own.1")
    start = TEXT.index("达木业和")
    found = Firms(fixed((start, start + 4)), frozenset(("own.1",))).weigh(TEXT, [mine])
    assert found == [mine]


def test_neighbours_and_what_the_rules_found_make_the_slots() -> None:
    text = "到恒达木业检查"
    plain = slots_of(text, [])
    named = slots_of(text, [mention("enterprise", text, "恒达木业")])
    assert plain.shape == named.shape == (len(text), 23)
    assert (plain[-1] == named[-1]).all()
    assert (plain[2] != named[2]).any()
    assert plain.min() >= 0
    assert plain.max() < firms.SLOTS


def test_a_long_text_is_scored_in_pieces_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TEXT * 5
    whole = scored(text, [], builtin())
    monkeypatch.setattr(firms, "_AT_ONCE", 50)
    assert np.array_equal(scored(text, [], builtin()), whole)
    assert scored("", [], builtin()).shape == (0, 3)


def test_weights_lose_little_in_the_file() -> None:
    again = unpack(pack(builtin()))
    assert np.array_equal(again.slots, builtin().slots)


def test_the_model_is_on_by_default_and_can_be_turned_off() -> None:
    text = "3月1日，镇长沈怀谷到恒达木业有限公司检查安全生产。"
    assert Extractor()._firms is not None
    assert Extractor(model=False)._firms is None
    assert [m.text for m in Extractor().parse(text).mentions if m.kind == "enterprise"] == [
        "恒达木业有限公司"
    ]


@pytest.mark.skipif(not EVENTS.is_dir(), reason="models/events is in the source tree only")
def test_a_few_sentences_teach_what_a_name_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pycrfsuite")
    monkeypatch.syspath_prepend(EVENTS)
    for script in EVENTS.glob("*.py"):
        monkeypatch.delitem(sys.modules, script.stem, raising=False)
    training = importlib.import_module("firms")
    pages = []
    for first, second, trade in itertools.product("恒宏广昌", "达远通泰", ("木业", "纺织", "食品")):
        name, text = first + second + trade, f"镇长到{first}{second}{trade}调研。全镇{trade}增产。"
        pages.append(training.Page(name, text, [], {(3, 3 + len(name))}))
    weights = training.train(pages)
    again = training.train(pages)
    assert np.array_equal(weights.slots, again.slots)
    text = "镇长到恒通食品调研。全镇食品增产。"
    assert [m.text for m in Firms(weights).weigh(text, [])] == ["恒通食品"]
    assert training.sentences("一。二\n三") == [(0, 2), (2, 4), (4, 5)]
