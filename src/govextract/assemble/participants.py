"""Participants: who takes part in an event and in which role; which villages and enterprises it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from govextract.assemble.occasion import AT_TABLE, Occasion
from govextract.clauses import Clauses, words_of
from govextract.lexicon import Lexicon
from govextract.records import Action, Mention, OfficeValue, Participant, Role

# Where a village in somebody's office is an address only.
_ELSEWHERE: frozenset[Action] = frozenset(
    ("meeting", "lecture", "training", "award", "ceremony", "study", "personnel", "policy", "party_activity")
)
# Work at which one who speaks takes part; at a raid or a clean-up he only comments for the reporter.
_HEARD: frozenset[Action] = AT_TABLE | frozenset[Action](
    ("survey", "visit", "supervision", "inspection", "assessment", "investment", "personnel",
     "public_service", "mediation")
)  # fmt: skip
_ROLE_OF: Mapping[Action, Role] = {
    "inspection": "inspector", "supervision": "inspector", "assessment": "inspector",
    "enforcement": "inspector", "survey": "visitor", "visit": "visitor", "investment": "visitor",
    "lecture": "speaker",
}  # fmt: skip
_ROLES: tuple[Role, ...] = ("host", "attendee", "speaker", "inspector", "visitor")
_LONGEST_CUE = 24  # from a name to the word that gives its role
_LONGEST_TITLE = 48  # from a name to the speech that is studied


class Participants:
    """Decides by the words around a name who takes part, and how."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._roles = [(role, words_of(lexicon, f"role_{role}")) for role in _ROLES]
        self._mover = words_of(lexicon, "role_mover")
        self._cited_word = words_of(lexicon, "cited_word")
        self._cited_by = words_of(lexicon, "cited_by")
        self._not_cited = words_of(lexicon, "not_cited")
        self._remark = words_of(lexicon, "remark")
        self._venue_before = words_of(lexicon, "venue_before")
        self._venue_behind = words_of(lexicon, "venue_behind")
        self._example = words_of(lexicon, "example_before")

    def officials(
        self, text: str, clauses: Clauses, o: Occasion, actions: Sequence[Action], names: Mapping[str, str]
    ) -> tuple[Participant, ...]:
        """The officials who take part, each once, with the first part that is more than attending."""
        out: dict[str, Participant] = {}
        at_table = not AT_TABLE.isdisjoint(actions)
        heard = at_table or (o.anchored and not _HEARD.isdisjoint(actions))
        for m in o.of("official"):
            clause = clauses.span(m.start)
            if self._is_cited(text, m, clause):
                continue
            remarks = self._remark.match(text, m.end) is not None
            if remarks and not (at_table if text[clause[0] : clause[0] + 1] == "”" else heard):
                continue
            name = names.get(m.entity or "", m.text)
            role = self._role(text, m, clause, actions)
            held = out.get(name)
            if held is None or (held.role == "attendee" and role != "attendee"):
                out[name] = Participant(name=name, entity=m.entity or "", role=role)
        return tuple(out.values())

    def villages(self, o: Occasion, actions: Sequence[Action]) -> tuple[str, ...]:
        """The villages it concerns, as written."""
        elsewhere = set(actions) <= _ELSEWHERE
        offices = [m.value for m in o.of("official") if isinstance(m.value, OfficeValue)] if elsewhere else []
        return _names(
            m for m in o.of("village") if not any(x.start <= m.start and m.end <= x.end for x in offices)
        )

    def enterprises(self, text: str, clauses: Clauses, o: Occasion) -> tuple[str, ...]:
        """The enterprises it concerns, as written; no venue, none that only stands for many."""
        told = (
            m
            for m in o.of("enterprise")
            if not self._is_venue(text, m, clauses.span(m.start))
            and not self._example.search(text[max(0, m.start - 2) : m.start])
        )
        return _names(told, full=True)

    def _is_cited(self, text: str, m: Mention, clause: tuple[int, int]) -> bool:
        """Whether the person is only named as an authority (学习贯彻…总书记重要讲话精神)."""
        word = self._cited_word.search(text, m.end, min(clause[1], m.end + _LONGEST_TITLE))
        if word is None or self._not_cited.search(text, m.end, word.start()):
            return False
        return (
            "精神" in word.group()
            or word.group().startswith(("重要", "上的"))
            or self._cited_by.search(text, clause[0], m.start) is not None
        )

    def _role(self, text: str, m: Mention, clause: tuple[int, int], actions: Sequence[Action]) -> Role:
        """The part that the nearest word behind the name gives, else the actions."""
        end = min(clause[1], m.end + _LONGEST_CUE)
        hits = [(hit.start(), role) for role, cue in self._roles if (hit := cue.search(text, m.end, end))]
        if hits:
            return min(hits, key=lambda x: x[0])[1]
        given = next((_ROLE_OF[a] for a in actions if a in _ROLE_OF), None)
        if given is None and self._mover.search(text, m.end, end):
            return "visitor"
        return given or "attendee"

    def _is_venue(self, text: str, m: Mention, clause: tuple[int, int]) -> bool:
        """Whether a meeting or ceremony is only held there (在某宾馆召开)."""
        before = text[max(clause[0], m.start - 14) : m.start]
        return bool(self._venue_before.search(before) and self._venue_behind.match(text, m.end, clause[1]))


def _names(mentions: Iterable[Mention], *, full: bool = False) -> tuple[str, ...]:
    """The names, each village and enterprise once: as written first, or most fully."""
    names: dict[str, str] = {}
    for m in mentions:
        held = names.setdefault(m.entity or m.text, m.text)
        if full and len(m.text) > len(held):
            names[m.entity or m.text] = m.text
    return tuple(dict.fromkeys(names.values()))
