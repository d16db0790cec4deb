"""Mistakes in a user's lexicon, each with its line, its entry and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from govextract.lexicon import Lexicon, LexiconError
from govextract.messages import LANGS, Messages
from govextract.vocabulary.checking import check_file, summary
from govextract.vocabulary.structure import LexiconFileError, inspect

LEXICON = Lexicon.load()


def findings(*entries: str, top: str = "category: title\n") -> list[tuple[int, str, str]]:
    text = f"{top}entries:\n" + "".join(f"  - {e}\n" for e in entries)
    return [(f.line, f.entry, f.key) for f in inspect(text, LEXICON)[1] if f.key != "lex_no_example"]


def only(*entries: str) -> str:
    ((_, _, key),) = findings(*entries)
    return key


def test_a_right_file_has_no_findings() -> None:
    drafts, found = inspect(
        "category: title\nentries:\n  - {id: my.a, forms: 湾长, example: 湾长到场}\n", LEXICON
    )
    assert found == []
    assert [(d.entry.forms, d.line) for d in drafts] == [(("湾长",), 3)]


def test_defaults_are_filled_in() -> None:
    ((draft,), _) = inspect("entries:\n- {id: my.o, category: organisation, forms: 联调中枢}\n", LEXICON)
    assert draft.entry.attrs == {"needs": "nothing", "type": "institution"}


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ("{forms: 湾长}", "lex_no_id"),
        ("{id: Bad Id, forms: 湾长}", "lex_bad_id"),
        ("{id: my.a}", "lex_no_forms"),
        ("{id: my.a, forms: ''}", "lex_forms_empty"),
        ("{id: my.a, forms: [湾长, '']}", "lex_forms_empty"),
        ("{id: my.a, forms: [2021]}", "lex_forms_shape"),
        ("{id: my.a, forms: 湾长 湾长}", "lex_form_repeated"),
        ("{id: my.a, category: titel, forms: 湾长}", "lex_category_unknown"),
        ("{id: my.a, forms: 湾长, exmple: 湾长}", "lex_key_unknown"),
        ("{id: my.a, forms: 湾长, forms: 楼门长}", "lex_key_twice"),
        ("{id: my.a, forms: 湾长, attrs: 3}", "lex_attrs_shape"),
        ("{id: my.a, forms: 湾长, attrs: {sort: x}}", "lex_attr_unknown"),
        ("{id: my.a, category: trigger, forms: 夜话}", "lex_attr_missing"),
        ("{id: my.a, category: nominal, pattern: '('}", "lex_pattern"),
        ("{id: my.a, category: nominal, pattern: '(a+)+'}", "lex_backtracks"),
        ("{id: my.a, category: nominal, pattern: a, forms: b}", "lex_forms_and_pattern"),
        ("{id: my.a, pattern: 湾长}", "lex_pattern_unread"),
        ("{id: my.a, forms: 湾长, about: 3}", "lex_value"),
        ("湾长", "lex_entry_shape"),
        ("{id: my.a, forms: 书记}", "lex_form_known"),
        ("{id: my.a, category: title_private, forms: 书记}", "lex_form_overrides"),
        ("{id: title.party, forms: 书记}", "lex_replaces"),
        ("{id: title.party, category: surname, forms: 湾}", "lex_id_taken"),
        ("{id: my.a, forms: 湾}", "lex_form_short"),
    ],
)
def test_one_mistake(entry: str, key: str) -> None:
    assert key in [k for _, _, k in findings(entry)]


def test_entries_that_stand_in_each_others_way() -> None:
    a = "{id: my.a, forms: 湾长}"
    assert only(a, "{id: my.b, forms: 湾长}") == "lex_form_twice"
    assert only(a, "{id: my.b, category: title_private, forms: 湾长}") == "lex_form_twice"
    assert only(a, "{id: my.a, forms: 楼门长}") == "lex_id_twice"
    village = "{id: my.v, category: village_name, forms: 云上人家}"
    assert only(village, "{id: my.s, category: stop_word, forms: 到云上人家}") == "lex_form_masked"
    some = "{id: my.s, category: stop_word, forms: 到云上人家, attrs: {kinds: [date]}}"
    assert findings(village, some) == []


def test_lines_are_those_of_the_file() -> None:
    first = "# words\ncategory: title\nentries:\n  - id: my.a\n    forms: 湾长\n    exmple: x\n"
    text = f"{first}\n  - id: my.b\n    froms: 楼门长\n"
    found = [(f.line, f.key) for f in inspect(text, LEXICON)[1] if not f.note]
    assert found == [(6, "lex_key_unknown"), (8, "lex_no_forms"), (9, "lex_key_unknown")]


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("", 1, "lex_top"),
        ("category: title\n", 1, "lex_top"),
        ("- a\n- b\n", 1, "lex_top"),
        ("category: title\nentries: []\n", 1, "lex_no_entries"),
        ("category: title\nentries:\n  - {id: my.a, forms: [湾长}\n", 3, "lex_yaml"),
        ("category: title\nentires: 1\nentries:\n- {id: my.a, forms: 湾长}\n", 2, "lex_top_key"),
        ("a: &x [*x]\n\tb", 2, "lex_yaml"),
    ],
)
def test_files_that_are_no_lexicon(text: str, line: int, key: str) -> None:
    found = [(f.line, f.key) for f in inspect(text, LEXICON)[1] if not f.note]
    assert (line, key) in found


def test_the_nearest_name_is_told_in_both_languages() -> None:
    (found,) = [
        f for f in inspect("entries:\n- {id: my.a, category: titel, forms: 湾长}\n", LEXICON)[1] if not f.note
    ]
    assert all("title" in found.say(Messages(lang)) for lang in LANGS)


def test_what_cannot_be_used_is_refused_with_place_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("category: titel\nentries:\n  - {id: my.a, forms: 湾长}\n", encoding="utf-8")
    with pytest.raises(LexiconError) as e:
        Lexicon.load(path)
    assert isinstance(e.value, LexiconFileError)
    for lang in LANGS:
        sentence = e.value.sentence(Messages(lang))
        assert str(path) in sentence
        assert "3" in sentence
        assert "govextract lexicon check" in sentence


def test_needless_words_are_mistakes_that_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(
        "category: title\nentries:\n  - {id: my.a, forms: 书记 湾长, example: 湾长}\n", encoding="utf-8"
    )
    assert "湾长" in Lexicon.load(path).forms("title")
    assert check_file(path).mistakes == 1


def check(tmp_path: Path, *entries: str) -> list[tuple[str, bool]]:
    path = tmp_path / "my.yaml"
    path.write_text("entries:\n" + "".join(f"  - {e}\n" for e in entries), encoding="utf-8")
    return [(f.key, f.note) for f in check_file(path).findings]


def test_examples_and_counter_examples_are_tried(tmp_path: Path) -> None:
    word = "id: my.a, category: trigger, forms: 火塘夜话, attrs: {actions: [meeting], form: event}"
    assert (
        check(tmp_path, f"{{{word}, example: 3月2日，镇里举行火塘夜话。, counter: 老人围着火塘聊天。}}") == []
    )
    assert check(tmp_path, f"{{{word}, example: 老人围着火塘聊天。}}") == [("lex_example_missed", False)]
    both = f"{{{word}, example: 举行火塘夜话, counter: 3月2日，镇里举行火塘夜话。}}"
    assert check(tmp_path, both) == [("lex_counter_hit", False)]
    title = "id: my.t, category: title, forms: 湾长, example: 湾长到场"
    assert check(tmp_path, f"{{{title}, counter: 青石桥村湾长沈怀谷到场}}") == [("lex_counter_hit", False)]
    assert check(tmp_path, f"{{{title}, counter: 港湾长廊}}") == []
    name = "id: my.v, category: village_name, forms: 云上人家"
    assert check(tmp_path, f"{{{name}, example: 到云上人家走访, counter: 《云上人家》}}") == []
    assert check(tmp_path, f"{{{name}, example: 《云上人家》}}") == [("lex_example_missed", False)]


def test_the_outcome_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(
        "entries:\n- {id: my.a, category: title, forms: 湾长 楼门长, example: 湾长}\n", encoding="utf-8"
    )
    assert "词条 1 个，词 2 个" in summary(check_file(path), Messages("zh"))
    path.write_bytes("category: title\nentries: é\n".encode("latin-1"))
    checked = check_file(path)
    assert (checked.mistakes, checked.findings[0].line) == (1, 2)
    assert "1" in summary(checked, Messages("en"))
