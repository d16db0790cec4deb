"""Memory and cold start, each measured in processes of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Peak resident memory of a process after each step, in MB; ru_maxrss is in KB, on macOS in bytes.
MEMORY = """
import json, resource, sys
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
out = {"bare interpreter": peak()}
from benchmarks.texts import corpora
texts = next(iter(corpora(1_000_000).values()))
out["with the texts to parse"] = peak()
from govextract import Extractor
extractor = Extractor()
out["extractor built"] = peak()
extractor.parse(texts[0])
out["first text parsed"] = peak()
for text in texts:
    extractor.parse(text)
out["1,000,000 characters parsed"] = peak()
print(json.dumps(out))
"""
JIEBA = """
import json, resource, sys
import jieba
jieba.initialize()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))
"""
PARSE = "import govextract; govextract.parse('3月1日，镇长到村里检查。')"


def _run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def memory() -> dict[str, float]:
    """Peak memory in MB, step by step."""
    steps: dict[str, float] = json.loads(_run(MEMORY))
    return steps | {"jieba with its dictionary, alone": float(_run(JIEBA))}


def starts(repeats: int = 5) -> dict[str, float]:
    """Median wall seconds from nothing to done, in processes that start afresh."""
    script = str(Path(sys.executable).with_name("govextract"))
    commands = {
        "bare interpreter": [sys.executable, "-c", "pass"],
        "govextract --version": [script, "--version"],
        "import govextract": [sys.executable, "-c", "import govextract"],
        "import and parse one sentence": [sys.executable, "-c", PARSE],
        "import jieba and load its dictionary": [sys.executable, "-c", "import jieba; jieba.initialize()"],
        "import pandas": [sys.executable, "-c", "import pandas"],
    }
    return {
        name: statistics.median(_wall(command) for _ in range(repeats)) for name, command in commands.items()
    }


def _wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start
