"""The name model, and officials resolved to persons."""

from __future__ import annotations

import math
from functools import lru_cache

import pytest

from govextract.find.name_reader import NameReader
from govextract.find.names import features, fold, load_model_data
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page, mention_id
from govextract.records import Context, Mention, OfficeValue, Place, Tree
from govextract.resolve.officials import resolve_officials


@lru_cache(maxsize=1)
def _reader() -> tuple[Matcher, NameReader]:
    lexicon = Lexicon.load()
    return Matcher(lexicon), NameReader(lexicon)


def name_at(text: str, start: int = 0) -> str | None:
    matcher, reader = _reader()
    found = reader.at(Page(text, Tree(sections=(), paragraphs=()), matcher.scan(text)), start, {})
    return text[found.start : found.end] if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("韩立群主持会议", "韩立群"),
        ("张强介绍情况", "张强"),
        ("江成与大家座谈", "江成"),
        ("欧阳立德，", "欧阳立德"),
        ("谢 贵、", "谢 贵"),
        ("巴图·达来在会上", "巴图·达来"),
        ("高度重视", None),
        ("工作会议", None),
        ("长安区政府", None),
        ("罗某，", None),
    ],
)
def test_where_a_name_ends(text: str, name: str | None) -> None:
    assert name_at(text) == name


def test_folding_keeps_every_offset() -> None:
    text = "，。；：！？（）、“”　\n甲1"
    assert len(fold(text)) == len(text)
    assert fold("，、") == ",,"


def test_every_feature_of_a_hypothesis_names_its_length() -> None:
    two = {f for f, _ in features("王立说,##", 2, True, frozenset())}
    three = {f for f, _ in features("王立说,##", 3, True, frozenset())}
    assert "2" in two
    assert "3" in three
    assert "2" not in three


@pytest.mark.parametrize(
    "text", ["王立新说，", "欧阳立德在", "高度重视安全", "江成与大家", "李, ", "范徐丽丽到场"]
)
@pytest.mark.parametrize("titled", [True, False])
def test_the_score_is_the_sum_of_the_features(text: str, titled: bool) -> None:
    weights, words = load_model_data()
    _, reader = _reader()
    window = fold(text[:6]).ljust(6, "$")
    for n in (0, 2, 3, 4):
        wanted = 0.0
        for feature, unseen in features(window, n, titled, words):
            wanted += weights.get(feature, weights.get(unseen, 0.0))
        assert math.isclose(reader._model.logit(window, n, titled), wanted, abs_tol=1e-9)


def test_the_model_never_gives_more_than_certainty() -> None:
    _, reader = _reader()
    p = reader._model.probabilities("王立新说", 0, titled=True)
    assert math.isclose(sum(p.values()), 1.0)


def _official(text: str, start: int, office: tuple[int, int, str] | None) -> Mention:
    value = None
    if office:
        value = OfficeValue(
            start=office[0], end=office[1], text=office[2], organisation="", titles=(office[2],)
        )
    end = start + len(text)
    return Mention(
        id=mention_id("official", start, end),
        kind="official",
        start=start,
        end=end,
        text=text,
        value=value,
        rule="t",
    )


def test_one_name_is_one_person_with_every_office_once() -> None:
    mentions = [
        _official("谢 贵", 10, (5, 9, "副市长")),
        _official("谢贵", 30, None),
        _official("谢贵", 50, (45, 50, "副市长")),
        _official("谢贵", 70, (60, 70, "市委常委")),
    ]
    out, entities = resolve_officials(mentions, Context())
    (person,) = entities
    assert person.name == "谢贵"
    assert person.aliases == ("谢 贵",)
    assert [o.text for o in person.offices] == ["副市长", "市委常委"]
    assert {m.entity for m in out} == {person.id}
    assert person.mentions == tuple(m.id for m in out)


def test_ids_come_from_name_and_place() -> None:
    mention = _official("韩立群", 4, (0, 4, "副镇长"))
    here = Context(jurisdiction=Place(province="东河省", county="清源县"))
    ids = [resolve_officials([mention], c)[1][0].id for c in (Context(), here, Context())]
    assert ids[0] == ids[2] != ids[1]


def test_who_only_serves_a_named_company_is_no_official() -> None:
    company = Mention(id="enterprise:0-4", kind="enterprise", start=0, end=4, text="丰华铸造", rule="t")
    chief = _official("刘小峰", 8, (0, 8, "丰华铸造安全科长"))
    out, entities = resolve_officials([company, chief], Context())
    assert entities[0].kind == "person"
    assert entities[0].offices == ()
    assert out[1].kind == "person"
    assert out[1].id == "person:8-11"
    assert out[1].value is None
