"""What speaks for and against a clause's telling of some kind of work: the candidates and their features."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, get_args

from govextract.find.actions import ActionWord
from govextract.match import Hit
from govextract.records import Action, Event, Mention
from govextract.weigh.proposals import Proposals
from govextract.weigh.slots import crossed, slot
from govextract.weigh.view import Unit, View, days_of

ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
NUMBER: Final[dict[str, int]] = {a: i for i, a in enumerate(ACTIONS)}
"""The kinds of work by number, as the weights have them."""

_TOLD: Final = frozenset(("done", "ongoing"))
_MANY: Final = 3


class Work(NamedTuple):
    """A clause and a kind of work of which it may tell.

    ``unit`` is the clause's number in the view, ``action`` the kind's; ``words`` are the action words for it in
    the clause; ``slots`` its features, each once.
    """

    unit: int
    action: int
    words: tuple[ActionWord, ...]
    slots: tuple[int, ...]


class _Sign(NamedTuple):
    start: int
    end: int
    word: str


def works(view: View, offered: Proposals) -> list[Work]:
    """The candidates of a page in text order: every kind of work for which a clause has a word or a sign.

    Those that its characters alone offer are candidates too.
    """
    words: dict[int, list[ActionWord]] = defaultdict(list)
    for w in view.words:
        words[view.unit(w.start)].append(w)
    signs: dict[int, dict[int, list[_Sign]]] = defaultdict(lambda: defaultdict(list))
    for h in view.signs:
        for action in _actions(h):
            signs[view.unit(h.start)][NUMBER[action]].append(_Sign(h.start, h.end, h.form))
    mentions: dict[int, list[Mention]] = defaultdict(list)
    for m in view.mentions:
        mentions[view.unit(m.start)].append(m)
    told = Counter(a for t in view.triggers.values() if t.status in _TOLD for a in t.actions)
    out: list[Work] = []
    for k, unit in enumerate(view.units):
        kinds = {NUMBER[a] for w in words[k] for a in w.actions} | set(signs[k]) | set(offered.kinds(k))
        if not kinds:
            continue
        events = view.events_at(unit.start)
        shared, typed = _of_unit(view, k, mentions, len(words[k]), events)
        named = {a for w in words[k] for a in w.actions}
        for y in sorted(kinds):
            action = ACTIONS[y]
            mine = tuple(w for w in words[k] if action in w.actions)
            found = set(shared)
            found.update(crossed(s, y) for s in typed)
            best, features = _of_words(view, unit, mine)
            chosen = any(action in e.actions for e in events)
            found.update(map(slot, features))
            found.update(map(slot, _of_signs(view, action, best, bool(mine), signs[k].get(y, ()))))
            found.add(slot(f"offered:{offered.level(k, y)}:{bool(mine)}"))
            near = sum(len(signs[j].get(y, ())) for j in (k - 1, k + 1) if j in signs)
            found.update(
                map(
                    slot,
                    (
                        f"near:{min(_MANY, near)}",
                        f"chosen:{chosen}:{best}",
                        f"told:{min(_MANY, told[action])}:{best}",
                        f"action:{action}",
                        f"action:{action}:{best}:{bool(mine)}",
                        *(f"beside:{other}:{action}" for other in named if other != action),
                    ),
                )
            )
            out.append(Work(k, y, mine, tuple(sorted(found))))
    return out


def _actions(hit: Hit) -> Sequence[str]:
    actions: Sequence[str] = hit.entry.attrs["actions"]
    return actions


def _of_unit(
    view: View, k: int, mentions: dict[int, list[Mention]], words: int, events: Sequence[Event]
) -> tuple[list[int], list[int]]:
    """The slots of what the clause is like, and those that also count together with each kind of work."""
    unit, text = view.units[k], view.text
    said = text[unit.start : unit.end].strip(" \n\u3000")
    kinds = sorted({m.kind for m in mentions[k]})
    typed = [f"kind:{kind}" for kind in kinds]
    typed.append(f"scope:{view.scopes.at(unit.start)}")
    typed += [
        f"kinds:{''.join(kind[0] for kind in kinds)}",
        f"b1:{said[:1]}",
        f"b2:{said[:2]}",
        f"e3:{said[-3:]}",
    ]
    shared = [
        f"length:{min(6, len(said) // 6)}",
        f"end:{said[-1:]}",
        f"paragraph:{min(_MANY, unit.paragraph)}",
        f"heading:{unit.heading}",
        f"words:{min(_MANY, words)}",
    ]
    before = view.units[k - 1] if k else None
    if before is not None:
        shared += [f"before:{kind}" for kind in {m.kind for m in mentions[k - 1]}]
    if before is not None and before.paragraph == unit.paragraph:
        said_before = text[before.start : before.end]
        shared += [f"g:{said_before[i : i + 2]}" for i in range(min(12, len(said_before) - 1))]
        typed.append(f"pe:{said_before[-3:]}")
    else:
        shared.append("first")
    if k + 1 < len(view.units):
        shared.append(f"next:{text[view.units[k + 1].start : view.units[k + 1].start + 2]}")
    dated = any(days_of(e.date) for e in events)
    shared.append(f"event:{'dated' if dated else 'undated' if events else 'none'}")
    shared.append(f"together:{min(_MANY, max((len(e.actions) for e in events), default=0))}")
    if view.quoted(unit.start):
        shared.append("quoted")
    typed_slots = list(map(slot, typed))
    return [*map(slot, shared), *typed_slots], typed_slots


def _of_words(view: View, unit: Unit, words: Sequence[ActionWord]) -> tuple[int, list[str]]:
    """How the rules took the best of the words (2 told, 1 found, 0 dropped), and the words' features."""
    text = view.text
    best, out = 0, []
    for w in words:
        trigger = view.triggers.get((w.start, w.end))
        status = trigger.status if trigger else "dropped"
        best = max(best, 2 if status in _TOLD else 1 if trigger else 0)
        out += [
            f"status:{status}",
            f"form:{w.form}",
            f"status:{status}:{w.form}",
            f"rule:{w.rule}",
            f"rule:{w.rule}:{status}",
            f"word:{w.text}",
            f"word:{w.text}:{status}",
            f"1<{text[max(unit.start, w.start - 1) : w.start]}",
            f"2<{text[max(unit.start, w.start - 2) : w.start]}",
            f"1>{text[w.end : w.end + 1]}",
            f"2>{text[w.end : w.end + 2]}",
            f"at:{min(4, (w.start - unit.start) // 5)}",
            f"last:{unit.end - w.end < _MANY}",
        ]
    return best, out


def _of_signs(view: View, action: str, best: int, word: bool, signs: Sequence[_Sign]) -> Iterator[str]:
    if not word:
        yield "no word"
    count = min(4, len(signs))
    yield f"signs:{count}"
    yield f"signs:{count}:{best}:{word}"
    for s in signs:
        yield f"sign:{action}:{s.word}"
        yield f"sign>{view.text[s.end : s.end + 1]}"
        yield f"sign<{view.text[max(0, s.start - 1) : s.start]}"
