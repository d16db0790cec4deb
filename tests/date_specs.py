"""Read the marked-up reports of specs/dates.txt."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

_MARK = re.compile(r"\[\[(?P<text>[^|\]]*)\|(?P<value>[^\]]*)\]\]")


class Spec(NamedTuple):
    """A report, its dates as (start, end, value), and what is given and to be found about it as a whole."""

    name: str
    text: str
    dates: list[tuple[int, int, str | None]]
    about: dict[str, str]

    @property
    def given(self) -> date | None:
        return None if self.about["given"] == "-" else date.fromisoformat(self.about["given"])


def read_specs() -> list[Spec]:
    lines = (Path(__file__).parent / "specs" / "dates.txt").read_text(encoding="utf-8").split("\n")
    blocks: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("= "):
            blocks.append((line[2:], []))
        elif blocks and not line.startswith("#"):
            blocks[-1][1].append(line)
    return [_spec(head, "\n".join(body).strip("\n")) for head, body in blocks]


def _spec(head: str, marked: str) -> Spec:
    text, dates, at = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        value = None if m["value"] == "-" else m["value"]
        dates.append((len(text), len(text) + len(m["text"]), value))
        text += m["text"]
        at = m.end()
    text += marked[at:]
    about = dict(part.strip().split(" ", 1) for part in head.split(";"))
    return Spec(text.split("\n")[0][:20], text, dates, about)
