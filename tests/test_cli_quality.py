"""The commands evaluate, diff, lexicon check and lexicon list, and parse --show uncovered, from outside."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from govextract import cli
from tests.gold_samples import GOLD, RIGHT, TEXT, day


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with gold, outputs, a report and lexicons in it; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOVEXTRACT_LANG", raising=False)
    wrong = RIGHT | {"mentions": [*RIGHT["mentions"][:3], day(17, 21, "2021-05-04")]}
    for name, documents in {
        "gold": {"own-1": GOLD, "own-2": GOLD | {"id": "own-2"}},
        "out": {"own-1": RIGHT, "own-2": wrong},
    }.items():
        Path(name).mkdir()
        for key, document in documents.items():
            Path(name, f"{key}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    Path("报告.txt").write_text(f"{TEXT}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], folder: Path) -> Run:
    return Run(capsys)


class Run:
    """Runs the program in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """What the program prints on standard output, or on standard error where it fails."""
        assert cli.main(arguments) == code
        out, err = self.capsys.readouterr()
        return out if not code or out else err


# --- evaluate -------------------------------------------------------------------------------------


def test_evaluate_scores_the_program_or_a_folder_of_outputs(run: Run) -> None:
    own = json.loads(run("evaluate", "gold", "--format", "json"))
    assert (own["documents"], own["failed"]) == (2, [])
    data = json.loads(run("evaluate", "gold", "--pred", "out", "--format", "json"))
    assert data["scores"]["date value"]["f1"] == 0.75
    assert "0.7500" in run("evaluate", "gold", "--pred", "out")


def test_errors_alone_are_those_of_all_rows(run: Run) -> None:
    arguments = ("evaluate", "gold", "--pred", "out", "--format", "json")
    every = json.loads(run(*arguments, "--errors"))["errors"]
    assert [(e["document"], e["row"], e["cause"]) for e in every] == [("own-2", "date value", "wrong_value")]
    assert (
        json.loads(run("evaluate", "--errors", "gold", "--pred", "out", "--format", "json"))["errors"]
        == every
    )
    assert json.loads(run(*arguments, "--errors", "date"))["errors"] == every
    assert json.loads(run(*arguments, "--errors", "village span"))["errors"] == []
    assert "errors" not in json.loads(run(*arguments))


def test_evaluate_by_group_and_confidence(run: Run) -> None:
    table = list(
        csv.DictReader(
            io.StringIO(run("evaluate", "gold", "--pred", "out", "--per", "document", "--format", "csv"))
        )
    )
    assert {x["group"] for x in table} == {"", "own-1", "own-2"}
    table = list(
        csv.DictReader(
            io.StringIO(run("evaluate", "gold", "--pred", "out", "--calibration", "--format", "csv"))
        )
    )
    assert table[-1]["kind"] == "sure"
    english = run("evaluate", "gold", "--pred", "out", "--per", "source", "--calibration", "--lang", "en")
    assert "Confidence and truth" in english


def test_documents_without_output_are_told(run: Run) -> None:
    Path("out/own-2.json").unlink()
    out = run("evaluate", "gold", "--pred", "out", "--format", "json", code=3)
    assert len(json.loads(out)["failed"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none"], "none 不存在"),
        (["out"], "缺少 id"),
        (["gold", "--pred", "none"], "none 不存在"),
        (["gold", "--per", "year"], "--per 只能是以下之一"),
        (["gold", "--errors", "--calibration", "--format", "csv"], "--errors 与 --calibration"),
    ],
)
def test_wrong_use_of_evaluate(run: Run, arguments: list[str], words: str) -> None:
    assert words in run("evaluate", *arguments, code=2)


# --- diff -----------------------------------------------------------------------------------------


def test_diff_of_two_runs(run: Run) -> None:
    run("parse", "报告.txt", "--format", "json", "--out", "a.json")
    Path("own.yaml").write_text(
        "entries:\n- {id: my.s, category: stop_word, forms: 石桥村}\n", encoding="utf-8"
    )
    run("parse", "报告.txt", "--lexicon", "own.yaml", "--out", "b.jsonl")
    assert "没有差别" in run("diff", "a.json", "a.json")
    shown = run("diff", "a.json", "b.jsonl")
    assert "石桥村" in shown
    assert "减少 1" in shown
    data = json.loads(run("diff", "a.json", "b.jsonl", "--format", "json"))
    assert ("lost", "village", "石桥村") in [(d["change"], d["record"], d["text"]) for d in data]
    table = list(csv.DictReader(io.StringIO(run("diff", "a.json", "b.jsonl", "--format", "csv"))))
    assert len(table) == len(data)
    assert "own-1" in run("diff", "gold", "a.json")  # gold documents have mentions and events too
    Path("x.json").write_text("{}", encoding="utf-8")
    assert "no output of govextract" in run("diff", "x.json", "a.json", "--lang", "en", code=2)
    assert "none 不存在" in run("diff", "none", "a.json", code=2)


# --- parse --show uncovered ------------------------------------------------------------------------


def test_uncovered_sentences_in_every_form(run: Run) -> None:
    Path("my.yaml").write_text(
        "entries:\n- {id: my.s, category: stop_word, forms: 石桥村}\n", encoding="utf-8"
    )
    ask = ("parse", "报告.txt", "--lexicon", "my.yaml", "--show", "uncovered")
    shown = run(*ask, "--format", "table")
    assert "可能遗漏的句子 1" in shown
    data = json.loads(run(*ask, "--format", "json"))
    (sentence,) = data["uncovered"]
    assert sentence["text"] == TEXT
    assert ("village", "村") in [(s["reason"], s["text"]) for s in sentence["signs"]]
    assert json.loads(run(*ask)) == data  # a line of JSON in a pipe
    several = json.loads(run("parse", "报告.txt", "报告.txt", *ask[2:], "--format", "json"))
    assert several == [data, data]
    table = list(csv.DictReader(io.StringIO(run(*ask, "--format", "csv"))))
    assert {x["reason"] for x in table} >= {"village"}
    assert not run(*ask, "--out", "missed.csv")
    assert Path("missed.csv").read_text(encoding="utf-8").startswith("document,start,end,text")
    assert "--show uncovered" in run(*ask, "--format", "xlsx", "--out", "x.xlsx", code=2)
    Path("短.txt").write_text("天气晴好。", encoding="utf-8")
    assert "没有遗漏" in run("parse", "短.txt", "--show", "uncovered", "--format", "table")


# --- lexicon --------------------------------------------------------------------------------------


def test_lexicon_check(run: Run) -> None:
    Path("my.yaml").write_text(
        "category: title\nentries:\n  - {id: my.a, forms: 湾长, example: 湾长到场}\n", encoding="utf-8"
    )
    assert run("lexicon", "check", "my.yaml") == "my.yaml: 没有错误：词条 1 个，词 1 个。\n"
    Path("bad.yaml").write_text("category: titel\nentries:\n  - {id: my.a, forms: 湾长}\n", encoding="utf-8")
    shown = run("lexicon", "check", "my.yaml", "bad.yaml", "--lang", "en", code=2)
    assert "bad.yaml:3: my.a: there is no category titel; perhaps title?" in shown
    assert "bad.yaml: 1 mistakes" in shown
    assert "打不开" in run("lexicon", "check", "none.yaml", code=2)
    assert "titel" in run("parse", "报告.txt", "--lexicon", "bad.yaml", code=2)


def test_lexicon_list(run: Run) -> None:
    shown = run("lexicon", "list")
    assert "village_name" in shown
    assert "公职的职务名" in shown
    assert "speaker_before" not in shown
    assert "speaker_before" in run("lexicon", "list", "--all")
    page = run("lexicon", "list", "trigger", "--lang", "en")
    assert "the name of an occasion" in page
    assert "action.meeting.event" in page
    assert "您是不是要用 title" in run("lexicon", "list", "titel", code=2)
    Path("my.yaml").write_text("category: title\nentries:\n  - {id: my.a, forms: 湾长}\n", encoding="utf-8")
    assert "my.a  （您的）" in run("lexicon", "list", "title", "--lexicon", "my.yaml")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "command", [["evaluate"], ["diff"], ["lexicon"], ["lexicon", "check"], ["lexicon", "list"]], ids=" ".join
)
def test_help(run: Run, lang: str, command: list[str]) -> None:
    shown = run(*command, "--help", "--lang", lang)
    assert f"govextract {' '.join(command)}" in shown
    assert ("用法" if lang == "zh" else "Usage") in shown
    assert "--lang zh|en" in shown
