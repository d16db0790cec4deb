"""Facts: what a page may tell of a date (or of none): work, officials, villages, businesses; each with its features.

A fact is what the gold counts: a pair of days and a name or kind of work. The candidates are those that the rules
chose and those to which a habit of writing leads (``View.led``) from some place where the name or the work stands.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, get_args

from govextract.records import Event, Precision
from govextract.weigh.part import PARTS, Named, Part, names_of
from govextract.weigh.view import HABITS, Days, View, days_of
from govextract.weigh.work import ACTIONS, NUMBER, Work

_STATUS: Final = {
    "done": 5,
    "ongoing": 4,
    "planned": 3,
    "required": 2,
    "quoted": 1,
    "simulated": 0,
    "negated": 0,
}
_FORM: Final = {"event": 0, "work": 1, "act": 2, "area": 3, "weak": 4, "subject": 5, "convene": 6}
_OTHER_FORM, _SIGN, _NAME, _RULE = 7, 8, 9, 10
_DROPPED, _NO_WORD = -1, -10
_KIND: Final = {"assemble.dated": 4, "assemble.vague": 3, "assemble.undated": 2, "assemble.planned": 1}
_NEVER: Final = frozenset(("simulated", "negated"))
"""What is played or denied was not done, however probable it looks."""
_PRECISION: Final = {p: i for i, p in enumerate(get_args(Precision))}
_UNLIKELY: Final = 0.03
"""A sign without a word of work that is less probable than this is no candidate."""
_ASSUMED: Final = 0.3
"""The probability of what the rules chose though its name stands nowhere on the page."""


class Spot(NamedTuple):
    """A place where an item stands: how probable it is that it counts there, its status, what it is.

    ``own``: it is there by an entry of the user's.
    """

    at: int
    probability: float
    status: int
    form: int
    led: tuple[int | None, ...]
    events: tuple[Event, ...]
    own: bool


class Fact(NamedTuple):
    """A date and an item that may belong together. ``chosen``: the rules say so; ``at`` is where it is told best.

    ``item`` is a name, or a kind of work; ``date`` the number of the date mention nearest to it, if any; ``own``:
    the rules chose it by an entry of the user's, which is never doubted.
    """

    part: Part
    days: Days
    item: str
    chosen: bool
    at: int
    date: int | None
    own: bool
    features: tuple[float, ...]


def facts(
    view: View,
    work: Iterable[tuple[Work, float]],
    parts: Iterable[tuple[Named, float]],
    dates: Mapping[int, float],
) -> list[Fact]:
    """The candidates of a page, from its weighed clauses, names and dates."""
    spots = _spots(view, work, parts)
    chosen: dict[tuple[Part, str], dict[Days, Event]] = defaultdict(dict)
    on: dict[Days, list[Event]] = defaultdict(list)
    for e in view.events:
        days = days_of(e.date)
        on[days].append(e)
        for part in PARTS:
            for item in names_of(e, part):
                chosen[part, item].setdefault(days, e)
                if (part, item) not in spots:
                    at = e.start if part == "actions" else max(0, view.text.find(item, e.start))
                    spots[part, item].append(_spot(view, at, _ASSUMED, (_STATUS["done"], _RULE)))
    others = {part: sum(1 for p, _ in chosen if p == part) for part in PARTS}
    values = len({d.days for d in view.dates if d.days})
    likely: dict[Days, float] = defaultdict(float)
    for number, probability in dates.items():
        days = view.dates[number].days
        likely[days] = max(likely[days], probability)
    page = _Page(on, dates, likely)
    out: list[Fact] = []
    for (part, name), where in spots.items():
        size = (float(others[part]), float(values), float(len(on)))
        out += _of_item(view, _Item(part, name, where, chosen.get((part, name), {}), size), page)
    return out


class _Item(NamedTuple):
    """A name or kind of work, where it stands, the rules' first event of each days with it, the page's size."""

    part: Part
    name: str
    spots: Sequence[Spot]
    chosen: Mapping[Days, Event]
    page: tuple[float, ...]


class _Page(NamedTuple):
    """The rules' events by their days; the probability of each date, by its number, and by its days."""

    events: Mapping[Days, Sequence[Event]]
    dates: Mapping[int, float]
    likely: Mapping[Days, float]


class _Led:
    """What leads from an item to some days: by habit the best probability and how often, and the best spot."""

    def __init__(self) -> None:
        self.scores, self.counts = [0.0] * (HABITS + 1), [0] * (HABITS + 1)
        self.best: tuple[tuple[int, float], Spot] | None = None


def _spots(
    view: View, work: Iterable[tuple[Work, float]], parts: Iterable[tuple[Named, float]]
) -> dict[tuple[Part, str], list[Spot]]:
    out: dict[tuple[Part, str], list[Spot]] = defaultdict(list)
    settled = {view.unit(w.start) for w in view.words if w.rule in view.own}
    for w, probability in work:
        item = ACTIONS[w.action]
        for word in w.words:
            trigger = view.triggers.get((word.start, word.end))
            if (trigger.status if trigger else view.scopes.at(word.start)) in _NEVER:
                continue
            status = _STATUS[trigger.status] if trigger else _DROPPED
            form = _FORM.get(word.form, _OTHER_FORM)
            out["actions", item].append(_spot(view, word.start, probability, (status, form), word.rule))
        at = view.units[w.unit].start
        scope = view.scopes.at(at)
        if w.unit in settled:  # where the user's own word says what is done, nothing is read into the clause
            continue
        if not w.words and probability >= _UNLIKELY and scope not in _NEVER:
            status = _STATUS[scope] + _NO_WORD
            out["actions", item].append(_spot(view, at, probability, (status, _SIGN)))
    for n, probability in parts:
        m = n.mention
        out[n.part, view.name(m)].append(
            _spot(view, m.start, probability, (_STATUS[m.status], _NAME), m.rule)
        )
    return out


def _spot(view: View, at: int, probability: float, what: tuple[int, int], rule: str = "") -> Spot:
    return Spot(at, probability, *what, view.led(at), tuple(view.events_at(at)), rule in view.own)


def _of_item(view: View, item: _Item, page: _Page) -> list[Fact]:
    """The facts of one item: one for each of the days to which anything leads, and one without a day."""
    part, spots, chosen = item.part, item.spots, item.chosen
    likeliest = max(spots, key=lambda s: s.probability)
    led: dict[Days, _Led] = {None: _Led()}
    for s in spots:
        where = tuple(None if d is None else view.dates[d].days for d in s.led)
        here = frozenset(days_of(e.date) for e in s.events)
        agreed: Counter[Days] = Counter()
        for habit, days in enumerate(where):
            found = led.setdefault(days, _Led())
            found.scores[habit] = max(found.scores[habit], s.probability)
            found.counts[habit] += 1
            agreed[days] += 1
        for days in here:
            found = led.setdefault(days, _Led())
            found.scores[HABITS] = max(found.scores[HABITS], s.probability)
            found.counts[HABITS] += 1
            agreed[days] += 2
        for days, count in agreed.items():
            found = led[days]
            if found.best is None or (count, s.probability) > found.best[0]:
                found.best = ((count, s.probability), s)
    for days in chosen:
        led.setdefault(days, _Led())
    of_item = (
        float(PARTS.index(part)),
        float(NUMBER[item.name]) if part == "actions" else -1.0,
        float(len(chosen)),
        float(None in chosen),
        likeliest.probability,
        sum(s.probability for s in spots),
        float(max(s.status for s in spots)),
        float(len(spots)),
        *item.page,
    )
    out: list[Fact] = []
    for days, found in led.items():
        yes = days in chosen
        scores, counts = found.scores, found.counts
        if not (yes or any(counts)):
            continue
        spot = found.best[1] if found.best else likeliest
        event = chosen.get(days) or next((e for e in spot.events if days_of(e.date) == days), None)
        near = _nearest(view, days, spot.at)
        features = (
            *of_item,
            float(days is None),
            float(yes),
            float(bool(chosen) and not yes),
            float(len(page.events.get(days, ()))),
            *scores,
            *map(float, counts),
            *_of_event(event),
            *_of_spot(view, spot),
            *_of_date(view, near, spot.at, days),
            page.likely.get(days, -1.0),
            -1.0 if near is None else page.dates.get(near, -1.0),
            *(-1.0 if d is None else page.dates.get(d, -1.0) for d in spot.led),
        )
        own = yes and any(s.own for s in spots)
        out.append(Fact(part, days, item.name, yes, spot.at, near, own, features))
    return out


def _nearest(view: View, days: Days, at: int) -> int | None:
    """The date mention of these days nearest to a place, in sentences first."""
    if days is None:
        return None
    numbers = view.numbers(days)
    behind = bisect_right(numbers, at, key=view.date_starts.__getitem__)
    here = view.sentence(at)
    return min(  # of those before it the last is nearest, of those behind it the first
        numbers[max(0, behind - 1) : behind + 1],
        key=lambda i: (abs(view.sentence(view.dates[i].start) - here), abs(view.dates[i].start - at)),
        default=None,
    )


def _of_event(event: Event | None) -> tuple[float, ...]:
    if event is None:
        return (-1.0,) * 5
    return (
        float(_KIND.get(event.rule, 0)),
        float(len(event.actions)),
        float(len(event.officials)),
        float(len(event.villages)),
        float(event.end - event.start),
    )


def _of_spot(view: View, spot: Spot) -> tuple[float, ...]:
    at = spot.at
    number = view.paragraph(at)
    paragraph = view.paragraphs[number]
    length = len(view.text)
    in_sentence, in_paragraph = spot.led[0], spot.led[2]
    last = spot.led[4]
    return (
        spot.probability,
        float(spot.status),
        float(spot.form),
        float(len(spot.events)),
        at / length,
        float(number),
        float(len(view.paragraphs)),
        float(length),
        float(in_sentence is not None),
        float(in_paragraph is not None),
        float(view.dates[in_sentence].days is None) if in_sentence is not None else -1.0,
        float(view.dates[last].precision == "day") if last is not None else -1.0,
        float(paragraph.heading),
        float(min(60, at - paragraph.start)),
        float(min(40, at - view.sentence_start(view.sentence(at)))),
        float(view.quoted(at)),
    )


def _of_date(view: View, number: int | None, at: int, days: Days) -> tuple[float, ...]:
    """The features of the date itself, and of how it stands to the place."""
    form = (-1.0, -1.0)
    first = view.dates[0].days if view.dates else None
    if days is not None:
        start, end = days.split("/")
        form = (float(".." in (start, end)), float(start == end))
    if number is None:
        return (-9999.0, -99.0, -99.0, *(-1.0,) * 12, *form, float(days == first))
    d = view.dates[number]
    low, high = min(d.start, at), max(d.start, at)
    sentence, paragraph = view.sentence(d.start), view.paragraph(d.start)
    behind = view.text[d.end : d.end + 1]
    return (
        float(at - d.start),
        float(view.sentence(at) - sentence),
        float(view.paragraph(at) - paragraph),
        float(max(0, bisect_left(view.date_starts, high) - bisect_right(view.date_starts, low))),
        float(_STATUS[d.status]),
        float(_PRECISION[d.precision]) if d.precision else -1.0,
        float(min(20, d.start - view.sentence_start(sentence))),
        float(min(40, d.start - view.paragraphs[paragraph].start)),
        float(paragraph),
        float(len(view.numbers(days))),
        float(d.length),
        d.start / len(view.text),
        float(behind in "，,"),
        float(behind == "的"),
        float(view.paragraphs[paragraph].heading),
        *form,
        float(days == first),
    )
