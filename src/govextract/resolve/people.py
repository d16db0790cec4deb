"""References to persons: 她, 该同志, 王镇长."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from govextract.match import Hit, Page
from govextract.records import Candidate, Entity, Mention, Reference, Unresolved
from govextract.resolve.antecedents import Antecedent, Antecedents, in_quotes

_BEFORE_SURNAME: Final = frozenset("在到来由向经给为和与及以对按是会随后时据请的了把将从跟让被听陪同见")
_CLAUSE_START: Final = re.compile(
    "(?:[^一-鿿]|^|当时|此后|之后|随后|后来|期间|如今|现在|同时|为此|因此|但|而|是)$"
)
"""What stands in front of a pronoun that is a subject; 给他 and 催促他 may be anybody."""
_LONGEST_LEAD_IN: Final = 10
"""Characters in front of a pronoun in its sentence beyond which an unknown subject may stand there."""
_AND_ANOTHER: Final = re.compile("[、和与及][一-鿿]{2,3}[，,。；;、]")
_SEX: Final = re.compile("[（(](?P<sex>[男女])[）)，,、；;]")
_OTHER_SEX: Final = {"她": "男", "他": "女"}
_BYLINE: Final = re.compile("(?:记者|作者|通讯员|编辑|摄影|供稿|撰稿|审核)[\\s:：]{0,2}$")


class _Person(NamedTuple):
    """A person of the document, by surname and titles."""

    entity: Entity
    surname: str
    titles: tuple[str, ...]


class PersonReferences:
    """Resolves the words for persons in one document."""

    def __init__(self, page: Page, mentions: Sequence[Mention], entities: Sequence[Entity]) -> None:
        self._page = page
        self._entities = {e.id: e for e in entities if e.kind in ("official", "person")}
        people = [
            m
            for m in mentions
            if m.kind in ("official", "person")
            and m.entity in self._entities
            and not (m.kind == "person" and _BYLINE.search(page.text, max(0, m.start - 6), m.start))
        ]
        self._first_official = min((m.start for m in people if m.kind == "official"), default=None)
        self._spans = {i for m in people for i in range(m.start, m.end)}
        self._antecedents = Antecedents(page, people)
        compound = {h.form for h in page.scan.of("surname") if len(h.form) > 1}
        self._sexes = self._said(people)
        self._open: list[int] = []
        """Where pronouns stand that have no answer."""
        self._people = [_person(e, compound) for e in self._entities.values()]

    def resolve(self) -> Iterator[Reference | Unresolved]:
        """References and unresolved ones: first the surname forms, which pronouns may go back to."""
        yield from self._titles()
        yield from self._pronouns()

    # --- 王镇长 --------------------------------------------------------------------------------------

    def _titles(self) -> Iterator[Reference | Unresolved]:
        seen: set[int] = set()
        surnames = {p.surname for p in self._people}
        for hit in sorted(self._page.scan.of("title"), key=lambda h: (h.start, -h.end)):
            if hit.start in seen or len(hit.form) < 2:
                continue
            seen.add(hit.start)
            for size in (2, 1):
                start = hit.start - size
                surname = self._page.text[max(start, 0) : hit.start]
                if surname in surnames and start >= 0 and self._begins(start):
                    people = [p for p in self._people if p.surname == surname]
                    yield self._by_title(start, hit, people)
                    break

    def _begins(self, start: int) -> bool:
        before = self._page.text[start - 1] if start else "\n"
        free = start not in self._spans and start - 1 not in self._spans
        return free and (before in _BEFORE_SURNAME or not "\u4e00" <= before <= "\u9fff")

    def _by_title(self, start: int, hit: Hit, people: Sequence[_Person]) -> Reference | Unresolved:
        """The one person of the surname who has the title; 副镇长 answers to 镇长 when nobody else does."""
        same = [p for p in people if hit.form in p.titles]
        near = same or [p for p in people if any(t.endswith(hit.form) for t in p.titles)]
        text = self._page.text[start : hit.end]
        if len(near) == 1:
            entity = near[0].entity
            self._antecedents.add(start, hit.end, entity.id)
            return Reference(
                start=start,
                end=hit.end,
                text=text,
                means=entity.name,
                entity=entity.id,
                rule="reference.surname",
                confidence=0.95 if same else 0.85,
            )
        candidates = tuple(Candidate(name=p.entity.name, entity=p.entity.id) for p in near or people)
        reason = "several_persons" if near else "title_unknown"
        return Unresolved(text=text, start=start, end=hit.end, reason=reason, candidates=candidates)

    # --- 她, 该同志 -----------------------------------------------------------------------------------

    def _pronouns(self) -> Iterator[Reference | Unresolved]:
        scan = self._page.scan
        hits = scan.of("reference_person")
        skipped = (
            {i for h in scan.of("reference_not_person") for i in range(h.start, h.end)} if hits else set()
        )
        for hit in hits:
            if hit.start in skipped or in_quotes(self._page, hit.start):
                continue
            reason, found = self._who(hit)
            if reason is None:
                entity = self._entities[found[0]]
                self._antecedents.add(hit.start, hit.end, entity.id)
                yield Reference(
                    start=hit.start,
                    end=hit.end,
                    text=hit.form,
                    means=entity.name,
                    entity=entity.id,
                    rule=hit.entry.id,
                    confidence=0.9,
                )
                continue
            self._open.append(hit.start)
            if self._first_official is not None and self._first_official < hit.start:
                candidates = tuple(Candidate(name=self._entities[i].name, entity=i) for i in found)
                yield Unresolved(
                    text=hit.form, start=hit.start, end=hit.end, reason=reason, candidates=candidates
                )

    def _said(self, people: Sequence[Mention]) -> dict[str, str]:
        """The sex of those of whom the text says it: 李芸（女）."""
        found = ((m.entity, _SEX.match(self._page.text, m.end)) for m in people)
        return {entity: sex["sex"] for entity, sex in found if entity and sex}

    def _of_sex(self, found: Sequence[Antecedent], other: str | None) -> list[Antecedent]:
        return [a for a in found if other is None or self._sexes.get(a.entity) != other]

    def _who(self, hit: Hit) -> tuple[str | None, list[str]]:
        """Why there is no answer (None: there is one), and the persons that may be meant."""
        text, start = self._page.text, hit.start
        if text[start - 1 : start] == "”":  # “…。”他说: whoever spoke stands in front of the quotation
            start = max(text.rfind("“", 0, start), 0)
        sentence = self._page.tree.sentence(start)
        begin = sentence.start if sentence else start
        other = _OTHER_SEX.get(hit.form[0])
        found = self._of_sex(self._antecedents.between(begin, start), other)
        if not found:
            if start - begin > _LONGEST_LEAD_IN:
                return "no_person", []
            found = self._of_sex(self._antecedents.in_sentence_before(begin), other)
            if found and self._open and begin > self._open[-1] > found[0].start - _LONGEST_LEAD_IN:
                return "other_person", [a.entity for a in found]  # 他感谢李校长。他说: whoever the first is
        entities = [a.entity for a in found]
        if len(found) != 1:
            return ("several_persons" if found else "no_person"), entities
        if hit.entry.attrs["pronoun"] and not _CLAUSE_START.search(text, max(0, hit.start - 2), hit.start):
            return "not_subject", entities
        scan = self._page.scan
        if self._has_company(found[0].end):
            return "other_person", entities
        half_named = scan.within("person_half_named", begin, start)
        if scan.within("person_noun", found[0].end, start) or any(
            h.end != found[0].start for h in half_named
        ):
            return "other_person", entities
        return None, entities

    def _has_company(self, end: int) -> bool:
        """Whether a name seems to be coordinated with what may be another one: 陆晓荷和陆晓棠."""
        return _AND_ANOTHER.match(self._page.text, end) is not None


def _person(entity: Entity, compound: set[str]) -> _Person:
    surname = entity.name[:2] if entity.name[:2] in compound else entity.name[:1]
    return _Person(entity, surname, tuple(t for o in entity.offices for t in o.titles))
