"""What a document says clearly in one place proves a village's name elsewhere in it.

A strange name (one whose characters the tables do not expect) is believed where its place leaves nothing else
to be: behind a town's name that begins its clause, with a village's body behind, between other villages of a
list. From there it is known wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from govextract.find.boundary import LISTED, Left, LeftContext
from govextract.find.names import HAN_FIRST, HAN_LAST, is_han
from govextract.find.village_words import BODIES
from govextract.match import Hit

ACCEPT: Final = 1.0
"""How much better than running text a name must score."""
ACCEPT_PLAIN: Final = -14.0
"""The same where nothing but a town's name stands in front in its clause."""
ACCEPT_BODY: Final = -14.0
"""The same where a village's body follows what is the whole clause so far (。石桥村|党支部)."""
NO_PROOF: Final = 99.0
WEAK: Final = -4.0
"""A name of this score is believed where the document repeats it."""
FAINT: Final = -8.0
"""The same, twice as often."""
FIRM: Final = 5.0
"""A name that scores so much better is believed elsewhere in the document too."""
ENOUGH: Final = 6
"""Votes that make a name known."""
STRANGE_LISTED: Final = -8.0
"""What a name between other villages of a list must score, where it is the whole item."""
STRANGE_ITEM: Final = -16.0
"""The same where punctuation or other villages stand on both sides of the item."""
LONGEST_LISTED: Final = 4
LONGEST_PROVED: Final = 5
_TOWN: Final = re.compile("(?:^|[^\u4e00-\u9fff]|[到在至赴往])[\u4e00-\u9fff]{2,4}(?:[镇乡]|街道)$")
"""A town's whole name, from the clause's beginning: what stands behind it is a name, however strange."""
_JOINTS: Final = frozenset("与和及等的")
_NO_FIRST: Final = frozenset("在和与及对向由把被从将以为各全该本我每再又也等的了是有入进驻选帮带")
"""What hardly begins a name that only a body behind it would prove."""


_SIDES: Final = frozenset("上下前后东西南北")
_NO_PREFIX: Final = _NO_FIRST | frozenset("原现旧任查管去来说要给让请等并改划街路")
"""What is no first character of a name, though it stands in front of one each time."""
_LONGEST_PREFIXED: Final = 6
_OF_TOWNS: Final = re.compile(
    "(?:、[\u4e00-\u9fff]{2,4}){0,6}(?:[和与][\u4e00-\u9fff]{2,4})?等?(?:[两三四五六七八九十]|[0-9]{1,2})个?"
    "(?:乡镇|镇|乡|街道|苏木)(?![\u4e00-\u9fff]?[村民])"
)
"""What goes on behind the first names of a list of towns (芳村、新昌|两个乡)."""


class Reading(NamedTuple):
    """A possible village name: its beginning, its score over running text, and what stands in front."""

    start: int
    score: float
    left: Left

    @property
    def firm(self) -> bool:
        """Whether punctuation or a town's name stands in front."""
        return self.left.hard or self.left.cut


Choice = tuple[Hit, list[Reading]]
"""A suffix in the text and the readings of the name in front of it, best first."""


class Known(NamedTuple):
    """Names that the document gives clearly somewhere, suffix included; ``proved`` are those that a place proves."""

    names: frozenset[str]
    proved: frozenset[str]


def known(text: str, choices: Iterable[Choice]) -> Known:
    """The names that the document makes known."""
    votes: Counter[str] = Counter()
    proved: set[str] = set()
    for hit, readings in choices:
        best = readings[0]
        name = text[best.start : hit.end]
        if hit.start - best.start < 2 and not best.left.cut:
            votes[name] += 2 * (best.score >= WEAK)  # 佘村: one character, again and again
            continue
        margin = best.score - readings[1].score if len(readings) > 1 else FIRM
        if best.score >= proof(text, hit, best):
            proved.add(name)
            votes[name] += ENOUGH
        elif best.firm and best.score >= FIRM and margin >= 0.5:
            votes[name] += ENOUGH
        elif best.score >= ACCEPT:
            votes[name] += 3
        elif best.score >= FAINT and best.left.weight > LISTED:
            votes[name] += 2 if best.score >= WEAK else 1
    return Known(frozenset(name for name, n in votes.items() if n >= ENOUGH), frozenset(proved))


def proof(text: str, hit: Hit, reading: Reading) -> float:
    """The least score of a name that a town in front or a body behind proves; none does without them."""
    if not 2 <= hit.start - reading.start <= LONGEST_PROVED:
        return NO_PROOF
    if not reading.firm:
        return NO_PROOF
    if reading.left.cut and _TOWN.search(text, max(0, reading.start - 7), reading.start):
        return ACCEPT_PLAIN
    counted = text[reading.start - 1 : reading.start].isalnum()
    if not reading.left.hard or counted or text[reading.start] in _NO_FIRST:
        return NO_PROOF
    if text.startswith(BODIES, hit.end):
        return ACCEPT_BODY
    return NO_PROOF


def between(
    text: str, rejected: Sequence[Choice], starts: Container[int], ends: Container[int], words: Container[str]
) -> Iterator[tuple[int, int]]:
    """Strange names beside others of a list (石桥村、柳编营村、白沙村), and where they stand again.

    ``starts`` and ``ends`` are those of the villages found, ``words`` name none.
    """
    names: set[str] = set()
    for hit, readings in rejected:
        for reading in readings:
            name = text[reading.start : hit.end]
            behind = text[reading.start - 1 : reading.start] == "、" and reading.start - 1 in ends
            before = text[hit.end : hit.end + 1] == "、" and hit.end + 1 in starts
            if not (behind or (before and reading.left.weight > LISTED)) or name in words:
                continue
            after = text[hit.end : hit.end + 1]
            whole = behind and (before or after in _JOINTS or not HAN_FIRST <= after <= HAN_LAST)
            least = STRANGE_ITEM if whole or (before and reading.left.hard) else STRANGE_LISTED
            if reading.score > least and 1 <= hit.start - reading.start <= LONGEST_LISTED:
                names.add(name)
                break
    for hit, readings in rejected if names else ():
        for reading in readings:
            if text[reading.start : hit.end] in names:
                yield reading.start, hit.end
                break


def of_towns(text: str, end: int) -> bool:
    """Whether the list that the name ending at ``end`` stands in is one of towns (芳村|、新昌两个乡)."""
    return text[end : end + 1] == "、" and _OF_TOWNS.match(text, end) is not None


def lengthened(text: str, spans: Iterable[tuple[int, int]], left: LeftContext) -> Iterator[tuple[int, int]]:
    """Spans of names in front of which the document has one and the same character each time (盘|羊沟村).

    It belongs to the name, where somewhere a name may begin with it; so do 东 and 西 in front of two of a pair.
    """
    groups: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in spans:
        groups[text[start:end]].append((start, end))
    for name, places in groups.items():
        if len(places) < 2 or len(name) >= _LONGEST_PREFIXED or len(places) != text.count(name):
            continue
        firsts = {text[start - 1 : start] for start, _ in places}
        sides = firsts <= _SIDES
        if not is_han("".join(firsts)) or "" in firsts or not (sides or len(firsts) == 1):
            continue
        if not sides and (firsts & _NO_PREFIX or any(left.at(text, s).weight > LISTED for s, _ in places)):
            continue
        before = [left.at(text, start - 1) for start, _ in places]
        if any(b.weight > LISTED for b in before):
            yield from places
