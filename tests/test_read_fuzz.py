"""Any bytes, and sound files with damage, through every reader: a document or a ReadError, nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz_readers import SECONDS, mutated, outcomes, seeds, spent

SEEDS = seeds()
QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


def check(data: bytes, path: Path) -> None:
    start = spent()
    assert outcomes(data, path)
    assert spent() - start < SECONDS, "a reader did not keep its time"


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_sound_files_are_read(name: str, tmp_path: Path) -> None:
    assert not {"damaged", "binary", "undecodable"} & set(outcomes(SEEDS[name], tmp_path / "x"))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", sorted(SEEDS))
@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(seed=st.integers(0, 2**32))
def test_damaged_files(name: str, seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311 - invents damage, no secrets
    check(mutated(SEEDS[name], rng, list(SEEDS.values())), tmp_path / "x")


STARTS = [
    b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-1.7\n", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh91AY&SY",
    b"\xfd7zXZ\x00", b"<html>", b'{"text": "', b"[{\"", b"\xff\xfe", "标题,正文\n".encode(),
]  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=QUIET)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=600))
def test_any_bytes(start: bytes, rest: bytes, tmp_path: Path) -> None:
    check(start + rest, tmp_path / "x")


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(st.text(alphabet='<>/ab="p div table 镇党委\n&;#x', max_size=400))
def test_any_markup(tmp_path: Path, markup: str) -> None:
    check(f"<html>{markup}".encode(), tmp_path / "x")
