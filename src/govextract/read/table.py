"""Tables as text: a row is a line, its cells apart by tabs; long cells keep their paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_LONG = 40


def rows_as_lines(rows: Iterable[list[list[str]]]) -> Iterator[str]:
    """The lines of a table whose cells are lists of lines.

    A row is one line, with the lines of a cell run together; but where a cell holds paragraphs, the table
    lays out a page, and its cells stand one below the other.
    """
    for row in rows:
        cells = [[line.strip() for line in cell if line.strip()] for cell in row]
        cells = [cell for cell in cells if cell]
        if any(_is_prose(cell) for cell in cells):
            for cell in cells:
                yield from cell
        elif cells:
            yield "\t".join(" ".join(cell) for cell in cells)


def _is_prose(cell: list[str]) -> bool:
    return len(cell) > 1 and any(len(line) > _LONG or line.endswith("。") for line in cell)
