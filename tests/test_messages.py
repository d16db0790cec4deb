"""Words for people: complete in both languages, and alike in what they fill in."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from govextract import records
from govextract.lexicon import Lexicon
from govextract.messages import LANGS, Messages, code_lists
from govextract.pipeline import Extractor
from govextract.read import read_file

SOURCE = Path(__file__).parent.parent / "src" / "govextract"
DATA: dict[str, Any] = yaml.safe_load((SOURCE / "messages.yaml").read_text(encoding="utf-8"))
CODE = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))


@pytest.mark.parametrize("name", ["Kind", "Status", "Role", "Precision", "Action"])
def test_every_code_has_a_name_and_every_name_a_code(name: str) -> None:
    assert set(code_lists()[name.lower()]) == set(get_args(getattr(records, name)))


def test_every_level_that_the_lexicon_gives_has_a_name() -> None:
    levels = {e.attrs["level"] for e in Lexicon.load().category("level")}
    assert levels == set(code_lists()["level"])


def test_everything_is_said_in_both_languages() -> None:
    for part in ("sentences", "help", "origins", "rules", "types"):
        for key, pair in DATA[part].items():
            assert len(pair) == len(LANGS), key
            assert all(isinstance(x, str) and x for x in pair), key


def test_both_languages_fill_in_the_same_values() -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert not [key for key, (zh, en) in DATA["sentences"].items() if fields(zh) != fields(en)]


def test_every_sentence_that_the_code_says_exists_and_is_used() -> None:
    said = set(re.findall(r"\bsay\(\s*\"([a-z0-9_]+)\"", CODE))
    assert said <= set(DATA["sentences"])
    named = set(re.findall(r"\"([a-z0-9_]+)\"", CODE)) | {"out_needed_csv", "out_needed_xlsx"}
    # Families of sentences are named by their beginning (f"cause_{code}").
    families = tuple(re.findall(r"f\"([a-z_]+_)\{", CODE))
    named |= {x for x in DATA["sentences"] if families and x.startswith(families)}
    named |= {"count_duplicates", "count_uncounted", "count_unresolved"}
    assert set(DATA["sentences"]) <= named


def test_unknown_codes_are_their_own_names() -> None:
    assert Messages("zh").name("action", "juggling") == "juggling"
    assert Messages("zh").name("reason", "two candidates") == "two candidates"


def test_every_rule_and_reason_met_in_the_samples_is_explained() -> None:
    extractor = Extractor()
    known = {entry.id for entry in extractor.lexicon} | set(DATA["rules"])
    for path in sorted((SOURCE.parent.parent / "data" / "raw").glob("*.txt")):
        found = extractor.parse(read_file(path))
        assert {m.rule for m in found.mentions} <= known, path.name
        assert {e.rule for e in found.events} <= known, path.name
        assert {r.rule for r in found.references} <= known, path.name
        assert {x.reason for x in found.unresolved} <= set(code_lists()["reason"]), path.name


def test_rules_that_are_explained_here_are_no_entries_of_a_lexicon() -> None:
    assert not set(DATA["rules"]) & {entry.id for entry in Extractor().lexicon}


def test_where_a_value_was_inferred_from() -> None:
    text = "云岭镇2023年3月份工作情况"
    assert Messages("zh").inferred("text:3-8", text) == "取自原文 3–8“2023年”"
    assert Messages("en").inferred("option:date", text) == "from the date given on the command line"
    assert Messages("en").inferred("somewhere", text) == "somewhere"
    assert not Messages("zh").inferred(None, text)
