"""References to persons: 她, 该同志, 王镇长."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from govextract.match import Hit, Page
from govextract.records import Candidate, Entity, Mention, Reference, Unresolved
from govextract.resolve.antecedents import Antecedents, in_quotes

_BEFORE_SURNAME: Final = frozenset("在到来由向经给为和与及以对按是会随后时据请是的了把将从跟让被听陪同见")
_COLLECTIVE: Final = ("们",)


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
        people = [m for m in mentions if m.kind in ("official", "person")]
        self._spans = {i for m in people for i in range(m.start, m.end)}
        self._antecedents = Antecedents(page, people, ("official", "person"))
        compound = {h.form for h in page.scan.of("surname") if len(h.form) > 1}
        self._people = [_person(e, compound) for e in self._entities.values()]

    def resolve(self) -> Iterator[Reference | Unresolved]:
        """References and unresolved ones, first the surname forms, then the pronouns."""
        yield from self._titles()
        yield from self._pronouns()

    # --- 王镇长 ------------------------------------------------------------------------------------------------

    def _titles(self) -> Iterator[Reference | Unresolved]:
        seen: set[int] = set()
        hits = sorted(self._page.scan.of("title"), key=lambda h: (h.start, -h.end))
        for hit in hits:
            if hit.start in seen or len(hit.form) < 2:
                continue
            seen.add(hit.start)
            for size in (2, 1):
                start = hit.start - size
                surname = self._page.text[max(start, 0) : hit.start]
                people = [p for p in self._people if p.surname == surname] if start >= 0 else []
                if people and self._begins(start):
                    yield self._by_title(start, hit, people)
                    break

    def _begins(self, start: int) -> bool:
        before = self._page.text[start - 1] if start else "\n"
        free = start not in self._spans and start - 1 not in self._spans
        return free and (before in _BEFORE_SURNAME or not "\u4e00" <= before <= "\u9fff")

    def _by_title(self, start: int, hit: Hit, people: Sequence[_Person]) -> Reference | Unresolved:
        """The one person of the surname who has the title, 副镇长 included when nobody is 镇长."""
        same = [p for p in people if hit.form in p.titles]
        near = same or [p for p in people if any(t.endswith(hit.form) for t in p.titles)]
        text = self._page.text[start : hit.end]
        if len(near) == 1:
            e = near[0].entity
            return Reference(
                start=start, end=hit.end, text=text, means=e.name, entity=e.id, rule="reference.surname",
                confidence=0.95 if same else 0.85,
            )  # fmt: skip
        candidates = tuple(Candidate(name=p.entity.name, entity=p.entity.id) for p in near or people)
        reason = "several_persons" if near else "title_unknown"
        return Unresolved(text=text, start=start, end=hit.end, reason=reason, candidates=candidates)

    # --- 她, 该同志 ----------------------------------------------------------------------------------------------

    def _pronouns(self) -> Iterator[Reference | Unresolved]:
        scan = self._page.scan
        skipped = {i for h in scan.of("reference_not_person") for i in range(h.start, h.end)}
        for hit in scan.of("reference_person"):
            if hit.start in skipped or in_quotes(self._page, hit.start):
                continue
            found = self._antecedents.before(hit.start)
            candidates = tuple(self._candidate(m) for m in found)
            if not found:
                reason = "no_person"
            elif len(found) > 1:
                reason = "several_persons"
            elif self._other_person(found[0].end, hit.start):
                reason = "other_person"
            else:
                entity = self._entities[found[0].entity or ""]
                yield Reference(
                    start=hit.start, end=hit.end, text=hit.form, means=entity.name, entity=entity.id,
                    rule=hit.entry.id, confidence=0.9,
                )  # fmt: skip
                continue
            yield Unresolved(
                text=hit.form, start=hit.start, end=hit.end, reason=reason, candidates=candidates
            )

    def _other_person(self, start: int, end: int) -> bool:
        """Whether somebody without a name, or with a name that is no mention, stands in between (村民老赵)."""
        return bool(self._page.scan.within("person_noun", start, end))

    def _candidate(self, m: Mention) -> Candidate:
        return Candidate(name=self._entities[m.entity or ""].name, entity=m.entity)


def _person(entity: Entity, compound: set[str]) -> _Person:
    surname = entity.name[:2] if entity.name[:2] in compound else entity.name[:1]
    return _Person(entity, surname, tuple(t for o in entity.offices for t in o.titles))
