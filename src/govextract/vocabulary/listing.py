"""The categories of the lexicon and their entries, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from govextract.lexicon import Entry, Lexicon
from govextract.messages import LANGS, Messages
from govextract.terminal import fold, safe
from govextract.vocabulary.categories import Pair, categories, choices
from govextract.vocabulary.structure import near

SHOWN = 400
"""Words of an entry that are shown, in characters."""


def nearest(category: str, lexicon: Lexicon) -> str | None:
    """The category most like an unknown one; None where it is known."""
    known = {*categories(), *(e.category for e in lexicon)}
    return None if category in known else near(category, known)


def categories_table(
    lexicon: Lexicon, messages: Messages, width: int, *, every: bool = False
) -> RenderableType:
    """The categories that people add to, or ``every`` one, with what they mean and how many words they hold."""
    by: dict[str, list[Entry]] = {name: [] for name in categories()}
    for e in lexicon:
        by.setdefault(e.category, []).append(e)
    names = list(categories()) + sorted(set(by) - set(categories())) * every
    say = messages.say
    rows = []
    for name in names:
        entries = by[name]
        words = sum(len(e.forms) or 1 for e in entries)
        rows.append((name, str(len(entries)), str(words), _about(name, entries, messages)))
    heads = (say("lex_category"), say("lex_entries"), say("lex_words"), say("lex_meaning"))
    table = _table(heads, rows, width)
    return table if every else Group(table, Text(say("lex_more"), style="dim"))


def _about(name: str, entries: Sequence[Entry], messages: Messages) -> str:
    known = categories().get(name)
    return _word(known.about, messages) if known else next((e.about for e in entries if e.about), "")


def category_page(name: str, lexicon: Lexicon, messages: Messages, width: int) -> RenderableType:
    """A category: what it means, what its entries may say, and the entries with their words."""
    say, entries = messages.say, lexicon.category(name)
    parts: list[RenderableType] = [Text(f"{name}  {_about(name, entries, messages)}", style="bold")]
    known = categories().get(name)
    if known and known.attrs:
        rows = []
        for key, attribute in known.attrs.items():
            default = say("lex_default", value=attribute.default) if attribute.default else ""
            must = say("lex_required") if attribute.required else default
            codes = "\n".join(f"{code}  {_word(pair, messages)}" for code, pair in attribute.values.items())
            about = "\n".join(x for x in (_word(attribute.about, messages), codes or choices(attribute)) if x)
            rows.append((key, must, about))
        parts.append(_table(("attrs", "", say("lex_meaning")), rows, width))
    used = Counter(key for e in entries for key in e.attrs)
    if not known and used:
        parts.append(Text(f"attrs: {', '.join(sorted(used))}", style="dim"))
    for e in entries:
        words = " ".join(e.forms) if e.forms else e.pattern or ""
        words = words if len(words) <= SHOWN else f"{words[:SHOWN]} …"
        attrs = "  ".join(f"{k}={v}" for k, v in e.attrs.items())
        own = "  " + say("lex_own") if e.id in lexicon.own else ""
        parts.append(Text.assemble((f"\n{e.id}", "bold cyan"), (own, "bold green"), f"  {safe(attrs)[:120]}"))
        if e.about:
            parts.append(fold(Text(f"  {safe(e.about)}", style="dim"), width))
        parts.append(fold(Text(f"  {safe(words)}"), width))
    return Group(*parts)


def _word(pair: Pair, messages: Messages) -> str:
    return pair[LANGS.index(messages.lang)]


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Table:
    """A table whose last column takes the width that is left."""
    from rich.cells import cell_len

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    lines = [heads, *rows]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(heads) - 1)]
    rest = max(20, width - sum(w + 2 for w in widths) - 4)
    for i, head in enumerate(heads[:-1]):
        numbers = i > 0 and all(row[i].isdigit() for row in rows)
        table.add_column(head, justify="right" if numbers else "left", no_wrap=True)
    table.add_column(heads[-1], width=rest)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row[:-1]), fold(Text(row[-1]), rest))
    return table
