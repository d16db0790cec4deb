"""How the trained model of names is made and measured (models/ner): data, training, and the ways to use it."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

NER = Path(__file__).parents[1] / "models" / "ner"

pytestmark = pytest.mark.skipif(not NER.is_dir(), reason="models/ner is in the source tree only")

STEPS = 60
QUICK: dict[str, Any] = {
    "eval_frequency": STEPS,
    "batcher.size": 200,
    "optimizer.learn_rate": 0.005,
}


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Imports a script of models/ner by its name."""
    monkeypatch.syspath_prepend(NER)
    for script in NER.glob("*.py"):  # another folder's script of the same name may be loaded already
        monkeypatch.delitem(sys.modules, script.stem, raising=False)
    return importlib.import_module


def _tags(*pieces: tuple[str, str | None]) -> str:
    """Lines of a BMES file: each piece of the text with its label, or None."""
    out = []
    for text, label in pieces:
        for i, c in enumerate(text):
            place = "S" if len(text) == 1 else "B" if i == 0 else "E" if i == len(text) - 1 else "M"
            out.append(f"{c} {place}-{label}" if label else f"{c} O")
    return "\n".join(out) + "\n"


def test_labels_of_a_corpus_become_ours_and_the_others_unknown(part: Any, tmp_path: Path) -> None:
    text = "书记顾长宁到柳林县青石桥村看电影"
    labels = {
        "position": {"书记": [[0, 1]]},
        "name": {"顾长宁": [[2, 4]]},
        "address": {"柳林县青石桥村": [[6, 12]]},
        "movie": {"电影": [[14, 15]]},
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": text, "label": labels}) + "\n", encoding="utf-8")
    (sentence,) = part("corpora")._cluener(path)
    assert [(text[a:b], label) for a, b, label in sentence.spans] == [
        ("书记", "TITLE"),
        ("顾长宁", "PERSON"),
        ("青石桥村", "VILLAGE"),
    ]
    assert sentence.unknown == ((14, 16),)


def test_a_body_is_a_company_where_its_name_says_so(part: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.bmes"
    path.write_text(
        _tags(("顾长宁", "NAME"), ("任", None), ("云岭木业有限公司", "ORG"), ("董事", "TITLE"))
        + "\n"
        + _tags(("在", None), ("云岭县财政局", "ORG"), ("，", None), ("中国人民银行", "ORG")),
        encoding="utf-8",
    )
    first, second = part("corpora")._resume(path)
    assert [label for *_, label in first.spans] == ["PERSON", "COMPANY", "TITLE"]
    assert [(second.text[a:b], label) for a, b, label in second.spans] == [
        ("云岭县财政局", "ORG"),
        ("中国人民银行", "ORG"),
    ]


def test_text_is_read_backwards_with_its_length_kept(part: Any) -> None:
    import spacy
    from spacy.strings import get_string_id

    characters = part("characters")
    text = "３月1日，A村\u3000来客—完"
    doc = characters.backwards_doc(spacy.blank("zh").vocab, text)
    assert characters.alike(text) == "0月0日,A村_来客-完"
    assert [t.text for t in doc] == list(reversed(characters.alike(text)))
    assert doc[0].lemma == get_string_id("完-")


def test_only_what_the_rules_are_sure_of_and_nobody_objects_to_is_taught(part: Any) -> None:
    silver = part("silver")
    text = "镇长顾长宁到青石桥村和云岭木业看望黄望舒"
    seen = [
        silver.Seen(2, 5, "PERSON", True),
        silver.Seen(6, 10, "VILLAGE", True),
        silver.Seen(11, 15, "COMPANY", False),
    ]
    teacher = [[(2, 4, "PERSON"), (7, 10, "ORG"), (17, 20, "PERSON")]]
    (sentence,) = silver.agreed([(text, seen)], lambda _: teacher, "news")
    assert sentence.spans == ((6, 10, "VILLAGE"),)  # the corpora know no villages, and their opinion is none
    assert set(sentence.unknown) == {(2, 5), (2, 4), (11, 15), (17, 20)}


def test_other_villages_stand_where_those_stood(part: Any) -> None:
    corpora, silver = part("corpora"), part("silver")
    text = "顾长宁先到青石桥村，又到柳林社区，再回青石桥村。"
    spans = tuple(
        (i, i + len(name), label)
        for name, label, i in [
            ("顾长宁", "PERSON", 0),
            ("青石桥村", "VILLAGE", 5),
            ("柳林社区", "VILLAGE", 12),
            ("青石桥村", "VILLAGE", 19),
        ]
    )
    names = ["大柳树村", "新桥社区", "乌兰嘎查"]
    sentence = corpora.Sentence(text, spans, ((4, 5),), "news")
    copies = [c for seed in range(8) for c in silver.renamed([sentence], names, Random(seed))]  # noqa: S311 - no secret
    assert copies
    for copy in copies:
        assert copy.text == "顾长宁先到大柳树村，又到新桥社区，再回大柳树村。"
        assert [copy.text[a:b] for a, b, _ in copy.spans] == ["顾长宁", "大柳树村", "新桥社区", "大柳树村"]
        assert [copy.text[a:b] for a, b in copy.unknown] == ["到"]


def test_no_text_that_is_held_out_and_none_that_repeats_it_is_learnt_from(part: Any) -> None:
    silver = part("silver")
    held = silver.HELD_OUT.read_text(encoding="utf-8").split()[0]
    passage = "顾长宁强调，各村要把秋收和防火放在同样要紧的位置，挨家挨户说到。"
    news = [
        (held, "甲" + passage),
        ("a", passage + "乙"),
        ("b", "青石桥村的秋收已经过半。"),
        ("c", "另一篇。"),
    ]
    assert silver.unseen(news) == ["青石桥村的秋收已经过半。", "另一篇。"]


def _lessons(corpora: Any) -> list[Any]:
    """Thirty sentences of one kind: a post, a person, a village."""
    out = []
    for i in range(30):
        person = "顾叶沈黄钟"[i % 5] + "长宁望舒"[i % 4] + "谷平安"[i % 3]
        village = "青大新柳"[i % 4] + "石桥"[i % 2] + "村"
        text = f"镇长{person}到{village}走访。"
        a = 2 + len(person)
        spans = ((0, 2, "TITLE"), (2, a, "PERSON"), (a + 1, a + 1 + len(village), "VILLAGE"))
        out.append(corpora.Sentence(text, spans))
    return out


def test_a_model_learns_thirty_sentences_and_the_same_again_gives_the_same(part: Any, tmp_path: Path) -> None:
    import spacy

    build, lessons = part("build"), _lessons(part("corpora"))
    write = part("training_docs").write_names
    for name in ("both", "names-dev"):
        assert write(spacy.blank("zh"), lessons, tmp_path / f"{name}.spacy") == 30
    weights = []
    for name in ("once", "again"):
        build._train("ner.cfg", tmp_path, "both", "names-dev", name, max_steps=STEPS, **QUICK)
        weights.append((tmp_path / name / "ner" / "model").read_bytes())
    assert weights[0] == weights[1]

    text = lessons[7].text
    model = part("model").TrainedModel(tmp_path / "once")
    (names,) = model.names([text])
    assert [(text[n.start : n.end], n.label) for n in names] == [
        (text[a:b], label) for a, b, label in lessons[7].spans
    ]
    (chances,) = model.chances([text])
    assert set(names) <= set(chances)
    assert all(0 <= p <= 1 + 1e-6 for p in chances.values())


class FakeModel:
    """Sees one person, however often it is asked, and counts what it was shown."""

    def __init__(self, name: type, person: str) -> None:
        self.name, self.person, self.shown = name, person, 0

    def chances(self, texts: Sequence[str]) -> list[dict[Any, float]]:
        self.shown += sum(map(len, texts))
        found = [(t.find(self.person), t) for t in texts]
        return [{self.name(i, i + len(self.person), "PERSON"): 0.95} if i >= 0 else {} for i, _ in found]


def test_the_model_is_asked_only_where_the_rules_read_no_name(part: Any) -> None:
    measure = part("measure")
    rare = "一"  # which the rules take for no surname
    model = FakeModel(measure.Name, rare + "望舒")
    advised = measure.Advised(model)
    text = f"3月1日，镇长{rare}望舒到青石桥村走访。天气很好，稻子已经黄了。"
    found = {m.text: m for m in advised.parse(text).mentions if m.kind == "official"}
    assert list(found) == [rare + "望舒"]
    assert found[rare + "望舒"].value.titles == ("镇长",)
    assert 0 < model.shown < len(text)
    model.shown = 0
    assert [
        m.text for m in advised.parse("3月1日，镇长顾长宁到青石桥村走访。").mentions if m.kind == "official"
    ] == ["顾长宁"]
    assert model.shown == 0


def test_what_the_model_denies_goes_and_what_it_alone_is_sure_of_comes(part: Any) -> None:
    measure = part("measure")
    text = "到青石桥村和云岭木业，又到柳林社区"
    village = {"kind": "village", "start": 1, "end": 5, "text": "青石桥村", "rule": "village.suffix"}
    firm = {"kind": "enterprise", "start": 6, "end": 10, "text": "云岭木业", "rule": "enterprise.plain"}
    mentions = [{**village, "confidence": 0.97}, {**firm, "confidence": 0.8}]
    seen = {measure.Name(13, 17, "VILLAGE"): 0.99}
    assert [m["text"] for m in measure.denied(mentions, seen)] == ["青石桥村"]
    assert [m["text"] for m in measure.added(mentions, seen, text)] == ["青石桥村", "云岭木业", "柳林社区"]


def test_re_scoring_learns_what_separates_and_its_order_is_measured(part: Any) -> None:
    import numpy as np

    measure = part("measure")
    rows = np.array([[1.0, x] for x in (0.9, 0.8, 0.7, 0.3, 0.2, 0.1)])
    right = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    scores = rows @ measure.fit(rows, right)
    assert measure.auc(list(scores), [bool(r) for r in right]) == 1.0
    assert measure.auc([0.1, 0.9], [True, False]) == 0.0
    assert measure.auc([0.5, 0.5], [True, False]) == 0.5
