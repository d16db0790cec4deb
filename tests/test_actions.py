from __future__ import annotations

import pickle
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.actions import ActionFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Action, Trigger
from govextract.segment import segment

SPECS = Path(__file__).parent / "specs" / "actions.txt"


@cache
def lexicon() -> Lexicon:
    return Lexicon.load()


@cache
def matcher() -> Matcher:
    return Matcher(lexicon())


@cache
def finder() -> ActionFinder:
    return ActionFinder(lexicon())


def find(text: str) -> list[Trigger]:
    return finder().find(Page(text, segment(text), matcher().scan(text)))


def types(text: str) -> list[str]:
    return list(dict.fromkeys(a for t in find(text) for a in t.actions))


def specs() -> list[tuple[str, list[str]]]:
    lines = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if "=>" in x and not x.startswith("#")]
    return [(text.strip(), wanted.split()) for text, _, wanted in (x.partition("=>") for x in lines)]


@pytest.mark.parametrize(("text", "wanted"), specs())
def test_marked_up_lines(text: str, wanted: list[str]) -> None:
    assert types(text) == wanted


def test_every_type_has_words_of_its_own() -> None:
    named = {a for e in lexicon().category("trigger") for a in e.attrs["actions"]}
    assert named == set(get_args(Action))


def test_every_trigger_says_how_it_counts() -> None:
    forms = {"event", "convene", "work", "act", "area", "weak", "subject"}
    assert {e.attrs["form"] for e in lexicon().category("trigger")} == forms


@pytest.mark.parametrize("entry", lexicon().category("trigger"), ids=lambda e: e.id)
def test_each_entry_is_found_in_its_example_and_not_in_its_counter(entry) -> None:  # type: ignore[no-untyped-def]
    for text in entry.example:
        assert entry.id in {t.rule for t in find(text)}, text
    for text in entry.counter:
        assert entry.id not in {t.rule for t in find(text)}, text


def test_an_occasion_s_name_stands_for_what_it_contains() -> None:
    (found,) = find("5月6日，镇里召开安全生产大检查大整治动员部署会。")
    assert (found.text, found.actions) == ("部署会", ("meeting",))


def test_a_title_in_book_marks_names_no_action() -> None:
    assert find("《关于开展河道清理和走访慰问的通知》") == []


def test_what_only_refers_to_an_occasion_is_told_apart() -> None:
    rules = [t.rule for t in find("5月6日，乡里举办培训会。会议强调，安全第一。")]
    assert rules == ["action.training.event", "action.meeting.session"]


def test_an_aside_that_only_recalls_is_no_action() -> None:
    assert types("当选镇长后，王长河走访农户。") == ["visit"]


def test_a_title_before_the_verb_ends_the_object_of_another_verb() -> None:
    assert types("农业研究院院长周立本到村里考察。") == ["survey"]


@given(
    st.text(
        alphabet="3月5日镇长检查组召开会议、，。《》志愿者清理发放送来手册米了并对进行开展的 \n", max_size=60
    )
)
def test_triggers_are_the_text_at_their_spans_in_order(text: str) -> None:
    found = find(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_the_finder_can_be_pickled() -> None:
    copy = pickle.loads(pickle.dumps(finder()))  # noqa: S301 - our own
    text = "3月2日，镇里召开防汛工作部署会，并检查河堤。"
    assert copy.find(Page(text, segment(text), matcher().scan(text))) == find(text)
