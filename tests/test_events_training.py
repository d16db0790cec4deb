"""How the weights that weigh events are made (models/events): the shelf of documents, labels, training."""

from __future__ import annotations

import importlib
import json
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govextract.weigh.part import PARTS
from govextract.weigh.weights import pack

EVENTS = Path(__file__).parents[1] / "models" / "events"

pytestmark = pytest.mark.skipif(not EVENTS.is_dir(), reason="models/events is in the source tree only")

TEXT = "青石镇11月3日电　镇党委书记沈怀谷到枫树湾村调研油茶种植。\n会上强调要加强检查。\n"
DOCUMENT: dict[str, Any] = {
    "id": "x-1",
    "date": "2023-11-20",
    "text": TEXT,
    "mentions": [
        {"type": "DATE", "start": 3, "end": 8, "text": "11月3日", "value": "2023-11-03/2023-11-03"},
        {"type": "OFFICIAL", "start": 15, "end": 18, "text": "沈怀谷"},
    ],
    "officials": [{"name": "沈怀谷", "offices": ["镇党委书记"]}],
    "events": [
        {
            "quote": "青石镇11月3日电",
            "date": "2023-11-03/2023-11-03",
            "actions": ["survey"],
            "evidence": [["survey", "调研油茶"]],
            "officials": ["沈怀谷"],
            "villages": ["枫树湾村"],
            "enterprises": [],
        }
    ],
}


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a script of models/events by its name."""
    monkeypatch.syspath_prepend(EVENTS)
    for script in EVENTS.glob("*.py"):
        monkeypatch.delitem(sys.modules, script.stem, raising=False)
    return importlib.import_module


def test_the_news_are_kept_without_their_words(part: Any) -> None:
    shelf = part("shelf")
    marks = shelf.without_text(DOCUMENT, "cn-1", 4)
    assert not any("\u4e00" <= c <= "\u9fff" for c in json.dumps(marks, ensure_ascii=False))
    assert shelf.with_text(marks, "前四个字" + TEXT + "后面") == DOCUMENT


def test_a_title_split_round_a_name_is_kept(part: Any) -> None:
    shelf = part("shelf")
    split = DOCUMENT | {"text": TEXT.replace("镇党委书记沈怀谷", "省委沈怀谷书记")}
    split["officials"] = [{"name": "沈怀谷", "offices": ["省委书记"]}]
    assert (
        shelf.with_text(shelf.without_text(split, "cn-1", 0), split["text"])["officials"]
        == split["officials"]
    )


def test_no_news_stands_on_the_shelf_with_its_text(part: Any) -> None:
    shelf = part("shelf")
    for marks in shelf.lines(shelf.NEWS):
        assert not any("\u4e00" <= c <= "\u9fff" for c in json.dumps(marks, ensure_ascii=False)), marks["id"]


def test_the_reports_on_the_shelf_say_what_stands_in_them(part: Any) -> None:
    shelf = part("shelf")
    found = list(shelf.documents([]))
    assert len(found) > 200
    assert len({d["id"] for d in found}) == len(found)
    for d in found:
        text = d["text"]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in d["mentions"]), d["id"]
        for e in d["events"]:
            assert e["actions"] == sorted({kind for kind, _ in e["evidence"]}), d["id"]
            assert all(words in text for _, words in e["evidence"]), d["id"]
            assert all(name in text for p in PARTS[1:] for name in e[p]), d["id"]


def test_labels_say_what_the_annotation_says(part: Any) -> None:
    labels = part("labels")
    (reading,) = labels.readings([DOCUMENT])
    nothing = labels.Proposals(np.full(reading.answers.shape, -9.0, np.float32))
    example = labels.example(reading, nothing)
    view = reading.view
    told = {
        (
            view.text[slice(*view.units[w.unit][:2])].strip("。\n"),
            labels.ACTIONS[w.action],
        ): right
        for w, right in zip(example.work, example.told, strict=True)
    }
    clause = "青石镇11月3日电　镇党委书记沈怀谷到枫树湾村调研油茶种植"
    assert told[clause, "survey"] is True
    assert told[clause, "agriculture"] is False
    assert dict(zip((n.mention.text for n in example.names), example.part, strict=True)) == {
        "沈怀谷": True,
        "枫树湾村": True,
    }
    assert reading.answers.shape == (len(view.units), len(labels.ACTIONS))
    assert (reading.answers == labels.YES).sum() == 1
    (alone,) = labels.readings([DOCUMENT], alone=True)
    assert alone.view.events == []
    assert len(labels.example(alone, nothing).work) == len(example.work)


def test_training_twice_gives_the_same_weights_and_they_help(
    part: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    train, labels, shelf, proposing = part("train"), part("labels"), part("shelf"), part("proposing")
    monkeypatch.setattr(train, "TREES", 20)
    documents = list(islice(shelf.documents([]), 12))
    made = []
    for _ in range(2):
        read = labels.readings(documents)
        proposer = proposing.proposer(read)
        examples = [labels.example(r, labels.offered(r, proposer)) for r in read]
        columns = [labels.work_columns(e) for e in examples]
        found, _ = train.unseen(examples, columns)
        linear = train.linear(examples, columns) | {"proposer": proposer}
        weights = train.with_trees(linear, train.boosted(found), train.HALF)
        made.append(pack(weights))
    assert all(np.array_equal(made[0][name], made[1][name]) for name in made[0])
    right = out = rules = 0
    for r in read:
        weighed = train.Weigher(weights).weigh(r.view, r.events, r.entities)
        a, b, _ = train.counts(r, weighed)["actions"]
        right, out = right + a, out + b
        a, b, _ = train.counts(r, r.events)["actions"]
        rules += b - a
    assert (
        out - right < rules
    )  # of what the rules invent at least some is told apart, on documents that were seen


def test_the_proposer_learns_what_clauses_say(part: Any) -> None:
    labels, proposing, shelf = part("labels"), part("proposing"), part("shelf")
    read = labels.readings(list(islice(shelf.documents([]), 12)))
    proposer = proposing.proposer(read)
    yes, no = [], []
    for r in read:
        odds = labels.offered(r, proposer).odds
        learned = proposer.base > -20
        yes += odds[(r.answers == labels.YES) & learned].tolist()
        no += odds[(r.answers == labels.NO) & learned].tolist()
    assert len(yes) > 20
    assert np.median(yes) > np.percentile(no, 95)
