"""The package as people install it: the wheel has every data file, and one version everywhere."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import govextract

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "govextract"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    pytest.importorskip("hatchling", reason="hatchling is not installed, the wheel cannot be built")
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    (path,) = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile) -> None:
    ours = {
        f"govextract/{p.relative_to(SOURCE).as_posix()}"
        for p in SOURCE.rglob("*")
        if p.is_file() and "__pycache__" not in p.parts
    }
    inside = set(wheel.namelist())
    assert ours <= inside
    assert "govextract/py.typed" in inside
    assert [n for n in inside if n.startswith("govextract/lexicons/") and n.endswith(".yaml")]


def test_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    assert {n.split("/")[0] for n in wheel.namelist()} == {
        "govextract",
        f"govextract-{govextract.__version__}.dist-info",
    }


def test_wheel_carries_licence_version_and_command(wheel: zipfile.ZipFile) -> None:
    info = f"govextract-{govextract.__version__}.dist-info"
    names = wheel.namelist()
    assert f"{info}/licenses/LICENSE" in names
    assert "Version: " + govextract.__version__ in wheel.read(f"{info}/METADATA").decode("utf-8")
    assert "govextract = govextract.cli:main" in wheel.read(f"{info}/entry_points.txt").decode("utf-8")


def test_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert govextract.__version__ == project["version"]
