"""Verbs that give an office, and what stands between them and the person."""

from __future__ import annotations

import pytest

from govextract.find.appointments import Appointments
from govextract.find.name_reader import NameReader
from govextract.lexicon import Lexicon

LEXICON = Lexicon.load()
APPOINTMENTS = Appointments(LEXICON, NameReader(LEXICON))


@pytest.mark.parametrize(
    ("text", "verb"),
    [("韩立群当选", "当选"), ("韩立群被任命为", "被任命为"), ("韩立群，现任", "现任"), ("韩立群走进", None)],
)
def test_the_verb_that_ends_at_a_place(text: str, verb: str | None) -> None:
    assert APPOINTMENTS.verb(text, len(text)) == verb


@pytest.mark.parametrize(
    "text",
    [
        "韩立群以1987票",
        "韩立群1398票",
        "韩立群得票最高，",
        "韩立群高票",
        "韩立群同志再次",
        "韩立群已于2015年12月",
        "韩立群2名同志",
        "韩立群等3名同志到石桥村",
    ],
)
def test_votes_days_and_counts_between_person_and_verb(text: str) -> None:
    assert APPOINTMENTS.person_end(text, len(text)) == len("韩立群")
