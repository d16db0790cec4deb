"""The doctor: every line true, a remedy wherever something is missing, and a code that says whether it works."""

from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path

import pytest

from govextract import __version__, cli, doctor
from govextract.doctor import Check, checks
from govextract.messages import LANGS, Messages

Usage = namedtuple("Usage", "total used free")


def look(folder: Path = Path(), lang: str = "zh") -> dict[str, Check]:
    found = list(checks(Messages("zh" if lang == "zh" else "en"), folder))
    assert len({c.name for c in found}) == len(found)
    return {c.name: c for c in found}


@pytest.mark.parametrize("lang", LANGS)
def test_a_machine_on_which_the_tests_run_can_be_used(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "--lang", lang]) == cli.OK
    lines = capsys.readouterr().out.strip().split("\n")
    assert f"govextract {__version__}" in lines[0]
    assert lines[-1] == ("可以使用。" if lang == "zh" else "The program can be used.")


def test_whatever_is_not_ok_has_a_remedy(tmp_path: Path) -> None:
    for check in look(tmp_path / "不存在").values():
        assert bool(check.remedy) is (check.state != "ok"), check


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", str(tmp_path), "--format", "json", "--lang", "en"]) == cli.OK
    found = json.loads(capsys.readouterr().out)
    assert {"name", "state", "found", "remedy"} == set(found[0])
    assert {c["state"] for c in found} <= {"ok", "missing"}
    assert str(tmp_path) in next(c["found"] for c in found if c["name"] == "Folder for results")


def test_what_is_missing_but_not_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from govextract.read import office

    monkeypatch.setattr(office, "program", lambda: None)
    monkeypatch.setattr(doctor, "FONT_FILES", ())
    monkeypatch.setattr("shutil.which", lambda *_: None)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10, 9, 1))
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    found = look(tmp_path / "不存在")
    lost = {name for name, check in found.items() if check.state == "missing"}
    assert {
        "LibreOffice",
        "中文字体",
        "结果文件夹",
        "临时文件夹",
        "磁盘空间",
        "终端编码",
        "文件名编码",
    } <= lost
    assert not [check for check in found.values() if check.state == "failed"]
    assert "GOVEXTRACT_SOFFICE" in found["LibreOffice"].remedy


def test_extras_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [
        'py7zr>=1.0; extra == "7z"',
        'pyarrow>=17; extra == "parquet"',
        "rich>=13",
        'a-b>=1; extra == "more"',
    ]
    monkeypatch.setattr("importlib.metadata.requires", lambda _: wanted)
    monkeypatch.setattr(doctor, "_version", lambda name: None if name in {"py7zr", "a-b"} else "9.9")
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # there, but cannot be imported
    found = look()
    for extra in ("7z", "parquet", "more"):
        assert found[f"可选组件 {extra}"].state == "missing"
        assert f'pip install "govextract[{extra}]"' in found[f"可选组件 {extra}"].remedy
    assert found["必需的组件"].found == "rich 9.9"


def _no_parse(monkeypatch: pytest.MonkeyPatch) -> str:
    from govextract.pipeline import Extractor

    def broken(*_: object, **__: object) -> None:
        raise FileNotFoundError("gazetteer.bin")

    monkeypatch.setattr(Extractor, "__init__", broken)
    return "试解析"


def _old_python(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(doctor, "PYTHONS", ((4, 0), (5, 0)))
    return "Python"


def _old_sqlite(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 7, 17))
    return "SQLite"


def _no_package(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("importlib.metadata.requires", lambda _: ["no-such-package>=1", "rich>=13"])
    return "必需的组件"


def _no_temporary_folder(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("tempfile.gettempdir", lambda: "不存在的文件夹")
    return "临时文件夹"


@pytest.mark.parametrize("spoil", [_no_parse, _old_python, _old_sqlite, _no_package, _no_temporary_folder])
def test_what_it_cannot_do_without(
    spoil: Callable[[pytest.MonkeyPatch], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = spoil(monkeypatch)
    assert cli.main(["doctor"]) == cli.SOME_FAILED
    out = capsys.readouterr().out
    assert f"[有误] {name}：" in out
    assert out.strip().endswith(f"还不能使用，请先处理：{name}")
