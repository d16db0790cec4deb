"""Participants: who takes part in an event and in which role; which villages and enterprises it concerns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govextract.clauses import words_of
from govextract.lexicon import Lexicon
from govextract.records import Action, Mention, OfficeValue, Role

_FOLLOW = re.compile(r"学习|观看|贯彻|传达|落实|宣讲|领会|围绕|按照|根据|遵照|牢记|不负|践行|指引|以|重温|感恩|原文|研读")
_VENUE_BEFORE = re.compile(r"(?:在|于|假座)[^，。；在于]{0,10}$")
_VENUE_AFTER = re.compile(r"(?:[^，。；]{0,8})?(?:召开|举行|举办|开幕|隆重|正式举行|拉开帷幕|落幕|闭幕|成功举)")
_EXAMPLE = re.compile(r"(?:如|例如|比如|诸如|像)$")
_AT_TABLE: frozenset[Action] = frozenset(
    ("meeting", "lecture", "training", "award", "ceremony", "study", "personnel", "policy", "party_activity")
)
_ROLE_OF: Mapping[Action, Role] = {
    "inspection": "inspector", "supervision": "inspector", "assessment": "inspector", "enforcement": "inspector",
    "survey": "visitor", "visit": "visitor", "investment": "visitor", "lecture": "speaker",
}  # fmt: skip
_REMARK = re.compile(r"(?:同志)?(?:表示|说|介绍|告诉|坦言|透露|认为)")
_LONGEST_CUE = 24
_LONGEST_NAME = 48


class Roles:
    """Decides by the words around a name what part the person has."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._cited = re.compile(words_of(lexicon, "cited_word").pattern)
        self._cues = [
            (role, words_of(lexicon, f"role_{role}")) for role in ("host", "attendee", "speaker", "inspector", "visitor")
        ]

    def cited(self, text: str, m: Mention, clause: tuple[int, int]) -> bool:
        """Whether the person is only named as an authority (学习贯彻…总书记重要讲话精神)."""
        start, end = clause
        word = self._cited.search(text, m.end, min(end, m.end + _LONGEST_NAME))
        if word is None:
            return False
        between = text[m.end : word.start()]
        if re.search(r"出席|主持|参加|作了|发表|[。；;]", between):
            return False
        return bool(
            _FOLLOW.search(text, start, m.start)
            or "精神" in word.group()
            or "上的" in between
            or word.group().startswith(("重要", "上的"))
        )

    def remarks(self, text: str, m: Mention) -> bool:
        """Whether the person is only heard (镇人大副主席张三说，…)."""
        return _REMARK.match(text, m.end) is not None

    def role(self, text: str, m: Mention, clause: tuple[int, int], actions: Sequence[Action]) -> Role:
        """The part that the words behind the name, else before it, else the actions give."""
        window = text[m.end : min(clause[1], m.end + _LONGEST_CUE)]
        best: tuple[int, Role] | None = None
        for role, pattern in self._cues:
            hit = pattern.search(window)
            if hit and (best is None or hit.start() < best[0]):
                best = (hit.start(), role)  # type: ignore[assignment]
        if best is not None:
            return best[1]
        return next((_ROLE_OF[a] for a in actions if a in _ROLE_OF), "attendee")


def is_venue(text: str, m: Mention, clause: tuple[int, int]) -> bool:
    """Whether a meeting or ceremony is only held there (在某宾馆召开)."""
    return bool(
        _VENUE_BEFORE.search(text, max(clause[0], m.start - 14), m.start) and _VENUE_AFTER.match(text, m.end, clause[1])
    )


def is_example(text: str, m: Mention) -> bool:
    """Whether the name only stands for many (如某某公司)."""
    return _EXAMPLE.search(text, max(0, m.start - 2), m.start) is not None


def is_address(m: Mention, officials: Sequence[Mention], actions: Sequence[Action]) -> bool:
    """Whether a village is only part of somebody's office at an occasion elsewhere (某村第一书记在会上发言)."""
    if not set(actions) <= _AT_TABLE:
        return False
    return any(
        isinstance(o.value, OfficeValue) and o.value.start <= m.start and m.end <= o.value.end for o in officials
    )
