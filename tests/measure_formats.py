"""Character error by format: known text put into files of each format and read again.

``python -m tests.measure_formats [ARCHIVE.jsonl.xz] [--texts N]``: texts of an archive of JSON lines with title and
text, or the report of files.py. The error is the edit distance between what was put in and what came out, blanks
apart, divided by the length; a paragraph counts as kept when it comes back whole as one line.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import xlsxwriter
from rapidfuzz.distance import Levenshtein

from govextract.read import Item, ReadError, office, read_items
from tests.files import (
    PARAGRAPHS,
    TITLE,
    docx,
    in_paragraphs,
    ofd,
    paragraph,
    pdf,
    plain_docx,
    set_in_lines,
    web_page,
)

Text = tuple[str, list[str]]
_BLANKS = re.compile(r"[ \t\u3000\xa0]+")


def texts(path: Path | None, count: int) -> list[Text]:
    """Titles and paragraphs."""
    if path is None:
        return [(TITLE, PARAGRAPHS)]
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [r for r in rows if 300 <= len(r["text"]) <= 6000 and r["title"].strip()]
    random.Random(4).shuffle(rows)  # noqa: S311 - chooses texts
    out = []
    for row in rows[:count]:
        paragraphs = [x for p in row["text"].split("\n") if (x := " ".join(p.split()))]
        out.append((" ".join(row["title"].split()), paragraphs))
    return out


INDENT = '<w:ind w:firstLine="480"/>'


def by_office(form: str, properties: str = INDENT) -> Callable[[list[Text]], list[bytes]]:
    """A builder that has LibreOffice save Word documents, their paragraphs set so, in another format."""

    def build(chosen: list[Text]) -> list[bytes]:
        path = office.program()
        assert path is not None
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for i, (title, paragraphs) in enumerate(chosen):
                body = "".join(paragraph(x, properties) for x in paragraphs)
                (folder / f"{i}.docx").write_bytes(docx(paragraph(title) + body))
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            files = [str(folder / f"{i}.docx") for i in range(len(chosen))]
            command = [path, "--headless", profile, "--convert-to", form, "--outdir", name, *files]
            subprocess.run(command, check=True, capture_output=True, timeout=600)  # noqa: S603
            return [
                (folder / f"{i}.{form.split(':', maxsplit=1)[0]}").read_bytes() for i in range(len(chosen))
            ]

    return build


def workbook(title: str, paragraphs: list[str]) -> bytes:
    """A workbook with a paragraph in each row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet(WORKBOOK_SHEET)
        for i, text in enumerate([title, *paragraphs]):
            sheet.write_string(i, 0, text)
    return out.getvalue()


def each(build: Callable[[str, list[str]], bytes]) -> Callable[[list[Text]], list[bytes]]:
    """A builder of one file at a time."""
    return lambda chosen: [build(title, paragraphs) for title, paragraphs in chosen]


WORKBOOK_SHEET = "Sheet1"  # a name that is none, which does not come into the text
HEADER = "云岭镇人民政府工作简报"
BUILDERS: dict[str, Callable[[list[Text]], list[bytes]]] = {
    "txt (UTF-8)": each(lambda t, p: "\n".join([t, *p]).encode()),
    "txt (GB18030)": each(lambda t, p: "\n".join([t, *p]).encode("gb18030")),
    "html (article's element known)": each(lambda t, p: web_page(in_paragraphs("\n".join(p)), t).encode()),
    "html (no name known, GB18030)": each(
        lambda t, p: web_page(in_paragraphs("\n".join(p)), t, container="").encode(
            "gb18030", "xmlcharrefreplace"
        )
    ),
    "docx": each(lambda t, p: plain_docx("\n".join([t, *p]))),
    "xlsx (a paragraph a row)": each(workbook),
    "pdf (one column)": each(lambda t, p: pdf(p, t, header=HEADER)),
    "pdf (two columns)": each(lambda t, p: pdf(p, t, columns=2, header=HEADER, size=11)),
    "pdf (LibreOffice)": by_office("pdf"),
    "pdf (LibreOffice, nothing marks a paragraph)": by_office("pdf", ""),
    "ofd": each(lambda t, p: ofd(*set_in_lines(p, t))),
    "doc (LibreOffice)": by_office("doc:MS Word 97"),
    "rtf (LibreOffice)": by_office("rtf:Rich Text Format"),
    "odt (LibreOffice)": by_office("odt:writer8"),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("archive", type=Path, nargs="?")
    parser.add_argument("--texts", type=int, default=40)
    options = parser.parse_args()
    chosen = texts(options.archive, options.texts)
    print("| format | files | character error | worst file | paragraphs kept | ms a file |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, build in BUILDERS.items():
        if "LibreOffice" in name and office.program() is None:
            continue
        files = build(chosen)
        errors, kept, total = [], 0, 0
        start = time.perf_counter()
        read = read_items([Item(f"{i}", Path(f"{i}"), data=data) for i, data in enumerate(files)])
        took = (time.perf_counter() - start) / len(files)
        for (title, paragraphs), document in zip(chosen, read, strict=True):
            if isinstance(document, ReadError):
                raise document
            put_in = [_BLANKS.sub("", x) for x in [title, *paragraphs]]
            came_out = [_BLANKS.sub("", x) for x in document.text.split("\n")]
            truth = "".join(put_in)
            errors.append(Levenshtein.distance(truth, "".join(came_out)) / len(truth))
            kept += sum(x in set(came_out) for x in put_in)
            total += len(put_in)
        mean = sum(errors) / len(errors)
        print(
            f"| {name} | {len(files)} | {mean:.2%} | {max(errors):.2%} | {kept / total:.1%} | {took * 1000:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
