"""One document as one self-contained HTML page: the report with its mentions marked, its events beside it.

The page has no script at all, and a content security policy that lets none run: whatever a report contains is
shown as text. Everything in it works by links and style sheets, in print too.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from importlib import resources
from typing import NamedTuple, get_args

from govextract.extraction import Extraction
from govextract.messages import Lang, Messages
from govextract.records import Event, Kind
from govextract.tables import schema
from govextract.wording import counts_line, describe, document_facts, first_numbers, people, when


class Mark(NamedTuple):
    """A span of the text that becomes an element: name, attributes, id, and what it begins with (HTML)."""

    start: int
    end: int
    tag: str
    attributes: str
    id: str = ""
    lead: str = ""


def render(extraction: Extraction, lang: Lang = "zh") -> str:
    """The page as HTML text."""
    style = (resources.files("govextract") / "page.css").read_text(encoding="utf-8")
    return _Page(extraction, Messages(lang)).html(style)


def wrap(text: str, marks: Sequence[Mark]) -> str:
    """``text`` as HTML with ``marks`` as elements, a paragraph a line.

    Marks may nest, cross one another and run over lines; an element that has to be interrupted goes on after
    the interruption, with its id on its first piece only.
    """
    opening, closing = defaultdict(list), defaultdict(set)
    for mark in marks:
        if mark.start < mark.end:
            opening[mark.start].append(mark)
            closing[mark.end].add(mark)
    borders = sorted({0, len(text), *opening, *closing})
    out = ["<p>"]
    stack: list[Mark] = []

    def begin(fresh: Sequence[Mark], *, first: bool) -> None:
        for mark in fresh:
            name = f' id="{escape(mark.id)}"' if first and mark.id else ""
            out.append(f"<{mark.tag}{name}{mark.attributes}>{mark.lead if first else ''}")
            stack.append(mark)

    def interrupt(depth: int) -> list[Mark]:
        """Close all elements from ``depth`` inwards, and give them back, outermost first."""
        closed = stack[depth:]
        out.extend(f"</{mark.tag}>" for mark in reversed(closed))
        del stack[depth:]
        return closed

    for border, after in zip(borders, [*borders[1:], len(text)], strict=True):
        ending = closing[border]
        if ending:
            depth = min(i for i, mark in enumerate(stack) if mark in ending)
            begin([mark for mark in interrupt(depth) if mark not in ending], first=False)
        begin(sorted(opening[border], key=lambda m: (-m.end, m.tag != "span")), first=True)
        for i, line in enumerate(text[border:after].split("\n")):
            if i:
                going_on = interrupt(0)
                out.append("</p>\n<p>")
                begin(going_on, first=False)
            out.append(escape(line))
    interrupt(0)
    out.append("</p>")
    return "".join(out)


class _Page:
    def __init__(self, extraction: Extraction, messages: Messages) -> None:
        self.x, self.messages, self.say = extraction, messages, messages.say
        self.first = first_numbers(extraction.events)

    def html(self, style: str) -> str:
        document, say = self.x.document, self.say
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        title = escape(document.title or document.source)
        cards = "".join(self._card(n, event) for n, event in enumerate(self.x.events, 1))
        lang = "zh-CN" if self.messages.lang == "zh" else "en"
        return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{title} · govextract</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{title}</h1>
<p class="counts">{escape(counts_line(self.x, self.messages))}</p>
<dl class="facts">{"".join(self._facts())}</dl>
<fieldset class="legend"><legend>{escape(say("page_legend"))}</legend>{"".join(self._legend())}</fieldset>
</header>
<main>
<article lang="zh-CN">
{wrap(self.x.text, [*self._event_marks(), *self._mention_marks(), *self._reference_marks()])}
</article>
<aside>
<h2>{escape(say("page_events"))}</h2>
<ol>{cards or f"<li>{escape(say('page_no_events'))}</li>"}</ol>
{self._unresolved()}
</aside>
</main>
<footer>{escape(say("page_footer"))}</footer>
</body>
</html>
"""

    def _facts(self) -> Iterator[str]:
        for name, value in document_facts(self.x, self.messages):
            yield f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"

    def _legend(self) -> Iterator[str]:
        found = {m.kind for m in self.x.mentions}
        for kind in get_args(Kind):
            if kind in found:
                n = sum(m.kind == kind for m in self.x.mentions)
                yield (
                    f'<label><input type="checkbox" id="show-{kind}" checked>'
                    f'<mark class="{kind}">{escape(self.messages.name("kind", kind))}</mark> {n}</label>'
                )

        for name, rows in (("reference", self.x.references), ("unresolved", self.x.unresolved)):
            if rows:
                heading = schema()[f"{name}s" if name == "reference" else name].heading(self.messages.lang)
                yield f'<span><abbr class="{name}">{escape(heading)}</abbr> {len(rows)}</span>'

    def _event_marks(self) -> Iterator[Mark]:
        for n, event in enumerate(self.x.events, 1):
            label = escape(self.say("page_event", n=n))
            link = f'<a class="to" href="#c{n}" data-n="{n}" aria-label="{label}"></a>'
            yield Mark(event.start, event.end, "span", ' class="event"', f"e{n}", link)

    def _mention_marks(self) -> Iterator[Mark]:
        for m in self.x.mentions:
            tip = escape("\n".join(describe(m, self.x, self.messages)))
            yield Mark(m.start, m.end, "mark", f' class="{m.kind}" title="{tip}"')

    def _reference_marks(self) -> Iterator[Mark]:
        for r in self.x.references:
            why = self.say("page_why", rule=r.rule, confidence=f"{r.confidence:.2f}")
            tip = escape("\n".join((self.say("means", name=r.means), why)))
            yield Mark(r.start, r.end, "abbr", f' class="reference" title="{tip}"')
        for u in self.x.unresolved:
            why = self.messages.name("reason", u.reason)
            tip = escape(self.say("page_open", why=why))
            yield Mark(u.start, u.end, "abbr", f' class="unresolved" title="{tip}"')

    def _card(self, n: int, event: Event) -> str:
        name, say = self.messages.name, self.say
        rows = []
        for kind, items in (
            ("official", people(event, self.messages)),
            ("village", event.villages),
            ("enterprise", event.enterprises),
            ("organisation", event.organisations),
            ("place", event.places),
            ("quantity", [q.text for q in event.quantities]),
        ):
            if items:
                marked = "".join(f'<mark class="{kind}">{escape(x)}</mark>' for x in items)
                rows.append(f"<div><dt>{escape(name('kind', kind))}</dt><dd>{marked}</dd></div>")
        actions = "".join(f'<b class="action">{escape(name("action", a))}</b>' for a in event.actions)
        state = (
            "" if event.status == "done" else f'<i class="status">{escape(name("status", event.status))}</i>'
        )
        if event.duplicate_of:
            first = self.first.get(event.duplicate_of)
            repeat = escape(say("page_repeat", n=first or event.duplicate_of))
            state += f'<a class="status" href="#c{first}">{repeat}</a>' if first else repeat
        day = escape(when(event, self.messages))
        source = event.date.inferred_from if event.date else None
        tip = f' title="{escape(self.messages.inferred(source, self.x.text))}"' if source else ""
        why = escape(say("page_why", rule=event.rule, confidence=f"{event.confidence:.2f}"))
        proof = say("page_proof", start=event.start, end=event.end)
        return (
            f'<li id="c{n}" value="{n}"{"" if event.counted else " class=uncounted"}>'
            f'<p><span class="number">{n}</span><time{tip}>{day}</time>{actions}{state}</p>'
            f"<dl>{''.join(rows)}</dl>"
            f'<p class="proof"><a href="#e{n}">{escape(proof)}</a> '
            f"{why}</p></li>"
        )

    def _unresolved(self) -> str:
        if not self.x.unresolved:
            return ""
        items = []
        for u in self.x.unresolved:
            names = self.say("join").join(c.name for c in u.candidates)
            between = self.say("page_candidates", names=names) if names else ""
            why = self.messages.name("reason", u.reason)
            items.append(f"<li><q>{escape(u.text)}</q> {escape(why)}{escape(between)}</li>")
        return f"<h2>{escape(self.say('page_unresolved'))}</h2><ul>{''.join(items)}</ul>"
