from __future__ import annotations

import pickle
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.find.actions import ActionFinder
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.qualify import Qualifier
from govextract.records import Kind, Mention, OfficeValue, Status, Trigger
from govextract.segment import segment

SPECS = Path(__file__).parent / "specs" / "qualify.txt"
MARK = re.compile(r"\[([^\]]+)\]")


@cache
def stages() -> tuple[Matcher, ActionFinder, Qualifier]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), ActionFinder(lexicon), Qualifier(lexicon)


def qualify(text: str, mentions: list[Mention] | None = None) -> tuple[list[Mention], list[Trigger]]:
    matcher, finder, qualifier = stages()
    page = Page(text, segment(text), matcher.scan(text))
    return qualifier.qualify(page, mentions or [], finder.find(page))[:2]


def specs() -> list[tuple[str, list[str]]]:
    lines = [x for x in SPECS.read_text(encoding="utf-8").split("\n") if "=>" in x and not x.startswith("#")]
    parts = [x.rpartition("=>") for x in lines]
    return [(text.strip(), wanted.split()) for text, _, wanted in parts if wanted.strip()]


@pytest.mark.parametrize(("marked", "wanted"), specs())
def test_marked_up_lines(marked: str, wanted: list[str]) -> None:
    text = MARK.sub(r"\1", marked)
    starts = [m.start() - 2 * i for i, m in enumerate(MARK.finditer(marked))]
    _, triggers = qualify(text)
    found = [next((t.status for t in triggers if t.start <= at < t.end), "none") for at in starts]
    assert found[: len(wanted)] == wanted


def mention(text: str, name: str, kind: Kind = "official", value: OfficeValue | None = None) -> Mention:
    at = text.index(name)
    return Mention(
        id=f"{kind}:{at}-{at + len(name)}",
        kind=kind,
        start=at,
        end=at + len(name),
        text=name,
        value=value,
        rule="x",
    )


def test_mentions_in_a_speech_are_quoted_and_the_speaker_is_not() -> None:
    text = "镇长李有田指出，要学习王大山的干劲。"
    told, _ = qualify(text, [mention(text, "李有田"), mention(text, "王大山")])
    assert [m.status for m in told] == ["done", "quoted"]


def test_who_attended_is_no_part_of_the_speech() -> None:
    text = "镇长李有田强调，要抓好防汛，副镇长陈立陪同检查。"
    told, _ = qualify(text, [mention(text, "李有田"), mention(text, "陈立")])
    assert [m.status for m in told] == ["done", "done"]


def test_an_action_word_inside_a_name_is_left_out() -> None:
    text = "春耕农资公司捐赠化肥。"
    _, triggers = qualify(text, [mention(text, "春耕农资公司", "enterprise")])
    assert [t.text for t in triggers] == ["捐赠"]


def test_an_action_word_inside_an_office_is_left_out() -> None:
    text = "县督查室主任陈立到场。"
    office = OfficeValue(text="县督查室主任", start=0, end=6, organisation="县督查室", titles=("主任",))
    _, triggers = qualify(text, [mention(text, "陈立", value=office)])
    assert triggers == []


@given(st.text(alphabet="镇长要求强调说将模拟未检查召开会议，。：“”\n务必每周正在", max_size=60))
def test_nothing_moves_and_every_status_is_known(text: str) -> None:
    matcher, finder, qualifier = stages()
    page = Page(text, segment(text), matcher.scan(text))
    before = finder.find(page)
    _, after, _ = qualifier.qualify(page, [], before)
    assert [(t.start, t.end, t.actions, t.rule) for t in after] == [
        (t.start, t.end, t.actions, t.rule) for t in before
    ]
    assert {t.status for t in after} <= set(get_args(Status))


def test_the_qualifier_can_be_pickled() -> None:
    matcher, finder, qualifier = stages()
    copy = pickle.loads(pickle.dumps(qualifier))  # noqa: S301 - our own
    text = "镇长要求，各村要检查河堤。"
    page = Page(text, segment(text), matcher.scan(text))
    assert copy.qualify(page, [], finder.find(page))[:2] == qualifier.qualify(page, [], finder.find(page))[:2]
