"""What clauses are about: vectors of pairs of characters, their sums, and how they are made."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govextract.weigh import meaning
from govextract.weigh.meaning import Contexts, Meanings, pack, pairs_of, unpack
from tests.test_weigh import shown

EVENTS = Path(__file__).parents[1] / "models" / "events"
TEXT = "11月3日，镇里植树。下午检查水库。\n晚上植树，看戏。\n"


def number(pair: str) -> int:
    return (ord(pair[0]) << 16) | ord(pair[1])


def small() -> Meanings:
    pairs = sorted(map(number, ("植树", "检查", "水库", "看戏")))
    vectors = {"植树": (1, 0, 0), "检查": (0, 1, 0), "水库": (0, 0.5, 0.5), "看戏": (0, 0, 1)}
    return Meanings(
        np.array(pairs, np.uint32),
        np.array([vectors[chr(p >> 16) + chr(p & 0xFFFF)] for p in pairs], np.float32),
    )


def test_a_pair_is_two_characters_and_rare_planes_are_none() -> None:
    assert pairs_of("植树").tolist() == [number("植树")]
    assert pairs_of("树𠮷树").tolist() == [0, 0]
    assert pairs_of("树").tolist() == []


def test_a_clause_is_about_its_pairs_and_what_stands_around_it() -> None:
    view = shown(TEXT)[0]
    said = [view.text[u.start : u.end].strip("，。\n") for u in view.units]
    planted, checked, again, watched = (
        said.index(x) for x in ("镇里植树", "下午检查水库", "晚上植树", "看戏")
    )
    rows = Contexts(view, small()).of([checked]).reshape(meaning.SPANS, 3)
    both = np.array([0, 1.5, 0.5])
    here = both / np.linalg.norm(both)
    assert np.allclose(rows[0], here, atol=1e-6)
    assert np.allclose(rows[1], [1, 0, 0])
    assert np.allclose(rows[2], [1, 0, 0])
    paragraph = here + np.array([1, 0, 0])
    assert np.allclose(rows[3], paragraph / np.linalg.norm(paragraph), atol=1e-6)
    page = paragraph + np.array([1, 0, 1])
    assert np.allclose(rows[4], page / np.linalg.norm(page), atol=1e-6)
    edges = Contexts(view, small()).of([0, watched])
    assert not edges[0].reshape(meaning.SPANS, 3)[1].any()  # nothing before the first
    assert not edges[1].reshape(meaning.SPANS, 3)[2].any()  # nor behind the last
    assert planted < checked < again < watched


def test_a_long_page_is_read_in_pieces_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    view = shown(TEXT)[0]
    units = list(range(len(view.units)))
    weights = np.arange(2 * 3 * meaning.SPANS, dtype=np.float32).reshape(2, -1)
    whole = Contexts(view, small()).odds(units, weights)
    monkeypatch.setattr(meaning, "_AT_ONCE", 2)
    assert np.allclose(Contexts(view, small()).odds(units, weights), whole)


def test_vectors_lose_little_in_the_file() -> None:
    known = small()
    again = unpack(pack(known))
    assert np.array_equal(again.pairs, known.pairs)
    assert np.allclose(again.vectors, known.vectors, atol=0.01)


def test_the_packages_own_vectors_know_what_goes_together() -> None:
    known = meaning.builtin()

    def like(a: str, b: str) -> float:
        x, y = (known.vectors[int(np.searchsorted(known.pairs, number(w)))] for w in (a, b))
        return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))

    assert like("植树", "造林") > like("植树", "签约")
    assert like("走访", "慰问") > like("走访", "造林")


@pytest.mark.skipif(not EVENTS.is_dir(), reason="models/events is in the source tree only")
def test_pairs_in_the_same_company_get_vectors_close_together(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    monkeypatch.syspath_prepend(EVENTS)
    made: Any = importlib.import_module("meanings")
    texts = []
    for who in "甲乙丙丁":
        texts += [
            f"{who}村春天植树绿化荒山。",
            f"{who}村春天造林绿化荒山。",
            f"{who}厂夜里停电影响生产。",
        ] * 5
    found = made.meanings(texts)
    again = made.meanings(texts)
    assert np.array_equal(found.vectors, again.vectors)
    at = {int(p): v for p, v in zip(found.pairs, found.vectors, strict=True)}

    def like(a: str, b: str) -> float:
        x, y = at[number(a)], at[number(b)]
        return float(x @ y / (np.linalg.norm(x) * np.linalg.norm(y)))

    assert like("植树", "造林") > like("植树", "停电")
