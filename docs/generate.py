"""Write docs/cli.md, docs/cli.en.md and docs/records.md from the program; ``--check`` only compares.

Run ``make docs`` after a change to the command line, to records.py or to tables.yaml.
"""

from __future__ import annotations

import inspect
import re
import sys
import types
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from govextract import records
from govextract.cli import app
from govextract.extraction import Extraction
from govextract.messages import Lang, Messages, code_lists
from govextract.tables import Table, dictionary_schema, linked_schema, run_schema, schema
from govextract.usage import help_text, localise, walk

HERE = Path(__file__).parent
WIDTH = 96
NOTICE = "<!-- Written by `make docs`; do not edit. -->\n\n"

CLI = {
    "zh": ("# 命令行", "以下内容与 `--help` 显示的相同。", "English: [cli.en.md](cli.en.md)"),
    "en": ("# Command line", "What follows is what `--help` shows.", "中文：[cli.md](cli.md)"),
}

RECORDS = """# 记录与数据表 / Records and tables

CSV、Excel 与 `to_frames()` 的每一列，以及 JSON 的每个字段。
Every column of CSV, Excel and `to_frames()`, and every field of the JSON.

**文件约定 / In files**

- 列名：DataFrame 用机读名称，CSV 与 Excel 用表头（语言由 `--lang` 决定），对照见每个结果自带的数据字典。
  DataFrames have machine names, CSV and Excel headings (`--lang` says in which language); every result
  carries a dictionary of both.
- 代码（事项类型、状态等）在 JSON 与 DataFrame 中是英文代码，在 CSV 与 Excel 中是名称。
  Codes stay codes in JSON and DataFrames; CSV and Excel show their names.
- 一格中有多项时用全角分号 `；` 隔开；DataFrame 中是 Python 列表。
  Several items in a cell are joined with `；`; in DataFrames they are Python lists.
- CSV 为 UTF-8（带 BOM）、CRLF 换行、日期为 `2023-11-30`。以 `= + - @`（含全角）、制表符或回车开头的文字前加
  `'`，以防被当作公式；会被误认作数字或日期的文字（如 `11月1日`、长编号）后加一个制表符，读入时去掉即可。
  CSV is UTF-8 with BOM, CRLF, ISO days. Text that begins with `= + - @` (full-width too), tab or CR gets a
  `'` in front, lest it become a formula; text that would be taken for a number or date (`11月1日`, a long
  code) gets a tab behind it: strip it when you read the file.
- Excel 中的文字与原文逐字相同，日期是真正的日期，可以筛选和按月分组；超过 32,767 字的格截短，
  超过 1,048,576 行的表接到下一张工作表。
  In Excel text is as in the report, and dates are real dates that can be filtered and grouped by month; cells
  are cut at 32,767 characters, and tables longer than 1,048,576 rows go on in another sheet.
- 重复的事项带 `duplicate_of`，与要求、模拟、未发生、转述的事项一样不计入统计。
  Repeated events carry `duplicate_of` and, like what is required, simulated, negated or quoted, do not count.
- 字符位置从 0 数起，按 Unicode 码位计；`原文[起点:终点]` 就是证据。
  Offsets count Unicode code points from 0; `text[start:end]` is the evidence.
"""


RUN = """# 多份报告 / Many reports

`govextract batch`、`tables`、`merge` 的表。以下各表代替上面的同名表，其余各表相同；同一人、同一企业、同一村在
全部文档中只有一行、一个编号，多份报告所说的同一事项只计一次。
The tables of `govextract batch`, `tables` and `merge`. These stand in the place of those of the same name above, the
others are the same. A person, enterprise or village has one row and one id in all documents; an event that several
reports tell of counts once.
"""


def cli_page(lang: Lang) -> str:
    """The help of the program and of each command."""
    heading, words, other = CLI[lang]
    group = localise(app, lang)
    parts = [f"{NOTICE}{heading}\n\n{words} {other}\n"]
    for path, command in walk(group, "govextract"):
        parts.append(f"## {path}\n\n```text\n{help_text(command, path, Messages(lang), WIDTH)}```\n")
    return "\n".join(parts)


def records_page() -> str:
    """Every table and column, every code, and every record of the JSON."""
    parts = [NOTICE + RECORDS]
    zh, en = Messages("zh"), Messages("en")
    parts += [_table(t) for t in (*schema().values(), *dictionary_schema().values())]
    parts.append(RUN)
    parts += [_table(t) for t in (*linked_schema().values(), *run_schema().values())]
    codes = [
        (name, f"`{code}`", zh.name(name, code), en.name(name, code))
        for name, members in code_lists().items()
        for code in members
    ]
    parts.append(f"## 代码 / Codes\n\n{_markdown(('类别 List', '代码 Code', '中文', 'English'), codes)}")
    parts.append("# JSON\n\n`--format json` 的结构。The structure of `--format json`.\n")
    parts += [_record(model) for model in _models(Extraction)]
    return "\n".join(parts)


def _table(table: Table) -> str:
    """A table's columns, with their types and meanings."""
    zh, en = Messages("zh"), Messages("en")
    rows = [
        (
            f"`{c.name}`",
            *c.headings,
            f"{zh.type(c.type)}<br>{en.type(c.type)}",
            f"{c.meanings[0]}<br>{c.meanings[1]}",
        )
        for c in table.columns
    ]
    title = f"## {table.name} · {table.headings[0]} · {table.headings[1]}"
    heads = ("列 Column", "表头", "Heading", "类型 Type", "含义 Meaning")
    return f"{title}\n\n{table.abouts[0]}。{table.abouts[1]}.\n\n{_markdown(heads, rows)}"


def _models(root: type[BaseModel]) -> list[type[BaseModel]]:
    """A model and those that its fields hold, each once, in the order in which they are met."""
    found: dict[str, type[BaseModel]] = {}

    def visit(model: type[BaseModel]) -> None:
        if model.__name__ not in found:
            found[model.__name__] = model
            for field in model.model_fields.values():
                for part in _parts(field.annotation):
                    visit(part)

    visit(root)
    return list(found.values())


def _parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _record(model: type[BaseModel]) -> str:
    rows = []
    for name, field in model.model_fields.items():
        if not field.exclude:
            key = field.serialization_alias or name
            rows.append((f"`{key}`", _type(field.annotation), "" if field.is_required() else "—"))
    about = re.sub(r"``(.+?)``", r"`\1`", inspect.cleandoc(model.__doc__ or ""))
    heads = ("字段 Field", "类型 Type", "可缺省 Optional")
    return f"## {model.__name__}\n\n{about}\n\n{_markdown(heads, rows)}"


LITERALS = {
    getattr(records, name): name for name in ("Kind", "Status", "Role", "Precision", "Action")
}  # their members are listed under Codes


def _type(annotation: Any) -> str:
    """An annotation as a reader of JSON sees it."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation in LITERALS:
        return f"{LITERALS[annotation].lower()} code"
    if origin in {Union, types.UnionType}:
        return " or ".join(_type(x) for x in arguments)
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is Literal:
        return ", ".join(f"`{x}`" for x in arguments)
    if annotation is type(None):
        return "null"
    names = {"str": "text", "int": "integer", "float": "number", "bool": "true or false", "date": "day"}
    name = getattr(annotation, "__name__", str(annotation))
    return names.get(name, f"[{name}](#{name.lower()})")


def _markdown(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


PAGES = {
    "cli.md": lambda: cli_page("zh"),
    "cli.en.md": lambda: cli_page("en"),
    "records.md": records_page,
}


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    stale = [name for name, page in PAGES.items() if _read(HERE / name) != page()]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/{name} is stale: run 'make docs' and commit the result", file=sys.stderr)
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote docs/{name}")
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main())
