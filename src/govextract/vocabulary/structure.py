"""What is wrong with a lexicon file as it stands, before any text is read with it; each finding with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

import yaml
from pydantic import ValidationError

from govextract.lexicon import Entry, Lexicon, LexiconError
from govextract.messages import Messages
from govextract.vocabulary.backtracking import TOLERATED, degree
from govextract.vocabulary.categories import (
    Complaint,
    attribute_complaints,
    categories,
    defaults,
    rivals,
)

TOP = ("category", "entries")
KEYS = tuple(Entry.model_fields)
HARMLESS = frozenset(("lex_form_known", "lex_form_twice", "lex_form_masked", "lex_form_repeated"))
"""Mistakes with which a file can be used: what it says of these words is needless, not wrong."""
_ID = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_-]+)+")


class Finding(NamedTuple):
    """Something about an entry: its line, its id, the sentence that says it, and whether it is a mere note."""

    line: int
    entry: str
    key: str
    values: Mapping[str, object]
    note: bool = False

    def say(self, messages: Messages) -> str:
        """The finding in words."""
        return messages.say(self.key, **self.values)


class LexiconFileError(LexiconError):
    """A user's lexicon has a mistake; ``sentence`` says it in either language."""

    def __init__(self, where: str, finding: Finding) -> None:
        self.where, self.finding = where, finding
        super().__init__(self.sentence(Messages("en")))

    def sentence(self, messages: Messages) -> str:
        """Place, cause and remedy."""
        f = self.finding
        what = f"{f.entry}: {f.say(messages)}" if f.entry else f.say(messages)
        return messages.say("lex_in_file", file=self.where, line=f.line, what=what)


class Draft(NamedTuple):
    """An entry that can be used, and the line on which it begins."""

    entry: Entry
    line: int


class _Raw(NamedTuple):
    """An entry as it stands in the file, with the lines of its keys."""

    line: int
    name: str
    fields: dict[str, Any]
    lines: Mapping[str, int]


def own_entries(text: str, where: str, lexicon: Lexicon) -> list[Entry]:
    """The entries of a user's lexicon that is laid over ``lexicon``.

    Raises:
        LexiconFileError: the file is wrong; the message names place, cause and remedy.
    """
    drafts, findings = inspect(text, lexicon)
    for finding in findings:
        if not finding.note and finding.key not in HARMLESS:
            raise LexiconFileError(where, finding)
    return [d.entry for d in drafts]


def inspect(text: str, lexicon: Lexicon) -> tuple[list[Draft], list[Finding]]:
    """The entries of a file that can be used, and what there is to say of all of them, by line."""
    findings: list[Finding] = []
    drafts: list[Draft] = []
    try:
        raws, findings = _read(text)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        why = getattr(e, "problem", None) or str(e)
        return [], [Finding(mark.line + 1 if mark else 1, "", "lex_yaml", {"why": why})]
    known = {*categories(), *(e.category for e in lexicon)}
    for raw in raws:
        found = list(_entry_findings(raw, known, lexicon))
        findings += found
        if not any(not f.note for f in found):
            attrs = {**defaults(raw.fields["category"]), **(raw.fields.get("attrs") or {})}
            drafts.append(Draft(Entry.model_validate(raw.fields | {"attrs": attrs}), raw.line))
    findings += _among(drafts)
    findings += _against(drafts, lexicon)
    return drafts, sorted(findings, key=lambda f: (f.line, f.note, f.key))


# --- reading ------------------------------------------------------------------------------------------


def _read(text: str) -> tuple[list[_Raw], list[Finding]]:
    """The entries of a YAML text with their lines, and what is wrong around them."""
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()
    if node is None or not isinstance(data, dict) or not isinstance(data.get("entries"), list):
        return [], [Finding(_line(node) if node else 1, "", "lex_top", {})]
    findings = [
        Finding(_line(key), "", "lex_top_key", {"name": key.value, "near": near(key.value, TOP)})
        for key, _ in node.value
        if key.value not in TOP
    ]
    items = next(value.value for key, value in node.value if key.value == "entries")
    raws = []
    for i, (item, fields) in enumerate(zip(items, data["entries"], strict=True), 1):
        if not isinstance(fields, dict):
            findings.append(Finding(_line(item), f"#{i}", "lex_entry_shape", {}))
            continue
        lines = {str(key.value): _line(key) for key, _ in item.value}
        name = str(fields.get("id", f"#{i}"))
        seen = [str(key.value) for key, _ in item.value]
        findings += [
            Finding(lines[key], name, "lex_key_twice", {"name": key})
            for key in dict.fromkeys(seen)
            if seen.count(key) > 1
        ]
        full = {"category": data.get("category"), **{str(k): v for k, v in fields.items()}}
        raws.append(_Raw(_line(item), name, full, lines))
    if not items:
        findings.append(Finding(_line(node), "", "lex_no_entries", {}))
    return raws, findings


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


# --- one entry ----------------------------------------------------------------------------------------


def _entry_findings(raw: _Raw, known: set[str], lexicon: Lexicon) -> Iterator[Finding]:
    def finding(where: str, key: str, **values: object) -> Finding:
        return Finding(raw.lines.get(where, raw.line), raw.name, key, values)

    fields, category = raw.fields, raw.fields.get("category")
    for key in fields:
        if key not in KEYS:
            yield finding(key, "lex_key_unknown", name=key, near=near(key, KEYS))
    if "id" not in fields:
        yield finding("id", "lex_no_id")
    elif not _ID.fullmatch(str(fields["id"])):
        yield finding("id", "lex_bad_id", id=fields["id"])
    if category is None:
        yield finding("category", "lex_no_category")
    elif category not in known:
        yield finding("category", "lex_category_unknown", name=category, near=near(str(category), known))
    attrs = fields.get("attrs") or {}
    if not isinstance(attrs, dict):
        yield finding("attrs", "lex_attrs_shape")
    elif category is not None:
        used = {key for e in lexicon.category(str(category)) for key in e.attrs}
        for _, complaint in attribute_complaints(str(category), attrs, used):
            yield finding("attrs", complaint.key, **complaint.values)
    yield from (finding(where, c.key, **c.values) for where, c in _word_complaints(fields, lexicon))
    try:
        Entry.model_validate({k: v for k, v in fields.items() if k in KEYS} | {"id": "a.b", "category": "a"})
    except ValidationError as e:
        for error in e.errors():
            place = str(error["loc"][0]) if error["loc"] else ""
            if place not in {"", "id", "category", "forms", "pattern", "attrs"}:
                yield finding(place, "lex_value", name=place, why=error["msg"])


def _word_complaints(fields: Mapping[str, Any], lexicon: Lexicon) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with an entry's words or pattern."""
    forms, pattern = fields.get("forms"), fields.get("pattern")
    if forms is not None and pattern is not None:
        yield "pattern", Complaint("lex_forms_and_pattern", {})
    elif forms is None and pattern is None:
        yield "id", Complaint("lex_no_forms", {})
    if forms is not None:
        words = forms.split() if isinstance(forms, str) else forms
        if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
            yield "forms", Complaint("lex_forms_shape", {})
            return
        if not words or not all(w.strip() for w in words):
            yield "forms", Complaint("lex_forms_empty", {})
        for word in dict.fromkeys(w for w in words if words.count(w) > 1):
            yield "forms", Complaint("lex_form_repeated", {"form": word})
    if pattern is not None:
        entries = lexicon.category(str(fields.get("category")))
        if not any(e.pattern for e in entries):
            yield "pattern", Complaint("lex_pattern_unread", {"category": fields.get("category")})
        try:
            if degree(str(pattern)) > TOLERATED:
                yield "pattern", Complaint("lex_backtracks", {"pattern": pattern})
        except re.error as e:
            yield "pattern", Complaint("lex_pattern", {"pattern": pattern, "why": e})


def near(name: str, names: Sequence[str] | set[str]) -> str:
    """The nearest of ``names``, or all of them where there are few, else the way to list them."""
    close = get_close_matches(name, sorted(names), 1, 0.5)
    if close:
        return close[0]
    return ", ".join(names) if len(names) < 10 else "govextract lexicon list"


# --- entries together ---------------------------------------------------------------------------------


def _among(drafts: Sequence[Draft]) -> Iterator[Finding]:
    """Entries of the file that stand in each other's way."""
    ids: dict[str, int] = {}
    forms: dict[tuple[str, str], Draft] = {}
    masks = {f: d for d in drafts if d.entry.category == "stop_word" for f in d.entry.forms}
    for d in drafts:
        e = d.entry
        if e.id in ids:
            yield Finding(d.line, e.id, "lex_id_twice", {"line": ids[e.id]})
        ids.setdefault(e.id, d.line)
        for form in e.forms:
            for category in rivals(e.category):
                other = forms.get((category, form))
                if other and other.entry.id != e.id:
                    values = {"form": form, "other": other.entry.id, "line": other.line}
                    yield Finding(d.line, e.id, "lex_form_twice", values)
            forms.setdefault((e.category, form), d)
            hidden = next((m for m in masks if form in m), None) if e.category != "stop_word" else None
            if hidden and not masks[hidden].entry.attrs.get("kinds"):
                values = {"form": form, "word": hidden, "other": masks[hidden].entry.id}
                yield Finding(d.line, e.id, "lex_form_masked", values)


def _against(drafts: Sequence[Draft], lexicon: Lexicon) -> Iterator[Finding]:
    """How entries stand to those that are in force already."""
    there = {e.id: e for e in lexicon}
    for d in drafts:
        e, old = d.entry, there.get(d.entry.id)
        if old is not None:
            key = "lex_replaces" if old.category == e.category else "lex_id_taken"
            values: dict[str, object] = {"category": old.category}
            if key == "lex_replaces":
                gone = [f for f in old.forms if f not in e.forms]
                values = {"n": len(gone), "forms": " ".join(gone[:6]) + (" …" if len(gone) > 6 else "")}
            yield Finding(d.line, e.id, key, values, note=key == "lex_replaces")
        for category in rivals(e.category):
            known = lexicon.forms(category)
            for form in e.forms:
                other = known.get(form)
                if other is None or other.id == e.id:
                    continue
                same = other.category == e.category and {**other.attrs, "scan": 0} == {**e.attrs, "scan": 0}
                key = "lex_form_known" if same else "lex_form_overrides"
                values = {"form": form, "other": other.id, "category": other.category}
                yield Finding(d.line, e.id, key, values, note=not same)
        if not e.example:
            yield Finding(d.line, e.id, "lex_no_example", {}, note=True)
        short = [f for f in e.forms if len(f) == 1]
        if short and categories().get(e.category) and e.category not in {"surname", "quantity_unit"}:
            yield Finding(d.line, e.id, "lex_form_short", {"form": short[0]}, note=True)
