"""A user's own places."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from govextract import Extractor
from govextract.cli import main
from govextract.gazetteer import Gazetteer
from govextract.gazetteer_paths import GazetteerError

ROWS = """province,prefecture,county,town,village,code
湖南省,益阳市,沅江市,新星镇,云岭村,430981999201
湖南省,新河市,东沅县,,,439921
湖南省,益阳市,沅江市,草尾镇,云岭村,
"""


@pytest.fixture
def places(tmp_path: Path) -> Path:
    file = tmp_path / "places.csv"
    file.write_text(ROWS, encoding="utf-8")
    return file


def test_places_are_added_and_the_others_stay(places: Path) -> None:
    own, built_in = Gazetteer.open(places), Gazetteer.load()
    (county,) = own.find("东沅县")
    assert (county.path, county.code) == ("湖南省新河市东沅县", "439921")
    assert [p.path for p in own.find("东沅")] == ["湖南省新河市东沅县"]
    villages = own.find("云岭村", within=own.find("沅江市")[0])
    assert [(p.town, p.code) for p in villages] == [("草尾镇", "430981"), ("新星镇", "430981999201")]
    for name in ("太平村", "石桥村", "城关镇", "鼓楼区", "沅江"):
        assert own.find(name) == built_in.find(name)
    town = own.parse_path("湖南省沅江市草尾镇")
    assert town is not None
    assert len(own.children(town)) == len(built_in.children(town)) + 1


def test_a_pickle_has_them(places: Path) -> None:
    copy = pickle.loads(pickle.dumps(Gazetteer.open(places)))  # noqa: S301 - our own
    assert copy.find("东沅县")[0].code == "439921"


def test_a_report_is_read_with_them(places: Path) -> None:
    text = "东沅县工作简报\n我县召开推进会。"
    x = Extractor(gazetteer=places).parse(text)
    assert [r.means for r in x.references if r.text == "我县"] == ["湖南省新河市东沅县"]
    assert not [r for r in Extractor().parse(text).references if r.text == "我县"]


@pytest.mark.parametrize(
    ("content", "line", "key"),
    [
        (b"", 0, "gazetteer_empty"),
        ("名称,代码\n草尾镇,1\n".encode(), 1, "gazetteer_heading"),
        ("province,county\n,东沅县\n".encode(), 2, "gazetteer_province"),
        ("省,县\n湖南省,东沅县\n".encode("gb18030"), 0, "gazetteer_encoding"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes, line: int, key: str) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    with pytest.raises(GazetteerError) as e:
        Gazetteer.open(file)
    assert (e.value.line, e.value.key) == (line, key)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--jurisdiction", "无此县"], "无此县"),
        (["--jurisdiction", "鼓楼区"], "江苏省徐州市鼓楼区"),
        (["--gazetteer", "nowhere.csv"], "nowhere.csv"),
    ],
)
def test_wrong_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("我镇召开推进会。", encoding="utf-8")
    assert main(["parse", str(report), *options, "--format", "json"]) == 2
    assert said in capsys.readouterr().err
