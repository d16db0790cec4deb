"""What was done: events by month, type of work and area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil, sqrt

from govextract.batch.chunks import ALL
from govextract.messages import code_lists
from govextract.report import periods
from govextract.report.charts import bar, columns
from govextract.report.elements import Column, Section, words
from govextract.tables import run_schema, schema

PLACES = 15
"""How many areas are shown."""

DARKEST = 12
"""A number that deserves the darkest shade, however small all others are."""

SHADES = 6
"""Shades of the style sheet, from light to dark."""


class Work(Section):
    """The events."""

    def html(self) -> Iterator[str]:
        """Give the section's content, piece by piece."""
        say, f = self.say, self.f
        if not f.sums["events"]:
            yield f"<p>{words(say('page_no_events'))}</p>"
            return
        yield f"<p>{words(self._counted())}</p>"
        if span := periods.span(f.monthly()):
            yield from self._by_period(span)
        actions: Counter[str] = Counter()
        for (_, action), n in f.months.items():
            if action != ALL:
                actions[action] += n
        order = sorted(actions, key=lambda a: (-actions[a], code_lists()["action"].index(a)))
        if order:
            most = actions[order[0]]
            rows = [(words(self.name("action", a)), f"{actions[a]:,}", bar(actions[a], most)) for a in order]
            heads = [Column(schema()["action_counts"].columns[0].heading(self.lang)),
                     Column(say("report_events_number"), "n"), Column("", "bar")]  # fmt: skip
            yield f"<h3>{words(say('report_by_action'))}</h3>"
            yield self.table(say("report_table_actions"), heads, rows)
            yield from self._actions_by_period(order)
        yield from self._places()

    def _counted(self) -> str:
        f = self.f
        line = self.say("report_counted", n=f"{f.sums['events']:,}")
        left_out = [
            self.say(f"count_{key}", n=f"{f.sums[key]:,}")
            for key in ("duplicates", "uncounted")
            if f.sums[key]
        ]
        return line + (
            self.say("report_left_out", what=self.say("list_comma").join(left_out)) if left_out else ""
        )

    def _by_period(self, span: periods.Span) -> Iterator[str]:
        say, counts = self.say, periods.sums(span, self.f.monthly())
        title = say(f"report_by_{span.periods[0].size}")
        tips = [
            say("report_tip", period=p.label, n=f"{n:,}") for p, n in zip(span.periods, counts, strict=True)
        ]
        notes = [
            say(key, n=f"{n:,}")
            for key, n in (
                ("report_before", span.before),
                ("report_after", span.after),
                ("report_undated", self.f.months[None, ALL]),
            )
            if n
        ]
        line = say("list_semicolon").join(notes)
        note = f"<figcaption>{words(line)}</figcaption>" if line else ""
        chart = columns(span.periods, counts, title, tips)
        rows = [
            (words(p.label), f"{n:,}") for p, n in zip(span.periods, counts, strict=True) if n
        ]  # fmt: skip
        heads = [Column(say("report_period")), Column(say("report_events_number"), "n")]
        yield f"<h3>{words(title)}</h3><figure>{self.scrolled(title, chart)}{note}</figure>"
        yield (
            f"<details><summary>{words(say('report_numbers'))}</summary>"
            f"{self.table(title, heads, rows)}</details>"
        )

    def _actions_by_period(self, order: Sequence[str]) -> Iterator[str]:
        span = periods.span(self.f.monthly(), periods.CELLS)
        if span is None or len(span.periods) < 2:
            return
        say = self.say
        counts = {a: periods.sums(span, self.f.monthly(a)) for a in order}
        most = max((n for row in counts.values() for n in row), default=0) or 1
        rows = [
            (words(self.name("action", action)), *(_shaded(n, most) for n in counts[action]))
            for action in order
        ]
        heads = [Column(say("report_action")), *(Column(p.label, "heat") for p in span.periods)]
        yield self.table(say(f"report_table_heat_{span.periods[0].size}"), heads, rows)

    def _places(self) -> Iterator[str]:
        found = {place: n for (place, action), n in self.f.places.items() if action == ALL}
        if not [place for place in found if place]:
            return
        order = sorted((p for p in found if p), key=lambda p: (-found[p], p))
        say, shown, most = self.say, order[:PLACES], found[order[0]]
        rows = [(words(p[0]), f"{found[p]:,}", bar(found[p], most)) for p in shown]
        if None in found:
            rows.append((words(say("report_no_place")), f"{found[None]:,}", ""))
        heads = [Column(run_schema()["actions_by_place"].columns[0].heading(self.lang)),
                 Column(say("report_events_number"), "n"), Column("", "bar")]  # fmt: skip
        yield f"<h3>{words(say('report_by_place'))}</h3>{self.table(say('report_table_places'), heads, rows)}"
        if len(order) > len(shown):
            yield self.more(len(order) - len(shown), "actions_by_place")


def _shaded(number: int, most: int) -> str:
    """A number on a ground that is the darker the greater it is."""
    return (
        f'<span class="h{ceil(SHADES * sqrt(number / max(most, DARKEST)))}">{number:,}</span>'
        if number
        else ""
    )
