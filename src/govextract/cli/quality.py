"""The commands that ask how good results are: evaluate and diff."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import typer

from govextract.cli.shell import (
    OK,
    SOME_FAILED,
    Language,
    Lexicons,
    NoModel,
    WrongUseError,
    build_extractor,
    command,
    tell,
)
from govextract.messages import Messages
from govextract.usage import Command

Form = Literal["table", "json", "csv"]
Per = Literal["document", "source"]
Forms = Annotated[Form, typer.Option("--format", "-f", metavar="|".join(get_args(Form)), show_default=False)]
ALL = "all"


class EvaluateCommand(Command):
    """``--errors`` alone means the errors of all rows."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Give ``--errors`` the value that may be left out."""
        from govextract.evaluate import ROWS

        if "--errors" in args:
            i = args.index("--errors") + 1
            if not (i < len(args) and (args[i] == ALL or any(row.startswith(args[i]) for row in ROWS))):
                args = [*args[:i], ALL, *args[i:]]
        return list(super().parse_args(ctx, args))


def evaluate(  # noqa: PLR0917 - typer gives them by name
    gold: Annotated[Path, typer.Argument(metavar="GOLD_DIR", show_default=False)],
    pred: Annotated[Path | None, typer.Option("--pred", metavar="DIR", show_default=False)] = None,
    per: Annotated[
        Per | None, typer.Option("--per", metavar="|".join(get_args(Per)), show_default=False)
    ] = None,
    errors: Annotated[str | None, typer.Option("--errors", metavar="[ROW]", show_default=False)] = None,
    calibration: Annotated[bool, typer.Option("--calibration")] = False,
    form: Forms = "table",
    lexicons: Lexicons = None,
    no_model: NoModel = False,
    lang: Language = "zh",
) -> int:
    """Scores against gold documents."""
    from govextract.evaluate.gold import GoldError, extracted, load, predicted, score_all
    from govextract.evaluate.report import Report

    messages = Messages(lang)
    wanted = _rows(errors, messages)
    if form == "csv" and calibration and wanted is not None:
        raise WrongUseError(messages.say("eval_one_csv"))
    if pred is not None and not pred.is_dir():
        raise WrongUseError(messages.say("gold_no_folder", folder=pred))
    try:
        documents = load(gold)
    except GoldError as e:
        raise WrongUseError(messages.say(e.key, **e.values)) from e
    produce = (
        predicted(pred) if pred else extracted(build_extractor(lexicons or (), messages, model=not no_model))
    )
    report = Report(list(score_all(documents, produce)), per=per, wanted=wanted, calibrated=calibration)
    if form == "json":
        print(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    elif form == "csv":
        write_rows(report.to_rows())
    else:
        from govextract.output import console

        console(sys.stdout).print(report.to_terminal(messages))
    failed = [s.failure for s in report.scored if s.failure]
    for failure in failed:
        tell(messages.say("eval_failed", why=failure))
    return SOME_FAILED if failed else OK


command(evaluate, cls=EvaluateCommand)


def diff(
    before: Annotated[Path, typer.Argument(metavar="RUN_A", show_default=False)],
    after: Annotated[Path, typer.Argument(metavar="RUN_B", show_default=False)],
    form: Forms = "table",
    lang: Language = "zh",
) -> int:
    """What two runs differ in."""
    from govextract.diff import Difference, RunError, differences, load_run

    messages = Messages(lang)
    try:
        found = list(differences(load_run(before), load_run(after)))
    except RunError as e:
        raise WrongUseError(messages.say(e.key, **e.values)) from e
    if form == "json":
        print(json.dumps([d._asdict() for d in found], ensure_ascii=False, indent=2))
    elif form == "csv":
        write_rows([Difference._fields, *found])
    else:
        from govextract.listing import differences_list
        from govextract.output import console

        screen = console(sys.stdout)
        screen.print(differences_list(found, messages, screen.width))
    return OK


command(diff)


def _rows(errors: str | None, messages: Messages) -> list[str] | None:
    """The rows whose errors are asked for, by the beginning of their names."""
    from govextract.evaluate import ROWS

    if errors is None:
        return None
    rows = [row for row in ROWS if errors == ALL or row.startswith(errors)]
    if not rows:
        raise WrongUseError(messages.say("eval_no_row", value=errors, rows="、".join(ROWS)))
    return rows


def write_rows(rows: Iterable[Sequence[object]]) -> None:
    """Write a table to standard output as CSV."""
    csv.writer(sys.stdout, lineterminator="\n").writerows(rows)
