"""Places by name: levels, codes, short and former names, paths, villages; and the script that makes them."""

from __future__ import annotations

import importlib.util
import pickle
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govextract.gazetteer import COUNTY, PREFECTURE, TOWN, Gazetteer
from govextract.records import Place

SCRIPT = Path(__file__).parent.parent / "models" / "gazetteer" / "build.py"
ZHIJIANG = "湖北省宜昌市枝江市"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def paths(places: tuple[Place, ...]) -> list[str]:
    return [p.path for p in places]


def test_it_goes_from_the_province_to_the_village(gazetteer: Gazetteer) -> None:
    depths = gazetteer.depths
    assert depths.count(0) == 34
    assert depths.count(PREFECTURE) > 330
    assert depths.count(COUNTY) > 3000
    assert depths.count(TOWN) > 40_000
    place = gazetteer.find("问安镇")[0]
    assert (place.province, place.prefecture, place.county, place.town) == (
        "湖北省",
        "宜昌市",
        "枝江市",
        "问安镇",
    )
    assert len(gazetteer.children(place)) > 5
    assert all(v.town == "问安镇" and v.village for v in gazetteer.children(place))


def test_codes_down_to_the_county(gazetteer: Gazetteer) -> None:
    assert [gazetteer.find(n)[0].code for n in ("湖北省", "宜昌市", "枝江市")] == [
        "420000",
        "420500",
        "420583",
    ]
    assert gazetteer.find("问安镇")[0].code == gazetteer.find("枝江市")[0].code  # of its county


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("枝江", ZHIJIANG),
        ("内蒙古", "内蒙古自治区"),
        ("达旗", "内蒙古自治区鄂尔多斯市达拉特旗"),
        ("长沙", "湖南省长沙市"),
        ("襄樊市", "湖北省襄阳市"),
        ("襄樊", "湖北省襄阳市"),
        ("宣武区", "北京市西城区"),
        ("寿光县", "山东省潍坊市寿光市"),
    ],
)
def test_short_and_former_names(gazetteer: Gazetteer, name: str, path: str) -> None:
    assert paths(gazetteer.find(name)) == [path]


def test_a_name_of_several_places_gives_them_all(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.find("太平镇")) > 20
    assert {p.prefecture for p in gazetteer.find("鼓楼区", "county")} == {
        "南京市",
        "徐州市",
        "福州市",
        "开封市",
    }
    county = gazetteer.find("始兴县")[0]
    assert paths(gazetteer.find("太平镇", within=county)) == ["广东省韶关市始兴县太平镇"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("湖北省宜昌市枝江市问安镇", "湖北省宜昌市枝江市问安镇"),
        ("湖北枝江问安镇", "湖北省宜昌市枝江市问安镇"),
        ("枝江市 问安镇", "湖北省宜昌市枝江市问安镇"),
        ("问安镇龚家坪村", "湖北省宜昌市枝江市问安镇龚家坪村"),
        ("问安镇龚家坪", "湖北省宜昌市枝江市问安镇龚家坪村"),
        ("上海市上海市嘉定区", "上海市嘉定区"),
        ("湖北仙桃市", "湖北省仙桃市"),
        ("东莞市万江街道", "广东省东莞市万江街道"),
        ("甘肃省古浪县民权乡", "甘肃省武威市古浪县民权镇"),
    ],
)
def test_paths_are_read(gazetteer: Gazetteer, text: str, path: str) -> None:
    place = gazetteer.parse_path(text)
    assert place is not None
    assert place.path == path


@pytest.mark.parametrize("text", ["", "太平镇", "朝阳区", "宜昌市嘉定区", "无此地市", "湖北省无此地镇"])
def test_a_path_of_no_place_or_of_several_is_none(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.parse_path(text) is None


def test_villages_by_name_within_and_without_their_ending(gazetteer: Gazetteer) -> None:
    county = gazetteer.parse_path(ZHIJIANG)
    assert county is not None
    assert paths(gazetteer.find("龚家坪村", "village", county)) == [ZHIJIANG + "问安镇龚家坪村"]
    assert paths(gazetteer.find("龚家坪", "village", county)) == [ZHIJIANG + "问安镇龚家坪村"]
    assert paths(gazetteer.find("龚家坪社区", "village", county)) == [ZHIJIANG + "问安镇龚家坪村"]
    assert gazetteer.find("无此地村", "village", county) == ()
    assert len(gazetteer.find("新民村", "village")) > 50
    assert len(gazetteer.find("双湖村", "village", county)) == 2


def test_every_village_of_a_town_is_found_by_its_name(gazetteer: Gazetteer) -> None:
    for town in ("问安镇", "焕古镇", "锡尼镇"):
        place = gazetteer.find(town)[0]
        for village in gazetteer.children(place):
            assert village in gazetteer.find(village.village or "", "village", place)


def test_a_record_finds_its_node_again(gazetteer: Gazetteer) -> None:
    for node in range(0, len(gazetteer.names), 997):
        assert gazetteer.node(gazetteer.place(node)) == node
    assert gazetteer.node(Place(province="湖北省", county="无此地县")) is None
    assert gazetteer.find("问安镇", within=Place(province="湖北省", county="无此地县")) == ()


def test_subtrees_are_ranges(gazetteer: Gazetteer) -> None:
    county = gazetteer.nodes("枝江市")[0]
    assert [gazetteer.names[n] for n in gazetteer.above(county)] == ["宜昌市", "湖北省"]
    inside = range(county + 1, gazetteer.ends[county])
    assert all(gazetteer.parents[n] == county and gazetteer.depths[n] == TOWN for n in inside)
    assert gazetteer.ancestor(inside[0], COUNTY) == county
    assert gazetteer.ancestor(gazetteer.nodes("仙桃市")[0], PREFECTURE) is None


@given(st.text(max_size=12))
def test_any_text_may_be_asked_for(text: str) -> None:
    gazetteer = Gazetteer.load()
    for place in gazetteer.read_path(text)[:5]:
        assert place.province
    gazetteer.find(text)


def test_a_pickle_is_small_and_answers_the_same(gazetteer: Gazetteer) -> None:
    data = pickle.dumps(gazetteer)
    assert len(data) < 1000
    assert pickle.loads(data).find("问安镇") == gazetteer.find("问安镇")  # noqa: S301 - our own bytes


def test_importing_the_package_reads_no_place_name() -> None:
    code = "import govextract, govextract.gazetteer as g\nassert g.Gazetteer.load.cache_info().currsize == 0"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own interpreter


def test_another_file_may_be_read_and_a_wrong_one_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "places.bin"
    wrong.write_bytes(b"no gazetteer at all")
    with pytest.raises(ValueError, match="no gazetteer file"):
        Gazetteer(wrong)
    with pytest.raises(OSError):
        Gazetteer(tmp_path / "missing.bin")


# --- the script -------------------------------------------------------------------------------------------

SOURCE = """甲州省\t110000\t甲州
\t乙原市\t110100\t乙原
\t\t丙谷县\t110101\t丙谷
\t\t\t丙谷县丁溪镇
\t\t\t\t戊村
\t\t\t\t己社区
\t\t\t\t戊村
\t\t\t庚河街道办事处
\t\t\t\t辛嘎查村
\t\t丙谷县\t110101\t丙谷
\t省直辖行政区划\t119000\t省直辖
\t\t壬川市\t119001\t壬川
\t\t\t县直辖行政区划
\t\t\t\t癸村
"""


@pytest.fixture(scope="module")
def build() -> ModuleType:
    if not SCRIPT.exists():
        pytest.skip("models/gazetteer/build.py is in the source tree only")
    spec = importlib.util.spec_from_file_location("build", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["build"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def small(build: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    inner = BytesIO()
    with zipfile.ZipFile(inner, "w") as z:
        z.writestr("china_location.txt", SOURCE)
    folder = tmp_path_factory.mktemp("gazetteer")
    changes = "2020-01-01\t民批\t甲州省\t甲州\t乙原市\t乙原\t旧谷县\t旧谷=>甲州省\t乙原市\t丙谷县\n"
    with zipfile.ZipFile(folder / "wheel.whl", "w") as z:
        z.writestr("jionlp/dictionary/china_location.zip", inner.getvalue())
        z.writestr("jionlp/dictionary/china_location_change.txt", changes)
    places, changed = build.read_wheel(folder / "wheel.whl")
    tree = build.build_tree(build.lines(places))
    assert build.add_former(tree, changed, "# province, old, new\n甲州省\t老川县\t壬川市") == 2
    (folder / "small.bin").write_bytes(build.pack(tree))
    return Gazetteer(folder / "small.bin")


def test_the_script_keeps_every_place_once(small: Gazetteer) -> None:
    assert small.names == ["甲州省", "乙原市", "丙谷县", "丁溪镇", "庚河街道", "壬川市"]
    town = small.find("丁溪镇")[0]
    assert [v.village for v in small.children(town)] == ["戊村", "己社区"]
    assert paths(small.find("癸村")) == ["甲州省壬川市癸村"]
    assert paths(small.find("辛嘎查")) == ["甲州省乙原市丙谷县庚河街道辛嘎查"]


def test_the_script_keeps_codes_short_and_former_names(small: Gazetteer) -> None:
    assert small.find("壬川")[0].code == "119001"
    assert paths(small.find("旧谷县")) == paths(small.find("旧谷")) == ["甲州省乙原市丙谷县"]
    assert paths(small.find("老川县")) == ["甲州省壬川市"]
