"""Memory and cold start, each measured in processes of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The peak resident memory of a process in MB. Where /proc tells it, it is read there: ru_maxrss (KB, on macOS
# bytes) remembers the parent's peak too.
PEAK = """
import json, resource, sys
from pathlib import Path
def peak():
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM")) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
"""
MEMORY = """
out = {"bare interpreter": peak()}
from govextract import Extractor
extractor = Extractor()
out["extractor built"] = peak()
extractor.parse("3月1日，镇长到村里检查。")
out["first sentence parsed"] = peak()
texts = json.loads(sys.stdin.read())
for text in texts:
    extractor.parse(text)
out[f"{sum(map(len, texts)):,} characters parsed"] = peak()
print(json.dumps(out))
"""
JIEBA = """
import jieba
jieba.initialize()
print(peak())
"""
PARSE = "import govextract; govextract.parse('3月1日，镇长到村里检查。')"


def run(code: str, given: str = "") -> str:
    """What a Python program prints that begins with ``PEAK``."""
    command = [sys.executable, "-c", PEAK + code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, input=given, text=True).stdout


def memory(texts: list[str]) -> dict[str, float]:
    """Peak memory in MB, step by step, the last over the texts."""
    steps: dict[str, float] = json.loads(run(MEMORY, json.dumps(texts)))
    return steps | {"jieba with its dictionary, alone": float(run(JIEBA))}


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
