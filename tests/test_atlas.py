"""The finders look names up in the user's gazetteer, while a text of theirs is read."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from govextract import Extractor
from govextract.find.atlas import atlas, using
from govextract.gazetteer import Gazetteer

CSV = "省,市,县,乡镇,村\n湖南省,益阳市,岫川县,云栖镇,鹤见村\n"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def test_a_county_that_only_the_user_knows_begins_a_bodys_name(own: Path) -> None:
    text = "岫川税务局派员参加，岫川水务局随后到场。"
    ours, theirs = Extractor(gazetteer=own).parse(text), Extractor().parse(text)
    assert [m.text for m in ours.mentions if m.kind == "organisation"] == ["岫川税务局", "岫川水务局"]
    assert not [m for m in theirs.mentions if m.kind == "organisation"]


def test_it_is_the_built_in_one_outside_and_in_other_threads(own: Path) -> None:
    found: list[Gazetteer] = []
    with using(Gazetteer.open(own)):
        assert atlas().towns("云栖镇") and not Gazetteer.load().towns("云栖镇")
        thread = Thread(target=lambda: found.append(atlas()))
        thread.start()
        thread.join()
    assert found == [Gazetteer.load()]
    assert atlas() is Gazetteer.load()
