"""The categories that people add to: every one is real, and the built-in entries are what it says."""

from __future__ import annotations

from typing import get_args

import pytest

from govextract.lexicon import Lexicon
from govextract.records import Kind
from govextract.vocabulary.categories import attribute_complaints, categories, defaults, rivals

LEXICON = Lexicon.load()
BUILT_IN = {e.category for e in LEXICON}


def test_every_category_has_built_in_entries_or_names_a_kind_or_is_the_users_own() -> None:
    without = {name for name, c in categories().items() if not c.names} - BUILT_IN
    assert without <= {"word"}  # the user's words for jieba; the program has none of its own
    assert {c.names for c in categories().values() if c.names} <= set(get_args(Kind))


def test_rivals_exist_and_each_names_the_other() -> None:
    for name, category in categories().items():
        assert set(category.rivals) <= BUILT_IN, name
        for other in set(category.rivals) & set(categories()):
            assert name in categories()[other].rivals, (name, other)
    assert rivals("title")[0] == "title"
    assert rivals("unheard_of") == ("unheard_of",)


@pytest.mark.parametrize("name", sorted(set(categories()) & BUILT_IN))
def test_built_in_entries_say_of_themselves_what_the_category_allows(name: str) -> None:
    wrong = [
        (e.id, attribute, complaint.key)
        for e in LEXICON.category(name)
        for attribute, complaint in attribute_complaints(name, e.attrs, e.attrs)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("category", "attrs", "keys"),
    [
        ("trigger", {"actions": ["meeting"]}, []),
        ("trigger", {}, ["lex_attr_missing"]),
        ("trigger", {"actions": ["meting"]}, ["lex_attr_value"]),
        ("trigger", {"actions": "meeting"}, ["lex_attr_value"]),
        ("trigger", {"actions": ["meeting"], "form": "verb"}, ["lex_attr_value"]),
        ("trigger", {"actions": ["meeting"], "dated": "yes"}, ["lex_attr_value"]),
        ("trigger", {"actions": ["meeting"], "after": "("}, ["lex_pattern"]),
        ("trigger", {"actions": ["meeting"], "fom": "act"}, ["lex_attr_unknown"]),
        ("stop_word", {"kinds": ["village"]}, []),
        ("stop_word", {"kinds": ["villages"]}, ["lex_attr_value"]),
        ("enterprise_suffix", {"sort": "shop", "odd": "much"}, ["lex_attr_value"]),
        ("quantity_unit", {"unit": 3}, ["lex_attr_value"]),
        ("surname", {"scan": False}, []),
        ("unheard_of", {"x": 1}, []),
        ("surname", {"odd": 1}, ["lex_attr_unknown"]),
    ],
)
def test_attributes(category: str, attrs: dict[str, object], keys: list[str]) -> None:
    assert [c.key for _, c in attribute_complaints(category, attrs)] == keys


def test_the_nearest_code_is_named() -> None:
    ((_, complaint),) = attribute_complaints("trigger", {"actions": ["meting"]})
    assert complaint.values["values"] == "meeting"


def test_defaults_are_what_the_category_allows() -> None:
    for name, category in categories().items():
        for key, value in defaults(name).items():
            assert value in category.attrs[key].values, (name, key)
    assert defaults("organisation") == {"needs": "nothing", "type": "institution"}
