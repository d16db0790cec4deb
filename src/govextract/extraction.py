"""What a parse returns: the records of one document, and the forms in which people want them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from govextract.records import DocumentRecord, Entity, Event, Mention, Record, Reference, Section, Unresolved

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

SCHEMA = 1
"""Version of the output contract."""


class Extraction(Record):
    """All records of one document. ``text`` is the document's text; it is not part of the JSON output."""

    schema_version: int = Field(default=SCHEMA, serialization_alias="schema")
    document: DocumentRecord
    sections: tuple[Section, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    references: tuple[Reference, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    text: str = Field(exclude=True, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The records as plain JSON types, in the form of the output contract."""
        return self.model_dump(mode="json", by_alias=True)

    def to_json(self, *, indent: int | None = None) -> str:
        """The records as JSON text, Chinese unescaped."""
        return self.model_dump_json(by_alias=True, indent=indent)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """One DataFrame a table (events, dates, officials, …), columns as in the data dictionary."""
        from govextract.tables import frames

        return frames([self])

    def to_spacy(self) -> Doc:
        """A spaCy Doc of single characters with one span group a kind of mention, ready for displaCy."""
        from govextract.spacy_doc import to_doc

        return to_doc(self)
