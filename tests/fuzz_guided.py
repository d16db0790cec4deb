"""Inputs that coverage leads to: ``python -m tests.fuzz_guided SECONDS [FORMAT]``. Needs atheris (Apache-2.0).

The fuzzer keeps what reaches code that nothing before has reached, and goes on from there; half of its changes are
those of ``fuzz_readers``, which know packages of parts. What breaks a reader is left in the current folder.
"""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

atheris: Any = importlib.import_module("atheris")

with atheris.instrument_imports(include=["govextract.read"]):
    from tests.fuzz_readers import mutated, outcomes, seeds


def main() -> None:
    seconds, *formats = sys.argv[1:]
    good = {name: data for name, data in seeds().items() if not formats or name in formats}
    others = list(good.values())
    tried = 0

    def change(data: bytes, most: int, seed: int) -> bytes:
        rng = random.Random(seed)  # noqa: S311 - invents damage, no secrets
        if rng.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return mutated(data, rng, others)[:most]

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for form, data in good.items():
            (folder / "corpus" / form).write_bytes(data)

        def one(data: bytes) -> None:
            nonlocal tried
            tried += 1
            outcomes(data, folder / "x")

        options = [f"-max_total_time={seconds}", "-max_len=60000", "-timeout=60", "-rss_limit_mb=4000"]
        atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], one, custom_mutator=change)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
