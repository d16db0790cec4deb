"""Sentences that look as if they held more than was found."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.pipeline import Extractor
from govextract.uncovered import Uncovered, uncovered


@cache
def extractor() -> Extractor:
    return Extractor()


def missed(text: str, *, without: tuple[str, ...] = ()) -> list[Uncovered]:
    """What is uncovered; the kinds of record in ``without`` are taken out of the extraction first."""
    x = extractor().parse(text)
    kept = tuple(m for m in x.mentions if m.kind not in without)
    x = x.model_copy(update={"mentions": kept} | ({"events": ()} if "event" in without else {}))
    return uncovered(x, extractor().page(text), extractor().lexicon)


def reasons(text: str, *, without: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(s.reason, s.text) for u in missed(text, without=without) for s in u.signs]


REPORT = "云岭镇工作情况\n3月2日，镇党委书记沈怀谷到青石桥村检查恒达木业有限公司。天气晴好。\n"


def test_a_sentence_whose_records_were_found_is_not_listed() -> None:
    assert reasons(REPORT) == []


def test_what_nothing_was_made_of_is_listed_with_its_reason() -> None:
    assert ("date", "3月2日") in reasons(REPORT, without=("event",))
    assert ("date_unread", "3月2日") in reasons(REPORT, without=("date",))
    assert ("title", "镇党委书记"[-2:]) in reasons(REPORT, without=("official", "organisation"))
    assert ("village", "村") in reasons(REPORT, without=("village", "organisation"))
    assert ("enterprise", "有限公司") in reasons(REPORT, without=("enterprise",))


def test_the_sentence_and_its_signs_are_the_text_at_their_offsets() -> None:
    (found,) = missed(REPORT, without=("official", "village", "enterprise", "organisation", "event"))
    assert REPORT[found.start : found.end] == found.text
    assert found.text.startswith("3月2日")
    assert found.text.endswith("有限公司。")
    assert all(REPORT[s.start : s.end] == s.text for s in found.signs)
    assert [s.start for s in found.signs] == sorted(s.start for s in found.signs)


def test_words_in_general_are_no_signs() -> None:
    for text in (
        "全镇干部、各村网格员到场。",
        "乡村振兴，驻村干部在行动。",
        "某木材加工有限公司被查处。",
        "学习《3月2日讲话》。",
        "要培养一批村干部。",
    ):
        assert reasons(text) == [], text


def test_headings_and_repeats_are_left_out() -> None:
    line = "会上，县农业农村局局长到会，并对春耕备耕、农机检修和种子供应作了安排，大家表示赞同。\n"
    assert len(missed(line * 2)) == len(missed(line)) <= 1
    assert missed("云岭镇2023年3月2日工作情况\n天气不错，大家都来了，山上的花也开了不少，风很轻。\n") == []


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="3月2日镇长村社区有限公司某各书记张三在的，。\n《》 ", max_size=60))
def test_any_text(text: str) -> None:
    for u in missed(text):
        assert text[u.start : u.end] == u.text
        assert u.signs
        assert all(text[s.start : s.end] == s.text for s in u.signs)
