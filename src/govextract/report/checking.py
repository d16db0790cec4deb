"""What a person should look at: records of low confidence, and what has no answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

from govextract.report.charts import bar, stack
from govextract.report.digest import JUDGED, LOW, SURE, Doubt, Trust
from govextract.report.elements import Column, Section, share, words
from govextract.tables import schema
from govextract.wording import days


class Checking(Section):
    """How sure the records are, and the least sure of them."""

    def html(self) -> Iterator[str]:
        """Give the section's content, piece by piece."""
        say, f, lang = self.say, self.f, self.lang
        yield f"<p>{words(say('report_trust', sure=f'{SURE:.2f}', low=f'{LOW:.2f}'))}</p>"
        heads = [Column(say("report_records")), Column(say("report_number"), "n"), Column("", "bar"),
                 *(Column(say(f"report_trust_{t}"), "n", t) for t in get_args(Trust))]  # fmt: skip
        rows = []
        for table in JUDGED:
            parts = {t: f.trust[table, t] for t in get_args(Trust)}
            total, heading = sum(parts.values()), schema()[table].heading(lang)
            if total:
                shares = (f"{n:,} <small>{share(n, total)}</small>" for n in parts.values())
                rows.append((words(heading), f"{total:,}", stack([*parts.items()], heading), *shares))
        if rows:
            yield self.table(say("report_table_trust"), heads, rows)
        for table in JUDGED:
            found = f.doubts.get(table, [])
            if found:
                heading = say("report_low", what=schema()[table].heading(lang))
                yield f"<h3>{words(heading)}</h3>{self._doubt_list(found)}"
                rest = f.trust[table, "low"] - len(found)
                if rest > 0:
                    yield self.more(rest, table)
        if f.reasons:
            yield from self._unresolved()

    def _unresolved(self) -> Iterator[str]:
        say, total = self.say, sum(self.f.reasons.values())
        heading = schema()["unresolved"].heading(self.lang)
        yield f'<h3>{words(heading)} <span class="count">{total:,}</span></h3>'
        rows = [
            (words(self.name("reason", reason)), f"{n:,}", bar(n, max(self.f.reasons.values())))
            for reason, n in sorted(self.f.reasons.items(), key=lambda x: (-x[1], x[0]))
        ]
        heads = [Column(say("report_reason")), Column(say("report_number"), "n"), Column("", "bar")]
        yield self.table(say("report_table_reasons"), heads, rows)
        found = self.f.doubts.get("unresolved", [])
        yield self._doubt_list(found)
        if total > len(found):
            yield self.more(total - len(found), "unresolved")

    def _doubt_list(self, found: Iterable[Doubt]) -> str:
        return f'<ol class="doubts">{"".join(self._doubt(x) for x in found)}</ol>'

    def _doubt(self, x: Doubt) -> str:
        head = []
        if x.table == "events":
            actions = self.say("join").join(self.name("action", a) for a in x.actions)
            head = [days(*x.days, self.messages), actions]
        elif x.table == "unresolved":
            head = [self.name("reason", x.name)]
        elif x.name:
            head = [x.name]
        title = " · ".join(h for h in head if h)
        proof = f"<mark>{words(x.marked)}</mark> " if x.marked else ""
        trust = f'<b class="confidence">{x.confidence:.2f}</b>' if x.table != "unresolved" else ""
        where = self.say("page_proof", start=x.start, end=x.end)
        return (
            f"<li>{trust}<div><p><strong>{words(title)}</strong></p><blockquote>{proof}{words(x.evidence)}</blockquote>"
            f'<p class="source"><bdi>{words(x.source)}</bdi> · {words(where)}</p></div></li>'
        )
