"""The categories that people add to (categories.yaml): what they mean and what their entries may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, NamedTuple, get_args

import yaml

from govextract.records import Action, Kind, Record

Pair = tuple[str, str]
Type = Literal["text", "number", "flag", "regex", "list", "actions", "kinds"]

ANY = ("scan",)
"""What every entry may say, whatever its category."""


class Attribute(Record):
    """What an entry can say of itself. ``values`` are the codes that it may be, with their meaning."""

    about: Pair
    values: Mapping[str, Pair] = {}
    type: Type = "text"
    required: bool = False
    default: str | None = None


class Category(Record):
    """A category: its meaning, its attributes, the kind that its forms name, and its rivals.

    Of a form that stands in rival categories the user's entry counts.
    """

    about: Pair
    names: Kind | None = None
    rivals: tuple[str, ...] = ()
    attrs: Mapping[str, Attribute] = {}


class Complaint(NamedTuple):
    """Something wrong with an entry: the sentence that says so, and what it speaks of."""

    key: str
    values: Mapping[str, object]


@lru_cache(maxsize=1)
def categories() -> Mapping[str, Category]:
    """The categories by name, in the order in which they are shown."""
    text = (resources.files("govextract") / "categories.yaml").read_text(encoding="utf-8")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return {name: Category.model_validate(fields) for name, fields in data.items()}


def defaults(category: str) -> dict[str, str]:
    """The attributes of a category that have a value where an entry says nothing."""
    known = categories().get(category)
    return {name: a.default for name, a in known.attrs.items() if a.default is not None} if known else {}


def rivals(category: str) -> tuple[str, ...]:
    """The categories in which a word cannot stand at the same time, the category itself included."""
    known = categories().get(category)
    return (category, *known.rivals) if known else (category,)


def attribute_complaints(
    category: str, attrs: Mapping[str, Any], used: Iterable[str] = ()
) -> Iterator[tuple[str, Complaint]]:
    """What is wrong with an entry's attributes, each with the attribute's name.

    ``used`` are attributes that the built-in entries of the category have, whatever the category tells of them.
    """
    known = categories().get(category)
    if known is None:
        return
    for name, value in attrs.items():
        attribute = known.attrs.get(name)
        if attribute is not None:
            yield from ((name, x) for x in _value_complaints(name, attribute, value))
        elif name not in {*ANY, *used}:
            yield name, Complaint("lex_attr_unknown", {"name": name, "names": _listed((*known.attrs, *ANY))})
    for name, attribute in known.attrs.items():
        if attribute.required and name not in attrs:
            yield "attrs", Complaint("lex_attr_missing", {"name": name, "values": choices(attribute)})


def _value_complaints(name: str, attribute: Attribute, value: Any) -> Iterator[Complaint]:
    wrong = Complaint("lex_attr_value", {"name": name, "value": value, "values": choices(attribute)})
    if attribute.values:
        if value not in attribute.values:
            yield wrong
        return
    codes = get_args(Action) if attribute.type == "actions" else get_args(Kind)
    match attribute.type:
        case "flag" if not isinstance(value, bool):
            yield wrong
        case "number" if isinstance(value, bool) or not _is_number(value):
            yield wrong
        case "actions" | "kinds" if not (isinstance(value, list) and value):
            yield wrong
        case "actions" | "kinds":
            for code in (x for x in value if x not in codes):
                close = get_close_matches(str(code), codes, 1, 0.5)
                listed = close[0] if close else choices(attribute)
                yield Complaint("lex_attr_value", {"name": name, "value": code, "values": listed})
        case "regex":
            try:
                re.compile(str(value))
            except re.error as e:
                yield Complaint("lex_pattern", {"why": e, "pattern": value})
        case "text" if not isinstance(value, str):
            yield wrong


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True


def choices(attribute: Attribute) -> str:
    """What the attribute may be, in a list."""
    match attribute.type:
        case "actions":
            return f"[{', '.join(get_args(Action))}]"
        case "kinds":
            return f"[{', '.join(get_args(Kind))}]"
        case "flag":
            return "true, false"
    return ", ".join(attribute.values) or attribute.type


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
