"""Resolve the context: whose report a document is, its title and who issued it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from govextract.gazetteer import TOWN_ENDINGS, Gazetteer
from govextract.match import Page
from govextract.records import Context, Mention, Period, Place
from govextract.resolve.jurisdiction import Span, Verdict, judge
from govextract.resolve.placenames import gazetteer_of

_HEAD_LINES: Final = 6
_TAIL_LINES: Final = 8
_LONGEST_ISSUER: Final = 30
_LABEL_ENDS: Final = re.compile("[ 　]{0,4}[:：][ 　]{0,4}")
_SOURCE: Final = re.compile("[^\\s（）()\\[【,，。；;|｜:：]{2,24}")
_NEXT_LABEL: Final = re.compile(
    "作者|记者|编辑|责编|责任编辑|审核|时间|日期|发[布稿](?:时间|日期|人)|浏览|点击|通讯员|字体|字号"
)
_BODY_NAME: Final = re.compile(
    "[（(]?(?P<name>[一-鿿·]{4,28}(?:政府|党委|党工委|委员会|办事处|办公室|委办|府办|政办|合办|指挥部|管委会|领导小组|支部|总支|局|厅|中心|办))"
    "[）)]?(?:[ 　\t]{1,30}.{0,20}|[0-9０-９二〇○].{0,20})?$"
)


def find_context(
    page: Page,
    mentions: Sequence[Mention],
    jurisdiction: str | None,
    published: date | None,
    period: Period | None,
    *,
    source: str = "",
) -> Context:
    """Whose report it is, what it is called and who issued it.

    The title is that of the block tree. The issuer is the body that signs (清溪镇人民政府 below the text),
    that stands in the letterhead, or that a label names (来源：…). The jurisdiction is ``jurisdiction`` where
    it is given, or the place within it that signs or heads the report, else what the names in the text, and in
    the path ``source``, point to; when several places fit equally well it is None and they are the
    ``alternatives``. Where two issue it together it is the place
    above both, and they are the alternatives.
    """
    title = _title(page)
    issuer = _signature(page.text, page) or _labelled(page)
    verdict = judge(page, mentions, title, issuer, source)
    if verdict.place and _of_company_alone(verdict.place, mentions):
        verdict = verdict._replace(place=None)
    if jurisdiction:
        verdict = given_place(jurisdiction, gazetteer_of(page), verdict.place)
        verdict = _narrowed(verdict, lambda n: judge(page, mentions, title, issuer, source, within=n), page)
    return Context(
        title=page.tree.sections[0].heading if title else None,
        issuer=page.text[slice(*issuer)] if issuer else None,
        published=published,
        period=period,
        jurisdiction=verdict.place,
        alternatives=verdict.alternatives,
    )


def _of_company_alone(place: Place, mentions: Sequence[Mention]) -> bool:
    """Whether nothing but a company's name speaks for a place: a partner from Guangdong makes no report of it."""
    if place.prefecture is not None or not (place.evidence or "").startswith("text:"):
        return False
    start = int((place.evidence or "").removeprefix("text:").partition("-")[0])
    return any(m.kind == "enterprise" and m.start <= start < m.end for m in mentions)


def _title(page: Page) -> Span | None:
    """The span of the title's lines, which the tree has as the heading of the whole document."""
    if not page.tree.sections or not page.tree.sections[0].heading:
        return None
    start = end = -1
    for p in page.tree.paragraphs:
        if not p.heading or p.section != page.tree.sections[0].id or p.end - start > 200 > start >= 0:
            break
        start, end = p.start if start < 0 else start, p.end
    return (start, end) if start >= 0 else None


def _signature(text: str, page: Page) -> Span | None:
    """A line near the end, else near the beginning, that holds the name of a body and no more than a date."""
    spans = [(p.start, p.end) for p in page.tree.paragraphs]
    title = _title(page)
    for start, end in (*reversed(spans[-_TAIL_LINES:]), *spans[:_HEAD_LINES]):
        line = text[start:end].strip()
        if len(line) > 2 * _LONGEST_ISSUER or (title and title[0] <= start < title[1]) or len(spans) < 3:
            continue
        found = _BODY_NAME.match(line)
        if found and len(found["name"]) <= _LONGEST_ISSUER:
            at = text.index(line, start) + found.start("name")
            return at, at + len(found["name"])
    return None


def _labelled(page: Page) -> Span | None:
    """What stands behind 来源：, 供稿： and the like."""
    for hit in page.scan.of("issuer_label"):
        colon = _LABEL_ENDS.match(page.text, hit.end)
        name = _SOURCE.match(page.text, colon.end()) if colon else None
        if name:
            cut = _NEXT_LABEL.search(name.group(), 2)
            return name.start(), name.start() + cut.start() if cut else name.end()
    return None


def _narrowed(given: Verdict, below: Callable[[int], Verdict], page: Page) -> Verdict:
    """The place within the given one whose report it is, as its signature, title or path says.

    Who names a county for a folder of its towns' reports does not mean that 我镇 is the county.
    """
    node = gazetteer_of(page).node(given.place) if given.place and not given.place.town else None
    found, _, own = below(node) if node is not None else Verdict(None)
    if given.place is None or found is None or ((found.evidence or "").startswith("text") and not own):
        return given
    return Verdict(found) if found.path.startswith(given.place.path) and found != given.place else given


def given_place(path: str, gazetteer: Gazetteer, found: Place | None = None) -> Verdict:
    """The place that the user names; of several, the one that the text points to."""
    places = gazetteer.read_path("".join(path.split()))
    if len(places) > 1 and found is not None:
        near = tuple(p for p in places if found.path.startswith(p.path) or p.path.startswith(found.path))
        places = near if len(near) == 1 else places
    if not places:
        places = _new_town("".join(path.split()), gazetteer)
    if len(places) != 1:
        return Verdict(None, places)
    return Verdict(places[0].model_copy(update={"confidence": 1.0, "evidence": "option:jurisdiction"}))


def _new_town(path: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """A town that the gazetteer lacks, under the county that it knows; else the user's words as a town."""
    if not path.endswith(TOWN_ENDINGS):
        return ()
    for cut in range(len(path) - 2, 1, -1):
        above = gazetteer.read_path(path[:cut])
        if len(above) == 1 and above[0].county and not above[0].town:
            return (above[0].model_copy(update={"town": path[cut:]}),)
    return ()
