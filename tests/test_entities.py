"""One entity a village, enterprise, body and place; its name, place and id."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest

from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page
from govextract.records import Context, Entity, Kind, Mention, Place
from govextract.resolve.entities import resolve_entities
from govextract.segment import segment

ZHIJIANG = "湖北省宜昌市枝江市"


@cache
def matcher() -> Matcher:
    return Matcher(Lexicon.load())


def place(path: str) -> Place:
    found = Gazetteer.load().parse_path(path)
    assert found is not None
    return found


def entities(text: str, where: str | None, **words: str) -> list[Entity]:
    """Entities of the words given by kind (split at spaces), at every place where the text has them."""
    mentions = []
    for kind, forms in words.items():
        for form in forms.split():
            at = text.find(form)
            while at >= 0:
                end = at + len(form)
                span = {"id": f"{kind}:{at}-{end}", "kind": kind, "start": at, "end": end, "text": form}
                mentions.append(Mention.model_validate(span | {"rule": "test"}))
                at = text.find(form, at + 1)
    mentions.sort(key=lambda m: m.start)
    taken: list[Mention] = []
    for m in sorted(mentions, key=lambda m: m.start - m.end):
        if all(m.end <= t.start or t.end <= m.start for t in taken):
            taken.append(m)
    mentions = sorted(taken, key=lambda m: m.start)
    page = Page(text, segment(text), matcher().scan(text))
    resolved, found = resolve_entities(page, mentions, Context(jurisdiction=place(where) if where else None))
    assert [(m.id, m.text) for m in resolved] == [(m.id, m.text) for m in mentions]
    for e in found:
        assert set(e.mentions) == {m.id for m in resolved if m.entity == e.id}
    return found


def only(kind: Kind, found: list[Entity]) -> list[Entity]:
    return [e for e in found if e.kind == kind]


def where(entity: Entity) -> tuple[str, str | None]:
    assert entity.place is not None
    return entity.place.path, entity.place.evidence


# --- villages ---------------------------------------------------------------------------------------------


def test_one_entity_for_a_village_with_and_without_its_ending() -> None:
    (village,) = entities(
        "走访龚家坪、桃店等村。龚家坪村已完工，龚家坪村增收。", ZHIJIANG + "问安镇", village="龚家坪村 龚家坪"
    )
    assert (village.name, village.aliases, len(village.mentions)) == ("龚家坪村", ("龚家坪",), 3)
    assert where(village) == (ZHIJIANG + "问安镇龚家坪村", "gazetteer")


def test_a_village_of_the_county_is_linked_in_a_county_report() -> None:
    (village,) = entities("县领导到龚家坪村查看。", ZHIJIANG, village="龚家坪村")
    assert where(village) == (ZHIJIANG + "问安镇龚家坪村", "gazetteer")


def test_a_village_that_the_gazetteer_lacks_is_new_in_the_reports_place() -> None:
    (village,) = entities("干部到云岫冲村查看。", ZHIJIANG + "问安镇", village="云岫冲村")
    assert where(village) == (ZHIJIANG + "问安镇云岫冲村", "new")
    (nowhere,) = entities("干部到云岫冲村查看。", None, village="云岫冲村")
    assert nowhere.place is None


@pytest.mark.parametrize(
    ("text", "home", "path", "evidence"),
    [
        ("到紫阳县焕古镇云岫冲村查看。", ZHIJIANG, "陕西省安康市紫阳县焕古镇云岫冲村", "new"),
        ("到紫阳县云霞镇云岫冲村查看。", ZHIJIANG, "陕西省安康市紫阳县云霞镇云岫冲村", "new"),
        ("到仙女镇横店村、云岫冲村查看。", ZHIJIANG, ZHIJIANG + "仙女镇云岫冲村", "new"),
        ("仙女镇：连日来，干部来到云岫冲村。", ZHIJIANG, ZHIJIANG + "云岫冲村", "new"),
    ],
)
def test_the_place_in_front_says_where_a_new_village_is(
    text: str, home: str, path: str, evidence: str
) -> None:
    village = entities(text, home, village="云岫冲村 横店村")[-1]
    assert where(village) == (path, evidence)


def test_namesakes_are_told_apart_by_the_town_in_front() -> None:
    text = "检查组到七星台镇双湖村，随后到问安镇双湖村。"
    found = entities(text, ZHIJIANG, village="双湖村")
    paths = {e.place.path for e in found if e.place}
    assert len(found) == 2
    assert len(paths) == 2


def test_a_town_named_earlier_in_the_paragraph_decides_between_namesakes() -> None:
    gazetteer = Gazetteer.load()
    first, second = gazetteer.find("双湖村", "village", place(ZHIJIANG))
    for village in (first, second):
        (found,) = entities(f"在{village.town}，督查组看了双湖村。", ZHIJIANG, village="双湖村")
        assert where(found) == (village.path, "gazetteer")
    (open_one,) = entities("督查组看了双湖村。", ZHIJIANG, village="双湖村")
    assert where(open_one) == (ZHIJIANG + "双湖村", "several")


def test_a_town_named_on_another_day_does_not_decide_between_namesakes() -> None:
    text = "9月1日，督查组到{}。9月2日，又到双湖村。"
    first, second = Gazetteer.load().find("双湖村", "village", place(ZHIJIANG))
    (village,) = entities(text.format(first.town), ZHIJIANG, village="双湖村")
    assert where(village) == (ZHIJIANG + "双湖村", "several")
    # Nor is it clear where the text says later that it is in yet another town.
    later = text.format(first.town) + f"9月3日，{second.town}双湖村修路。"
    found = entities(later, ZHIJIANG, village="双湖村")
    assert [where(v) for v in found] == [(ZHIJIANG + "双湖村", "several"), (second.path, "gazetteer")]


def test_a_name_said_with_its_town_once_is_there_all_over() -> None:
    text = "在紫阳县焕古镇云岫冲村，村民种茶。云岫冲村今年增收。"
    (village,) = entities(text, None, village="云岫冲村")
    assert where(village) == ("陕西省安康市紫阳县焕古镇云岫冲村", "new")
    assert len(village.mentions) == 2


def test_a_town_of_the_county_in_front_is_not_one_elsewhere() -> None:
    (village,) = entities("通报了自贡市富顺县中石镇云岫冲村的问题。", None, village="云岫冲村")
    assert where(village) == ("四川省自贡市富顺县中石镇云岫冲村", "new")


def test_a_town_that_has_moved_to_another_county_of_the_city() -> None:
    (village,) = entities("通报了宜昌市夷陵区问安镇云岫冲村的问题。", None, village="云岫冲村")
    assert where(village) == ("湖北省宜昌市枝江市问安镇云岫冲村", "new")


def test_a_short_name_of_a_city_in_front_says_where_a_village_is() -> None:
    (village,) = entities("他们从深圳云岫冲村回来。", "湖南省长沙市浏阳市", village="云岫冲村")
    assert village.place is None
    (village,) = entities("湖南云岫冲村的故事。", "湖南省长沙市浏阳市", village="云岫冲村")
    assert where(village) == ("湖南省长沙市浏阳市云岫冲村", "new")


def test_a_village_behind_an_unknown_zone_is_not_guessed() -> None:
    (village,) = entities("云水开发区龚家坪村村民到场。", "湖北省宜昌市", village="龚家坪村")
    assert village.place is None


# --- enterprises ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "entities_expected"),
    [
        ("宜昌市云岫燃料有限公司复工。云岫燃料公司已整改。", "宜昌市云岫燃料有限公司 云岫燃料公司", 1),
        ("湖北云岫新材料科技有限公司复工。云岫新材料已整改。", "湖北云岫新材料科技有限公司 云岫新材料", 1),
        ("恒达实业有限公司（以下简称“金桥”）复工。金桥已整改。", "恒达实业有限公司 金桥", 1),
        (
            "云岫门业有限公司复工。云岫食品有限公司已整改。云岫已整改。",
            "云岫门业有限公司 云岫食品有限公司 云岫",
            3,
        ),
        (
            "宜昌市云岫燃料有限公司复工。襄阳市云岫燃料有限公司复工。",
            "宜昌市云岫燃料有限公司 襄阳市云岫燃料有限公司",
            2,
        ),
        ("云岫集团到场。云岫燃料有限公司到场。", "云岫集团 云岫燃料有限公司", 2),
        ("云岫商业银行枝江支行到场。云岫商业银行到场。", "云岫商业银行枝江支行 云岫商业银行", 2),
        ("中国云岫重工有限公司到场。中国云岫到场。", "中国云岫重工有限公司 中国云岫", 2),
        (
            "云岫投资（宜昌）有限公司、云岫投资（襄阳）有限公司到场。",
            "云岫投资（宜昌）有限公司 云岫投资（襄阳）有限公司",
            2,
        ),
    ],
)
def test_short_and_full_names_of_an_enterprise(text: str, names: str, entities_expected: int) -> None:
    found = only("enterprise", entities(text, ZHIJIANG, enterprise=names))
    assert len(found) == entities_expected
    if entities_expected == 1:
        assert found[0].name == max(names.split(), key=len)
        assert found[0].aliases == (min(names.split(), key=len),)


def test_a_full_name_has_one_id_everywhere_a_short_name_one_a_county() -> None:
    def one(name: str, home: str) -> str:
        return entities(f"{name}复工。", home, enterprise=name)[0].id

    full = "湖北云岫燃料有限公司"
    assert one(full, ZHIJIANG) == one(full, "陕西省安康市紫阳县")
    assert one("云岫燃料", ZHIJIANG) == one("云岫燃料", ZHIJIANG + "问安镇")
    assert one("云岫燃料", ZHIJIANG) != one("云岫燃料", "陕西省安康市紫阳县")


# --- bodies and places ------------------------------------------------------------------------------------


def test_a_body_named_by_its_level_is_that_of_the_report() -> None:
    text = "市委网信办派员到场，枝江市委网信办主任讲话。"
    (body,) = entities(text, ZHIJIANG + "问安镇", organisation="枝江市委网信办 市委网信办")
    assert body.name == "枝江市委网信办"
    assert body.aliases == ("市委网信办",)


def test_the_same_level_word_is_another_body_in_another_town() -> None:
    bodies = {
        entities("镇应急办检查。", ZHIJIANG + town, organisation="镇应急办")[0].id
        for town in ("问安镇", "仙女镇")
    }
    assert len(bodies) == 2


def test_places_are_those_of_the_report() -> None:
    found = entities("修整云岫路、云岫河，云岫路通车。", ZHIJIANG, place="云岫路 云岫河")
    assert [(e.name, len(e.mentions)) for e in found] == [("云岫路", 2), ("云岫河", 1)]
    assert found[0].place is not None
    assert found[0].place.path == ZHIJIANG


# --- ids and order ----------------------------------------------------------------------------------------


def test_ids_come_from_content() -> None:
    text = "干部到龚家坪村查看，云岫门业有限公司复工，镇应急办检查，云岫路通车。"
    words = {
        "village": "龚家坪村",
        "enterprise": "云岫门业有限公司",
        "organisation": "镇应急办",
        "place": "云岫路",
    }
    home = ZHIJIANG + "问安镇"
    first = {e.name: e.id for e in entities(text, home, **words)}
    again = {e.name: e.id for e in entities("今天，" + text + text, home, **words)}
    assert first == again
    key = f"龚家坪村|{home}".encode()
    assert first["龚家坪村"] == f"village:{hashlib.sha1(key, usedforsecurity=False).hexdigest()[:10]}"
    assert len(set(first.values())) == len(first)


def test_entities_stand_in_text_order_and_other_mentions_have_none() -> None:
    found = entities(
        "云岫路旁，龚家坪村，9月3日。", ZHIJIANG, place="云岫路", village="龚家坪村", date="9月3日"
    )
    assert [e.name for e in found] == ["云岫路", "龚家坪村"]
