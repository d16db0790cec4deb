"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from govextract.lexicon import read_entries

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "govextract"
MODULES = sorted(SOURCE.rglob("*.py"))

# The clock, chance and line breaks at ten characters: what may not be called, by its last two names.
FORBIDDEN_CALLS = {
    "datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.time_ns",
    "time.localtime", "uuid.uuid1", "uuid.uuid4",
}  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert path.read_text(encoding="utf-8").count("\n") <= 400


def test_no_module_is_a_drawer_for_everything() -> None:
    assert not [name(p) for p in MODULES if p.stem in {"utils", "util", "helpers", "common", "misc"}]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_clock_no_chance_no_splitlines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [n.func for n in ast.walk(tree) if isinstance(n, ast.Call)]
    assert not [f.lineno for f in called if isinstance(f, ast.Attribute) and f.attr == "splitlines"]
    dotted = [".".join(ast.unparse(f).split(".")[-2:]) for f in called]
    assert not [d for d in dotted if d in FORBIDDEN_CALLS]
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert not imported & {"random", "secrets"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_patterns_in_code_name_their_digits_and_boundaries(path: Path) -> None:
    r"""\d matches ３ and other digits of the world, \b is no boundary beside Chinese."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    docstrings = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    assert not [n.lineno for n in strings if id(n) not in docstrings and re.search(r"\\[dDbB]", str(n.value))]


@pytest.mark.parametrize("path", sorted((SOURCE / "lexicons").glob("*.yaml")), ids=name)
def test_patterns_in_lexicons_name_their_digits_and_boundaries(path: Path) -> None:
    entries = read_entries(path.read_text(encoding="utf-8"), path.name)
    assert not [e.id for e in entries if e.pattern and re.search(r"\\[dDbB]", e.pattern)]


def tracked() -> list[Path]:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git checkout: the list of tracked files is not known")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return [ROOT / x for x in listed.stdout.split("\0") if x and (ROOT / x).is_file()]


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    machine = re.compile(r"(?<![\w.~}])/(?:home|root|work|Users|opt|mnt|srv)/[\w.]")
    registry = re.compile(
        r"pypi\.org|pythonhosted|(?:extra-)?index-url|find-links|[a-z]+://[^\s/]*(?:mirror|registry)", re.I
    )
    found = []
    for path in tracked():
        if path == Path(__file__):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a weight file, a sample in another encoding
        found += [f"{name(path)}: {m[0]}" for pattern in (machine, registry) for m in pattern.finditer(text)]
    assert not found


def test_locked_requirements_all_carry_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = re.split(r"\n(?=[a-z])", path.read_text(encoding="utf-8"))
        pinned = [b for b in blocks if not b.startswith("#")]
        assert pinned
        assert not [b.split()[0] for b in pinned if "==" not in b or "--hash=sha256:" not in b]
