"""Words: jieba's advice on where a name ends, and the keywords of sections."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govextract.lexicon import Entry, Lexicon
from govextract.segment import segment
from govextract.words import Words

REPORT = """青石镇11月份工作小结
一、禁捕退捕
11月3日，镇综合执法大队在柳河开展禁捕退捕执法巡查，清理地笼、渔网，劝阻违规垂钓者五名，渔网全部销毁。
二、消防安全
11月9日，镇应急办组织消防演练，消防队员讲解灭火器使用方法，检查饭店消防通道，整改消防隐患六处。
（一）灭火器
为沿街商铺更换灭火器四十具，商铺业主学会使用灭火器。
"""


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(Lexicon.load())


# --- where a name ends -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("副镇长", "江成", "与大家一起清扫街道"),
        ("镇党委书记", "罗启航", "仔细询问了情况"),
        ("镇长", "沈国平", "强调，要抓好落实"),
        ("县长", "周敏", "带队检查防汛工作"),
        ("主任", "贺文涛", "陪同调研"),
        ("会上，", "方锐", "通报了检查情况"),
        ("书记", "苏玉兰", "，副书记罗启航"),
        ("副县长", "何建华", "来我镇走访"),
    ],
)
def test_a_name_ends_where_words_begin(words: Words, before: str, name: str, after: str) -> None:
    text = before + name + after
    start = len(before)
    odds = words.name_ends(text, start, [start + 2, start + 3])
    assert max(odds, key=lambda end: odds[end]) == start + len(name)
    assert sum(odds.values()) == pytest.approx(1)


def test_a_compound_surname(words: Words) -> None:
    text = "副镇长欧阳立德走访慰问"
    odds = words.name_ends(text, 3, [6, 7], surname=2)
    assert odds[7] > odds[6]


def test_no_ends_no_odds(words: Words) -> None:
    assert words.name_ends("罗启航", 0, []) == {}
    assert words.name_ends("罗启", 0, [2]) == {2: 1.0}


def test_where_a_word_begins_more_follows(words: Words) -> None:
    text = "罗启航仔细询问情况"
    assert words.follows(text, 3) > words.follows(text, 4)
    assert words.follows("检查。", 2) == 0
    assert words.follows("", 0) == 0


def test_the_users_words_are_words(words: Words) -> None:
    own = Words(Lexicon([Entry(id="word.own", category="word", forms=("拉网查",))]))
    assert own.follows("拉网查排", 0) > words.follows("拉网查排", 0)
    assert "拉网查" in list(own.cut("镇里拉网查一遍"))
    assert "拉网查" not in list(words.cut("镇里拉网查一遍"))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="张江成与大家检查，a1", min_size=3, max_size=20), st.integers(0, 18))
def test_odds_are_odds(text: str, start: int) -> None:
    ends = [end for end in (start + 2, start + 3) if end <= len(text)]
    odds = Words(Lexicon([])).name_ends(text, start, ends)
    assert set(odds) == set(ends)
    assert all(0 <= x <= 1 for x in odds.values())


# --- cutting ---------------------------------------------------------------------------------------


def test_names_stay_whole_and_stay_with_the_document(words: Words) -> None:
    text = "吴子宪到光复垸村调研"
    assert "吴子宪" in list(words.cut(text, ["吴子宪", "光复垸村"]))
    assert "光复垸村" in list(words.cut(text, ["吴子宪", "光复垸村"]))
    assert "光复垸村" not in list(words.cut(text))


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_cutting_loses_nothing(text: str, names: list[str]) -> None:
    assert "".join(Words(Lexicon([])).cut(text, names)) == text


def test_threads_cut_alike(words: Words) -> None:
    texts = [REPORT + str(i) for i in range(12)]
    alone = [list(words.cut(t, [f"镇{i}"])) for i, t in enumerate(texts)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda x: list(words.cut(x[1], [f"镇{x[0]}"])), enumerate(texts))) == alone


def test_words_can_be_pickled(words: Words) -> None:
    again = pickle.loads(pickle.dumps(words))  # noqa: S301 - our own bytes
    assert list(again.cut(REPORT)) == list(words.cut(REPORT))


def test_jieba_neither_speaks_nor_writes(tmp_path: Path) -> None:
    code = (
        "from govextract.lexicon import Lexicon; from govextract.words import Words;"
        "print(list(Words(Lexicon([])).cut('镇里开会')))"
    )
    run = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-W", "error", "-c", code],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
    )
    assert run.stderr == b""
    assert list(tmp_path.iterdir()) == []


def test_no_dictionary_is_loaded_before_it_is_asked_for() -> None:
    code = (
        "import sys; from govextract.lexicon import Lexicon; from govextract.words import Words;"
        "Words(Lexicon([])); sys.exit('jieba' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter and code


# --- keywords --------------------------------------------------------------------------------------


def test_sections_have_keywords(words: Words) -> None:
    tree = words.keywords(segment(REPORT), REPORT)
    keywords = {s.heading: s.keywords for s in tree.sections}
    assert {"禁捕", "退捕", "渔网"} <= set(keywords["禁捕退捕"])
    assert {"消防", "消防安全", "灭火器"} <= set(keywords["消防安全"])
    assert keywords["灭火器"][0] == "灭火器"
    assert all(len(k) <= 5 for k in keywords.values())
    assert tree.paragraphs == segment(REPORT).paragraphs


def test_stop_words_and_names_are_no_keywords(words: Words) -> None:
    text = (
        "一、走访\n罗启航走访柳塘村，罗启航表示，各村要加强工作，加强领导，柳塘村要带头，柳塘村做好准备。\n"
    )
    found = {
        w for s in words.keywords(segment(text), text, ["罗启航", "柳塘村"]).sections for w in s.keywords
    }
    assert "走访" in found
    assert not found & {"罗启航", "柳塘村", "加强", "工作", "领导"}


def test_a_repeat_does_not_count_twice(words: Words) -> None:
    line = "11月3日，镇综合执法大队在柳河开展禁捕退捕执法巡查，清理地笼和渔网，劝阻违规垂钓者五名。\n"
    once = words.keywords(segment(line), line).sections[0].keywords
    assert words.keywords(segment(line * 2), line * 2).sections[0].keywords == once


def test_keywords_of_an_empty_text(words: Words) -> None:
    assert words.keywords(segment(""), "").sections[0].keywords == ()
