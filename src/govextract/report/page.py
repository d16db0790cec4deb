"""The report of a run as HTML. It has no script, and a policy that lets none run; all words in it are escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib import resources

from govextract import __version__
from govextract.messages import Lang, Messages
from govextract.report import periods
from govextract.report.checking import Checking
from govextract.report.digest import NAMED
from govextract.report.elements import Section, words
from govextract.report.gathering import Facts
from govextract.report.names import Names
from govextract.report.reading import Files, Reading
from govextract.report.work import Work
from govextract.tables import schema

SECTIONS: dict[str, type[Section]] = {
    "events": Work,
    "names": Names,
    "read": Reading,
    "doubts": Checking,
    "files": Files,
}
"""The sections by the anchors that lead to them."""

ROOTS = 4
"""How many folders of inputs are named."""


def render(facts: Facts, lang: Lang = "zh") -> str:
    """The page as HTML text."""
    style = (resources.files("govextract.report") / "report.css").read_text(encoding="utf-8")
    return _Page(facts, Messages(lang)).html(style)


class _Page:
    def __init__(self, facts: Facts, messages: Messages) -> None:
        self.f, self.messages, self.say = facts, messages, messages.say

    def html(self, style: str) -> str:
        say = self.say
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        menu = "".join(f'<a href="#{key}">{words(say(f"report_{key}"))}</a>' for key in SECTIONS)
        sections = "\n".join(
            f'<section id="{key}"><h2>{words(say(f"report_{key}"))}</h2>\n{content}</section>'
            for key, content in self._sections()
        )
        title = words(say("report_title"))
        return f"""<!DOCTYPE html>
<html lang="{"zh-CN" if self.messages.lang == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} · {words(self._inputs())}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="lead">{words(self._lead())}</p>
<dl class="facts">{"".join(self._facts())}</dl>
<ul class="tiles">{"".join(self._tiles())}</ul>
<nav aria-label="{words(say("report_menu"))}">{menu}</nav>
</header>
<main>
{sections}
</main>
<footer>{words(say("report_footer", version=__version__))}</footer>
</body>
</html>
"""

    def _sections(self) -> Iterator[tuple[str, str]]:
        for key, section in SECTIONS.items():
            yield key, "".join(section(self.f, self.messages).html())

    def _inputs(self) -> str:
        roots = self.f.ledger.roots
        rest = self.say("and_more", n=len(roots) - ROOTS) if len(roots) > ROOTS else ""
        return self.say("list_comma").join(roots[:ROOTS]) + rest

    def _lead(self) -> str:
        found = self.f.sums
        if not found["documents"]:
            return self.say("report_lead_none", inputs=f"{self.f.inputs:,}")
        line = self.say("report_lead", documents=f"{found['documents']:,}", events=f"{found['events']:,}")
        if span := periods.span(self.f.monthly()):
            shown = [m for m in sorted(self.f.monthly()) if span.place(m) is not None]
            line += self.say("report_lead_span", first=shown[0], last=shown[-1])
        return line

    def _facts(self) -> Iterator[str]:
        rows = [("report_inputs", self._inputs())]
        if self.f.conditions:
            rows.append(("report_conditions", self.say("list_comma").join(self.f.conditions)))
        rows.append(("report_chars", f"{self.f.sums['chars']:,}"))
        for key, value in rows:
            yield f"<div><dt>{words(self.say(key))}</dt><dd><bdi>{words(value)}</bdi></dd></div>"

    def _tiles(self) -> Iterator[str]:
        f, lang = self.f, self.messages.lang
        for label, n, anchor in (
            (self.say("report_tile_documents"), f.sums["documents"], "read"),
            (schema()["events"].heading(lang), f.sums["events"], "events"),
            *((schema()[kind].heading(lang), f.distinct[kind], kind) for kind in NAMED),
            (self.say("report_tile_lost"), f.not_read, "lost"),
        ):
            bad = ' class="bad"' if anchor == "lost" and n else ""
            yield f'<li{bad}><a href="#{anchor}"><b>{n:,}</b> <span>{words(label)}</span></a></li>'
