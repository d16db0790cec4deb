"""Every type that crosses a border between two modules, or leaves the program.

All are frozen pydantic models. Offsets are code points of the document's text, end exclusive, and
``text[start:end]`` equals the ``text`` of every record that carries one.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

Kind = Literal["date", "official", "person", "village", "enterprise", "organisation", "place", "quantity"]
Status = Literal["done", "ongoing", "planned", "required", "simulated", "negated", "quoted"]
Role = Literal["host", "speaker", "inspector", "visitor", "attendee", "cited"]
Precision = Literal[
    "day", "days", "week", "dekad", "month", "months", "quarter", "half", "year", "years", "vague"
]
Action = Literal[
    "meeting", "training", "study", "lecture", "publicity", "drill", "inspection", "supervision", "assessment",
    "survey", "visit", "enforcement", "sanitation", "volunteering", "construction", "assistance", "investment",
    "epidemic_control", "emergency_response", "mediation", "personnel", "party_activity", "culture_sport",
    "agriculture", "public_service", "award", "ceremony", "policy",
]  # fmt: skip

NOT_COUNTED: frozenset[str] = frozenset({"required", "simulated", "negated", "quoted"})
"""Statuses of events that are listed but never counted as work that happened or is set."""

Offset = Annotated[int, Field(ge=0)]
Confidence = Annotated[float, Field(ge=0.0, le=1.0)]


class Record(BaseModel):
    """A frozen record; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- read ----------------------------------------------------------------------------------------------------


class Document(Record):
    r"""A file's text as read, before anything is found in it.

    ``text`` has no BOM and ``\n`` line ends; ``replaced`` counts the characters that could not be decoded and
    stand as U+FFFD; ``sha256`` is that of the bytes. ``published`` and ``origin`` are the day and the publisher
    that the file itself names; ``notes`` says in stable words what of the file is not in the text
    (``pages_without_text:3,4``).
    """

    id: str
    source: str
    sha256: str
    format: str = "txt"
    encoding: str
    replaced: int = 0
    published: date | None = None
    origin: str | None = None
    notes: tuple[str, ...] = ()
    text: str


# --- segment -------------------------------------------------------------------------------------------------


class Section(Record):
    """A numbered or headed part of a report. ``level`` 0 is the whole document, 1 the first numbering met.

    ``start``/``end`` span the heading and all that stands under it, sub-sections included.
    """

    id: str
    number: str | None = None
    heading: str
    level: int
    start: Offset
    end: Offset
    keywords: tuple[str, ...] = ()


class Sentence(Record):
    """A sentence with its closing punctuation, without surrounding white space."""

    start: Offset
    end: Offset


class Paragraph(Record):
    """A paragraph (one line of text, or several that were wrapped) with its sentences.

    ``section`` is the id of the innermost section; ``heading`` is true when the paragraph is a heading or title
    line; ``duplicate_of`` is the index in ``Tree.paragraphs`` of the first copy of the same or nearly the same
    text, else None.
    """

    start: Offset
    end: Offset
    section: str
    sentences: tuple[Sentence, ...]
    heading: bool = False
    duplicate_of: int | None = None


class Tree(Record):
    """The block tree of a document: sections and paragraphs in text order; paragraphs never overlap."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    _starts: list[int] = PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any, /) -> None:
        """Index the paragraphs by where they start."""
        self._starts.extend(p.start for p in self.paragraphs)

    def paragraph_index(self, offset: int) -> int | None:
        """Index of the paragraph that holds ``offset``, None between paragraphs."""
        i = bisect_right(self._starts, offset) - 1
        return i if i >= 0 and offset < self.paragraphs[i].end else None

    def sentence(self, offset: int) -> Sentence | None:
        """The sentence that holds ``offset``, None outside of any."""
        i = self.paragraph_index(offset)
        if i is None:
            return None
        return next((s for s in self.paragraphs[i].sentences if s.start <= offset < s.end), None)


# --- find ----------------------------------------------------------------------------------------------------


class DateValue(Record):
    """A closed interval of days. ``start`` or ``end`` None is an open end; both None a vague date.

    ``part`` is the part of the day as written (上午). ``inferred_from`` says where a missing year, month or
    reference day came from, in a word and, where there is one, the span that proves it: ``text:12-17``,
    ``option:date``, ``period``; None when the expression is complete in itself.
    """

    start: date | None = None
    end: date | None = None
    precision: Precision
    part: str | None = None
    inferred_from: str | None = None


class OfficeValue(Record):
    """The office that the text gives a person at this mention.

    ``text`` is the full office with coordinated titles (县委常委、办公室主任), as written (a title split round the
    name is joined); ``start``/``end`` the span of the text that proves it. ``organisation`` is the leading body
    or place in it, "" when it has none; ``titles`` the single posts in order.
    """

    text: str
    start: Offset
    end: Offset
    organisation: str
    titles: tuple[str, ...]
    level: str | None = None


class QuantityValue(Record):
    """A number with its unit: ``low`` ≤ ``high`` in base ``unit`` (700多万元 → 7,000,000–8,000,000 CNY)."""

    low: float
    high: float
    unit: str
    approximate: bool = False


class Mention(Record):
    """What stands in the text, of one kind, at one place; ``entity`` is the id of what it means, once resolved.

    ``rule`` is the id of the rule that found it (or ``model``). An official's ``value`` is the office given at
    this mention, None at a bare name.
    """

    id: str
    kind: Kind
    start: Offset
    end: Offset
    text: str
    value: DateValue | OfficeValue | QuantityValue | None = None
    entity: str | None = None
    rule: str
    confidence: Confidence = 1.0
    status: Status = "done"


class Trigger(Record):
    """An action word in the text (召开…推进会): which action types it names, and its qualified status.

    Triggers become events; they are no mentions.
    """

    start: Offset
    end: Offset
    text: str
    actions: tuple[Action, ...]
    rule: str
    status: Status = "done"


# --- resolve -------------------------------------------------------------------------------------------------


class Period(Record):
    """The days that a report covers."""

    start: date
    end: date
    evidence: str | None = None


class Place(Record):
    """A place of the administrative hierarchy; a level that is unknown is None.

    ``code`` is the GB/T 2260 code, which goes down to the county: a town or village has that of its county.
    """

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    town: str | None = None
    village: str | None = None
    code: str | None = None
    confidence: Confidence = 1.0
    evidence: str | None = None

    @property
    def path(self) -> str:
        """The names from province to village, run together."""
        return "".join(x for x in (self.province, self.prefecture, self.county, self.town, self.village) if x)


class Context(Record):
    """What the whole document says of itself: whose report, which period, its day of reference.

    ``alternatives`` are the places that fit equally well where the jurisdiction is None for that reason.
    """

    title: str | None = None
    issuer: str | None = None
    published: date | None = None
    period: Period | None = None
    jurisdiction: Place | None = None
    alternatives: tuple[Place, ...] = ()


class Office(Record):
    """A post as the document writes it, with body, single titles and administrative level where known."""

    text: str
    organisation: str
    titles: tuple[str, ...]
    level: str | None = None


class Entity(Record):
    """Whom or what mentions mean. ``aliases`` are other forms seen; ``mentions`` the ids of its mentions."""

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    place: Place | None = None
    mentions: tuple[str, ...] = ()


class Candidate(Record):
    """One of several things that an unresolved mention could mean."""

    name: str
    entity: str | None = None


class Unresolved(Record):
    """A mention or reference that has no answer, or more than one."""

    mention: str | None = None
    text: str
    start: Offset
    end: Offset
    reason: str
    candidates: tuple[Candidate, ...] = ()


class Reference(Record):
    """A word that stands for a body, place, company or person (我镇, 市委, 该公司, 她) and what it means here."""

    start: Offset
    end: Offset
    text: str
    means: str
    entity: str | None = None
    rule: str
    confidence: Confidence = 1.0


# --- assemble ------------------------------------------------------------------------------------------------


class EventDate(Record):
    """The days of an event; an end None is open, both None never occur (the event's ``date`` is None then)."""

    start: date | None
    end: date | None
    precision: Precision
    inferred_from: str | None = None


class Participant(Record):
    """An official in an event: name, entity id, and the part that the text gives them."""

    name: str
    entity: str
    role: Role


class EventQuantity(Record):
    """A quantity told of an event."""

    text: str
    low: float
    high: float
    unit: str
    approximate: bool = False


class Event(Record):
    """One reported work item. ``start``/``end``/``text`` are the evidence; lists hold entity names in text order.

    ``duplicate_of`` is the id of the first copy of the same event; such events are left out of counts.
    """

    id: str
    start: Offset
    end: Offset
    text: str
    section: str
    date: EventDate | None = None
    status: Status = "done"
    actions: tuple[Action, ...]
    officials: tuple[Participant, ...] = ()
    villages: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    quantities: tuple[EventQuantity, ...] = ()
    duplicate_of: str | None = None
    rule: str
    confidence: Confidence = 1.0

    @property
    def counted(self) -> bool:
        """Whether the event is work that happened, is under way or is set, told for the first time."""
        return self.status not in NOT_COUNTED and self.duplicate_of is None


# --- the whole -----------------------------------------------------------------------------------------------


class DocumentRecord(Record):
    """The document's row: where it came from and what it says of itself."""

    id: str
    source: str
    sha256: str
    format: str = "txt"
    encoding: str
    replaced: int = 0
    notes: tuple[str, ...] = ()
    title: str | None = None
    issuer: str | None = None
    published: date | None = None
    period: Period | None = None
    jurisdiction: Place | None = None
    chars: int
