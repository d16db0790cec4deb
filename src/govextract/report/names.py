"""Whom and what the events concern most: officials, villages, enterprises."""

from __future__ import annotations

from collections.abc import Iterator

from govextract.report.charts import bar
from govextract.report.digest import NAMED
from govextract.report.elements import Column, Section, words
from govextract.report.gathering import Named
from govextract.tables import schema
from govextract.wording import days


class Names(Section):
    """The names met most often."""

    def html(self) -> Iterator[str]:
        """Give the section's content, piece by piece."""
        yield f"<p>{words(self.say('report_same_name'))}</p>"
        for kind in NAMED:
            heading = schema()[kind].heading(self.lang)
            found = self.f.top.get(kind, [])
            yield f'<h3 id="{kind}">{words(heading)}</h3>'
            if not found:
                yield f"<p>{words(self.say('report_none'))}</p>"
                continue
            yield self.table(
                self.say("report_table_top", what=heading), self._name_heads(kind), self._name_rows(kind)
            )
            rest = self.f.distinct.get(kind, 0) - len(found)
            if rest > 0:
                yield self.more(rest, kind)

    def _name_heads(self, kind: str) -> list[Column]:
        say, lang = self.say, self.lang
        name = schema()[kind].columns[0].heading(lang)
        offices = (
            [Column(schema()["officials"].columns[1].heading(lang), "label")] if kind == "officials" else []
        )
        return [
            Column(name), *offices, Column(say("report_area"), "area"), Column(say("report_events_number"), "n"),
            Column("", "bar"), Column(say("report_documents_number"), "n"), Column(say("report_days"), "days"),
        ]  # fmt: skip

    def _name_rows(self, kind: str) -> list[tuple[str, ...]]:
        found = self.f.top[kind]
        most = max(x.events for x in found)

        def row(x: Named) -> tuple[str, ...]:
            offices = (words(x.offices),) if kind == "officials" else ()
            when = days(x.first, x.last, self.messages) if x.first or x.last else ""
            return (
                f"<bdi>{words(x.name)}</bdi>", *offices, f"<bdi>{words(x.area.removesuffix(x.name))}</bdi>",
                f"{x.events:,}", bar(x.events, most), f"{x.documents:,}", words(when),
            )  # fmt: skip

        return [row(x) for x in found]
