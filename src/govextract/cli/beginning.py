"""The commands for a beginning: demo, which shows a run on samples, and doctor, which looks at the machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from govextract.cli import archives
from govextract.cli.shell import OK, SOME_FAILED, Force, Language, WrongUseError, command
from govextract.messages import Messages

FOLDER = Path("govextract-demo")
"""Where the samples go where nobody says."""

Form = Literal["table", "json"]


@command
def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", show_default=False)] = FOLDER,
    jobs: archives.Jobs = None,
    force: Force = False,
    lang: Language = "zh",
) -> int:
    """Samples, a run over them, and where to look."""
    from govextract.demo import JURISDICTION, write
    from govextract.report import NAME
    from govextract.run_folder import RunError
    from govextract.terminal import safe

    messages = Messages(lang)
    reports, result = folder / messages.say("demo_reports"), folder / messages.say("demo_result")
    places = folder / messages.say("demo_places")
    try:
        files = write(reports, places)
    except RunError as e:
        raise WrongUseError(e.sentence(messages)) from e
    print(safe(messages.say("demo_written", n=len(files), folder=folder)), flush=True)
    command_line = (
        f"govextract batch '{reports}' --out '{result}' --gazetteer '{places}' --jurisdiction {JURISDICTION}"
    )
    print(safe(command_line), flush=True)
    code = archives.batch(
        [str(reports)], result, jobs=jobs, force=force, lang=lang, gazetteer=places, jurisdiction=JURISDICTION
    )
    if code not in {OK, SOME_FAILED}:  # that some fail is what the samples show
        return code
    page = folder / messages.say("demo_page")
    print()
    for key, values in (
        ("demo_next", {}),
        ("demo_next_report", {"path": result / NAME}),
        ("demo_next_workbook", {"path": result / "tables.xlsx"}),
        ("demo_next_parse", {"path": reports / "茶亭坳镇" / "2023年1月.txt", "page": page}),
        ("demo_next_own", {}),
    ):
        print(safe(messages.say(key, **values)))
    return OK


@command
def doctor(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", show_default=False)] = Path(),
    form: Annotated[Form, typer.Option("--format", "-f", metavar="table|json", show_default=False)] = "table",
    lang: Language = "zh",
) -> int:
    """What is there, what is missing, and what to do."""
    from govextract.doctor import checks
    from govextract.terminal import safe

    messages = Messages(lang)
    found = []
    for check in checks(messages, folder):
        found.append(check)
        if form == "table":
            state = messages.name("doctor_state", check.state)
            print(
                safe(messages.say("doctor_line", state=state, name=check.name, found=check.found)), flush=True
            )
            if check.remedy:
                print(safe(messages.say("doctor_remedy", remedy=check.remedy)), flush=True)
    failed = [check.name for check in found if check.state == "failed"]
    if form == "json":
        print(json.dumps([check._asdict() for check in found], ensure_ascii=False, indent=2))
    else:
        print(safe(messages.say("doctor_failed", names=messages.say("list_comma").join(failed)) if failed
                   else messages.say("doctor_fine")))  # fmt: skip
    return SOME_FAILED if failed else OK
