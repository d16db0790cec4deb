"""The steps, in order, in one screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from govextract.assemble import Assembler
from govextract.confidence import calibrated, calibrated_events
from govextract.extraction import Extraction
from govextract.find.actions import ActionFinder
from govextract.find.atlas import using
from govextract.find.dates import DateFinder
from govextract.find.enterprises import EnterpriseFinder
from govextract.find.officials import OfficialFinder
from govextract.find.organisations import OrganisationFinder
from govextract.find.own import OwnWords
from govextract.find.places import PlaceFinder
from govextract.find.quantities import QuantityFinder
from govextract.find.villages import VillageFinder
from govextract.gazetteer import Gazetteer
from govextract.lexicon import Lexicon
from govextract.match import Matcher, Page, settle
from govextract.normalise import normalise, restore
from govextract.qualify import Qualifier
from govextract.read import read_text
from govextract.records import Document, DocumentRecord, Trigger
from govextract.resolve.context import find_context
from govextract.resolve.dates import resolve_dates
from govextract.resolve.entities import resolve_entities
from govextract.resolve.references import resolve_references
from govextract.segment import Segmenter
from govextract.weigh import Weigher
from govextract.weigh.firms import Firms
from govextract.weigh.view import Seen, View
from govextract.words import Words


class Extractor:
    """Text in, validated records out. Built once, immutable afterwards: threads may share it; picklable."""

    def __init__(
        self,
        *,
        lexicons: Sequence[Path] = (),
        keywords: bool = False,
        gazetteer: Path | None = None,
        model: bool = True,
    ) -> None:
        """Load the built-in lexicons, and the user's ``lexicons`` over them.

        The places of ``gazetteer``, a CSV file of paths, are added to the built-in ones; a file made by
        ``models/gazetteer/build.py`` takes their place.

        With ``keywords`` each section gets its keywords, at about the cost of ``jieba.cut`` on the text. Without
        ``model`` businesses and events are those of the rules alone, as no trained weights have weighed them.

        Raises:
            LexiconError: a lexicon file is wrong.
            ValueError: the gazetteer file is wrong.
        """
        self.gazetteer = Gazetteer.open(gazetteer) if gazetteer else None
        self.lexicon = Lexicon.load(*lexicons)
        self._words = Words(self.lexicon) if keywords else None
        self._segmenter = Segmenter(self.lexicon)
        self._matcher = Matcher(self.lexicon)
        self._finders = (
            DateFinder(self.lexicon),
            OfficialFinder(self.lexicon),
            VillageFinder(self.lexicon),
            EnterpriseFinder(self.lexicon),
            OrganisationFinder(self.lexicon),
            PlaceFinder(self.lexicon),
            QuantityFinder(self.lexicon),
        )
        self._actions = ActionFinder(self.lexicon)
        self._own = OwnWords(self.lexicon)
        self._qualifier = Qualifier(self.lexicon)
        self._assembler = Assembler(self.lexicon)
        self._firms = Firms(own=self.lexicon.own) if model else None
        self._weigher = Weigher() if model else None

    def page(self, text: str) -> Page:
        """The text as the finders read it: its block tree, and every lexicon word in it."""
        return Page(text, self._segmenter.segment(text), self._matcher.scan(text), self.gazetteer)

    def triggers(self, text: str) -> list[Trigger]:
        """The action words of a text that count, whatever comes of them."""
        page = self.page(text)
        return self._actions.told(page, self._own.allowed(page, self._actions.words(page)))

    def parse(
        self, source: str | Document, *, published: date | None = None, jurisdiction: str | None = None
    ) -> Extraction:
        """The records of one document.

        Args:
            source: the text, or a document as read.
            published: the day the text was published, the reference for dates without a year; without it the
                day that the file itself names, if any.
            jurisdiction: whose report it is, as a path of names (湖南省益阳市沅江市泗湖山镇).
        """
        document = read_text(source) if isinstance(source, str) else source
        page = self.page(document.text)
        normal = normalise(document.text, page.tree)
        if normal:
            page = self.page(normal.text)
        tree, name = page.tree, document.source
        with using(self.gazetteer):
            mentions = settle(self._own.settle(page, (m for f in self._finders for m in f.find(page))))
            if self._firms:
                weighed = self._firms.weigh(page.text, mentions)
                mentions = settle(self._own.settle(page, weighed))
        words = self._own.allowed(page, self._actions.words(page, mentions))
        triggers = self._actions.told(page, words)
        mentions, triggers, scopes = self._qualifier.qualify(page, mentions, triggers)
        mentions, published, period = resolve_dates(page, mentions, published or document.published, name)
        context = find_context(page, mentions, jurisdiction, published, period, source=name)
        mentions, entities = resolve_entities(page, mentions, context)
        references, unresolved = resolve_references(page, mentions, entities, context)
        events = calibrated_events(self._assembler.assemble(page, mentions, triggers, entities, references))
        if self._weigher:
            signs = self._own.allowed(page, page.scan.of("sign"))
            people = {e.id: e.name for e in entities if e.kind == "official"}
            seen = Seen(words, signs, triggers, scopes, events, self.lexicon.own, people)
            events = self._weigher.weigh(View(page, mentions, seen), events, entities)
        if self._words:
            names = {m.text for m in mentions if m.kind not in ("date", "quantity")}
            tree = self._words.keywords(tree, page.text, names)
        extraction = Extraction(
            document=DocumentRecord(
                **document.model_dump(exclude={"text", "published", "origin"}),
                **context.model_dump(exclude={"alternatives"}),
                chars=len(document.text),
            ),
            sections=tree.sections,
            mentions=tuple(calibrated(mentions)),
            entities=tuple(entities),
            events=tuple(events),
            references=tuple(references),
            unresolved=tuple(unresolved),
            text=document.text,
        )
        if normal is None:
            return extraction
        return Extraction(**restore(extraction.model_dump(exclude={"text"}), normal), text=document.text)
