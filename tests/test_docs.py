"""The pages are true: generated ones are fresh, and every command and snippet runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import govextract
from govextract import cli, records
from govextract.lexicon import Lexicon
from govextract.messages import LANGS, Messages
from govextract.records import Record
from govextract.vocabulary.categories import categories

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.en.md", *sorted((ROOT / "docs").glob("*.md"))]


class Block(NamedTuple):
    language: str
    exit_code: int
    text: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page; the info string is a language and perhaps ``exit=2``."""
    found = re.findall(
        r"^```(\w*)(?: exit=([0-9]+))?\n(.*?)^```$", page.read_text(encoding="utf-8"), re.M | re.S
    )
    return [Block(language, int(code or 0), text) for language, code, text in found]


def environment() -> dict[str, str]:
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": programs, "PYTHONUTF8": "1"}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_and_snippet_runs(page: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    for block in blocks(page):
        assert block.language in {"bash", "python", "yaml", "text"}, "say what a block holds"
        if block.language == "yaml":
            name = re.match(r"# ([\w.-]+)\n", block.text)
            assert name, "a YAML block begins with the name of its file"
            (tmp_path / name[1]).write_text(block.text, encoding="utf-8")
        elif block.language == "python":
            _done([sys.executable, "-c", block.text], tmp_path, 0)
        elif block.language == "bash" and block.text.startswith("make "):
            _done(["make", "--dry-run", *shlex.split(block.text)[1:]], ROOT, 0)
        elif block.language == "bash":
            _done(["bash", "-euo", "pipefail", "-c", block.text], tmp_path, block.exit_code)


def _done(command: list[str], folder: Path, code: int) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == code, f"{command[-1]}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr


def test_generated_pages_are_fresh() -> None:
    _done([sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], ROOT, 0)


def test_every_record_of_the_output_is_explained() -> None:
    page = (ROOT / "docs" / "records.md").read_text(encoding="utf-8")
    inner = {"Document", "Sentence", "Paragraph", "Tree", "Trigger", "Context"}  # never leave the program
    for name, model in vars(records).items():
        if (
            isinstance(model, type)
            and issubclass(model, Record)
            and model is not Record
            and name not in inner
        ):
            assert f"\n## {name}\n" in page, name


def test_links_and_pictures_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_pictures_are_small() -> None:
    for picture in (ROOT / "docs").rglob("*.png"):
        assert picture.stat().st_size <= 200_000, picture.name


def test_categories_and_commands_named_in_the_pages_exist() -> None:
    known = {entry.category for entry in Lexicon.load()} | set(categories())
    table = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("## 常用类别")[1].split("\n## ")[0]
    first_cells = [line.split("|")[1] for line in table.split("\n") if line.startswith("| `")]
    named = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} - {"category"}
    assert len(named) >= 10
    assert named <= known


COMMANDS = (
    "govextract", "parse", "explain", "evaluate", "diff", "lexicon", "lexicon check", "lexicon list", "demo", "doctor",
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_examples_in_the_help_run(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = Messages("zh" if lang == "zh" else "en")
    report = ROOT / "data" / "raw" / "street-inspection.txt"
    for name in ("报告", "一月", "二月", "report", "january", "february"):
        shutil.copy(report, tmp_path / f"{name}.txt")
    for name in ("答案", "gold"):
        shutil.copytree(ROOT / "tests" / "expected", tmp_path / name)
    for name in ("旧", "新", "old", "new"):
        (tmp_path / f"{name}.jsonl").write_text(govextract.parse("3月2日开会。").to_json(), encoding="utf-8")
    for name in ("我的词", "my"):
        words = "entries:\n- {id: my.own, category: title, forms: 湾长, example: 湾长到场}\n"
        (tmp_path / f"{name}.yaml").write_text(words, encoding="utf-8")
    texts = [messages.help(name) for name in COMMANDS]
    lines = [x.strip() for text in texts for x in text.split("\n") if x.startswith("  ")]
    examples = [re.split(r"\s{3,}", x)[0] for x in lines]
    assert len(examples) >= 10
    for i, example in enumerate(examples):
        folder = tmp_path / str(i)
        folder.mkdir()
        for path in tmp_path.glob("*.*"):
            shutil.copy(path, folder)
        for name in ("答案", "gold"):
            shutil.copytree(tmp_path / name, folder / name)
        program, *arguments = shlex.split(example)
        if program == "govextract":
            monkeypatch.chdir(folder)
            assert cli.main(arguments) == cli.OK, example
        else:  # something piped into it
            _done(["bash", "-euo", "pipefail", "-c", example], folder, 0)


def test_both_readmes_say_the_same() -> None:
    chinese, english = (blocks(ROOT / name) for name in ("README.md", "README.en.md"))
    assert [b.language for b in chinese] == [b.language for b in english]
    heads = [
        re.findall(r"^#+ ", (ROOT / n).read_text(encoding="utf-8"), re.M)
        for n in ("README.md", "README.en.md")
    ]
    assert heads[0] == heads[1]


def test_exit_codes_in_the_readmes_are_those_of_the_program() -> None:
    codes = [cli.OK, cli.BUG, cli.WRONG_USE, cli.SOME_FAILED, cli.NONE_READ, cli.INTERRUPTED]
    for name in ("README.md", "README.en.md"):
        table = re.findall(r"^\| ([0-9]+) \|", (ROOT / name).read_text(encoding="utf-8"), re.M)
        assert [int(x) for x in table] == codes
