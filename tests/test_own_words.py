"""The user's own words: each kind of them is found, and wins over what is built in."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from govextract.extraction import Extraction
from govextract.pipeline import Extractor


class Parse:
    """Parses a text with a lexicon."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "my.yaml"

    def __call__(self, lexicon: str, text: str) -> Extraction:
        return self.extractor(lexicon).parse(text)

    def extractor(self, lexicon: str) -> Extractor:
        self.path.write_text(
            "entries:\n" + "".join(f"  - {{{x}}}\n" for x in lexicon.split("\n")), encoding="utf-8"
        )
        return Extractor(lexicons=[self.path])


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    return Parse(tmp_path)


def names(x: Extraction, kind: str) -> list[str]:
    return [m.text for m in x.mentions if m.kind == kind]


PLAIN = Extractor()


@pytest.mark.parametrize(
    ("category", "form", "text", "kind"),
    [
        ("village_name", "云上人家", "3月2日，镇长沈怀谷到云上人家走访。", "village"),
        ("village_name", "山水之间", "3月2日，镇长沈怀谷到山水之间走访。", "village"),
        ("enterprise_name", "翠湖半岛", "3月2日，镇应急办到翠湖半岛检查消防设施。", "enterprise"),
        ("enterprise_name", "人民银行", "3月2日，镇应急办到人民银行检查消防设施。", "enterprise"),
        ("organisation", "联调中枢", "3月2日，联调中枢调解纠纷3起。", "organisation"),
        ("place_name", "望江台", "3月2日，志愿者在望江台清扫垃圾。", "place"),
    ],
)
def test_a_name_of_the_users_is_found(parse: Parse, category: str, form: str, text: str, kind: str) -> None:
    assert form not in names(PLAIN.parse(text), kind)
    x = parse(f"id: my.own, category: {category}, forms: {form}", text)
    (mention,) = [m for m in x.mentions if m.kind == kind and m.text == form]
    assert (mention.rule, mention.confidence) == ("my.own", 1.0)
    assert text[mention.start : mention.end] == form
    assert mention.entity
    (event,) = x.events
    assert form in getattr(event, f"{kind}s")


def test_a_name_wins_over_what_the_finders_make_of_its_characters(parse: Parse) -> None:
    text = "3月2日，镇长沈怀谷到石桥村检查。"
    assert names(PLAIN.parse(text), "village") == ["石桥村"]
    assert names(parse("id: my.v, category: village_name, forms: 桥村", text), "village") == ["桥村"]
    x = parse("id: my.e, category: enterprise_name, forms: 石桥村", text)
    assert (names(x, "village"), names(x, "enterprise")) == ([], ["石桥村"])
    x = parse("id: my.d, category: enterprise_name, forms: 3月2日", text)
    assert (names(x, "date"), names(x, "enterprise")) == ([], ["3月2日"])


def test_of_the_users_own_names_the_longest_counts(parse: Parse) -> None:
    x = parse("id: my.v, category: village_name, forms: 石桥村 大石桥村", "到大石桥村和石桥村走访。")
    assert names(x, "village") == ["大石桥村", "石桥村"]


def test_a_name_may_be_part_of_a_body(parse: Parse) -> None:
    x = parse("id: my.v, category: village_name, forms: 石桥村", "3月2日，石桥村村委会开会。")
    assert names(x, "village") == ["石桥村"]


def test_nothing_is_found_in_the_title_of_a_document(parse: Parse) -> None:
    x = parse("id: my.v, category: village_name, forms: 云上人家", "学习《云上人家的故事》。")
    assert names(x, "village") == []


def test_a_post_makes_an_official(parse: Parse) -> None:
    text = "3月2日，青石桥村湾长沈怀谷到场调解纠纷。"
    assert names(PLAIN.parse(text), "official") == []
    x = parse("id: my.t, category: title, forms: 湾长", text)
    assert names(x, "official") == ["沈怀谷"]
    (entity,) = [e for e in x.entities if e.kind == "official"]
    assert [o.text for o in entity.offices] == ["青石桥村湾长"]


def test_a_post_of_the_users_wins_over_a_private_one_and_the_other_way_round(parse: Parse) -> None:
    text = "3月2日，恒达木业有限公司总经理沈怀谷到场。3月3日，云岭镇镇长柏松年到场。"
    assert (names(PLAIN.parse(text), "official"), names(PLAIN.parse(text), "person")) == (
        ["柏松年"],
        ["沈怀谷"],
    )
    x = parse("id: my.t, category: title_private, forms: 镇长", text)
    assert names(x, "official") == []
    text = "3月2日，云岭镇记者沈怀谷到场。"
    assert names(PLAIN.parse(text), "official") == []
    assert names(parse("id: my.t, category: title, forms: 记者", text), "official") == ["沈怀谷"]


def test_a_body_stands_in_front_of_a_post(parse: Parse) -> None:
    text = "3月2日，云岭联调中枢主任沈怀谷到场。"
    x = parse("id: my.o, category: organisation, forms: 云岭联调中枢", text)
    assert [o.text for e in x.entities for o in e.offices] == ["云岭联调中枢主任"]


def test_an_action_word_makes_an_event(parse: Parse) -> None:
    text = "3月2日，云岭镇举行火塘夜话。"
    assert not PLAIN.parse(text).events
    x = parse("id: my.a, category: trigger, forms: 火塘夜话, attrs: {actions: [meeting], form: event}", text)
    assert [e.actions for e in x.events] == [("meeting",)]


def test_an_action_word_of_the_users_replaces_the_built_in_reading(parse: Parse) -> None:
    text = "3月2日，云岭镇组织义诊。"
    assert [e.actions for e in PLAIN.parse(text).events] == [("public_service",)]
    x = parse("id: my.a, category: trigger, forms: 义诊, attrs: {actions: [volunteering], form: work}", text)
    assert [e.actions for e in x.events] == [("volunteering",)]


def test_nothing_is_found_in_a_stop_word(parse: Parse) -> None:
    text = "3月2日，镇长沈怀谷到石桥村检查。"
    x = parse("id: my.s, category: stop_word, forms: 石桥村", text)
    assert names(x, "village") == []
    assert names(x, "official") == ["沈怀谷"]
    x = parse("id: my.s, category: stop_word, forms: 到石桥村检查", text)
    assert (names(x, "village"), x.events) == ([], ())
    x = parse("id: my.s, category: stop_word, forms: 石桥村检查, attrs: {kinds: [official]}", text)
    assert (names(x, "village"), len(x.events)) == (["石桥村"], 1)


def test_a_name_inside_a_longer_one_is_not_stopped(parse: Parse) -> None:
    x = parse("id: my.s, category: stop_word, forms: 石桥", "3月2日，镇长沈怀谷到石桥村检查。")
    assert names(x, "village") == ["石桥村"]


def test_an_entry_with_the_id_of_a_built_in_one_replaces_it(parse: Parse) -> None:
    extractor = parse.extractor("id: title.party, category: title, forms: 湾长")
    assert extractor.lexicon["title.party"].forms == ("湾长",)
    assert names(extractor.parse("3月2日，县委书记沈怀谷到场。"), "official") == []


def test_a_cue_word_takes_its_status_from_the_user(parse: Parse) -> None:
    text = "3月2日，云岭镇正在开展环境卫生清理。"
    assert [e.status for e in PLAIN.parse(text).events] == ["ongoing"]
    x = parse("id: my.c, category: simulated, forms: 正在", text)
    assert "ongoing" not in [e.status for e in x.events]


def test_later_files_win(parse: Parse, tmp_path: Path) -> None:
    first, second = tmp_path / "a.yaml", tmp_path / "b.yaml"
    entry = "category: trigger\nentries:\n  - {{id: {}, forms: 火塘夜话, attrs: {{actions: [{}], form: event}}}}\n"
    first.write_text(entry.format("a.x", "meeting"), encoding="utf-8")
    second.write_text(entry.format("b.x", "lecture"), encoding="utf-8")
    text = "3月2日，云岭镇举行火塘夜话。"
    for order, action in (((first, second), "lecture"), ((second, first), "meeting")):
        assert [e.actions for e in Extractor(lexicons=order).parse(text).events] == [(action,)]


def test_an_extractor_with_own_words_can_be_pickled(parse: Parse) -> None:
    extractor = parse.extractor("id: my.v, category: village_name, forms: 云上人家")
    text = "3月2日，镇长沈怀谷到云上人家走访。"
    assert pickle.loads(pickle.dumps(extractor)).parse(text) == extractor.parse(text)  # noqa: S301


def test_without_own_words_nothing_changes() -> None:
    text = "3月2日，镇长沈怀谷到石桥村检查。"
    page = PLAIN.page(text)
    mentions = PLAIN.parse(text).mentions
    assert PLAIN._own.settle(page, mentions) == list(mentions)
    assert PLAIN.triggers(text)
