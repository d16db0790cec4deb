"""Gold folders read, outputs read or made, and documents without any scored as all missed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from govextract.evaluate import total
from govextract.evaluate.gold import GoldError, extracted, load, predicted, score_all
from govextract.pipeline import Extractor
from tests.gold_samples import GOLD, RIGHT

SHARED = Path(__file__).parent.parent.parent / "shared" / "gold"


def folder(path: Path, **documents: Any) -> Path:
    path.mkdir()
    for name, document in documents.items():
        (path / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def test_documents_come_by_file_name(tmp_path: Path) -> None:
    gold = folder(tmp_path / "gold", b=GOLD | {"id": "b-1"}, a=GOLD | {"id": "a-1"})
    assert [d["id"] for d in load(gold)] == ["a-1", "b-1"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (None, "gold_empty"),
        ("{", "gold_unreadable"),
        ("[]", "gold_incomplete"),
        ('{"id": 1}', "gold_incomplete"),
    ],
)
def test_what_is_no_gold_is_told(tmp_path: Path, content: str | None, key: str) -> None:
    if content is not None:
        (tmp_path / "x.json").write_text(content, encoding="utf-8")
    with pytest.raises(GoldError) as e:
        load(tmp_path)
    assert e.value.key == key


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError) as e:
        load(tmp_path / "no")
    assert e.value.key == "gold_no_folder"


def test_predictions_are_read_by_id_and_a_missing_one_scores_as_all_missed(tmp_path: Path) -> None:
    out = folder(tmp_path / "out", **{"own-1": RIGHT})
    scored = list(score_all([GOLD, GOLD | {"id": "own-2"}], predicted(out)))
    assert [s.failure is None for s in scored] == [True, False]
    assert "own-2" in str(scored[1].failure)
    row = total(s.rows for s in scored)["official span"]
    assert (row.right, row.out, row.gold) == (1, 1, 2)
    assert [s.source for s in scored] == ["own", "own"]


def test_an_output_whose_mention_is_not_the_text_is_no_output(tmp_path: Path) -> None:
    wrong = RIGHT | {"mentions": [RIGHT["mentions"][1] | {"text": "松年"}]}
    (scored,) = score_all([GOLD], lambda _: wrong)
    assert scored.failure
    assert "is not the text" in scored.failure
    assert scored.output == {}


def test_the_program_s_own_output_takes_the_document_s_day() -> None:
    document = GOLD | {"date": "2022-05-10"}
    (scored,) = score_all([document], extracted(Extractor()))
    assert scored.failure is None
    assert scored.output["document"]["published"] == "2022-05-10"
    assert scored.rows["date value"].f1 == 1.0


@pytest.mark.skipif(not SHARED.exists(), reason="the gold documents are not beside this checkout")
def test_scores_of_the_gold_are_the_scorer_s_to_the_digit(tmp_path: Path) -> None:
    documents = load(SHARED / "dev")
    scored = list(score_all(documents, extracted(Extractor())))
    assert not [s.failure for s in scored if s.failure]
    for s in scored:
        (tmp_path / f"{s.id}.json").write_text(json.dumps(s.output), encoding="utf-8")
    command = [
        sys.executable,
        str(SHARED / "score.py"),
        str(SHARED / "dev"),
        "--pred",
        str(tmp_path),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, encoding="utf-8")  # noqa: S603
    theirs = {
        name: (r["p"], r["r"], r["f1"], r["gold"], r["out"])
        for name, r in json.loads(done.stdout)["scores"].items()
    }
    ours = {
        name: (round(r.precision, 4), round(r.recall, 4), round(r.f1, 4), r.gold, r.out)
        for name, r in total(s.rows for s in scored).items()
    }
    assert ours == theirs
