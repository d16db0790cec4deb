"""Every regular expression of the project: those of the lexicons, and those that the code compiles or calls.

Patterns written out in the code are read from its syntax tree; those that the code puts together are caught
when it runs: `python -m benchmarks.patterns` imports every module, parses the sample reports and prints them.
"""

from __future__ import annotations

import ast
import functools
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from govextract.lexicon import Lexicon

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "govextract"
PAGE = (
    "<html><body><h1>简报</h1><p>3月1日，副镇长到石桥村检查防火工作。</p><p>来源：镇政府办</p></body></html>"
)
# Patterns put together of words alone, or of one class of characters: nothing repeats in them.
HARMLESS = ("'|'.join(map(re.escape, ", "f\"[{''.join(map(chr, ")
CALLS = ("compile", "match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer")


SWEEPING = re.compile(r"[.](?:search|split|subn?|findall|finditer)[(]")


class Found(NamedTuple):
    """A pattern, its flags, and where it comes from (file:line or a lexicon entry's id)."""

    where: str
    pattern: str
    flags: int = 0

    @property
    def swept(self) -> bool:
        """Whether it is tried at every place of a text, not only where the code points."""
        return self.where not in _anchored()


def in_lexicons() -> list[Found]:
    return [Found(e.id, e.pattern) for e in Lexicon.load() if e.pattern is not None]


def in_code() -> tuple[list[Found], list[str]]:
    """The patterns of the code, and the places where one is put together that no run has shown."""
    written = [x for path in sorted(SOURCE.rglob("*.py")) for x in _call_sites(path)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.patterns"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    caught = [Found(*x) for x in json.loads(done.stdout)]
    places = {x.where for x in caught}
    # The lexicon check compiles the patterns of a user's file to judge them: there is none in the code.
    written = [x for x in written if not (isinstance(x, str) and x.startswith("vocabulary/"))]
    constants = [x for x in written if isinstance(x, Found)]
    return constants + caught, [x for x in written if isinstance(x, str) and x not in places]


def _call_sites(path: Path) -> Iterator[Found | str]:
    """Calls of the module re: the pattern where it is a constant, else the place."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[first, *_]) if (
                name in CALLS
            ):
                where = f"{path.relative_to(SOURCE).as_posix()}:{node.lineno}"
                if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    yield Found(where, _text(first.value))
                elif not ast.unparse(first).startswith(HARMLESS):
                    yield where


@functools.cache
def _anchored() -> frozenset[str]:
    """Where patterns are made that all of the code only matches at a given place."""
    code = {path: path.read_text(encoding="utf-8") for path in sorted(SOURCE.rglob("*.py"))}
    swept = {
        m[1] for text in code.values() for m in re.finditer(r"(\w+)(?:\[\w+\])?" + SWEEPING.pattern, text)
    }
    places = set()
    for path, text in code.items():
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=made):
                    pass
                case ast.keyword(arg=str(name), value=made):
                    pass
                case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="match" | "fullmatch")):
                    name, made = "", node
                case _:
                    continue
            if name not in swept:
                where = path.relative_to(SOURCE).as_posix()
                places |= {
                    f"{where}:{line}" for line in range(made.lineno, (made.end_lineno or made.lineno) + 1)
                }
    return frozenset(places)


def _text(pattern: str | bytes) -> str:
    """A pattern of bytes as the same pattern of the first 256 characters."""
    return pattern if isinstance(pattern, str) else pattern.decode("latin-1")


def _catch() -> list[Found]:
    """Run the program with the functions of re listening."""
    caught: dict[Found, None] = {}

    def listening(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(pattern: Any, *args: Any, **kwargs: Any) -> Any:
            frame = sys._getframe(1)
            path = Path(frame.f_code.co_filename)
            if isinstance(pattern, str | bytes) and path.is_relative_to(SOURCE):
                flags = kwargs.get("flags", args[0] if function is compile_ and args else 0)
                # A call over several lines counts as where its statement's first line stands.
                for line in _lines(path, frame.f_lineno):
                    caught[
                        Found(f"{path.relative_to(SOURCE).as_posix()}:{line}", _text(pattern), int(flags))
                    ] = None
            return function(pattern, *args, **kwargs)

        return call

    compile_ = re.compile
    for name in CALLS:
        setattr(re, name, listening(getattr(re, name)))
    govextract = importlib.import_module("govextract")
    for module in pkgutil.walk_packages(govextract.__path__, "govextract."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    extractor = govextract.Extractor()
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        extraction = extractor.parse(govextract.parse_file(path).text)
        extraction.to_json()
        extraction.to_frames()
    govextract.read.read_bytes(PAGE.encode(), "page.html")
    return list(caught)


@functools.cache
def _calls(path: Path) -> list[tuple[int, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(n.lineno, n.end_lineno or n.lineno) for n in ast.walk(tree) if isinstance(n, ast.Call)]


def _lines(path: Path, line: int) -> set[int]:
    return {a for a, b in _calls(path) if a <= line <= b} or {line}


if __name__ == "__main__":
    json.dump(_catch(), sys.stdout)
