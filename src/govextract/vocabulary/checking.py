"""A lexicon file checked: its structure, its place among the entries in force, its examples."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from govextract.lexicon import Lexicon
from govextract.messages import Messages
from govextract.vocabulary.structure import HARMLESS, Finding, inspect


class Checked(NamedTuple):
    """What there is to say of a file, by line, and how many entries and words it adds."""

    findings: list[Finding]
    entries: int
    words: int

    @property
    def mistakes(self) -> int:
        """How many findings are mistakes, and no mere notes."""
        return sum(not f.note for f in self.findings)


def check_file(path: Path) -> Checked:
    """Check a file against the built-in lexicon; its examples are tried where it can be used as it is.

    Raises:
        OSError: it cannot be read.
    """
    lexicon = Lexicon.load()
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as e:
        line = path.read_bytes()[: e.start].count(b"\n") + 1
        return Checked([Finding(line, "", "lexicon_not_utf8", {"why": e.reason})], 0, 0)
    drafts, findings = inspect(text, lexicon)
    if all(f.note or f.key in HARMLESS for f in findings):
        from govextract.pipeline import Extractor
        from govextract.vocabulary.trial import try_out

        findings = sorted((*findings, *try_out(drafts, Extractor(lexicons=[path]))), key=lambda f: f.line)
    words = sum(len(d.entry.forms) for d in drafts)
    return Checked(findings, len(drafts), words)


def summary(checked: Checked, messages: Messages) -> str:
    """The outcome in one sentence."""
    if checked.mistakes:
        return messages.say("lex_wrong", n=checked.mistakes)
    return messages.say("lex_right", entries=checked.entries, words=checked.words)
