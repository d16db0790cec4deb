"""What was read and what was not, and why; formats and encodings."""

from __future__ import annotations

from collections.abc import Iterator

from govextract.batch.talk import cause
from govextract.report.charts import stack
from govextract.report.elements import Column, Section, key, share, words
from govextract.report.gathering import Cause


class Reading(Section):
    """The ledger, which balances."""

    def html(self) -> Iterator[str]:
        """Give the section's content, piece by piece."""
        say, total = self.say, self.f.inputs
        parts = " + ".join(
            say("count", name=self.name("ledger_status", s), n=f"{n:,}") for s, n in self.f.counts.items()
        )
        sentence = say("summary_inputs", total=f"{total:,}", parts=parts or "0")
        yield f'<p class="balance">{words(sentence)}</p>{stack([*self.f.counts.items()], sentence)}'
        rows = [
            (
                f"{key(s)}{words(self.name('ledger_status', s))}", f"{n:,}", share(n, total),
                words(say(f"report_status_{s}")),
            )
            for s, n in self.f.counts.items()
        ]  # fmt: skip
        heads = [Column(say("report_status")), Column(say("report_number"), "n"), Column(say("report_share"), "n"),
                 Column(say("report_means"))]  # fmt: skip
        foot = (words(say("report_sum")), f"{total:,}", share(total, total), "")
        yield self.table(say("report_table_read"), heads, rows, foot)
        causes = self.f.ledger.causes
        if not causes:
            yield f'<p id="lost">{words(say("report_all_read"))}</p>'
            return
        yield f'<h3 id="lost">{words(say("report_causes"))}</h3>'
        for one in causes:
            yield self._cause(one)

    def _cause(self, one: Cause) -> str:
        status = self.name("ledger_status", one.status)
        heading = self.name("cause", one.code) if one.code else status
        sentences = dict.fromkeys(cause(self.messages, one.code, x.details, x.name) for x in one.files)
        same = len(sentences) == 1
        items = "".join(self._lost_file(one, i, same=same) for i in range(len(one.files)))
        advice = f"<p>{words(next(iter(sentences)))}</p>" if same and one.code else ""
        rest = one.number - len(one.files)
        more = self.more(rest, "failures") if rest else ""
        return (
            f'<div class="cause"><h4>{key(one.status)}{words(heading)}'
            f' <span class="count">{one.number:,}</span> <small>{words(status) if one.code else ""}</small></h4>'
            f"{advice}<ul>{items}</ul>{more}</div>"
        )

    def _lost_file(self, one: Cause, i: int, *, same: bool) -> str:
        file = one.files[i]
        why = "" if same else cause(self.messages, one.code, file.details, file.name)
        if file.duplicate_of:
            why = self.say("report_same_as", name=file.duplicate_of)
        return f"<li><bdi>{words(file.name)}</bdi>{f' <small>{words(why)}</small>' if why else ''}</li>"


class Files(Section):
    """In which formats and encodings the inputs were."""

    def html(self) -> Iterator[str]:
        """Give the section's content, piece by piece."""
        say, ledger = self.say, self.f.ledger
        statuses = [*self.f.counts]
        heads = [Column(say("report_format")),
                 *(Column(self.name("ledger_status", s), "n", s) for s in statuses),
                 Column(say("report_sum"), "n")]  # fmt: skip
        rows = [
            (
                words(form or say("report_unknown")),
                *(f"{n[s]:,}" if n[s] else "" for s in statuses),
                f"{n.total():,}",
            )
            for form, n in sorted(ledger.formats.items(), key=lambda x: (-x[1].total(), x[0]))
        ]
        foot = (words(say("report_sum")), *(f"{n:,}" for n in self.f.counts.values()), f"{self.f.inputs:,}")
        yield self.table(say("report_table_formats"), heads, rows, foot)
        if ledger.encodings:
            heads = [Column(say("fact_encoding")), Column(say("report_documents_number"), "n"),
                     Column(say("report_replaced"), "n")]  # fmt: skip
            rows = [
                (words(name), f"{n['documents']:,}", f"{n['replaced']:,}")
                for name, n in sorted(ledger.encodings.items(), key=lambda x: (-x[1]["documents"], x[0]))
            ]
            yield self.table(say("report_table_encodings"), heads, rows)
