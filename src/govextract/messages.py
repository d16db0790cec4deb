"""Words for people, in Chinese and English: the names of codes, and the sentences that the program says."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@lru_cache(maxsize=1)
def _data() -> dict[str, dict[str, Any]]:
    text = (resources.files("govextract") / "messages.yaml").read_text(encoding="utf-8")
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, dict[str, Any]] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader
    return data


def code_lists() -> dict[str, tuple[str, ...]]:
    """The codes that have a name, by list (kind, status, role, precision, action, reason)."""
    return {name: tuple(codes) for name, codes in _data()["names"].items()}


class Messages:
    """The words of one language."""

    def __init__(self, lang: Lang = "zh") -> None:
        self.lang: Lang = lang
        self._i = LANGS.index(lang)

    def name(self, code_list: str, code: str) -> str:
        """The name of a code; a code without a name is its own name."""
        pair = _data()["names"][code_list].get(code)
        return str(pair[self._i]) if pair else code

    def say(self, key: str, /, **values: object) -> str:
        """The sentence ``key`` with its values filled in.

        Raises:
            KeyError: there is no such sentence.
        """
        return str(_data()["sentences"][key][self._i]).format(**values)

    def type(self, column_type: str) -> str:
        """The name of a column's type (``code:status`` is a code)."""
        return str(_data()["types"][column_type.partition(":")[0]][self._i])

    def help(self, key: str) -> str:
        """The help text of a command (``parse``) or of one of its parameters (``parse.date``)."""
        return str(_data()["help"][key][self._i])

    def rule(self, rule: str) -> str:
        """What a rule says that is no entry of a lexicon; "" for those that are."""
        pair = _data()["rules"].get(rule)
        return str(pair[self._i]) if pair else ""

    def inferred(self, source: str | None, text: str) -> str:
        """Where a date's missing year, month or reference day came from, in words; "" for None."""
        if not source:
            return ""
        origin, _, place = source.partition(":")
        start, _, end = place.partition("-")
        if start.isdecimal() and end.isdecimal():
            quoted = text[int(start) : int(end)]
            return self.say("inferred_text", start=start, end=end, quoted=quoted)
        pair = _data()["origins"].get(source) or _data()["origins"].get(origin)
        return str(pair[self._i]) if pair else source
