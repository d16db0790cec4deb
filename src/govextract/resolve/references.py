"""Resolve references: what 我镇, 市委, 该村, 该公司, 她, 王镇长 and names of towns mean; what has no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from govextract.match import Hit, Page
from govextract.records import (
    Candidate,
    Context,
    Entity,
    Mention,
    OfficeValue,
    Place,
    Reference,
    Unresolved,
)
from govextract.resolve.antecedents import Antecedents, in_quotes
from govextract.resolve.areas import AreaLinker
from govextract.resolve.bodies import LEVEL_WORD, Answer, LevelWords, body_name
from govextract.resolve.people import PersonReferences
from govextract.resolve.placenames import names_in
from govextract.resolve.villages import SEVERAL, VillageLinker

_VILLAGE_LEVELS = ("村", "社区")
_NOT_BEHIND = frozenset("域场委分内外间")
_ANONYMOUS = re.compile("(?:某|[一二两三几多有另]家)[^，。；,;]{0,12}?(?:企业|公司|厂|店|集团|合作社)")
_BEFORE_BOOK = frozenset("尔日根基资成标样文版剧课书")
"""Characters in front of 本 that make it the end of another word."""
_COORDINATED = frozenset({"、", "和", "与", "及", "，", ","})


def resolve_references(
    page: Page, mentions: Sequence[Mention], entities: Sequence[Entity], context: Context
) -> tuple[list[Reference], list[Unresolved]]:
    """References with their answer, and those that have none or several, both in text order.

    A reference to several enterprises (上述两家企业) gives one ``Reference`` each. Pronouns in direct speech
    and plurals (他们) are left alone. Also listed as unresolved: the report's place, when several fit equally
    well, and villages of which the report's area has several.
    """
    resolver = _Resolver(page, mentions, entities, context)
    found: list[Reference | Unresolved] = [
        *resolver.jurisdiction(),
        *resolver.villages(),
        *resolver.places_and_bodies(),
        *resolver.town_bodies(),
        *resolver.companies(),
        *PersonReferences(page, mentions, entities).resolve(),
        *AreaLinker(page, context).resolve(mentions),
    ]
    found.sort(key=lambda r: (r.start, r.end))
    return (
        [r for r in found if isinstance(r, Reference)],
        [r for r in found if isinstance(r, Unresolved)],
    )


class _Resolver:
    def __init__(
        self, page: Page, mentions: Sequence[Mention], entities: Sequence[Entity], context: Context
    ) -> None:
        self._page = page
        self._text = page.text
        self._mentions = mentions
        self._entities = {e.id: e for e in entities}
        self._context = context
        self._levels = LevelWords(page, context)
        self._villages = Antecedents(page, (m for m in mentions if m.kind == "village"))

    # --- places -----------------------------------------------------------------------------------

    def jurisdiction(self) -> Iterator[Unresolved]:
        """The report's place, when several fit."""
        places = self._context.alternatives
        if places:
            names = {a.town or a.county or a.prefecture or a.province for a in places}
            hit = next((h for h in names_in(self._page) if self._text[h.start : h.end] in names), None)
            start, end = (hit.start, hit.end) if hit else (0, 0)
            yield self._open(start, end, "several_jurisdictions", places)

    def villages(self) -> Iterator[Unresolved]:
        """Villages of which the area that the text gives has several."""
        found = [m for m in self._mentions if m.kind == "village"]
        doubtful = {e.id for e in self._entities.values() if e.place and e.place.evidence == SEVERAL}
        if doubtful:
            links = VillageLinker(self._page, self._context).link_all(found)
            for m, link in zip(found, links, strict=True):
                if m.entity in doubtful and link.candidates:
                    yield self._open(m.start, m.end, "several_villages", link.candidates, m.id)

    def places_and_bodies(self) -> Iterator[Reference | Unresolved]:
        """我镇, 全县, 该村, and bodies that are named by their level alone."""
        for start, end, rule, entity in self._spans():
            hit = rule if isinstance(rule, Hit) else None
            if hit is not None and hit.entry.category == "reference_place":
                if self._text[end : end + 1] not in _NOT_BEHIND and not self._levels.is_inside(start):
                    yield from self._place(hit)
                continue
            text = self._text[start:end]
            found = LEVEL_WORD.fullmatch(text)
            if found is None or not self._levels.is_bare(start):
                continue
            level = found["level"]
            if level in _VILLAGE_LEVELS:
                yield from self._village_body(start, end, text, level, entity)
                continue
            answer = self._levels.which((level,), "own" if text[0] in "我本" else "body", start)
            rule_id = hit.entry.id if hit else "reference.body"
            if answer.place is not None:
                yield self._reference(start, end, body_name(text, answer.place), rule_id, entity)
            else:
                names = tuple(body_name(text, p) for p in answer.places)
                yield self._open_names(start, end, names, entity)

    def town_bodies(self) -> Iterator[Reference]:
        """党委, 党委、政府 in a town's report: the town's."""
        home = self._context.jurisdiction
        if home is None or home.town is None:
            return
        for hit in _longest(self._page.scan.of("reference_bare")):
            if self._levels.is_bare(hit.start) and self._text[hit.start - 1 : hit.start] != "、":
                name = "、".join(home.town + part for part in hit.form.split("、"))
                yield self._reference(hit.start, hit.end, name, hit.entry.id, None)

    def _spans(self) -> list[tuple[int, int, Hit | None, str | None]]:
        """Words that may refer to a place or a body, without overlaps, longer ones first."""
        scan = self._page.scan
        found: list[tuple[int, int, Hit | None, str | None]] = [
            (h.start, h.end, h, None) for c in ("reference_place", "reference_body") for h in scan.of(c)
        ]
        for m in self._mentions:
            if m.kind == "organisation":
                found.append((m.start, m.end, None, m.entity))
            elif isinstance(m.value, OfficeValue) and m.value.organisation:
                size = len(m.value.organisation)
                if self._text.startswith(m.value.organisation, m.value.start):
                    found.append((m.value.start, m.value.start + size, None, None))
        found.sort(key=lambda s: (s[0] - s[1], s[0], s[3] is None, s[2] is None))
        taken: set[int] = set()
        out = []
        for span in found:
            if taken.isdisjoint(range(span[0], span[1])):
                taken.update(range(span[0], span[1]))
                out.append(span)
        return sorted(out, key=lambda s: s[0])

    def _place(self, hit: Hit) -> Iterator[Reference | Unresolved]:
        levels, whose = hit.entry.attrs["level"].split(), hit.entry.attrs["whose"]
        if hit.start and self._text[hit.start - 1] == "自" and hit.form[0] == "我":
            return  # 自我区分
        if hit.form[0] == "本" and self._text[max(0, hit.start - 1) : hit.start] in _BEFORE_BOOK:
            return  # 墨尔|本市
        if levels[0] in _VILLAGE_LEVELS:
            yield from self._village(hit, whose)
            return
        # The word itself decides first: 全镇 is a 镇, though a 乡 may be the report's own.
        level = next((x for x in levels if hit.form.endswith(x)), levels[0])
        answer = self._levels.which((level,), whose, hit.start)
        if answer.place is None and not answer.places and whose != "that":
            answer = self._levels.which(levels, whose, hit.start)
        yield self._answer(hit, answer)

    def _answer(self, hit: Hit, answer: Answer) -> Reference | Unresolved:
        if answer.place is not None:
            return self._reference(hit.start, hit.end, answer.place.path, hit.entry.id, None)
        reason = "several_places" if answer.places else "no_place"
        return self._open(hit.start, hit.end, reason, answer.places)

    def _village(self, hit: Hit, whose: str) -> Iterator[Reference | Unresolved]:
        """该村, 全村, 本村: the village named last; coordinated ones are several."""
        found = self._last_villages(hit.start)
        if len(found) == 1:
            yield self._reference(hit.start, hit.end, found[0].name, hit.entry.id, found[0].id)
        elif found or whose != "own":
            candidates = tuple(Candidate(name=e.name, entity=e.id) for e in found)
            reason = "several_villages" if found else "no_village"
            yield Unresolved(
                text=hit.form, start=hit.start, end=hit.end, reason=reason, candidates=candidates
            )

    def _village_body(
        self, start: int, end: int, text: str, level: str, entity: str | None
    ) -> Iterator[Reference | Unresolved]:
        """村党支部 of the village named last; where none is named it is any village's."""
        found = self._last_villages(start)
        if len(found) == 1:
            name = found[0].name if found[0].name.endswith(level) else found[0].name + level
            yield self._reference(start, end, name + text.removeprefix(level), "reference.body", entity)
        elif found:
            yield self._open_names(
                start, end, tuple(e.name + text.removeprefix(level) for e in found), entity
            )

    def _last_villages(self, start: int) -> list[Entity]:
        """The village named last before ``start``, with those it is coordinated with (甲村、乙村)."""
        found = self._villages.before(start)
        first = len(found) - 1
        while first > 0 and self._text[found[first - 1].end : found[first].start] in _COORDINATED:
            first -= 1
        return [self._entities[x.entity] for x in found[max(first, 0) :]]

    # --- companies --------------------------------------------------------------------------------

    def companies(self) -> Iterator[Reference | Unresolved]:
        """该公司, 上述两家企业."""
        hits = self._page.scan.of("reference_company")
        before = (
            Antecedents(self._page, (m for m in self._mentions if m.kind == "enterprise")) if hits else None
        )
        for hit in _longest(hits):
            if self._text[hit.end : hit.end + 1] == "家":
                continue  # 上述企业|家
            found = before.before(hit.start) if before else []
            count = hit.entry.attrs["count"]
            anonymous = bool(found) and _ANONYMOUS.search(self._text, found[-1].end, hit.start) is not None
            if found and not anonymous and len(found) == (count or max(len(found), 2)):
                for x in found:
                    name = self._entities[x.entity].name
                    yield self._reference(hit.start, hit.end, name, hit.entry.id, x.entity)
            elif (count == 1 or hit.form[0] in "上以这该") and not in_quotes(self._page, hit.start):
                reason = "anonymous_company" if anonymous else "several_companies" if found else "no_company"
                candidates = tuple(
                    Candidate(name=self._entities[x.entity].name, entity=x.entity) for x in found
                )
                yield Unresolved(
                    text=hit.form, start=hit.start, end=hit.end, reason=reason, candidates=candidates
                )

    # --- records ----------------------------------------------------------------------------------

    def _reference(self, start: int, end: int, means: str, rule: str, entity: str | None) -> Reference:
        return Reference(
            start=start, end=end, text=self._text[start:end], means=means, entity=entity, rule=rule
        )

    def _open(
        self, start: int, end: int, reason: str, places: Iterable[Place], mention: str | None = None
    ) -> Unresolved:
        candidates = tuple(Candidate(name=p.path) for p in places)
        text = self._text[start:end]
        return Unresolved(
            mention=mention, text=text, start=start, end=end, reason=reason, candidates=candidates
        )

    def _open_names(self, start: int, end: int, names: Sequence[str], entity: str | None) -> Unresolved:
        mention = next((m.id for m in self._mentions if m.start == start and m.entity == entity), None)
        return Unresolved(
            mention=mention if entity else None,
            text=self._text[start:end],
            start=start,
            end=end,
            reason="several_bodies" if names else "no_place",
            candidates=tuple(Candidate(name=n) for n in names),
        )


def _longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Hits without those inside a longer one (两家企业 in 上述两家企业)."""
    end = -1
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if hit.start >= end:
            end = hit.end
            yield hit
