"""The HTML page: the text unharmed, every mention marked, every link leads somewhere, nothing can run."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract import parse
from govextract.extraction import Extraction
from govextract.page import Mark, render, wrap
from govextract.records import Unresolved

VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Reads a page strictly: every element closed, in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.article: list[str] = []
        self.begun = False
        self.feed(page)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {k: v or "" for k, v in attrs}))
        if tag == "p" and "article" in self.stack:
            self.article += ["\n"] if self.begun else []
            self.begun = True
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "article" in self.stack and "p" in self.stack:
            self.article.append(data)

    def ids(self) -> list[str]:
        return [a["id"] for _, a in self.elements if "id" in a]


@pytest.fixture(scope="module", params=["zh", "en"])
def reader(request: pytest.FixtureRequest, extraction: Extraction) -> Reader:
    return Reader(render(extraction, request.param))


def test_the_report_stands_there_word_for_word(reader: Reader, extraction: Extraction) -> None:
    assert "".join(reader.article) == extraction.text


def test_every_mention_is_marked_with_its_value_and_reason(extraction: Extraction) -> None:
    page = Reader(render(extraction))
    marks = [a for tag, a in page.elements if tag == "mark" and "title" in a]
    assert len(marks) == len(extraction.mentions)
    tips = [a["title"] for a in marks]
    assert "日期：2023-03-02\n取自原文 3–8“2023年”\n规则 date.sample · 置信度 0.90" in tips
    assert any(t.startswith("官员：县农业农村局局长\n") for t in tips)
    assert any(t.startswith("数量：约 2,000,000–3,000,000 CNY\n") for t in tips)


def test_references_and_open_questions_are_marked(extraction: Extraction) -> None:
    tips = [a["title"] for tag, a in Reader(render(extraction)).elements if tag == "abbr" and "title" in a]
    assert tips == [
        "所指：云岭镇\n规则 reference.sample · 置信度 1.00",
        "未能确定：no official of this surname",
    ]


def test_events_and_evidence_are_linked_both_ways(reader: Reader, extraction: Extraction) -> None:
    ids = reader.ids()
    assert len(ids) == len(set(ids))
    targets = [a["href"].removeprefix("#") for tag, a in reader.elements if tag == "a"]
    assert set(targets) <= set(ids)
    n = len(extraction.events)
    assert {f"e{i}" for i in range(1, n + 1)} | {f"c{i}" for i in range(1, n + 1)} <= set(targets)


def test_repeats_exercises_and_unresolved_are_told(extraction: Extraction) -> None:
    page = unescape(render(extraction))
    assert "重复，首次见事项 5" in page
    assert '<i class="status">模拟</i>' in page
    assert "<q>王主任</q> no official of this surname；可能是：王甲、王乙" in page
    assert page.count(" class=uncounted") == 2


def test_no_script_can_run(reader: Reader, extraction: Extraction) -> None:
    assert not [
        tag for tag, _ in reader.elements if tag in {"script", "iframe", "object", "img", "base", "form"}
    ]
    attributes = {name for _, a in reader.elements for name in a}
    assert not [name for name in attributes if name.startswith("on") or name in {"style", "src", "action"}]
    assert all(a["href"].startswith("#") for tag, a in reader.elements if tag == "a")


def test_the_security_policy_admits_the_style_sheet_and_nothing_else(extraction: Extraction) -> None:
    page = render(extraction)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert style
    assert policy
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (
        policy[1] == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"url\(|@import|https?:", style[1])


HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>&lt;'"


def test_hostile_words_stay_words_wherever_they_come_from(extraction: Extraction) -> None:
    event = extraction.events[0].model_copy(update={"villages": (HOSTILE,), "rule": HOSTILE, "id": HOSTILE})
    document = extraction.document.model_copy(update={"title": HOSTILE, "source": HOSTILE, "issuer": HOSTILE})
    mention = extraction.mentions[0].model_copy(update={"rule": HOSTILE})
    missing = Unresolved(text=HOSTILE, start=0, end=1, reason=HOSTILE)
    hostile = extraction.model_copy(
        update={
            "events": (event,),
            "document": document,
            "mentions": (mention,),
            "unresolved": (missing,),
            "text": HOSTILE + extraction.text,
        }
    )
    page = Reader(render(hostile))
    assert not [tag for tag, _ in page.elements if tag in {"script", "img"}]
    assert "".join(page.article) == hostile.text


def test_a_document_without_records_is_a_page_too(extraction: Extraction) -> None:
    empty = extraction.model_copy(update={"events": (), "mentions": (), "entities": (), "unresolved": ()})
    assert "未找到事项。" in render(empty)
    Reader(render(empty))
    Reader(render(parse("无")))


@given(
    st.text("村长<&\n3月 ", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8),
)
def test_marks_may_cross_nest_and_run_over_lines(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [
        Mark(min(a, b), max(a, b), "span" if i % 2 else "mark", f' class="m{i}"', f"i{i}")
        for i, (a, b) in enumerate(spans)
        if max(a, b) <= len(text)
    ]
    page = Reader(f"<article>{wrap(text, marks)}</article>")
    assert "".join(page.article) == text
    assert sorted(page.ids()) == sorted(m.id for m in marks if m.start < m.end)


def test_an_interrupted_mark_covers_all_its_characters() -> None:
    crossing = [Mark(0, 3, "mark", "", "a"), Mark(2, 5, "span", "", "b")]
    assert wrap("一二三四五", crossing) == (
        '<p><mark id="a">一二<span id="b">三</span></mark><span>四五</span></p>'
    )
