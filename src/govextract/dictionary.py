"""The data dictionary: what every column means, and the names of every code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from govextract.messages import Lang, Messages, code_lists
from govextract.tables import Table, dictionary_schema, schema

if TYPE_CHECKING:
    import pandas as pd


def dictionary_frames(lang: Lang = "zh") -> dict[str, pd.DataFrame]:
    """The data dictionary and the codes as DataFrames; headings, types and meanings in ``lang``."""
    import pandas as pd

    rows = dictionary_rows(lang, schema().values())
    return {
        name: pd.DataFrame(rows[name], columns=[c.name for c in table.columns], dtype="string")
        for name, table in dictionary_schema().items()
    }


def dictionary_rows(lang: Lang, tables: Iterable[Table]) -> dict[str, list[tuple[str, ...]]]:
    """The rows of the data dictionary of some tables, and of the codes."""
    messages = Messages(lang)
    columns = [
        (t.name, t.heading(lang), c.name, c.heading(lang), messages.type(c.type), c.meaning(lang))
        for t in tables
        for c in t.columns
    ]
    chinese, english = Messages("zh"), Messages("en")
    codes = [
        (name, code, chinese.name(name, code), english.name(name, code))
        for name, members in code_lists().items()
        for code in members
    ]
    return {"dictionary": [*columns], "codes": [*codes]}
