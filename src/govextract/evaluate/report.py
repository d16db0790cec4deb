"""Scores, errors and calibration as people and programs want them: terminal tables, JSON, CSV rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from govextract.evaluate import ROWS, Row, Rows, calibration, total
from govextract.evaluate.bootstrap import Intervals, intervals
from govextract.evaluate.causes import CAUSES, Error, errors
from govextract.evaluate.gold import Scored
from govextract.messages import Messages
from govextract.terminal import safe

Per = Literal["document", "source"]

SCORE_COLUMNS = (
    "group", "row", "precision", "recall", "f1", "precision_low", "precision_high", "recall_low", "recall_high",
    "f1_low", "f1_high", "right", "out", "gold",
)  # fmt: skip
BIN_COLUMNS = ("kind", "low", "high", "records", "right", "share", "confidence")
DIGITS = 4


class Scores(NamedTuple):
    """The rows of a group of documents, with their intervals where there are two documents or more."""

    rows: Rows
    intervals: dict[str, Intervals]
    documents: int


class Report:
    """What ``govextract evaluate`` shows of scored documents.

    ``wanted`` are the rows whose errors are shown, None for no errors.
    """

    def __init__(
        self,
        scored: Sequence[Scored],
        *,
        per: Per | None = None,
        wanted: Sequence[str] | None = None,
        calibrated: bool = False,
    ) -> None:
        self.scored, self.per, self.wanted, self.calibrated = scored, per, wanted, calibrated

    @cached_property
    def whole(self) -> Scores:
        """The scores of all documents together."""
        return _scores(self.scored)

    @cached_property
    def groups(self) -> dict[str, Scores]:
        """The scores of each document or source; none where they are not asked for."""
        names: dict[str, list[Scored]] = {}
        if self.per:
            for s in self.scored:
                names.setdefault(s.id if self.per == "document" else s.source, []).append(s)
        return {name: _scores(names[name]) for name in sorted(names)}

    @cached_property
    def errors(self) -> list[Error]:
        """The errors of the wanted rows, by row, cause and document."""
        found = [e for s in self.scored if s.failure is None for e in errors(s, self.wanted or ())]
        return sorted(found, key=lambda e: (ROWS.index(e.row), CAUSES.index(e.cause)))

    @cached_property
    def judged(self) -> list[calibration.Judged]:
        """The records that the gold can judge."""
        return [j for s in self.scored if s.failure is None for j in calibration.judge(s)]

    # --- for programs ---------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Everything asked for, as plain JSON types."""
        out: dict[str, Any] = {
            "documents": len(self.scored),
            "scores": _as_dict(self.whole),
            "failed": [s.failure for s in self.scored if s.failure],
        }
        if self.per:
            out[f"per_{self.per}"] = {name: _as_dict(s) for name, s in self.groups.items()}
        if self.wanted is not None:
            out["errors"] = [e._asdict() for e in self.errors]
        if self.calibrated:
            out["calibration"] = [dict(zip(BIN_COLUMNS, line, strict=True)) for line in self._bin_lines()]
        return out

    def to_rows(self) -> Iterator[Sequence[object]]:
        """One table with its heading: the calibration if asked for, else the errors if asked for, else scores."""
        if self.calibrated:
            yield BIN_COLUMNS
            yield from self._bin_lines()
        elif self.wanted is not None:
            yield Error._fields
            yield from self.errors
        else:
            yield SCORE_COLUMNS
            for group, scores in {"": self.whole, **self.groups}.items():
                for name, row in _as_dict(scores).items():
                    yield group, name, *(row.get(column) for column in SCORE_COLUMNS[2:])

    def _bin_lines(self) -> Iterator[tuple[object, ...]]:
        """The reliability table of all records, of each kind, and last what is called sure."""
        kinds = sorted({j.kind for j in self.judged})
        for kind in ("", *kinds):
            some = [j for j in self.judged if kind in ("", j.kind)]
            for b in calibration.bins(some):
                yield kind, b.low, b.high, b.records, b.right, _round(b.share), _round(b.confidence)
        sure = calibration.high(self.judged)
        yield (
            "sure",
            sure.low,
            sure.high,
            sure.records,
            sure.right,
            _round(sure.share),
            _round(sure.confidence),
        )

    # --- for people -----------------------------------------------------------------------------------

    def to_terminal(self, messages: Messages) -> RenderableType:
        """Everything asked for, as tables."""
        parts: list[RenderableType] = [self._totals(messages)]
        if self.per:
            parts.append(self._grid(messages))
        if self.wanted is not None:
            parts += self._error_parts(messages)
        if self.calibrated:
            parts.append(self._reliability(messages))
        return Group(*parts)

    def _totals(self, messages: Messages) -> Table:
        say = messages.say
        n = len(self.scored)
        table = _table(say("eval_documents", n=n), "", "P", "R", "F1", say("eval_interval"), "gold", "out")
        for name in ROWS:
            row, some = self.whole.rows[name], self.whole.intervals.get(name)
            span = f"{some.f1.low:.3f}–{some.f1.high:.3f}" if some else "—"
            figures = (f"{x:.{DIGITS}f}" for x in (row.precision, row.recall, row.f1))
            table.add_row(name, *figures, span, str(row.gold), str(row.out))
        return table

    def _grid(self, messages: Messages) -> Table:
        """F1 by group and row, with the interval below where there is one."""
        heads = [name.replace(" ", "\n") for name in ROWS]
        titles = {"document": "eval_per_document", "source": "eval_per_source"}
        table = _table(messages.say(titles[self.per or "document"]), "", *heads)
        for group, scores in self.groups.items():
            table.add_row(safe(group), *(_cell(scores, name) for name in ROWS))
        return table

    def _error_parts(self, messages: Messages) -> Iterator[RenderableType]:
        counts = Counter((e.row, e.cause) for e in self.errors)
        name, say = messages.name, messages.say
        table = _table(say("eval_causes"), "", "", "")
        for (row, cause), n in counts.items():
            table.add_row(row, name("mistake", cause), str(n))
        yield table if counts else Text(say("eval_no_errors"))
        for (row, cause), n in counts.items():
            yield Text(f"\n{row} · {name('mistake', cause)} · {n}", style="bold")
            for e in self.errors:
                if (e.row, e.cause) == (row, cause):
                    yield _line(e)

    def _reliability(self, messages: Messages) -> RenderableType:
        say = messages.say
        heads = ("", say("eval_confidence"), say("eval_records"), say("eval_right"), say("eval_mean"))
        table = _table(say("eval_reliability"), *heads)
        for kind, low, high, records, _, share, mean in list(self._bin_lines())[:-1]:
            label = messages.name("kind", str(kind)) if kind != "event" else say("page_events")
            span = f"{low:.2f}–{high:.2f}"
            table.add_row(label if kind else "", span, str(records), f"{share:.3f}", f"{mean:.3f}")
        sure = calibration.high(self.judged)
        return Group(table, Text(say("eval_sure", n=sure.records, share=f"{sure.share:.3f}"), style="bold"))


def _scores(scored: Sequence[Scored]) -> Scores:
    rows = [s.rows for s in scored]
    return Scores(total(rows), intervals(rows), len(rows))


def _as_dict(scores: Scores) -> dict[str, dict[str, float | int | None]]:
    out = {}
    for name, row in scores.rows.items():
        line: dict[str, float | int | None] = {what: _round(getattr(row, what)) for what in Intervals._fields}
        for what in Intervals._fields:
            some = scores.intervals.get(name)
            bounds = getattr(some, what) if some else (None, None)
            line[f"{what}_low"], line[f"{what}_high"] = (_round(x) for x in bounds)
        out[name] = line | row._asdict()
    return out


def _round(x: float | None) -> float | None:
    return None if x is None else round(x, DIGITS)


def _table(title: str, *heads: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for i, head in enumerate(heads):
        table.add_column(head, justify="right" if i else "left", no_wrap=True)
    return table


def _cell(scores: Scores, name: str) -> str:
    row: Row = scores.rows[name]
    if not row.gold and not row.out:
        return "—"
    some = scores.intervals.get(name)
    span = f"\n{some.f1.low:.2f}–{some.f1.high:.2f}".replace("0.", ".") if some else ""
    return f"{row.f1:.3f}{span}"


def _line(error: Error) -> Text:
    """One error in a line: what the gold has in green, what was found in its place in red."""
    place = f" @{error.start}" if error.start is not None else ""
    line = Text(f"  {safe(error.document)}{place}  ", style="dim")
    wanted, found = (safe(x).replace("\n", "⏎") for x in (error.wanted, error.found))
    if wanted:
        line.append(f"− {wanted}", style="not dim green")
    if found:
        line.append(f"{'  ' if wanted else ''}+ {found}", style="not dim red")
    return line
